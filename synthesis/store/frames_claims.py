"""What others printed, to rows: claims of articles and pooled results of reviews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from synthesis.records.claim import Article, CitedStudy
from synthesis.records.published import PublishedResults
from synthesis.store.arrow import Row


def claim_rows(articles: Iterable[Article]) -> Iterator[Row]:
    """Rows of the table ``claims``, in the order of the article."""
    for article in articles:
        for claim in article.claims:
            place, cited = claim.place, claim.citation or CitedStudy()
            yield {
                "claim_id": f"{article.id}/{claim.id}",
                "article": article.id,
                "section": claim.section,
                "paragraph": None if place is None else place.paragraph,
                "sentence": None if place is None else place.sentence,
                "char_start": None if place is None else place.start,
                "char_end": None if place is None else place.end,
                "claim": claim.claim,
                "kind": claim.kind,
                "markers": ";".join(claim.markers),
                "marker_kinds": ";".join(claim.marker_kinds),
                "reach": claim.reach,
                "direction": claim.direction,
                "strength": claim.strength,
                "significant": claim.significant,
                "modality": claim.modality,
                "population": claim.population,
                "subgroup": claim.subgroup,
                "comparator": claim.comparator,
                "specimens": ";".join(claim.specimens),
                "matrix_classes": ";".join(claim.matrix_classes),
                "state": claim.state,
                "cited_author": cited.author,
                "cited_year": cited.year,
                "cited_words": cited.words,
                "cited_as_in": cited.inherits,
                "cited_study": cited.study,
                "checkable": claim.checkable,
                "reason": claim.reason,
                "status": claim.status,
                "confirmed_by": claim.confirmed_by,
                "confirmed_on": None if claim.confirmed_on is None else claim.confirmed_on.isoformat(),
                "accepted": None if claim.accepted is None else claim.accepted.model_dump_json(),
                "hand_verdict": claim.hand_verdict,
                "basis": ";".join(claim.basis),
                "note": claim.note,
            }


def published_rows(published: Iterable[PublishedResults]) -> Iterator[Row]:
    """Rows of the table ``published``."""
    for publication in published:
        for result in publication.results:
            yield {
                "result_id": f"{publication.study}/{result.id}",
                "slug": publication.study,
                "outcome": result.outcome,
                "marker": result.marker,
                "model": result.model,
                "k": result.k,
                "n": result.n,
                "estimate": result.estimate,
                "ci_low": result.ci_low,
                "ci_high": result.ci_high,
                "p": result.p,
                "i2": result.i2,
                "reproducible": result.reproducible,
                "from_records": result.from_records,
                "ref": result.ref,
                "note": result.note,
            }

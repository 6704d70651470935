"""What others printed, to rows: claims of articles and pooled results of reviews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from synthesis.records.claim import Article
from synthesis.records.published import PublishedResults
from synthesis.store.arrow import Row


def claim_rows(articles: Iterable[Article]) -> Iterator[Row]:
    """Rows of the table ``claims``, in the order of the article."""
    for article in articles:
        for claim in article.claims:
            yield {
                "claim_id": f"{article.id}/{claim.id}",
                "article": article.id,
                "section": claim.section,
                "claim": claim.claim,
                "markers": ";".join(claim.markers),
                "direction": claim.direction,
                "strength": claim.strength,
                "population": claim.population,
                "cited_study": claim.cited_study,
                "cited_year": claim.cited_year,
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

"""The claims of an atlas as records again, so that the audit reads words and not cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synthesis.errors import FilterError
from synthesis.records.claim import Accepted, CitedStudy, Claim
from synthesis.store.nearest import nearest
from synthesis.store.tidy import items, records
from synthesis.vocabulary.claim import ClaimStatus

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

_PLAIN = (
    "section", "claim", "kind", "reach", "direction", "strength", "significant", "modality", "population",
    "subgroup", "comparator", "state", "checkable", "reason", "status", "confirmed_by", "confirmed_on",
    "hand_verdict", "note",
)  # fmt: skip
_LISTS = ("markers", "marker_kinds", "specimens", "matrix_classes", "basis")
_CITED = {
    "author": "cited_author",
    "year": "cited_year",
    "words": "cited_words",
    "inherits": "cited_as_in",
    "study": "cited_study",
}


@dataclass(frozen=True, slots=True)
class ArticleClaim:
    """A claim, and the article that makes it."""

    article: str
    claim: Claim

    @property
    def id(self) -> str:
        """Key in the atlas: article, slash, id."""
        return f"{self.article}/{self.claim.id}"


def confirmed(atlas: Atlas, article: str | None = None) -> tuple[ArticleClaim, ...]:
    """Give the confirmed claims, in the order of the articles.

    Parameters
    ----------
    atlas
        The atlas, whole or filtered.
    article
        Key of one article; all when left out.

    Raises
    ------
    FilterError
        When there is no such article.

    Examples
    --------
    >>> import synthesis as syn
    >>> confirmed(syn.load(), "immune-dysregulation")[0].id
    'immune-dysregulation/T01'
    """
    frame = atlas.claims
    if article is not None:
        if article not in set(frame["article"]):
            hint = nearest(article, set(frame["article"]))
            raise FilterError(f"there is no article {article!r}", where="article", hint=hint)
        frame = frame[frame["article"] == article]
    rows = records(frame, list(frame.columns))
    return tuple(_claim(row) for row in rows if row["status"] == ClaimStatus.CONFIRMED)


def _claim(row: dict[str, Any]) -> ArticleClaim:
    plain = {name: row[name] for name in _PLAIN if row[name] is not None}
    lists = {name: items(row[name]) for name in _LISTS}
    cited = {name: row[column] for name, column in _CITED.items() if row[column] is not None}
    accepted = None if row["accepted"] is None else Accepted.model_validate_json(row["accepted"])
    claim = Claim(
        id=row["claim_id"].removeprefix(row["article"] + "/"),
        citation=CitedStudy(**cited) if cited else None,
        accepted=accepted,
        **plain,
        **lists,
    )
    return ArticleClaim(row["article"], claim)

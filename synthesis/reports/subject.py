"""What a figure of a topic is asked about, and whether the topic has enough data for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synthesis.consistency.verdicts import verdicts
from synthesis.store.tidy import records

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Cohorts that a question needs before one bar or one point a cohort shows more than a sentence does.
_HARVEST, _ALBATROSS = 4, 5
#: Questions with most cohorts among which the one for the albatross plot is looked for.
_LOOKED_AT = 6


def subject(figure: str, atlas: Atlas) -> tuple[str, ...] | None:
    """Give the arguments that a figure takes beside the atlas; None when there are not enough data for it.

    Parameters
    ----------
    figure
        Module of `synthesis.figures`.
    atlas
        The part of the atlas that the page is about.

    Examples
    --------
    >>> import synthesis as syn
    >>> cells = syn.load().where(topic="nk-cells")
    >>> subject("directions", cells), subject("albatross", cells.where(years=(1990, 1991)))
    ((), None)
    """
    if figure not in ("harvest", "albatross"):
        return ()
    asked = records(verdicts(atlas, grid=False), ("marker", "question_key", "k"))
    if figure == "harvest":
        return () if asked and asked[0]["k"] >= _HARVEST else None
    from synthesis.figures.albatross import rows

    found = [(question["marker"], question["question_key"]) for question in asked[:_LOOKED_AT]]
    placed = [int(rows(atlas, *pair)["drawn"].isin(("point", "range")).sum()) for pair in found]
    if max(placed, default=0) < _ALBATROSS:
        return None
    return found[placed.index(max(placed))]

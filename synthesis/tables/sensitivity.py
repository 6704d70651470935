"""One question under every row of the pre-declared grid; all rows, also the inconvenient ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from synthesis.consistency.sensitivity import COLUMNS as GRID_COLUMNS
from synthesis.consistency.sensitivity import Sensitivity, sensitivity
from synthesis.store.tidy import Row, Schema, frame, records
from synthesis.tables.column import Column
from synthesis.tables.labels import capital
from synthesis.tables.scope import subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.tables.verdict_words import (
    BOUNDS_NOTE,
    COHORT_NOTE,
    HIGHER,
    LOWER,
    MIXED,
    MIXED_NOTE,
    SILENT,
    SILENT_NOTE,
    judged_provenance,
    measured,
    spellings,
)
from synthesis.tables.votes import address
from synthesis.wording import percent

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

_SCHEMA: Schema = {
    "question_key": "string",
    "row": "string",
    "description": "string",
    **dict.fromkeys(("k", "higher", "lower", "silent", "mixed"), "int64"),
    **dict.fromkeys(("low", "high"), "double"),
    **dict.fromkeys(("label", "comparison", "note"), "string"),
}


def rows(atlas: Atlas, marker: str, question: str | None = None) -> pd.DataFrame:
    """Give the grid of one question.

    Parameters
    ----------
    atlas
        The atlas, whole or filtered.
    marker, question
        A marker by id, name or synonym, and one of its questions by key; its first question when left out.

    Returns
    -------
    DataFrame
        The frame of `synthesis.consistency.sensitivity.sensitivity`, with the key of the question.

    Raises
    ------
    FilterError
        When there is no such marker or question, or no finding of the marker gives a vote.
    """
    return _frame(sensitivity(atlas, marker, question))


def _frame(grid: Sensitivity) -> pd.DataFrame:
    lines = records(grid.frame, tuple(GRID_COLUMNS))
    return frame([{"question_key": grid.question_key, **line} for line in lines], _SCHEMA)


def table(atlas: Atlas, marker: str, question: str | None = None) -> Tabled:
    """Tabulate the grid of one question.

    Parameters
    ----------
    atlas, marker, question
        As for `rows`.

    Raises
    ------
    FilterError
        When there is no such marker or question, or no finding of the marker gives a vote.

    Examples
    --------
    >>> import synthesis as syn
    >>> made = table(syn.load(), "NK cell cytotoxicity")
    >>> len(made.data), made.texts["comparison"][0]
    (22, 'same')
    """
    grid = sensitivity(atlas, marker, question)
    made = _frame(grid)
    found = atlas.markers
    key = grid.question_key
    name = found.loc[found["marker"] == key.partition(" | ")[0], "name"].iloc[0]
    asked = measured(key, spellings(atlas))
    return tabled(
        f"sensitivity-{address(key)}",
        f"{name}, {asked[:1].lower()}{asked[1:]}: {grid.label}, {grid.stability}",
        subtitle(
            atlas,
            "The checks were fixed before any result was seen, and all of them are shown. They look at "
            "parts of the same cohorts, or at the same cohorts in another way, and none is tested against "
            "another.",
        ),
        (
            Column("description", "Check"),
            Column("k", "that tested it", "count", "Cohorts", COHORT_NOTE),
            Column("higher", HIGHER, "figure", "Cohorts"),
            Column("lower", LOWER, "figure", "Cohorts"),
            Column("silent", SILENT, "figure", "Cohorts", SILENT_NOTE),
            Column("mixed", MIXED, "figure", "Cohorts", MIXED_NOTE),
            Column("bounds", "Possible share", "figure", note=BOUNDS_NOTE),
            Column("label", "Label", "prose"),
            Column("comparison", "Compared with the first row", note=_COMPARISON),
            Column("remark", "Note", "prose"),
        ),
        judged_provenance(atlas),
        rows=made,
        printed=[line | _printed(line) for line in records(made, tuple(_SCHEMA))],
        strong=(0,),
    )


_COMPARISON = (
    "Fewer cohorts usually weaken a label because there are fewer, not because they disagree. Where each "
    "cohort or group is left out in turn, the counts are the fewest that remain and the worst comparison is "
    "shown"
)


def _printed(line: Row) -> dict[str, Any]:
    low, high = line["low"], line["high"]
    bounds = None if low is None else f"{percent(low)} to {percent(high)}"
    ways = ("higher", "lower", "silent", "mixed")
    in_turn = line["k"] is not None and line["higher"] is None
    return {
        **{way: "varies" if in_turn else _count(line[way]) for way in ways},
        "description": capital(line["description"]),
        "bounds": "no cohort" if line["k"] == 0 else bounds,
        "remark": capital(line["note"]) or "nothing to add",
    }


def _count(cohorts: int | None) -> str | None:
    return None if cohorts is None else str(cohorts)

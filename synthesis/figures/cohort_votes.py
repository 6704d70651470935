"""Cohort votes as figures draw them: one question with its verdict, one cohort with its vote and its size."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from synthesis.consistency.questions import Question
from synthesis.consistency.verdict import verdict
from synthesis.consistency.verdicts import verdicts
from synthesis.consistency.votes import votes
from synthesis.store.tidy import Schema, items, records

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

#: Classes of cohort size: cases and controls together.
UNDER_50, TO_300, OVER_300, NOT_KNOWN = "under 50", "50 to 300", "over 300", "not known"
SIZES = (UNDER_50, TO_300, OVER_300, NOT_KNOWN)

#: Name of each vote, as `theme.GLYPHS` has it.
GLYPHS = {"H": "higher", "L": "lower", "U": "no_difference", "M": "mixed"}

#: Columns of a question in a frame of a figure.
QUESTION: Schema = {
    "question_key": "string",
    "marker_name": "string",
    "question": "string",
    "label": "string",
    "k": "int64",
    "higher": "int64",
    "lower": "int64",
    "silent": "int64",
    "mixed": "int64",
}
#: Columns of a cohort in a frame of a figure.
COHORT: Schema = {
    "cohort_id": "string",
    "cohort": "string",
    "year": "int64",
    "n_cases": "int64",
    "n_controls": "int64",
    "people": "int64",
    "size": "string",
    "vote": "string",
    "significance": "string",
    "inferred": "bool",
    "slugs": "string",
}


def by_question(
    rows: pd.DataFrame, columns: tuple[str, ...]
) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Put the rows of a figure into pairs of a question and its cohorts, in the order of the frame."""
    made: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    for row in records(rows, columns):
        if row["part"] == "question":
            made.append((row, []))
        elif row["part"] == "cohort":
            made[-1][1].append(row)
    return made


def size_of(people: int | None) -> str:
    """Name the size class of a cohort; the limits are those of the published effect direction plot.

    Examples
    --------
    >>> size_of(49), size_of(50), size_of(300), size_of(301), size_of(None)
    ('under 50', '50 to 300', '50 to 300', 'over 300', 'not known')
    """
    if people is None:
        return NOT_KNOWN
    return UNDER_50 if people < 50 else TO_300 if people <= 300 else OVER_300


def of_questions(atlas: Atlas) -> list[dict[str, Any]]:
    """Give the verdict on every question of an atlas as a record, most cohorts first."""
    return [_question(row) for row in _records(verdicts(atlas, grid=False))]


def of_question(atlas: Atlas, marker: str, question: str | None) -> tuple[dict[str, Any], pd.DataFrame]:
    """Give the verdict on one question as a record, and its votes.

    Raises
    ------
    FilterError
        When there is no such marker or question, or no finding of the marker gives a vote.
    """
    found = verdict(atlas, marker, question)
    return _question(_records(found.tidy())[0]), found.cohorts


def cohorts_of(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Give the cohorts of each question, oldest first, those without a year last."""
    made: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _records(frame):
        made[row["question_key"]].append(_cohort(row))
    for cohorts in made.values():
        cohorts.sort(key=lambda c: (c["year"] is None, c["year"] or 0, c["cohort"], c["cohort_id"]))
    return made


def chosen(
    atlas: Atlas, marker: str | None, question: str | None, most: int
) -> tuple[list[tuple[dict[str, Any], list[dict[str, Any]]]], list[dict[str, Any]]]:
    """Choose what a figure of several questions draws.

    Returns
    -------
    tuple
        Questions with their cohorts: the one that was asked, or the `most` with most cohorts when no marker
        is named; then all the questions there are.

    Raises
    ------
    FilterError
        When there is no such marker or question, or no finding of the marker gives a vote.
    """
    if marker is not None:
        asked, frame = of_question(atlas, marker, question)
        return [(asked, cohorts_of(frame)[asked["question_key"]])], [asked]
    all_of_them = of_questions(atlas)
    shown = all_of_them[:most]
    voted = cohorts_of(votes(atlas))
    return [(asked, voted[asked["question_key"]]) for asked in shown], all_of_them


def address(key: str) -> str:
    """Name a question in the address of a figure: by its marker, and by the rest if it is not the usual one.

    Examples
    --------
    >>> address("il-6 | circulating-protein | rest | cases-vs-controls")
    'il-6'
    >>> address("il-6 | csf-protein | rest | cases-vs-controls")
    'il-6-csf-protein-rest-cases-vs-controls'
    """
    asked = Question.parse(key)
    words = asked.marker if asked.is_default and ":" not in asked.matrix else key
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")


def cohort_word(cohort: Mapping[str, Any]) -> str:
    """Write what a cohort reported.

    Examples
    --------
    >>> cohort_word({"vote": "H", "significance": "H", "inferred": False})
    'higher, significant'
    >>> cohort_word({"vote": "U", "significance": "none", "inferred": True})
    'measured, not listed as different'
    """
    if cohort["vote"] == "U":
        return "measured, not listed as different" if cohort["inferred"] else "no difference reported"
    if cohort["vote"] == "M":
        return "mixed, or direction not stated"
    way = {"H": "higher", "L": "lower"}[cohort["vote"]]
    known = {"unknown": "significance not stated", "none": "not significant"}
    return f"{way}, {known.get(cohort['significance'], 'significant')}"


def is_significant(cohort: Mapping[str, Any]) -> bool:
    """Tell whether a vote is significant in its own direction."""
    return bool(cohort["significance"] == cohort["vote"])


def dominant(question: Mapping[str, Any]) -> str:
    """Name the direction that more cohorts report; empty for a tie."""
    higher, lower = question["higher"], question["lower"]
    return "higher" if higher > lower else "lower" if lower > higher else ""


def slugs_of(cohorts: Iterable[Mapping[str, Any]]) -> str:
    """Name the studies of some cohorts, joined with spaces."""
    return " ".join(sorted({slug for cohort in cohorts for slug in cohort["slugs"].split()}))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return records(frame, list(frame.columns))


def _question(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"question": row["question"].removesuffix(", cases against controls")}


def _cohort(row: Mapping[str, Any]) -> dict[str, Any]:
    sizes = (row["n_cases"], row["n_controls"])
    people = None if None in sizes else sum(sizes)
    return {
        "cohort_id": row["cohort_id"],
        "cohort": row["label"],
        "year": row["year_first"],
        "n_cases": row["n_cases"],
        "n_controls": row["n_controls"],
        "people": people,
        "size": size_of(people),
        "vote": row["vote"],
        "significance": row["significance"],
        "inferred": row["inferred"],
        "slugs": " ".join(items(row["studies"])),
    }

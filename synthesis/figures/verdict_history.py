"""Verdict history: the label at the end of every year, as the publications came out.

A question has a line for each label it ever had, higher above, lower below; under it, when one question is
drawn, the bounds of the share through the years.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.consistency.frames import as_rows
from synthesis.consistency.history import history
from synthesis.consistency.votes import votes
from synthesis.figures import cohort_votes
from synthesis.figures.about import About, about
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.history_layout import paint
from synthesis.figures.sheet import Sheet
from synthesis.store.tidy import Schema, frame, records
from synthesis.wording import count, integer, series, shorten

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Questions drawn below each other at most; the others are counted.
MOST_QUESTIONS = 8

_SCHEMA: Schema = {
    "part": "string",
    "questions": "int64",
    "question_key": "string",
    "marker_name": "string",
    "question": "string",
    "year": "int64",
    "label": "string",
    "k": "int64",
    "higher": "int64",
    "lower": "int64",
    "silent": "int64",
    "mixed": "int64",
    "low": "double",
    "high": "double",
    "changed": "bool",
    "slugs": "string",
}
_NOTHING = "No cohort gives a vote here yet."


def rows(atlas: Atlas, marker: str | None = None, question: str | None = None) -> pd.DataFrame:
    """Collect the verdicts at the ends of years.

    Parameters
    ----------
    atlas
        The atlas, whole or filtered.
    marker, question
        One marker by id, name or synonym, and one of its questions by key; its first question when only the
        marker is given. When no marker is given, the `MOST_QUESTIONS` questions with most cohorts.

    Returns
    -------
    DataFrame
        One row a question and ``year`` in which something on it was published (``part`` is ``year``), with
        the votes and the label of everything published by then; ``changed`` tells whether the label is
        another than before. Where findings have no year, a last row without a year holds all of them.
        ``slugs`` are the studies behind the votes of all years, on the last row of the question. The last
        row of the frame, ``all``, tells in ``questions`` how many there are.

    Raises
    ------
    FilterError
        When there is no such marker or question, or no finding of the marker gives a vote.
    """
    if marker is not None:
        asked, frame_of_votes = cohort_votes.of_question(atlas, marker, question)
        everything, shown = [asked], [asked]
        past = as_rows(history(atlas, marker, asked["question_key"]))
    else:
        everything = cohort_votes.of_questions(atlas)
        if not everything:
            return frame([], _SCHEMA)
        shown, frame_of_votes = everything[:MOST_QUESTIONS], votes(atlas)
        past = as_rows(history(atlas))
    voted = cohort_votes.cohorts_of(frame_of_votes)
    empty: dict[str, Any] = dict.fromkeys(_SCHEMA)
    made = []
    for asked in shown:
        key = asked["question_key"]
        named = {"part": "year", "marker_name": asked["marker_name"], "question": asked["question"]}
        its = [
            empty | {name: row[name] for name in row if name in _SCHEMA} | named
            for row in past
            if row["question_key"] == key
        ]
        its[-1]["slugs"] = cohort_votes.slugs_of(voted[key])
        made += its
    return frame([*made, empty | {"part": "all", "questions": len(everything)}], _SCHEMA)


def draw(rows: pd.DataFrame, ax: Axes | None = None, *, about: About | None = None) -> Drawn:
    """Draw the history of verdicts.

    Parameters
    ----------
    rows
        As `rows` gives them.
    ax
        Axes of a figure of your own; a figure is made when left out.
    about
        What the figure is about; the whole atlas when left out.
    """
    return drawing(_paint, rows, _texts(rows, about or About()), ax=ax)


def figure(atlas: Atlas, marker: str | None = None, question: str | None = None) -> Drawn:
    """Draw the history of the verdict on one question, or on those with most cohorts.

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
    >>> figure(syn.load(), "CRP").name
    'verdict-history-crp'
    """
    asked = about(atlas)
    made = rows(atlas, marker, question)
    if marker is not None:
        asked = replace(asked, subject=made["marker_name"].iloc[0])
    return draw(made, about=asked)


def _questions(rows: pd.DataFrame) -> list[list[dict[str, Any]]]:
    """Give the rows of each question."""
    made: dict[str, list[dict[str, Any]]] = {}
    for row in records(rows, tuple(_SCHEMA)):
        if row["part"] == "year":
            made.setdefault(row["question_key"], []).append(row)
    return list(made.values())


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    questions = _questions(rows)
    if questions:
        paint(questions, sheet)
    else:
        sheet.message(_NOTHING)


def _texts(rows: pd.DataFrame, about: About) -> Texts:
    questions = _questions(rows)
    name, title = "verdict-history", f"{about.subject}: the verdict year by year"
    if not questions:
        subtitle = alt = long = _NOTHING
    else:
        first = questions[0][0]
        subtitle = "What the rule table said at the end of each year, cases with ME/CFS against controls."
        if len(questions) == 1:
            name = f"verdict-history {cohort_votes.address(first['question_key'])}"
            words = first["question"]
            subtitle = f"{words[:1].upper()}{words[1:]}. {subtitle}"
        else:
            total = int(rows.loc[rows["part"] == "all", "questions"].iloc[0])
            if total > len(questions):
                subtitle += f" Shown: the {len(questions)} of {count(total, 'question')} with most cohorts."
        alt = shorten(f"Verdicts at the end of each year. {_spoken(questions[0])}", LONGEST_ALT)
        long = f"{subtitle} " + " ".join(map(_spoken, questions))
    return Texts(
        name=about.name(name),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=(
            "Each square is a year in which something was published on the question; the number is that of "
            "the cohorts so far. A cohort enters with its first publication. Cohorts without a year of "
            "publication enter at the end, under “no year”. A label may change because more cohorts are "
            "known or because they disagree. The words say how far reports agree, not how large or "
            "important a difference is. Higher is not better or worse."
        ),
        alt=alt,
        long_description=long,
        provenance=about.provenance(rows),
    )


def _spoken(years: list[dict[str, Any]]) -> str:
    """Tell the first label and every change."""
    turns = [row for number, row in enumerate(years) if not number or row["changed"]]
    last = years[-1]
    told = series([f"{_when(row)} {row['label']} ({count(row['k'], 'cohort')})" for row in turns], "then")
    end = f"; {_when(last)} {integer(last['k'])}" if last is not turns[-1] else ""
    return f"{last['marker_name']} ({last['question']}): {told}{end}."


def _when(row: dict[str, Any]) -> str:
    return "with those without a year" if row["year"] is None else f"{row['year']}"

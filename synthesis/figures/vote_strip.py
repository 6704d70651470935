"""Vote strip: one mark a cohort ordered by year, and the bounds of the share they add up to.

Several questions are stacked; one question is drawn with the names of its cohorts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.figures import cohort_votes
from synthesis.figures.about import About, about
from synthesis.figures.cohort_votes import COHORT, QUESTION, by_question
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.sheet import Sheet
from synthesis.figures.strip_layout import paint_cohorts, paint_questions
from synthesis.store.tidy import Schema, frame, records
from synthesis.wording import count, integer, percent, series, shorten

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Questions that are stacked at most; the others are counted.
MOST_QUESTIONS = 15

_SCHEMA: Schema = {
    "part": "string",
    "questions": "int64",
    **QUESTION,
    "direction": "string",
    "low": "double",
    "high": "double",
    "sentence": "string",
    **COHORT,
}
_NOTHING = "No cohort gives a vote here yet."


def rows(atlas: Atlas, marker: str | None = None, question: str | None = None) -> pd.DataFrame:
    """Collect verdicts and votes.

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
        One row a question (``part`` is ``question``), each followed by one row a ``cohort``, oldest first;
        ``low`` and ``high`` are the bounds of the share of the more frequent ``direction``, which is empty
        for a tie. The last row, ``all``, tells in ``questions`` how many there are.

    Raises
    ------
    FilterError
        When there is no such marker or question, or no finding of the marker gives a vote.
    """
    shown, everything = cohort_votes.chosen(atlas, marker, question, MOST_QUESTIONS)
    if not shown:
        return frame([], _SCHEMA)
    empty: dict[str, Any] = dict.fromkeys(_SCHEMA)
    made = []
    for asked, cohorts in shown:
        made.append(
            empty
            | {name: asked[name] for name in (*QUESTION, "low", "high", "sentence")}
            | {"part": "question", "questions": 1, "direction": cohort_votes.dominant(asked)}
        )
        about_it = {name: asked[name] for name in ("question_key", "marker_name")}
        made += [empty | about_it | cohort | {"part": "cohort"} for cohort in cohorts]
    all_of_them = {"part": "all", "questions": len(everything)}
    return frame([*made, empty | all_of_them], _SCHEMA)


def draw(rows: pd.DataFrame, ax: Axes | None = None, *, about: About | None = None) -> Drawn:
    """Draw the vote strip.

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
    """Draw the vote strip of one question, or of those with most cohorts.

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
    'vote-strip-crp'
    """
    asked = about(atlas)
    made = rows(atlas, marker, question)
    if marker is not None:
        asked = replace(asked, subject=made["marker_name"].iloc[0])
    return draw(made, about=asked)


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    questions = by_question(rows, tuple(_SCHEMA))
    if not questions:
        sheet.message(_NOTHING)
    elif len(questions) == 1:
        paint_cohorts(*questions[0], sheet)
    else:
        paint_questions(questions, sheet)


def _texts(rows: pd.DataFrame, about: About) -> Texts:
    questions = [asked for asked, _ in by_question(rows, tuple(_SCHEMA))]
    name, title = "vote-strip", f"{about.subject}: cohort by cohort"
    if not questions:
        subtitle = alt = long = _NOTHING
    elif len(questions) == 1:
        asked = questions[0]
        name = f"vote-strip {cohort_votes.address(asked['question_key'])}"
        title = f"{asked['marker_name']}: {asked['label']}"
        subtitle = f"{_capital(asked['question'])}, cases with ME/CFS against controls. {asked['sentence']}"
        alt = shorten(f"Vote strip, one mark a cohort. {_spoken(asked)}", LONGEST_ALT)
        cohorts = [row for row in records(rows, tuple(_SCHEMA)) if row["part"] == "cohort"]
        long = f"{_spoken(asked)} {asked['sentence']} By year: " + "; ".join(map(_told, cohorts)) + "."
    else:
        total = int(rows.loc[rows["part"] == "all", "questions"].iloc[0])
        shown = (
            f"{count(total, 'question')}, most cohorts first."
            if total == len(questions)
            else f"Shown: the {len(questions)} of {count(total, 'question')} with most cohorts."
        )
        subtitle = f"One mark is one cohort, cases with ME/CFS against controls, oldest on the left. {shown}"
        alt = shorten(
            f"Vote strips of {count(len(questions), 'question')}, one mark a cohort, with the bounds of the "
            f"share. First: {_spoken(questions[0])}",
            LONGEST_ALT,
        )
        long = f"{shown} " + " ".join(map(_spoken, questions))
    return Texts(
        name=about.name(name),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=(
            "A cohort counts once in a question, however many papers report on it. The bar runs from 0 to "
            "100 % of the cohorts that tested: solid is the share with the more frequent direction if "
            "every cohort without one went the other way, hatched what it could be at most; the long line "
            "is at 50 %, the short ones at 60 and 75 %. “No difference reported” is neither a direction "
            "nor evidence that there is none. The words in capitals are those of the rule table; they say "
            "how far reports agree, not how large or important a difference is. Higher is not better or "
            "worse."
        ),
        alt=alt,
        long_description=long,
        provenance=about.provenance(rows),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _spoken(asked: dict[str, Any]) -> str:
    words = {
        "higher": "higher in",
        "lower": "lower in",
        "silent": "no difference reported in",
        "mixed": "mixed in",
    }
    parts = [f"{words[way]} {integer(asked[way])}" for way in words if asked[way]]
    told = f"{asked['marker_name']} ({asked['question']}), {asked['label']}: {series(parts)} of "
    told += count(asked["k"], "cohort")
    if asked["direction"]:
        told += f"; share {asked['direction']} {percent(asked['low'])} to {percent(asked['high'])}"
    return f"{told}."


def _told(cohort: dict[str, Any]) -> str:
    people = "size not known" if cohort["people"] is None else count(cohort["people"], "person")
    return f"{cohort['cohort']}, {people}, {cohort_votes.cohort_word(cohort)}"

"""Harvest plot: a bar a cohort, in the panel of what it reports: lower, no difference reported, higher.

After Ogilvie and others (2008). Bars are allocated by the direction a cohort reports, never by significance;
cohorts that gave none have a panel of their own. The height of a bar is the size of the cohort.
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
from synthesis.figures.harvest_layout import PANELS, paint
from synthesis.figures.sheet import Sheet
from synthesis.store.tidy import Schema, frame
from synthesis.wording import count, integer, series, shorten

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Questions drawn below each other at most; the others are counted.
MOST_QUESTIONS = 8

_SCHEMA: Schema = {
    "part": "string",
    "questions": "int64",
    **QUESTION,
    "panel": "string",
    "number": "int64",
    **COHORT,
}
_NOTHING = "No cohort gives a vote here yet."


def rows(atlas: Atlas, marker: str | None = None, question: str | None = None) -> pd.DataFrame:
    """Collect the cohorts by panel.

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
        One row a question (``part`` is ``question``), each followed by one row a ``cohort`` in the order of
        its bars: by ``panel``, then by year. ``size`` is the class that gives the height of the bar, and
        ``number`` counts the cohorts of a question by year. The last row, ``all``, tells in ``questions`` how
        many there are.

    Raises
    ------
    FilterError
        When there is no such marker or question, or no finding of the marker gives a vote.
    """
    shown, everything = cohort_votes.chosen(atlas, marker, question, MOST_QUESTIONS)
    if not shown:
        return frame([], _SCHEMA)
    empty: dict[str, Any] = dict.fromkeys(_SCHEMA)
    order = list(PANELS)
    made = []
    for asked, cohorts in shown:
        made.append(empty | {name: asked[name] for name in QUESTION} | {"part": "question", "questions": 1})
        about_it = {name: asked[name] for name in ("question_key", "marker_name")}
        bars = [
            empty | about_it | cohort | {"part": "cohort", "panel": _panel(cohort), "number": number}
            for number, cohort in enumerate(cohorts, start=1)
        ]
        made += sorted(bars, key=lambda bar: order.index(bar["panel"]))
    return frame([*made, empty | {"part": "all", "questions": len(everything)}], _SCHEMA)


def _panel(cohort: dict[str, Any]) -> str:
    return cohort_votes.GLYPHS[cohort["vote"]]


def draw(rows: pd.DataFrame, ax: Axes | None = None, *, about: About | None = None) -> Drawn:
    """Draw the harvest plot.

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
    """Draw the harvest plot of one question, or of those with most cohorts.

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
    'harvest-crp'
    """
    asked = about(atlas)
    made = rows(atlas, marker, question)
    if marker is not None:
        asked = replace(asked, subject=made["marker_name"].iloc[0])
    return draw(made, about=asked)


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    questions = by_question(rows, tuple(_SCHEMA))
    if questions:
        paint(questions, sheet)
    else:
        sheet.message(_NOTHING)


def _texts(rows: pd.DataFrame, about: About) -> Texts:
    questions = by_question(rows, tuple(_SCHEMA))
    name, title = "harvest", f"{about.subject}: what cohorts of each size report"
    if not questions:
        subtitle = alt = long = _NOTHING
    else:
        total = int(rows.loc[rows["part"] == "all", "questions"].iloc[0])
        subtitle = (
            "One bar is one cohort, cases with ME/CFS against controls; its height is the number of people."
        )
        if len(questions) == 1:
            asked, cohorts = questions[0]
            name = f"harvest {cohort_votes.address(asked['question_key'])}"
            words = asked["question"]
            subtitle = f"{words[:1].upper()}{words[1:]}. {subtitle}"
            in_order = sorted(cohorts, key=lambda cohort: int(cohort["number"]))
            listed = " By year: " + "; ".join(map(_told, in_order)) + "."
        else:
            shown = f"the {len(questions)} of {count(total, 'question')} with most cohorts"
            subtitle += f" Shown: {shown}." if total > len(questions) else f" {count(total, 'question')}."
            listed = ""
        alt = shorten(f"Harvest plot, one bar a cohort. {_spoken(questions[0][0])}", LONGEST_ALT)
        long = f"{subtitle} " + " ".join(_spoken(asked) for asked, _ in questions) + listed
    return Texts(
        name=about.name(name),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=(
            "A bar stands in the panel of the direction its cohort reports, whether significant or not. "
            "“No difference reported” means that no significant difference was reported and no direction "
            "given; it is neither a direction nor evidence that there is none. The height shows the size "
            "class, cases and controls together, and not the quality of a study. Higher is not better or "
            "worse."
        ),
        alt=alt,
        long_description=long,
        provenance=about.provenance(rows),
    )


def _spoken(asked: dict[str, Any]) -> str:
    words = {
        "lower": "lower in",
        "silent": "no difference reported in",
        "higher": "higher in",
        "mixed": "mixed in",
    }
    parts = [f"{words[way]} {integer(asked[way])}" for way in words if asked[way]]
    cohorts = count(asked["k"], "cohort")
    return f"{asked['marker_name']} ({asked['question']}): {series(parts)} of {cohorts}."


def _told(cohort: dict[str, Any]) -> str:
    people = "size not known" if cohort["people"] is None else count(cohort["people"], "person")
    return f"{cohort['cohort']}, {people}, {cohort_votes.cohort_word(cohort)}"

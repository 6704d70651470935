"""Verdicts by marker and kind of measurement: words, and a place from lower to higher; no colour judges.

A cell stands for the question with most cohorts of its marker, kind of measurement and state. Grey behind it
says how many cohorts there are, not what they say.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.consistency.questions import Question
from synthesis.consistency.votes import votes
from synthesis.figures import cohort_votes
from synthesis.figures.about import About, about
from synthesis.figures.cohort_votes import QUESTION
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.sheet import Sheet
from synthesis.figures.verdict_table_layout import paint_lists, paint_table
from synthesis.store.tidy import Schema, frame, records
from synthesis.vocabulary.measurement import MatrixClass, State
from synthesis.vocabulary.result import Contrast
from synthesis.wording import count, integer, shorten

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Markers and columns that are drawn at most; the others are counted.
MOST_MARKERS = 20
MOST_COLUMNS = 5
_TOO_FEW = 2

_SCHEMA: Schema = {
    "part": "string",
    "markers": "int64",
    "questions": "int64",
    "marker": "string",
    "column": "string",
    **QUESTION,
    "direction_class": "string",
    "certainty": "string",
    "further": "int64",
    "slugs": "string",
}
_NOTHING = "No cohort gives a vote here yet."


def rows(atlas: Atlas) -> pd.DataFrame:
    """Collect the verdicts of the markers and kinds of measurement with most to say.

    Returns
    -------
    DataFrame
        One row a cell with evidence (``part`` is ``cell``): markers down, most cohorts first, at most
        `MOST_MARKERS`; ``column`` is the kind of measurement and the state, at most `MOST_COLUMNS`, those
        in which most markers have 3 cohorts. A cell is the question with most cohorts; ``further`` counts
        the others that fall into it, such as another specimen or stimulus. Markers and columns without a
        cell with 3 cohorts are drawn only where there is none at all. Comparisons with people who have
        another illness are left out. The last row, ``all``, tells how many ``markers`` and ``questions``
        there are.
    """
    cells: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    asked_of: dict[str, int] = defaultdict(int)
    questions = 0
    for asked in cohort_votes.of_questions(atlas):
        question = Question.parse(asked["question_key"])
        if question.contrast != Contrast.CASES_VS_CONTROLS:
            continue
        questions += 1
        cells[asked["marker"], _column(question)].append(asked)
        asked_of[asked["marker"]] = max(asked_of[asked["marker"]], asked["k"])
    if not cells:
        return frame([], _SCHEMA)
    columns = _columns(cells)
    best: dict[str, int] = defaultdict(int)
    for (marker, column), its in cells.items():
        if column in columns:
            best[marker] = max(best[marker], its[0]["k"])
    enough = {marker for marker, k in best.items() if k > _TOO_FEW} or set(best)
    ranked = sorted(enough, key=lambda marker: (-best[marker], marker))[:MOST_MARKERS]
    voted = cohort_votes.cohorts_of(votes(atlas))
    empty: dict[str, Any] = dict.fromkeys(_SCHEMA)
    made = []
    for marker in ranked:
        for column in columns:
            if here := cells.get((marker, column)):
                first = here[0]
                made.append(
                    empty
                    | {name: first[name] for name in (*QUESTION, "marker", "direction_class")}
                    | {"part": "cell", "column": column, "further": len(here) - 1}
                    | {"certainty": first["certainty_level"], "questions": len(here)}
                    | {"slugs": cohort_votes.slugs_of(voted[first["question_key"]])}
                )
    drawn = {row["column"] for row in made}
    made = [row for row in made if row["column"] in drawn]
    everything = {"part": "all", "markers": len(asked_of), "questions": questions}
    return frame([*made, empty | everything], _SCHEMA)


def _column(question: Question) -> str:
    """Name kind of measurement and state, without specimen, cells or stimulus."""
    matrix = MatrixClass(question.matrix.partition(":")[0]).label
    state = State(question.state.partition(":")[0])
    return matrix if state is State.REST else f"{matrix}, {state.label}"


def _columns(cells: dict[tuple[str, str], list[dict[str, Any]]]) -> list[str]:
    """Choose the columns in which most markers have a verdict; where none has, those with most cohorts."""
    worth: dict[str, tuple[int, int]] = {}
    for (_, column), its in cells.items():
        judged, cohorts = worth.get(column, (0, 0))
        worth[column] = (judged + (its[0]["k"] > _TOO_FEW), cohorts + its[0]["k"])
    ranked = sorted(worth, key=lambda column: (-worth[column][0], -worth[column][1], column))
    judged_ones = [column for column in ranked if worth[column][0]]
    return (judged_ones or ranked)[:MOST_COLUMNS]


def draw(rows: pd.DataFrame, ax: Axes | None = None, *, about: About | None = None) -> Drawn:
    """Draw the table of verdicts.

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


def figure(atlas: Atlas) -> Drawn:
    """Draw the table of verdicts of an atlas, whole or filtered.

    Examples
    --------
    >>> import synthesis as syn
    >>> figure(syn.load().where(topic="nk-cells")).name
    'verdict-table-nk-cells'
    """
    return draw(rows(atlas), about=about(atlas))


def _cells(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [row for row in records(rows, tuple(_SCHEMA)) if row["part"] == "cell"]


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    cells = _cells(rows)
    if not cells:
        sheet.message(_NOTHING)
    elif sheet.form.name == "narrow":
        paint_lists(cells, sheet)
    else:
        paint_table(cells, sheet)


def _texts(rows: pd.DataFrame, about: About) -> Texts:
    cells = _cells(rows)
    if not cells:
        subtitle = alt = long = _NOTHING
    else:
        everything = rows[rows["part"] == "all"].iloc[0]
        shown = len({cell["marker"] for cell in cells})
        subtitle = (
            "What the rule table says of each marker and kind of measurement, cases with ME/CFS against "
            f"controls. {_shown(shown, int(everything['markers']))}"
        )
        alt = shorten(
            f"Table of verdicts, {count(shown, 'marker')} by "
            f"{count(len({cell['column'] for cell in cells}), 'kind')} of measurement. "
            f"First: {_spoken(cells[0])}",
            LONGEST_ALT,
        )
        long = f"{subtitle} " + " ".join(map(_spoken, cells))
    return Texts(
        name=about.name("verdict-table"),
        title=f"{about.subject}: how far reports agree",
        subtitle=about.subtitle(subtitle),
        caption=(
            "At rest unless a heading says otherwise. Words and place say the same: lower on the left, no "
            "direction in the middle, higher on the right. The number is that of the cohorts; the stronger "
            "the shade, the more there are. A plus sign counts further questions of the cell, such as "
            "another specimen or stimulus, which are judged on their own. An empty cell has no cohort. The "
            "words say how far reports agree, not how large or important a difference is. Higher is not "
            "better or worse."
        ),
        alt=alt,
        long_description=long,
        provenance=about.provenance(rows),
    )


def _shown(shown: int, total: int) -> str:
    if shown == total:
        return f"{count(total, 'marker')}, most cohorts first."
    return f"Shown: the {integer(shown)} of {count(total, 'marker')} with most cohorts."


def _spoken(cell: dict[str, Any]) -> str:
    further = f", {count(cell['further'], 'further question')}" if cell["further"] else ""
    cohorts = count(cell["k"], "cohort")
    return f"{cell['marker_name']}, {cell['question']}: {cell['label']}, {cohorts}{further}."

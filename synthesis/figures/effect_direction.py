"""Effect direction plot: cohorts down, markers across, one mark for what a cohort reports on a marker.

The form of Hilton Boon and Thomson (2021), with a hollow mark of its own where no significant difference was
reported without a direction; those marks are counted and left out of the sign test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.consistency.votes import votes
from synthesis.figures import cohort_votes
from synthesis.figures.about import About, about
from synthesis.figures.cohort_votes import COHORT, QUESTION
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.effect_direction_layout import paint_lists, paint_matrix
from synthesis.figures.sheet import Sheet
from synthesis.store.tidy import Schema, frame, records
from synthesis.wording import count, integer, p_value, series, shorten

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Markers with a column of their own; the others are counted.
MOST_MARKERS = 12
#: Cohorts with which no verdict can be given.
TOO_FEW = 2

_SCHEMA: Schema = {
    "part": "string",
    "markers": "int64",
    **QUESTION,
    "p": "double",
    **COHORT,
}
_NOTHING = "No cohort gives a vote here yet."


def rows(atlas: Atlas) -> pd.DataFrame:
    """Collect the markers that most cohorts tested, and the votes on them.

    Returns
    -------
    DataFrame
        One row a marker (``part`` is ``marker``), at most `MOST_MARKERS`, most cohorts first, on the
        question it is asked first: the circulating level at rest where there is one, else the question with
        most cohorts. Markers with fewer than 3 cohorts are drawn only where no marker has more. ``p`` is
        the exact two-sided sign test of the directions given, missing without any. Then one row a ``vote``
        of a cohort on a marker. The last row, ``all``, tells in ``markers`` how many there are.
    """
    first: dict[str, dict[str, Any]] = {}
    for asked in cohort_votes.of_questions(atlas):
        known = first.get(asked["marker"])
        if known is None or (asked["default_question"] and not known["default_question"]):
            first[asked["marker"]] = asked
    if not first:
        return frame([], _SCHEMA)
    ranked = sorted(first.values(), key=lambda asked: (-asked["k"], asked["question_key"]))
    enough = [asked for asked in ranked if asked["k"] > TOO_FEW]
    shown = (enough or ranked)[:MOST_MARKERS]
    cohorts = cohort_votes.cohorts_of(votes(atlas))
    empty: dict[str, Any] = dict.fromkeys(_SCHEMA)
    made = [
        empty | {name: asked[name] for name in (*QUESTION, "p")} | {"part": "marker", "markers": 1}
        for asked in shown
    ]
    for asked in shown:
        about_it = {name: asked[name] for name in ("question_key", "marker_name")}
        made += [empty | about_it | cohort | {"part": "vote"} for cohort in cohorts[asked["question_key"]]]
    return frame([*made, empty | {"part": "all", "markers": len(first)}], _SCHEMA)


def draw(rows: pd.DataFrame, ax: Axes | None = None, *, about: About | None = None) -> Drawn:
    """Draw the effect direction plot.

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
    """Draw the effect direction plot of an atlas, whole or filtered.

    Examples
    --------
    >>> import synthesis as syn
    >>> figure(syn.load().where(topic="nk-cells")).name
    'effect-direction-nk-cells'
    """
    return draw(rows(atlas), about=about(atlas))


def _parts(rows: pd.DataFrame) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give markers and votes."""
    made = records(rows, tuple(_SCHEMA))
    return [row for row in made if row["part"] == "marker"], [row for row in made if row["part"] == "vote"]


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    markers, voted = _parts(rows)
    if not markers:
        sheet.message(_NOTHING)
    elif sheet.form.name == "narrow":
        paint_lists(markers, voted, sheet)
    else:
        paint_matrix(markers, voted, sheet)


def _texts(rows: pd.DataFrame, about: About) -> Texts:
    markers, voted = _parts(rows)
    if not markers:
        subtitle = alt = long = _NOTHING
    else:
        total = int(rows.loc[rows["part"] == "all", "markers"].iloc[0])
        asked = {marker["question"] for marker in markers}
        where = f"{asked.pop().capitalize()}. " if len(asked) == 1 else ""
        shown = (
            f"{count(total, 'marker')}, most cohorts first"
            if total == len(markers)
            else f"Shown: the {len(markers)} of {count(total, 'marker')} that most cohorts tested"
        )
        subtitle = f"{where}Cases with ME/CFS against controls, one mark a cohort. {shown}."
        alt = shorten(
            f"Effect direction plot, {count(len({v['cohort_id'] for v in voted}), 'cohort')} by "
            f"{count(len(markers), 'marker')}. First: {_spoken(markers[0])}",
            LONGEST_ALT,
        )
        long = f"{where}{shown}. " + " ".join(map(_spoken, markers))
    return Texts(
        name=about.name("effect-direction"),
        title=f"{about.subject}: direction by cohort and marker",
        subtitle=about.subtitle(subtitle),
        caption=(
            "A row is a cohort, a column a marker; an empty cell means that the cohort gives no vote on "
            "it, as a rule because it was not measured. The size of a mark is that of the cohort. The sign "
            "test is exact and two-sided and asks whether so uneven a split of higher and lower would be "
            "unusual if either were equally likely. Circles and diamonds take no part in it: “no "
            "difference reported” is neither a direction nor evidence that there is none. With few cohorts "
            "the test says little. The words in capitals are those of the rule table. Higher is not better "
            "or worse."
        ),
        alt=alt,
        long_description=long,
        provenance=about.provenance(rows),
    )


def _spoken(marker: dict[str, Any]) -> str:
    words = {
        "higher": "higher in",
        "lower": "lower in",
        "silent": "no difference reported in",
        "mixed": "mixed in",
    }
    parts = [f"{words[way]} {integer(marker[way])}" for way in words if marker[way]]
    tested = "" if marker["p"] is None else f", sign test {p_value(marker['p'])}"
    return (
        f"{marker['marker_name']} ({marker['question']}), {marker['label']}: {series(parts)} of "
        f"{count(marker['k'], 'cohort')}{tested}."
    )

"""Albatross plot: how small the p-value and how large the cohort, with lines of equal effect.

After Harrison and others (2017). A cohort that prints an exact p-value is a point. Where only a range of p is
known, it is a line over that range, and where no direction is given, a line through the middle into both
wings: nothing is placed where no source puts it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.consistency.albatross import equivalent_n, implied_smd_range
from synthesis.consistency.frames import as_rows
from synthesis.errors import FigureError
from synthesis.figures import cohort_votes
from synthesis.figures.about import About, about
from synthesis.figures.albatross_layout import BASELINE, EFFECTS, SCALES, Effect, Scale, effect_words, paint
from synthesis.figures.cohort_votes import COHORT, QUESTION
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.sheet import Sheet
from synthesis.store.tidy import Schema, frame, records
from synthesis.vocabulary.result import PRelation
from synthesis.wording import count, integer, number, p_value, series, shorten

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

_SCHEMA: Schema = {
    "part": "string",
    **QUESTION,
    **COHORT,
    "drawn": "string",
    "reason": "string",
    "way": "int64",
    "p_low": "double",
    "p_high": "double",
    "people_equivalent": "double",
    "smd_low": "double",
    "smd_high": "double",
}
_ALPHA = 0.05
_PRINTED_ZERO = 0.0005  # what a printed 0.000 is below
_WAY = {"H": 1, "L": -1, "U": 0}
_RANGE = {"unknown": (0.0, 1.0), "none": (_ALPHA, 1.0)}
_NO_SIZE = "number of people not known"
_NO_WAY = "mixed, or different without a direction"
_NO_EFFECT = "p-value too small for so few people"
_NOTHING = "No cohort of this question gives a direction or a p-value together with its size."


def rows(atlas: Atlas, marker: str, question: str | None = None) -> pd.DataFrame:
    """Collect the range of p, the size and the implied effect of every cohort of one question.

    Parameters
    ----------
    atlas
        The atlas, whole or filtered.
    marker, question
        One marker by id, name or synonym, and one of its questions by key; its first question when left out.

    Returns
    -------
    DataFrame
        First the ``question``, then one row a ``cohort``, largest first. ``drawn`` is ``point`` (exact p
        and a direction), ``range`` (p between ``p_low`` and ``p_high``, two-sided) or ``not drawn`` with
        the ``reason``; ``way`` is 1 higher, -1 lower, 0 direction not given. The p of a cohort is read from
        its only result on all cases, else from its significance at 0.05. ``people_equivalent`` is the
        number of people that two groups of equal size would need for the same p and effect; ``smd_low`` and
        ``smd_high`` bound the standardised mean difference that p and sizes imply, missing where there is
        no bound.

    Raises
    ------
    FilterError
        When there is no such marker or question, or no finding of the marker gives a vote.
    """
    asked, votes = cohort_votes.of_question(atlas, marker, question)
    cohorts = cohort_votes.cohorts_of(votes)[asked["question_key"]]
    vote_of = {row["cohort_id"]: row for row in as_rows(votes)}
    columns = ("finding_id", "p_value", "p_relation")
    findings = {row["finding_id"]: row for row in records(atlas.findings, columns)}
    empty: dict[str, Any] = dict.fromkeys(_SCHEMA)
    made = []
    for cohort in cohorts:
        vote = vote_of[cohort["cohort_id"]]
        only = vote["results"] == 1 and vote["whole_group"]
        p = findings[vote["findings"]] if only else {"p_value": None, "p_relation": None}
        made.append(empty | {"part": "cohort"} | cohort | _placed(cohort, p["p_value"], p["p_relation"]))
    made.sort(key=lambda row: -(row["people_equivalent"] or 0))
    return frame([empty | {name: asked[name] for name in QUESTION} | {"part": "question"}, *made], _SCHEMA)


def _placed(cohort: dict[str, Any], p: float | None, relation: str | None) -> dict[str, Any]:
    """Place one cohort: range of p, equivalent size and implied effects."""
    if cohort["vote"] not in _WAY:
        return {"drawn": "not drawn", "reason": _NO_WAY}
    way = _WAY[cohort["vote"]]
    low, high = _p_range(way, cohort["significance"], p, relation)
    if cohort["people"] is None:
        return {"drawn": "not drawn", "reason": _NO_SIZE, "way": way, "p_low": low, "p_high": high}
    ratio = cohort["n_cases"] / cohort["n_controls"]
    people = equivalent_n(high, cohort["people"], ratio).item()
    if people != people:
        return {"drawn": "not drawn", "reason": _NO_EFFECT, "way": way, "p_low": low, "p_high": high}
    effects = implied_smd_range(way, low, high, cohort["people"], ratio)
    ends = [effect.item() for effect in effects]
    return {
        "drawn": "point" if low == high else "range",
        "way": way,
        "p_low": low,
        "p_high": high,
        "people_equivalent": people,
        "smd_low": ends[0] if ends[0] == ends[0] else None,
        "smd_high": ends[1] if ends[1] == ends[1] else None,
    }


def _p_range(way: int, significance: str, p: float | None, relation: str | None) -> tuple[float, float]:
    """Give the range of the two-sided p that is known."""
    low, high = _RANGE.get(significance, (0.0, _ALPHA))
    if p is None:
        return low, high
    if p == 0:
        return (0.0, _PRINTED_ZERO) if way else (low, high)
    if relation == PRelation.EQUAL:
        return (p, p) if way else (p, 1.0)  # without a direction it may be in either wing
    if relation == PRelation.LESS and significance in {"H", "L"}:
        return 0.0, p
    if relation == PRelation.GREATER and significance == "none":
        return p, 1.0
    return low, high


def draw(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    about: About | None = None,
    scale: Scale = "classic",
    effect: Effect = "smd",
    baseline: float = BASELINE,
) -> Drawn:
    """Draw the albatross plot.

    Parameters
    ----------
    rows
        As `rows` gives them.
    ax
        Axes of a figure of your own; a figure is made when left out.
    about
        What the figure is about; the whole atlas when left out.
    scale
        Height of a cohort of N people: ``classic`` the square of log10 N, ``root`` the square root of N.
    effect
        What the lines of equal effect are of: ``smd`` standardised mean difference, ``correlation``,
        ``odds-ratio`` or ``risk-ratio``; for two groups of equal size.
    baseline
        Risk among controls for the lines of a risk ratio; odds ratios are drawn without one.

    Raises
    ------
    FigureError
        When there is no such scale or effect, or the baseline is not a risk between 0 and 1.
    """
    for name, value, allowed in (("scale", scale, SCALES), ("effect", effect, tuple(EFFECTS))):
        if value not in allowed:
            raise FigureError(f"{value!r} is not known", where=name, hint=f"one of: {', '.join(allowed)}")
    if not 0 < baseline < 1:
        raise FigureError(
            f"{baseline!r} is not a risk", where="baseline", hint="give a number between 0 and 1"
        )
    painter = partial(_paint, scale=scale, effect=effect, baseline=baseline)
    return drawing(painter, rows, _texts(rows, about or About(), scale, effect, baseline), ax=ax)


def figure(
    atlas: Atlas,
    marker: str,
    question: str | None = None,
    *,
    scale: Scale = "classic",
    effect: Effect = "smd",
    baseline: float = BASELINE,
) -> Drawn:
    """Draw the albatross plot of one question.

    Parameters
    ----------
    atlas, marker, question
        As for `rows`.
    scale, effect, baseline
        As for `draw`.

    Raises
    ------
    FilterError
        When there is no such marker or question, or no finding of the marker gives a vote.
    FigureError
        When there is no such scale or effect, or the baseline is not a risk between 0 and 1.

    Examples
    --------
    >>> import synthesis as syn
    >>> figure(syn.load(), "IL-6").name
    'albatross-il-6'
    """
    made = rows(atlas, marker, question)
    asked = replace(about(atlas), subject=made["marker_name"].iloc[0])
    return draw(made, about=asked, scale=scale, effect=effect, baseline=baseline)


def _parts(rows: pd.DataFrame) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """Give the question and its cohorts."""
    made = records(rows, tuple(_SCHEMA))
    asked = next((row for row in made if row["part"] == "question"), None)
    return asked, [row for row in made if row["part"] == "cohort"]


def _paint(rows: pd.DataFrame, sheet: Sheet, *, scale: Scale, effect: Effect, baseline: float) -> None:
    drawn = [row for row in _parts(rows)[1] if row["drawn"] != "not drawn"]
    if drawn:
        paint(drawn, sheet, scale=scale, effect=effect, baseline=baseline)
    else:
        sheet.message(_NOTHING)


def _texts(rows: pd.DataFrame, about: About, scale: Scale, effect: Effect, baseline: float) -> Texts:
    asked, cohorts = _parts(rows)
    name, title = "albatross", f"{about.subject}: p-values and sizes of the cohorts"
    caption = (
        "To the right p-values of cohorts that report higher, to the left of those that report lower; the "
        "further from the middle, the smaller the p-value, the higher up, the more people. A mark is an "
        "exact p-value; a line is a range of p-values, with an arrow where it is open, and goes into both "
        "wings where no direction is given. Heights are those of two groups of equal size with the same "
        "p-value and effect; behind a name stands the number of people there were. "
        f"{effect_words(effect, baseline)} Each line joins the p-values and sizes that one effect would "
        "give in a simple comparison of two groups of equal size; a p-value from an adjusted analysis "
        "stands elsewhere. The plot does not pool the cohorts."
    )
    if asked is None:
        subtitle = alt = long = _NOTHING
    else:
        name = f"albatross {cohort_votes.address(asked['question_key'])}"
        if scale != "classic" or effect != "smd":
            name += f" {scale} {effect}"
        words = asked["question"]
        kinds = [(kind, sum(c["drawn"] == kind for c in cohorts)) for kind in ("point", "range", "not drawn")]
        told = {
            "point": "with an exact p-value and a direction",
            "range": "with a range of p",
            "not drawn": "not drawn",
        }
        parts = [f"{integer(n)} {told[kind]}" for kind, n in kinds if n]
        placed = f"{count(len(cohorts), 'cohort')}: {series(parts)}"
        missing = {c["reason"] for c in cohorts if c["reason"]}
        why = f" ({series(sorted(missing), 'or')})" if missing else ""
        subtitle = f"{words[:1].upper()}{words[1:]}, cases with ME/CFS against controls. {placed}{why}."
        alt = shorten(
            f"Albatross plot of p-values against sizes, {asked['marker_name']}. {placed}.", LONGEST_ALT
        )
        long = f"{subtitle} " + "; ".join(map(_told, cohorts)) + "."
    return Texts(
        name=about.name(name),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=caption,
        alt=alt,
        long_description=long,
        provenance=about.provenance(rows),
    )


def _told(cohort: dict[str, Any]) -> str:
    said = f"{cohort['cohort']}, {cohort_votes.cohort_word(cohort)}"
    if cohort["drawn"] == "not drawn":
        return f"{said}, not drawn: {cohort['reason']}"
    low, high = cohort["p_low"], cohort["p_high"]
    if low == high:
        p = p_value(low)
    elif low == 0:
        p = "p not known" if high == 1 else f"p below {number(high, 3).rstrip('0')}"
    else:
        p = f"p above {number(low, 3).rstrip('0')}"
    return f"{said}, {p}, {count(cohort['people'], 'person')}"

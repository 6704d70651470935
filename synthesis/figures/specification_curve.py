"""Specification curve: the share of one question under every combination of the declared choices.

Above, the bounds of the share, from the smallest to the largest, with what the rule table makes of each;
below, which choices stand behind each stretch of the curve. Combinations are readings of the same findings:
none is more probable than another, and they are not independent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from synthesis.consistency.multiverse import CHOICES
from synthesis.consistency.specifications import COUNTS, specifications
from synthesis.figures import cohort_votes
from synthesis.figures.about import About, about
from synthesis.figures.cohort_votes import QUESTION
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.sheet import Sheet
from synthesis.figures.specification_layout import paint
from synthesis.store.tidy import Schema, frame, records
from synthesis.wording import count, integer, percent, series, shorten

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

_SCHEMA: Schema = {
    "part": "string",
    **QUESTION,
    "outcome": "int64",
    "specifications": "int64",
    "direction": "string",
    "low": "double",
    "high": "double",
    "direction_class": "string",
    "primary": "bool",
    "choice": "string",
    "value": "string",
    "matters": "bool",
    "slugs": "string",
}
_TOO_FEW = 2
_COUNTS = ("k", "higher", "lower", "silent", "mixed")
_NOTHING = "No combination of the choices leaves 3 cohorts or more."


def rows(atlas: Atlas, marker: str, question: str | None = None) -> pd.DataFrame:
    """Collect what the combinations of choices come to.

    Parameters
    ----------
    atlas
        The atlas, whole or filtered.
    marker, question
        One marker by id, name or synonym, and one of its questions by key; its first question when left out.

    Returns
    -------
    DataFrame
        First the ``question`` (see ``part``) as the primary analysis answers it, with the number of
        ``specifications``. Then one row an ``outcome``, sorted by ``low`` and ``high``: so many
        ``specifications`` with the same votes, at least 3 cohorts and one ``direction_class``; ``low`` and
        ``high`` bound the share of ``direction``, which is that of the primary analysis (higher for a tie).
        Then one row a ``value`` of a choice, with the specifications of it that have 3 cohorts; ``matters``
        tells whether changing the choice alone ever changes the counts of votes or the class, ``primary``
        whether it is the value of the primary analysis. Last one row a ``cell``: the specifications of an
        outcome with that value.

    Raises
    ------
    FilterError
        When there is no such marker or question, or no finding of the marker gives a vote.
    """
    asked, votes = cohort_votes.of_question(atlas, marker, question)
    found = specifications(atlas, marker, asked["question_key"])
    every = records(found, list(found.columns))
    cohorts = cohort_votes.cohorts_of(votes)[asked["question_key"]]
    way = cohort_votes.dominant(asked) or "higher"
    outcome_of = [_outcome(row, way) for row in every]
    ranked = sorted({key for key in outcome_of if key[2] > _TOO_FEW})
    place = {key: number for number, key in enumerate(ranked, start=1)}
    amounts = Counter(outcome_of)
    empty: dict[str, Any] = dict.fromkeys(_SCHEMA)
    head = {name: asked[name] for name in QUESTION} | {"direction_class": asked["direction_class"]}
    made = [
        empty
        | head
        | {"part": "question", "specifications": len(every), "direction": way}
        | {"slugs": cohort_votes.slugs_of(cohorts)}
    ]
    for key in ranked:
        low, high, *counts, kind = key
        made.append(
            empty
            | dict(zip(_COUNTS, counts, strict=True))
            | {"part": "outcome", "outcome": place[key], "specifications": amounts[key], "direction": way}
            | {"low": low, "high": high, "direction_class": kind, "primary": key == outcome_of[0]}
        )
    made += [empty | row for row in _values(every, outcome_of, place)]
    return frame(made, _SCHEMA)


def _outcome(row: dict[str, Any], way: str) -> tuple[Any, ...]:
    """Give the bounds of the share of a direction, the counts of `_COUNTS` and the direction class."""
    cohorts, its, silent = row["cohorts"], row[f"cohorts_{way}"], row["cohorts_silent"]
    bounds = (its / cohorts, (its + silent) / cohorts) if cohorts else (0.0, 0.0)
    return (*bounds, *(row[name] for name in COUNTS), row["direction_class"])


def _values(
    every: list[dict[str, Any]], outcome_of: list[tuple[Any, ...]], place: dict[tuple[Any, ...], int]
) -> list[dict[str, Any]]:
    """Give the values of the choices, and the outcomes they lead to."""
    lengths = [len(values) for values in CHOICES.values()]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(outcome_of))}
    codes = np.array([numbers[key] for key in outcome_of]).reshape(lengths)
    values, cells = [], []
    for axis, choice in enumerate(CHOICES):
        matters = bool((codes != codes.take([0], axis=axis)).any())
        found: dict[str, Counter[int]] = defaultdict(Counter)
        for row, key in zip(every, outcome_of, strict=True):
            found[row[choice]][place.get(key, 0)] += 1
        for value, outcomes in found.items():
            there = {outcome: n for outcome, n in sorted(outcomes.items()) if outcome}
            about_it = {"choice": choice, "value": value, "matters": matters}
            primary = value == every[0][choice]
            values.append(
                about_it | {"part": "value", "specifications": sum(there.values()), "primary": primary}
            )
            cells += [
                about_it | {"part": "cell", "outcome": outcome, "specifications": n}
                for outcome, n in there.items()
            ]
    return [*values, *cells]


def draw(rows: pd.DataFrame, ax: Axes | None = None, *, about: About | None = None) -> Drawn:
    """Draw the specification curve.

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


def figure(atlas: Atlas, marker: str, question: str | None = None) -> Drawn:
    """Draw the specification curve of one question.

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
    'specification-curve-crp'
    """
    made = rows(atlas, marker, question)
    return draw(made, about=replace(about(atlas), subject=made["marker_name"].iloc[0]))


def _part(rows: pd.DataFrame, part: str) -> list[dict[str, Any]]:
    return [row for row in records(rows, tuple(_SCHEMA)) if row["part"] == part]


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    outcomes = _part(rows, "outcome")
    if outcomes:
        paint(outcomes, _part(rows, "value"), _part(rows, "cell"), sheet)
    else:
        sheet.message(_NOTHING)


def _texts(rows: pd.DataFrame, about: About) -> Texts:
    questions, outcomes = _part(rows, "question"), _part(rows, "outcome")
    name, title = "specification-curve", f"{about.subject}: every combination of the choices"
    if not questions:
        subtitle = alt = long = _NOTHING
    else:
        asked = questions[0]
        name = f"specification-curve {cohort_votes.address(asked['question_key'])}"
        words = asked["question"]
        subtitle = (
            f"{words[:1].upper()}{words[1:]}, cases with ME/CFS against controls. {_told(asked, outcomes)}"
        )
        alt = shorten(f"Specification curve of {asked['marker_name']}. {_told(asked, outcomes)}", LONGEST_ALT)
        classes: Counter[str] = Counter()
        for row in outcomes:
            classes[row["direction_class"]] += row["specifications"]
        listed = series([f"{kind} {integer(n)}" for kind, n in classes.most_common()])
        idle = _idle(rows)
        long = subtitle + (f" By direction class: {listed}." if listed else "")
        long += f" Without influence here: {series(idle)}." if idle else ""
    return Texts(
        name=about.name(name),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=(
            "From left to right all combinations that leave 3 cohorts or more, sorted by the lower bound "
            "of the share. The band runs from the share with the direction named if every cohort without a "
            "direction went the other way, to that if all went along. Below, the height of a bar is the "
            "part of the combinations at that place in which the choice has that value; the primary value "
            "is in bold. Choices that change neither votes nor class here are left out. Combinations read "
            "the same findings in different ways: none is more probable than another, so a share of "
            "combinations is no probability."
        ),
        alt=alt,
        long_description=long,
        provenance=about.provenance(rows),
    )


def _idle(rows: pd.DataFrame) -> list[str]:
    return list(
        dict.fromkeys(row["choice"].replace("_", " ") for row in _part(rows, "value") if not row["matters"])
    )


def _told(asked: dict[str, Any], outcomes: list[dict[str, Any]]) -> str:
    total, drawn = asked["specifications"], sum(row["specifications"] for row in outcomes)
    too_few = f"{integer(total - drawn)} of {count(total, 'combination')} leave fewer than 3 cohorts"
    if not outcomes:
        return f"{too_few}."
    same = sum(
        row["specifications"] for row in outcomes if row["direction_class"] == asked["direction_class"]
    )
    low, high = outcomes[0]["low"], max(row["high"] for row in outcomes)
    kept = (
        f"of the other {integer(drawn)}, {integer(same)} give the direction class of the primary analysis, "
        f"“{asked['direction_class']}”; share {asked['direction']} {percent(low)} to {percent(high)}"
    )
    return f"{too_few}; {kept}."

"""What a forest plot says in words: title, model line, caption and text alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from synthesis.figures.about import About
from synthesis.figures.drawn import LONGEST_ALT, Texts
from synthesis.figures.effect_scale import EffectScale, Writer
from synthesis.figures.forest_frame import FIXED
from synthesis.figures.origin import provenance
from synthesis.store.tidy import records
from synthesis.wording import count, integer, number, p_value, shorten

#: Words under the two sides of the null.
SIDES = ("lower in cases", "higher in cases")
#: Fewer studies than this are a table, not a plot.
FEW = 3
#: More studies than this read better in another kind of plot.
_MANY = 25
_UNSURE = 4

Row = dict[str, Any]


def interval_words(level: float) -> str:
    """Write the heading of an interval.

    Examples
    --------
    >>> interval_words(95)
    '[95% CI]'
    """
    return f"[{level:g}% CI]"


def prediction_words(k: int, level: float) -> str:
    """Name the row of the prediction interval; of few studies it is said to be unsure.

    Examples
    --------
    >>> prediction_words(4, 95), prediction_words(5, 95)
    ('95% PI, very uncertain', '95% PI')
    """
    return f"{level:g}% PI" + (", very uncertain" if k <= _UNSURE else "")


def writer_of(rows: Sequence[Row], scale: EffectScale) -> Writer:
    """Choose how all effects of a figure are written."""
    shown = [row for row in rows if row["estimate"] is not None]
    widths = [row["ci_high"] - row["ci_low"] for row in shown if row["ci_low"] is not None]
    return scale.writer([row["estimate"] for row in shown], widths)


def model_line(pooled: Row, scale: EffectScale) -> str:
    """Write the model, how much the effects differ, and the test of that, as one line."""
    parts = [f"{pooled['model']}, k = {integer(pooled['k'])}"]
    if pooled["tau2"] is not None:
        tau2 = f"τ² {small(pooled['tau2'])}"
        if pooled["tau2_low"] is not None:
            tau2 += f" [{small(pooled['tau2_low'])}, {small(pooled['tau2_high'])}]"
        parts.append(tau2 + (" on the log scale" if scale.ratio else ""))
    if pooled["I2"] is not None:
        parts.append(f"I² {number(pooled['I2'], 0)}%")
    if pooled["Q"] is not None:
        parts.append(f"Q({integer(pooled['Q_df'])}) = {number(pooled['Q'], 1)}, {p_value(pooled['Q_p'])}")
    return "; ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in parts)


def small(value: float) -> str:
    """Write a variance with two decimals, or with two digits where that would be 0.00."""
    if value == 0 or value >= 0.01:
        return Writer(2, positive=False).value(value)
    return number(value, next((n for n in range(3, 7) if round(value, n)), 6))


def between_words(test: Row) -> str:
    """Write the test between subgroups.

    Examples
    --------
    >>> between_words({"model": "F", "Q": 0.412, "Q_df": 2, "k": 11, "Q_p": 0.67})
    'F(2, 11) = 0.41, p = 0.67'
    """
    df = integer(test["Q_df"])
    if test["k"] is not None:
        return f"F({df}, {integer(test['k'])}) = {number(test['Q'])}, {p_value(test['Q_p'])}"
    return f"χ²({df}) = {number(test['Q'])}, {p_value(test['Q_p'])}"


def texts(
    rows: pd.DataFrame,
    scale: EffectScale,
    level: float,
    question: str,
    about: About,
    sides: tuple[str, str],
    digest: str,
) -> Texts:
    """Write all the words of a forest plot."""
    parts = records(rows, tuple(FIXED))
    studies = [row for row in parts if row["part"] == "study"]
    left_out = [row for row in parts if row["part"] == "not estimable"]
    pooled = next((row for row in parts if row["part"] == "pooled"), None)
    prediction = next((row for row in parts if row["part"] == "prediction"), None)
    between = next((row for row in parts if row["part"] == "between"), None)
    write = writer_of(parts, scale)
    subject = question or about.subject
    k = counted(studies)
    if pooled is not None:
        finding = f"{scale.heading} {_effect(pooled, write)} from {k}"
    elif studies:
        finding = f"{k}, nothing pooled"
    else:
        finding = "no study gives a usable estimate"
    kept = _kept(left_out)
    label = scale.label[:1].upper() + scale.label[1:] + _compared_groups(scale, sides)
    return Texts(
        name=about.name(f"forest {question or 'plot'}"),
        title=f"{subject}: {_together(finding)}",
        subtitle=about.subtitle(f"{label}; {k if studies else 'no estimate'}{_people(studies)}{kept}."),
        caption=" ".join(_caption(studies, pooled, prediction, between, left_out, scale, level)),
        alt=shorten(f"Forest plot, {subject}: {finding}{kept}.", LONGEST_ALT),
        long_description=_long(parts, scale, write, level, subject, kept),
        provenance=provenance(about, rows, [k, *([] if pooled is None else [pooled["model"]])], digest),
    )


def counted(rows: Sequence[Row], what: str = "estimate") -> str:
    """Count studies; where some stand in more than one row, the rows too, which hold a `what` each."""
    slugs = {row["slugs"] for row in rows}
    if None in slugs or len(slugs) == len(rows):
        return count(len(rows), "study")
    return f"{count(len(rows), what)} of {count(len(slugs), 'study')}"


def left_out_heading(left_out: Sequence[Row]) -> str:
    """Say what stands under the rule.

    Examples
    --------
    >>> left_out_heading([{"slugs": "a-1999"}, {"slugs": "a-1999"}])
    'Reported without a usable estimate: 2 results of 1 study'
    """
    return f"Reported without a usable estimate: {counted(left_out, 'result')}"


def _kept(left_out: Sequence[Row]) -> str:
    """Say how many studies are shown without an estimate."""
    if not left_out:
        return ""
    return f"; {counted(left_out, 'result')} without a usable estimate"


def _together(finding: str) -> str:
    """Keep an estimate and its interval on one line."""
    numbers, word, rest = finding.partition(" from ")
    return numbers.replace(" ", "\N{NO-BREAK SPACE}") + word + rest if word else finding


def _effect(row: Row, write: Writer) -> str:
    low, high = (float("nan") if row[name] is None else row[name] for name in ("ci_low", "ci_high"))
    return write.estimate(row["estimate"], low, high)


def _compared_groups(scale: EffectScale, sides: tuple[str, str]) -> str:
    return ", cases compared with controls" if scale.null == scale.null and sides == SIDES else ""


def _people(studies: Sequence[Row]) -> str:
    """Count people, a cohort once."""
    said: list[str] = []
    for name, words in (("cases", "cases"), ("controls", "controls"), ("n", "people")):
        largest: dict[str, int] = {}
        shared = False
        for place, row in enumerate(studies):
            if row[name] is not None:
                cohort = row["cohort_id"] or f"row {place}"
                shared |= cohort in largest
                largest[cohort] = max(largest.get(cohort, 0), row[name])
        if not largest or (name == "n" and said):
            continue
        known = sum(row[name] is not None for row in studies)
        part = "" if known == len(studies) else f" (known for {integer(known)})"
        least = "at least " if shared else ""  # groups of one cohort may hold the same people
        said.append(f"{least}{integer(sum(largest.values()))} {words}{part}")
    return "".join(f", {words}" for words in said)


def _caption(
    studies: Sequence[Row],
    pooled: Row | None,
    prediction: Row | None,
    between: Row | None,
    left_out: Sequence[Row],
    scale: EffectScale,
    level: float,
) -> list[str]:
    if not studies:
        said = []
    elif len(studies) < FEW:
        said = [f"{count(len(studies), 'study')}: too few for a plot; the numbers are the figure."]
    else:
        said = [
            f"Squares are the estimates of the studies, their area is the weight; lines are {level:g}% "
            "intervals, with an arrow where they leave the axis; the numbers give them in full."
        ]
    if pooled is not None:
        mark = "diamond" if len(studies) >= FEW else "last row"
        said.append(f"The {mark} is the mean of the true effects with its {level:g}% interval.")
        if " of " in counted(studies):
            said.append("Some studies give several estimates; the model takes them as independent.")
        if scale.ratio:
            said.append(
                "Effects were pooled as logarithms: on this scale the pooled value is the median of the true "
                "effects, not their mean."
            )
        if pooled["tau2"] is not None:
            said.append("I² is derived from τ²; it does not say how much the effects differ.")
    if prediction is not None:
        said.append(
            f"The bar below it (PI) is where the true effect of a further study is expected with {level:g}% "
            "confidence."
        )
        if len(studies) <= _UNSURE:
            said.append("With so few studies it is very uncertain.")
    if between is not None:
        said.append(
            "Subgroups and their test come from one model with a τ² common to all: "
            f"{between_words(between)}. A subgroup of one study has no diamond."
        )
    if pooled is not None and pooled["ordered"]:
        said.append(_order(pooled["ordered"], any(row["group"] for row in studies)))
    if left_out:
        said.append(
            "Under the plot stand results that were reported without a usable estimate; they are not pooled."
        )
    if len(studies) > _MANY:
        said.append(
            f"With {len(studies)} studies a caterpillar or orchard plot shows the spread better than rows do."
        )
    return said


def _order(order: str, grouped: bool) -> str:
    how = {"effect": "by effect, highest first", "given": "in the order of the data"}
    where = "Subgroups with most studies come first; within them rows" if grouped else "Rows"
    return f"{where} stand {how.get(order, 'by ' + order.replace('_', ' '))}."


def _long(
    rows: Sequence[Row], scale: EffectScale, write: Writer, level: float, subject: str, kept: str
) -> str:
    said = []
    for row in rows:
        if row["part"] == "heading":
            said.append(f"{row['label']}, {count(row['k'], 'study')}:")
        elif row["part"] in ("study", "subgroup"):
            said.append(f"{row['label']}: {_effect(row, write)};")
        elif row["part"] == "between":
            said.append(f"Test between subgroups: {between_words(row)}.")
        elif row["part"] == "pooled":
            said.append(f"Pooled: {_effect(row, write)}. {model_line(row, scale)}.")
        elif row["part"] == "prediction":
            interval = write.interval(row["ci_low"], row["ci_high"])
            said.append(f"Prediction interval {interval}.")
        else:
            said.append(f"{row['label']}: no usable estimate, direction {row['direction'] or 'not stated'};")
    null = "" if scale.null != scale.null else f", no difference at {scale.null:g}"
    k = counted([row for row in rows if row["part"] == "study"])
    opening = f"Forest plot, {subject}: {k}{kept}. Axis: {scale.label}{null}."
    told = " ".join(said)
    told = f"{told[:-1]}." if told.endswith(";") else told
    return f"{opening} Estimates with {level:g}% intervals. {told}".strip()

"""Findings of an atlas as columns that effect sizes are computed from; group 1 is always the cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synthesis.effects.choices import Choices
from synthesis.effects.measures import MEASURES, Family
from synthesis.effects.options import Distribution
from synthesis.effects.outcome import BoolArray, FloatArray
from synthesis.effects.sheet import Sheet
from synthesis.errors import NumbersError
from synthesis.vocabulary.measurement import MarkerKind
from synthesis.vocabulary.result import Contrast, Direction, Flag, Multiplicity, PRelation, StatisticKind
from synthesis.wording import number

if TYPE_CHECKING:
    import pandas as pd

#: Kinds of marker whose levels are nearer to log-normal than to normal.
LOG_NORMAL_KINDS = frozenset(
    {
        MarkerKind.CYTOKINE,
        MarkerKind.CHEMOKINE,
        MarkerKind.GROWTH_FACTOR,
        MarkerKind.ACUTE_PHASE_PROTEIN,
        MarkerKind.LYTIC_PROTEIN,
        MarkerKind.AUTOANTIBODY,
        MarkerKind.IMMUNOGLOBULIN,
    }
)

_FAMILIES = (Family.TWO_MEANS, Family.TABLE, Family.SHARE)
_RATIOS = ("ROM", "CVR")
_ARMS = ((1, "cases"), (2, "controls"))
_SIGN = {Direction.HIGHER.value: 1.0, Direction.LOWER.value: -1.0}
_MODELLED = (Flag.ADJUSTED, Flag.MODEL_COEFFICIENT)

#: Columns of findings that are read.
READ = (
    "statistic", "contrast", "direction", "unit", "marker_kind", "flags", "p_value", "p_relation",
    "multiplicity",
    *(f"{arm}_{field}" for _, arm in _ARMS for field in ("n", "center", "spread", "low", "high", "events")),
)  # fmt: skip

_K = StatisticKind
#: Where the numbers of a group belong, by kind of statistic: field of the group -> column without the group.
_PLACES: dict[StatisticKind, dict[str, str]] = {
    _K.MEAN_SD: {"center": "m", "spread": "sd"},
    _K.MEAN_SE: {"center": "m", "spread": "se"},
    _K.MEAN_CI95: {"center": "m", "low": "lo", "high": "hi"},
    _K.MEAN_IQR: {"center": "m", "low": "q1", "high": "q3", "spread": "iqr"},
    _K.MEDIAN_IQR: {"center": "med", "low": "q1", "high": "q3", "spread": "iqr"},
    _K.MEDIAN_RANGE: {"center": "med", "low": "min", "high": "max"},
}
_MEAN_AND_RANGE = {"center": "m", "low": "min", "high": "max"}


def is_findings(frame: pd.DataFrame) -> bool:
    """Whether a frame is the findings frame of an atlas."""
    return {"finding_id", "statistic", "cases_center", "controls_center", "contrast"} <= set(frame.columns)


def sheet_of_findings(frame: pd.DataFrame, choices: Choices) -> Sheet:
    """Turn findings into a sheet.

    Statistics of cases go to group 1 and those of controls to group 2, under the column their kind says; an
    exact p of an unadjusted comparison of known direction becomes a signed p. Findings that do not compare
    cases with controls have no effect of two groups.

    Raises
    ------
    NumbersError
        When findings do not hold what the measure needs.
    """
    measure = choices.measure
    if measure.family not in _FAMILIES:
        fitting = ", ".join(m.id for m in MEASURES.values() if m.family in _FAMILIES)
        raise NumbersError(
            f"findings do not hold what {measure.id} needs", where="measure", hint=f"allowed: {fitting}"
        )
    words = {
        name: _words(frame, name) for name in ("statistic", "contrast", "direction", "unit", "marker_kind")
    }
    flags = [set(text.split(";")) for text in _words(frame, "flags")]
    sheet = Sheet(
        columns={},
        rows=len(frame),
        distribution=_distributions(choices.dist, words["marker_kind"], words["unit"]),
        relation=_words(frame, "p_relation"),
        blocked=[""] * len(frame),
        notes=[[] for _ in range(len(frame))],
    )
    _block(sheet, choices, words["contrast"], words["unit"])
    if measure.family is Family.TWO_MEANS:
        sheet.columns = _means(frame, words["statistic"], flags)
        _add_p(sheet, frame, words["direction"], flags)
        _say_flags(sheet, flags)
    else:
        events = np.array([s == _K.EVENTS.value for s in words["statistic"]], dtype=np.bool_)
        sheet.columns = _events(frame, events, measure.family)
        rebuilt = _has(flags, Flag.EVENTS_FROM_PERCENT) & events
        sheet.note(rebuilt, "counts rebuilt from a rounded percentage")
    return sheet


def check_direction(sheet: Sheet, frame: pd.DataFrame, yi: FloatArray, null: float) -> None:
    """Note effects on the other side than the direction that the source states."""
    for row, (said, effect) in enumerate(zip(_words(frame, "direction"), yi - null, strict=True)):
        sign = _SIGN.get(said)
        if sign is not None and np.isfinite(effect) and sign * effect < 0:
            other = "higher" if effect > 0 else "lower"
            sheet.notes[row].append(f"recorded as {said} in cases, but the numbers say {other}")


def _words(frame: pd.DataFrame, name: str) -> list[str]:
    if name not in frame.columns:
        return [""] * len(frame)
    return [str(word) for word in frame[name].astype("object").where(frame[name].notna(), "")]


def _number(frame: pd.DataFrame, name: str) -> FloatArray:
    return frame[name].to_numpy(dtype=np.float64, na_value=np.nan)


def _has(flags: list[set[str]], *wanted: Flag) -> BoolArray:
    return np.array([any(flag.value in own for flag in wanted) for own in flags], dtype=np.bool_)


def _distributions(dist: Distribution, kinds: list[str], units: list[str]) -> list[Distribution]:
    """Allow the log-normal by default for kinds of marker that are known for it, unless logs are recorded."""
    if dist is not Distribution.AUTO:
        return [dist] * len(kinds)
    levels = {kind.value for kind in LOG_NORMAL_KINDS}
    return [
        Distribution.AUTO if kind in levels and not _is_log(unit) else Distribution.NORMAL
        for kind, unit in zip(kinds, units, strict=True)
    ]


def _is_log(unit: str) -> bool:
    return unit.strip().casefold().startswith(("log", "ln"))


def _block(sheet: Sheet, choices: Choices, contrasts: list[str], units: list[str]) -> None:
    measure = choices.measure
    for row, (contrast, unit) in enumerate(zip(contrasts, units, strict=True)):
        if measure.family is Family.SHARE:
            if contrast == Contrast.TREATMENT.value:
                sheet.blocked[row] = "a share of people under treatment"
        elif contrast != Contrast.CASES_VS_CONTROLS.value:
            sheet.blocked[row] = f"not a comparison of cases with controls ({contrast})"
        elif measure.id in _RATIOS and _is_log(unit):
            sheet.blocked[row] = f"the unit is {unit}: ratios of logarithms have no meaning, use MD or SMD"


def _means(frame: pd.DataFrame, statistics: list[str], flags: list[set[str]]) -> dict[str, FloatArray]:
    columns: dict[str, FloatArray] = {}
    ranged = _has(flags, Flag.MEAN_WITH_RANGE)
    for group, arm in _ARMS:
        columns[f"n{group}i"] = _number(frame, f"{arm}_n")
        for kind, places in _PLACES.items():
            rows = np.array([s == kind.value for s in statistics], dtype=np.bool_)
            _place(columns, frame, group, arm, places, rows)
        bare = ranged & np.array([s == _K.NONE.value for s in statistics], dtype=np.bool_)
        _place(columns, frame, group, arm, _MEAN_AND_RANGE, bare)
    percent = np.array([s == _K.PERCENT_CHANGE.value for s in statistics], dtype=np.bool_)
    columns["pcti"] = np.where(percent, _number(frame, "cases_center"), np.nan)
    return columns


def _place(
    columns: dict[str, FloatArray],
    frame: pd.DataFrame,
    group: int,
    arm: str,
    places: dict[str, str],
    rows: BoolArray,
) -> None:
    for field, part in places.items():
        name = f"{part}{group}i"
        before = columns.get(name, np.full(len(frame), np.nan))
        columns[name] = np.where(rows, _number(frame, f"{arm}_{field}"), before)


def _events(frame: pd.DataFrame, rows: BoolArray, family: Family) -> dict[str, FloatArray]:
    names = {"xi": "cases_events", "ni": "cases_n"}
    if family is Family.TABLE:
        names = {"ai": "cases_events", "n1i": "cases_n", "ci": "controls_events", "n2i": "controls_n"}
    return {name: np.where(rows, _number(frame, source), np.nan) for name, source in names.items()}


def _add_p(sheet: Sheet, frame: pd.DataFrame, directions: list[str], flags: list[set[str]]) -> None:
    """Add signed p values; those of adjusted or corrected comparisons are not of t tests and stay out."""
    sign = np.array([_SIGN.get(said, np.nan) for said in directions])
    p = _number(frame, "p_value")
    exact = np.array([relation == PRelation.EQUAL.value for relation in sheet.relation], dtype=np.bool_)
    modelled = _has(flags, *_MODELLED)
    corrected = np.array(
        [m == Multiplicity.CORRECTED.value for m in _words(frame, "multiplicity")], dtype=np.bool_
    )
    left_out = exact & np.isfinite(p) & (modelled | corrected)
    sheet.note(left_out & modelled, "p not used: it belongs to an adjusted comparison")
    sheet.note(left_out & ~modelled, "p not used: it is corrected for the number of tests")
    bounded = np.array([r in ("<", ">") for r in sheet.relation], dtype=np.bool_)
    usable = (exact | bounded) & ~modelled & ~corrected
    columns = dict(sheet.columns)
    # a bound says nothing about the side, so it needs no direction
    columns["pi"] = np.where(usable, np.where(exact, sign, 1.0) * p, np.nan)
    sheet.columns = columns


def _say_flags(sheet: Sheet, flags: list[set[str]]) -> None:
    spread = sheet.given("sd1i") | sheet.given("sd2i")
    unstated = _has(flags, Flag.SPREAD_TYPE_UNSTATED) & spread
    root_n = np.sqrt((sheet["n1i"] + sheet["n2i"]) / 2)
    sheet.note(
        unstated,
        lambda row: (
            "kind of spread not stated, read as SD; were it a standard error, "
            f"SDs would be about {number(root_n[row], 1)} times as large"
        ),
    )
    centre = sheet.given("m1i") | sheet.given("med1i")
    sheet.note(_has(flags, *_MODELLED) & centre, "statistics of an adjusted comparison")
    sheet.note(_has(flags, Flag.CHANGE_NOT_LEVEL) & centre, "a change, not a level")

"""`cohort_effects`: the effects of findings as one estimate a cohort, so that no person counts twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan, sqrt
from typing import TYPE_CHECKING, Any

from synthesis.errors import NumbersError, UnknownTermError
from synthesis.store.directions import cohort_directions
from synthesis.store.tidy import Schema, frame, records
from synthesis.vocabulary.result import Direction
from synthesis.vocabulary.study import Sex
from synthesis.wording import count, number, series

if TYPE_CHECKING:
    import pandas as pd

#: Columns of the findings of an atlas, with what `escalc` adds, that are read.
_READ = (
    "finding_id", "slug", "label", "cohort_id", "question_key", "counted", "whole_group", "subgroup",
    "direction", "significance", "inferred", "cases_n", "controls_n", "yi", "vi", "measure", "note",
)  # fmt: skip
_COHORTS: Schema = {
    "label": "string", "slugs": "string", "cohort_id": "string", "questions": "string", "cases": "int64",
    "controls": "int64", "yi": "double", "vi": "double", "sei": "double", "measure": "string",
    "how": "string", "direction": "string", "reason": "string", "finding_ids": "string",
}  # fmt: skip
_LEFT_OUT: Schema = {"finding_id": "string", "label": "string", "cohort_id": "string", "reason": "string"}
_DIRECTIONS = {
    "higher": Direction.HIGHER,
    "lower": Direction.LOWER,
    "no_difference": Direction.NO_DIFFERENCE,
    "mixed": Direction.MIXED,
}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class CohortEffects:
    """One row a cohort, and the findings that gave none.

    Attributes
    ----------
    frame
        Cohorts in the order of their first finding: ``label slugs cohort_id``; ``questions`` covered; people,
        the most that any finding used gives, both sexes added up where they were compared apart; ``yi vi
        sei`` (missing where no finding gives an effect, with the ``reason``); ``how`` several effects became
        one; ``direction``, which the sources state; and ``finding_ids`` behind the estimate. `rma` and
        `forest` take it as it is.
    left_out
        Findings that are behind no estimate, with the reason.
    rho
        Correlation assumed between effects of the same people.
    """

    frame: pd.DataFrame
    left_out: pd.DataFrame
    rho: float

    @property
    def k(self) -> int:
        """Number of cohorts with an estimate."""
        return int(self.frame["yi"].notna().sum())

    @property
    def described(self) -> pd.DataFrame:
        """What a forest plot prints and says about each cohort, beside its estimate."""
        return self.frame[["label", "slugs", "cohort_id", "cases", "controls", "direction", "reason"]]

    def __repr__(self) -> str:
        return f"<CohortEffects: {self.k} of {count(len(self.frame), 'cohort')} with an estimate>"


def cohort_effects(effects: pd.DataFrame, *, rho: float = 0.5) -> CohortEffects:
    """Bring the effects of findings to one estimate a cohort.

    Findings about the whole case group are used where they have an effect. Several of them are about the same
    people: their effects are averaged, and the variance of the average allows for a correlation `rho`. Where
    only women and men apart have effects, these are different people, and are combined by a common effect.
    Findings about other parts of a group are not used, because parts may share their controls.

    Parameters
    ----------
    effects
        Findings of an atlas with the columns that `escalc` adds, of one measure.
    rho
        Correlation between effects of the same people, 0 to 1. The larger, the wider the interval.

    Returns
    -------
    CohortEffects

    Raises
    ------
    NumbersError
        When a column is missing, effects are of several measures, or `rho` is no such correlation.

    Notes
    -----
    The average of m effects has the variance ``(sum(vi) + rho * sum(sqrt(vi vj), i != j)) / m^2``: Borenstein
    et al. (2009), and ``aggregate(struct="CS", weighted=FALSE)`` of metafor.

    Examples
    --------
    >>> import synthesis as syn
    >>> effects = syn.escalc(syn.load().where(marker="crp", matrix_class="circulating-protein"), "SMD")
    >>> cohort_effects(effects)
    <CohortEffects: 2 of 6 cohorts with an estimate>
    """
    if missing := [name for name in _READ if name not in effects.columns]:
        raise NumbersError(
            f"no column {', '.join(missing)}", where="cohort_effects", hint="give what escalc(atlas) returns"
        )
    if not 0.0 <= rho <= 1.0:
        raise NumbersError(f"{rho!r} is not a correlation of this kind", where="rho", hint="allowed: 0 to 1")
    rows = records(effects, _READ)
    measures = sorted({row["measure"] for row in rows})
    if len(measures) > 1:
        raise NumbersError(
            f"effects of several measures: {series(measures)}",
            where="cohort_effects",
            hint="give one measure",
        )
    cohorts: dict[str, list[Row]] = {}
    left_out = []
    for row in rows:
        if row["counted"]:
            cohorts.setdefault(row["cohort_id"], []).append(row)
        else:
            left_out.append(_left(row, row["note"] or "not a counted comparison of cases with controls"))
    made = []
    for own in cohorts.values():
        estimate, others = _cohort(own, rho)
        made.append(estimate)
        left_out += others
    return CohortEffects(frame(made, _COHORTS), frame(left_out, _LEFT_OUT), rho)


@dataclass(frozen=True, slots=True)
class _Effect:
    """An effect with its variance, the people behind it, and the findings used."""

    yi: float
    vi: float
    cases: int | None
    controls: int | None
    how: str
    used: tuple[Row, ...]


def _cohort(rows: Sequence[Row], rho: float) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Give a cohort's row, and its findings that are not behind the estimate."""
    whole = [row for row in rows if row["whole_group"]]
    usable = [row for row in whole if _has_effect(row)]
    found = _same_people(usable, rho) if usable else _women_and_men(rows, rho)
    used = {row["finding_id"] for row in found.used} if found else set()
    told = [row for row in rows if row["finding_id"] in used] or whole or list(rows)
    direction = cohort_directions(told)[0].word
    others = [row for row in rows if row["finding_id"] not in used]
    reasons = {row["finding_id"]: _reason(row, found) for row in others}
    cohort: dict[str, Any] = {
        "label": " / ".join(dict.fromkeys(row["label"] for row in told)),
        "slugs": " ".join(dict.fromkeys(row["slug"] for row in told)),
        "cohort_id": told[0]["cohort_id"],
        "questions": ";".join(dict.fromkeys(row["question_key"] for row in told)),
        "cases": found.cases if found else _most(told, "cases_n"),
        "controls": found.controls if found else _most(told, "controls_n"),
        "yi": found.yi if found else None,
        "vi": found.vi if found else None,
        "sei": sqrt(found.vi) if found else None,
        "measure": told[0]["measure"],
        "how": found.how if found else None,
        "direction": _DIRECTIONS.get(direction, Direction.ALTERED).value,
        "reason": None if found else reasons[told[0]["finding_id"]],
        "finding_ids": ";".join(sorted(used)) or None,
    }
    return cohort, [_left(row, reasons[row["finding_id"]]) for row in others]


def _same_people(rows: Sequence[Row], rho: float) -> _Effect:
    """Average effects of the same people."""
    m = len(rows)
    errors = [sqrt(row["vi"]) for row in rows]
    squares = sum(error**2 for error in errors)
    products = sum(errors) ** 2 - squares
    how = "" if m == 1 else f"mean of {m} effects of the same people, correlation {number(rho, 2)} assumed"
    return _Effect(
        yi=sum(row["yi"] for row in rows) / m,
        vi=(squares + rho * products) / m**2,
        cases=_most(rows, "cases_n"),
        controls=_most(rows, "controls_n"),
        how=how,
        used=tuple(rows),
    )


def _women_and_men(rows: Sequence[Row], rho: float) -> _Effect | None:
    """Combine effects of women and men, who are different people; None when neither has one."""
    of_sex: dict[Sex, list[Row]] = {}
    for row in rows:
        sex = _sex(row)
        if sex is not None and _has_effect(row):
            of_sex.setdefault(sex, []).append(row)
    if not of_sex:
        return None
    parts = [_same_people(of_sex[sex], rho) for sex in Sex if sex in of_sex]
    total = sum(1.0 / part.vi for part in parts)
    names = [sex.label for sex in Sex if sex in of_sex]
    how = f"{series(names)} combined" if len(parts) > 1 else f"{names[0]} only"
    return _Effect(
        yi=sum(part.yi / part.vi for part in parts) / total,
        vi=1.0 / total,
        cases=_sum([part.cases for part in parts]),
        controls=_sum([part.controls for part in parts]),
        how="; ".join([how, *dict.fromkeys(part.how for part in parts if part.how)]),
        used=tuple(row for part in parts for row in part.used),
    )


def _has_effect(row: Row) -> bool:
    return all(isfinite(nan if row[name] is None else row[name]) for name in ("yi", "vi")) and row["vi"] > 0.0


def _sex(row: Row) -> Sex | None:
    try:
        return Sex.parse(row["subgroup"])
    except UnknownTermError:
        return None


def _reason(row: Row, found: _Effect | None) -> str:
    """Say why a finding is not behind the estimate of its cohort."""
    if not _has_effect(row):
        return row["note"] or "no effect with a sampling variance"
    if found is not None and not row["whole_group"]:
        return f"about part of the cases ({row['subgroup']}); other findings cover them"
    return f"about part of the cases ({row['subgroup']})"


def _left(row: Row, reason: str) -> dict[str, Any]:
    return {name: row[name] for name in ("finding_id", "label", "cohort_id")} | {"reason": reason}


def _most(rows: Sequence[Row], name: str) -> int | None:
    return max((row[name] for row in rows if row[name] is not None), default=None)


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None

"""Mean, standard deviation and size of each group, by whatever way a row allows.

Columns of group g: mean ``m{g}i``, standard deviation ``sd{g}i``, people ``n{g}i``; in place of the
deviation the standard error of the mean ``se{g}i``, bounds of its confidence interval ``lo{g}i`` and
``hi{g}i``, quartiles ``q1{g}i`` and ``q3{g}i`` or the width between them ``iqr{g}i``, smallest and largest
value ``min{g}i`` and ``max{g}i``; in place of the mean the median ``med{g}i``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthesis.effects import convert, from_tests, medians
from synthesis.effects.options import Distribution
from synthesis.effects.outcome import BoolArray, FloatArray, Reason
from synthesis.effects.sheet import Sheet, three_figures
from synthesis.wording import percent

#: Standard deviations of one group that differ by more are reported.
FAR_SD = 0.10
#: An estimate that lies further off the middle of its interval, as a share of the width, is reported.
OFF_CENTRE = 0.10

_QUANTILES = ("q1", "q3", "min", "max")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to a number: its values, and the columns it comes from."""

    values: FloatArray
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arms:
    """Both groups, one element a row.

    `columns` are the columns each row's numbers came from, with the rows; `reason` is why a row's quantiles
    gave nothing, 0 where they did or were not needed.
    """

    numbers: dict[str, FloatArray]
    columns: dict[str, BoolArray]
    reason: NDArray[np.int8]


def columns_of(group: int) -> tuple[str, ...]:
    """All columns that are looked for in a group."""
    parts = ("m", "sd", "n", "se", "lo", "hi", "med", "q1", "q3", "min", "max", "iqr")
    return tuple(f"{part}{group}i" for part in parts)


def resolve(sheet: Sheet, *, level: float, from_p: bool) -> Arms:
    """Find mean, standard deviation and size of both groups, and report where ways disagree.

    Parameters
    ----------
    sheet
        The rows.
    level
        Level of confidence intervals of means, in percent.
    from_p
        Whether one common standard deviation may be taken from the test of the difference (``ti``, or an
        exact ``pi``) when no spread is given; not for effects that are about spread.
    """
    log_normal = _log_normal_rows(sheet)
    numbers: dict[str, FloatArray] = {}
    columns: dict[str, BoolArray] = {}
    reason = np.zeros(sheet.rows, dtype=np.int8)
    for group in (1, 2):
        estimated = _from_quantiles(sheet, group, log_normal)
        mean = _first(sheet, _mean_candidates(sheet, group, estimated), columns)
        sd = _first(
            sheet, _sd_candidates(sheet, group, estimated, level), columns, compare=f"group {group}: SD"
        )
        numbers |= {f"m{group}i": mean, f"sd{group}i": sd, f"n{group}i": sheet[f"n{group}i"]}
        columns[f"n{group}i"] = sheet.given(f"n{group}i")
        _say_estimated(sheet, group, columns, log_normal, estimated.reason == 0)
        _say_off_centre(sheet, group, level)
        needed = sheet.given(f"med{group}i") & (np.isnan(mean) | np.isnan(sd))
        reason = np.where((reason == 0) & needed, estimated.reason, reason)
    if from_p:
        _sd_from_test(sheet, numbers, columns)
    return Arms(numbers, columns, reason)


def _log_normal_rows(sheet: Sheet) -> BoolArray:
    """Rows whose medians are read as log-normal: when asked for, or when either group is skewed."""
    skewed, used = np.zeros(sheet.rows, dtype=np.bool_), np.zeros(sheet.rows, dtype=np.bool_)
    for group in (1, 2):
        used |= sheet.given(f"med{group}i") & np.isnan(sheet[f"sd{group}i"])
        test = medians.skewness(*_quantiles(sheet, group)[:2], **_pairs(sheet, group))
        skewed |= test.skewed & used
    asked = sheet.where(lambda d: d is Distribution.LOG_NORMAL)
    automatic = sheet.where(lambda d: d is Distribution.AUTO)
    rows: BoolArray = used & (asked | (automatic & skewed))
    return rows


def _quantiles(sheet: Sheet, group: int) -> tuple[FloatArray, FloatArray]:
    return sheet[f"med{group}i"], sheet[f"n{group}i"]


def _pairs(sheet: Sheet, group: int) -> dict[str, FloatArray]:
    q1, q3, low, high = (sheet[f"{part}{group}i"] for part in _QUANTILES)
    return {"q1": q1, "q3": q3, "low": low, "high": high}


def _from_quantiles(sheet: Sheet, group: int, log_normal: BoolArray) -> medians.MeanSd:
    """Estimate mean and SD from median and quantiles; skewed rows that may not be log-normal give none."""
    median, n = _quantiles(sheet, group)
    pairs = _pairs(sheet, group)
    estimated = medians.mean_sd(median, n, log_normal=log_normal, **pairs)
    refused = medians.skewness(median, n, **pairs).skewed & ~log_normal & (estimated.reason == 0)
    return medians.MeanSd(
        np.where(refused, np.nan, estimated.mean),
        np.where(refused, np.nan, estimated.sd),
        np.where(refused, np.int8(Reason.SKEWED), estimated.reason),
    )


def _mean_candidates(sheet: Sheet, group: int, estimated: medians.MeanSd) -> list[Candidate]:
    median = f"med{group}i"
    quantiles = tuple(f"{part}{group}i" for part in _QUANTILES)
    only_width = sheet.given(f"iqr{group}i") & ~np.logical_or.reduce([sheet.given(q) for q in quantiles])
    return [
        Candidate(sheet[f"m{group}i"], (f"m{group}i",)),
        Candidate(estimated.mean, (median, *quantiles)),
        Candidate(np.where(only_width, sheet[median], np.nan), (median,)),
    ]


def _sd_candidates(sheet: Sheet, group: int, estimated: medians.MeanSd, level: float) -> list[Candidate]:
    n, q1, q3, low, high = (sheet[f"{part}{group}i"] for part in ("n", *_QUANTILES))
    lower, upper = f"lo{group}i", f"hi{group}i"
    no_median = ~sheet.given(f"med{group}i")  # a mean with quartiles or range: their width is all there is
    quartiles = np.where(no_median, medians.sd_from_quartiles(q3 - q1, n), np.nan)
    ranges = np.where(no_median, medians.sd_from_range(high - low, n), np.nan)
    return [
        Candidate(sheet[f"sd{group}i"], (f"sd{group}i",)),
        Candidate(convert.sd_from_se(sheet[f"se{group}i"], n), (f"se{group}i",)),
        Candidate(convert.sd_from_ci(sheet[lower], sheet[upper], n, level=level), (lower, upper)),
        Candidate(estimated.sd, (f"med{group}i", *(f"{part}{group}i" for part in _QUANTILES))),
        Candidate(quartiles, (f"q1{group}i", f"q3{group}i")),
        Candidate(ranges, (f"min{group}i", f"max{group}i")),
        Candidate(medians.sd_from_quartiles(sheet[f"iqr{group}i"], n), (f"iqr{group}i",)),
    ]


def _first(
    sheet: Sheet, candidates: Sequence[Candidate], columns: dict[str, BoolArray], compare: str = ""
) -> FloatArray:
    """Take each row's first candidate that is a number; compare the others with it when asked to."""
    chosen = np.full(sheet.rows, np.nan)
    source = np.full(sheet.rows, -1)
    for position, candidate in enumerate(candidates):
        found = np.isfinite(candidate.values)
        fresh = found & (source < 0)
        chosen[fresh], source[fresh] = candidate.values[fresh], position
        for name in candidate.columns:
            columns[name] = columns.get(name, np.zeros(sheet.rows, dtype=np.bool_)) | (
                fresh & sheet.given(name)
            )
        if compare and (other := found & ~fresh).any():
            sheet.mark_checked(candidate.columns, other)
            far = other & (np.abs(candidate.values - chosen) > FAR_SD * np.abs(chosen))
            sheet.note(far, _disagreement(compare, candidates, source, chosen, candidate))
    return chosen


def _disagreement(
    what: str, candidates: Sequence[Candidate], source: NDArray[np.int_], chosen: FloatArray, other: Candidate
) -> Callable[[int], str]:
    def text(row: int) -> str:
        one, two = three_figures(chosen[row]), three_figures(other.values[row])
        first = ", ".join(candidates[source[row]].columns)
        return f"{what} is {one} by {first}, but {two} by {', '.join(other.columns)}"

    return text


def _say_estimated(
    sheet: Sheet, group: int, columns: dict[str, BoolArray], log_normal: BoolArray, estimable: BoolArray
) -> None:
    median = columns.get(f"med{group}i", np.zeros(sheet.rows, dtype=np.bool_))
    quantiles = median & estimable
    of = f"group {group}: mean and SD estimated from"
    sheet.note(quantiles & ~log_normal, f"{of} the median and its quantiles, as normal")
    sheet.note(quantiles & log_normal, f"{of} the median and its quantiles, as log-normal")
    sheet.note(
        median & ~quantiles, f"group {group}: median taken as mean, SD from the width of the quartiles"
    )
    with np.errstate(all="ignore"):
        med, n = _quantiles(sheet, group)
        logs = {name: np.log(values) for name, values in _pairs(sheet, group).items()}
        still = medians.skewness(np.log(med), n, **logs).skewed
    sheet.note(quantiles & log_normal & still, f"group {group}: skewed even as logarithms")


def _say_off_centre(sheet: Sheet, group: int, level: float) -> None:
    off = convert.off_centre(sheet[f"m{group}i"], sheet[f"lo{group}i"], sheet[f"hi{group}i"])
    sheet.note(
        off > OFF_CENTRE,
        lambda row: (
            f"group {group}: the mean lies {percent(off[row])} of the width "
            f"off the middle of its {level:g} % interval"
        ),
    )


def _sd_from_test(sheet: Sheet, numbers: dict[str, FloatArray], columns: dict[str, BoolArray]) -> None:
    """Where neither group has a spread, the standard deviation that makes the test of the means come out."""
    n1, n2 = numbers["n1i"], numbers["n2i"]
    of_p = from_tests.t_from_p(sheet.exact_p(), n1 + n2 - 2)
    t = np.where(sheet.given("ti"), sheet["ti"], of_p)
    with np.errstate(all="ignore"):
        sd = np.abs(numbers["m1i"] - numbers["m2i"]) / np.abs(from_tests.d_from_t(t, n1, n2))
    rows = np.isnan(numbers["sd1i"]) & np.isnan(numbers["sd2i"]) & np.isfinite(sd) & (sd > 0)
    for name in ("sd1i", "sd2i"):
        numbers[name] = np.where(rows, sd, numbers[name])
    columns["ti"] = rows & sheet.given("ti")
    columns["pi"] = rows & ~sheet.given("ti")
    sheet.note(rows, "one standard deviation for both groups, taken from the test of the means")

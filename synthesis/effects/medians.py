"""Mean and standard deviation of a group from its median, quartiles and range.

Everything is an estimate: from quantiles of a sample of `n` people, for a normal or a log-normal
distribution. Levels of cytokines are nearer to log-normal, and there the normal formulas give means that are
far too low; `skewness` says when quantiles speak against a normal distribution.

Sources: means Luo et al. (2016, equations 7, 11, 15); standard deviations Wan et al. (2014, equations 9 and
16) and Shi et al. (2020, equation 10); test of skewness and log-normal formulas Shi et al. (2023).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from synthesis.effects.outcome import BoolArray, FloatArray, Reason, first_reason, numbers

#: The formulas were made for samples of this size and more.
FEWEST = 5


class Skewness(NamedTuple):
    """Test of skewness.

    Attributes
    ----------
    statistic
        How far the quantiles are from symmetric, from 0.
    critical
        Value it reaches in 5 % of normal samples of this size.
    skewed
        Whether the statistic reaches it; False where there is no test.
    """

    statistic: FloatArray
    critical: FloatArray
    skewed: BoolArray


class MeanSd(NamedTuple):
    """Estimated mean and standard deviation, in the unit of the quantiles; else NaN with a `Reason` code."""

    mean: FloatArray
    sd: FloatArray
    reason: NDArray[np.int8]


@np.errstate(all="ignore")
def skewness(
    median: ArrayLike,
    n: ArrayLike,
    *,
    q1: ArrayLike = np.nan,
    q3: ArrayLike = np.nan,
    low: ArrayLike = np.nan,
    high: ArrayLike = np.nan,
) -> Skewness:
    """Test whether quantiles can come from a normal distribution (Shi et al. 2023).

    Parameters
    ----------
    median, n
        Median and people.
    q1, q3
        Quartiles; NaN where not given.
    low, high
        Smallest and largest value; NaN where not given. With both pairs the combined test is used.

    Examples
    --------
    >>> test = skewness(4, 40, q1=2, q3=8)
    >>> float(test.statistic.round(4)), float(test.critical.round(4)), bool(test.skewed)
    (0.3333, 0.4153, False)
    """
    med, people, first, third, least, most = numbers(median, n, q1, q3, low, high)
    of_range = np.abs(least + most - 2 * med) / (most - least)
    of_quartiles = np.abs(first + third - 2 * med) / (third - first)
    has_range, has_quartiles = np.isfinite(least + most), np.isfinite(first + third)
    both = np.maximum(2.65 * np.log(0.6 * people) / np.sqrt(people) * of_range, of_quartiles)
    cases = (has_range & has_quartiles, has_quartiles, has_range)
    statistic = np.select(cases, (both, of_quartiles, of_range), default=np.nan)
    critical = np.select(
        cases,
        (
            3 / np.sqrt(people) - 40 / people**3,
            2.65 / np.sqrt(people) - 6 / people**2,
            1 / np.log(people + 9) + 2.5 / (people + 1),
        ),
        default=np.nan,
    )
    tested = (people >= FEWEST) & np.isfinite(statistic) & np.isfinite(critical)
    return Skewness(
        np.where(tested, statistic, np.nan),
        np.where(tested, critical, np.nan),
        tested & (statistic >= critical),
    )


@np.errstate(all="ignore")
def mean_sd(
    median: ArrayLike,
    n: ArrayLike,
    *,
    q1: ArrayLike = np.nan,
    q3: ArrayLike = np.nan,
    low: ArrayLike = np.nan,
    high: ArrayLike = np.nan,
    log_normal: ArrayLike = False,
) -> MeanSd:
    """Estimate mean and standard deviation from the median with quartiles, range, or both.

    Parameters
    ----------
    median, n, q1, q3, low, high
        As for `skewness`; `n` at least 5.
    log_normal
        Where the values are taken to be log-normal: the formulas are applied to logarithms and the mean and
        standard deviation of the values themselves are given, without the bias of exponentials. All
        quantiles must be positive there.

    Examples
    --------
    >>> normal = mean_sd(4, 40, q1=2, q3=8)
    >>> float(normal.mean.round(5)), float(normal.sd.round(9))
    (4.70975, 4.613579409)
    >>> skewed = mean_sd(4, 40, q1=2, q3=8, log_normal=True)
    >>> float(skewed.mean.round(9)), float(skewed.sd.round(9))
    (6.673776578, 7.846561487)
    """
    given = numbers(median, n, q1, q3, low, high)
    people = given[1]
    logs = np.broadcast_to(np.asarray(log_normal, dtype=np.bool_), people.shape)
    quantiles = (given[4], given[2], given[0], given[3], given[5])  # from low to high
    med, first, third, least, most = (np.where(logs, np.log(x), x) for x in (given[0], *given[2:]))
    has_range, has_quartiles = np.isfinite(least + most), np.isfinite(first + third)
    cases = (has_range & has_quartiles, has_quartiles, has_range)

    from_range = (most - least) / range_width(people)
    from_quartiles = (third - first) / quartile_width(people)
    share = 1 / (1 + 0.07 * people**0.6)
    sd = np.select(
        cases, (share * from_range + (1 - share) * from_quartiles, from_quartiles, from_range), np.nan
    )
    mean = np.select(
        cases,
        (
            _mean_of_five(med, first, third, least, most, people),
            (0.7 + 0.39 / people) * (first + third) / 2 + (0.3 - 0.39 / people) * med,
            _weighted(4 / (4 + people**0.75), (least + most) / 2, med),
        ),
        np.nan,
    )
    real_mean, real_sd = _of_values(mean, sd, people, cases)
    not_positive = np.logical_or.reduce([q <= 0 for q in quantiles])
    reason = first_reason(
        (
            (
                np.isnan(given[0] + people) | ~(has_range | has_quartiles | (logs & not_positive)),
                Reason.MISSING,
            ),
            (people < FEWEST, Reason.SMALL_N),
            (_unordered(quantiles), Reason.NOT_ORDERED),
            (logs & not_positive, Reason.SKEWED),
            (sd <= 0, Reason.NO_WIDTH),
            (~np.isfinite(np.where(logs, real_mean + real_sd, mean + sd)), Reason.NOT_FINITE),
        )
    )
    return MeanSd(
        np.where(reason == 0, np.where(logs, real_mean, mean), np.nan),
        np.where(reason == 0, np.where(logs, real_sd, sd), np.nan),
        reason,
    )


@np.errstate(all="ignore")
def sd_from_quartiles(width: ArrayLike, n: ArrayLike) -> FloatArray:
    """Give the SD of a normal sample from the width between its quartiles (Wan et al. 2014, equation 16).

    Examples
    --------
    >>> float(sd_from_quartiles(6, 40).round(9))
    4.613579409
    """
    distance, people = numbers(width, n)
    return np.where((people >= FEWEST) & (distance > 0), distance / quartile_width(people), np.nan)


@np.errstate(all="ignore")
def sd_from_range(width: ArrayLike, n: ArrayLike) -> FloatArray:
    """Give the SD of a normal sample from the width of its range (Wan et al. 2014, equation 9)."""
    distance, people = numbers(width, n)
    return np.where((people >= FEWEST) & (distance > 0), distance / range_width(people), np.nan)


def range_width(n: FloatArray) -> FloatArray:
    """Width of the range of n standard normal values, about."""
    width: FloatArray = 2 * ndtri((n - 0.375) / (n + 0.25))
    return width


def quartile_width(n: FloatArray) -> FloatArray:
    """Width between the quartiles of n standard normal values, about."""
    width: FloatArray = 2 * ndtri((0.75 * n - 0.125) / (n + 0.25))
    return width


def _weighted(share: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray:
    return share * first + (1 - share) * second


def _mean_of_five(
    med: FloatArray, first: FloatArray, third: FloatArray, least: FloatArray, most: FloatArray, n: FloatArray
) -> FloatArray:
    of_range = 2.2 / (2.2 + n**0.75)
    of_quartiles = 0.7 - 0.72 / n**0.55
    return (
        of_range * (least + most) / 2
        + of_quartiles * (first + third) / 2
        + (1 - of_range - of_quartiles) * med
    )


def _of_values(
    mean: FloatArray, sd: FloatArray, n: FloatArray, cases: tuple[BoolArray, BoolArray, BoolArray]
) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation of values whose logarithms have this estimated mean and deviation.

    `square` and `fourth` are nearly unbiased for the second and fourth power of the deviation of logarithms;
    the divisors remove the bias of the exponentials of estimates.
    """
    log_n = np.log(n)
    square = sd**2 / np.select(cases, (1 + 0.28 / log_n**2, 1 + 1.58 / n, 1.01 + 0.25 / log_n**2), np.nan)
    fourth = sd**4 / np.select(cases, (1 + 3.93 / n, 1 + 19.2 / n**1.2, 1 + 2.23 / log_n**2), np.nan)
    a, b = np.select(cases, (0.405, 0.57, 0.565), np.nan), np.select(cases, (0.315, 0.75, 0.37), np.nan)
    values_mean = np.exp(mean + square / 2) / (1 + (a * square + b * fourth) / n)
    upper = 1 + (4 * a * square + 16 * b * fourth) / n
    lower = 1 + (4 * a * square + 4 * b * fourth) / n
    variance = np.exp(2 * mean + 2 * square) / upper - np.exp(2 * mean + square) / lower
    return values_mean, np.sqrt(variance)


def _unordered(quantiles: tuple[FloatArray, ...]) -> BoolArray:
    unordered = np.zeros_like(quantiles[0], dtype=np.bool_)
    for position, lower in enumerate(quantiles):
        for upper in quantiles[position + 1 :]:
            unordered = unordered | (lower > upper)
    return unordered

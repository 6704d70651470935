"""Standard errors, confidence intervals, correlations and tables to what effect sizes are computed from.

All functions take arrays of one common shape, or scalars, and give NaN where nothing can be computed; no
function estimates anything, each is an identity of the model it names.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from synthesis.effects.outcome import FloatArray, numbers


@np.errstate(all="ignore")
def sd_from_se(se: ArrayLike, n: ArrayLike) -> FloatArray:
    """Give the standard deviation from the standard error of a mean: se √n.

    Examples
    --------
    >>> float(sd_from_se(0.5, 16))
    2.0
    """
    error, people = numbers(se, n)
    return _where((people >= 2) & (error >= 0), error * np.sqrt(people))


@np.errstate(all="ignore")
def sd_from_ci(low: ArrayLike, high: ArrayLike, n: ArrayLike, *, level: float = 95) -> FloatArray:
    """Give the standard deviation from the confidence interval of one mean.

    Half the width over the t quantile, times √n.

    Parameters
    ----------
    low, high
        Bounds of the interval.
    n
        People, at least 2; the quantile has n - 1 degrees of freedom (Cochrane Handbook, 6.5.2.2).
    level
        Level of the interval in percent.
    """
    lower, upper, people = numbers(low, high, n)
    return sd_from_se(se_from_ci(lower, upper, level=level, df=people - 1), people)


@np.errstate(all="ignore")
def se_from_ci(low: ArrayLike, high: ArrayLike, *, level: float = 95, df: ArrayLike = np.inf) -> FloatArray:
    """Give the standard error of an estimate from its interval, on the scale on which it is symmetric.

    `df` are the degrees of freedom of the t quantile; infinite for the normal one. Ratios must be given as
    logarithms.

    Examples
    --------
    >>> float(se_from_ci(-1.96, 1.96).round(4))
    1.0
    """
    lower, upper, freedom = numbers(low, high, df)
    return _where(upper >= lower, (upper - lower) / (2 * quantile(level, freedom)))


@np.errstate(all="ignore")
def se_from_p(estimate: ArrayLike, p: ArrayLike, *, df: ArrayLike = np.inf) -> FloatArray:
    """Give the standard error of an estimate from its exact two-sided p against 0; NaN for p of 0 or 1."""
    value, probability, freedom = numbers(estimate, p, df)
    inside = (probability > 0) & (probability < 1) & (value != 0)
    statistic = -np.where(np.isinf(freedom), ndtri(probability / 2), stdtrit(freedom, probability / 2))
    return _where(inside, np.abs(value) / statistic)


@np.errstate(all="ignore")
def off_centre(estimate: ArrayLike, low: ArrayLike, high: ArrayLike) -> FloatArray:
    """How far an estimate lies off the middle of its interval, as a share of the interval's width.

    An interval that is symmetric on another scale, or belongs to another estimate, gives itself away.

    Examples
    --------
    >>> float(off_centre(3, 1, 9).round(3))
    0.25
    """
    value, lower, upper = numbers(estimate, low, high)
    return _where(upper > lower, np.abs(value - (lower + upper) / 2) / (upper - lower))


@np.errstate(all="ignore")
def r_from_change_sd(sd1: ArrayLike, sd2: ArrayLike, sd_change: ArrayLike) -> FloatArray:
    """Correlation of two measurements from their standard deviations and that of the change.

    NaN when the three cannot belong together (the correlation would be beyond ±1).

    Examples
    --------
    >>> float(r_from_change_sd(2, 2, 2))
    0.5
    """
    first, second, change = numbers(sd1, sd2, sd_change)
    r = (first**2 + second**2 - change**2) / (2 * first * second)
    return _where(np.abs(r) <= 1, r)


@np.errstate(all="ignore")
def smd_from_log_odds(yi: ArrayLike, vi: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Standardised difference and variance from a log odds ratio, for logistic data: times √3/π, 3/π².

    Hasselblad and Hedges (1995). Use it when an outcome was cut in two.
    """
    log_odds, variance = numbers(yi, vi)
    return log_odds * (np.sqrt(3) / np.pi), variance * (3 / np.pi**2)


@np.errstate(all="ignore")
def log_odds_from_smd(yi: ArrayLike, vi: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Log odds ratio and variance from a standardised difference; the reverse of `smd_from_log_odds`."""
    difference, variance = numbers(yi, vi)
    return difference * (np.pi / np.sqrt(3)), variance * (np.pi**2 / 3)


@np.errstate(all="ignore")
def table_from_odds_ratio(
    odds_ratio: ArrayLike, n1: ArrayLike, n2: ArrayLike, events: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Cells of the 2x2 table with these group sizes, people with the outcome in all, and odds ratio.

    The cells are not rounded: whole numbers come out when the odds ratio is exact.

    Parameters
    ----------
    odds_ratio
        Odds ratio itself, not its logarithm; above 0.
    n1, n2
        People in the groups.
    events
        People with the outcome in both groups together.

    Returns
    -------
    a, b, c, d
        With and without the outcome in group 1, then in group 2.

    Examples
    --------
    >>> [float(x.round(9)) for x in table_from_odds_ratio(4 * 128 / (119 * 11), 123, 139, 15)]
    [4.0, 119.0, 11.0, 128.0]
    """
    ratio, first, second, total = numbers(odds_ratio, n1, n2, events)
    # a (n2 - e + a) = ratio (n1 - a) (e - a), solved so that nothing cancels as the ratio nears 1
    half = (second - total + ratio * (first + total)) / 2
    product = ratio * first * total
    a = product / (half + np.sqrt(half**2 + (1 - ratio) * product))
    possible = (ratio > 0) & (total >= 0) & (total <= first + second)
    possible &= (a >= 0) & (first - a >= 0) & (total - a >= 0) & (second - total + a >= 0)
    cells = (a, first - a, total - a, second - total + a)
    a, b, c, d = (_where(possible, cell) for cell in cells)
    return a, b, c, d


def quantile(level: float, df: ArrayLike = np.inf) -> FloatArray:
    """Two-sided quantile of the t distribution at a level in percent; the normal one for infinite `df`."""
    freedom = np.asarray(df, dtype=np.float64)
    upper = 0.5 + level / 200
    found: FloatArray = np.where(np.isinf(freedom), ndtri(upper), stdtrit(freedom, upper))
    return found


def _where(possible: FloatArray | np.ndarray, values: FloatArray) -> FloatArray:
    """Keep values that are possible and finite; NaN elsewhere."""
    kept: FloatArray = np.where(np.asarray(possible) & np.isfinite(values), values, np.nan)
    return kept

"""Quantiles, p-values, intervals of coefficients, prediction intervals and chances beyond a threshold."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import chdtrc, chdtri, fdtrc, ndtr, ndtri, stdtr, stdtrit

from synthesis.errors import NumbersError
from synthesis.models.options import Prediction, Test
from synthesis.models.problem import Array

#: Whole degrees of freedom up to here are looked up in a table made once a call.
_TABLED = 4096
#: A residual sum of squares this small beside the number of studies is taken to be 0, as metafor does.
_NO_SPREAD = float(np.finfo(float).eps)


def share(level: float) -> float:
    """Return a level in percent as the probability left in one tail.

    Raises
    ------
    NumbersError
        When `level` is not above 50 and below 100.

    Examples
    --------
    >>> share(95)
    0.025
    """
    if not 50.0 < level < 100.0:
        raise NumbersError(f"{level!r} is not a level", where="level", hint="percent, such as 95")
    return (100.0 - level) / 200.0


def t_quantile(df: Array, tail: float) -> Array:
    """Upper quantile of t, (B,); normal where `df` is infinite, NaN where it is below 1."""
    return _by_df(df, lambda each: np.where(np.isinf(each), -ndtri(tail), -stdtrit(each, tail)))


def chi2_quantile(df: Array, upper_tail: float) -> Array:
    """Quantile of chi-squared with the given probability above it, (B,)."""
    return _by_df(df, lambda each: np.asarray(chdtri(each, upper_tail)))


def _by_df(df: Array, quantile: Callable[[Array], Array]) -> Array:
    """Apply a slow function of whole numbers once to each value that occurs."""
    if not df.size:
        return np.empty(0)
    low, high = float(df.min()), float(df.max())
    if low == high:
        return np.full(df.shape, quantile(np.array([low]))[0] if low >= 1.0 else np.nan)
    if high <= _TABLED and np.array_equal(df, np.floor(df)):
        table = np.full(int(high) + 1, np.nan)
        table[1:] = quantile(np.arange(1.0, high + 1.0))
        return np.where(df >= 1.0, table[np.maximum(df, 0.0).astype(np.intp)], np.nan)
    values, place = np.unique(df, return_inverse=True)
    with np.errstate(invalid="ignore"):
        return np.where(values >= 1.0, quantile(values), np.nan)[place].reshape(df.shape)


def two_sided_p(statistic: Array, df: Array) -> Array:
    """Two-sided p of a t statistic; normal where `df` is infinite."""
    size = -np.abs(statistic)
    infinite = np.isinf(df)
    if infinite.all():
        return np.asarray(2.0 * ndtr(size))
    if not infinite.any():
        return np.asarray(2.0 * stdtr(df, size))
    return np.asarray(2.0 * np.where(infinite, ndtr(size), stdtr(np.where(infinite, 1.0, df), size)))


def chi2_p(q: Array, df: Array) -> Array:
    """Upper-tail p of chi-squared; NaN where `df` is below 1."""
    with np.errstate(invalid="ignore"):
        return np.where(df >= 1.0, chdtrc(np.maximum(df, 1.0), np.maximum(q, 0.0)), np.nan)


def omnibus_p(qm: float, rank: float, df: float) -> float:
    """P of an omnibus test: chi-squared where `df` is infinite, else F of `qm` over `rank`."""
    if np.isnan(qm) or not rank >= 1.0 or not df >= 1.0:
        return float("nan")
    return float(chdtrc(rank, qm) if np.isinf(df) else fdtrc(rank, df, qm))


def spread_scale(test: Test, q: Array, df: Array) -> Array:
    """Factor on the variance of the coefficients: 1, or the Knapp-Hartung scale, (B,).

    `q` is the weighted residual sum of squares at the tau2 of the fit.
    """
    if not test.scaled:
        return np.ones_like(q)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(q <= _NO_SPREAD, 0.0, q / df)
    if test is Test.ADHOC:
        scale = np.maximum(scale, 1.0)
    return np.where(df >= 1.0, scale, 1.0)


def reference_df(test: Test, df: Array) -> Array:
    """Degrees of freedom of the reference distribution: infinite for z, and where k - p < 1."""
    if test is Test.Z:
        return np.full_like(df, np.inf)
    return np.where(df >= 1.0, df, np.inf)


def prediction_spread(
    kind: Prediction, *, se: Array, plain_se: Array, tau2: Array, df: Array, reference: Array
) -> tuple[Array, Array]:
    """Give standard deviation and degrees of freedom of the true effect of a new study.

    Parameters
    ----------
    kind
        The variant.
    se, plain_se
        Standard error of the mean, with and without the Knapp-Hartung scale.
    tau2
        Variance between studies.
    df, reference
        k - p, and the degrees of freedom the fit's own intervals use (infinite for z).

    Notes
    -----
    ``matching`` is the default of metafor, ``riley`` its ``predtype="Riley"``: the degrees of freedom drop by
    one more, k - 2 without moderators, and not below 1.
    """
    between = tau2
    if kind is Prediction.SIMPLE:
        return np.sqrt(between), np.full_like(se, np.inf)
    if kind is Prediction.MATCHING:
        return np.sqrt(se * se + between), reference
    mean = plain_se if kind is Prediction.HTS else se
    return np.sqrt(mean * mean + between), np.maximum(df - 1.0, 1.0)


def beyond(threshold: float, centre: Array, spread: Array, df: Array, *, above: bool) -> Array:
    """Probability that a new true effect lies above (or below) `threshold`.

    Taken from the distribution of the prediction interval.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (centre - threshold) / spread
    z = z if above else -z
    infinite = np.isinf(df)
    return np.asarray(np.where(infinite, ndtr(z), stdtr(np.where(infinite, 1.0, df), z)))

"""Give chi-square tails and quantiles on the log scale, far beyond what a float p can hold.

Source: the upper incomplete gamma function; where it would underflow, its continued fraction by the
modified Lentz method (Numerical Recipes, section 6.2).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.inputs import FloatArray

_LOG_SAFE = -640.0  # below this scipy's tail nears the end of the double range
_TINY = 1e-300


def _log_gamma_fraction(a: FloatArray, x: FloatArray) -> FloatArray:
    """Give log Q(a, x) by the continued fraction, for x above a + 1."""
    b = x + 1.0 - a
    c = np.full_like(x, 1.0 / _TINY)
    d = 1.0 / b
    fraction = d.copy()
    for i in range(1, 2000):
        step = -i * (i - a)
        b = b + 2.0
        d = step * d + b
        d = 1.0 / np.where(np.abs(d) < _TINY, _TINY, d)
        c = b + step / c
        c = np.where(np.abs(c) < _TINY, _TINY, c)
        change = d * c
        fraction = fraction * change
        if np.all(np.abs(change - 1.0) < 1e-15):
            break
    return np.asarray(a * np.log(x) - x - special.gammaln(a) + np.log(fraction), dtype=np.float64)


def log_upper_tail(statistic: ArrayLike, df: ArrayLike) -> FloatArray:
    """Give log P(chi-square with `df` > statistic).

    Parameters
    ----------
    statistic
        0 or more; infinity gives minus infinity, NaN gives NaN.
    df
        Above 0, need not be whole; broadcasts with `statistic`.

    Examples
    --------
    >>> round(log_upper_tail(3.841458820694124, 1).item(), 10) == round(float(np.log(0.05)), 10)
    True
    >>> log_upper_tail(4000.0, 2).item()
    -2000.0
    """
    x, freedom = np.broadcast_arrays(
        np.asarray(statistic, dtype=np.float64), np.asarray(df, dtype=np.float64)
    )
    half, a = x / 2.0, freedom / 2.0
    with np.errstate(divide="ignore"):
        out = np.array(np.log(special.gammaincc(a, half)), dtype=np.float64)
    far = (out < _LOG_SAFE) & np.isfinite(half)
    if np.any(far):
        out[far] = _log_gamma_fraction(a[far], half[far])
    return out


def upper_quantile(log_p: ArrayLike, df: ArrayLike) -> FloatArray:
    """Give the chi-square value whose upper tail has this log probability.

    Parameters
    ----------
    log_p
        Natural log of the tail, 0 or less; minus infinity gives infinity.
    df
        Above 0; broadcasts with `log_p`.

    Examples
    --------
    >>> round(upper_quantile(np.log(0.05), 1).item(), 6)
    3.841459
    >>> round(upper_quantile(-2000.0, 2).item(), 6)
    4000.0
    """
    logs, freedom = np.broadcast_arrays(np.asarray(log_p, dtype=np.float64), np.asarray(df, dtype=np.float64))
    out = np.array(2.0 * special.gammainccinv(freedom / 2.0, np.exp(logs)), dtype=np.float64)
    far = (logs < _LOG_SAFE) & np.isfinite(logs)
    if np.any(far):
        target, n = logs[far], freedom[far]
        x = -2.0 * target
        for _ in range(60):
            tail = log_upper_tail(x, n)
            density = (n / 2.0 - 1.0) * np.log(x / 2.0) - x / 2.0 - special.gammaln(n / 2.0) - np.log(2.0)
            # The log tail is concave and falling, so Newton's step lands right of the root and then
            # walks left; at most one step can leave the positive half line.
            step = (tail - target) * np.exp(tail - density)
            x = np.maximum(x + step, x / 2.0)
            if np.all(np.abs(step) <= 1e-12 * x):
                break
        out[far] = x
    return out

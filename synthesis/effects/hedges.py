"""The exact small-sample correction of standardised mean differences."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from synthesis.effects.outcome import FloatArray

#: Below this many degrees of freedom log-gamma is exact enough; above it the series is.
_SERIES_FROM = 21.0

#: Bernoulli numbers B2, B4, … B14 of the series for the ratio of two gamma functions.
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6)


@np.errstate(all="ignore")
def log_j(m: ArrayLike) -> FloatArray:
    """Logarithm of the correction factor J(m) of Hedges (1981), exact for every m above 1.

    J(m) = Γ(m/2) / (√(m/2) Γ((m-1)/2)). Differences of log-gamma lose digits as m grows (nine of sixteen
    at a million), so from m = 21 on the asymptotic series of the ratio of gamma functions is summed.

    Parameters
    ----------
    m
        Degrees of freedom of the standard deviation, any shape; need not be whole.

    Returns
    -------
    ndarray
        log J, below 0; NaN for m of 1 or less.

    Examples
    --------
    >>> float(np.exp(log_j(2)).round(12))  # 1 / sqrt(pi)
    0.564189583548
    """
    m = np.asarray(m, dtype=np.float64)
    small = gammaln(m / 2) - 0.5 * np.log(m / 2) - gammaln((m - 1) / 2)
    z = (m - 1) / 2
    series = 0.5 * np.log1p(-1 / m)
    for position, bernoulli in enumerate(_BERNOULLI):
        k = 2 * position + 1
        series = series + (2.0**-k - 2) * bernoulli / (k * (k + 1) * z**k)
    chosen: FloatArray = np.where(m > 1, np.where(m < _SERIES_FROM, small, series), np.nan)
    return chosen


def j(m: ArrayLike) -> FloatArray:
    """Correction factor J(m), between 0 and 1; NaN for m of 1 or less.

    Examples
    --------
    >>> float(j(38).round(12))
    0.980110402131
    """
    exact: FloatArray = np.exp(log_j(m))
    return exact


@np.errstate(all="ignore")
def unbiased_share(m: ArrayLike) -> FloatArray:
    """Weight of g² in the unbiased variance: 1 - (m-2) / (m J(m)²), without cancellation.

    Hedges (1983), equation 9; NaN for m below 2.
    """
    m = np.asarray(m, dtype=np.float64)
    share: FloatArray = np.where(m >= 2, -np.expm1(np.log1p(-2 / m) - 2 * log_j(m)), np.nan)
    return share

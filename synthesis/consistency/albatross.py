"""Join p-values and sample sizes to the effect they imply, and back.

Source: Harrison 2017 (albatross plot) and the author's Stata program; metap (Dewey) for the two
alternative formulas named below. Symbols: N all persons, r = n1 / n2 the ratio of group 1 (cases) to
group 2, z the deviate of the two-sided P. Every formula is the Wald test of
the simple comparison; adjusted analyses have smaller P than their contour.

Implied effects are magnitudes. All arguments broadcast; NaN where no effect fits (N too small for so
small a P). Odds and risk ratios are in `albatross_ratios`.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.inputs import FloatArray, positive, within
from synthesis.errors import NumbersError

CorrelationForm = Literal["wald", "fisher"]


def deviate(p: ArrayLike) -> FloatArray:
    """Give the normal deviate of a two-sided p, exact for tiny p.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1.

    Examples
    --------
    >>> round(deviate(0.05).item(), 6), round(deviate(1e-300).item(), 4)
    (1.959964, 37.0658)
    """
    with np.errstate(divide="ignore"):
        logs = np.log(within(p, "p", 0, 1)) - np.log(2.0)
    return np.asarray(np.abs(special.ndtri_exp(logs)), dtype=np.float64)


def smd_contour(p: ArrayLike, smd: ArrayLike, ratio: ArrayLike = 1.0) -> FloatArray:
    """Give the N at which an SMD has the two-sided p.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1 or a ratio is not positive.

    Examples
    --------
    >>> round(smd_contour(0.05, 0.5).item(), 2)
    63.38
    """
    z2, r = deviate(p) ** 2, positive(ratio, "ratio")
    d2 = np.square(np.asarray(smd, dtype=np.float64))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(z2 * (2.0 * (r + 1.0) ** 2 + r * d2) / (2.0 * r * d2))


def implied_smd(p: ArrayLike, n: ArrayLike, ratio: ArrayLike = 1.0) -> FloatArray:
    """Give the |SMD| that a two-sided p and N persons imply.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1, or N or a ratio is not positive.

    Examples
    --------
    >>> round(implied_smd(0.05, 40).item(), 4)
    0.6352
    """
    z2, r, size = deviate(p) ** 2, positive(ratio, "ratio"), positive(n, "n")
    room = 2.0 * r * size - r * z2
    return np.asarray(np.sqrt(2.0 * (r + 1.0) ** 2 * z2 / np.where(room > 0, room, np.nan)))


def implied_smd_range(
    direction: ArrayLike, p_low: ArrayLike, p_high: ArrayLike, n: ArrayLike, ratio: ArrayLike = 1.0
) -> tuple[FloatArray, FloatArray]:
    """Give the band of signed SMD that a range of p implies.

    Parameters
    ----------
    direction
        1 higher, -1 lower, 0 unknown: then the band spans both wings through 0, from the smallest p
        in one to the smallest p in the other.
    p_low, p_high
        Range of the two-sided p; 0 below gives an open band (NaN end) unless a floor is chosen.
    n, ratio
        All persons; group 1 over group 2.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1, N or a ratio is not positive, or a direction is none of -1, 0, 1.

    Examples
    --------
    >>> low, high = implied_smd_range(0, 0.05, 1, 40)
    >>> round(low.item(), 4), round(high.item(), 4)
    (-0.6352, 0.6352)
    """
    way = np.asarray(direction, dtype=np.float64)
    if not np.all(np.isin(way, (-1.0, 0.0, 1.0)) | np.isnan(way)):
        raise NumbersError("a direction is -1, 0 or 1", where="direction", hint="give 0 where it is unknown")
    far, near = implied_smd(p_low, n, ratio), implied_smd(p_high, n, ratio)
    way, far, near = np.broadcast_arrays(way, far, near)
    low = np.select([way == 1, way == -1, way == 0], [near, -far, -far], np.nan)
    high = np.select([way == 1, way == -1, way == 0], [far, -near, far], np.nan)
    return np.asarray(low), np.asarray(high)


def equivalent_n(p: ArrayLike, n: ArrayLike, ratio: ArrayLike, contour_ratio: ArrayLike = 1.0) -> FloatArray:
    """Give the N that a study would need, at the group ratio of the contours, for the same p and SMD.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1, or N or a ratio is not positive.

    Examples
    --------
    >>> round(equivalent_n(0.0052, 584, 192 / 392).item(), 1)
    516.0
    """
    z2, r, size = deviate(p) ** 2, positive(ratio, "ratio"), positive(n, "n")
    s = positive(contour_ratio, "contour_ratio")
    room = 2.0 * r * size - r * z2
    top = (s + 1.0) ** 2 * np.where(room > 0, room, np.nan) + s * z2 * (r + 1.0) ** 2
    return np.asarray(top / (2.0 * s * (r + 1.0) ** 2))


def mean_difference_contour(
    p: ArrayLike, difference: ArrayLike, sd: ArrayLike, ratio: ArrayLike = 1.0
) -> FloatArray:
    """Give the N at which a mean difference has the two-sided p, with a common standard deviation.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1, or an sd or ratio is not positive.

    Examples
    --------
    >>> round(mean_difference_contour(0.05, 1, sd=2).item(), 2)
    61.46
    """
    r, delta = positive(ratio, "ratio"), np.asarray(difference, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((positive(sd, "sd") * (r + 1.0) * deviate(p) / delta) ** 2 / r)


def implied_mean_difference(p: ArrayLike, n: ArrayLike, sd: ArrayLike, ratio: ArrayLike = 1.0) -> FloatArray:
    """Give the |mean difference| that a two-sided p and N persons imply.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1, or N, an sd or ratio is not positive.

    Examples
    --------
    >>> round(implied_mean_difference(0.05, 61.46334, sd=2).item(), 4)
    1.0
    """
    r = positive(ratio, "ratio")
    return np.asarray(positive(sd, "sd") * (r + 1.0) * deviate(p) / np.sqrt(r * positive(n, "n")))


def correlation_contour(p: ArrayLike, correlation: ArrayLike, form: CorrelationForm = "wald") -> FloatArray:
    """Give the N at which a correlation has the two-sided p.

    Parameters
    ----------
    p, correlation
        Broadcast.
    form
        "wald" z^2 (1 - rho^2) / rho^2 (Harrison) or "fisher" z^2 / atanh(rho)^2 + 3 (metap).

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1 or a correlation outside -1 to 1.

    Examples
    --------
    >>> round(correlation_contour(0.05, 0.3).item(), 2)
    38.84
    """
    z2, rho = deviate(p) ** 2, within(correlation, "correlation", -1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        wald = z2 * (1.0 - rho**2) / rho**2
        return np.asarray(wald if form == "wald" else z2 / np.arctanh(rho) ** 2 + 3.0)


def implied_correlation(p: ArrayLike, n: ArrayLike, form: CorrelationForm = "wald") -> FloatArray:
    """Give the |correlation| that a two-sided p and N persons imply.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1 or N is not positive.

    Examples
    --------
    >>> round(implied_correlation(0.05, 38.841417).item(), 4)
    0.3
    """
    z, size = deviate(p), positive(n, "n")
    if form == "wald":
        return np.asarray(z / np.sqrt(size + z * z))
    return np.asarray(np.tanh(z / np.sqrt(np.where(size > 3, size - 3.0, np.nan))))

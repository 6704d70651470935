"""Join p-values and sample sizes to the odds or risk ratio they imply, and back.

Source: Harrison 2017 (albatross plot) and the author's Stata program; metap (Dewey) for the formula
without a baseline. Symbols as in `albatross`, and b the risk in group 2.

The ratio enters the risk ratio through Var(ln RR) = (1/(RR b) - 1)/n1 + (1/b - 1)/n2, that is
N = (r + 1)(1 + RR (r - b - r b)) z^2 / (r RR b ln^2 RR): 1 stands where a circulating form of the
formula has r, which is right for equal groups only.

Implied ratios lie on the side asked for. All arguments broadcast; NaN where no ratio fits (N too small
for so small a P) or P is 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from synthesis.consistency.albatross import deviate
from synthesis.consistency.inputs import FloatArray, positive
from synthesis.errors import NumbersError


def _risk(values: ArrayLike) -> FloatArray:
    risk = positive(values, "baseline")
    if np.any(risk >= 1):
        raise NumbersError("a risk is 1 or more", where="baseline", hint="give the risk as a number below 1")
    return risk


def odds_ratio_contour(
    p: ArrayLike, odds_ratio: ArrayLike, baseline: ArrayLike | None = None, ratio: ArrayLike = 1.0
) -> FloatArray:
    """Give the N at which an odds ratio has the two-sided p.

    Parameters
    ----------
    p, odds_ratio
        Broadcast.
    baseline
        Risk in group 2. Without it the logistic-to-SMD conversion of metap is used, which takes
        equal groups and no baseline: N = z^2 (8 pi^2 + 3 ln^2 OR) / (6 ln^2 OR).
    ratio
        Group 1 over group 2; used with a baseline only.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1, an odds ratio or ratio is not positive, or a risk not below 1.

    Examples
    --------
    >>> round(odds_ratio_contour(0.05, 2, baseline=0.2).item(), 2)
    171.9
    >>> round(odds_ratio_contour(0.05, 2).item(), 2)
    107.14
    """
    z2, log_or = deviate(p) ** 2, np.log(positive(odds_ratio, "odds_ratio"))
    with np.errstate(divide="ignore", invalid="ignore"):
        if baseline is None:
            return np.asarray(z2 * (8.0 * np.pi**2 + 3.0 * log_or**2) / (6.0 * log_or**2))
        return np.asarray(z2 * _odds_unit(log_or, _risk(baseline), positive(ratio, "ratio")))


def risk_ratio_contour(
    p: ArrayLike, risk_ratio: ArrayLike, baseline: ArrayLike, ratio: ArrayLike = 1.0
) -> FloatArray:
    """Give the N at which a risk ratio has the two-sided p; NaN where it makes the risk 1 or more.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1, a risk ratio or ratio is not positive, or a risk not below 1.

    Examples
    --------
    >>> round(risk_ratio_contour(0.05, 2, baseline=0.2).item(), 2)
    87.95
    """
    z2, log_rr = deviate(p) ** 2, np.log(positive(risk_ratio, "risk_ratio"))
    b, r = _risk(baseline), positive(ratio, "ratio")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(np.exp(log_rr) * b < 1.0, z2 * _risk_unit(log_rr, b, r), np.nan))


def implied_odds_ratio(
    p: ArrayLike, n: ArrayLike, baseline: ArrayLike, ratio: ArrayLike = 1.0, direction: Literal[-1, 1] = 1
) -> FloatArray:
    """Give the odds ratio above (or below) 1 that a two-sided p and N persons imply.

    The contour turns back for extreme odds ratios; the one nearer to 1 is given.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1, N or a ratio is not positive, or a risk not below 1.

    Examples
    --------
    >>> round(implied_odds_ratio(0.05, 171.903104, baseline=0.2).item(), 4)
    2.0
    """
    return _nearest_ratio(_odds_unit, p, n, baseline, ratio, direction, lambda b: np.full(b.shape, 40.0))


def implied_risk_ratio(
    p: ArrayLike, n: ArrayLike, baseline: ArrayLike, ratio: ArrayLike = 1.0, direction: Literal[-1, 1] = 1
) -> FloatArray:
    """Give the risk ratio above (or below) 1 that a two-sided p and N persons imply.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1, N or a ratio is not positive, or a risk not below 1.

    Examples
    --------
    >>> round(implied_risk_ratio(0.05, 87.9504255, baseline=0.2).item(), 4)
    2.0
    """

    def furthest(b: FloatArray) -> FloatArray:
        return -np.log(b) if direction > 0 else np.full(b.shape, 40.0)

    return _nearest_ratio(_risk_unit, p, n, baseline, ratio, direction, furthest)


def _odds_unit(log_or: FloatArray, b: FloatArray, r: FloatArray) -> FloatArray:
    odds = np.exp(log_or)
    top = (r + 1.0) * ((1.0 - b + b * odds) ** 2 + r * odds)
    return np.asarray(top / (r * odds * b * (1.0 - b) * log_or**2))


def _risk_unit(log_rr: FloatArray, b: FloatArray, r: FloatArray) -> FloatArray:
    risk = np.exp(log_rr)
    return np.asarray((r + 1.0) * (1.0 + risk * (r - b - r * b)) / (r * risk * b * log_rr**2))


def _nearest_ratio(
    unit: Callable[[FloatArray, FloatArray, FloatArray], FloatArray],
    p: ArrayLike,
    n: ArrayLike,
    baseline: ArrayLike,
    ratio: ArrayLike,
    direction: int,
    furthest: Callable[[FloatArray], FloatArray],
) -> FloatArray:
    """Solve unit(log ratio) = N / z^2 on the branch that falls from infinity at a ratio of 1.

    On each side of 1 the log of the unit is falling or falls and then rises once, so a golden section
    finds the end of the branch and halving finds the place on it.
    """
    z, size, b, r = np.broadcast_arrays(
        deviate(p), positive(n, "n"), _risk(baseline), positive(ratio, "ratio")
    )
    golden = (np.sqrt(5.0) - 1.0) / 2.0
    left, right = np.full(b.shape, 1e-9), furthest(b)
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(80):
            inner, outer = right - golden * (right - left), left + golden * (right - left)
            falls = unit(direction * outer, b, r) < unit(direction * inner, b, r)
            left, right = np.where(falls, inner, left), np.where(falls, right, outer)
        wanted = size / z**2
        near, far = np.full(b.shape, 1e-12), right
        reachable = unit(direction * far, b, r) <= wanted
        for _ in range(100):
            middle = (near + far) / 2.0
            above = unit(direction * middle, b, r) > wanted
            near, far = np.where(above, middle, near), np.where(above, far, middle)
    return np.asarray(np.where(reachable & (z > 0), np.exp(direction * far), np.nan))

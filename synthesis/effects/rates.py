"""Events per person-time, in one group and in two.

`xi`, `x1i`, `x2i` are events, `ti`, `t1i`, `t2i` the person-time they were seen in; arrays of one common
shape, whose last axis holds the rows of one data set.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from synthesis.effects.options import ZeroRule
from synthesis.effects.outcome import BoolArray, Effects, FloatArray, Reason, missing, numbers, settle
from synthesis.effects.zeros import add_to_zeros

_Checks = tuple[tuple[BoolArray, Reason], ...]


@np.errstate(all="ignore")
def rate(xi: ArrayLike, ti: ArrayLike, *, add: float = 0.5, to: str = ZeroRule.ONLY0) -> Effects:
    """Events per person-time; variance x/t².

    Examples
    --------
    >>> effects = rate(4, 200)
    >>> float(effects.yi), float(effects.vi)
    (0.02, 0.0001)
    """
    x, t, checks = _one(xi, ti, add, to)
    return settle(x / t, x / t**2, *checks)


@np.errstate(all="ignore")
def log_rate(xi: ArrayLike, ti: ArrayLike, *, add: float = 0.5, to: str = ZeroRule.ONLY0) -> Effects:
    """Natural logarithm of the rate; variance 1/x."""
    x, t, checks = _one(xi, ti, add, to)
    return settle(np.log(x) - np.log(t), 1 / x, *checks, (x == 0, Reason.ZERO_CELL))


@np.errstate(all="ignore")
def root_rate(xi: ArrayLike, ti: ArrayLike, *, add: float = 0.0, to: str = ZeroRule.ONLY0) -> Effects:
    """Square root of the rate; variance 1/(4t)."""
    x, t, checks = _one(xi, ti, add, to)
    return settle(np.sqrt(x / t), 1 / (4 * t), *checks)


@np.errstate(all="ignore")
def double_root_rate(xi: ArrayLike, ti: ArrayLike, *, add: float = 0.0, to: str = ZeroRule.ONLY0) -> Effects:
    """Mean of the square roots of x/t and (x+1)/t (Freeman and Tukey 1950); variance 1/(4t)."""
    x, t, checks = _one(xi, ti, add, to)
    return settle((np.sqrt(x / t) + np.sqrt((x + 1) / t)) / 2, 1 / (4 * t), *checks)


@np.errstate(all="ignore")
def rate_ratio(
    x1i: ArrayLike,
    t1i: ArrayLike,
    x2i: ArrayLike,
    t2i: ArrayLike,
    *,
    add: float = 0.5,
    to: str = ZeroRule.ONLY0,
    drop00: bool = False,
) -> Effects:
    """Logarithm of the ratio of two rates, natural log; variance 1/x1 + 1/x2 (Rothman et al. 2008)."""
    x1, t1, x2, t2, checks = _two(x1i, t1i, x2i, t2i, add, to, drop00)
    yi = (np.log(x1) - np.log(t1)) - (np.log(x2) - np.log(t2))
    return settle(yi, 1 / x1 + 1 / x2, *checks, ((x1 == 0) | (x2 == 0), Reason.ZERO_CELL))


@np.errstate(all="ignore")
def rate_difference(
    x1i: ArrayLike,
    t1i: ArrayLike,
    x2i: ArrayLike,
    t2i: ArrayLike,
    *,
    add: float = 0.5,
    to: str = ZeroRule.ONLY0,
    drop00: bool = False,
) -> Effects:
    """Difference of two rates; variance x1/t1² + x2/t2²."""
    x1, t1, x2, t2, checks = _two(x1i, t1i, x2i, t2i, add, to, drop00)
    return settle(x1 / t1 - x2 / t2, x1 / t1**2 + x2 / t2**2, *checks)


@np.errstate(all="ignore")
def root_rate_difference(
    x1i: ArrayLike,
    t1i: ArrayLike,
    x2i: ArrayLike,
    t2i: ArrayLike,
    *,
    add: float = 0.0,
    to: str = ZeroRule.ONLY0,
    drop00: bool = False,
) -> Effects:
    """Difference of the square roots of two rates; variance 1/(4 t1) + 1/(4 t2)."""
    x1, t1, x2, t2, checks = _two(x1i, t1i, x2i, t2i, add, to, drop00)
    return settle(np.sqrt(x1 / t1) - np.sqrt(x2 / t2), 1 / (4 * t1) + 1 / (4 * t2), *checks)


def _one(xi: ArrayLike, ti: ArrayLike, add: float, to: str) -> tuple[FloatArray, FloatArray, _Checks]:
    x, t = numbers(xi, ti)
    checks = (*missing(x, t), (x < 0, Reason.BAD_COUNT), (t <= 0, Reason.NO_TIME))
    (x,), _ = add_to_zeros((x,), add=add, to=to)
    return x, t, checks


def _two(
    x1i: ArrayLike, t1i: ArrayLike, x2i: ArrayLike, t2i: ArrayLike, add: float, to: str, drop00: bool
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, _Checks]:
    x1, t1, x2, t2 = numbers(x1i, t1i, x2i, t2i)
    nobody = (x1 == 0) & (x2 == 0) & drop00
    checks = (
        *missing(x1, t1, x2, t2),
        ((x1 < 0) | (x2 < 0), Reason.BAD_COUNT),
        ((t1 <= 0) | (t2 <= 0), Reason.NO_TIME),
        (nobody, Reason.NO_EVENTS),
    )
    kept = (np.where(nobody, np.nan, x1), np.where(nobody, np.nan, x2))  # dropped rows have no zero cells
    (x1, x2), _ = add_to_zeros(kept, add=add, to=to)
    return x1, t1, x2, t2, checks

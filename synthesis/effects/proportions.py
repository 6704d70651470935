"""One group: the share with an outcome, on several scales.

`xi` people with the outcome, `mi` people without; arrays of one common shape, whose last axis holds the rows
of one data set. Nothing else than the rule for zeros (`add`, `to`) looks at other rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from synthesis.effects.options import VarianceType, ZeroRule, variance_type
from synthesis.effects.outcome import BoolArray, Effects, FloatArray, Reason, missing, numbers, settle
from synthesis.effects.zeros import add_to_zeros

PR_FORMS = (VarianceType.LS, VarianceType.UB)


@np.errstate(all="ignore")
def proportion(
    xi: ArrayLike,
    mi: ArrayLike,
    *,
    add: float = 0.5,
    to: str = ZeroRule.ONLY0,
    vtype: str = VarianceType.LS,
) -> Effects:
    """Share p; variance p(1-p)/n, with n - 1 for ``UB``.

    Examples
    --------
    >>> effects = proportion(3, 7)
    >>> float(effects.yi), float(effects.vi.round(12))
    (0.3, 0.021)
    """
    form = variance_type(vtype, PR_FORMS)
    x, m, checks = _cells(xi, mi, add, to)
    n = x + m
    divisor = n if form is VarianceType.LS else n - 1
    return settle(x / n, x * m / (n**2 * divisor), *checks, (divisor <= 0, Reason.SMALL_N))


@np.errstate(all="ignore")
def log_proportion(xi: ArrayLike, mi: ArrayLike, *, add: float = 0.5, to: str = ZeroRule.ONLY0) -> Effects:
    """Natural logarithm of the share; variance 1/x - 1/n."""
    x, m, checks = _cells(xi, mi, add, to)
    n = x + m
    return settle(np.log(x) - np.log(n), m / (x * n), *checks, (x == 0, Reason.ZERO_CELL))


@np.errstate(all="ignore")
def logit_proportion(xi: ArrayLike, mi: ArrayLike, *, add: float = 0.5, to: str = ZeroRule.ONLY0) -> Effects:
    """Log odds, natural log; variance 1/x + 1/(n - x)."""
    x, m, checks = _cells(xi, mi, add, to)
    zero = (x == 0) | (m == 0)
    return settle(np.log(x) - np.log(m), 1 / x + 1 / m, *checks, (zero, Reason.ZERO_CELL))


@np.errstate(all="ignore")
def arcsine_proportion(
    xi: ArrayLike, mi: ArrayLike, *, add: float = 0.0, to: str = ZeroRule.ONLY0
) -> Effects:
    """Arcsine of the square root of the share, in radians; variance 1/(4n)."""
    x, m, checks = _cells(xi, mi, add, to)
    return settle(np.arctan2(np.sqrt(x), np.sqrt(m)), 1 / (4 * (x + m)), *checks)


@np.errstate(all="ignore")
def double_arcsine_proportion(
    xi: ArrayLike, mi: ArrayLike, *, add: float = 0.0, to: str = ZeroRule.ONLY0
) -> Effects:
    """Double arcsine of Freeman and Tukey (1950), halved, in radians; variance 1/(4n + 2)."""
    x, m, checks = _cells(xi, mi, add, to)
    # asin √(x/(n+1)) is the angle of a triangle with legs √x and √(n+1-x)
    lower = np.arctan2(np.sqrt(x), np.sqrt(m + 1))
    upper = np.arctan2(np.sqrt(x + 1), np.sqrt(m))
    return settle((lower + upper) / 2, 1 / (4 * (x + m) + 2), *checks)


@np.errstate(all="ignore")
def share_of_double_arcsine(yi: ArrayLike, ni: ArrayLike) -> FloatArray:
    """Turn a double arcsine back into a share (Miller 1978), given the sample size.

    Outside the values that shares from 0 to 1 can take, the nearer of 0 and 1 is given.

    Examples
    --------
    >>> float(share_of_double_arcsine(double_arcsine_proportion(3, 7).yi, 10).round(12))
    0.3
    """
    y, n = numbers(yi, ni)
    low = double_arcsine_proportion(np.zeros_like(n), n).yi
    high = double_arcsine_proportion(n, np.zeros_like(n)).yi
    sine = np.sin(2 * y)
    inner = 1 - (sine + (sine - 1 / sine) / n) ** 2
    share = 0.5 * (1 - np.sign(np.cos(2 * y)) * np.sqrt(np.maximum(inner, 0)))
    bounded: FloatArray = np.where(y <= low, 0.0, np.where(y >= high, 1.0, share))
    return np.where(np.isnan(y + n), np.nan, bounded)


def _cells(
    xi: ArrayLike, mi: ArrayLike, add: float, to: str
) -> tuple[FloatArray, FloatArray, tuple[tuple[BoolArray, Reason], ...]]:
    x, m = numbers(xi, mi)
    checks = (
        *missing(x, m),
        ((x < 0) | (m < 0), Reason.BAD_COUNT),
        (x + m == 0, Reason.SMALL_N),
    )
    (x, m), _ = add_to_zeros((x, m), add=add, to=to)
    return x, m, checks

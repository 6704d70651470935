"""Two groups compared by how many have an outcome: 2x2 tables.

`ai` and `bi` are people of group 1 with and without the outcome, `ci` and `di` those of group 2; arrays of
one common shape, whose last axis holds the rows of one data set. `add` and `to` say what is added to which
tables when cells are zero (`synthesis.effects.zeros`); with `drop00` tables in which nobody, or everybody,
of both groups has the outcome have no effect.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from synthesis.effects.options import VarianceType, ZeroRule, variance_type
from synthesis.effects.outcome import BoolArray, Effects, FloatArray, Reason, missing, numbers, settle
from synthesis.effects.zeros import add_to_zeros

LS_ONLY = (VarianceType.LS,)
RD_FORMS = (VarianceType.LS, VarianceType.UB)

_Checks = tuple[tuple[BoolArray, Reason], ...]
_Cells = tuple[FloatArray, FloatArray, FloatArray, FloatArray]


@np.errstate(all="ignore")
def odds_ratio(
    ai: ArrayLike,
    bi: ArrayLike,
    ci: ArrayLike,
    di: ArrayLike,
    *,
    add: float = 0.5,
    to: str = ZeroRule.ONLY0,
    drop00: bool = False,
) -> Effects:
    """Logarithm of the odds ratio, natural log; variance 1/a + 1/b + 1/c + 1/d (Woolf 1955).

    Examples
    --------
    >>> effects = odds_ratio(4, 119, 11, 128)
    >>> float(effects.yi.round(9)), float(effects.vi.round(9))
    (-0.938694141, 0.357124952)
    """
    (a, b, c, d), checks = _cells(ai, bi, ci, di, add, to, drop00)
    yi = (np.log(a) - np.log(b)) - (np.log(c) - np.log(d))
    zero = (a == 0) | (b == 0) | (c == 0) | (d == 0)
    return settle(yi, 1 / a + 1 / b + 1 / c + 1 / d, *checks, (zero, Reason.ZERO_CELL))


@np.errstate(all="ignore")
def risk_ratio(
    ai: ArrayLike,
    bi: ArrayLike,
    ci: ArrayLike,
    di: ArrayLike,
    *,
    add: float = 0.5,
    to: str = ZeroRule.ONLY0,
    drop00: bool = False,
) -> Effects:
    """Logarithm of the risk ratio, natural log; variance 1/a - 1/n1 + 1/c - 1/n2 (Katz et al. 1978)."""
    (a, b, c, d), checks = _cells(ai, bi, ci, di, add, to, drop00)
    n1, n2 = a + b, c + d
    yi = (np.log(a) - np.log(n1)) - (np.log(c) - np.log(n2))
    vi = b / (a * n1) + d / (c * n2)  # the same without taking a difference
    return settle(yi, vi, *checks, ((a == 0) | (c == 0), Reason.ZERO_CELL))


@np.errstate(all="ignore")
def risk_difference(
    ai: ArrayLike,
    bi: ArrayLike,
    ci: ArrayLike,
    di: ArrayLike,
    *,
    add: float = 0.5,
    to: str = ZeroRule.ONLY0,
    drop00: bool = False,
    vtype: str = VarianceType.LS,
) -> Effects:
    """Difference of two shares; variance p(1-p)/n summed over groups, with n - 1 for ``UB``."""
    form = variance_type(vtype, RD_FORMS)
    (a, b, c, d), checks = _cells(ai, bi, ci, di, add, to, drop00)
    n1, n2 = a + b, c + d
    f1, f2 = (n1, n2) if form is VarianceType.LS else (n1 - 1, n2 - 1)
    vi = a * b / (n1**2 * f1) + c * d / (n2**2 * f2)
    few = (f1 <= 0) | (f2 <= 0)
    return settle((a * d - b * c) / (n1 * n2), vi, *checks, (few, Reason.SMALL_N))


@np.errstate(all="ignore")
def arcsine_difference(
    ai: ArrayLike,
    bi: ArrayLike,
    ci: ArrayLike,
    di: ArrayLike,
    *,
    add: float = 0.0,
    to: str = ZeroRule.ONLY0,
    drop00: bool = False,
) -> Effects:
    """Difference of arcsine square roots of two shares; variance 1/(4 n1) + 1/(4 n2) (Rücker et al. 2009)."""
    (a, b, c, d), checks = _cells(ai, bi, ci, di, add, to, drop00)
    yi = np.arctan2(np.sqrt(a), np.sqrt(b)) - np.arctan2(np.sqrt(c), np.sqrt(d))
    return settle(yi, 1 / (4 * (a + b)) + 1 / (4 * (c + d)), *checks)


@np.errstate(all="ignore")
def peto(
    ai: ArrayLike,
    bi: ArrayLike,
    ci: ArrayLike,
    di: ArrayLike,
    *,
    add: float = 0.0,
    to: str = ZeroRule.ONLY0,
    drop00: bool = False,
) -> Effects:
    """Logarithm of the odds ratio by Peto's one-step method, natural log (Yusuf et al. 1985).

    (a - E)/V and 1/V with the hypergeometric mean E and variance V. Nothing is added to zero cells by
    default: the method needs it only when nobody, or everybody, has the outcome, and then there is nothing
    to estimate.
    """
    (a, b, c, d), checks = _cells(ai, bi, ci, di, add, to, drop00)
    n1, n2, with_, without = a + b, c + d, a + c, b + d
    n = n1 + n2
    variance = with_ * without * n1 * n2 / (n**2 * (n - 1))
    yi = (a * d - b * c) / n / variance
    return settle(yi, 1 / variance, *checks, ((with_ == 0) | (without == 0), Reason.NO_EVENTS))


def _cells(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, add: float, to: str, drop00: bool
) -> tuple[_Cells, _Checks]:
    a, b, c, d = cells = numbers(ai, bi, ci, di)
    nobody = ((a == 0) & (c == 0)) | ((b == 0) & (d == 0))
    checks = (
        *missing(*cells),
        ((a < 0) | (b < 0) | (c < 0) | (d < 0), Reason.BAD_COUNT),
        ((a + b == 0) | (c + d == 0), Reason.SMALL_N),
        (nobody & drop00, Reason.NO_EVENTS),
    )
    kept = (np.where(nobody & drop00, np.nan, cell) for cell in cells)  # dropped tables have no zero cells
    (a, b, c, d), _ = add_to_zeros(tuple(kept), add=add, to=to)
    return (a, b, c, d), checks

"""Test statistics and p values to uncorrected standardised differences and correlations.

Arrays of one common shape, or scalars; NaN where nothing can be computed. The tests are the ordinary ones:
t and F of two independent groups with a pooled standard deviation, t of pairs, t of a correlation. A p value
of another test (rank sum, adjusted model) gives an approximation of unknown quality; callers say so.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from synthesis.effects.outcome import FloatArray, numbers
from synthesis.vocabulary.result import PRelation


class Bounds(NamedTuple):
    """Lower and upper bound of the size of an effect; infinite where there is none, NaN where unknown."""

    low: FloatArray
    high: FloatArray


@np.errstate(all="ignore")
def t_from_p(p: ArrayLike, df: ArrayLike, *, sides: int = 2) -> FloatArray:
    """Size of t from an exact p; the sign of a signed p carries the direction.

    Parameters
    ----------
    p
        Probability, between -1 and 1 without 0; 0.03 and -0.03 give t of opposite signs.
    df
        Degrees of freedom.
    sides
        2 or 1.

    Examples
    --------
    >>> float(t_from_p(-0.05, 38).round(9))
    -2.024394164
    """
    probability, freedom = numbers(p, df)
    size = np.abs(probability)
    t = -np.sign(probability) * stdtrit(freedom, size / sides)
    return np.where((size > 0) & (size <= 1) & (freedom > 0) & np.isfinite(t), t, np.nan)


@np.errstate(all="ignore")
def d_from_t(t: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> FloatArray:
    """Cohen's d from t of two independent groups: t √(1/n1 + 1/n2).

    Examples
    --------
    >>> float(d_from_t(2, 20, 20).round(9))
    0.632455532
    """
    statistic, first, second = numbers(t, n1, n2)
    return np.where((first >= 1) & (second >= 1), statistic * np.sqrt(1 / first + 1 / second), np.nan)


@np.errstate(all="ignore")
def d_from_f(f: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> FloatArray:
    """Cohen's d from F of two groups, 1 and n1 + n2 - 2 degrees of freedom; its sign is the direction."""
    statistic, first, second = numbers(f, n1, n2)
    return d_from_t(np.sign(statistic) * np.sqrt(np.abs(statistic)), first, second)


@np.errstate(all="ignore")
def d_from_p(p: ArrayLike, n1: ArrayLike, n2: ArrayLike, *, sides: int = 2) -> FloatArray:
    """Cohen's d from an exact p of the t test of two independent groups; the sign of p is the direction."""
    probability, first, second = numbers(p, n1, n2)
    return d_from_t(t_from_p(probability, first + second - 2, sides=sides), first, second)


@np.errstate(all="ignore")
def d_from_r(r: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> FloatArray:
    """Cohen's d from the point-biserial correlation of a value with the group.

    r √(m/n1 + m/n2) / √(1 - r²) with m = n1 + n2 - 2.
    """
    correlation, first, second = numbers(r, n1, n2)
    m = first + second - 2
    d = correlation * np.sqrt(m / first + m / second) / np.sqrt((1 - correlation) * (1 + correlation))
    return np.where(np.isfinite(d), d, np.nan)


@np.errstate(all="ignore")
def d_bounds_from_p(p: ArrayLike, relation: str, n1: ArrayLike, n2: ArrayLike, *, sides: int = 2) -> Bounds:
    """Say what a p value tells about the size of d: a point for an exact p, one bound for ``<`` or ``>``.

    Examples
    --------
    >>> low, high = d_bounds_from_p(0.05, "<", 20, 20)
    >>> float(low.round(6)), float(high)
    (0.64017, inf)
    """
    size = np.abs(d_from_p(p, n1, n2, sides=sides))
    how = PRelation.parse(relation)
    known = np.isfinite(size)
    low = np.where(known, 0.0, np.nan) if how is PRelation.GREATER else size
    high = np.where(known, np.inf, np.nan) if how is PRelation.LESS else size
    if how is PRelation.NOT_SIGNIFICANT:
        low, high = np.full_like(size, np.nan), np.full_like(size, np.nan)
    return Bounds(low, high)


@np.errstate(all="ignore")
def change_d_from_t(t: ArrayLike, n: ArrayLike) -> FloatArray:
    """Mean change in standard deviations of the change, from t of n pairs: t/√n."""
    statistic, pairs = numbers(t, n)
    return np.where(pairs >= 2, statistic / np.sqrt(pairs), np.nan)


@np.errstate(all="ignore")
def r_from_t(t: ArrayLike, n: ArrayLike) -> FloatArray:
    """Correlation from its t with n - 2 degrees of freedom: t/√(t² + n - 2)."""
    statistic, people = numbers(t, n)
    return np.where(people > 2, statistic / np.hypot(statistic, np.sqrt(people - 2)), np.nan)

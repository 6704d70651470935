"""Ask whether there is any signal: significant cohorts against chance.

Source: Wilkinson 1951 (number of significant results as a binomial count). Every report, also a bare
"not significant", says whether it was significant, so all cohorts enter. A small tail says that at
least one cohort has an effect; it never says that cohorts agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.inputs import FloatArray, strictly_inside, whole_counts, within
from synthesis.errors import NumbersError

ONE_DIRECTION = Fraction(1, 40)
"""Chance of a significant result in one direction at the usual two-sided 0.05."""


@dataclass(frozen=True, slots=True, eq=False)
class SignificantCount:
    """How many p-values are at or below alpha, and how likely so many are by chance.

    Attributes
    ----------
    count, cohorts
        p-values at or below alpha; p-values there are.
    p
        P(Bin(cohorts, alpha) >= count); NaN without p-values.
    alpha
        Level each p was compared with.
    """

    count: FloatArray
    cohorts: FloatArray
    p: FloatArray
    alpha: float


def signal_tail(
    significant: ArrayLike, cohorts: ArrayLike, alpha: float = float(ONE_DIRECTION)
) -> FloatArray:
    """Give P(Bin(cohorts, alpha) >= significant), NaN where there are no cohorts.

    Parameters
    ----------
    significant
        Cohorts significant in one direction; any shape.
    cohorts
        All cohorts that tested; broadcasts with `significant`.
    alpha
        Chance of a significant result in that direction without an effect.

    Raises
    ------
    NumbersError
        When a count is not whole, more are significant than tested, or alpha is not between 0 and 1.

    Examples
    --------
    >>> round(signal_tail(2, 8).item(), 6)
    0.01583
    """
    found, k = np.broadcast_arrays(whole_counts(significant, "significant"), whole_counts(cohorts, "cohorts"))
    strictly_inside(alpha, "alpha", 0, 1)
    if np.any(found > k):
        raise NumbersError(
            "more cohorts are significant than tested", where="significant", hint="count each cohort once"
        )
    inner = np.maximum(found, 1.0)
    tail = special.betainc(inner, np.maximum(k - inner + 1.0, 1.0), alpha)
    return np.asarray(np.where(k == 0, np.nan, np.where(found == 0, 1.0, tail)), dtype=np.float64)


def exact_signal_tail(significant: int, cohorts: int, alpha: Fraction = ONE_DIRECTION) -> Fraction | None:
    """Give the same tail as an exact fraction, None without cohorts.

    Raises
    ------
    NumbersError
        When the counts are negative or more are significant than tested.

    Examples
    --------
    >>> exact_signal_tail(1, 1)
    Fraction(1, 40)
    """
    if not 0 <= significant <= cohorts:
        raise NumbersError(
            f"{significant} of {cohorts} cohorts", where="significant", hint="give 0 or more, at most all"
        )
    if cohorts == 0:
        return None
    hit, miss = alpha.numerator, alpha.denominator - alpha.numerator
    ways = sum(comb(cohorts, j) * hit**j * miss ** (cohorts - j) for j in range(significant, cohorts + 1))
    return Fraction(ways, alpha.denominator**cohorts)


def significant_count(p: ArrayLike, alpha: float = 0.05) -> SignificantCount:
    """Count p-values at or below alpha and give the binomial tail (Wilkinson).

    Parameters
    ----------
    p
        Shape (..., cohorts); NaN is a cohort without p. One-sided p in one direction, with alpha
        0.025, count agreement; two-sided p mix the directions.
    alpha
        Level, between 0 and 1.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1 or alpha is not between 0 and 1.

    Examples
    --------
    >>> got = significant_count([0.01, 0.2, 0.04, float("nan")])
    >>> got.count.item(), got.cohorts.item(), round(got.p.item(), 5)
    (2.0, 3.0, 0.00725)
    """
    values = within(p, "p", 0, 1)
    count = np.asarray((values <= alpha).sum(axis=-1), dtype=np.float64)
    cohorts = np.asarray((~np.isnan(values)).sum(axis=-1), dtype=np.float64)
    return SignificantCount(count, cohorts, signal_tail(count, cohorts, alpha), alpha)

"""Count the directions of cohorts: sign test, share with intervals, Bayesian sign test.

Source: Cochrane Handbook, section 12.2.1.3 (vote counting by direction of effect); Hilton Boon and
Thomson 2021 (sign test beside the effect direction plot); Wilson 1927 and Clopper and Pearson 1934
for the intervals. A vote is the sign of a cohort's effect, never its significance.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.inputs import FloatArray, strictly_inside, whole_counts
from synthesis.errors import NumbersError

_NO_VOTES = "no cohort gave a direction: the share and its test are undefined"


@dataclass(frozen=True, slots=True, eq=False)
class SignTest:
    """Exact sign test of as many cohorts higher as lower.

    Attributes
    ----------
    votes
        Cohorts with a direction, in batch shape.
    p
        Two-sided p; NaN where there is no vote.
    p_higher, p_lower
        One-sided p: at least so many higher (lower) if both are equally likely.
    notes
        What is undefined, and why.
    """

    votes: FloatArray
    p: FloatArray
    p_higher: FloatArray
    p_lower: FloatArray
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ShareIntervals:
    """Share of cohorts going higher, with two intervals.

    Both are descriptive: cohorts differ in size, so the share estimates no population quantity
    (Nikolakopoulos 2020).

    Attributes
    ----------
    share
        Higher votes over all votes, 0 to 1; NaN where there is no vote.
    wilson_low, wilson_high
        Wilson score interval.
    exact_low, exact_high
        Clopper-Pearson interval.
    level
        Nominal coverage of both.
    notes
        What is undefined, and why.
    """

    share: FloatArray
    wilson_low: FloatArray
    wilson_high: FloatArray
    exact_low: FloatArray
    exact_high: FloatArray
    level: float
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class BayesianSign:
    """Posterior of the share going higher, Beta(prior + higher, prior + lower).

    Attributes
    ----------
    above_half
        Probability that the share is above one half.
    above_three_quarters
        Probability that the share is above three quarters.
    prior
        Both parameters of the Beta prior.
    notes
        Where only the prior speaks.
    """

    above_half: FloatArray
    above_three_quarters: FloatArray
    prior: float
    notes: tuple[str, ...]


def _upper_tail_half(at_least: FloatArray, votes: FloatArray) -> FloatArray:
    """Give P(X >= at_least) for X ~ Bin(votes, 1/2)."""
    inner = np.maximum(at_least, 1.0)
    tail = special.betainc(inner, votes - inner + 1.0, 0.5)
    return np.asarray(np.where(at_least == 0, 1.0, tail), dtype=np.float64)


def sign_test(higher: ArrayLike, lower: ArrayLike) -> SignTest:
    """Test whether as many cohorts go higher as lower, exactly.

    p = min(1, 2 P(X >= max(higher, lower))) with X ~ Bin(higher + lower, 1/2).

    Parameters
    ----------
    higher, lower
        Numbers of cohorts, any shapes that broadcast.

    Raises
    ------
    NumbersError
        When a count is negative or not whole.

    Examples
    --------
    >>> sign_test(9, 0).p.item()
    0.00390625
    >>> sign_test([5, 6], [1, 0]).p
    array([0.21875, 0.03125])
    """
    up, down = np.broadcast_arrays(whole_counts(higher, "higher"), whole_counts(lower, "lower"))
    votes = up + down
    safe = np.maximum(votes, 1.0)
    none = votes == 0
    p_higher = np.where(none, np.nan, _upper_tail_half(up, safe))
    p_lower = np.where(none, np.nan, _upper_tail_half(down, safe))
    p = np.minimum(1.0, 2.0 * np.minimum(p_higher, p_lower))
    return SignTest(votes, np.asarray(p), p_higher, p_lower, (_NO_VOTES,) if np.any(none) else ())


def exact_sign_p(higher: int, lower: int) -> Fraction | None:
    """Give the two-sided sign test p as an exact fraction, None without votes.

    Raises
    ------
    NumbersError
        When a count is negative.

    Examples
    --------
    >>> exact_sign_p(6, 0)
    Fraction(1, 32)
    >>> exact_sign_p(5, 0) < Fraction(1, 20)
    False
    """
    if min(higher, lower) < 0:
        raise NumbersError(f"{min(higher, lower)} is not a count", where="votes", hint="give 0 or more")
    votes = higher + lower
    if votes == 0:
        return None
    tail = sum(comb(votes, j) for j in range(max(higher, lower), votes + 1))
    return min(Fraction(1), Fraction(2 * tail, 2**votes))


def share_intervals(higher: ArrayLike, lower: ArrayLike, level: float = 0.95) -> ShareIntervals:
    """Give the share of cohorts going higher with its Wilson and Clopper-Pearson intervals.

    Parameters
    ----------
    higher, lower
        Numbers of cohorts, any shapes that broadcast.
    level
        Coverage, between 0 and 1.

    Raises
    ------
    NumbersError
        When a count is negative or not whole, or the level is not between 0 and 1.

    Examples
    --------
    >>> got = share_intervals(5, 3)
    >>> [round(float(x), 4) for x in (got.share, got.wilson_low, got.wilson_high)]
    [0.625, 0.3057, 0.8632]
    """
    up, down = np.broadcast_arrays(whole_counts(higher, "higher"), whole_counts(lower, "lower"))
    half = (1.0 - strictly_inside(level, "level", 0, 1)) / 2.0
    votes = up + down
    none = votes == 0
    n = np.where(none, np.nan, votes)
    share = up / n
    z = -special.ndtri(half)
    shrink = 1.0 + z * z / n
    centre = (share + z * z / (2.0 * n)) / shrink
    reach = z / shrink * np.sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n))
    # At 0 or all votes the outer end is exactly 0 or 1; the formula leaves rounding dust.
    wilson_low = np.where(up == 0, 0.0, centre - reach)
    wilson_high = np.where(down == 0, 1.0, centre + reach)
    exact_low = np.where(up == 0, 0.0, special.betaincinv(np.maximum(up, 1.0), down + 1.0, half))
    exact_high = np.where(down == 0, 1.0, special.betainccinv(up + 1.0, np.maximum(down, 1.0), half))
    low, high, exact_low, exact_high = (
        np.asarray(np.where(none, np.nan, end)) for end in (wilson_low, wilson_high, exact_low, exact_high)
    )
    notes = (_NO_VOTES,) if np.any(none) else ()
    return ShareIntervals(np.asarray(share), low, high, exact_low, exact_high, level, notes)


def bayesian_sign(higher: ArrayLike, lower: ArrayLike, prior: float = 0.5) -> BayesianSign:
    """Give the posterior probabilities that the share going higher is above 1/2 and above 3/4.

    Parameters
    ----------
    higher, lower
        Numbers of cohorts, any shapes that broadcast.
    prior
        Parameter of the symmetric Beta prior: 0.5 (Jeffreys) or 1 (uniform).

    Raises
    ------
    NumbersError
        When a count is negative or not whole, or the prior is not above 0.

    Examples
    --------
    >>> round(bayesian_sign(5, 1, prior=1).above_half.item(), 4)
    0.9375
    """
    up, down = np.broadcast_arrays(whole_counts(higher, "higher"), whole_counts(lower, "lower"))
    strictly_inside(prior, "prior", 0, np.inf)
    above = [
        np.asarray(special.betaincc(prior + up, prior + down, cut), dtype=np.float64) for cut in (0.5, 0.75)
    ]
    empty = bool(np.any(up + down == 0))
    notes = ("no cohort gave a direction: these are the probabilities of the prior alone",) if empty else ()
    return BayesianSign(above[0], above[1], prior, notes)

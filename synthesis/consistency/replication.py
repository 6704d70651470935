"""Compare a first report with a later one: two-trials rule, sum rule, sceptical p-value.

Sources: Held 2020 (sceptical p-value); Held, Pawel and Micheloud 2024 (sum rule beside the two-trials
rule). There is no agreed definition of replication success; these are comparison columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.inputs import BoolArray, FloatArray, positive, strictly_inside, within


@dataclass(frozen=True, slots=True, eq=False)
class PairRule:
    """Whether a pair of studies meets a rule.

    Attributes
    ----------
    value
        What is compared: the larger of both p (two trials) or their sum (sum rule).
    bound
        What it must not exceed.
    met
        Whether it does not; False where a p is missing.
    """

    value: FloatArray
    bound: float
    met: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class ScepticalP:
    """Sceptical p-value of a pair of studies.

    Attributes
    ----------
    z
        Its normal deviate, 0 or more.
    p
        Nominal p: small when the replication convinces a sceptic of the original.
    same_direction
        Whether both studies go the same way.
    """

    z: FloatArray
    p: FloatArray
    same_direction: BoolArray


def two_trials_rule(p_first: ArrayLike, p_second: ArrayLike, alpha: float = 0.025) -> PairRule:
    """Ask whether both one-sided p-values, in one direction, are at or below alpha.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1 or alpha is not between 0 and 1.

    Examples
    --------
    >>> two_trials_rule(0.01, 0.02).met.item()
    True
    """
    strictly_inside(alpha, "alpha", 0, 1)
    value = np.maximum(within(p_first, "p_first", 0, 1), within(p_second, "p_second", 0, 1))
    return PairRule(np.asarray(value), alpha, np.asarray(value <= alpha))


def sum_rule(p_first: ArrayLike, p_second: ArrayLike, alpha: float = 0.025) -> PairRule:
    """Ask whether both one-sided p-values add up to at most root 2 times alpha.

    Its overall error is alpha squared, as that of the two-trials rule.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1 or alpha is not between 0 and 1/2.

    Examples
    --------
    >>> got = sum_rule(0.001, 0.03)
    >>> round(got.bound, 4), got.met.item()
    (0.0354, True)
    """
    bound = float(np.sqrt(2.0)) * strictly_inside(alpha, "alpha", 0, 0.5)
    value = within(p_first, "p_first", 0, 1) + within(p_second, "p_second", 0, 1)
    return PairRule(np.asarray(value), bound, np.asarray(value <= bound))


def sceptical_p(
    z_first: ArrayLike, z_second: ArrayLike, variance_ratio: ArrayLike = 1.0, sides: Literal[1, 2] = 1
) -> ScepticalP:
    """Give the nominal sceptical p-value of an original and its replication.

    With A and H the arithmetic and harmonic mean of both squared z and c the variance ratio,
    z_S^2 = (root(A (A + (c - 1) H)) - A) / (c - 1), and H / 2 at c = 1.

    Parameters
    ----------
    z_first, z_second
        Deviates of the original and the replication, any shapes that broadcast.
    variance_ratio
        Squared standard error of the original over that of the replication, about n2 / n1.
    sides
        1: small only when both go the same way. 2: regardless of direction.

    Raises
    ------
    NumbersError
        When a variance ratio is not positive.

    Examples
    --------
    >>> round(sceptical_p(2.33, 2.33).p.item(), 4)
    0.0497
    """
    first, second, c = np.broadcast_arrays(
        np.asarray(z_first, dtype=np.float64),
        np.asarray(z_second, dtype=np.float64),
        positive(variance_ratio, "variance_ratio"),
    )
    mean = (first**2 + second**2) / 2.0
    safe = np.where(mean == 0, 1.0, mean)
    harmonic = first**2 * second**2 / safe
    # Multiplied out so that c = 1 is no special case and c near 1 does not cancel.
    squared = safe * harmonic / (np.sqrt(safe * (safe + (c - 1.0) * harmonic)) + safe)
    z = np.sqrt(squared)
    same = first * second > 0
    tail = special.ndtr(-z)
    p = 2.0 * tail if sides == 2 else np.where(same, tail, 1.0 - tail)
    return ScepticalP(np.asarray(z), np.asarray(p), np.asarray(same))

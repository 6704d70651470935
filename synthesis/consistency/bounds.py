"""Bound the dominant share when some cohorts hide their direction.

Source: the bounds argue as partial identification does: a cohort that reports no significant
difference without a direction may have gone either way, so the share is an interval. Symbols follow
the verdict rules: H higher, L lower, U no direction given, M mixed within the study,
k = H + L + U + M, D and O the larger and the smaller of H and L.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from synthesis.consistency.inputs import FloatArray, whole_counts
from synthesis.consistency.sign_tests import exact_sign_p, sign_test
from synthesis.errors import NumbersError


@dataclass(frozen=True, slots=True, eq=False)
class ShareBounds:
    """Bounds of the dominant share and the sign tests at both ends, in batch shape.

    Attributes
    ----------
    direction
        1 higher dominates, -1 lower, 0 a tie.
    cohorts
        k, all cohorts that tested.
    agreement
        D / (H + L + M), the share among those whose direction is known to us; NaN without any.
    low
        D / k: every cohort without a clear direction goes against; NaN when k is 0.
    high
        (D + U) / k: every cohort that hid its direction goes with.
    p_worst
        Two-sided sign test of D against k - D. Where `worst_direction` is not 1 a small value speaks
        against the dominant direction.
    worst_direction
        Sign of D - (k - D): 1 the dominant side still leads in the worst case, 0 tie, -1 it does not.
    p_best
        Two-sided sign test of D + U against O; mixed cohorts have no sign and are left out.
    notes
        What is undefined, and why.
    """

    direction: FloatArray
    cohorts: FloatArray
    agreement: FloatArray
    low: FloatArray
    high: FloatArray
    p_worst: FloatArray
    worst_direction: FloatArray
    p_best: FloatArray
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExactBounds:
    """The same bounds of one marker as exact fractions, for comparison with thresholds.

    Attributes
    ----------
    direction
        1 higher dominates, -1 lower, 0 a tie.
    agreement, low, high
        Exact shares; None where undefined.
    p, p_worst, p_best
        Exact two-sided sign tests: as reported, worst and best case; None without votes.
    """

    direction: int
    agreement: Fraction | None
    low: Fraction | None
    high: Fraction | None
    p: Fraction | None
    p_worst: Fraction | None
    p_best: Fraction | None


def share_bounds(
    higher: ArrayLike, lower: ArrayLike, unknown: ArrayLike, mixed: ArrayLike = 0
) -> ShareBounds:
    """Bound the share going the dominant way, for any batch of markers.

    Parameters
    ----------
    higher, lower, unknown, mixed
        Numbers of cohorts H, L, U, M; any shapes that broadcast.

    Raises
    ------
    NumbersError
        When a count is negative or not whole.

    Examples
    --------
    >>> got = share_bounds(5, 0, 3)
    >>> got.low.item(), got.high.item(), got.p_best.item()
    (0.625, 1.0, 0.0078125)
    """
    up, down, hidden, split = np.broadcast_arrays(
        whole_counts(higher, "higher"),
        whole_counts(lower, "lower"),
        whole_counts(unknown, "unknown"),
        whole_counts(mixed, "mixed"),
    )
    dominant, opposite = np.maximum(up, down), np.minimum(up, down)
    cohorts = up + down + hidden + split
    known = up + down + split
    k = np.where(cohorts == 0, np.nan, cohorts)
    worst = sign_test(dominant, cohorts - dominant).p
    best = sign_test(dominant + hidden, opposite).p
    notes = []
    if np.any(cohorts == 0):
        notes.append("no cohort tested: the bounds are undefined")
    if np.any((cohorts > 0) & (known == 0)):
        notes.append("no cohort gave a direction: the agreement is undefined, the bounds span 0 to 1")
    if np.any((up == down) & (up > 0)):
        notes.append("as many cohorts higher as lower: no direction dominates")
    return ShareBounds(
        direction=np.sign(up - down),
        cohorts=np.asarray(cohorts),
        agreement=np.asarray(dominant / np.where(known == 0, np.nan, known)),
        low=np.asarray(dominant / k),
        high=np.asarray((dominant + hidden) / k),
        p_worst=worst,
        worst_direction=np.sign(2.0 * dominant - cohorts),
        p_best=best,
        notes=tuple(notes),
    )


def exact_bounds(higher: int, lower: int, unknown: int, mixed: int = 0) -> ExactBounds:
    """Give the bounds and sign tests of one marker as exact fractions.

    Raises
    ------
    NumbersError
        When a count is negative.

    Examples
    --------
    >>> exact_bounds(6, 0, 4).low == Fraction(6, 10)
    True
    """
    smallest = min(higher, lower, unknown, mixed)
    if smallest < 0:
        raise NumbersError(f"{smallest} is not a count", where="votes", hint="give 0 or more")
    dominant, opposite = max(higher, lower), min(higher, lower)
    known, cohorts = higher + lower + mixed, higher + lower + unknown + mixed
    return ExactBounds(
        direction=(higher > lower) - (higher < lower),
        agreement=Fraction(dominant, known) if known else None,
        low=Fraction(dominant, cohorts) if cohorts else None,
        high=Fraction(dominant + unknown, cohorts) if cohorts else None,
        p=exact_sign_p(higher, lower),
        p_worst=exact_sign_p(dominant, cohorts - dominant),
        p_best=exact_sign_p(dominant + unknown, opposite),
    )

"""The numbers of the rule table, as exact fractions, and the exact tables that tests are compared with."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache

import numpy as np

from synthesis.consistency.inputs import BoolArray
from synthesis.consistency.sign_tests import exact_sign_p
from synthesis.consistency.signal import exact_signal_tail
from synthesis.consistency.tally import IntArray
from synthesis.errors import NumbersError


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the rules draw their lines. Shares and levels are exact fractions, the rest are whole numbers.

    A float is taken as it is written: 0.6 means 6/10. Names start with the rule they belong to.

    Examples
    --------
    >>> Thresholds(consistent_low=0.6) == Thresholds()
    True
    >>> Thresholds(mostly_low=0.45).changed
    ('mostly_low: 1/2 to 9/20',)
    """

    too_few: int = 2
    conflicting_ratio: Fraction = Fraction(1, 3)
    conflicting_share: Fraction = Fraction(1, 4)
    consistent_directed: int = 6
    consistent_agreement: Fraction = Fraction(3, 4)
    consistent_low: Fraction = Fraction(3, 5)
    consistent_p: Fraction = Fraction(1, 100)
    consistent_p_with_hits: Fraction = Fraction(1, 20)
    consistent_hits: int = 3
    consistent_people: int = 400
    consistent_groups: int = 2
    mostly_directed: int = 4
    mostly_agreement: Fraction = Fraction(3, 4)
    mostly_low: Fraction = Fraction(1, 2)
    mostly_p: Fraction = Fraction(1, 20)
    mostly_hits: int = 2
    mostly_tail: Fraction = Fraction(1, 100)
    null_cohorts: int = 4
    null_share: Fraction = Fraction(1, 3)
    null_p: Fraction = Fraction(1, 20)
    null_agreement: Fraction = Fraction(3, 4)
    leaning_directed: int = 3
    leaning_agreement: Fraction = Fraction(3, 5)
    leaning_low: Fraction = Fraction(1, 3)
    leaning_hits: int = 2
    leaning_tail: Fraction = Fraction(1, 100)
    leaning_p: Fraction = Fraction(1, 10)
    unresolved_share: Fraction = Fraction(1, 2)
    identity_share: Fraction = Fraction(1, 3)

    def __post_init__(self) -> None:
        for field in fields(self):
            value, default = getattr(self, field.name), field.default
            where = f"Thresholds.{field.name}"
            if isinstance(default, int):
                if type(value) is not int or value < 0:
                    raise NumbersError(f"{value!r} is not a count", where=where, hint="give 0 or more")
                continue
            exact = Fraction(str(value))
            if not 0 <= exact <= 1:
                raise NumbersError(f"{value!r} is not a share", where=where, hint="give 0 to 1")
            object.__setattr__(self, field.name, exact)

    @property
    def changed(self) -> tuple[str, ...]:
        """What differs from the released thresholds, in words."""
        return tuple(
            f"{field.name}: {field.default} to {getattr(self, field.name)}"
            for field in fields(self)
            if getattr(self, field.name) != field.default
        )


#: The thresholds of this release.
DEFAULT = Thresholds()


@cache
def _smallest_majority(level: Fraction, votes: int) -> int:
    """Find the fewest of `votes` on one side with a two-sided sign test below `level`, else votes + 1."""
    low, high = (votes + 1) // 2, votes + 1
    while low < high:
        middle = (low + high) // 2
        p = exact_sign_p(middle, votes - middle)
        if p is not None and p < level:
            high = middle
        else:
            low = middle + 1
    return low


@cache
def _smallest_hits(level: Fraction, cohorts: int) -> int:
    """Find the fewest significant cohorts whose chance tail is below `level`; cohorts + 1 if none."""
    low, high = 0, cohorts + 1
    while low < high:
        middle = (low + high) // 2
        p = exact_signal_tail(middle, cohorts)
        if p is not None and p < level:
            high = middle
        else:
            low = middle + 1
    return low


@cache
def _majorities(level: Fraction, votes: int) -> IntArray:
    return np.array([_smallest_majority(level, n) for n in range(votes + 1)], dtype=np.int64)


@cache
def _hits(level: Fraction, cohorts: int) -> IntArray:
    return np.array([_smallest_hits(level, k) for k in range(cohorts + 1)], dtype=np.int64)


def sign_below(level: Fraction, majority: IntArray, votes: IntArray) -> BoolArray:
    """Tell where the exact two-sided sign test of a majority is below a level.

    Examples
    --------
    >>> sign_below(Fraction(1, 20), np.array([5, 6]), np.array([5, 6]))
    array([False,  True])
    """
    return np.asarray(majority >= _majorities(level, int(votes.max(initial=0)))[votes])


def tail_below(level: Fraction, hits: IntArray, cohorts: IntArray) -> BoolArray:
    """Tell where chance alone gives so many significant cohorts with a probability below a level.

    Examples
    --------
    >>> tail_below(Fraction(1, 100), np.array([2, 2]), np.array([4, 10]))
    array([ True, False])
    """
    return np.asarray(hits >= _hits(level, int(cohorts.max(initial=0)))[cohorts])


def at_least(part: IntArray, share: Fraction, whole: IntArray) -> BoolArray:
    """Tell where part / whole is at least a share, in whole numbers; nowhere when the whole is nothing.

    Examples
    --------
    >>> at_least(np.array([6, 5, 0]), Fraction(6, 10), np.array([10, 10, 0]))
    array([ True, False, False])
    """
    return np.asarray((part * share.denominator >= share.numerator * whole) & (whole > 0))

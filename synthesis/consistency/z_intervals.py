"""Turn what a report says of direction and p into an interval for its test statistic.

Source: the information ladder of the interval-censored likelihood (Hedges and Olkin 1980; Bushman and
Wang 2009; MetaNSUE, Radua 2015). A two-sided p in a range puts |z| in a range; the direction picks the
side. The reported test is taken as a two-group z test.

| report | direction | p_low, p_high | interval for z |
|---|---|---|---|
| exact two-sided p | 1 or -1 | p, p | one point |
| higher, p < 0.05 | 1 | 0, 0.05 | (1.960, inf) |
| higher, not significant | 1 | 0.05, 1 | (0, 1.960) |
| higher, nothing else | 1 | 0, 1 | (0, inf) |
| no significant difference | 0 | 0.05, 1 | (-1.960, 1.960) |
| p between 0.05 and 0.10, higher | 1 | 0.05, 0.10 | (1.645, 1.960) |
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.inputs import FloatArray, positive, within
from synthesis.errors import NumbersError


@dataclass(frozen=True, slots=True, eq=False)
class ZIntervals:
    """Intervals for the test statistics of cohorts; NaN where a report gives none.

    Attributes
    ----------
    low, high
        Ends of each interval, equal where z is known exactly.
    notes
        Reports that give no interval, and why.
    """

    low: FloatArray
    high: FloatArray
    notes: tuple[str, ...]


def effective_size(cases: ArrayLike, controls: ArrayLike) -> FloatArray:
    """Give n1 n2 / (n1 + n2), the weight of a two-group comparison.

    Where only the total is known, halves are the usual stand-in (total / 4) and should be flagged.

    Raises
    ------
    NumbersError
        When a size is not positive.

    Examples
    --------
    >>> effective_size(25, 25).item()
    12.5
    """
    n1, n2 = positive(cases, "cases"), positive(controls, "controls")
    return np.asarray(n1 * n2 / (n1 + n2))


def z_intervals(
    direction: ArrayLike, p_low: ArrayLike, p_high: ArrayLike, alpha: ArrayLike = 0.05
) -> ZIntervals:
    """Give the interval of z that each report leaves open.

    Parameters
    ----------
    direction
        1 higher, -1 lower, 0 not given; NaN an absent cohort. Shape (..., cohorts).
    p_low, p_high
        Range of the two-sided p, equal for an exact p; NaN an absent cohort.
    alpha
        The study's own two-sided level. Without a direction an exact p above it only says "not
        significant": which of both signs it had is unknown.

    Raises
    ------
    NumbersError
        When a direction is none of -1, 0, 1, a p lies outside 0 to 1, or a range runs backwards.

    Examples
    --------
    >>> got = z_intervals([1, 0, -1], [0, 0.05, 0.01], [0.05, 1, 0.01])
    >>> np.round(got.low, 3).tolist(), np.round(got.high, 3).tolist()
    ([1.96, -1.96, -2.576], [inf, 1.96, -2.576])
    """
    way, small, large, level = np.broadcast_arrays(
        within(direction, "direction", -1, 1),
        within(p_low, "p_low", 0, 1),
        within(p_high, "p_high", 0, 1),
        within(alpha, "alpha", 0, 1),
    )
    if np.any(~np.isnan(way) & (np.round(way) != way)):
        raise NumbersError("a direction is -1, 0 or 1", where="direction", hint="give 0 where it is unknown")
    if np.any(small > large):
        raise NumbersError("p_low is above p_high", where="p_low", hint="give the smaller p first")
    near, far = _deviate(large), _deviate(small)
    hidden_ns = (way == 0) & (small >= level)
    # An exact p without a sign would be two points; "not significant" is what it says for certain.
    bound = np.where(large == small, _deviate(level), far)
    low = np.select([way == 1, way == -1, hidden_ns], [near, -far, -bound], np.nan)
    high = np.select([way == 1, way == -1, hidden_ns], [far, -near, bound], np.nan)
    absent = np.isnan(near) | np.isnan(far)
    low, high = np.where(absent, np.nan, low), np.where(absent, np.nan, high)
    notes = []
    if np.any((low == high) & np.isinf(low)):
        notes.append("an exact p of 0 puts z at infinity: left out, give it as a range from 0")
        endless = (low == high) & np.isinf(low)
        low, high = np.where(endless, np.nan, low), np.where(endless, np.nan, high)
    if np.any((way == 0) & ~hidden_ns & ~absent):
        notes.append("possibly significant without a direction: no interval, left out")
    return ZIntervals(np.asarray(low), np.asarray(high), tuple(notes))


def _deviate(p: FloatArray) -> FloatArray:
    """Give the absolute normal deviate of a two-sided p, exact for tiny p; 0 for p = 1."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.abs(special.ndtri_exp(np.log(p) - np.log(2.0))), dtype=np.float64)

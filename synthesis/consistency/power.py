"""Give what a cohort of a given size could have seen.

Source: power of the two-sample t test by the noncentral t distribution (Cohen 1988, section 2);
`test="z"` is its normal approximation (z of alpha plus z of power over root ntilde), which is what
the model of z-statistics elsewhere in this package assumes. The approximation is optimistic for small
cohorts: 1.25 instead of 1.32 for 10 per arm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.inputs import FloatArray, strictly_inside
from synthesis.consistency.z_intervals import effective_size

Test = Literal["t", "z"]

_FAR = 7.5  # shift in standard errors


@dataclass(frozen=True, slots=True, eq=False)
class CohortPower:
    """Chances of a cohort's result when its true SMD is as given.

    Attributes
    ----------
    right
        Significant in the true direction.
    wrong
        Significant in the opposite direction; 0 where it is below 4e-14.
    right_sign
        Observed in the true direction, significant or not.
    """

    right: FloatArray
    wrong: FloatArray
    right_sign: FloatArray

    @property
    def significant(self) -> FloatArray:
        """Significant in either direction, the usual two-sided power."""
        return np.asarray(self.right + self.wrong)


def cohort_power(
    smd: ArrayLike, cases: ArrayLike, controls: ArrayLike, alpha: float = 0.05, test: Test = "t"
) -> CohortPower:
    """Give the power of two-group cohorts for a true SMD.

    Parameters
    ----------
    smd
        True standardised mean difference; its sign does not matter. At 0 both directions are wrong
        and each has half of alpha.
    cases, controls
        Group sizes; all three broadcast. NaN where fewer than 3 persons in all leave no test.
    alpha
        Two-sided level.
    test
        "t" exact two-sample t test, "z" normal approximation.

    Raises
    ------
    NumbersError
        When a size is not positive or alpha is not between 0 and 1.

    Examples
    --------
    >>> round(cohort_power(0.5, 64, 64).significant.item(), 4)
    0.8015
    """
    size = effective_size(cases, controls)
    df = np.asarray(cases, dtype=np.float64) + np.asarray(controls, dtype=np.float64) - 2.0
    shift = np.abs(np.asarray(smd, dtype=np.float64)) * np.sqrt(size)
    return _power(shift, df, strictly_inside(alpha, "alpha", 0, 1), test)


def _power(shift: FloatArray, df: FloatArray, alpha: float, test: Test) -> CohortPower:
    right_sign = special.ndtr(shift)  # the sign of t is that of its normal numerator
    if test == "z":
        cut = -special.ndtri(alpha / 2.0)
        right, wrong = special.ndtr(shift - cut), special.ndtr(-shift - cut)
    else:
        freedom = np.where(df >= 1, df, np.nan)
        cut = -special.stdtrit(freedom, alpha / 2.0)
        # Both as lower tails, so that neither is 1 minus something close to 1.
        right = special.nctdtr(freedom, -shift, -cut)
        # Beyond a shift of 7.5 scipy's far tail can be NaN; a wrong sign has less than 4e-14 there.
        tail = special.nctdtr(freedom, np.minimum(shift, _FAR), -cut)
        wrong = np.where(shift > _FAR, 0.0 * tail, tail)
    return CohortPower(np.asarray(right), np.asarray(wrong), np.asarray(right_sign))


def smallest_detectable(
    cases: ArrayLike, controls: ArrayLike, power: float = 0.8, alpha: float = 0.05, test: Test = "t"
) -> FloatArray:
    """Give the smallest SMD found significant, in its true direction, with the given probability.

    Parameters
    ----------
    cases, controls
        Group sizes, any shapes that broadcast; NaN stays NaN.
    power
        Wanted probability, above alpha and below 1.
    alpha
        Two-sided level.
    test
        "t" exact two-sample t test, "z" normal approximation.

    Raises
    ------
    NumbersError
        When a size is not positive, or power or alpha is out of range.

    Examples
    --------
    >>> np.round(smallest_detectable([10, 25, 100], [10, 25, 100]), 2)
    array([1.32, 0.81, 0.4 ])
    >>> np.round(smallest_detectable([10, 25, 100], [10, 25, 100], test="z"), 2)
    array([1.25, 0.79, 0.4 ])
    """
    size = effective_size(cases, controls)
    strictly_inside(alpha, "alpha", 0, 1)
    strictly_inside(power, "power", alpha, 1)
    normal = special.ndtri(power) - special.ndtri(alpha / 2.0)
    if test == "z":
        return np.asarray(normal / np.sqrt(size))
    df = np.asarray(cases, dtype=np.float64) + np.asarray(controls, dtype=np.float64) - 2.0
    df = np.broadcast_to(np.where(df >= 1, df, np.nan), size.shape)
    # The shift that gives the power depends on the degrees of freedom alone, so each is solved once.
    each, place = np.unique(df, return_inverse=True)
    low, high = np.zeros(each.shape), np.full(each.shape, normal)
    while np.any(_power(high, each, alpha, test).right < power):
        high = high * 2.0
    for _ in range(50):  # halves the bracket to the last bit of a float
        middle = (low + high) / 2.0
        enough = _power(middle, each, alpha, test).right >= power
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    shift = np.where(np.isnan(each), np.nan, high)[place].reshape(size.shape)
    return np.asarray(shift / np.sqrt(size))

"""Check the numbers that the methods of this package are given."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from synthesis.errors import NumbersError

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


def whole_counts(values: ArrayLike, where: str) -> FloatArray:
    """Give counts as a float array, whole and not negative.

    Parameters
    ----------
    values
        Counts of any shape; NaN is not a count.
    where
        Name of the argument, for the message.

    Raises
    ------
    NumbersError
        When a value is negative, not whole or NaN.

    Examples
    --------
    >>> whole_counts([3, 0], "higher")
    array([3., 0.])
    """
    array = np.asarray(values, dtype=np.float64)
    wrong = ~((array >= 0) & (np.floor(array) == array) & np.isfinite(array))
    if np.any(wrong):
        raise NumbersError(
            f"{array[wrong].flat[0]:g} is not a count", where=where, hint="give whole numbers of 0 or more"
        )
    return array


def within(values: ArrayLike, where: str, low: float, high: float) -> FloatArray:
    """Give a float array whose values lie from `low` to `high`; NaN stays as missing.

    Raises
    ------
    NumbersError
        When a value lies outside.

    Examples
    --------
    >>> within([0.05, float("nan")], "p", 0, 1)
    array([0.05,  nan])
    """
    array = np.asarray(values, dtype=np.float64)
    wrong = (array < low) | (array > high)
    if np.any(wrong):
        raise NumbersError(
            f"{array[wrong].flat[0]!r} lies outside {low:g} to {high:g}",
            where=where,
            hint="give values inside, NaN where there is none",
        )
    return array


def positive(values: ArrayLike, where: str) -> FloatArray:
    """Give a float array of values above 0; NaN stays as missing.

    Raises
    ------
    NumbersError
        When a value is 0, negative or infinite.

    Examples
    --------
    >>> positive(12.5, "ntilde")
    array(12.5)
    """
    array = np.asarray(values, dtype=np.float64)
    wrong = (array <= 0) | np.isinf(array)
    if np.any(wrong):
        raise NumbersError(
            f"{array[wrong].flat[0]:g} is not above 0",
            where=where,
            hint="give positive numbers, NaN where there is none",
        )
    return array


def strictly_inside(value: float, where: str, low: float, high: float) -> float:
    """Give one number that lies between `low` and `high`, the ends excluded.

    Raises
    ------
    NumbersError
        When it does not.

    Examples
    --------
    >>> strictly_inside(0.95, "level", 0, 1)
    0.95
    """
    if not low < value < high:
        raise NumbersError(
            f"{value!r} is not between {low:g} and {high:g}", where=where, hint="the ends are not allowed"
        )
    return value

"""What every effect size function gives back: effects, sampling variances, and why some are undefined."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


class Reason(IntEnum):
    """Why an effect is undefined; 0 when it is defined.

    Examples
    --------
    >>> Reason(4).text
    'a standard deviation is zero'
    """

    text: str

    def __new__(cls, code: int, text: str = "") -> Reason:
        """Make a member of its code and text; a code alone finds the member."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.text = text
        return member

    DEFINED = 0, ""
    MISSING = 1, "a number is missing"
    NOT_FINITE = 2, "a number is infinite, or too large or small to compute with"
    NEGATIVE_SD = 3, "a standard deviation is negative"
    ZERO_SD = 4, "a standard deviation is zero"
    SMALL_N = 5, "too few people"
    MEAN_NOT_POSITIVE = 6, "a mean is zero or negative, and a ratio of means needs positive ones"
    BAD_COUNT = 7, "a count is negative, or larger than its group"
    ZERO_CELL = 8, "a cell is zero, and nothing was added to it"
    NO_EVENTS = 9, "nobody, or everybody, has the outcome in both groups"
    NO_TIME = 10, "a person-time is zero or negative"
    OUT_OF_RANGE = 11, "a correlation, share or probability is outside its range"
    ZERO_VARIANCE = 12, "the sampling variance is zero"
    NEGATIVE_VARIANCE = 13, "the estimate of the sampling variance is negative"
    SKEWED = 14, "too skewed for a normal distribution, and a log-normal one cannot or may not be used"
    NOT_ORDERED = 15, "quantiles are not in order"
    NO_VARIANCE = 16, "no spread is known, so the effect has no sampling variance"
    NO_WIDTH = 17, "an interval has no width"
    BOUNDED = 18, "the p value is only a bound"


class Effects(NamedTuple):
    """Effects of any shape.

    Attributes
    ----------
    yi
        Effects; NaN where undefined.
    vi
        Sampling variances, above 0; NaN where undefined.
    reason
        `Reason` codes, 0 where defined.
    """

    yi: FloatArray
    vi: FloatArray
    reason: NDArray[np.int8]


def numbers(*values: ArrayLike) -> tuple[FloatArray, ...]:
    """Return the values as float arrays of one common shape."""
    return tuple(np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in values)))


def missing(*values: FloatArray) -> tuple[tuple[BoolArray, Reason], ...]:
    """Give the checks that come first everywhere: no number may be absent or infinite."""
    absent, endless = np.zeros_like(values[0], dtype=np.bool_), np.zeros_like(values[0], dtype=np.bool_)
    for value in values:
        absent = absent | np.isnan(value)
        endless = endless | np.isinf(value)
    return ((absent, Reason.MISSING), (endless, Reason.NOT_FINITE))


def first_reason(checks: Sequence[tuple[BoolArray, Reason]]) -> NDArray[np.int8]:
    """Code of the first check that holds, for each element; 0 where none does."""
    masks = [np.asarray(mask) for mask, _ in checks]
    codes = [np.int8(why) for _, why in checks]
    return np.select(masks, codes, default=np.int8(0)).astype(np.int8)


def settle(yi: FloatArray, vi: FloatArray, *checks: tuple[BoolArray, Reason]) -> Effects:
    """Give effects with a reason where undefined; both numbers are NaN there, and never infinite."""
    reason = first_reason(
        (
            *checks,
            (~(np.isfinite(yi) & np.isfinite(vi)), Reason.NOT_FINITE),
            (vi < 0, Reason.NEGATIVE_VARIANCE),
            (vi == 0, Reason.ZERO_VARIANCE),
        )
    )
    undefined = reason != 0
    return Effects(np.where(undefined, np.nan, yi), np.where(undefined, np.nan, vi), reason)

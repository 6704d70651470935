"""Limits of the axis of a forest plot: all that matters inside, nothing squeezed by one study."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite
from statistics import median_low, quantiles

#: Intervals may widen the axis by this part of the span of the estimates, or by the median interval.
_REACH = 0.75
#: An estimate this many widths of the middle half away from it is an outlier: an arrow stands for it.
_FAR = 4.0
_PAD = 0.03
#: Width of an axis on which everything stands at one place.
_LEAST_SPAN = 1.0


def axis_limits(
    estimates: Sequence[float],
    intervals: Iterable[tuple[float, float]],
    inside: Iterable[float],
) -> tuple[float, float]:
    """Choose limits, in the coordinates of the axis.

    Parameters
    ----------
    estimates
        Estimates of the studies: all but far outliers will be inside.
    intervals
        Intervals, which will be inside as far as they do not squeeze the estimates.
    inside
        Values that must be inside: the null, pooled estimates with their intervals.

    Examples
    --------
    >>> [round(end, 3) for end in axis_limits([0.2, 0.4], [(0.0, 0.4), (-9.0, 9.8)], [0.0])]
    [-0.436, 0.836]
    """
    known = [value for value in estimates if isfinite(value)]
    core = [*_near(known), *(value for value in inside if isfinite(value))]
    if not core:
        return -_LEAST_SPAN / 2, _LEAST_SPAN / 2
    low, high = min(core), max(core)
    ends = [(lower, upper) for lower, upper in intervals if isfinite(lower) and isfinite(upper)]
    span = high - low or max((upper - lower for lower, upper in ends), default=0.0) or _LEAST_SPAN
    reach = max(_REACH * span, median_low([upper - lower for lower, upper in ends] or [0.0]))
    lowest = min((lower for lower, _ in ends), default=low)
    highest = max((upper for _, upper in ends), default=high)
    low = min(low, max(lowest, low - reach))
    high = max(high, min(highest, high + reach))
    if low == high:
        low, high = low - span / 2, high + span / 2
    pad = _PAD * (high - low)
    return low - pad, high + pad


def _near(values: list[float]) -> list[float]:
    """Leave out far outliers; of fewer than four values none is."""
    if len(values) < 4:
        return values
    first, _, third = quantiles(values, n=4, method="inclusive")
    reach = _FAR * (third - first)
    return [value for value in values if first - reach <= value <= third + reach] if reach else values

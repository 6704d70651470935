"""Judge the hits of a panel that tested many analytes at once.

Sources: Benjamini and Hochberg 1995; Benjamini and Yekutieli 2001; Holm 1979. The noise floor is
binomial and takes the tests as independent; cytokines correlate, so the expected number is right on
average and the spread is wider than stated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.inputs import BoolArray, FloatArray, strictly_inside, whole_counts, within
from synthesis.consistency.signal import signal_tail

Adjustment = Literal["bh", "by", "holm", "bonferroni"]


@dataclass(frozen=True, slots=True, eq=False)
class NoiseFloor:
    """What a panel without any real difference would give, in batch shape.

    Attributes
    ----------
    expected
        Hits expected by chance, tested times alpha.
    p_any
        Probability of at least one chance hit.
    tail
        Probability of at least as many chance hits as found; NaN for an empty panel.
    percentile_95
        Smallest number of hits that chance stays at or below with probability 0.95.
    above
        Whether more was found than that; where not, the panel's hits are within its noise.
    bonferroni
        alpha over tested; NaN for an empty panel.
    """

    expected: FloatArray
    p_any: FloatArray
    tail: FloatArray
    percentile_95: FloatArray
    above: BoolArray
    bonferroni: FloatArray


def adjust_p(p: ArrayLike, method: Adjustment = "bh") -> FloatArray:
    """Adjust the p-values of one panel for the number of tests.

    Parameters
    ----------
    p
        Shape (..., tests); NaN is a test that does not exist and stays NaN.
    method
        "bh" Benjamini-Hochberg (false discovery rate), "by" Benjamini-Yekutieli (the same under any
        dependence), "holm" or "bonferroni" (family-wise error).

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1.

    Examples
    --------
    >>> adjust_p([0.01, 0.04, 0.03])
    array([0.03, 0.04, 0.04])
    """
    values = within(p, "p", 0, 1)
    tests = (~np.isnan(values)).sum(axis=-1, keepdims=True).astype(np.float64)
    if method == "bonferroni":
        return np.asarray(np.minimum(values * tests, 1.0))
    order = np.argsort(values, axis=-1, kind="stable")  # NaN sorts last
    ranked = np.take_along_axis(values, order, axis=-1)
    rank = np.arange(1, values.shape[-1] + 1, dtype=np.float64)
    if method == "holm":
        stepped = np.fmax.accumulate(ranked * np.maximum(tests - rank + 1.0, 0.0), axis=-1)
    else:
        scaled = ranked * tests / rank
        if method == "by":
            scaled = scaled * np.cumsum(1.0 / rank)[np.maximum(tests.astype(np.intp) - 1, 0)]
        stepped = np.fmin.accumulate(scaled[..., ::-1], axis=-1)[..., ::-1]
    adjusted = np.empty_like(values)
    np.put_along_axis(adjusted, order, np.minimum(stepped, 1.0), axis=-1)
    return np.asarray(np.where(np.isnan(values), np.nan, adjusted))


def discovery_limit(p: ArrayLike, level: float = 0.05) -> FloatArray:
    """Give the p-value below which the tests of one panel are discoveries at a false discovery rate.

    With R tests whose Benjamini-Hochberg p is at most the level, it is R * level / tests: the line of the
    step-up procedure at the last discovery. All discoveries lie on or below it, all other tests above.

    Parameters
    ----------
    p
        Shape (..., tests); NaN is a test that does not exist.
    level
        False discovery rate, between 0 and 1.

    Returns
    -------
    ndarray
        Shape (...); NaN where there is no discovery, so no line either.

    Raises
    ------
    NumbersError
        When a p or the level is out of range.

    Examples
    --------
    >>> round(discovery_limit([0.001, 0.02, 0.03, 0.9]).item(), 4)
    0.0375
    """
    strictly_inside(level, "level", 0, 1)
    adjusted = adjust_p(p)
    tests = (~np.isnan(adjusted)).sum(axis=-1)
    found = (adjusted <= level).sum(axis=-1)
    return np.asarray(np.where(found == 0, np.nan, found * level / np.maximum(tests, 1)))


def noise_floor(found: ArrayLike, tested: ArrayLike, alpha: float = 0.05) -> NoiseFloor:
    """Compare the hits of a panel with what chance alone gives.

    Parameters
    ----------
    found
        Analytes reported as significant, any shape.
    tested
        Analytes on the panel; broadcasts with `found`.
    alpha
        Level of each test, between 0 and 1.

    Raises
    ------
    NumbersError
        When a count is not whole, more were found than tested, or alpha is not between 0 and 1.

    Examples
    --------
    >>> got = noise_floor(4, 51)
    >>> round(got.expected.item(), 2), got.percentile_95.item(), got.above.item()
    (2.55, 5.0, False)
    """
    hits, size = np.broadcast_arrays(whole_counts(found, "found"), whole_counts(tested, "tested"))
    tail = signal_tail(hits, size, strictly_inside(alpha, "alpha", 0, 1))
    top = _binomial_percentile_95(size, alpha)
    return NoiseFloor(
        expected=np.asarray(size * alpha),
        p_any=np.asarray(-np.expm1(size * np.log1p(-alpha))),
        tail=tail,
        percentile_95=top,
        above=np.asarray(hits > top),
        bonferroni=np.asarray(alpha / np.where(size == 0, np.nan, size)),
    )


def _binomial_percentile_95(size: FloatArray, alpha: float) -> FloatArray:
    """Give the smallest x with P(Bin(size, alpha) <= x) of at least 0.95."""
    low, high = np.full(size.shape, -1.0), size.copy()  # P(X <= size) is 1
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2.0)
        inner = np.clip(middle, 0.0, np.maximum(size - 1.0, 0.0))
        enough = special.betaincc(inner + 1.0, np.maximum(size - inner, 1.0), alpha) >= 0.95
        open_ = high - low > 1
        high = np.where(open_ & enough, middle, high)
        low = np.where(open_ & ~enough, middle, low)
    return np.asarray(high, dtype=np.float64)

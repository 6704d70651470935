"""Give the distribution of a sum of uniform variables, stable for many terms.

Source: Edgington 1972 gives the alternating sum, which cancels to noise beyond about 20 terms. The
distribution is also a sum of cardinal B-splines, whose recursion (Cox 1972, de Boor 1972) adds only
non-negative terms; done on logs it also survives where a plain float would underflow.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb, factorial

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.inputs import FloatArray


def exact_lower_tail(p: Sequence[Fraction]) -> Fraction:
    """Give P(sum of k uniform variables <= sum of p) by Edgington's sum in exact fractions.

    Examples
    --------
    >>> exact_lower_tail([Fraction(1, 2), Fraction(1, 2)])
    Fraction(1, 2)
    """
    k, total = len(p), sum(p, Fraction(0))
    terms = ((-1) ** j * comb(k, j) * (total - j) ** k for j in range(min(int(total), k) + 1))
    return sum(terms, Fraction(0)) / factorial(k)


def log_lower_tail(log_sum: ArrayLike, count: ArrayLike) -> FloatArray:
    """Give log P(sum of `count` uniform variables <= exp(log_sum)).

    Parameters
    ----------
    log_sum
        Natural log of the sum, any shape.
    count
        Number of variables, same shape; the result is NaN where it is 0.

    Examples
    --------
    >>> round(float(np.exp(log_lower_tail(np.log(1.5), 3))), 12)
    0.5
    """
    logs, number = np.broadcast_arrays(
        np.asarray(log_sum, dtype=np.float64), np.asarray(count, dtype=np.float64)
    )
    out = np.full(logs.shape, np.nan)
    known = (number > 0) & ~np.isnan(logs)
    # Up to a sum of 1 the distribution is the volume of a corner simplex.
    corner = known & (logs <= 0)
    out[corner] = number[corner] * logs[corner] - special.gammaln(number[corner] + 1.0)
    rest = known & ~corner
    if np.any(rest):
        out[rest] = _spline_sum(np.exp(logs[rest]), number[rest])
    return out


def _spline_sum(total: FloatArray, count: FloatArray) -> FloatArray:
    """Add the B-splines of order count + 1 at total, total - 1, ... on the log scale; 1-d arrays."""
    whole = np.floor(total)
    part = (total - whole)[:, None]
    highest = int(count.max())
    knots = np.arange(highest + 1, dtype=np.float64)
    with np.errstate(divide="ignore"):
        log_left = np.log(part + knots)
        log_spline = np.where(knots == 0, 0.0, -np.inf) + np.zeros_like(part)
        out = np.empty(total.shape)
        for order in range(2, highest + 2):
            log_right = np.log(np.maximum(order - part - knots, 0.0))
            before = np.concatenate([np.full_like(part, -np.inf), log_spline[:, :-1]], axis=1)
            log_spline = np.logaddexp(log_left + log_spline, log_right + before) - np.log(order - 1.0)
            done = count + 1 == order
            if np.any(done):
                reached = np.where(knots <= whole[done, None], log_spline[done], -np.inf)
                out[done] = special.logsumexp(reached, axis=1)
    return np.minimum(out, 0.0)

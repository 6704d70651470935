"""Two groups, each measured before and after, compared by their changes.

For each group g: mean after `m{g}post`, mean before `m{g}pre`, their standard deviations `sd{g}post` and
`sd{g}pre`, people `n{g}i`, and `r{g}i`, the correlation of before and after; arrays of one common shape.
Positive means that group 1 rose more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from synthesis.effects.hedges import log_j
from synthesis.effects.means import pooled_sd
from synthesis.effects.outcome import BoolArray, Effects, FloatArray, Reason, missing, numbers, settle
from synthesis.effects.paired import change_variance, standardised_by_first


@np.errstate(all="ignore")
def difference_of_changes(
    m1post: ArrayLike,
    m1pre: ArrayLike,
    sd1post: ArrayLike,
    sd1pre: ArrayLike,
    n1i: ArrayLike,
    r1i: ArrayLike,
    m2post: ArrayLike,
    m2pre: ArrayLike,
    sd2post: ArrayLike,
    sd2pre: ArrayLike,
    n2i: ArrayLike,
    r2i: ArrayLike,
) -> Effects:
    """Difference of the two mean changes, in the unit of the means; variances of the changes add up.

    Examples
    --------
    >>> effects = difference_of_changes(6, 4, 2, 2, 20, 0.5, 5, 4, 2, 2, 25, 0.5)
    >>> float(effects.yi), float(effects.vi.round(12))
    (1.0, 0.36)
    """
    values = numbers(m1post, m1pre, sd1post, sd1pre, n1i, r1i, m2post, m2pre, sd2post, sd2pre, n2i, r2i)
    m1b, m1a, sd1b, sd1a, n1, r1, m2b, m2a, sd2b, sd2a, n2, r2 = values
    vi = change_variance(sd1b, sd1a, r1) / n1 + change_variance(sd2b, sd2a, r2) / n2
    return settle(
        (m1b - m1a) - (m2b - m2a),
        vi,
        *missing(*values),
        ((n1 < 2) | (n2 < 2), Reason.SMALL_N),
        (_beyond_one(r1, r2), Reason.OUT_OF_RANGE),
        (_any_negative(sd1b, sd1a, sd2b, sd2a), Reason.NEGATIVE_SD),
    )


@np.errstate(all="ignore")
def difference_of_standardised_changes(
    m1post: ArrayLike,
    m1pre: ArrayLike,
    sd1pre: ArrayLike,
    n1i: ArrayLike,
    r1i: ArrayLike,
    m2post: ArrayLike,
    m2pre: ArrayLike,
    sd2pre: ArrayLike,
    n2i: ArrayLike,
    r2i: ArrayLike,
) -> Effects:
    """Difference of two changes, each in standard deviations of its own group before (Becker 1988).

    Both changes are corrected by J(n - 1); the large-sample variances add up.
    """
    values = numbers(m1post, m1pre, sd1pre, n1i, r1i, m2post, m2pre, sd2pre, n2i, r2i)
    m1b, m1a, sd1, n1, r1, m2b, m2a, sd2, n2, r2 = values
    first, second = standardised_by_first(m1b, sd1, m1a, n1, r1), standardised_by_first(m2b, sd2, m2a, n2, r2)
    return settle(
        first.yi - second.yi,
        first.vi + second.vi,
        *missing(*values),
        ((n1 < 3) | (n2 < 3), Reason.SMALL_N),
        (_beyond_one(r1, r2), Reason.OUT_OF_RANGE),
        (_any_negative(sd1, sd2), Reason.NEGATIVE_SD),
        ((sd1 == 0) | (sd2 == 0), Reason.ZERO_SD),
    )


@np.errstate(all="ignore")
def standardised_difference_of_changes(
    m1post: ArrayLike,
    m1pre: ArrayLike,
    sd1pre: ArrayLike,
    n1i: ArrayLike,
    r1i: ArrayLike,
    m2post: ArrayLike,
    m2pre: ArrayLike,
    sd2pre: ArrayLike,
    n2i: ArrayLike,
    r2i: ArrayLike,
) -> Effects:
    """Difference of the two mean changes in pooled standard deviations before (Morris 2008, d_ppc2).

    With m = n1 + n2 - 2 and the exact J(m): g = J · difference / pooled standard deviation before, and
    variance J² m/(m-2) (a + g²) - g² with a = 2(1-r1)/n1 + 2(1-r2)/n2, which is equation 25 of Morris (2008)
    when r1 = r2: the variance of a non-central t, put at the estimate. Assumes that standard deviations
    do not change. Needs 5 people or more.
    """
    values = numbers(m1post, m1pre, sd1pre, n1i, r1i, m2post, m2pre, sd2pre, n2i, r2i)
    m1b, m1a, sd1, n1, r1, m2b, m2a, sd2, n2, r2 = values
    m = n1 + n2 - 2
    pooled = pooled_sd(sd1, n1, sd2, n2)
    g = np.exp(log_j(m)) * ((m1b - m1a) - (m2b - m2a)) / pooled
    own = 2 * (1 - r1) / n1 + 2 * (1 - r2) / n2
    log_weight = np.where(m > 2, 2 * log_j(m) - np.log1p(-2 / m), np.nan)  # of J² m/(m-2)
    vi = np.exp(log_weight) * own + np.expm1(log_weight) * g**2
    return settle(
        g,
        vi,
        *missing(*values),
        ((n1 < 2) | (n2 < 2) | (m < 3), Reason.SMALL_N),
        (_beyond_one(r1, r2), Reason.OUT_OF_RANGE),
        (_any_negative(sd1, sd2), Reason.NEGATIVE_SD),
        (pooled == 0, Reason.ZERO_SD),
    )


def _beyond_one(*correlations: FloatArray) -> BoolArray:
    beyond: BoolArray = np.logical_or.reduce([np.abs(r) > 1 for r in correlations])
    return beyond


def _any_negative(*deviations: FloatArray) -> BoolArray:
    negative: BoolArray = np.logical_or.reduce([sd < 0 for sd in deviations])
    return negative

"""The same people measured twice, or matched pairs.

Measurement 1 minus (or over) measurement 2: give the later one as 1 for changes that are positive when
values rise. Means `m1i`, `m2i`, standard deviations `sd1i`, `sd2i` (never standard errors), pairs `ni`, and
`ri`, the correlation of the two measurements; arrays of one common shape.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from synthesis.effects.hedges import j, unbiased_share
from synthesis.effects.options import VarianceType, variance_type
from synthesis.effects.outcome import BoolArray, Effects, FloatArray, Reason, missing, numbers, settle

V = VarianceType
SMCC_FORMS = (V.LS, V.LS2, V.UB)
SMCR_FORMS = (V.LS, V.LS2)


@np.errstate(all="ignore")
def mean_change(
    m1i: ArrayLike, sd1i: ArrayLike, m2i: ArrayLike, sd2i: ArrayLike, ni: ArrayLike, ri: ArrayLike
) -> Effects:
    """Mean change, in the unit of the means; variance (sd1² + sd2² - 2 r sd1 sd2)/n.

    Examples
    --------
    >>> effects = mean_change(5, 2, 4, 2, 20, 0.5)
    >>> float(effects.yi), float(effects.vi.round(12))
    (1.0, 0.2)
    """
    m1, sd1, m2, sd2, n, r = numbers(m1i, sd1i, m2i, sd2i, ni, ri)
    return settle(
        m1 - m2, change_variance(sd1, sd2, r) / n, *missing(m1, sd1, m2, sd2, n, r), *_pair(sd1, sd2, n, r)
    )


@np.errstate(all="ignore")
def standardised_by_change(
    m1i: ArrayLike,
    sd1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    ni: ArrayLike,
    ri: ArrayLike,
    *,
    vtype: str = V.LS,
    correct: bool = True,
) -> Effects:
    """Mean change in standard deviations of the change, with the correction J(n - 1).

    Variance forms as for `standardised_by_change_from_d`.
    """
    m1, sd1, m2, sd2, n, r = numbers(m1i, sd1i, m2i, sd2i, ni, ri)
    sd = np.sqrt(change_variance(sd1, sd2, r))
    yi, vi, _ = standardised_by_change_from_d((m1 - m2) / sd, n, vtype=vtype, correct=correct)
    checks = (*missing(m1, sd1, m2, sd2, n, r), *_pair(sd1, sd2, n, r), (sd == 0, Reason.ZERO_SD))
    return settle(yi, vi, *checks)


@np.errstate(all="ignore")
def standardised_by_change_from_d(
    di: ArrayLike, ni: ArrayLike, *, vtype: str = V.LS, correct: bool = True
) -> Effects:
    """Mean change in standard deviations of the change, from the uncorrected one.

    With g = J d and m = n - 1: ``LS`` 1/n + g²/(2n) (Gibbons et al. 1993, with n); ``LS2``
    J² (1/n + d²/(2n)); ``UB`` 1/n + (1 - (m-2)/(m J²)) g² (Viechtbauer 2007, equation 26). At least 3 pairs.
    """
    form = variance_type(vtype, SMCC_FORMS)
    d, n = numbers(di, ni)
    factor = j(n - 1) if correct else np.ones_like(n)
    yi = factor * d
    if form is V.LS:
        vi = 1 / n + yi**2 / (2 * n)
    elif form is V.LS2:
        vi = factor**2 * (1 / n + d**2 / (2 * n))
    else:
        vi = 1 / n + np.where(factor == 1, 2 / (n - 1), unbiased_share(n - 1)) * yi**2
    return settle(yi, vi, *missing(d, n), (n < 3, Reason.SMALL_N))


@np.errstate(all="ignore")
def standardised_by_first(
    m1i: ArrayLike,
    sd1i: ArrayLike,
    m2i: ArrayLike,
    ni: ArrayLike,
    ri: ArrayLike,
    *,
    vtype: str = V.LS,
    correct: bool = True,
) -> Effects:
    """Mean change in standard deviations of measurement 1 (raw scores), with the correction J(n - 1).

    As in metafor, `sd1i` belongs to measurement 1. ``LS`` 2(1-r)/n + g²/(2n) (Becker 1988, equation 13);
    ``LS2`` J² (2(1-r)/n + d²/(2n)). Both assume equal standard deviations at the two measurements.
    """
    form = variance_type(vtype, SMCR_FORMS)
    m1, sd1, m2, n, r = numbers(m1i, sd1i, m2i, ni, ri)
    d = (m1 - m2) / sd1
    factor = j(n - 1) if correct else np.ones_like(n)
    yi = factor * d
    if form is V.LS:
        vi = 2 * (1 - r) / n + yi**2 / (2 * n)
    else:
        vi = factor**2 * (2 * (1 - r) / n + d**2 / (2 * n))
    return settle(
        yi,
        vi,
        *missing(m1, sd1, m2, n, r),
        (n < 3, Reason.SMALL_N),
        (np.abs(r) > 1, Reason.OUT_OF_RANGE),
        (sd1 < 0, Reason.NEGATIVE_SD),
        (sd1 == 0, Reason.ZERO_SD),
    )


@np.errstate(all="ignore")
def ratio_of_paired_means(
    m1i: ArrayLike,
    sd1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    ni: ArrayLike,
    ri: ArrayLike,
    *,
    correct: bool = True,
) -> Effects:
    """Logarithm of the ratio of the two means, natural log; both means must be positive.

    Variance c1² + c2² - 2 r c1 c2 over n, with c = sd/mean (Lajeunesse 2011, equation 6); `correct` adds
    (c1² - c2²)/(2n), the second-order bias (metafor since 5.0).
    """
    m1, sd1, m2, sd2, n, r = numbers(m1i, sd1i, m2i, sd2i, ni, ri)
    c1, c2 = sd1 / m1, sd2 / m2
    yi = np.log(m1) - np.log(m2) + ((c1**2 - c2**2) / (2 * n) if correct else 0)
    return settle(
        yi,
        change_variance(c1, c2, r) / n,
        *missing(m1, sd1, m2, sd2, n, r),
        *_pair(sd1, sd2, n, r),
        ((m1 <= 0) | (m2 <= 0), Reason.MEAN_NOT_POSITIVE),
    )


def change_variance(sd1: FloatArray, sd2: FloatArray, r: FloatArray) -> FloatArray:
    """Variance of a difference of two correlated numbers: sd1² + sd2² - 2 r sd1 sd2, never below 0."""
    return (sd1 - sd2) ** 2 + 2 * (1 - r) * sd1 * sd2


def _pair(
    sd1: FloatArray, sd2: FloatArray, n: FloatArray, r: FloatArray
) -> tuple[tuple[BoolArray, Reason], ...]:
    return (
        (n < 2, Reason.SMALL_N),
        (np.abs(r) > 1, Reason.OUT_OF_RANGE),
        ((sd1 < 0) | (sd2 < 0), Reason.NEGATIVE_SD),
    )

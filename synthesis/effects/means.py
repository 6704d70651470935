"""Two groups compared by means and standard deviations.

Group 1 minus (or over) group 2 throughout. Arguments are arrays of one common shape, or scalars: means `m1i`,
`m2i`, standard deviations (never standard errors) `sd1i`, `sd2i`, and people `n1i`, `n2i`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from synthesis.effects.hedges import j, unbiased_share
from synthesis.effects.options import VarianceType, variance_type
from synthesis.effects.outcome import BoolArray, Effects, FloatArray, Reason, missing, numbers, settle

V = VarianceType
SMD_FORMS = (V.LS, V.LS2, V.UB, V.AV, V.H0, V.RM)
SMD1_FORMS = (V.LS, V.LS2, V.UB, V.AV)
SMDH_FORMS = (V.LS, V.LS2)
MD_FORMS = (V.LS, V.UB, V.HO)
ROM_FORMS = (V.LS, V.LS2, V.HO, V.AV, V.AVHO)


@np.errstate(all="ignore")
def smd(
    m1i: ArrayLike,
    sd1i: ArrayLike,
    n1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
    *,
    vtype: str = V.LS,
    correct: bool = True,
) -> Effects:
    """Standardised mean difference (Hedges' g): the difference over the pooled standard deviation.

    Parameters
    ----------
    m1i, sd1i, n1i, m2i, sd2i, n2i
        Means, standard deviations and people of both groups; at least 2 people each.
    vtype
        Variance form, see `smd_from_d`.
    correct
        Whether the exact correction J(n1 + n2 - 2) of Hedges (1981) is applied; Cohen's d when not.

    Returns
    -------
    Effects
        In standard deviations.

    Examples
    --------
    >>> g = smd(5, 2, 20, 4, 2, 20)
    >>> float(g.yi.round(12)), float(g.vi.round(12))
    (0.490055201065, 0.103001926251)
    """
    m1, sd1, n1, m2, sd2, n2 = numbers(m1i, sd1i, n1i, m2i, sd2i, n2i)
    pooled = pooled_sd(sd1, n1, sd2, n2)
    yi, vi, reason = smd_from_d((m1 - m2) / pooled, n1, n2, vtype=vtype, correct=correct)
    return settle(
        yi,
        vi,
        *missing(m1, sd1, n1, m2, sd2, n2),
        *two_spreads(sd1, n1, sd2, n2),
        (pooled == 0, Reason.ZERO_SD),
        (reason == Reason.SMALL_N, Reason.SMALL_N),
    )


@np.errstate(all="ignore")
def smd_from_d(
    di: ArrayLike, n1i: ArrayLike, n2i: ArrayLike, *, vtype: str = V.LS, correct: bool = True
) -> Effects:
    """Standardised mean difference from an uncorrected one (Cohen's d) and the group sizes.

    Parameters
    ----------
    di
        Difference over the pooled standard deviation, not yet corrected.
    n1i, n2i
        People; at least 1 each and 4 together (5 for ``H0``).
    vtype
        With g = J d, N = n1 + n2 and m = N - 2: ``LS`` 1/n1 + 1/n2 + g²/(2N) (Hedges 1982, equation 8);
        ``LS2`` J² (1/n1 + 1/n2 + d²/(2N)) (Borenstein 2009, equation 12.17); ``UB`` 1/n1 + 1/n2 +
        (1 - (m-2)/(m J²)) g² (Hedges 1983, equation 9); ``AV`` as LS with the sample-size weighted mean of
        g along the last axis; ``H0`` J² (1/n1 + 1/n2) m/(m-2), the exact variance when there is no effect;
        ``RM`` as RevMan prints it: d (1 - 3/(4N-9)) with 1/n1 + 1/n2 + g²/(2(N-3.94)).
    correct
        Whether J(m) is applied; J is 1 when not (``RM`` has its own correction, always applied).

    Returns
    -------
    Effects
        In standard deviations.

    Raises
    ------
    UnknownTermError
        When there is no such variance form.
    """
    form = variance_type(vtype, SMD_FORMS)
    d, n1, n2 = numbers(di, n1i, n2i)
    total = n1 + n2
    m = total - 2
    if form is V.RM:
        yi = d * (1 - 3 / (4 * total - 9))
        vi = 1 / n1 + 1 / n2 + yi**2 / (2 * (total - 3.94))
    else:
        factor = j(m) if correct else np.ones_like(m)
        yi = factor * d
        vi = _smd_variance(form, d, yi, factor, n1, n2, total, m)
    fewest = 5 if form is V.H0 else 4
    return settle(yi, vi, *missing(d, n1, n2), ((n1 < 1) | (n2 < 1) | (total < fewest), Reason.SMALL_N))


@np.errstate(all="ignore")
def smd1(
    m1i: ArrayLike,
    n1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
    *,
    vtype: str = V.LS,
    correct: bool = True,
) -> Effects:
    """Mean difference in standard deviations of group 2 (Glass' delta).

    The correction is J(n2 - 1); variance forms as for `smd_from_d` with n2 in place of N under the square.
    """
    form = variance_type(vtype, SMD1_FORMS)
    m1, n1, m2, sd2, n2 = numbers(m1i, n1i, m2i, sd2i, n2i)
    m = n2 - 1
    factor = j(m) if correct else np.ones_like(m)
    d = (m1 - m2) / sd2
    yi = factor * d
    vi = _smd_variance(form, d, yi, factor, n1, n2, n2, m)
    return settle(
        yi,
        vi,
        *missing(m1, n1, m2, sd2, n2),
        ((n1 < 1) | (n2 < 3), Reason.SMALL_N),
        (sd2 < 0, Reason.NEGATIVE_SD),
        (sd2 == 0, Reason.ZERO_SD),
    )


@np.errstate(all="ignore")
def smdh(
    m1i: ArrayLike,
    sd1i: ArrayLike,
    n1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
    *,
    vtype: str = V.LS,
    correct: bool = True,
) -> Effects:
    """Standardised mean difference for unequal variances: over √((sd1² + sd2²)/2).

    Variance ``LS`` after Bonett (2008, equation 8) with the corrected effect put in, without a further J²
    (metafor since 4.6); ``LS2`` has n in place of n - 1.
    """
    form = variance_type(vtype, SMDH_FORMS)
    m1, sd1, n1, m2, sd2, n2 = numbers(m1i, sd1i, n1i, m2i, sd2i, n2i)
    average = np.hypot(sd1, sd2) / np.sqrt(2)
    yi = (m1 - m2) / average * (j(n1 + n2 - 2) if correct else 1)
    f1, f2 = (n1 - 1, n2 - 1) if form is V.LS else (n1, n2)
    r1, r2 = (sd1 / average) ** 2, (sd2 / average) ** 2
    vi = yi**2 * (r1**2 / f1 + r2**2 / f2) / 8 + r1 / f1 + r2 / f2
    return settle(
        yi,
        vi,
        *missing(m1, sd1, n1, m2, sd2, n2),
        *two_spreads(sd1, n1, sd2, n2),
        (average == 0, Reason.ZERO_SD),
    )


@np.errstate(all="ignore")
def md(
    m1i: ArrayLike,
    sd1i: ArrayLike,
    n1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
    *,
    vtype: str = V.LS,
) -> Effects:
    """Mean difference, in the unit of the means.

    Variance ``LS`` (= ``UB``) sd1²/n1 + sd2²/n2; ``HO`` with the pooled standard deviation.
    """
    form = variance_type(vtype, MD_FORMS)
    m1, sd1, n1, m2, sd2, n2 = numbers(m1i, sd1i, n1i, m2i, sd2i, n2i)
    if form is V.HO:
        vi = pooled_sd(sd1, n1, sd2, n2) ** 2 * (1 / n1 + 1 / n2)
    else:
        vi = sd1**2 / n1 + sd2**2 / n2
    return settle(m1 - m2, vi, *missing(m1, sd1, n1, m2, sd2, n2), *two_spreads(sd1, n1, sd2, n2))


@np.errstate(all="ignore")
def rom(
    m1i: ArrayLike,
    sd1i: ArrayLike,
    n1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
    *,
    vtype: str = V.LS,
    correct: bool = True,
) -> Effects:
    """Logarithm of the ratio of means (response ratio), natural log; both means must be positive.

    Parameters
    ----------
    m1i, sd1i, n1i, m2i, sd2i, n2i
        Means, standard deviations and people of both groups, on a ratio scale.
    vtype
        With c = sd/mean: ``LS`` c1²/n1 + c2²/n2; ``LS2`` adds c1⁴/(2 n1²) + c2⁴/(2 n2²) (Lajeunesse 2015,
        equation 9; for normal means the full second order is five times that); ``HO`` with the pooled
        standard deviation; ``AV`` and ``AVHO`` with c averaged along the last axis, weighted by sample
        size, in each group or in both together.
    correct
        Whether (c1²/n1 - c2²/n2)/2 is added, the second-order bias (Lajeunesse 2015, equation 8; metafor
        since 5.0).
    """
    form = variance_type(vtype, ROM_FORMS)
    m1, sd1, n1, m2, sd2, n2 = numbers(m1i, sd1i, n1i, m2i, sd2i, n2i)
    c1, c2 = (sd1 / m1) ** 2 / n1, (sd2 / m2) ** 2 / n2
    yi = np.log(m1) - np.log(m2) + ((c1 - c2) / 2 if correct else 0)
    checks = (
        *missing(m1, sd1, n1, m2, sd2, n2),
        *two_spreads(sd1, n1, sd2, n2),
        ((m1 <= 0) | (m2 <= 0), Reason.MEAN_NOT_POSITIVE),
    )
    usable = settle(yi, c1 + c2, *checks).reason == 0
    if form is V.LS:
        vi = c1 + c2
    elif form is V.LS2:
        vi = c1 + c2 + c1**2 / 2 + c2**2 / 2
    elif form is V.HO:
        pooled = pooled_sd(sd1, n1, sd2, n2) ** 2
        vi = pooled / (n1 * m1**2) + pooled / (n2 * m2**2)
    elif form is V.AV:
        vi = weighted_mean(sd1 / m1, n1, usable) ** 2 / n1 + weighted_mean(sd2 / m2, n2, usable) ** 2 / n2
    else:
        both = n1 * (sd1 / m1) + n2 * (sd2 / m2)
        vi = weighted_mean(both / (n1 + n2), n1 + n2, usable) ** 2 * (1 / n1 + 1 / n2)
    return settle(yi, vi, *checks)


def pooled_sd(sd1: FloatArray, n1: FloatArray, sd2: FloatArray, n2: FloatArray) -> FloatArray:
    """Pool the standard deviations of both groups."""
    pooled: FloatArray = np.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / (n1 + n2 - 2))
    return pooled


def weighted_mean(values: FloatArray, weights: FloatArray, usable: BoolArray) -> FloatArray:
    """Weighted mean along the last axis over usable elements, kept as an axis of length 1."""
    if values.ndim == 0:
        return values
    weights = np.where(usable, weights, 0)
    total = np.sum(weights * np.where(usable, values, 0), axis=-1, keepdims=True)
    mean: FloatArray = total / np.sum(weights, axis=-1, keepdims=True)
    return mean


def _smd_variance(
    form: VarianceType,
    d: FloatArray,
    g: FloatArray,
    factor: FloatArray,
    n1: FloatArray,
    n2: FloatArray,
    people: FloatArray,
    m: FloatArray,
) -> FloatArray:
    """Variance of a standardised difference; `people` are those behind the standard deviation."""
    base = 1 / n1 + 1 / n2
    if form is V.LS:
        return base + g**2 / (2 * people)
    if form is V.LS2:
        return factor**2 * (base + d**2 / (2 * people))
    if form is V.UB:
        # with J = 1 the weight of g² is 1 - (m-2)/m
        share = np.where(factor == 1, 2 / m, unbiased_share(m))
        return base + share * g**2
    if form is V.AV:
        usable = np.isfinite(g) & np.isfinite(n1 + n2)
        return base + weighted_mean(g, n1 + n2, usable) ** 2 / (2 * people)
    return np.where(m > 2, factor**2 * base * m / (m - 2), np.nan)


def two_spreads(
    sd1: FloatArray, n1: FloatArray, sd2: FloatArray, n2: FloatArray
) -> tuple[tuple[BoolArray, Reason], ...]:
    """Give the checks of two groups that have standard deviations."""
    return (
        ((n1 < 2) | (n2 < 2), Reason.SMALL_N),
        ((sd1 < 0) | (sd2 < 0), Reason.NEGATIVE_SD),
    )

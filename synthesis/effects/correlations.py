"""Correlations: `ri` between -1 and 1, in `ni` people; arrays of one common shape."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import hyp2f1

from synthesis.effects.means import weighted_mean
from synthesis.effects.options import VarianceType, variance_type
from synthesis.effects.outcome import BoolArray, Effects, FloatArray, Reason, missing, numbers, settle

#: From this many people on, and for 1 - r² below a half, `_TERMS` terms of the hypergeometric series are
#: enough. It keeps the digits that are lost by taking 1 away; scipy's function fails for large samples.
_SERIES_FROM = 50
_TERMS = 70

COR_FORMS = (VarianceType.LS, VarianceType.AV)
UCOR_FORMS = (VarianceType.LS, VarianceType.UB, VarianceType.AV)


@np.errstate(all="ignore")
def correlation(ri: ArrayLike, ni: ArrayLike, *, vtype: str = VarianceType.LS) -> Effects:
    """Correlation as it is; variance (1 - r²)²/(n - 1), for ``AV`` at the average r along the last axis."""
    form = variance_type(vtype, COR_FORMS)
    r, n = numbers(ri, ni)
    checks = _checks(r, n, 4)
    return settle(r, _large_sample(r, n, form, checks), *checks)


@np.errstate(all="ignore")
def unbiased_correlation(ri: ArrayLike, ni: ArrayLike, *, vtype: str = VarianceType.LS) -> Effects:
    """Correlation without its small-sample bias (Olkin and Pratt 1958): r ₂F₁(1/2, 1/2; (n-2)/2; 1 - r²).

    Parameters
    ----------
    ri, ni
        Correlations and people; at least 5.
    vtype
        ``LS`` and ``AV`` as for `correlation`, with the corrected value put in; ``UB`` the unbiased
        estimate of Hedges (1989), which can be negative in small samples: such rows have no effect.
    """
    form = variance_type(vtype, UCOR_FORMS)
    r, n = numbers(ri, ni)
    checks = _checks(r, n, 5)
    excess = _excess(0.5, (n - 2) / 2, r, n)
    yi = r * (1 + excess)
    if form is VarianceType.UB:
        rest = (1 - r) * (1 + r)
        # r²(1 + e)² - 1 + (n-3)/(n-2) (1-r²)(1 + f) with what cancels taken out by hand
        of_square = r**2 * excess * (2 + excess)
        of_rest = rest * ((n - 3) * _excess(1.0, n / 2, r, n) - 1) / (n - 2)
        vi = of_square + of_rest
    else:
        vi = _large_sample(yi, n, form, checks)
    return settle(yi, vi, *checks)


@np.errstate(all="ignore")
def z_correlation(ri: ArrayLike, ni: ArrayLike) -> Effects:
    """Fisher's z, atanh r; variance 1/(n - 3).

    Examples
    --------
    >>> effects = z_correlation(0.5, 28)
    >>> float(effects.yi.round(9)), float(effects.vi)
    (0.549306144, 0.04)
    """
    r, n = numbers(ri, ni)
    return settle(np.arctanh(r), 1 / (n - 3), *_checks(r, n, 4), (np.abs(r) == 1, Reason.NOT_FINITE))


def _excess(a: float, c: FloatArray, r: FloatArray, n: FloatArray) -> FloatArray:
    """Give ₂F₁(a, a; c; 1 - r²) - 1."""
    x = (1 - r) * (1 + r)
    term, series = np.ones_like(x), np.zeros_like(x)
    for k in range(_TERMS):
        term = term * ((a + k) ** 2 * x / ((c + k) * (k + 1)))
        series = series + term
    excess: FloatArray = np.where((n >= _SERIES_FROM) | (x < 0.5), series, hyp2f1(a, a, c, x) - 1)
    return excess


def _large_sample(
    r: FloatArray, n: FloatArray, form: VarianceType, checks: tuple[tuple[BoolArray, Reason], ...]
) -> FloatArray:
    usable = ~np.logical_or.reduce([mask for mask, _ in checks])
    at = weighted_mean(r, n, usable) if form is VarianceType.AV else r
    variance: FloatArray = ((1 - at) * (1 + at)) ** 2 / (n - 1)
    return variance


def _checks(r: FloatArray, n: FloatArray, fewest: int) -> tuple[tuple[BoolArray, Reason], ...]:
    return (*missing(r, n), (np.abs(r) > 1, Reason.OUT_OF_RANGE), (n < fewest, Reason.SMALL_N))

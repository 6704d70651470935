"""Area under the ROC curve: the probability that a person of group 1 has the larger value (also CLES)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from synthesis.effects.means import pooled_sd
from synthesis.effects.options import VarianceType, variance_type
from synthesis.effects.outcome import Effects, Reason, missing, numbers, settle

V = VarianceType
AUC_FORMS = (V.LS, V.LS2, V.H0)
BINORMAL_FORMS = (V.LS, V.HO)


@np.errstate(all="ignore")
def auc(ai: ArrayLike, n1i: ArrayLike, n2i: ArrayLike, *, vtype: str = V.LS) -> Effects:
    """Area under the curve as reported, between 0 and 1.

    Parameters
    ----------
    ai
        Areas; 0.5 means no difference, above it group 1 has larger values.
    n1i, n2i
        People; at least 2 each.
    vtype
        ``LS`` method 5 of Newcombe (2006) and ``LS2`` that of Hanley and McNeil (1982), both with
        (n1-1)(n2-1) below (Cho et al. 2019, section 2.4); ``H0`` (n1+n2+1)/(12 n1 n2), exact when the
        groups do not differ and no values are tied.

    Examples
    --------
    >>> effects = auc(0.8, 30, 30)
    >>> float(effects.yi), float(effects.vi.round(12))
    (0.8, 0.003561897212)
    """
    form = variance_type(vtype, AUC_FORMS)
    a, n1, n2 = numbers(ai, n1i, n2i)
    spread = a * (1 - a)
    pairs = (n1 - 1) * (n2 - 1)
    if form is V.LS:
        people = n1 + n2
        vi = spread / pairs * (people - 1 - (1.5 * people - 3) / ((2 - a) * (1 + a)))
    elif form is V.LS2:
        both1, both2 = spread * (1 - a) / (2 - a), spread * a / (1 + a)  # a/(2-a) - a² and 2a²/(1+a) - a²
        vi = (spread + (n1 - 1) * both1 + (n2 - 1) * both2) / pairs
    else:
        vi = (n1 + n2 + 1) / (12 * n1 * n2)
    return settle(
        a,
        vi,
        *missing(a, n1, n2),
        ((a < 0) | (a > 1), Reason.OUT_OF_RANGE),
        ((n1 < 2) | (n2 < 2), Reason.SMALL_N),
    )


@np.errstate(all="ignore")
def binormal_auc(
    m1i: ArrayLike,
    sd1i: ArrayLike,
    n1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
    *,
    vtype: str = V.LS,
) -> Effects:
    """Area under the curve that two normal distributions with these means and deviations have.

    Φ(δ/√2) with δ the difference over √((sd1² + sd2²)/2), variance by the delta method from Bonett (2008);
    with ``HO`` over the pooled standard deviation, variance from that of Cohen's d.
    """
    form = variance_type(vtype, BINORMAL_FORMS)
    m1, sd1, n1, m2, sd2, n2 = numbers(m1i, sd1i, n1i, m2i, sd2i, n2i)
    if form is V.HO:
        scale = pooled_sd(sd1, n1, sd2, n2)
        d = (m1 - m2) / scale
        of_d = 1 / n1 + 1 / n2 + d**2 / (2 * (n1 + n2))
    else:
        scale = np.hypot(sd1, sd2) / np.sqrt(2)
        d = (m1 - m2) / scale
        r1, r2 = (sd1 / scale) ** 2, (sd2 / scale) ** 2
        of_d = d**2 * (r1**2 / (n1 - 1) + r2**2 / (n2 - 1)) / 8 + r1 / (n1 - 1) + r2 / (n2 - 1)
    return settle(
        ndtr(d / np.sqrt(2)),
        np.exp(-(d**2) / 2) / (4 * np.pi) * of_d,
        *missing(m1, sd1, n1, m2, sd2, n2),
        ((n1 < 2) | (n2 < 2), Reason.SMALL_N),
        ((sd1 < 0) | (sd2 < 0), Reason.NEGATIVE_SD),
        (scale == 0, Reason.ZERO_SD),
    )

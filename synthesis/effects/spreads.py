"""Two groups compared by how much their members differ from each other.

Group 1 over group 2; arguments as in `synthesis.effects.means`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from synthesis.effects.means import two_spreads
from synthesis.effects.options import VarianceType, variance_type
from synthesis.effects.outcome import Effects, FloatArray, Reason, missing, numbers, settle

V = VarianceType
SPREAD_FORMS = (V.LS, V.LS2)


@np.errstate(all="ignore")
def vr(
    sd1i: ArrayLike,
    n1i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
    *,
    vtype: str = V.LS,
    correct: bool = True,
) -> Effects:
    """Logarithm of the ratio of standard deviations (variability ratio), natural log.

    Nakagawa et al. (2015, equations 8 and 9), without the small-sample bias when `correct`. Variance ``LS``
    1/(2(n-1)) summed over groups; ``LS2`` n/(2(n-1)²) (Senior et al. 2020).
    """
    form = variance_type(vtype, SPREAD_FORMS)
    sd1, n1, sd2, n2 = numbers(sd1i, n1i, sd2i, n2i)
    yi = np.log(sd1) - np.log(sd2) + (_log_sd_bias(n1) - _log_sd_bias(n2) if correct else 0)
    vi = _log_sd_variance(n1, form) + _log_sd_variance(n2, form)
    return settle(
        yi,
        vi,
        *missing(sd1, n1, sd2, n2),
        *two_spreads(sd1, n1, sd2, n2),
        ((sd1 == 0) | (sd2 == 0), Reason.ZERO_SD),
    )


@np.errstate(all="ignore")
def cvr(
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
    """Logarithm of the ratio of coefficients of variation, natural log; both means must be positive.

    Nakagawa et al. (2015, equations 11 and 12) without the term for a correlation of mean and standard
    deviation, which is 0 for normal data. `correct` removes the bias of log sd and of log mean (metafor
    since 5.0). Variance ``LS`` 1/(2(n-1)) + c²/n summed over groups with c = sd/mean; ``LS2``
    n/(2(n-1)²) + c²/n + c⁴/(2n²) (Senior et al. 2020; for normal means the full second order of the last part
    is five times that).
    """
    form = variance_type(vtype, SPREAD_FORMS)
    m1, sd1, n1, m2, sd2, n2 = numbers(m1i, sd1i, n1i, m2i, sd2i, n2i)
    c1, c2 = (sd1 / m1) ** 2 / n1, (sd2 / m2) ** 2 / n2
    yi = (np.log(sd1) - np.log(m1)) - (np.log(sd2) - np.log(m2))
    if correct:
        yi = yi + (_log_sd_bias(n1) - _log_sd_bias(n2)) - (c1 - c2) / 2
    vi = _log_sd_variance(n1, form) + c1 + _log_sd_variance(n2, form) + c2
    if form is V.LS2:
        vi = vi + c1**2 / 2 + c2**2 / 2
    return settle(
        yi,
        vi,
        *missing(m1, sd1, n1, m2, sd2, n2),
        *two_spreads(sd1, n1, sd2, n2),
        ((m1 <= 0) | (m2 <= 0), Reason.MEAN_NOT_POSITIVE),
        ((sd1 == 0) | (sd2 == 0), Reason.ZERO_SD),
    )


def _log_sd_bias(n: FloatArray) -> FloatArray:
    return 1 / (2 * (n - 1))


def _log_sd_variance(n: FloatArray, form: VarianceType) -> FloatArray:
    return 1 / (2 * (n - 1)) if form is V.LS else n / (2 * (n - 1) ** 2)

"""The interval of Henmi and Copas (2010, Statistics in Medicine 29:2969).

The estimate weighs studies as a fixed-effect model does, which small studies distort less, and the interval
allows for heterogeneity through the exact relation between estimate and Q, the latter taken to be gamma
distributed given the former.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import gammainc

from synthesis.errors import NumbersError
from synthesis.models.inference import share
from synthesis.models.problem import Array

#: The normal density this far beyond the start is nothing.
_REACH = 40.0


class HenmiCopas(NamedTuple):
    """Estimate, standard error, bounds, and the DerSimonian-Laird tau2 behind them."""

    estimate: float
    se: float
    ci_lb: float
    ci_ub: float
    tau2: float


def henmi_copas(yi: Array, vi: Array, *, level: float = 95) -> HenmiCopas:
    """Compute the interval.

    Parameters
    ----------
    yi, vi : (k,)
        Effects and sampling variances, k at least 2.
    level
        Coverage in percent.

    Raises
    ------
    NumbersError
        With fewer than two studies.

    Examples
    --------
    >>> made = henmi_copas(np.array([0.1, 0.4, 0.9]), np.array([0.04, 0.05, 0.09]))
    >>> round(made.estimate, 6)
    0.365347
    """
    k = yi.size
    if k < 2:
        raise NumbersError(f"{k} study", where="henmi_copas", hint="needs two or more")
    tail = share(level)
    w = 1.0 / vi
    w1, w2, w3, w4 = w.sum(), *((w**m).sum() / w.sum() for m in (2, 3, 4))
    estimate = float((w @ yi) / w1)
    q = float((w * (yi - estimate) ** 2).sum())
    tau2 = max(0.0, float((q - (k - 1)) / (w1 - w2)))
    grown = 1.0 + tau2 * w2  # variance of the standardised estimate

    def tail_at(u: float) -> float:
        def part(r: float) -> float:
            # mean and variance of Q when the standardised estimate is r * sqrt(grown)
            shift = (r * r - 1.0) / grown
            first = tau2**2 * (w3 - w2**2)
            second = tau2**3 * (w4 - 2.0 * w2 * w3 + w2**3) + first
            mean = (k - 1) + tau2 * (w1 - w2) + shift * first
            base = (k - 1) + 2.0 * tau2 * (w1 - w2) + tau2**2 * (w1 * w2 - 2.0 * w3 + w2**2)
            variance = 2.0 * base + 4.0 * shift * second + (2.0 - 4.0 * r * r) / grown**2 * first**2
            bound = (k - 1) + (w1 / w2 - 1.0) * (grown * (r / u) ** 2 - 1.0)
            return float(gammainc(mean * mean / variance, bound * mean / variance)) * float(
                np.exp(-0.5 * r * r)
            )

        # a standardised estimate below u stays below it however small tau2 is estimated
        start = u / float(np.sqrt(grown))
        value = quad(
            part,
            start,
            start + _REACH,
            epsabs=1e-14,
            epsrel=1e-12,
            limit=500,
            points=[start + 2.0, start + 6.0],
        )
        return float(value[0]) / float(np.sqrt(2.0 * np.pi)) - tail

    high = 2.0
    while tail_at(high) > 0.0:
        high *= 2.0
    u = float(brentq(tail_at, 1e-6, high, xtol=1e-13, rtol=1e-13))
    se = float(np.sqrt(grown / w1))
    return HenmiCopas(estimate, se, estimate - u * se, estimate + u * se, tau2)

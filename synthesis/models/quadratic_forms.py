"""Distribution of a sum of squared normals with positive weights."""

from __future__ import annotations

import numpy as np

from synthesis.models.problem import Array

#: The sum ends where the integrand is this small beside its top.
_NEGLIGIBLE = 1e-17
#: Step of the midpoint rule: at most this, and this share of the width of the integrand's top.
_STEP, _SHARE = 0.08, 0.3


def mixture_cdf(x: float, weights: Array) -> float:
    """Probability that ``sum(weights * z**2)``, z standard normal, is at most `x`.

    The Laplace transform ``prod(1 + 2 w s)^(-1/2) / s`` is singular only on the negative real axis, from the
    branch point -1/(2 max w) on, and at 0. Its inverse is taken along the parabola with the branch point as
    focus and the saddle point as vertex, where the equally spaced rule converges geometrically.

    Parameters
    ----------
    x
        Any number.
    weights : (n,)
        Not negative; at least one positive.

    Returns
    -------
    float
        Relative error below 1e-12, in the lower tail too.

    Examples
    --------
    >>> round(mixture_cdf(3.841458820694124, np.ones(1)), 12)
    0.95
    """
    if not x > 0.0:
        return 0.0
    vertex = _saddle(x, weights)
    focus = -0.5 / float(weights.max())
    reach = vertex - focus
    share = weights / (1.0 + 2.0 * weights * vertex)
    width = 0.5 / (reach * np.sqrt(1.0 / vertex**2 + 2.0 * (share * share).sum()))
    step = min(_STEP * (1.0 - np.sqrt(-focus / reach)), _SHARE * width)
    nodes = int(9.0 * width / step) + 8
    while True:
        turn = 1.0 + 1j * step * np.arange(nodes)
        s = focus + reach * turn * turn
        terms = np.exp(s * x - 0.5 * np.log1p(2.0 * np.multiply.outer(s, weights)).sum(-1)) * turn / s
        if abs(terms[-1]) <= _NEGLIGIBLE * abs(terms[0]):
            break
        nodes *= 2
    return float(min(step * reach / np.pi * (2.0 * terms.real.sum() - terms[0].real), 1.0))


def _saddle(x: float, weights: Array) -> float:
    """Solve ``x = 1/s + sum(w / (1 + 2 w s))`` for s > 0, by Newton's method on the reciprocal of both sides.

    The right side is a sum of 1 / linear, so its reciprocal is concave in s: see `q_root`.
    """
    s = 1.0 / x
    for _ in range(100):
        part = weights / (1.0 + 2.0 * weights * s)
        value = 1.0 / s + part.sum()
        slope = 1.0 / (s * s) + 2.0 * (part * part).sum()
        step = value * (value / x - 1.0) / slope
        s += step
        if abs(step) <= 1e-6 * s:
            break
    return float(s)

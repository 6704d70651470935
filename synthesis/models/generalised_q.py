"""Exact inference on tau2 from a weighted sum of squares whose weights do not depend on tau2.

With weights A, ``Q = y'P_A y`` is distributed as a sum of squared normals weighted by the eigenvalues of
``L'A(V + tau2)L``, L an orthonormal basis of what the design leaves (Jackson 2013, Research Synthesis Methods
4:220; Viechtbauer 2021 for the median-unbiased estimate).
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from synthesis.models.problem import Array, Problem
from synthesis.models.quadratic_forms import mixture_cdf

_RELATIVE = 1e-13


def median_unbiased(problem: Problem, weights: Array | None, q: Array) -> Array:
    """tau2 at which the observed `q` (B,) is the median of its distribution; 0 where it lies below."""
    return np.array([_tau2_at(problem, row, weights, q[row], 0.5) for row in range(q.size)])


def interval(problem: Problem, weights: Array | None, q: Array, level: float) -> tuple[Array, Array]:
    """Interval of tau2 by inverting the exact test of `q` (B,); NaN where even tau2 = 0 makes `q` too small.

    Parameters
    ----------
    problem
        B problems.
    weights : (B, k), optional
        The weights of `q`; None means inverse variances.
    q : (B,)
        ``y'P_A y``.
    level
        Coverage in percent.
    """
    tail = 0.5 - level / 200.0
    low = np.array([_tau2_at(problem, row, weights, q[row], 1.0 - tail) for row in range(q.size)])
    high = np.array([_tau2_at(problem, row, weights, q[row], tail, nan=True) for row in range(q.size)])
    return np.where(np.isnan(high), np.nan, low), high


def _tau2_at(
    problem: Problem, row: int, weights: Array | None, q: float, probability: float, *, nan: bool = False
) -> float:
    """tau2 at which `q` is not exceeded with `probability`; 0 (or NaN) where tau2 = 0 gives less."""
    v, x, a = problem.studies(row, weights)
    root = np.sqrt(a)
    basis = np.linalg.qr(root[:, None] * x, mode="complete")[0][:, x.shape[1] :]
    within = basis.T @ ((a * v)[:, None] * basis)
    between = basis.T @ (a[:, None] * basis)

    def excess(tau2: float) -> float:
        eigenvalues = np.linalg.eigvalsh(within + tau2 * between)
        return mixture_cdf(q, np.maximum(eigenvalues, 0.0)) - probability

    if not excess(0.0) > 0.0:
        return float("nan") if nan else 0.0
    high = float(q / np.trace(between)) + float(v.min())
    while excess(high) > 0.0:
        high *= 4.0
    return float(brentq(excess, 0.0, high, xtol=1e-300, rtol=_RELATIVE, maxiter=500))

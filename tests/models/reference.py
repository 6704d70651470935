"""Slow, plain computations that the tests compare with."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, getcontext
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from scipy.special import gammainc

from synthesis.models.henmi_copas import HenmiCopas


def dense_p(v: np.ndarray, x: np.ndarray, t: float) -> np.ndarray:
    """Return the matrix P written out."""
    w = np.diag(1 / (v + t))
    return w - w @ x @ np.linalg.inv(x.T @ w @ x) @ x.T @ w


def log_likelihood(y: np.ndarray, v: np.ndarray, t: np.ndarray, *, restricted: bool) -> np.ndarray:
    """Log-likelihood of a mean without constants, at many tau2."""
    w = 1 / (v[:, None] + t)
    total = w.sum(0)
    mean = (w * y[:, None]).sum(0) / total
    value = np.log(w).sum(0) - (w * (y[:, None] - mean) ** 2).sum(0)
    return 0.5 * (value - np.log(total) if restricted else value)


def exact_reml(y: list[float], v: list[float], low: float, high: float) -> float:
    """Solve the REML equation of a mean between `low` and `high` by bisection with 60 digits."""
    getcontext().prec = 60
    ys, vs = [Decimal(a) for a in y], [Decimal(a) for a in v]

    def score(t: Decimal) -> Decimal:
        w = [1 / (a + t) for a in vs]
        total = sum(w)
        mean = sum(a * b for a, b in zip(w, ys, strict=True)) / total
        fit = sum((a * (b - mean)) ** 2 for a, b in zip(w, ys, strict=True))
        return fit - total + sum(a * a for a in w) / total

    lower, upper = Decimal(low), Decimal(high)
    assert score(lower) > 0 > score(upper)
    for _ in range(150):
        middle = (lower + upper) / 2
        lower, upper = (middle, upper) if score(middle) > 0 else (lower, middle)
    return float(lower)


def tail_probability(made: HenmiCopas, v: np.ndarray, level: float) -> tuple[float, float]:
    """P(pivot beyond the bound of Henmi and Copas), from matrices and a plain sum, and what it should be."""
    k, a, tau2 = v.size, 1 / v, made.tau2
    total = a.sum()
    p = np.diag(a) - np.outer(a, a) / total
    sigma = np.diag(v + tau2)
    c = a / np.sqrt(total)
    s = sigma @ c
    grown = c @ s
    u = (made.ci_ub - made.estimate) / made.se
    shrunk = sigma - np.outer(s, s) / grown
    r = np.linspace(u / np.sqrt(grown), u / np.sqrt(grown) + 12, 40_001)
    shift = np.sqrt(grown) * r / grown
    mean = np.trace(p @ shrunk) + shift**2 * (s @ p @ s)
    variance = 2 * np.trace(p @ shrunk @ p @ shrunk) + 4 * shift**2 * (s @ p @ shrunk @ p @ s)
    bound = (k - 1) + (total**2 / (a @ a) - 1) * (grown * (r / u) ** 2 - 1)
    density = gammainc(mean**2 / variance, bound * mean / variance) * np.exp(-r * r / 2) / np.sqrt(2 * np.pi)
    return np.trapezoid(density, r), 0.5 - level / 200


class ExactMoments(NamedTuple):
    """DerSimonian-Laird without rounding before the end: Cochran's Q, tau2 and the standard errors."""

    q: float
    tau2: float
    se: np.ndarray


def exact_moments(y: np.ndarray, v: np.ndarray, x: np.ndarray) -> ExactMoments:
    """Fit by rational arithmetic."""
    k, p = x.shape
    ys, vs = [Fraction(a) for a in y.tolist()], [Fraction(a) for a in v.tolist()]
    xs = [[Fraction(a) for a in row] for row in x.tolist()]

    def inverse_of(w: list[Fraction]) -> list[list[Fraction]]:
        a = [[_sum(w[s] * xs[s][i] * xs[s][j] for s in range(k)) for j in range(p)] for i in range(p)]
        return _solved(a, [[Fraction(i == j) for j in range(p)] for i in range(p)])

    w = [1 / a for a in vs]
    inverse = inverse_of(w)
    xwy = [_sum(w[s] * xs[s][i] * ys[s] for s in range(k)) for i in range(p)]
    beta = [_sum(inverse[i][j] * xwy[j] for j in range(p)) for i in range(p)]
    q = _sum(w[s] * (ys[s] - _sum(xs[s][i] * beta[i] for i in range(p))) ** 2 for s in range(k))
    squares = [[_sum(w[s] ** 2 * xs[s][i] * xs[s][j] for s in range(k)) for j in range(p)] for i in range(p)]
    trace = _sum(w) - _sum(inverse[i][j] * squares[j][i] for i in range(p) for j in range(p))
    tau2 = max((q - (k - p)) / trace, Fraction(0))
    covariance = inverse_of([1 / (a + tau2) for a in vs])
    return ExactMoments(float(q), float(tau2), np.sqrt([float(covariance[i][i]) for i in range(p)]))


def _sum(terms: Iterable[Fraction]) -> Fraction:
    return sum(terms, Fraction(0))


def _solved(a: list[list[Fraction]], b: list[list[Fraction]]) -> list[list[Fraction]]:
    """Gauss-Jordan elimination."""
    rows = [left + right for left, right in zip(a, b, strict=True)]
    for i in range(len(rows)):
        pivot = next(r for r in range(i, len(rows)) if rows[r][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for r in range(len(rows)):
            if r != i:
                rows[r] = [value - rows[r][i] * own for value, own in zip(rows[r], rows[i], strict=True)]
    return [row[len(a) :] for row in rows]

"""Slow, plain computations that the tests compare with."""

from __future__ import annotations

from decimal import Decimal, getcontext

import numpy as np


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

"""The maximum of one likelihood in plain floats: the same algebra as the batch, without its cost a call."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from synthesis.models.mean_problem import MeanProblem

_MOST = 60
#: As in `likelihood`.
_STEP, _SLACK = 1e-7, 1e-6


class _Score(NamedTuple):
    a: float
    a3: float
    b: float
    b2: float


def single_maximum(problem: MeanProblem, *, restricted: bool) -> float | None:
    """Return the tau2 of greatest likelihood of a batch of one; None when that needs the full search.

    Newton's method from 0 on ``b / a = 1``, followed by the proofs of `concave` that no other maximum exists.
    """
    d, v = problem.d[:, 0], problem.v[:, 0]
    first_v, spread = float(problem.smallest[0]), float(problem.spread[0])
    if not d.size or not spread > 0.0:
        return None

    def score(t: float) -> _Score:
        w = 1.0 / (v + t)
        w0 = 1.0 / (first_v + t)
        s1, s2 = float(np.add.reduce(w)), float(w @ w)
        total = w0 + s1
        mean = float(w @ d) / total
        u = w * (d - mean)
        u0 = -w0 * mean
        weighted = w * u
        cross = float(np.add.reduce(weighted))
        a3 = float(weighted @ u) + (w0 * u0 * (u0 * s1 - 2.0 * cross) - cross * cross) / total
        a = float(u @ u) + u0 * u0
        if not restricted:
            return _Score(a, a3, total, w0 * w0 + s2)
        s3, share = float((w * w) @ w), s2 / total
        b = (2.0 * w0 * s1 + (s1 * s1 - s2)) / total
        b2 = w0 * (w0 * (s1 * s1 + 2.0 * s2)) / (total * total) + (s2 - 2.0 * s3 / total + share * share)
        return _Score(a, a3, b, b2)

    zero = score(0.0)
    if not zero.a > zero.b:
        return 0.0 if _falling_from(zero, spread) else None
    t, here = 0.0, zero
    for _ in range(_MOST):
        curve = 2.0 * here.b * here.a3 - here.b2 * here.a
        step = (here.a - here.b) * here.a / curve if curve > 0.0 else math.nan
        after = t + step
        if not 0.0 < after < spread:
            return None
        if abs(step) <= _STEP * t:
            return after if _only_root(zero, here, after, spread) else None
        t, here = after, score(after)
    return None


def _falling_from(zero: _Score, spread: float) -> bool:
    alpha, beta = 1.0 / math.sqrt(zero.a), 1.0 / zero.b
    gain = 2.0 * alpha / math.sqrt(spread) - zero.b2 * beta * beta
    return gain >= 0.0 or gain * gain <= 4.0 * (alpha * alpha - beta) / spread


def _only_root(zero: _Score, root: _Score, t: float, spread: float) -> bool:
    alpha = 1.0 / math.sqrt(root.a)
    reach = alpha * (1.0 - t * root.a3 / root.a * (1.0 - _SLACK))
    falling = 2.0 * alpha >= root.b2 / (root.b * root.b) * (1.0 + _SLACK) * math.sqrt(spread)
    return falling and reach * reach * zero.b <= 1.0

"""The tau2 at which the weighted residual sum of squares Q(t) = y'P(t)y equals a target."""

from __future__ import annotations

import numpy as np

from synthesis.models.problem import Array, Problem

#: Newton stops when a step is this small beside t; the error left is about its square.
STEP = 1e-9
#: Far more iterations than a concave increasing function can need from within its domain.
_MOST = 200


def q_root(problem: Problem, target: Array, start: Array | None = None) -> Array:
    """Solve ``Q(t) = target`` for t >= 0.

    1/Q is a weighted harmonic mean of linear functions of t, hence concave and increasing: Newton's method on
    it lands at or below the root after one step from anywhere, then climbs to the root without overshooting.

    Parameters
    ----------
    problem
        B problems.
    target : (B,)
        Positive values.
    start : (B,), optional
        Where to begin; 0 by default.

    Returns
    -------
    (B,)
        The root; 0 where Q(0) <= target; NaN where `target` is NaN.

    Examples
    --------
    >>> from synthesis.models.mean_problem import MeanProblem
    >>> problem = MeanProblem.from_rows(np.array([[0.1, 0.9, 0.5]]), np.array([[0.04, 0.04, 0.04]]))
    >>> q_root(problem, np.array([2.0])).round(6)
    array([0.12])
    """
    t = np.zeros_like(target) if start is None else np.array(start, dtype=float)
    result = np.full_like(target, np.nan)
    rows = np.arange(target.size)
    part, aim = problem, target
    for _ in range(_MOST):
        q, a = part.residual(t)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = q * (q / aim - 1.0) / a
        step[a == 0.0] = -np.inf  # identical yi: Q is 0 for every t
        after = np.maximum(t + step, 0.0)
        moving = np.abs(after - t) > STEP * after
        stuck = ~moving  # NaN counts as done
        if stuck.any():
            result[rows[stuck]] = after[stuck]
            here = np.flatnonzero(moving)
            if not here.size:
                break
            if here.size < 0.7 * rows.size:
                rows, aim, part, t = rows[here], aim[here], part.take(here), after[here]
                continue
        t = after
    return result

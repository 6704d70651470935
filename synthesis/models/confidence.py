"""Intervals of tau2, and of I2 and H2 through it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from synthesis.errors import NumbersError
from synthesis.models import generalised_q
from synthesis.models.inference import chi2_quantile, share
from synthesis.models.likelihood import profile_roots
from synthesis.models.options import Method, Tau2Interval
from synthesis.models.problem import Array, AtZero, Problem, degrees
from synthesis.models.q_root import q_root


class Interval(NamedTuple):
    """Lower and upper bounds, (B,) each.

    Both are NaN where no value is compatible with the data: even tau2 = 0 makes the estimates agree better
    than chance allows.
    """

    low: Array
    high: Array


def tau2_interval(
    problem: Problem,
    kind: Tau2Interval,
    *,
    tau2: Array,
    method: Method,
    level: float = 95,
    weights: Array | None = None,
) -> Interval:
    """Interval of tau2 for each of B problems with k - p >= 1.

    Parameters
    ----------
    problem
        B problems.
    kind
        Q-profile holds for every method; the profile likelihood needs an ML or REML fit.
    tau2 : (B,)
        The estimate; where the search starts.
    method
        The estimator of the fit.
    level
        Coverage in percent.
    weights : (B, k), optional
        Weights of the generalised Q; inverse variances by default.

    Raises
    ------
    NumbersError
        For a profile likelihood interval of another estimator.

    Examples
    --------
    >>> from synthesis.models.mean_problem import MeanProblem
    >>> problem = MeanProblem.from_rows(np.array([[0.1, 0.9, 0.5]]), np.array([[0.04, 0.04, 0.04]]))
    >>> made = tau2_interval(problem, Tau2Interval.QP, tau2=np.array([0.12]), method=Method.REML)
    >>> made.low.round(4), made.high.round(4)
    (array([0.0034]), array([6.2797]))
    """
    tail = share(level)
    if kind is Tau2Interval.QP:
        return q_profile(problem, tau2, tail)
    if kind is Tau2Interval.GENQ:
        given = weights is not None
        q = problem.traces(weights).q if given else problem.residual(np.zeros_like(tau2)).q
        return Interval(*generalised_q.interval(problem, weights, q, level))
    if method not in (Method.ML, Method.REML):
        raise NumbersError(
            f"{method.value} has no likelihood", where="interval", hint="use QP, or fit by ML or REML"
        )
    drop = 0.5 * float(chi2_quantile(np.ones(1), 2.0 * tail)[0])
    return Interval(*profile_roots(problem, tau2, drop, restricted=method is Method.REML))


def q_profile(problem: Problem, start: Array, tail: float) -> Interval:
    """Q-profile interval (Viechtbauer 2007): the tau2 at which Q is at a quantile of chi-squared(k - p)."""
    df = degrees(problem)
    high = q_root(problem, chi2_quantile(df, 1.0 - tail), start)
    low = q_root(problem, chi2_quantile(df, tail), start)
    # a root at 0 may be a floor: then Q(0) is below the lower quantile and nothing is compatible
    floor = np.flatnonzero(high == 0.0)
    if floor.size:
        part = problem.take(floor)
        q = part.residual(np.zeros(floor.size)).q
        none = floor[q < chi2_quantile(df[floor], 1.0 - tail)]
        low[none] = high[none] = np.nan
    return Interval(low, high)


def i2_h2(tau2: Array, typical: Array) -> tuple[Array, Array]:
    """I2 in percent and H2 from tau2 and the typical sampling variance."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100.0 * tau2 / (tau2 + typical), tau2 / typical + 1.0


def typical_variance(problem: Problem, zero: AtZero) -> Array:
    """``(k - p) / tr P`` at tau2 = 0: the sampling variance I2 compares tau2 with."""
    return degrees(problem) / zero.p

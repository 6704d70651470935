"""tau2: the variance of true effects between studies, by fifteen estimators."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import chdtri

from synthesis.errors import NumbersError
from synthesis.models.generalised_q import median_unbiased
from synthesis.models.likelihood import maximise
from synthesis.models.options import MEAN_UNBIASED_ROOT, Method
from synthesis.models.problem import Array, AtZero, Problem, Traces, degrees
from synthesis.models.q_root import q_root

#: Estimators by likelihood: whether it is the restricted one.
_RESTRICTED = {Method.ML: False, Method.REML: True}


class Tau2(NamedTuple):
    """tau2 of B problems; each (B,).

    value
        The estimate, on the squared scale of yi, never negative; NaN where it is undefined.
    se
        Its standard error; NaN where undefined and for a fixed-effect model.
    modes
        Number of local maxima of the likelihood; 1 for estimators that have one solution.
    other
        The best other local maximum; NaN when there is none.
    gain
        How much higher the log-likelihood is at `value` than at `other`.
    """

    value: Array
    se: Array
    modes: Array
    other: Array
    gain: Array


def at_zero(problem: Problem, method: Method) -> AtZero:
    """Compute the sums at tau2 = 0 that `method` and every fit need."""
    return problem.at_zero(restricted=_RESTRICTED.get(method))


def estimate(
    problem: Problem, method: Method, *, weights: Array | None = None, zero: AtZero | None = None
) -> Tau2:
    """Estimate tau2 of each problem.

    ML and REML give the global maximum of the likelihood. PM, EB, DLIT and SJIT are four ways to the one
    solution of ``Q(tau2) = k - p``. Estimates that come out negative are 0.

    Parameters
    ----------
    problem
        B problems with k - p >= 1.
    method
        The estimator.
    weights : (B, k), optional
        Weights of GENQ and GENQM, in the order of the studies given.
    zero
        Sums at tau2 = 0, when known.

    Raises
    ------
    NumbersError
        When GENQ or GENQM lack weights.

    Examples
    --------
    >>> from synthesis.models.mean_problem import MeanProblem
    >>> problem = MeanProblem.from_rows(np.array([[0.1, 0.9, 0.5]]), np.array([[0.04, 0.04, 0.04]]))
    >>> estimate(problem, Method.REML).value.round(6)
    array([0.12])
    """
    if method in (Method.GENQ, Method.GENQM) and weights is None:
        raise NumbersError(
            f"{method.value} needs weights", where="weights", hint="one positive number a study"
        )
    if method is Method.FE:
        nothing = np.full_like(problem.smallest, np.nan)
        return _single(np.zeros_like(problem.smallest), nothing)
    if method in _RESTRICTED:
        return _likelihood(problem, zero, restricted=_RESTRICTED[method])
    if method in MEAN_UNBIASED_ROOT:
        value = q_root(problem, degrees(problem))
        return _single(value, _root_se(problem, value))
    if method is Method.PMM:
        value = q_root(problem, chdtri(degrees(problem), 0.5))
        return _single(value, _root_se(problem, value))
    if method in (Method.GENQ, Method.GENQM):
        return _generalised(problem, weights, median=method is Method.GENQM)
    known = at_zero(problem, method) if zero is None else zero
    return _single(*_CLOSED[method](problem, known))


def _single(value: Array, se: Array) -> Tau2:
    nothing = np.full_like(value, np.nan)
    return Tau2(value, se, np.ones_like(value), nothing, nothing)


def _likelihood(problem: Problem, zero: AtZero | None, *, restricted: bool) -> Tau2:
    found = maximise(problem, restricted=restricted, first=None if zero is None else zero.score)
    at = found.tau2
    information = problem.trace_pp(at) if restricted else problem.total_weight(at)[1]
    return Tau2(found.tau2, np.sqrt(2.0 / information), found.modes, found.other, found.gain)


def _root_se(problem: Problem, value: Array) -> Array:
    return np.sqrt(2.0 * problem.k**2 / degrees(problem)) / problem.total_weight(value)[0]


def _moment_se(traces: Traces, tau2: Array) -> Array:
    """Give the standard error of ``y'Py``, exact for normal effects."""
    return np.sqrt(2.0 * traces.pvpv + 4.0 * tau2 * traces.pvp + 2.0 * tau2**2 * traces.pp)


def _dl(problem: Problem, zero: AtZero) -> tuple[Array, Array]:
    free = degrees(problem)
    value = np.maximum((zero.q - free) / zero.p, 0.0)
    return value, np.sqrt(2.0 * free + 4.0 * value * zero.p + 2.0 * value**2 * zero.pp) / zero.p


def _hs(problem: Problem, zero: AtZero) -> tuple[Array, Array]:
    free = degrees(problem)
    value = np.maximum((zero.q - problem.k) / zero.w, 0.0)
    return value, np.sqrt(2.0 * free + 4.0 * value * zero.p + 2.0 * value**2 * zero.pp) / zero.w


def _hsk(problem: Problem, zero: AtZero) -> tuple[Array, Array]:
    free = degrees(problem)
    value = np.maximum((zero.q * problem.k / free - problem.k) / zero.w, 0.0)
    scale = problem.k / free
    return value, scale * np.sqrt(2.0 * free + 4.0 * value * zero.p + 2.0 * value**2 * zero.pp) / zero.w


def _he(problem: Problem, zero: AtZero) -> tuple[Array, Array]:
    free = degrees(problem)
    traces = problem.traces(None)
    value = np.maximum((problem.spread - traces.pv) / free, 0.0)
    return value, _moment_se(traces, value) / free


def _sj(problem: Problem, zero: AtZero) -> tuple[Array, Array]:
    free = degrees(problem)
    seed = problem.plain_variance
    identical = seed <= 0.0
    start = np.where(identical, 1.0, seed)
    score = problem.score(start, restricted=True)
    value = np.where(identical, 0.0, start * problem.residual(start).q / free)
    # PV = I - start P on the space P projects to
    pvpv = free - 2.0 * start * score.b + start**2 * score.b2
    pvp = score.b - start * score.b2
    se = start / free * np.sqrt(2.0 * pvpv + 4.0 * value * pvp + 2.0 * value**2 * score.b2)
    return value, np.where(identical, np.nan, se)


def _generalised(problem: Problem, weights: Array | None, *, median: bool) -> Tau2:
    traces = problem.traces(weights)
    value = np.maximum((traces.q - traces.pv) / traces.p, 0.0)
    if median:
        value = median_unbiased(problem, weights, traces.q)
    return _single(value, _moment_se(traces, value) / traces.p)


_CLOSED: dict[Method, Callable[[Problem, AtZero], tuple[Array, Array]]] = {
    Method.DL: _dl,
    Method.HE: _he,
    Method.HS: _hs,
    Method.HSK: _hsk,
    Method.SJ: _sj,
}

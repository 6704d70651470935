"""The tau2 of greatest (restricted) likelihood: the global maximum, with the number of modes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from synthesis.models.concave import Ends, falling_after, falling_from, rising_before
from synthesis.models.mean_problem import MeanProblem
from synthesis.models.modes import all_modes
from synthesis.models.problem import Array, Problem, Score
from synthesis.models.single import single_maximum

_MOST = 200
#: Newton stops when a step is this small beside t; the error left is about its square.
STEP = 1e-7
#: Slack for a proof at a root known to about eight digits.
_SLACK = 1e-6


class Maximum(NamedTuple):
    """Where the likelihood of tau2 is greatest; each (B,).

    tau2
        The place; NaN where it could not be found.
    modes
        Number of local maxima on tau2 >= 0, the boundary included.
    other
        Place of the best other local maximum; NaN when there is none.
    gain
        By how much the log-likelihood at `tau2` exceeds that at `other`.
    """

    tau2: Array
    modes: Array
    other: Array
    gain: Array


def maximise(problem: Problem, *, restricted: bool, first: Score | None = None) -> Maximum:
    """Find the global maximum over tau2 >= 0.

    Newton's method on ``b / a = 1``, which is linear in tau2 when all sampling variances are equal, finds one
    maximum; `concave` then proves that there is no other. Where the proof fails, `modes` searches for all.

    Parameters
    ----------
    problem
        B problems with k - p >= 1.
    restricted
        REML when true, ML when false.
    first
        Parts of the likelihood equation at tau2 = 0, when known.

    Examples
    --------
    >>> from synthesis.models.mean_problem import MeanProblem
    >>> y = np.array([[-0.75, -8.2, -0.16, 0.06, 0.1, 0.65]])
    >>> v = np.array([[0.71, 2.44, 1.24, 0.07, 0.06, 0.85]])
    >>> made = maximise(MeanProblem.from_rows(y, v), restricted=True)
    >>> made.tau2.round(4), made.modes, made.other
    (array([7.8413]), array([2.]), array([0.]))
    """
    size = problem.smallest.size
    if size == 1 and isinstance(problem, MeanProblem):
        alone = single_maximum(problem, restricted=restricted)
        if alone is not None:
            return Maximum(np.array([alone]), np.ones(1), np.array([np.nan]), np.array([np.nan]))
    zero = np.zeros(size)
    first = problem.score(zero, restricted=restricted) if first is None else first
    spread = problem.spread
    tau2 = np.where(spread > 0.0, np.nan, 0.0)  # identical yi: a = 0 and the maximum is at 0
    inside = first.a > first.b
    tau2[~inside & ~np.isnan(first.a)] = 0.0
    proved = np.zeros(size, dtype=bool)

    low = Ends.of(zero, first)
    with np.errstate(divide="ignore", invalid="ignore"):
        proved |= ~inside & ((spread == 0.0) | falling_from(low, spread))

    rows = np.flatnonzero(inside)
    if rows.size:
        whole = rows.size == size
        climbed, last = _climb(
            problem if whole else problem.take(rows),
            first if whole else Score(*(part[rows] for part in first)),
            spread[rows],
            restricted=restricted,
        )
        tau2[rows] = climbed
        end = Ends.of(climbed, last)
        eased = end._replace(
            alpha_slope=end.alpha_slope * (1.0 - _SLACK), beta_slope=end.beta_slope * (1.0 + _SLACK)
        )
        proved[rows] = rising_before(low if whole else low.take(rows), eased) & falling_after(
            eased, spread[rows] if not whole else spread
        )

    modes = np.ones(size)
    other = np.full(size, np.nan)
    gain = np.full(size, np.nan)
    doubtful = np.flatnonzero(~proved & ~np.isnan(tau2))
    if doubtful.size:
        found = all_modes(problem.take(doubtful), tau2[doubtful], restricted=restricted)
        tau2[doubtful], modes[doubtful], other[doubtful], gain[doubtful] = found
    return Maximum(tau2, modes, other, gain)


def _climb(problem: Problem, first: Score, spread: Array, *, restricted: bool) -> tuple[Array, Score]:
    """From t = 0, where the score is positive, go to a root at which it turns negative.

    Returns the root and the parts of the equation at the last t before it (the last step is below `STEP`).
    """
    size = problem.smallest.size
    root = np.full(size, np.nan)
    ends = Score(*(np.array(part) for part in first))
    # every root lies below the spread: each residual contrast pulls towards less than its own square
    low, high = np.zeros(size), spread
    rows = np.arange(size)
    part, t, s = problem, np.zeros(size), first
    for turn in range(_MOST):
        rising = s.a > s.b
        low = np.where(rising, t, low)
        high = np.where(rising, high, t)
        curve = 2.0 * s.b * s.a3 - s.b2 * s.a
        with np.errstate(divide="ignore", invalid="ignore"):
            step = (s.a - s.b) * s.a / curve
        after = t + step
        outside = ~((after > low) & (after < high)) | (turn % 16 == 15)
        settled = np.abs(step) <= STEP * (t + STEP * part.smallest)
        outside &= ~settled
        if outside.any():
            floor = low + 1e-3 * part.smallest
            after = np.where(outside, np.sqrt(floor * np.maximum(high, floor)), after)
            after = np.where(outside & ~((after > low) & (after < high)), 0.5 * (low + high), after)
            settled |= high - low <= STEP * low
        if settled.any():
            here = rows[settled]
            root[here] = np.maximum(after[settled], 0.0)
            for kept, value in zip(ends, s, strict=True):
                kept[here] = value[settled]
            stay = np.flatnonzero(~settled)
            if not stay.size:
                break
            rows, part, t = rows[stay], part.take(stay), after[stay]
            low, high = low[stay], high[stay]
        else:
            t = after
        s = part.score(t, restricted=restricted)
    return root, ends


def profile_roots(problem: Problem, tau2: Array, drop: float, *, restricted: bool) -> tuple[Array, Array]:
    """tau2 below and above the maximum where the log-likelihood is `drop` lower, (B,) each.

    The nearest such places on both sides of `tau2` (B,); 0 below where the likelihood does not drop so far.
    """
    level = problem.log_likelihood(tau2, restricted=restricted) - drop
    zero = np.zeros_like(tau2)
    open_below = problem.log_likelihood(zero, restricted=restricted) < level
    low = np.where(open_below, _crossing(problem, zero, tau2, level, restricted=restricted), 0.0)
    far = 2.0 * tau2 + problem.smallest
    for _ in range(_MOST):
        inside = problem.log_likelihood(far, restricted=restricted) >= level
        if not inside.any():
            break
        far = np.where(inside, 2.0 * far, far)
    return low, _crossing(problem, far, tau2, level, restricted=restricted)


def _crossing(problem: Problem, outside: Array, inside: Array, level: Array, *, restricted: bool) -> Array:
    """Where the log-likelihood passes `level` between a place below it and one above it.

    Bisection on sqrt(t + smallest) with Newton steps where they stay inside the bracket.
    """
    below, above = np.array(outside), np.array(inside)
    t = 0.5 * (below + above)
    for _ in range(_MOST):
        excess = problem.log_likelihood(t, restricted=restricted) - level
        low = excess < 0.0
        below, above = np.where(low, t, below), np.where(low, above, t)
        score = problem.score(t, restricted=restricted)
        with np.errstate(divide="ignore", invalid="ignore"):
            after = t - excess / (0.5 * (score.a - score.b))
        held = (after - below) * (after - above) < 0.0
        after = np.where(held, after, 0.5 * (below + above))
        if np.all(np.abs(after - t) <= 1e-13 * (t + after)):
            return after
        t = after
    return t

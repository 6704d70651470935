"""All local maxima of the likelihood of tau2: intervals are split until proved empty or holding one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synthesis.models.concave import Ends, falling_between, one_sign, rising_before
from synthesis.models.problem import Array, Index, Problem

#: An interval this narrow, beside lambda + t, is taken to hold one root when the score changes sign in it.
_NARROW = 1e-3
_DEEPEST = 60
#: An interval is split into as many pieces as keep about this many columns at work, within limits.
_COLUMNS, _PIECES = 2048, 16
_POLISH = 200


def all_modes(problem: Problem, known: Array, *, restricted: bool) -> tuple[Array, Array, Array, Array]:
    """Return the best maximum, the number of maxima, the runner-up and how much lower it is; each (B,).

    `known` (B,) is one local maximum of each problem. The others are looked for between 0 and the residual
    sum of squares, beyond which the score is negative.
    """
    size = known.size
    found_rows, found = [np.arange(size)], [known]

    zero = np.zeros(size)
    start = problem.score(zero, restricted=restricted)
    at_boundary = np.flatnonzero((known > 0.0) & (start.a <= start.b))
    found_rows.append(at_boundary)
    found.append(zero[at_boundary])

    rows, roots = _roots(problem, known, restricted=restricted)
    found_rows.append(rows)
    found.append(roots)

    owner, place = np.concatenate(found_rows), np.concatenate(found)
    order = np.lexsort((place, owner))
    owner, place = owner[order], place[order]
    again = np.zeros(owner.size, dtype=bool)
    scale = place + problem.smallest[owner]
    again[1:] = (owner[1:] == owner[:-1]) & (place[1:] - place[:-1] <= 1e-6 * scale[1:])
    owner, place = owner[~again], place[~again]
    height = problem.take(owner).log_likelihood(place, restricted=restricted)

    best, other, gain = np.array(known), np.full(size, np.nan), np.full(size, np.nan)
    modes = np.bincount(owner, minlength=size).astype(float)
    order = np.lexsort((-height, owner))
    owner, place, height = owner[order], place[order], height[order]
    top = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    best[owner[top]] = place[top]
    second = top[modes[owner[top]] > 1] + 1
    other[owner[second]] = place[second]
    gain[owner[second]] = height[second - 1] - height[second]
    return best, modes, other, gain


def _roots(problem: Problem, known: Array, *, restricted: bool) -> tuple[Index, Array]:
    """Return the maxima other than `known` inside (0, spread), with the problem of each."""
    size = known.size
    every = np.arange(size)

    def ends(rows: Index, t: Array) -> Ends:
        return Ends.of(t, problem.take(rows).score(t, restricted=restricted))

    zero, top = np.zeros(size), 1.01 * problem.spread
    inside = np.flatnonzero(known > 0.0)
    # from 0 to the known maximum, and from there (or from 0) to the top
    owner = np.concatenate([inside, every])
    low = ends(owner, np.concatenate([zero[inside], known]))
    high = ends(owner, np.concatenate([known[inside], np.maximum(top, 2.0 * known)]))
    ends_at_known = np.concatenate([np.ones(inside.size, bool), np.zeros(size, bool)])
    starts_at_known = np.concatenate([np.zeros(inside.size, bool), known > 0.0])

    brackets: list[tuple[Index, Array, Array]] = []
    smallest = problem.smallest
    for _ in range(_DEEPEST):
        up = (low.alpha**2 < low.beta) & ~starts_at_known
        down_at_end = (high.alpha**2 >= high.beta) & ~ends_at_known
        with np.errstate(divide="ignore", invalid="ignore"):
            empty = np.where(
                ends_at_known,
                rising_before(low, high),
                np.where(
                    starts_at_known, falling_between(low, high), (up != down_at_end) & one_sign(low, high)
                ),
            ).astype(bool)
        width = high.t - low.t
        narrow = width <= _NARROW * (low.t + smallest[owner])
        crossing = up & down_at_end & ~starts_at_known & ~ends_at_known
        done = narrow & crossing
        if done.any():
            brackets.append((owner[done], low.t[done], high.t[done]))
        split = np.flatnonzero(~empty & ~narrow)
        if not split.size:
            break
        pieces = int(np.clip(_COLUMNS // split.size, 2, _PIECES))
        owner, low, high = owner[split], low.take(split), high.take(split)
        floor = smallest[owner]
        ratio = (high.t + floor) / (low.t + floor)
        inner = np.repeat(owner, pieces - 1)
        shares = np.arange(1, pieces) / pieces
        cuts = ((low.t + floor)[:, None] * ratio[:, None] ** shares - floor[:, None]).ravel()
        middle = ends(inner, cuts)
        low, high = low.before(middle, pieces), high.after(middle, pieces)
        owner = np.repeat(owner, pieces)
        starts_at_known = _only(starts_at_known[split], 0, pieces)
        ends_at_known = _only(ends_at_known[split], pieces - 1, pieces)
    if not brackets:
        return np.empty(0, dtype=np.intp), np.empty(0)
    rows = np.concatenate([b[0] for b in brackets])
    a, b = np.concatenate([x[1] for x in brackets]), np.concatenate([x[2] for x in brackets])
    return rows, _polish(problem.take(rows), a, b, restricted=restricted)


def _only(known: NDArray[np.bool_], place: int, pieces: int) -> NDArray[np.bool_]:
    """Pass a mark of an interval on to one of its pieces."""
    marks = np.zeros((known.size, pieces), dtype=bool)
    marks[:, place] = known
    return marks.ravel()


def _polish(problem: Problem, low: Array, high: Array, *, restricted: bool) -> Array:
    """Shrink brackets with a sign change to the root, by Newton's method held inside the bracket."""
    t = 0.5 * (low + high)
    for _ in range(_POLISH):
        s = problem.score(t, restricted=restricted)
        rising = s.a > s.b
        low, high = np.where(rising, t, low), np.where(rising, high, t)
        with np.errstate(divide="ignore", invalid="ignore"):
            after = t + (s.a - s.b) * s.a / (2.0 * s.b * s.a3 - s.b2 * s.a)
        after = np.where((after >= low) & (after <= high), after, 0.5 * (low + high))
        if np.all(np.abs(after - t) <= 1e-12 * after):
            return after
        t = after
    return t

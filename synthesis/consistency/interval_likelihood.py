"""Evaluate and maximise the likelihood of censored test statistics for many problems at once.

The workings of `censored`: probabilities of intervals on the log scale, their slopes, and Newton's
method over all problems together, dropping each as soon as it has converged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from synthesis.consistency.inputs import BoolArray, FloatArray
from synthesis.consistency.one_sided import log_one_minus_exp
from synthesis.errors import NumbersError

_LOG_ROOT_2PI = 0.5 * float(np.log(2.0 * np.pi))
_STEPS = 200
_PATIENCE = 30
_NARROW = 1e-5


def _precision(turn: int) -> float:
    """Give the step, relative to the width of the likelihood, at which Newton's method may stop.

    It squares its error and so reaches the first figure within a few turns. Only where rounding blurs
    the likelihood itself does it keep trembling; then the second is all there is.
    """
    return 1e-10 if turn < _PATIENCE else 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Slope:
    """Log-likelihood with its first and second derivative in mu."""

    value: FloatArray
    score: FloatArray
    curvature: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """Where each problem peaks: infinite without a bound on one side, NaN without any.

    `start` is a finite place near the data, `reach` the distance within which a drop of 2 is expected.
    """

    place: FloatArray
    start: FloatArray
    reach: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class IntervalLikelihood:
    """Problems as rows: every marker at every tau, shape (markers * taus, cohorts).

    Attributes
    ----------
    low, high
        Ends of each interval of z; an absent cohort has the whole line, which says nothing.
    root
        Square root of ntilde, the slope of the mean of z in mu.
    spread
        Standard deviation of z.
    present
        Which cohorts there are, shape (markers, cohorts).
    """

    low: FloatArray
    high: FloatArray
    root: FloatArray
    spread: FloatArray
    present: BoolArray

    @classmethod
    def of(cls, low: FloatArray, high: FloatArray, ntilde: FloatArray, tau: FloatArray) -> IntervalLikelihood:
        """Lay out markers of shape (markers, cohorts) at each tau."""
        present = ~(np.isnan(low) | np.isnan(high) | np.isnan(ntilde))
        size = np.where(present, ntilde, 1.0)
        repeat = tau.size
        return cls(
            low=np.repeat(np.where(present, low, -np.inf), repeat, axis=0),
            high=np.repeat(np.where(present, high, np.inf), repeat, axis=0),
            root=np.repeat(np.sqrt(size), repeat, axis=0),
            spread=np.sqrt(1.0 + size[:, None, :] * tau[:, None] ** 2).reshape(-1, size.shape[1]),
            present=present,
        )

    def at(self, mu: FloatArray, rows: BoolArray | None = None) -> Slope:
        """Evaluate at one mu for each row (or each row marked in `rows`); NaN where mu is not finite."""
        keep = slice(None) if rows is None else rows
        low, high, spread, root = self.low[keep], self.high[keep], self.spread[keep], self.root[keep]
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            mean = mu[:, None] * root
            a, b = (low - mean) / spread, (high - mean) / spread
            width = high - low
            # A very narrow interval is its density times its width: differences of tails would be noise.
            point = width <= _NARROW * spread
            middle = (a + b) / 2.0
            # Reflect so that the interval leans to the left, where the tail has a precise logarithm.
            flip = a + b > 0
            left, right = np.where(flip, -b, a), np.where(flip, -a, b)
            log_right = special.log_ndtr(right)
            log_mass = log_right + log_one_minus_exp(special.log_ndtr(left) - log_right)
            pull_a = np.exp(-0.5 * a * a - _LOG_ROOT_2PI - log_mass)
            pull_b = np.exp(-0.5 * b * b - _LOG_ROOT_2PI - log_mass)
            pull = pull_a - pull_b
            bend = np.where(np.isinf(a), 0.0, a * pull_a) - np.where(np.isinf(b), 0.0, b * pull_b)
            density = -0.5 * middle * middle - np.log(spread) - _LOG_ROOT_2PI
            value = np.where(point, density + np.where(width > 0, np.log(width), 0.0), log_mass)
            slope = root / spread
            score = np.where(point, middle, pull) * slope
            curvature = np.where(point, -1.0, bend - pull * pull) * slope * slope
        return Slope(value.sum(axis=1), score.sum(axis=1), curvature.sum(axis=1))

    def maximum(self) -> Maximum:
        """Find the maximum of every row."""
        opens_up, opens_down = np.isposinf(self.high), np.isneginf(self.low)
        informs = ~(opens_up & opens_down)
        weight = np.where(informs, (self.root / self.spread) ** 2, 0.0)
        # A censored z is taken near its bound, an interval in its middle: close enough to start from.
        guess = np.select(
            [~informs, opens_up, opens_down],
            [0.0, self.low + 0.8, self.high - 0.8],
            (np.where(opens_down, 0.0, self.low) + np.where(opens_up, 0.0, self.high)) / 2.0,
        )
        total = weight.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            start = (weight * np.where(informs, guess, 0.0) / self.root).sum(axis=1) / total
            reach = 2.0 / np.sqrt(total)
        place = start.copy()
        place[np.all(opens_up, axis=1) & np.any(informs, axis=1)] = np.inf
        place[np.all(opens_down, axis=1) & np.any(informs, axis=1)] = -np.inf
        floor, ceiling = np.full(place.shape, -np.inf), np.full(place.shape, np.inf)
        active = np.isfinite(place)
        for turn in range(_STEPS):
            if not np.any(active):
                return Maximum(place, start, reach)
            now, here = place[active], self.at(place[active], active)
            floor[active] = np.where(here.score > 0, now, floor[active])
            ceiling[active] = np.where(here.score < 0, now, ceiling[active])
            with np.errstate(divide="ignore", invalid="ignore"):
                step = -here.score / here.curvature
            longest = 4.0 * reach[active] + np.abs(now)
            to = now + np.clip(np.nan_to_num(step, nan=0.0, posinf=np.inf, neginf=-np.inf), -longest, longest)
            outside = (to <= floor[active]) | (to >= ceiling[active])
            bracketed = np.isfinite(floor[active]) & np.isfinite(ceiling[active])
            with np.errstate(invalid="ignore"):
                to = np.where(outside & bracketed, (floor[active] + ceiling[active]) / 2.0, to)
            # The gain still to be had in units of the curve's width; on a plateau there is none.
            settled = here.score**2 <= _precision(turn) ** 2 * np.abs(here.curvature)
            place[active] = np.where(settled, now, to)
            active[active] = ~settled
        raise NumbersError(
            "the likelihood did not settle", where="low, high, ntilde", hint="check the intervals"
        )

    def crossing(self, best: Maximum, target: FloatArray, side: float) -> FloatArray:
        """Find where the log-likelihood falls to `target`, below (-1) or above (1) the maximum.

        On a concave curve a Newton step from inside lands outside, and from outside it approaches the
        crossing without passing it, so no bracket is needed.
        """
        endless = np.isinf(best.place) & (np.sign(best.place) == side)
        place = np.where(np.isfinite(best.place), best.place, best.start) + side * best.reach
        place = np.where(endless, best.place, np.where(np.isnan(best.place), np.nan, place))
        active = np.isfinite(place)
        for turn in range(_STEPS):
            if not np.any(active):
                return place
            now, here = place[active], self.at(place[active], active)
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                step = -(here.value - target[active]) / here.score
            # At or beyond the wrong side of the peak the slope misleads: walk outwards instead.
            uphill = here.score * side >= 0
            longest = 4.0 * best.reach[active] + np.abs(now)
            step = np.where(uphill, side * longest, np.clip(step, -longest, longest))
            place[active] = now + step
            active[active] = np.abs(step) > _precision(turn) * (best.reach[active] + np.abs(now))
        raise NumbersError(
            "the interval did not settle", where="low, high, ntilde", hint="check the intervals"
        )

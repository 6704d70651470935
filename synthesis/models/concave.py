"""Proofs that the likelihood equation has no further root, from values at the ends of an interval.

The score of tau2 has the sign of ``a(t) - b(t)`` with ``a = y'PPy`` and ``b = tr P`` (or ``tr W``). Both
``alpha = a^-1/2`` and ``beta = 1/b`` are power means of linear functions of t and therefore concave and
increasing. The score is positive where ``alpha^2 < beta`` and negative where ``alpha^2 > beta``; tangents
bound a concave function from above, chords from below, which turns two evaluations into a proof about
everything between them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from synthesis.models.problem import Array, Index, Mask, Score


class Ends(NamedTuple):
    """`alpha` and `beta` with their slopes at one t a problem; each (B,)."""

    t: Array
    alpha: Array
    alpha_slope: Array
    beta: Array
    beta_slope: Array

    @classmethod
    def of(cls, t: Array, score: Score) -> Ends:
        """Read them off the parts of the likelihood equation."""
        with np.errstate(divide="ignore", invalid="ignore"):
            alpha = 1.0 / np.sqrt(score.a)
            return cls(t, alpha, alpha * score.a3 / score.a, 1.0 / score.b, score.b2 / (score.b * score.b))

    def take(self, rows: Index) -> Ends:
        """Return the values at `rows`."""
        return Ends(*(np.take(part, rows, mode="clip") for part in self))

    def before(self, cuts: Ends, pieces: int) -> Ends:
        """Return the lower ends of the pieces that `cuts`, ``pieces - 1`` an interval, make."""
        return Ends(
            *(
                np.column_stack([own, cut.reshape(-1, pieces - 1)]).ravel()
                for own, cut in zip(self, cuts, strict=True)
            )
        )

    def after(self, cuts: Ends, pieces: int) -> Ends:
        """Return the upper ends of the pieces."""
        return Ends(
            *(
                np.column_stack([cut.reshape(-1, pieces - 1), own]).ravel()
                for own, cut in zip(self, cuts, strict=True)
            )
        )


def rising_before(low: Ends, root: Ends) -> Mask:
    """Whether the score is proved positive from `low` up to `root`, a root of it; (B,).

    The tangent of alpha at the root squared is convex, the chord of beta linear; they meet at the root, so
    one comparison at `low` decides.
    """
    reach = root.alpha - root.alpha_slope * (root.t - low.t)
    return np.asarray((reach * reach <= low.beta) | (root.t <= low.t))


def falling_after(root: Ends, spread: Array) -> Mask:
    """Whether the score is proved negative everywhere beyond `root`, a root of it.

    alpha keeps at least its final slope ``1 / sqrt(spread)``; beta stays below its tangent.
    """
    return np.asarray(2.0 * root.alpha >= root.beta_slope * np.sqrt(spread))


def falling_from(end: Ends, spread: Array) -> Mask:
    """Whether the score, not positive at `end`, is proved negative everywhere beyond it."""
    gain = 2.0 * end.alpha / np.sqrt(spread) - end.beta_slope
    gap = end.alpha * end.alpha - end.beta
    return np.asarray((gain >= 0.0) | (gain * gain <= 4.0 * gap / spread))


def falling_between(root: Ends, high: Ends) -> Mask:
    """Whether the score is proved negative from `root`, a root of it, to `high`."""
    slope = (high.alpha - root.alpha) / (high.t - root.t)
    return np.asarray(2.0 * root.alpha * slope >= root.beta_slope)


def one_sign(low: Ends, high: Ends) -> Mask:
    """Whether the score is proved to keep its sign from `low` to `high`, where it has the same sign."""
    width = high.t - low.t
    alpha_chord = (high.alpha - low.alpha) / width
    beta_chord = (high.beta - low.beta) / width
    positive = low.alpha * low.alpha < low.beta
    with np.errstate(divide="ignore", invalid="ignore"):
        # positive: alpha below its two tangents, which cross at `cross`; beta above its chord
        cross = (high.alpha - high.alpha_slope * width - low.alpha) / (low.alpha_slope - high.alpha_slope)
        cross = np.where(np.isfinite(cross), np.clip(cross, 0.0, width), 0.5 * width)
        top = np.minimum(low.alpha + low.alpha_slope * cross, high.alpha - high.alpha_slope * (width - cross))
        stays_positive = top * top < low.beta + beta_chord * cross
        # negative: alpha above its chord; beta below its two tangents
        cross = (high.beta - high.beta_slope * width - low.beta) / (low.beta_slope - high.beta_slope)
        cross = np.where(np.isfinite(cross), np.clip(cross, 0.0, width), 0.5 * width)
        stays_negative = (
            _lowest(low.alpha, alpha_chord, low.beta, low.beta_slope, 0.0 * width, cross) > 0.0
        ) & (
            _lowest(
                low.alpha, alpha_chord, high.beta - high.beta_slope * width, high.beta_slope, cross, width
            )
            > 0.0
        )
    return np.where(positive, stays_positive, stays_negative)


def _lowest(alpha: Array, slope: Array, beta: Array, beta_slope: Array, start: Array, end: Array) -> Array:
    """Least value of ``(alpha + slope u)^2 - (beta + beta_slope u)`` for u from `start` to `end`."""
    u = np.clip((beta_slope / (2.0 * slope) - alpha) / slope, start, end)
    return (alpha + slope * u) ** 2 - (beta + beta_slope * u)

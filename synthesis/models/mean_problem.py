"""`MeanProblem`: pooling without moderators, many problems at once.

Arrays are held with studies along the first axis, so that every sum over studies adds whole rows of the
batch, and the most precise study of each problem is held apart: subtracting its yi from the others and
writing all traces as sums over pairs keeps full precision when one weight dwarfs the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from synthesis.models.problem import Array, AtZero, Index, Located, Residual, Score, Traces

_LOG_2PI = float(np.log(2 * np.pi))


def _total(x: Array) -> Array:
    return np.asarray(np.einsum("kb->b", x))


def _dot(x: Array, y: Array) -> Array:
    return np.asarray(np.einsum("kb,kb->b", x, y))


@dataclass(frozen=True, slots=True, eq=False)
class MeanProblem:
    """B problems of up to k studies and one coefficient, the mean.

    Attributes
    ----------
    origin : (B,)
        yi of the most precise study.
    smallest : (B,)
        Its vi.
    d : (k - 1, B)
        yi of the others minus `origin`; 0 where absent.
    v : (k - 1, B)
        vi of the others; infinite where absent.
    k : (B,)
        Number of studies present.
    place : (B,)
        Position of the most precise study among the columns given to `from_rows`.
    """

    origin: Array
    smallest: Array
    d: Array
    v: Array
    k: Array
    place: Index

    @classmethod
    def from_rows(cls, yi: Array, vi: Array, *, whole: bool = False) -> Self:
        """Take yi and vi (B, k); a study is absent where either is NaN or vi is infinite.

        vi of the studies present must be positive; `whole` says that none is absent.
        """
        v = np.array(vi.T, dtype=np.float64, order="C")
        d = np.array(yi.T, dtype=np.float64, order="C")
        gaps = False
        if not whole:
            present = np.isfinite(v)
            present &= np.isfinite(d)
            gaps = not bool(present.all())
        k = np.full(d.shape[1], float(d.shape[0]))
        if gaps:
            k = np.einsum("kb->b", present.astype(np.float64))
            np.copyto(v, np.inf, where=~present)
        place = (v == np.minimum.reduce(v, axis=0)).argmax(axis=0)  # argmin, at half its price
        columns = np.arange(d.shape[1])
        smallest, origin = v[place, columns], d[place, columns]
        v[place, columns], d[place, columns] = v[0], d[0]
        v, d = v[1:], d[1:]
        d -= origin
        if gaps:
            np.copyto(d, 0.0, where=np.isinf(v))
        return cls(origin, smallest, d, v, k, place)

    @property
    def p(self) -> int:
        """One coefficient."""
        return 1

    @property
    def spread(self) -> Array:
        """Sum of squares of yi about their plain mean, (B,); worked out anew each time."""
        total = _total(self.d)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = total / self.k
            spread = np.maximum(_dot(self.d, self.d) - total * mean, 0.0)
            # d may sit far from its mean (the most precise study an outlier): then sum residuals themselves
            far = spread < 1e-3 * total * mean
        if far.any():
            here = np.flatnonzero(far)
            rest = np.where(np.isinf(self.v[:, here]), 0.0, self.d[:, here] - mean[here])
            spread[here] = _dot(rest, rest) + mean[here] ** 2
        return np.asarray(spread)

    @property
    def plain_variance(self) -> Array:
        """Mean square about the plain mean."""
        return self.spread / self.k

    def studies(self, row: int, weights: Array | None) -> tuple[Array, Array, Array]:
        """vi, design and weights of the studies of one problem."""
        v = np.concatenate([self.smallest[row : row + 1], self.v[:, row]])
        present = np.isfinite(v)
        if weights is None:
            a = 1.0 / v
        else:
            first, others = self._apart(weights)
            a = np.concatenate([first[row : row + 1], others[:, row]])
        return v[present], np.ones((int(present.sum()), 1)), a[present]

    def take(self, rows: Index) -> Self:
        """Return the problems at `rows`."""

        def chosen(part: Array) -> Array:
            # "clip" takes the quick way, which also lets other threads run; `rows` are in range
            return np.take(part, rows, axis=-1, mode="clip")

        return type(self)(
            chosen(self.origin), chosen(self.smallest), chosen(self.d), chosen(self.v), chosen(self.k),
            self.place[rows],
        )  # fmt: skip

    def _weights(self, tau2: Array) -> tuple[Array, Array]:
        """Weight of the most precise study (B,) and of the others (k - 1, B)."""
        w = self.v + tau2
        np.divide(1.0, w, out=w)
        return 1.0 / (self.smallest + tau2), w

    def _residuals(self, w0: Array, w: Array) -> tuple[Array, Array, Array]:
        """Total weight and mean above the origin (B,), residuals of the others (k - 1, B)."""
        total = w0 + _total(w)
        mean = _dot(w, self.d) / total
        return total, mean, self.d - mean

    def residual(self, tau2: Array) -> Residual:
        """``y'Py`` and ``y'PPy``."""
        w0, w = self._weights(tau2)
        _, mean, r = self._residuals(w0, w)
        u0 = w0 * mean
        np.multiply(w, r, out=w)
        return Residual(_dot(w, r) + u0 * mean, _dot(w, w) + u0 * u0)

    def score(self, tau2: Array, *, restricted: bool) -> Score:
        """Parts of the likelihood equation."""
        w0, w = self._weights(tau2)
        s1 = _total(w)
        total = w0 + s1
        mean = _dot(w, self.d) / total
        s2 = _dot(w, w)
        if restricted:
            b, b2 = _traces(w0, s1, s2, np.einsum("kb,kb,kb->b", w, w, w))
        else:
            b, b2 = total, w0 * w0 + s2
        u = self.d - mean
        u *= w
        a, a3 = _slopes(w0, w, mean, u, s1, total)
        return Score(a, a3, b, b2)

    def trace_pp(self, tau2: Array) -> Array:
        """``tr PP``."""
        w0, w = self._weights(tau2)
        return _traces(w0, _total(w), _dot(w, w), np.einsum("kb,kb,kb->b", w, w, w))[1]

    def log_likelihood(self, tau2: Array, *, restricted: bool) -> Array:
        """Log-likelihood with all constants."""
        w0, w = self._weights(tau2)
        total, mean, r = self._residuals(w0, w)
        q = np.einsum("kb,kb,kb->b", w, r, r) + w0 * mean * mean
        with np.errstate(divide="ignore"):
            log_w = np.where(w > 0.0, np.log(w), 0.0)
        value = np.log(w0) + _total(log_w) - q - self.k * _LOG_2PI
        if restricted:
            value += _LOG_2PI - np.log(total) + np.log(self.k)
        return np.asarray(0.5 * value)

    def located(self, tau2: Array, *, residual: bool = True) -> Located:
        """Weighted mean, its variance and, unless `residual` is false, ``y'Py``."""
        w0, w = self._weights(tau2)
        total = w0 + _total(w)
        mean = _dot(w, self.d) / total
        if residual:
            r = self.d - mean
            np.multiply(w, r, out=w)
            q = _dot(w, r) + w0 * mean * mean
        else:
            q = np.full_like(mean, np.nan)
        return Located((self.origin + mean)[:, None], (1.0 / total)[:, None, None], q)

    def located_by(self, weights: Array, tau2: Array) -> Located:
        """Mean with other weights, its variance, and ``y'Py`` of the usual ones."""
        first, others = self._apart(weights)
        total = first + _total(others)
        mean = _dot(others, self.d) / total
        variance = first * first * (self.smallest + tau2)
        variance += np.einsum("kb,kb->b", others * others, np.where(np.isinf(self.v), 0.0, self.v + tau2))
        variance /= total * total
        q = self.located(tau2).q
        return Located((self.origin + mean)[:, None], variance[:, None, None], q)

    def total_weight(self, tau2: Array) -> tuple[Array, Array]:
        """``tr W`` and ``tr WW``."""
        w0, w = self._weights(tau2)
        return w0 + _total(w), w0 * w0 + _dot(w, w)

    def at_zero(self, *, restricted: bool | None) -> AtZero:
        """Give all sums at tau2 = 0 in one pass; `restricted` asks for the likelihood equation too."""
        w0, w = 1.0 / self.smallest, 1.0 / self.v
        s1 = _total(w)
        total = w0 + s1
        mean = _dot(w, self.d) / total
        r = self.d - mean
        s2 = _dot(w, w)
        p, pp = _traces(w0, s1, s2, np.einsum("kb,kb,kb->b", w, w, w))
        u = w * r
        q = _dot(u, r) + w0 * mean * mean
        if restricted is None:
            return AtZero(q, p, pp, total, None)
        a, a3 = _slopes(w0, w, mean, u, s1, total)
        return AtZero(
            q, p, pp, total, Score(a, a3, p, pp) if restricted else Score(a, a3, total, w0 * w0 + s2)
        )

    def traces(self, weights: Array | None) -> Traces:
        """Give the sums of a moment estimator with other weights than the inverse variances."""
        first, others = self._apart(weights)
        v = np.where(np.isinf(self.v), 0.0, self.v)
        v0 = self.smallest
        total = first + _total(others)
        mean = _dot(others, self.d) / total
        r = self.d - mean
        q = np.einsum("kb,kb,kb->b", others, r, r) + first * mean * mean
        moments = {
            (m, n): first**m * v0**n + np.einsum("kb,kb->b", others**m, v**n)
            for m, n in ((1, 1), (2, 0), (2, 1), (2, 2), (3, 0), (3, 1), (3, 2))
        }
        sq, sv = moments[2, 0] / total, moments[2, 1] / total
        return Traces(
            q=q,
            p=total - sq,
            pp=moments[2, 0] - 2.0 * moments[3, 0] / total + sq * sq,
            pv=moments[1, 1] - sv,
            pvp=moments[2, 1] - 2.0 * moments[3, 1] / total + sv * sq,
            pvpv=moments[2, 2] - 2.0 * moments[3, 2] / total + sv * sv,
        )

    def _apart(self, weights: Array | None) -> tuple[Array, Array]:
        """Order weights as the problem is: the most precise study, then the others."""
        if weights is None:
            return np.ones_like(self.smallest), np.where(np.isinf(self.v), 0.0, 1.0)
        others = np.array(weights.T, order="C")
        columns = np.arange(others.shape[1])
        first = others[self.place, columns]
        others[self.place, columns] = others[0]
        return first, np.where(np.isinf(self.v), 0.0, others[1:])


def _slopes(w0: Array, w: Array, mean: Array, u: Array, s1: Array, total: Array) -> tuple[Array, Array]:
    """``y'PPy`` and ``y'PPPy`` from the weighted residuals `u` of the others; `w` is used up."""
    u0 = -w0 * mean
    a = _dot(u, u) + u0 * u0
    np.multiply(w, u, out=w)
    cross = _total(w)
    return a, _dot(w, u) + (w0 * u0 * (u0 * s1 - 2.0 * cross) - cross * cross) / total


def _traces(w0: Array, s1: Array, s2: Array, s3: Array) -> tuple[Array, Array]:
    """``tr P`` and ``tr PP`` from the largest weight and the power sums of the others.

    Written over pairs of studies: no term is a small difference of large numbers.
    """
    total = w0 + s1
    b = (2.0 * w0 * s1 + (s1 * s1 - s2)) / total
    share = s2 / total
    b2 = w0 * (w0 * (s1 * s1 + 2.0 * s2)) / (total * total) + (s2 - 2.0 * s3 / total + share * share)
    return b, b2

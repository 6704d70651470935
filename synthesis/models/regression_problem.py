"""`RegressionProblem`: pooling with moderators; any design, with or without an intercept.

Everything goes through the orthogonal factor of ``sqrt(W) X``, rows in order of decreasing weight, and works
on the residuals of unweighted least squares, so that nothing depends on where yi or a moderator is centred.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from synthesis.models.problem import Array, AtZero, Index, Located, Residual, Score, Traces

_LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True, slots=True, eq=False)
class RegressionProblem:
    """B problems of up to k studies and p coefficients.

    Attributes
    ----------
    y : (B, k)
        yi minus the fit of unweighted least squares, most precise study first; 0 where absent.
    v : (B, k)
        vi in the same order; infinite where absent.
    x : (B, k, p)
        Design, each column scaled to length 1; 0 where absent.
    k : (B,)
        Number of studies present.
    fitted : (B, p)
        Coefficients of unweighted least squares, for the scaled columns.
    scale : (B, p)
        Length of each column before scaling.
    spread : (B,)
        Residual sum of squares of unweighted least squares.
    plain_variance : (B,)
        Mean square of yi about its plain mean.
    order : (B, k)
        Position of each study among those given.
    log_det_xx : (B,)
        log|X'X| of the unscaled design.
    """

    y: Array
    v: Array
    x: Array
    k: Array
    fitted: Array
    scale: Array
    spread: Array
    plain_variance: Array
    order: Index
    log_det_xx: Array

    @classmethod
    def from_rows(cls, yi: Array, vi: Array, design: Array) -> Self:
        """Take yi and vi (B, k) and the design (B, k, p), of full rank for the studies present.

        A study is absent where yi is NaN or vi is NaN or infinite.
        """
        absent = ~(np.isfinite(yi) & np.isfinite(vi))
        k = (~absent).sum(-1).astype(float)
        v = np.where(absent, np.inf, vi)
        y = np.where(absent, 0.0, yi)
        x = np.where(absent[..., None], 0.0, design)
        about_mean = np.where(absent, 0.0, y - (y.sum(-1) / k)[:, None])
        order = np.argsort(v, axis=-1, kind="stable")
        v, y = np.take_along_axis(v, order, -1), np.take_along_axis(y, order, -1)
        x = np.take_along_axis(x, order[..., None], -2)
        scale = np.sqrt(np.einsum("bkp,bkp->bp", x, x))
        scale[scale == 0.0] = 1.0
        x = x / scale[:, None, :]
        q, r = np.linalg.qr(x)
        fitted = np.linalg.solve(r, _project(q, y)[..., None])[..., 0]
        y = y - _times(x, fitted)
        again = np.linalg.solve(r, _project(q, y)[..., None])[
            ..., 0
        ]  # once more takes off what rounding left
        y = y - _times(x, again)
        log_det = 2.0 * (_log_diagonal(r) + np.log(scale).sum(-1))
        return cls(
            y, v, x, k, fitted + again, scale, _square(y), _square(about_mean) / k, order, log_det
        )  # fmt: skip

    @property
    def p(self) -> int:
        """Number of coefficients."""
        return int(self.x.shape[-1])

    @property
    def smallest(self) -> Array:
        """Smallest sampling variance, (B,)."""
        return self.v[:, 0]

    def studies(self, row: int, weights: Array | None) -> tuple[Array, Array, Array]:
        """vi, design and weights of the studies of one problem."""
        present = np.isfinite(self.v[row])
        v = self.v[row][present]
        a = 1.0 / v if weights is None else weights[row][self.order[row]][present]
        return v, self.x[row][present], a

    def take(self, rows: Index) -> Self:
        """Return the problems at `rows`."""
        return type(self)(
            self.y[rows], self.v[rows], self.x[rows], self.k[rows], self.fitted[rows], self.scale[rows],
            self.spread[rows], self.plain_variance[rows], self.order[rows], self.log_det_xx[rows],
        )  # fmt: skip

    def _factor(self, tau2: Array) -> tuple[Array, Array, Array]:
        """Weights (B, k), and the factors of ``sqrt(W) X``: (B, k, p) and (B, p, p)."""
        w = 1.0 / (self.v + tau2[:, None])
        q, r = np.linalg.qr(np.sqrt(w)[..., None] * self.x)
        return w, q, r

    def residual(self, tau2: Array) -> Residual:
        """``y'Py`` and ``y'PPy``."""
        w, q, _ = self._factor(tau2)
        e = _residual(q, np.sqrt(w) * self.y)
        return Residual(_square(e), np.einsum("bk,bk,bk->b", w, e, e))

    def score(self, tau2: Array, *, restricted: bool) -> Score:
        """Parts of the likelihood equation."""
        w, q, _ = self._factor(tau2)
        e = _residual(q, np.sqrt(w) * self.y)
        e3 = _residual(q, w * e)
        if restricted:
            b, b2 = _traces(q, w)
        else:
            b, b2 = w.sum(-1), _square(w)
        return Score(np.einsum("bk,bk,bk->b", w, e, e), _square(e3), b, b2)

    def trace_pp(self, tau2: Array) -> Array:
        """``tr PP``."""
        w, q, _ = self._factor(tau2)
        return _traces(q, w)[1]

    def at_zero(self, *, restricted: bool | None) -> AtZero:
        """Give all sums at tau2 = 0."""
        zero = np.zeros_like(self.k)
        w, q, _ = self._factor(zero)
        p, pp = _traces(q, w)
        fit = _square(_residual(q, np.sqrt(w) * self.y))
        score = None if restricted is None else self.score(zero, restricted=restricted)
        return AtZero(fit, p, pp, w.sum(-1), score)

    def log_likelihood(self, tau2: Array, *, restricted: bool) -> Array:
        """Log-likelihood with all constants."""
        w, q, r = self._factor(tau2)
        e = _residual(q, np.sqrt(w) * self.y)
        with np.errstate(divide="ignore"):
            log_w = np.where(w > 0.0, np.log(w), 0.0).sum(-1)
        value = log_w - _square(e) - self.k * _LOG_2PI
        if restricted:
            value += (
                self.p * _LOG_2PI - 2.0 * (_log_diagonal(r) + np.log(self.scale).sum(-1)) + self.log_det_xx
            )
        return np.asarray(0.5 * value)

    def located(self, tau2: Array, *, residual: bool = True) -> Located:
        """Weighted least squares; ``y'Py`` unless `residual` is false."""
        w, q, r = self._factor(tau2)
        root_y = np.sqrt(w) * self.y
        beta = self.fitted + np.linalg.solve(r, _project(q, root_y)[..., None])[..., 0]
        inverse = np.linalg.inv(r) / self.scale[..., None]
        left = _square(_residual(q, root_y)) if residual else np.full_like(tau2, np.nan)
        return Located(beta / self.scale, inverse @ np.swapaxes(inverse, -1, -2), left)

    def located_by(self, weights: Array, tau2: Array) -> Located:
        """Least squares with other weights, their sandwich covariance, and ``y'Py`` of the usual ones."""
        present = np.isfinite(self.v)
        a = np.where(present, np.take_along_axis(weights, self.order, -1), 0.0)
        root = np.sqrt(a)
        q, r = np.linalg.qr(root[..., None] * self.x)
        beta = self.fitted + np.linalg.solve(r, _project(q, root * self.y)[..., None])[..., 0]
        middle = np.einsum("bkp,bk,bkr->bpr", q, a * np.where(present, self.v + tau2[:, None], 0.0), q)
        inverse = np.linalg.inv(r) / self.scale[..., None]
        cov = inverse @ middle @ np.swapaxes(inverse, -1, -2)
        return Located(beta / self.scale, cov, self.residual(tau2).q)

    def total_weight(self, tau2: Array) -> tuple[Array, Array]:
        """``tr W`` and ``tr WW``."""
        w = 1.0 / (self.v + tau2[:, None])
        return w.sum(-1), _square(w)

    def traces(self, weights: Array | None) -> Traces:
        """Give the sums of a moment estimator with other weights than the inverse variances."""
        present = np.isfinite(self.v)
        a = present.astype(float)
        if weights is not None:
            a = np.where(present, np.take_along_axis(weights, self.order, -1), 0.0)
        v = np.where(present, self.v, 0.0)
        root = np.sqrt(a)
        q, _ = np.linalg.qr(root[..., None] * self.x)
        h = np.einsum("bkp,bkp->bk", q, q)
        e = _residual(q, root * self.y)
        d = a * v
        qdq = np.einsum("bkp,bk,bkr->bpr", q, d, q)
        qaq = np.einsum("bkp,bk,bkr->bpr", q, a, q)
        free = 1.0 - h
        return Traces(
            q=_square(e),
            p=(a * free).sum(-1),
            pp=(a * a * (1.0 - 2.0 * h)).sum(-1) + _inner(qaq, qaq),
            pv=(d * free).sum(-1),
            pvp=(d * a * (1.0 - 2.0 * h)).sum(-1) + _inner(qdq, qaq),
            pvpv=(d * d * (1.0 - 2.0 * h)).sum(-1) + _inner(qdq, qdq),
        )


def _project(q: Array, y: Array) -> Array:
    return np.asarray(np.einsum("bkp,bk->bp", q, y))


def _times(x: Array, beta: Array) -> Array:
    return np.asarray(np.einsum("bkp,bp->bk", x, beta))


def _residual(q: Array, y: Array) -> Array:
    """Take off the projection, twice: the second pass removes what rounding left of the first."""
    y = y - _times(q, _project(q, y))
    return y - _times(q, _project(q, y))


def _square(e: Array) -> Array:
    return np.asarray(np.einsum("bk,bk->b", e, e))


def _inner(a: Array, b: Array) -> Array:
    return np.asarray(np.einsum("bpr,bpr->b", a, b))


def _log_diagonal(r: Array) -> Array:
    return np.asarray(np.log(np.abs(np.diagonal(r, axis1=-2, axis2=-1))).sum(-1))


def _traces(q: Array, w: Array) -> tuple[Array, Array]:
    """``tr P`` and ``tr PP``; a weight that dwarfs the rest costs as many digits as it is larger."""
    h = np.einsum("bkp,bkp->bk", q, q)
    free = w * np.maximum(1.0 - h, 0.0)
    qwq = np.einsum("bkp,bk,bkr->bpr", q, w, q)
    between = _inner(qwq, qwq) - _square(w * h)  # pairs of different studies
    return free.sum(-1), _square(free) + np.maximum(between, 0.0)

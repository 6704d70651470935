"""`Problem`: a batch of pooling problems, and the sums over studies that every estimator is made of.

Notation, for one problem with sampling variances v, design X (k by p) and a trial value t of tau2:
``W = diag(1 / (v + t))`` and ``P = W - WX(X'WX)^-1 X'W``. With z the k - p residual contrasts of y and
lambda the variances they have at t = 0, ``y'P^m y = sum z^2 / (lambda + t)^m`` and
``tr P^m = sum 1 / (lambda + t)^m``; these two facts carry all bounds used by the optimiser.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.intp]
Mask = NDArray[np.bool_]


class Residual(NamedTuple):
    """Residual sums at one tau2 a problem; each (B,).

    q
        ``y'Py``, the weighted residual sum of squares.
    a
        ``y'PPy``, minus the slope of `q`.
    """

    q: Array
    a: Array


class Score(NamedTuple):
    """Parts of the likelihood equation ``a = b`` and of its slope at one tau2 a problem; each (B,).

    a, a3
        ``y'PPy`` and ``y'PPPy``.
    b, b2
        ``tr P`` and ``tr PP`` (restricted likelihood), or ``tr W`` and ``tr WW`` (full likelihood).
    """

    a: Array
    a3: Array
    b: Array
    b2: Array


class Traces(NamedTuple):
    """Sums for a moment estimator with weights A in place of W; each (B,).

    q
        ``y'Py``.
    p, pp
        ``tr P`` and ``tr PP``.
    pv, pvp, pvpv
        ``tr PV``, ``tr PVP`` and ``tr PVPV``.
    """

    q: Array
    p: Array
    pp: Array
    pv: Array
    pvp: Array
    pvpv: Array


class AtZero(NamedTuple):
    """What every fit needs at tau2 = 0; each (B,).

    q
        Cochran's Q (QE with moderators).
    p, pp
        ``tr P`` and ``tr PP``.
    w
        ``tr W``.
    score
        Parts of the likelihood equation, when asked for.
    """

    q: Array
    p: Array
    pp: Array
    w: Array
    score: Score | None


class Located(NamedTuple):
    """Weighted least squares at one tau2 a problem.

    beta : (B, p)
        Coefficients, on the scale of yi.
    cov : (B, p, p)
        ``(X'WX)^-1``.
    q : (B,)
        ``y'Py``.
    """

    beta: Array
    cov: Array
    q: Array


class Problem(Protocol):
    """B pooling problems of the same design width; a study that is absent has weight 0."""

    @property
    def k(self) -> Array:
        """Number of studies, (B,), as floats."""
        ...

    @property
    def p(self) -> int:
        """Number of coefficients."""
        ...

    @property
    def smallest(self) -> Array:
        """Smallest sampling variance, (B,)."""
        ...

    @property
    def spread(self) -> Array:
        """Residual sum of squares of unweighted least squares, (B,)."""
        ...

    @property
    def plain_variance(self) -> Array:
        """Mean square of yi about its plain mean, (B,), whatever the design."""
        ...

    def residual(self, tau2: Array) -> Residual:
        """``y'Py`` and ``y'PPy`` at `tau2`, (B,)."""
        ...

    def score(self, tau2: Array, *, restricted: bool) -> Score:
        """Parts of the likelihood equation at `tau2`, (B,)."""
        ...

    def trace_pp(self, tau2: Array) -> Array:
        """``tr PP`` at `tau2`, (B,)."""
        ...

    def at_zero(self, *, restricted: bool | None) -> AtZero:
        """Give all sums at tau2 = 0; `restricted` asks for the likelihood equation too."""
        ...

    def log_likelihood(self, tau2: Array, *, restricted: bool) -> Array:
        """Log-likelihood at `tau2`, (B,), with every constant (and log|X'X| / 2 when restricted)."""
        ...

    def located(self, tau2: Array, *, residual: bool = True) -> Located:
        """Weighted least squares at `tau2`, (B,); ``y'Py`` is NaN where `residual` is false."""
        ...

    def located_by(self, weights: Array, tau2: Array) -> Located:
        """Least squares with other weights (B, k) and sandwich covariance; ``y'Py`` is of the usual ones."""
        ...

    def total_weight(self, tau2: Array) -> tuple[Array, Array]:
        """``tr W`` and ``tr WW`` at `tau2`, (B,)."""
        ...

    def traces(self, weights: Array | None) -> Traces:
        """Give the sums of a moment estimator with `weights` (B, k); None weighs every study 1."""
        ...

    def studies(self, row: int, weights: Array | None) -> tuple[Array, Array, Array]:
        """Give vi (n,), design (n, p) and weights (n,), inverse variances by default, of one problem."""
        ...

    def take(self, rows: Index) -> Self:
        """Return the problems at `rows`, in that order; a row may repeat."""
        ...


def degrees(problem: Problem) -> Array:
    """Residual degrees of freedom k - p, (B,)."""
    return problem.k - problem.p

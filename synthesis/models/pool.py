"""`pool`: fit one problem or a million of them, in chunks that stay in the processor's cache.

Examples
--------
>>> fit = pool([0.1, 0.3, 0.35, 0.65], [0.03, 0.03, 0.05, 0.01], method="DL")
>>> round(float(fit.beta[0]), 6), round(float(fit.tau2), 6)
(0.373966, 0.0506)
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import ArrayLike

from synthesis.errors import NumbersError
from synthesis.models.confidence import tau2_interval, typical_variance
from synthesis.models.heterogeneity import at_zero, estimate
from synthesis.models.inference import reference_df, share, spread_scale
from synthesis.models.mean_problem import MeanProblem
from synthesis.models.options import Method, Tau2Interval, Test
from synthesis.models.pooled import Flag, Pooled, mark
from synthesis.models.problem import Array, Index, Problem, degrees
from synthesis.models.regression_problem import RegressionProblem

#: Numbers a chunk holds in each of its arrays: small enough for the cache, large enough that the cost of a
#: call is spread over many problems.
_CHUNK = 131_072
#: So many are worth a second thread.
_SHARED = 32_768
#: Numbers in the block that `_keep_memory` takes and gives back: 16 MB.
_KEPT = 2**21
#: A design whose smallest singular value is this small beside its largest does not have full rank.
_RANK = 1e-10
#: Paule-Mandel makes the Knapp-Hartung scale 1 save for rounding: that is not narrower.
_EQUAL = 1e-9


def pool(
    yi: ArrayLike,
    vi: ArrayLike,
    design: ArrayLike | None = None,
    *,
    method: str | Method = Method.REML,
    test: str | Test = Test.Z,
    level: float = 95,
    weights: ArrayLike | None = None,
    tau2: ArrayLike | None = None,
    interval: str | Tau2Interval | None = None,
    threads: int | None = None,
) -> Pooled:
    """Fit a random-effects model, or a meta-regression, to each problem of a batch.

    Parameters
    ----------
    yi, vi : (..., k)
        Effects and their sampling variances; the last axis is studies, all others are problems. A study is
        absent where either is NaN or vi is infinite.
    design : (..., k, p), optional
        Moderators with the intercept, if any, as a column; (k, p) serves every problem. The mean alone by
        default.
    method
        Estimator of tau2; see `Method`.
    test
        Reference distribution of the coefficients; see `Test`.
    level
        Coverage of all intervals, in percent.
    weights : (..., k), optional
        Weights for the coefficients in place of ``1 / (vi + tau2)``; also those of GENQ and GENQM.
    tau2 : (...), optional
        A known tau2 in place of an estimate.
    interval
        Also give an interval of tau2; see `Tau2Interval`.
    threads
        Number of threads; as many as there are processors by default. The result does not depend on it.

    Returns
    -------
    Pooled
        One value a problem in each array.

    Raises
    ------
    NumbersError
        For shapes that do not fit together, a vi that is not positive, or weights that are not.

    Notes
    -----
    Memory beyond input and result is a few arrays of one chunk a thread. A problem that cannot be fitted
    is NaN with a flag, never an error.
    """
    y, v = np.broadcast_arrays(np.asarray(yi, dtype=float), np.asarray(vi, dtype=float))
    if y.ndim == 0:
        raise NumbersError("needs at least one study", where="yi")
    batch, k = y.shape[:-1], y.shape[-1]
    y, v = y.reshape(-1, k), v.reshape(-1, k)
    size = y.shape[0]
    x = None if design is None else _design(design, batch, k)
    a = None if weights is None else _weights(weights, (*batch, k))
    fixed = None if tau2 is None else np.broadcast_to(np.asarray(tau2, dtype=float), batch).reshape(-1)
    result = Pooled.empty(
        size, 1 if x is None else x.shape[-1], Method.parse(method), Test.parse(test), level,
        interval=None if interval is None else Tau2Interval.parse(interval),
    )  # fmt: skip
    share(level)
    rows = _rows(size, max(k, 1) * (1 if x is None else x.shape[-1]))
    starts = range(0, size, rows)
    if len(starts) > 1:
        _keep_memory()

    def chunk(start: int) -> None:
        part = slice(start, min(start + rows, size))
        _fit(
            y[part],
            v[part],
            None if x is None else np.broadcast_to(x, (size, *x.shape[1:]))[part],
            None if a is None else a[part],
            None if fixed is None else fixed[part],
            result.part(part),
        )

    workers = min(len(starts), (os.cpu_count() or 1) if threads is None else threads)
    if workers <= 1:
        for start in starts:
            chunk(start)
    else:
        with ThreadPoolExecutor(workers) as executor:
            list(executor.map(chunk, starts))
    return result.shaped(batch)


def _rows(size: int, width: int) -> int:
    """Problems of a chunk: all chunks alike and, beyond one, an even number of them, for two processors.

    The number of threads plays no part, so that it cannot change the result.
    """
    pieces = 1 if size * width <= _SHARED else 2 * -(-size * width // (2 * _CHUNK))
    return max(1, -(-size // pieces))


def _keep_memory() -> None:
    """Let the allocator keep the memory of a finished chunk for the next one.

    The C library of Linux returns freed memory to the system beyond twice the largest block it has seen given
    back; the pages of every array of a chunk are then cleared anew, which takes longer than the arithmetic.
    """
    np.empty(_KEPT)


def _design(design: ArrayLike, batch: tuple[int, ...], k: int) -> Array:
    x = np.asarray(design, dtype=float)
    if x.ndim < 2 or x.shape[-2] != k or x.shape[:-2] not in ((), batch):
        raise NumbersError(
            f"has shape {x.shape}", where="design", hint=f"needs ({k}, p) or {(*batch, k)} and p"
        )
    if not np.isfinite(x).all():
        raise NumbersError(
            "holds NaN or infinity", where="design", hint="mark the study absent in yi instead"
        )
    return x.reshape(-1, k, x.shape[-1]) if x.ndim > 2 else x[None]


def _weights(weights: ArrayLike, shape: tuple[int, ...]) -> Array:
    a = np.broadcast_to(np.asarray(weights, dtype=float), shape).reshape(-1, shape[-1])
    if not np.all(a > 0.0) or np.isinf(a).any():
        raise NumbersError("holds a value that is not a weight", where="weights", hint="positive and finite")
    return a


def _fit(y: Array, v: Array, x: Array | None, a: Array | None, fixed: Array | None, out: Pooled) -> None:
    """Fit one chunk and write it into `out`."""
    if np.any(v <= 0.0):
        worst = float(np.nanmin(v))
        raise NumbersError(
            f"{worst!r} is not a sampling variance", where="vi", hint="positive, or NaN for an absent study"
        )
    present = np.isfinite(y) & np.isfinite(v)
    whole = bool(present.all())
    count = np.full(y.shape[0], y.shape[1]) if whole else present.sum(-1)
    p = 1 if x is None else x.shape[-1]
    out.k[...] = count
    good = count >= p
    mark(out.flags, count == 0, Flag.NO_STUDIES)
    if x is not None:
        deficient = _deficient(x, present)
        good &= ~deficient
        mark(out.flags, deficient & (count > 0), Flag.RANK)
    free = good & (count > p)
    mark(out.flags, good & ~free, Flag.SATURATED)
    for rows in (np.flatnonzero(free), np.flatnonzero(good & ~free)):
        if not rows.size:
            continue
        chosen = slice(None) if rows.size == count.size else rows
        problem: Problem
        if x is None:
            problem = MeanProblem.from_rows(y[chosen], v[chosen], whole=whole)
        else:
            problem = RegressionProblem.from_rows(y[chosen], v[chosen], x[chosen])
        _write(
            problem, None if a is None else a[chosen], None if fixed is None else fixed[chosen], chosen, out
        )


def _deficient(x: Array, present: np.ndarray) -> np.ndarray:
    """Whether the design of the studies present has less than full rank, (B,)."""
    here = x * present[..., None]
    if here.shape[-2] < here.shape[-1]:
        return np.ones(here.shape[0], dtype=bool)
    length = np.sqrt(np.einsum("bkp,bkp->bp", here, here))
    scaled = here / np.where(length > 0.0, length, 1.0)[:, None, :]
    singular = np.linalg.svd(scaled, compute_uv=False)
    return singular[:, -1] <= _RANK * singular[:, 0]


def _write(problem: Problem, a: Array | None, fixed: Array | None, rows: Index | slice, out: Pooled) -> None:
    """Fit problems that are alike in whether they have residual degrees of freedom."""
    df = degrees(problem)
    free = df[0] >= 1.0
    bits = np.zeros(df.size, dtype=np.uint8)
    zero = at_zero(problem, out.method)
    if fixed is not None:
        value = np.array(fixed)
    elif free:
        found = estimate(problem, out.method, weights=a, zero=zero)
        value = found.value
        out.se_tau2[rows] = found.se
        if zero.score is not None:
            out.modes[rows], out.other[rows], out.gain[rows] = found.modes, found.other, found.gain
            mark(bits, found.modes > 1, Flag.MODES)
    elif out.method is Method.FE:
        value = np.zeros_like(df)
    else:
        value = np.full_like(df, np.nan)
    used = np.where(np.isnan(value), 0.0, value)
    scaled = out.test.scaled
    located = problem.located(used, residual=scaled) if a is None else problem.located_by(a, used)
    scale = spread_scale(out.test, located.q, df)
    out.tau2[rows], out.scale[rows], out.df[rows] = value, scale, reference_df(out.test, df)
    out.beta[rows], out.vb[rows] = located.beta, located.cov * scale[:, None, None]
    out.q[rows] = np.maximum(zero.q, 0.0)
    mark(bits, scale == 0.0, Flag.IDENTICAL)
    mark(bits, (scale < 1.0 - _EQUAL) & (scale > 0.0), Flag.NARROWER)
    if free:
        out.typical[rows] = typical_variance(problem, zero)
    if free and out.method.random:
        if fixed is None:
            mark(bits, value == 0.0, Flag.BOUNDARY)
        if out.interval is not None:
            low, high = tau2_interval(
                problem, out.interval, tau2=used, method=out.method, level=out.level, weights=a
            )
            out.tau2_lb[rows], out.tau2_ub[rows] = low, high
    out.flags[rows] |= bits

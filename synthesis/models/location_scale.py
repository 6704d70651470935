"""Location-scale models: log tau2 as a linear function of moderators (Viechtbauer and Lopez-Lopez 2022)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synthesis.errors import NumbersError
from synthesis.models.contrasts import Joint, hypothesis_of, joint
from synthesis.models.inference import share, t_quantile, two_sided_p
from synthesis.models.problem import Array

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.models.design import Design

_MOST = 200
_GRADIENT, _STEP = 1e-9, 1e-4
_LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True, slots=True, eq=False)
class ScaleFit:
    """The model of tau2 in a location-scale fit of k studies with q scale coefficients.

    Attributes
    ----------
    names
        Names of the coefficients.
    alpha, se, zval, pval, ci_lb, ci_ub : (q,)
        Coefficients of log tau2.
    va : (q, q)
        Their covariance, from the observed information.
    tau2 : (k,)
        tau2 of each study used.
    test
        All scale moderators together.
    modes
        Different local maxima that the starts reached.
    design
        The scale moderators.
    """

    names: tuple[str, ...]
    alpha: Array
    se: Array
    zval: Array
    pval: Array
    ci_lb: Array
    ci_ub: Array
    va: Array
    tau2: Array
    test: Joint
    modes: int
    design: Design

    def tau2_at(self, newdata: pd.DataFrame) -> Array:
        """Estimate tau2 for new values of the scale moderators, (m,)."""
        return np.asarray(np.exp(self.design.rows_for(newdata) @ self.alpha))

    def tidy(self) -> pd.DataFrame:
        """One row a scale coefficient, as `RmaFit.tidy`."""
        import pandas as pd

        return pd.DataFrame(
            {
                "term": list(self.names), "estimate": self.alpha, "std_error": self.se,
                "statistic": self.zval, "p_value": self.pval, "ci_low": self.ci_lb, "ci_high": self.ci_ub,
            }
        )  # fmt: skip


class Solution(NamedTuple):
    """A local maximum: alpha (q,), log-likelihood, observed information (q, q)."""

    alpha: Array
    log_lik: float
    information: Array


class _Point(NamedTuple):
    value: float
    gradient: Array
    information: Array
    expected: Array


def maximise_scale(yi: Array, vi: Array, x: Array, z: Array, *, restricted: bool) -> tuple[Solution, int]:
    """Maximise the (restricted) likelihood over alpha, from several starts.

    Parameters
    ----------
    yi, vi : (k,)
        Effects and sampling variances.
    x : (k, p)
        Location design.
    z : (k, q)
        Scale design.
    restricted
        REML when true, ML when false.

    Returns
    -------
    tuple
        The best maximum, and how many different ones the starts reached.

    Raises
    ------
    NumbersError
        When no start reaches a maximum: tau2 goes to 0 or without bound for some studies.

    Notes
    -----
    Newton's method with the exact second derivatives where they are negative definite, Fisher scoring where
    they are not, each step halved until the likelihood rises.
    """
    if vi.size <= x.shape[1]:
        raise NumbersError(f"{vi.size} studies", where="scale", hint="needs more studies than coefficients")
    residual = yi - x @ np.linalg.lstsq(x, yi, rcond=None)[0]
    spread = max(float(residual @ residual) / max(vi.size - x.shape[1], 1), 1e-8)
    found: list[Solution] = []
    for tau2 in (0.3 * spread, spread, float(np.median(vi)), 0.03 * spread, 3.0 * spread):
        start = np.linalg.lstsq(z, np.full(vi.size, np.log(tau2)), rcond=None)[0]
        solution = _ascend(start, yi, vi, x, z, restricted)
        if solution is not None and not any(
            np.allclose(solution.alpha, s.alpha, rtol=1e-5, atol=1e-6) for s in found
        ):
            found.append(solution)
    if not found:
        raise NumbersError(
            "the likelihood has no maximum at finite scale coefficients",
            where="scale",
            hint="tau2 goes to 0 in some studies; use fewer scale moderators or none",
        )
    return max(found, key=lambda s: s.log_lik), len(found)


def _ascend(alpha: Array, yi: Array, vi: Array, x: Array, z: Array, restricted: bool) -> Solution | None:
    here = _point(alpha, yi, vi, x, z, restricted)
    for _ in range(_MOST):
        eigenvalues = np.linalg.eigvalsh(here.information)
        curvature = here.information if eigenvalues[0] > 1e-8 * eigenvalues[-1] > 0.0 else here.expected
        try:
            step = np.linalg.solve(curvature, here.gradient)
        except np.linalg.LinAlgError:
            return None
        step *= min(1.0, 4.0 / max(float(np.abs(z @ step).max()), 1e-300))
        decrement = float(step @ here.gradient)
        # towards tau2 = 0 the gradient vanishes too, but the steps do not
        arrived = decrement <= _GRADIENT**2 and float(np.abs(z @ step).max()) <= _STEP
        if arrived and curvature is here.information:
            return Solution(alpha + step, here.value, here.information)
        size = 1.0
        for _ in range(60):
            there = _point(alpha + size * step, yi, vi, x, z, restricted)
            if there.value >= here.value:
                break
            size *= 0.5
        else:
            # no rise left to rounding: a maximum if the gradient is as small as rounding allows
            flat = decrement <= 1e-12 and float(np.abs(z @ step).max()) <= _STEP
            return Solution(alpha, here.value, here.information) if flat else None
        alpha, here = alpha + size * step, there
        if not np.isfinite(here.value) or np.abs(z @ alpha).max() > 200.0:
            return None
    return None


def _point(alpha: Array, yi: Array, vi: Array, x: Array, z: Array, restricted: bool) -> _Point:
    """Log-likelihood with gradient, observed and expected information at `alpha`."""
    tau2 = np.exp(np.clip(z @ alpha, -700.0, 300.0))
    w = 1.0 / (vi + tau2)
    q, r = np.linalg.qr(np.sqrt(w)[:, None] * x)
    e = np.sqrt(w) * yi
    e = e - q @ (q.T @ e)
    u = np.sqrt(w) * e  # Py
    value = np.log(w).sum() - e @ e - vi.size * _LOG_2PI
    d = tau2[:, None] * z  # derivatives of the variances
    projected = np.sqrt(w)[:, None] * q  # P = diag(w) - projected projected'
    ud = u[:, None] * d
    p_ud = w[:, None] * ud - projected @ (projected.T @ ud)
    if restricted:
        xx = np.linalg.qr(x, mode="r")
        value += (
            2.0 * (np.log(np.abs(np.diag(xx))).sum() - np.log(np.abs(np.diag(r))).sum())
            + x.shape[1] * _LOG_2PI
        )
        trace = w - (projected * projected).sum(axis=1)
        wd = w[:, None] * d
        inner = np.einsum("kp,kj,kr->jpr", projected, d, projected)
        leverage = (projected * projected).sum(axis=1)
        cross = wd.T @ wd - 2.0 * (d * leverage[:, None]).T @ wd + np.einsum("ipr,jpr->ij", inner, inner)
    else:
        trace = w
        cross = (w[:, None] * d).T @ (w[:, None] * d)
    gradient = -0.5 * (d.T @ trace - d.T @ (u * u))
    second = np.einsum("k,ki,kj->ij", tau2 * (trace - u * u), z, z)
    information = 0.5 * (second - cross) + ud.T @ p_ud
    return _Point(0.5 * float(value), gradient, information, 0.5 * cross)


def describe(
    solution: Solution, modes: int, design: Design, tau2: Array, df: float, level: float
) -> ScaleFit:
    """Put names, tests and intervals to a solution; `df` is infinite for a normal reference."""
    va = np.asarray(np.linalg.inv(solution.information), dtype=np.float64)
    test = joint(solution.alpha, va, hypothesis_of(design, None), df)
    se = np.sqrt(np.diag(va))
    zval = solution.alpha / se
    dfs = np.full(se.shape, df)
    reach = t_quantile(dfs, share(level)) * se
    return ScaleFit(
        design.names, solution.alpha, se, zval, two_sided_p(zval, dfs), solution.alpha - reach,
        solution.alpha + reach, va, tau2, test, modes, design,
    )  # fmt: skip

"""`rma`: one random-effects model, fixed-effect model, meta-regression or location-scale model."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from synthesis import provenance
from synthesis.errors import NumbersError
from synthesis.models import location_scale, notes
from synthesis.models.contrasts import Joint, combine, hypothesis_of, joint
from synthesis.models.design import Design
from synthesis.models.inference import reference_df, share, spread_scale, t_quantile
from synthesis.models.inputs import Studies, gather
from synthesis.models.mean_problem import MeanProblem
from synthesis.models.options import Method, Test
from synthesis.models.pool import pool
from synthesis.models.pooled import Flag, Pooled
from synthesis.models.problem import Array, Problem
from synthesis.models.regression_problem import RegressionProblem
from synthesis.models.results import Options, RmaFit

if TYPE_CHECKING:
    import pandas as pd

_NAN = float("nan")
_COMPUTING = ("numpy", "scipy", "pandas", "formulaic")


def rma(
    yi: str | ArrayLike = "yi",
    vi: str | ArrayLike | None = None,
    mods: str | pd.DataFrame | ArrayLike | None = None,
    data: pd.DataFrame | None = None,
    *,
    method: str | Method = Method.REML,
    test: str | Test = Test.Z,
    level: float = 95,
    weights: str | ArrayLike | None = None,
    sei: str | ArrayLike | None = None,
    slab: str | ArrayLike | None = None,
    scale: str | None = None,
    tau2: float | None = None,
) -> RmaFit:
    """Fit a random-effects model, a fixed-effect model, a meta-regression or a location-scale model.

    Parameters
    ----------
    yi, vi
        Effects and sampling variances: arrays of one value a study, or names of columns of `data`; ``yi`` and
        ``vi`` by default, as `escalc` names them.
    mods
        Moderators: a formula such as ``"~ year + C(assay)"`` or ``"~ 0 + dose"`` (factors, interactions and
        splines ``bs(x, df=4)`` of formulaic), or numeric columns, to which a constant is added.
    data
        Where column names and formulas look.
    method
        Estimator of tau2; see `Method`. Metafor's short names and full names are both understood.
    test
        Reference of tests and intervals: ``z``, ``t``, ``knha`` or ``adhoc``; see `Test`.
    level
        Coverage of the intervals, in percent.
    weights
        Weights for the coefficients in place of inverse variances; also those of GENQ and GENQM.
    sei
        Standard errors in place of `vi`.
    slab
        Labels of the studies, or the name of their column.
    scale
        A formula for log tau2; makes a location-scale model, by ML or REML.
    tau2
        A known tau2 in place of an estimate.

    Returns
    -------
    RmaFit
        The fit. Rows that cannot be used are listed in ``fit.excluded`` with the reason; ``fit.notes`` says
        what the reader must know.

    Raises
    ------
    NumbersError
        When no row can be used, the moderators are linearly dependent, there are more coefficients than
        studies, or arguments do not fit together.
    UnknownTermError
        For a method or test that is not known.

    Examples
    --------
    >>> fit = rma([0.1, 0.3, 0.35, 0.65], [0.03, 0.03, 0.05, 0.01], method="DL", test="knha")
    >>> fit
    <RmaFit DL knha, k = 4: 0.3740 [−0.0120, 0.7600], tau2 0.0506>
    """
    chosen = Options(
        Method.parse(method), Test.parse(test), float(level),
        "inverse variance" if weights is None else "given", tau2 is not None,
    )  # fmt: skip
    share(level)
    if tau2 is not None and not (np.isfinite(tau2) and tau2 >= 0.0):
        raise NumbersError(f"{tau2!r} is not a variance", where="tau2", hint="0 or more")
    studies, design, spread = gather(
        yi, vi, sei=sei, data=data, weights=weights, slab=slab, mods=mods, scale=scale
    )
    made = _Made(chosen, studies, design, _call(chosen, mods, scale, tau2))
    if spread is not None:
        return _location_scale(made, spread, tau2)
    return _univariate(made, tau2)


class _Made(NamedTuple):
    """What a fit starts from."""

    options: Options
    studies: Studies
    design: Design
    call: str

    @property
    def y(self) -> Array:
        return self.studies.yi[self.studies.used]

    @property
    def v(self) -> Array:
        return self.studies.vi[self.studies.used]

    @property
    def a(self) -> Array | None:
        return None if self.studies.weights is None else self.studies.weights[self.studies.used]


def _call(options: Options, mods: object, scale: str | None, tau2: float | None) -> str:
    """Write the call down; data are named by their digest, not repeated."""
    parts = [f"method={options.method.value!r}", f"test={options.test.value!r}", f"level={options.level:g}"]
    if mods is not None:
        parts.insert(0, f"mods={mods!r}" if isinstance(mods, str) else "mods=<columns>")
    if options.weighting == "given":
        parts.append("weights=<given>")
    if scale is not None:
        parts.append(f"scale={scale!r}")
    if tau2 is not None:
        parts.append(f"tau2={tau2!r}")
    return f"rma(yi, vi, {', '.join(parts)})"


def _univariate(made: _Made, tau2: float | None) -> RmaFit:
    options, design = made.options, made.design
    mean_alone = design.names == ("intrcpt",)
    fit = pool(
        made.y, made.v, None if mean_alone else design.x,
        method=options.method, test=options.test, level=options.level, weights=made.a, tau2=tau2, threads=1,
    )  # fmt: skip
    k, p = made.y.size, design.x.shape[1]
    low, high = fit.ci
    result = RmaFit(
        names=design.names, beta=fit.beta, se=fit.se, zval=fit.zval, pval=fit.pval, ci_lb=low, ci_ub=high,
        vb=fit.vb, tau2=float(fit.tau2), se_tau2=float(fit.se_tau2), I2=float(fit.i2), H2=float(fit.h2),
        R2=_r2(made, fit), QE=float(fit.q), QEp=float(fit.q_p), k=k, p=p, df=float(fit.df),
        kh_scale=float(fit.scale), vt=float(fit.typical), log_lik=_log_lik(made, float(fit.tau2)),
        modes=1 if np.isnan(fit.modes) else int(fit.modes), options=options, scale=None, notes=(),
        moderators=_omnibus(design, fit.beta, fit.vb, float(fit.df)), call=made.call, versions=_versions(),
        digest=made.studies.digest(design), studies=made.studies, design=design,
    )  # fmt: skip
    return replace(result, notes=_notes(result, fit))


def _omnibus(design: Design, beta: Array, vb: Array, df: float) -> Joint:
    """Test all moderators together; NaN without any."""
    if design.names == ("intrcpt",):
        return Joint(_NAN, 0, _NAN, _NAN)
    return joint(beta, vb, hypothesis_of(design, None), df)


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    own = (provenance.DISTRIBUTION, provenance.package_version())
    return (own, *((name, metadata.version(name)) for name in _COMPUTING))


def _r2(made: _Made, fit: Pooled) -> float:
    """Heterogeneity accounted for, in percent; NaN where the mean is not nested in the moderators."""
    options, design = made.options, made.design
    if (
        not design.moderators
        or not design.spans_constant
        or made.y.size <= design.x.shape[1]
        or options.tau2_fixed
    ):
        return _NAN
    null = pool(made.y, made.v, method=options.method, weights=made.a, threads=1)
    if not options.method.random:
        return max(0.0, 100.0 * (1.0 - float(fit.h2) / float(null.h2))) if float(null.q) > 0.0 else _NAN
    if not float(null.tau2) > 0.0:
        return _NAN
    return max(0.0, 100.0 * (1.0 - float(fit.tau2) / float(null.tau2)))


def _log_lik(made: _Made, tau2: float) -> float:
    """Log-likelihood at the fit; NaN with weights that are not those of the likelihood."""
    if made.a is not None:
        return _NAN
    problem: Problem
    if made.design.names == ("intrcpt",):
        problem = MeanProblem.from_rows(made.y[None], made.v[None])
    else:
        problem = RegressionProblem.from_rows(made.y[None], made.v[None], made.design.x[None])
    at = np.array([0.0 if np.isnan(tau2) else tau2])
    return float(problem.log_likelihood(at, restricted=made.options.method is Method.REML)[0])


def _notes(fit: RmaFit, pooled: Pooled | None) -> tuple[notes.Note, ...]:
    flags = Flag(0) if pooled is None else Flag(int(pooled.flags))
    mean_alone = fit.names == ("intrcpt",)
    clear = spans = False
    if mean_alone and pooled is not None:
        clear = bool(fit.ci_lb[0] > 0.0 or fit.ci_ub[0] < 0.0)
        low, high = pooled.prediction()
        spans = bool(low <= 0.0 <= high)
    return notes.of_fit(
        notes.Facts(
            method=fit.options.method, test=fit.options.test, flags=flags, k=fit.k, p=fit.p,
            k_before=len(fit.studies.labels), scale=fit.kh_scale, ratio=_width_ratio(fit), tau2=fit.tau2,
            modes=float(fit.modes), other=_NAN if pooled is None else float(pooled.other),
            gain=_NAN if pooled is None else float(pooled.gain), i2=fit.I2, q_p=fit.QEp,
            vi=fit.vi,
            weights=fit.weights if mean_alone else np.empty(0), labels=fit.labels,
            through_origin=not mean_alone and not fit.design.spans_constant and fit.scale is None,
            user_weights=fit.studies.weights is not None, from_quantiles=fit.studies.from_quantiles,
            clear_mean=clear, prediction_spans_zero=spans,
            terms=0 if mean_alone else len(fit.design.moderators),
        )
    )  # fmt: skip


def _width_ratio(fit: RmaFit) -> float:
    """How many times as wide as Wald's the intervals of the fit are."""
    tail = share(fit.options.level)
    own, wald = t_quantile(np.array([fit.df, np.inf]), tail)
    return float(np.sqrt(fit.kh_scale) * own / wald)


def _location_scale(made: _Made, spread: Design, tau2: float | None) -> RmaFit:
    options, design = made.options, made.design
    if options.method not in (Method.ML, Method.REML):
        raise NumbersError(
            f"{options.method.value} does not go with scale", where="method", hint="use ML or REML"
        )
    if tau2 is not None or made.a is not None:
        raise NumbersError("does not go with scale", where="tau2" if tau2 is not None else "weights")
    y, v, x = made.y, made.v, design.x
    k, p = x.shape
    found, modes = location_scale.maximise_scale(y, v, x, spread.x, restricted=options.method is Method.REML)
    at = np.exp(spread.x @ found.alpha)
    # with vi + tau2_i as sampling variances what is left is weighted least squares
    rest = RegressionProblem.from_rows(y[None], (v + at)[None], x[None])
    located = rest.located(np.zeros(1))
    free = np.array([float(k - p)])
    kh = float(spread_scale(options.test, located.q, free)[0])
    df = float(reference_df(options.test, free)[0])
    scale_df = float(reference_df(options.test, np.array([float(k - spread.x.shape[1])]))[0])
    part = location_scale.describe(found, modes, spread, at, scale_df, options.level)
    plain = pool(y, v, x, method=Method.FE, threads=1)
    beta, vb = located.beta[0], located.cov[0] * kh
    own = combine(beta, vb, np.eye(p), df, options.level)
    result = RmaFit(
        names=design.names, beta=beta, se=own.se, zval=own.statistic, pval=own.p_value, ci_lb=own.ci_lb,
        ci_ub=own.ci_ub, vb=vb, tau2=_NAN, se_tau2=_NAN, I2=_NAN, H2=_NAN, R2=_NAN, QE=float(plain.q),
        QEp=float(plain.q_p), k=k, p=p, df=df, kh_scale=kh, vt=float(plain.typical), log_lik=found.log_lik,
        modes=modes, options=options, scale=part, notes=(),
        moderators=_omnibus(design, beta, vb, df), call=made.call, versions=_versions(),
        digest=made.studies.digest(design), studies=made.studies, design=design,
    )  # fmt: skip
    return replace(result, notes=_notes(result, None))

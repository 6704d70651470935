"""`influence`: how much each study moves the fit, by refits without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtr

from synthesis.models.deletion import Deletion, rstandard
from synthesis.models.fit_series import unfitted
from synthesis.models.notes import Note, Severity
from synthesis.models.problem import Array, Mask
from synthesis.models.refit import Refit
from synthesis.wording import count, series

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.models.results import RmaFit

#: Bounds beyond which metafor's documentation suggests to call a study influential.
_DFFITS, _COOK, _HAT, _DFBETAS = 3.0, 0.5, 3.0, 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """Diagnostics of k studies; NaN where the fit without the study cannot be made or leaves tau2 undefined.

    Attributes
    ----------
    labels, names
        Labels of the studies, names of the p coefficients.
    rstandard, rstudent : (k,)
        Residual over its standard error: from the fit, and from the fit without the study.
    dffits : (k,)
        Change of the study's fitted value, in standard errors.
    cook_d : (k,)
        Change of all coefficients, as a squared distance in their covariance (not over p).
    cov_r : (k,)
        Determinant of the covariance of the coefficients without the study, over that with it.
    tau2_del, QE_del : (k,)
        tau2 and the residual sum of squares without the study.
    hat, weight : (k,)
        Leverage, and weight in percent.
    dfbetas : (k, p)
        Change of each coefficient, in standard errors.
    reasons
        Which bounds each study exceeds: some of ``dffits cook hat dfbetas``.
    notes
        What the reader must know.
    """

    labels: tuple[str, ...]
    names: tuple[str, ...]
    rstandard: Array
    rstudent: Array
    dffits: Array
    cook_d: Array
    cov_r: Array
    tau2_del: Array
    QE_del: Array
    hat: Array
    weight: Array
    dfbetas: Array
    reasons: tuple[tuple[str, ...], ...]
    notes: tuple[Note, ...]

    @property
    def influential(self) -> NDArray[np.bool_]:
        """Whether each study exceeds a bound, (k,): a rule of thumb that tells where to look, not a test."""
        return np.array([bool(reason) for reason in self.reasons], dtype=bool)

    def tidy(self) -> pd.DataFrame:
        """One row a study: all diagnostics, ``dfbetas_<coefficient>``, ``influential`` and ``reasons``."""
        import pandas as pd

        return pd.DataFrame(
            {
                "label": list(self.labels), "rstandard": self.rstandard, "rstudent": self.rstudent,
                "dffits": self.dffits, "cook_d": self.cook_d, "cov_r": self.cov_r, "tau2_del": self.tau2_del,
                "QE_del": self.QE_del, "hat": self.hat, "weight": self.weight,
                **{f"dfbetas_{name}": self.dfbetas[:, i] for i, name in enumerate(self.names)},
                "influential": self.influential, "reasons": [" ".join(reason) for reason in self.reasons],
            }
        )  # fmt: skip

    def __repr__(self) -> str:
        flagged = [label for label, hit in zip(self.labels, self.influential, strict=True) if hit]
        return f"<Influence of {count(len(self.labels), 'study')}: {series(flagged) or 'none'} influential>"


def influence(fit: RmaFit) -> Influence:
    """Work out how much each study moves the fit, tau2 estimated anew without it.

    Parameters
    ----------
    fit
        A model of the mean or a meta-regression.

    Returns
    -------
    Influence
        One value a study used. A study is flagged when, with p coefficients and k studies, abs(DFFITS) is
        above 3 sqrt(p / (k - p)), the chi-squared(p) probability below Cook's distance is above one half, hat
        is above 3 p / k, or any abs(DFBETAS) is above 1: the rule of thumb of metafor's documentation.

    Raises
    ------
    NumbersError
        For a location-scale model.

    Notes
    -----
    Definitions of Viechtbauer and Cheung (2010, Research Synthesis Methods 1:112), as metafor computes them:
    DFFITS and DFBETAS are scaled by standard errors with tau2 of the refit and all studies.

    Examples
    --------
    >>> from synthesis.models.univariate import rma
    >>> fit = rma([0.1, 0.2, 0.15, 0.2, 1.9], [0.02, 0.03, 0.05, 0.04, 0.03], slab=list("ABCDE"))
    >>> made = influence(fit)
    >>> made
    <Influence of 5 studies: E influential>
    >>> made.rstudent.round(2), made.reasons[4]
    (array([-0.54, -0.4 , -0.46, -0.39,  8.99]), ('dffits', 'cook', 'dfbetas'))
    """
    refit = Refit.of(fit, "influence")
    gone = Deletion.of(refit)
    hat, error = _leverage(refit, gone.tau2)
    with np.errstate(invalid="ignore", divide="ignore"):
        dffits = (refit.rows @ fit.beta - gone.predicted) / np.sqrt(gone.scale * error)
        dfbetas = (fit.beta - gone.fits.beta) / np.sqrt(gone.scale[:, None] * _variances(refit, gone.tau2))
    cook_d, cov_r = _distances(fit, gone)
    undefined = np.isnan(gone.tau2)
    for values in (dffits, cook_d, cov_r, dfbetas):
        values[undefined | ~np.isfinite(values.reshape(len(values), -1)).all(axis=1)] = np.nan
    reasons = _reasons(fit, dffits, cook_d, hat, dfbetas)
    return Influence(
        labels=fit.labels, names=fit.names, rstandard=rstandard(fit), rstudent=gone.z, dffits=dffits,
        cook_d=cook_d, cov_r=cov_r, tau2_del=gone.tau2, QE_del=gone.fits.q, hat=hat,
        weight=100.0 * fit.weights / fit.weights.sum(), dfbetas=dfbetas, reasons=reasons,
        notes=(*_about(fit, reasons), *unfitted(fit.labels, gone.fits, "Without")),
    )  # fmt: skip


def _leverage(refit: Refit, without: Array) -> tuple[Array, Array]:
    """Diagonal of the hat matrix, and the variance of each fitted value at the tau2 `without` the study."""
    a = 1.0 / (refit.v + refit.held) if refit.weights is None else refit.weights
    order = np.argsort(-a, kind="stable")  # heavy rows first keep the digits of the light ones
    q = np.empty_like(refit.rows)
    q[order] = np.linalg.qr(np.sqrt(a[order])[:, None] * refit.rows[order])[0]
    hat = np.einsum("kp,kp->k", q, q)
    if refit.weights is None:
        return hat, hat * (refit.v + without)
    sampling, between = (
        np.einsum("kp,pr,kr->k", q, q.T @ (part[:, None] * q), q) for part in (a * refit.v, a)
    )
    return hat, (sampling + without * between) / a


def _variances(refit: Refit, without: Array) -> Array:
    """Variances of the coefficients from all studies, at the tau2 without each, (k, p)."""
    tau2 = np.where(np.isnan(without), 0.0, without)
    vb = refit.all_at(tau2).vb
    return np.diagonal(vb, axis1=1, axis2=2)


def _distances(fit: RmaFit, gone: Deletion) -> tuple[Array, Array]:
    """Cook's distances and covariance ratios."""
    k = len(gone.tau2)
    if not (np.diagonal(fit.vb) > 0.0).all():  # the Knapp-Hartung scale is 0
        return np.full(k, np.nan), np.full(k, np.nan)
    # in units of the standard errors: a determinant of tiny variances must not vanish
    unit = np.sqrt(np.diagonal(fit.vb))
    moved = (fit.beta - gone.fits.beta) / unit
    own = fit.vb / np.outer(unit, unit)
    cook = np.einsum("kp,kp->k", moved, np.linalg.solve(own, moved.T).T)
    with np.errstate(invalid="ignore"):
        return cook, np.linalg.det(gone.fits.vb / np.outer(unit, unit)) / np.linalg.det(own)


def _reasons(
    fit: RmaFit, dffits: Array, cook_d: Array, hat: Array, dfbetas: Array
) -> tuple[tuple[str, ...], ...]:
    """Give the bounds each study exceeds; what is undefined exceeds none."""
    k, p = fit.k, fit.p
    if k <= p:
        return ((),) * k
    rules: dict[str, Mask] = {
        "dffits": np.abs(dffits) > _DFFITS * np.sqrt(p / (k - p)),
        "cook": chdtr(p, cook_d) > _COOK,
        "hat": hat > _HAT * p / k,
        "dfbetas": np.abs(dfbetas).max(axis=1) > _DFBETAS,
    }
    return tuple(tuple(name for name, hits in rules.items() if hits[i]) for i in range(k))


def _about(fit: RmaFit, reasons: tuple[tuple[str, ...], ...]) -> list[Note]:
    found = []
    parts = [
        f"{label} ({', '.join(reason)})" for label, reason in zip(fit.labels, reasons, strict=True) if reason
    ]
    if parts:
        found.append(Note(
            "influential", Severity.CAUTION,
            f"Beyond the rule of thumb for influence: {series(parts)}. That says where to look first; it is "
            "no reason to leave a study out.",
        ))  # fmt: skip
    return found

"""What deleting each study does to the rest: the refits, and the study seen from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from synthesis.models.options import Test
from synthesis.models.pooled import Pooled
from synthesis.models.problem import Array
from synthesis.models.refit import Refit

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit


@dataclass(frozen=True, slots=True, eq=False)
class Deletion:
    """The fit without each study in turn, and its prediction of the study left out; NaN where there is none.

    Attributes
    ----------
    fits
        The refits, one a study.
    predicted, variance : (k,)
        Fitted value of each study from the refit without it, and the variance of that.
    tau2, scale : (k,)
        tau2 of the refit, 0 for a fixed effect, and its Knapp-Hartung scale.
    residual, z : (k,)
        yi minus `predicted`, and that over its standard error.
    """

    fits: Pooled
    predicted: Array
    variance: Array
    tau2: Array
    scale: Array
    residual: Array
    z: Array

    @classmethod
    def of(cls, refit: Refit, *, tau2: float | None = None, test: Test | None = None) -> Self:
        """Delete each study; tau2 is estimated anew unless it is given."""
        fits = refit.without_each(tau2=tau2, test=test)
        x = refit.rows
        predicted = np.einsum("kp,kp->k", x, fits.beta)
        variance = np.einsum("kp,kpr,kr->k", x, fits.vb, x)
        residual = refit.y - predicted
        spread = fits.scale * (refit.v + fits.tau2) + variance
        with np.errstate(invalid="ignore", divide="ignore"):
            z = residual / np.sqrt(np.where(spread > 0.0, spread, np.nan))
        return cls(fits, predicted, variance, fits.tau2, fits.scale, residual, z)


def rstandard(fit: RmaFit) -> Array:
    """Internally standardised residuals, (k,): residual over its standard error, tau2 that of the fit.

    Computed as the residual from the fit without the study at the same tau2, over its standard error, which
    is the same number and keeps its digits when one study has nearly all the weight. NaN where the study
    alone determines a coefficient.

    Raises
    ------
    NumbersError
        For a location-scale model.
    """
    refit = Refit.of(fit, "rstandard")
    return Deletion.of(refit, tau2=refit.held, test=Test.Z).z


def rstudent(fit: RmaFit) -> Array:
    """Externally standardised (deleted) residuals, (k,), from the refits without each study.

    NaN where the refit cannot be made or leaves tau2 undefined.

    Raises
    ------
    NumbersError
        For a location-scale model.
    """
    return Deletion.of(Refit.of(fit, "rstudent")).z

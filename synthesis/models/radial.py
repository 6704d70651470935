"""Coordinates of a radial (Galbraith) plot: standardised effects against their precision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthesis.errors import NumbersError
from synthesis.models.inference import share, t_quantile
from synthesis.models.problem import Array

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.models.results import RmaFit


@dataclass(frozen=True, slots=True, eq=False)
class Radial:
    """Coordinates of a radial plot of k studies.

    Attributes
    ----------
    labels
        Labels of the studies.
    precision : (k,)
        One over the standard deviation of an effect around the mean, ``(vi + tau2) ** -0.5``.
    z : (k,)
        Effect times precision: all studies with one effect lie on one line through the origin.
    distance : (k,)
        Distance of z from the line of the mean.
    slope, ci_lb, ci_ub
        The mean with its interval: slope of the line.
    band
        Half the height of the band around the line that holds `level` percent of the studies.
    level
        Coverage in percent.
    """

    labels: tuple[str, ...]
    precision: Array
    z: Array
    distance: Array
    slope: float
    ci_lb: float
    ci_ub: float
    band: float
    level: float

    def tidy(self) -> pd.DataFrame:
        """One row a study: ``label precision z distance inside``."""
        import pandas as pd

        return pd.DataFrame(
            {
                "label": list(self.labels),
                "precision": self.precision,
                "z": self.z,
                "distance": self.distance,
                "inside": np.abs(self.distance) <= self.band,
            }
        )


def radial(fit: RmaFit) -> Radial:
    """Set standardised effects against their precision.

    Parameters
    ----------
    fit
        A model of the mean.

    Raises
    ------
    NumbersError
        For a model with moderators or a location-scale model.

    Notes
    -----
    Galbraith (1988, Statistics in Medicine 7:889); with tau2 added to the sampling variances in a
    random-effects model, as metafor's ``radial`` does.

    Examples
    --------
    >>> from synthesis.models.univariate import rma
    >>> made = radial(rma([0.2, 0.4], [0.04, 0.01], method="EE"))
    >>> made.precision.round(6).tolist(), made.z.round(6).tolist(), round(made.slope, 6)
    ([5.0, 10.0], [1.0, 4.0], 0.36)
    """
    if fit.names != ("intrcpt",) or fit.scale is not None:
        raise NumbersError("needs a model of the mean alone", where="radial")
    tau2 = fit.tau2 if fit.options.method.random and not np.isnan(fit.tau2) else 0.0
    precision = (fit.vi + tau2) ** -0.5
    slope = float(fit.beta[0])
    band = float(t_quantile(np.array([np.inf]), share(fit.options.level))[0])
    return Radial(
        labels=fit.labels,
        precision=precision,
        z=fit.yi * precision,
        distance=(fit.yi - slope) * precision,
        slope=slope,
        ci_lb=float(fit.ci_lb[0]),
        ci_ub=float(fit.ci_ub[0]),
        band=band,
        level=fit.options.level,
    )

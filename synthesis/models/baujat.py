"""`baujat`: which studies make the results differ, and which of them matter for the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthesis.models.deletion import Deletion
from synthesis.models.fit_series import unfitted
from synthesis.models.notes import Note
from synthesis.models.problem import Array
from synthesis.models.refit import Refit
from synthesis.wording import count

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.models.results import RmaFit


@dataclass(frozen=True, slots=True, eq=False)
class Baujat:
    """Coordinates of a Baujat plot.

    Attributes
    ----------
    labels
        Labels of the studies.
    contribution : (k,)
        Squared Pearson residual, ``(yi - fitted)^2 / (vi + tau2)``; for a fixed effect these add up to Q.
    influence : (k,)
        Squared change of the study's fitted value when it is left out, over the variance of the new value.
    notes
        What the reader must know.
    """

    labels: tuple[str, ...]
    contribution: Array
    influence: Array
    notes: tuple[Note, ...]

    def tidy(self) -> pd.DataFrame:
        """One row a study: ``label contribution influence``."""
        import pandas as pd

        return pd.DataFrame(
            {"label": list(self.labels), "contribution": self.contribution, "influence": self.influence}
        )

    def __repr__(self) -> str:
        return f"<Baujat coordinates of {count(len(self.labels), 'study')}>"


def baujat(fit: RmaFit) -> Baujat:
    """Set each study's contribution to heterogeneity against its influence on the result.

    Parameters
    ----------
    fit
        A model of the mean or a meta-regression.

    Raises
    ------
    NumbersError
        For a location-scale model.

    Notes
    -----
    Baujat et al. (2002, Statistics in Medicine 21:2641) for a fixed effect; the generalisation to random
    effects and moderators is that of metafor (Viechtbauer 2021, Handbook of Meta-Analysis).

    Examples
    --------
    >>> from synthesis.models.univariate import rma
    >>> fit = rma([0.1, 0.2, 1.9], [0.02, 0.04, 0.08], method="FE", slab=list("ABC"))
    >>> made = fit.baujat()
    >>> bool(np.isclose(made.contribution.sum(), fit.QE))
    True
    """
    refit = Refit.of(fit, "baujat")
    gone = Deletion.of(refit)
    fitted = refit.rows @ fit.beta
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.where(gone.variance > 0.0, gone.variance, np.nan)
        moved = np.where(np.isnan(gone.tau2), np.nan, (gone.predicted - fitted) ** 2 / variance)
    return Baujat(
        fit.labels, (refit.y - fitted) ** 2 / (refit.v + refit.held), moved,
        tuple(unfitted(fit.labels, gone.fits, "Without")),
    )  # fmt: skip

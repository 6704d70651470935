"""P-value functions: how compatible the data are with every value an effect could have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.errors import NumbersError
from synthesis.models.problem import Array

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit


@dataclass(frozen=True, slots=True, eq=False)
class PFunctions:
    """Two-sided p-values of m values for the effect.

    Attributes
    ----------
    labels
        Labels of the k studies.
    at : (m,)
        The values tested, on the scale of yi.
    studies : (k, m)
        P of each value in each study alone, from a normal distribution.
    mean : (m,)
        P of each value as the mean, from the reference distribution of the fit.
    prediction : (m,)
        Twice the smaller probability that a new study's true effect lies below or above each value; NaN
        without a prediction interval. The interval of any level is where it exceeds 1 - level.
    """

    labels: tuple[str, ...]
    at: Array
    studies: Array
    mean: Array
    prediction: Array


def p_functions(fit: RmaFit, at: ArrayLike) -> PFunctions:
    """Test every value for the effect, in each study, for the mean and for a further study.

    Parameters
    ----------
    fit
        A model of the mean.
    at : (m,)
        Values on the scale of yi.

    Raises
    ------
    NumbersError
        For a model with moderators or a location-scale model.

    Notes
    -----
    Rücker and Schwarzer (2021, Research Synthesis Methods), the drapery plot; as ``drapery`` of the R package
    meta draws it.

    Examples
    --------
    >>> from synthesis.models.univariate import rma
    >>> fit = rma([0.1, 0.3, 0.5], [0.04, 0.02, 0.03])
    >>> made = p_functions(fit, [0.0, fit.beta[0]])
    >>> made.mean.round(4).tolist() == [round(float(fit.pval[0]), 4), 1.0]
    True
    """
    if fit.names != ("intrcpt",) or fit.scale is not None:
        raise NumbersError("needs a model of the mean alone", where="p_functions")
    values = np.asarray(at, dtype=float)
    z = np.abs(fit.yi[:, None] - values) / np.sqrt(fit.vi)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = np.abs(fit.beta[0] - values) / fit.se[0]
    tail = special.ndtr(-statistic) if np.isinf(fit.df) else special.stdtr(fit.df, -statistic)
    above = np.array([float(fit.chance(value)[0]) for value in values])
    return PFunctions(
        labels=fit.labels,
        at=values,
        studies=2.0 * special.ndtr(-z),
        mean=2.0 * tail,
        prediction=2.0 * np.minimum(above, 1.0 - above),
    )

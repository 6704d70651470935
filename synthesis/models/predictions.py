"""Fitted means, their intervals and the intervals of a new study's true effect, for given moderators."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from synthesis.models.inference import beyond, prediction_spread, share, t_quantile
from synthesis.models.options import Prediction
from synthesis.models.problem import Array


class Predicted(NamedTuple):
    """Predictions; each (m,).

    `spread` and `df` are those of the true effect of a new study.
    """

    mean: Array
    se: Array
    ci_lb: Array
    ci_ub: Array
    pi_lb: Array
    pi_ub: Array
    spread: Array
    df: Array

    def chance(self, threshold: float, *, above: bool) -> Array:
        """Probability that the true effect of a new study is above (or below) `threshold`."""
        return beyond(threshold, self.mean, self.spread, self.df, above=above)


def predict(
    rows: Array,
    beta: Array,
    vb: Array,
    *,
    scale: float,
    tau2: Array,
    df: float,
    reference: float,
    kind: Prediction,
    level: float,
) -> Predicted:
    """Predict at `rows` of the design.

    Parameters
    ----------
    rows : (m, p)
        Design rows.
    beta, vb
        Coefficients and their covariance, scaled when the test is Knapp-Hartung's.
    scale
        That scale.
    tau2 : (m,)
        Variance between studies at each row; NaN where there is none to predict with.
    df, reference
        k - p, and the degrees of freedom of the fit's tests.
    kind
        Variant of the prediction interval.
    level
        Coverage in percent.
    """
    mean = rows @ beta
    variance = np.einsum("mp,pr,mr->m", rows, vb, rows)
    se = np.sqrt(np.where(variance > 0.0, variance, np.nan))
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = se / np.sqrt(scale)
    references = np.full(mean.shape, reference)
    reach = t_quantile(references, share(level)) * se
    spread, new_df = prediction_spread(
        kind, se=se, plain_se=plain, tau2=tau2, df=np.full(mean.shape, df), reference=references
    )
    new_reach = t_quantile(new_df, share(level)) * spread
    return Predicted(mean, se, mean - reach, mean + reach, mean - new_reach, mean + new_reach, spread, new_df)

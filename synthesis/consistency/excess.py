"""Test whether more cohorts are significant than their power allows.

Source: Ioannidis and Trikalinos 2007 (chi-square and binomial); the exact version sums the
Poisson-binomial distribution of the powers. Needs effects with variances, ten cohorts or more to be
worth reading. It is not a test of publication bias alone: with heterogeneity it is contested.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.inputs import FloatArray, positive, strictly_inside
from synthesis.consistency.poisson_binomial import upper_tail
from synthesis.errors import NumbersError

FEWEST = 10
"""Fewest cohorts for which the test is worth reading."""


@dataclass(frozen=True, slots=True, eq=False)
class ExcessSignificance:
    """Observed against expected numbers of significant cohorts, in batch shape.

    Attributes
    ----------
    observed, expected
        Cohorts significant at alpha; sum of their powers.
    effect
        Effect at which power was computed.
    power
        Power of each cohort, shape (..., cohorts).
    chi_square
        (O - E)^2 / E + (O - E)^2 / (k - E); NaN where the power of all is 0 or 1.
    p_chi_square, p_binomial, p_exact
        One-sided p of at least so many: by chi-square, by the binomial with the mean power, and
        exactly.
    cohorts
        Number of cohorts with effect and variance.
    notes
        Preconditions that do not hold.
    """

    observed: FloatArray
    expected: FloatArray
    effect: FloatArray
    power: FloatArray
    chi_square: FloatArray
    p_chi_square: FloatArray
    p_binomial: FloatArray
    p_exact: FloatArray
    cohorts: FloatArray
    notes: tuple[str, ...]


def excess_significance(
    effects: ArrayLike,
    variances: ArrayLike,
    effect: ArrayLike | None = None,
    tau2: ArrayLike = 0.0,
    alpha: float = 0.05,
) -> ExcessSignificance:
    """Compare the number of significant cohorts with the sum of their powers.

    Parameters
    ----------
    effects, variances
        Shape (..., cohorts), on a scale whose null is 0; NaN in either is an absent cohort.
    effect
        True effect for the power, in batch shape; the inverse-variance mean without it.
    tau2
        Variance of true effects between cohorts, in batch shape.
    alpha
        Two-sided level of each cohort's z test.

    Raises
    ------
    NumbersError
        When a variance is not positive, tau2 is negative or alpha is not between 0 and 1.

    Examples
    --------
    >>> got = excess_significance([0.9, 0.8, 0.1], [0.1, 0.1, 0.1])
    >>> got.observed.item(), round(got.expected.item(), 3), round(got.p_exact.item(), 3)
    (2.0, 1.425, 0.463)
    """
    y, v = np.broadcast_arrays(np.asarray(effects, dtype=np.float64), positive(variances, "variances"))
    if y.ndim == 0:
        raise NumbersError("one number is not a set of cohorts", where="effects", hint="give a list or array")
    spread = np.asarray(tau2, dtype=np.float64)[..., None]
    if np.any(spread < 0):
        raise NumbersError("tau2 is negative", where="tau2", hint="give 0 or more")
    cut = -special.ndtri(strictly_inside(alpha, "alpha", 0, 1) / 2.0)
    present = ~(np.isnan(y) | np.isnan(v))
    cohorts = np.asarray(present.sum(axis=-1), dtype=np.float64)
    safe_v = np.where(present, v, 1.0)
    weight = np.where(present, 1.0 / safe_v, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        if effect is None:
            theta = (weight * np.where(present, y, 0.0)).sum(axis=-1) / weight.sum(axis=-1)
        else:
            theta = np.asarray(effect, dtype=np.float64)
        theta = np.asarray(np.where(cohorts > 0, theta, np.nan))
        bound = cut * np.sqrt(safe_v)
        sd = np.sqrt(safe_v + spread)
        up = special.ndtr((theta[..., None] - bound) / sd)
        down = special.ndtr((-theta[..., None] - bound) / sd)
        power = np.where(present, up + down, np.nan)
        observed = np.asarray((present & (np.abs(y) >= bound)).sum(axis=-1), dtype=np.float64)
        expected = np.where(cohorts > 0, np.nansum(power, axis=-1), np.nan)
        over = observed - expected
        chi_square = over**2 / expected + over**2 / (cohorts - expected)
        p_chi = special.ndtr(-np.sign(over) * np.sqrt(chi_square))
        inner = np.maximum(observed, 1.0)
        mean_power = np.where(cohorts > 0, expected / np.maximum(cohorts, 1.0), np.nan)
        tail = special.betainc(inner, np.maximum(cohorts - inner + 1.0, 1.0), mean_power)
        p_binomial = np.where(observed == 0, np.where(cohorts > 0, 1.0, np.nan), tail)
    p_exact = np.where(cohorts > 0, upper_tail(power, observed), np.nan)
    notes = []
    if np.any(cohorts == 0):
        notes.append("no cohort has an effect and a variance: undefined")
    if np.any((cohorts > 0) & (cohorts < FEWEST)):
        notes.append(f"fewer than {FEWEST} cohorts: too few to read")
    return ExcessSignificance(
        observed=observed,
        expected=np.asarray(expected),
        effect=theta,
        power=power,
        chi_square=np.asarray(chi_square),
        p_chi_square=np.asarray(p_chi),
        p_binomial=np.asarray(p_binomial),
        p_exact=np.asarray(p_exact),
        cohorts=cohorts,
        notes=tuple(notes),
    )

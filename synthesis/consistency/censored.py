"""Estimate a standardised mean difference from directions, thresholds and "not significant".

Source: counts and p-ranges carry information on effect size (Hedges and Olkin 1980; Bushman and Wang
2009); interval censoring of unreported results as in MetaNSUE (Radua 2015). Model: with
ntilde = n1 n2 / (n1 + n2), z ~ N(mu root(ntilde), 1 + tau^2 ntilde); each report contributes the
probability of its interval (`z_intervals`), an exact z its density. tau cannot be estimated from few
coarse intervals, so a fixed grid is shown.

The log-likelihood is concave in mu, so Newton's method finds its only maximum. Selective publication
pushes mu away from 0; no arithmetic here can undo that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.inputs import BoolArray, FloatArray, positive, strictly_inside
from synthesis.consistency.interval_likelihood import IntervalLikelihood
from synthesis.errors import NumbersError

TAU_GRID = (0.0, 0.2, 0.3, 0.5)
"""Between-cohort standard deviations of the true SMD that are always shown."""


@dataclass(frozen=True, slots=True, eq=False)
class CensoredFit:
    """Interval-censored estimates, shape (..., taus).

    Attributes
    ----------
    tau
        The grid, shape (taus,).
    smd
        Maximum likelihood SMD, higher in cases positive. Infinite where every report allows any
        effect beyond a bound (all cohorts in one direction): then only one limit is finite.
    low, high
        Likelihood interval at each tau: where the log-likelihood has dropped by half the chi-square
        quantile (1.9207 at 95 %).
    se
        From the observed information; NaN where `smd` is infinite.
    p_higher
        Probability that the true SMD of a new cohort is above 0, Phi(smd / root(tau^2 + se^2)).
    log_likelihood
        At the maximum.
    cohorts
        Reports with an interval, shape (...).
    level
        Of the interval.
    notes
        What is undefined, and why.
    """

    tau: FloatArray
    smd: FloatArray
    low: FloatArray
    high: FloatArray
    se: FloatArray
    p_higher: FloatArray
    log_likelihood: FloatArray
    cohorts: FloatArray
    level: float
    notes: tuple[str, ...]

    def excludes(self, smd: float) -> BoolArray:
        """Tell for each tau whether the interval lies inside -smd to smd, the ends excluded."""
        return np.asarray((self.low > -smd) & (self.high < smd))


def fit_censored(
    low: ArrayLike,
    high: ArrayLike,
    ntilde: ArrayLike,
    tau: Sequence[float] = TAU_GRID,
    level: float = 0.95,
) -> CensoredFit:
    """Fit the interval-censored model at each tau, for any batch of markers.

    Parameters
    ----------
    low, high
        Interval of each z, shape (..., cohorts); equal for an exact z, NaN for an absent cohort.
    ntilde
        n1 n2 / (n1 + n2) of each cohort; broadcasts with them.
    tau
        Standard deviations of the true SMD between cohorts, 0 or more.
    level
        Coverage of the likelihood interval.

    Raises
    ------
    NumbersError
        When an interval runs backwards or is one infinite point, a size is not positive, a tau is
        negative or the level not between 0 and 1.

    Examples
    --------
    Five cohorts significantly higher and three not significant, 25 per arm:

    >>> z = 1.959964
    >>> got = fit_censored([z] * 5 + [-z] * 3, [np.inf] * 5 + [z] * 3, 12.5, tau=[0.0, 0.3])
    >>> np.round(got.smd, 2).tolist(), np.round(got.low, 2).tolist(), np.round(got.high, 2).tolist()
    ([0.64, 0.69], [0.4, 0.33], [0.9, 1.06])
    """
    a, b, size = np.broadcast_arrays(
        np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64), positive(ntilde, "ntilde")
    )
    if a.ndim == 0:
        raise NumbersError("one number is not a set of cohorts", where="low", hint="give a list or array")
    if np.any(a > b) or np.any((a == b) & np.isinf(a)):
        raise NumbersError(
            "an interval runs backwards or is one infinite point", where="low", hint="low <= high"
        )
    grid = np.asarray(tau, dtype=np.float64)
    if grid.ndim != 1 or not np.all(grid >= 0):
        raise NumbersError("tau is a list of numbers of 0 or more", where="tau", hint="for example (0, 0.3)")
    drop = special.ndtri((1.0 + strictly_inside(level, "level", 0, 1)) / 2.0) ** 2 / 2.0
    batch, flat = a.shape[:-1], (-1, a.shape[-1])
    model = IntervalLikelihood.of(a.reshape(flat), b.reshape(flat), size.reshape(flat), grid)
    best = model.maximum()
    peak = model.at(best.place)
    log_peak = np.where(np.isinf(best.place), 0.0, peak.value)
    ends = [model.crossing(best, log_peak - drop, side) for side in (-1.0, 1.0)]
    shape = (*batch, grid.size)
    smd = best.place.reshape(shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        se = np.where(np.isinf(smd), np.nan, 1.0 / np.sqrt(-peak.curvature.reshape(shape)))
        p_higher = special.ndtr(smd / np.sqrt(grid**2 + se**2))
    return CensoredFit(
        tau=grid,
        smd=smd,
        low=ends[0].reshape(shape),
        high=ends[1].reshape(shape),
        se=se,
        p_higher=np.asarray(p_higher),
        log_likelihood=np.where(np.isnan(best.place), np.nan, log_peak).reshape(shape),
        cohorts=np.asarray(model.present.sum(axis=-1), dtype=np.float64).reshape(batch),
        level=level,
        notes=_notes(best.place),
    )


def rules_out(
    fit: CensoredFit, smd: float = 0.5, taus: Sequence[float] = (0.0, 0.3), min_cohorts: int = 5
) -> BoolArray:
    """Tell whether a moderate difference is ruled out at each of some taus, with enough cohorts.

    Parameters
    ----------
    fit
        A fit whose grid holds `taus`.
    smd
        Bound of the interval, both ways.
    taus
        Values of the grid at which the interval must lie inside.
    min_cohorts
        Fewest reports for the statement.

    Returns
    -------
    BoolArray
        In batch shape.

    Raises
    ------
    NumbersError
        When the grid of the fit lacks one of `taus`.

    Examples
    --------
    >>> z = 1.959964
    >>> rules_out(fit_censored([-z] * 8, [z] * 8, 12.5)).item()
    True
    """
    inside = fit.excludes(smd)
    kept = fit.cohorts >= min_cohorts
    for wanted in taus:
        found = np.flatnonzero(np.isclose(fit.tau, wanted, atol=1e-12))
        if found.size == 0:
            raise NumbersError(
                f"tau {wanted:g} was not fitted", where="taus", hint=f"the grid is {fit.tau.tolist()}"
            )
        kept = kept & inside[..., found[0]]
    return np.asarray(kept)


def _notes(place: FloatArray) -> tuple[str, ...]:
    notes = []
    if np.any(np.isnan(place)):
        notes.append("no report bounds the effect: the estimate is undefined")
    if np.any(np.isinf(place)):
        notes.append(
            "all reports allow any effect beyond a bound: the estimate is infinite, one limit is finite"
        )
    return tuple(notes)

"""Combine independent one-sided p-values into one.

Every method here asks whether at least one cohort has an effect in the chosen direction, not whether
the cohorts agree. Two-sided p-values must be converted first (`one_sided`): combined directly they
lose the direction. Sources: Fisher 1932; Stouffer 1949, weighted as Mosteller and Bush 1954;
Edgington 1972; Lancaster 1961; Held 2020 (harmonic mean chi-square). Dependent tests: `dependent_tests`.

All functions take shape (..., cohorts), as `OneSided` or as plain one-sided p-values, and work on
logs: p-values of 1e-300 and results far smaller are exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.chi_square_tail import log_upper_tail, upper_quantile
from synthesis.consistency.inputs import BoolArray, FloatArray, positive
from synthesis.consistency.irwin_hall import log_lower_tail
from synthesis.consistency.one_sided import OneSided, from_one_sided
from synthesis.errors import NumbersError


@dataclass(frozen=True, slots=True, eq=False)
class CombinedP:
    """A combined one-sided p-value, in batch shape.

    Attributes
    ----------
    method
        Name of the method.
    statistic
        Chi-square (Fisher, Lancaster, harmonic), z (Stouffer, Strube) or sum of p (Edgington).
    df
        Degrees of freedom; NaN where the statistic has none.
    log_p
        Natural log of the combined p; NaN where it is undefined.
    cohorts
        p-values that entered.
    notes
        Preconditions that do not hold, and what is undefined.
    """

    method: str
    statistic: FloatArray
    df: FloatArray
    log_p: FloatArray
    cohorts: FloatArray
    notes: tuple[str, ...]

    @property
    def p(self) -> FloatArray:
        """The combined p; below 1e-308 it shows as 0 and `log_p` tells."""
        return np.asarray(np.exp(self.log_p), dtype=np.float64)


def one_sided_set(p: OneSided | ArrayLike) -> OneSided:
    """Give p-values as `OneSided` with at least one axis.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1 or there is only one number.

    Examples
    --------
    >>> one_sided_set([0.5]).p
    array([0.5])
    """
    taken = p if isinstance(p, OneSided) else from_one_sided(p)
    if taken.log_p.ndim == 0:
        raise NumbersError("one number is not a set of p-values", where="p", hint="give a list or array")
    return taken


def _weights(weights: ArrayLike | None, like: FloatArray) -> FloatArray:
    if weights is None:
        return np.ones_like(like)
    given = np.broadcast_to(positive(weights, "weights"), like.shape)
    if np.any(np.isnan(given) & ~np.isnan(like)):
        raise NumbersError("a p-value has no weight", where="weights", hint="give a weight for each p-value")
    return given


def preconditions(taken: OneSided, cohorts: FloatArray) -> list[str]:
    """List what the reader of a combined p must know of its input.

    Examples
    --------
    >>> preconditions(one_sided_set([0.2]), np.array(1.0))
    ['a single p-value: nothing is combined']
    """
    notes = []
    if np.any(cohorts == 0):
        notes.append("no p-value: the result is undefined")
    if np.any(cohorts == 1):
        notes.append("a single p-value: nothing is combined")
    if np.any(np.isneginf(taken.log_p) | np.isneginf(taken.log_q)):
        notes.append("a one-sided p of exactly 0 or 1 is a rounded figure and decides alone; give its bound")
    return notes


def _count(present: BoolArray) -> FloatArray:
    return np.asarray(present.sum(axis=-1), dtype=np.float64)


def _defined(cohorts: FloatArray, values: FloatArray) -> FloatArray:
    return np.asarray(np.where(cohorts > 0, values, np.nan), dtype=np.float64)


def fisher(p: OneSided | ArrayLike) -> CombinedP:
    """Combine by -2 times the sum of logs, chi-square with 2k degrees of freedom.

    Strong results the other way are nearly ignored: 0.001, 0.001, 0.999, 0.999 gives 0.0005.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1.

    Examples
    --------
    >>> got = fisher([0.016, 0.067, 0.25, 0.405, 0.871])
    >>> round(got.statistic.item(), 3), got.df.item(), round(got.p.item(), 4)
    (18.533, 10.0, 0.0466)
    """
    taken = one_sided_set(p)
    cohorts = _count(~np.isnan(taken.log_p))
    statistic = _defined(cohorts, -2.0 * np.nansum(taken.log_p, axis=-1) + 0.0)
    log_p = log_upper_tail(statistic, np.maximum(2.0 * cohorts, 1.0))
    return CombinedP("fisher", statistic, 2.0 * cohorts, log_p, cohorts, tuple(preconditions(taken, cohorts)))


def stouffer(p: OneSided | ArrayLike, weights: ArrayLike | None = None) -> CombinedP:
    """Combine by the weighted sum of normal deviates over the root of the summed squared weights.

    Parameters
    ----------
    p
        One-sided p-values, shape (..., cohorts).
    weights
        Positive, broadcasting with `p`; the square root of the cohort size is the usual choice.
        Without them all cohorts weigh the same.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1 or a weight is not positive.

    Examples
    --------
    >>> round(stouffer([0.016, 0.067, 0.25, 0.405, 0.871]).statistic.item(), 2)
    1.53
    """
    taken = one_sided_set(p)
    z = taken.z
    cohorts = _count(~np.isnan(z))
    w = np.where(np.isnan(z), np.nan, _weights(weights, z))
    notes = preconditions(taken, cohorts)
    clash = np.any(np.isposinf(z), axis=-1) & np.any(np.isneginf(z), axis=-1)
    if np.any(clash):
        notes.append("a p of exactly 0 and one of exactly 1 cancel to nothing: undefined")
    with np.errstate(invalid="ignore", divide="ignore"):
        total = np.nansum(w * z, axis=-1) / np.sqrt(np.nansum(w * w, axis=-1))
    statistic = _defined(cohorts, np.where(clash, np.nan, total))
    log_p = np.asarray(special.log_ndtr(-statistic), dtype=np.float64)
    name = "stouffer" if weights is None else "stouffer weighted"
    return CombinedP(name, statistic, np.full(statistic.shape, np.nan), log_p, cohorts, tuple(notes))


def edgington(p: OneSided | ArrayLike) -> CombinedP:
    """Combine by the sum of p, whose null distribution is that of a sum of uniform variables.

    Agreement is rewarded: one large p weighs against many small ones, in contrast to Fisher.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1.

    Examples
    --------
    >>> round(edgington([0.2, 0.35, 0.35, 0.4, 0.4, 0.4, 0.4]).p.item(), 4)
    0.0974
    """
    taken = one_sided_set(p)
    present = ~np.isnan(taken.log_p)
    cohorts = _count(present)
    log_sum = special.logsumexp(np.where(present, taken.log_p, -np.inf), axis=-1)
    log_sum = _defined(cohorts, np.asarray(log_sum))
    return CombinedP(
        "edgington",
        np.asarray(np.exp(log_sum)),
        np.full(cohorts.shape, np.nan),
        log_lower_tail(log_sum, cohorts),
        cohorts,
        tuple(preconditions(taken, cohorts)),
    )


def lancaster(p: OneSided | ArrayLike, weights: ArrayLike) -> CombinedP:
    """Combine chi-square quantiles whose degrees of freedom are the weights.

    With all weights 2 this is Fisher's method. As with Fisher, results the other way are nearly
    ignored.

    Parameters
    ----------
    p
        One-sided p-values, shape (..., cohorts).
    weights
        Degrees of freedom, positive, broadcasting with `p`; usually the cohort sizes.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1 or a weight is not positive.

    Examples
    --------
    >>> round(lancaster([0.02, 0.3], [2, 2]).p.item(), 6) == round(fisher([0.02, 0.3]).p.item(), 6)
    True
    """
    taken = one_sided_set(p)
    present = ~np.isnan(taken.log_p)
    cohorts = _count(present)
    w = np.where(present, _weights(weights, taken.log_p), 0.0)
    parts = upper_quantile(np.where(present, taken.log_p, 0.0), np.where(present, w, 1.0))
    df = _defined(cohorts, w.sum(axis=-1))
    statistic = _defined(cohorts, np.where(present, parts, 0.0).sum(axis=-1))
    log_p = log_upper_tail(statistic, np.where(cohorts > 0, df, 1.0))
    return CombinedP("lancaster", statistic, df, log_p, cohorts, tuple(preconditions(taken, cohorts)))


def harmonic_chi_square(p: OneSided | ArrayLike, weights: ArrayLike | None = None) -> CombinedP:
    """Combine by the harmonic mean of squared deviates (Held 2020); every cohort must point one way.

    X2 = (sum of root w)^2 / (sum of w / z^2), chi-square with 1 degree of freedom, its tail divided
    by 2^k. Undefined (NaN with a note) unless all cohorts go the chosen way, by design.

    Parameters
    ----------
    p
        One-sided p-values, shape (..., cohorts).
    weights
        Positive, broadcasting with `p`; all equal without them.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1 or a weight is not positive.

    Examples
    --------
    >>> round(harmonic_chi_square([0.0245, 0.1305, 0.00025, 0.2575, 0.128]).p.item(), 6)
    0.000484
    """
    taken = one_sided_set(p)
    z = taken.z
    present = ~np.isnan(z)
    cohorts = _count(present)
    w = np.where(present, _weights(weights, z), 0.0)
    agree = np.all(~present | (z > 0), axis=-1) & (cohorts > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.sqrt(w).sum(axis=-1) ** 2 / np.where(present, w / z**2, 0.0).sum(axis=-1)
    statistic = np.asarray(np.where(agree, statistic, np.nan))
    log_p = np.log(2.0) + special.log_ndtr(-np.sqrt(statistic)) - cohorts * np.log(2.0)
    notes = preconditions(taken, cohorts)
    if np.any(~agree & (cohorts > 0)):
        notes.append("not every cohort goes the chosen way: the harmonic mean test is undefined")
    return CombinedP("harmonic", statistic, np.ones_like(statistic), np.asarray(log_p), cohorts, tuple(notes))

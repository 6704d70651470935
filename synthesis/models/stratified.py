"""Cases against controls within strata, combined over strata, for any batch of analytes.

The strata of one study, such as women and men, are few and small. A variance between strata estimated from
two of them is noise, so the combination is a common-effect one; and a normal reference for groups of five
people finds far too much, so the reference is t with the degrees of freedom that the variances really have.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from synthesis.models.inference import share, t_quantile, two_sided_p
from synthesis.models.options import Method, Test, Variances
from synthesis.models.pool import pool
from synthesis.models.problem import Array, Mask


@dataclass(frozen=True, slots=True, eq=False)
class Arms:
    """Summaries of both groups in each stratum, (..., S) each; NaN where a stratum is absent."""

    n1: Array
    m1: Array
    sd1: Array
    n2: Array
    m2: Array
    sd2: Array

    @property
    def difference(self) -> Array:
        """Cases minus controls."""
        return self.m1 - self.m2

    @property
    def weight(self) -> Array:
        """What a stratum counts: the inverse of 1/n1 + 1/n2."""
        return self.n1 * self.n2 / (self.n1 + self.n2)

    @property
    def df(self) -> Array:
        """Degrees of freedom within groups."""
        return self.n1 + self.n2 - 2.0

    @property
    def squares(self) -> Array:
        """Sum of squares within groups."""
        return (self.n1 - 1.0) * self.sd1**2 + (self.n2 - 1.0) * self.sd2**2


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """Estimates with their standard errors, degrees of freedom, two-sided p and intervals, one shape all."""

    estimate: Array
    se: Array
    df: Array
    p: Array
    low: Array
    high: Array


@dataclass(frozen=True, slots=True, eq=False)
class Stratified:
    """The difference over all strata (...), in each (..., S), and the test that strata differ (...)."""

    overall: Difference
    each: Difference
    strata: Array
    differ_f: Array
    differ_p: Array


def stratified(arms: Arms, *, variances: Variances = Variances.EQUAL, level: float = 95) -> Stratified:
    """Combine the differences of strata, each weighted by 1 / (1/n1 + 1/n2).

    Parameters
    ----------
    arms
        Both groups in each stratum; the last axis is strata, all others are analytes.
    variances
        Whether all groups of an analyte share one variance.
    level
        Coverage of the intervals, in percent.

    Returns
    -------
    Stratified

    Notes
    -----
    With equal variances this is the least-squares fit of a mean for each stratum and one difference between
    cases and controls, its variance pooled within all groups: t with ``sum(n1 + n2 - 2)`` degrees of freedom
    is exact for normal values, and so is the F test that strata differ. Leaving the spread of the strata's
    differences out of the residual keeps the test valid where strata do differ.

    With unequal variances the weights stay, the variance is ``sum(c^2 (sd1^2/n1 + sd2^2/n2))`` with ``c`` the
    share of each weight, and the degrees of freedom are those of Satterthwaite (1946), which for one stratum
    is Welch's test; strata are compared as Welch (1951) compares means.

    Examples
    --------
    >>> one = [np.array([x]) for x in (5.0, 2.0, 1.0, 5.0, 1.0, 1.0)]
    >>> found = stratified(Arms(*one)).overall
    >>> round(float(found.se), 4), float(found.df), round(float(found.p), 4)
    (0.6325, 8.0, 0.1525)
    """
    share(level)
    here = np.isfinite(arms.difference)
    if variances is Variances.EQUAL:
        error, own, own_df, df = _equal(arms)
    else:
        error, own, own_df, df = _unequal(arms, here)
    made = pool(
        np.where(here, arms.difference, np.nan), np.where(here, error, np.nan), method=Method.FE, test=Test.Z,
        weights=np.where(here, arms.weight, 1.0), threads=1,
    )  # fmt: skip
    strata = here.sum(axis=-1).astype(float)
    f, f_df = made.q / np.maximum(strata - 1.0, 1.0), df
    if variances is Variances.UNEQUAL:
        f, f_df = _welch(f, error, own_df, strata, here)
    several = strata > 1.0
    return Stratified(
        overall=_described(made.beta[..., 0], made.se[..., 0], df, level),
        each=_described(arms.difference, np.sqrt(own), own_df, level),
        strata=strata,
        differ_f=np.where(several, f, np.nan),
        differ_p=np.where(several, fdtrc(np.maximum(strata - 1.0, 1.0), f_df, f), np.nan),
    )


def _equal(arms: Arms) -> tuple[Array, Array, Array, Array]:
    """Give the variance of each difference for the combination and alone, and both degrees of freedom."""
    df = np.nansum(arms.df, axis=-1)
    pooled = np.nansum(arms.squares, axis=-1) / df
    return pooled[..., None] / arms.weight, arms.squares / arms.df / arms.weight, arms.df, df


def _unequal(arms: Arms, here: Mask) -> tuple[Array, Array, Array, Array]:
    """Give the same with a variance of its own for each group."""
    parts = np.stack([arms.sd1**2 / arms.n1, arms.sd2**2 / arms.n2])
    free = np.stack([arms.n1, arms.n2]) - 1.0
    error = parts.sum(axis=0)
    own_df = error**2 / (parts**2 / free).sum(axis=0)
    weight = np.where(here, arms.weight, 0.0)
    spread = (weight / weight.sum(axis=-1, keepdims=True)) ** 2 * parts
    df = np.nansum(spread, axis=(0, -1)) ** 2 / np.nansum(spread**2 / free, axis=(0, -1))
    return error, error, own_df, df


def _welch(f: Array, error: Array, own_df: Array, strata: Array, here: Mask) -> tuple[Array, Array]:
    """Correct the ratio of variances and give its degrees of freedom (Welch 1951)."""
    weight = np.where(here, 1.0 / error, 0.0)
    rest = (1.0 - weight / weight.sum(axis=-1, keepdims=True)) ** 2
    unsure = np.nansum(np.where(here, rest / own_df, 0.0), axis=-1)
    room = np.maximum(strata**2 - 1.0, 1.0)
    with np.errstate(divide="ignore"):  # one stratum leaves nothing unsure, and nothing to compare
        return f / (1.0 + 2.0 * np.maximum(strata - 2.0, 0.0) / room * unsure), room / (3.0 * unsure)


def _described(estimate: Array, se: Array, df: Array, level: float) -> Difference:
    with np.errstate(invalid="ignore", divide="ignore"):
        p = two_sided_p(estimate / se, df)
    half = t_quantile(df.reshape(-1), share(level)).reshape(df.shape) * se
    return Difference(estimate, se, df, p, estimate - half, estimate + half)

"""Turn reported p-values into one-sided p-values in one chosen direction, kept as logs.

Source: Becker 1994 and the two2one rule of the R package metap: from a two-sided P take P / 2 when
the result goes the chosen way and 1 - P / 2 when it goes the other. Both p and 1 - p are kept as
logs, since 1 - 1e-300 is 1 in floating point and would lose how strong an opposite result is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.inputs import FloatArray, within
from synthesis.errors import NumbersError

_LOG_HALF = float(np.log(0.5))


def log_one_minus_exp(logs: FloatArray) -> FloatArray:
    """Give log(1 - exp(logs)) without loss, for logs of 0 or less.

    Examples
    --------
    >>> round(log_one_minus_exp(np.array(-1e-20)).item(), 9)
    -46.05170186
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        near = np.log(-np.expm1(logs))
        far = np.log1p(-np.exp(logs))
    return np.asarray(np.where(logs > _LOG_HALF, near, far), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class OneSided:
    """One-sided p-values in one direction; NaN marks an absent cohort.

    Attributes
    ----------
    log_p
        Natural log of p, shape (..., cohorts).
    log_q
        Natural log of 1 - p.
    """

    log_p: FloatArray
    log_q: FloatArray

    @property
    def p(self) -> FloatArray:
        """The p-values; those below 1e-308 show as 0."""
        return np.asarray(np.exp(self.log_p), dtype=np.float64)

    @property
    def z(self) -> FloatArray:
        """Normal deviates, positive in the chosen direction."""
        small = self.log_p < _LOG_HALF
        tail = special.ndtri_exp(np.where(small, self.log_p, self.log_q))
        return np.asarray(np.where(small, -tail, tail), dtype=np.float64)


def from_one_sided(p: ArrayLike) -> OneSided:
    """Take p-values that are one-sided in the chosen direction already.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1.

    Examples
    --------
    >>> round(from_one_sided(0.025).z.item(), 3)
    1.96
    """
    values = within(p, "p", 0, 1)
    with np.errstate(divide="ignore"):
        return OneSided(np.asarray(np.log(values)), np.asarray(np.log1p(-values)))


def from_log_p(log_p: ArrayLike) -> OneSided:
    """Take natural logs of one-sided p-values, as small as they may be.

    Raises
    ------
    NumbersError
        When a log is above 0.

    Examples
    --------
    >>> round(from_log_p(-5000.0).z.item(), 2)
    99.94
    """
    logs = within(log_p, "log_p", -np.inf, 0)
    return OneSided(logs, log_one_minus_exp(logs))


def from_z(z: ArrayLike) -> OneSided:
    """Take normal deviates, positive in the chosen direction.

    Examples
    --------
    >>> round(from_z(-40.0).z.item(), 9)
    -40.0
    """
    values = np.asarray(z, dtype=np.float64)
    return OneSided(np.asarray(special.log_ndtr(-values)), np.asarray(special.log_ndtr(values)))


def one_sided(p: ArrayLike, agrees: ArrayLike = True, sides: ArrayLike = 2) -> OneSided:
    """Convert reported p-values to one-sided p-values in the chosen direction.

    Parameters
    ----------
    p
        Reported p-values, shape (..., cohorts); NaN is a cohort without p. A threshold such as
        "p < 0.05" may be given as 0.05, which is conservative; "not significant" without a number
        cannot be given honestly.
    agrees
        Whether the observed effect goes the chosen way; broadcasts with `p`. For a p that is
        one-sided already: whether its side is the chosen one.
    sides
        2 or 1, broadcasts with `p`.

    Raises
    ------
    NumbersError
        When a p lies outside 0 to 1 or sides is neither 1 nor 2.

    Examples
    --------
    >>> one_sided([0.1, 0.1, 0.9], agrees=[True, False, False], sides=[2, 1, 2]).p
    array([0.05, 0.9 , 0.55])
    """
    values, same, number = np.broadcast_arrays(
        within(p, "p", 0, 1), np.asarray(agrees, dtype=bool), np.asarray(sides, dtype=np.float64)
    )
    if not np.all((number == 1) | (number == 2)):
        raise NumbersError("a test has 1 or 2 sides", where="sides", hint="give 1 or 2")
    with np.errstate(divide="ignore"):
        near = np.log(values) - np.log(number)  # after the log: half of the smallest float is 0
        far = np.log1p(-values / number)
    return OneSided(np.where(same, near, far), np.where(same, far, near))

"""Combine correlated tests of one cohort.

Source: Strube 1985. A cohort has one vote; where one number for several tests of it is needed, their
correlation must enter, or the cohort counts as several.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from synthesis.consistency.combine_p import CombinedP, one_sided_set, preconditions
from synthesis.consistency.one_sided import OneSided
from synthesis.errors import NumbersError


def strube(p: OneSided | ArrayLike, correlation: ArrayLike) -> CombinedP:
    """Combine correlated tests of one cohort: the sum of z over the root of the summed correlations.

    Parameters
    ----------
    p
        One-sided p-values, shape (..., tests).
    correlation
        One correlation for every pair, or a symmetric matrix of shape (tests, tests) with ones on
        its diagonal.

    Raises
    ------
    NumbersError
        When a p or correlation is out of range, or the matrix has another shape or is not symmetric
        with a unit diagonal.

    Examples
    --------
    >>> from synthesis.consistency.one_sided import from_z
    >>> round(strube(from_z([2.0, 1.5, 2.5]), 0.5).statistic.item(), 3)
    2.449
    """
    taken = one_sided_set(p)
    z = taken.z
    matrix = np.asarray(correlation, dtype=np.float64)
    k = z.shape[-1]
    if matrix.ndim == 0:
        matrix = np.where(np.eye(k, dtype=bool), 1.0, matrix)
    if matrix.shape != (k, k) or not np.allclose(matrix, matrix.T) or not np.allclose(np.diag(matrix), 1.0):
        raise NumbersError(
            f"shape {matrix.shape} for {k} tests, or not a correlation matrix",
            where="correlation",
            hint="give one number or a symmetric matrix with ones on its diagonal",
        )
    if np.any(np.abs(matrix) > 1.0):
        raise NumbersError("a correlation lies outside -1 to 1", where="correlation", hint="check the matrix")
    present = (~np.isnan(z)).astype(np.float64)
    cohorts = present.sum(axis=-1)
    spread = np.einsum("...i,ij,...j->...", present, matrix, present)
    notes = preconditions(taken, cohorts)
    if np.any((spread <= 0) & (cohorts > 0)):
        notes.append("the correlations sum to 0 or less: undefined")
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = np.nansum(z, axis=-1) / np.sqrt(np.where(spread > 0, spread, np.nan))
    log_p = np.asarray(special.log_ndtr(-statistic), dtype=np.float64)
    return CombinedP(
        "strube", np.asarray(statistic), np.full(cohorts.shape, np.nan), log_p, cohorts, tuple(notes)
    )

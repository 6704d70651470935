"""Peto's one-step odds ratio: rare events, groups of similar size, effects near 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from synthesis.models.mantel_haenszel import expected
from synthesis.models.table_fit import TableFit, complete, table_fit


def peto(ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, *, level: float = 95) -> TableFit:
    """Pool 2x2 tables by observed minus expected events (Yusuf et al. 1985).

    Parameters
    ----------
    ai, bi, ci, di : (k,)
        Counts with and without the event in one group, then in the other; nothing is added to zero cells.
    level
        Coverage in percent.

    Returns
    -------
    TableFit
        Log odds ratio. Tables in which all or none have the event say nothing and add nothing.

    Raises
    ------
    NumbersError
        For negative counts or columns of different length.

    Examples
    --------
    >>> peto([4, 6], [119, 300], [11, 29], [128, 274])
    <TableFit Peto odds ratio, k = 2: 0.29 [0.16, 0.51], p < 0.001>
    """
    (a, b, c, d), given = complete(ai, bi, ci, di)
    some = (a + b > 0.0) & (c + d > 0.0)
    a, b, c, d = a[some], b[some], c[some], d[some]
    mean, variance = expected(a, b, c, d)
    total = float(variance.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(variance > 0.0, (a - mean) / variance, np.nan), 1.0 / variance
        beta = float((a - mean).sum() / total) if total > 0.0 else float("nan")
        se = float(1.0 / np.sqrt(total)) if total > 0.0 else float("nan")
    return table_fit("Peto odds ratio", beta, se, ratio=True, own=own, k=a.size, given=given, level=level)

"""Zero cells: to which rows a constant is added."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synthesis.effects.options import ZeroRule
from synthesis.effects.outcome import BoolArray, FloatArray


def add_to_zeros(
    cells: Sequence[FloatArray], *, add: float, to: str
) -> tuple[tuple[FloatArray, ...], BoolArray]:
    """Add a constant to every cell of some rows.

    Parameters
    ----------
    cells
        Counts, one array a cell, all of one shape; the last axis holds the rows of one data set.
    add
        What is added to each cell.
    to
        ``only0`` rows with a zero cell, ``if0all`` all rows of a data set with a zero cell anywhere,
        ``all``, or ``none``.

    Returns
    -------
    cells, changed
        The cells, and which rows something was added to.

    Examples
    --------
    >>> (a, b), changed = add_to_zeros((np.array([0.0, 3.0]), np.array([5.0, 4.0])), add=0.5, to="only0")
    >>> a.tolist(), b.tolist(), changed.tolist()
    ([0.5, 3.0], [5.5, 4.0], [True, False])
    """
    rule = ZeroRule.parse(to)
    zero = np.logical_or.reduce([cell == 0 for cell in cells])
    if rule is ZeroRule.ONLY0:
        chosen = zero
    elif rule is ZeroRule.IF0ALL:
        chosen = np.broadcast_to(zero.any(axis=-1, keepdims=True) if zero.ndim else zero, zero.shape)
    else:
        chosen = np.full_like(zero, rule is ZeroRule.ALL)
    if add == 0:
        chosen = np.zeros_like(zero)
    return tuple(np.where(chosen, cell + add, cell) for cell in cells), chosen

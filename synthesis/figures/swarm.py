"""Places across a row for points that would cover each other: by rank, so always the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Part of the span within which points count as neighbours.
_NEAR = 1 / 16
#: Neighbours a point needs to be moved as far as there is room; where fewer are found, the most found.
_CROWD = 6


def offsets(values: ArrayLike) -> NDArray[np.float64]:
    """Spread points across their row, the wider the more neighbours they have.

    Along the sorted values runs the van der Corput sequence, which fills a row evenly without chance; a
    point without neighbours stays in the middle.

    Parameters
    ----------
    values
        Where the points are on the axis, (n,); NaN for none.

    Returns
    -------
    ndarray
        From -1 to 1, (n,); 0 for NaN.

    Examples
    --------
    >>> offsets([0.0, 1.0, 1.0, 1.0]).round(3).tolist()
    [0.0, -0.167, 0.167, -0.25]
    """
    places = np.asarray(values, dtype=float)
    made = np.zeros(places.shape)
    known = np.flatnonzero(np.isfinite(places))
    if known.size < 2:
        return made
    order = known[np.argsort(places[known], kind="stable")]
    ranked = places[order]
    reach = _NEAR * (ranked[-1] - ranked[0]) or 1.0
    neighbours = (
        np.searchsorted(ranked, ranked + reach, "right") - np.searchsorted(ranked, ranked - reach) - 1
    )
    turns = np.array([_van_der_corput(rank + 1) for rank in range(known.size)])
    made[order] = (2.0 * turns - 1.0) * neighbours / max(neighbours.max(), _CROWD)
    return made


def _van_der_corput(n: int) -> float:
    """Mirror the binary digits of a number behind the point."""
    digits = f"{n:b}"[::-1]
    return int(digits, 2) / float(1 << len(digits))

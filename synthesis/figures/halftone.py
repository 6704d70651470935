"""Thousands of points as few shapes: points that share a place become one larger mark, none is left out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from synthesis.figures import theme

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

#: Fewest points of each size of mark.
CLASSES = (1, 2, 4, 10)

#: Sides of the cells in which points are taken together, in inches; the smallest that will do is used.
_CELLS = (0.04, 0.055, 0.075, 0.10, 0.14, 0.20, 0.30)
_HYPHEN = (
    0.1  # points; a line of no length is not drawn everywhere, a very short one with round ends is a dot
)


class Clusters(NamedTuple):
    """Marks in place of points.

    Attributes
    ----------
    places : (m, 2)
        Mean place of the points of each mark.
    counts : (m,)
        How many points it stands for.
    """

    places: Floats
    counts: Counts

    @property
    def size_class(self) -> NDArray[np.intp]:
        """Place of each count in `CLASSES`."""
        return np.searchsorted(np.array(CLASSES), self.counts, side="right") - 1


def clusters(points: Floats, most: int) -> Clusters:
    """Take points together until at most so many marks are left; a point alone keeps its exact place.

    Parameters
    ----------
    points
        Places in inches, (n, 2).
    most
        Marks allowed; the coarsest cells are used even where they leave more.

    Examples
    --------
    >>> points = np.array([[0.01, 0.01], [0.02, 0.02], [0.9, 0.9]])
    >>> clusters(points, 2).counts.tolist(), clusters(points, 3).counts.tolist()
    ([2, 1], [1, 1, 1])
    """
    if len(points) <= most:
        return Clusters(points, np.ones(len(points), dtype=np.int64))
    for cell in _CELLS:
        keys = np.floor(points / cell).astype(np.int64)
        _, place, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
        if len(counts) <= most:
            break
    place = place.reshape(-1)
    sums = np.stack([np.bincount(place, points[:, side], len(counts)) for side in (0, 1)], axis=1)
    return Clusters(sums / counts[:, None], counts.astype(np.int64))


def dots(ax: Axes, places: Floats, *, points: float, colour: str, opacity: float = 1.0) -> None:
    """Draw round dots as one path, in axes measured in inches."""
    if not len(places):
        return
    half = np.array([_HYPHEN / 2 / 72, 0.0])
    ends = np.stack([places - half, places + half], axis=1).reshape(-1, 2)
    codes = np.tile(np.array([Path.MOVETO, Path.LINETO], dtype=Path.code_type), len(places))
    shape = PathPatch(
        Path(ends, codes),
        fill=False,
        edgecolor=(colour, opacity),
        linewidth=points,
        capstyle="round",
        zorder=3,
    )
    _add(ax, shape)


def shapes(ax: Axes, places: Floats, outline: Floats, *, points: float, colour: str) -> None:
    """Draw a filled shape at every place as one path; a hairline of paper keeps neighbours apart.

    Parameters
    ----------
    places
        In inches, (n, 2).
    outline
        Corners in a box from -1 to 1, y downwards, (corners, 2).
    points
        Width of the shape.
    """
    if not len(places):
        return
    corners = np.vstack([outline, outline[:1]]) * points / 2 / 72
    ends = (places[:, None, :] + corners[None]).reshape(-1, 2)
    one = [Path.MOVETO, *[Path.LINETO] * (len(outline) - 1), Path.CLOSEPOLY]
    codes = np.tile(np.array(one, dtype=Path.code_type), len(places))
    shape = PathPatch(Path(ends, codes), facecolor=colour, edgecolor=theme.PAPER, linewidth=0.5, zorder=4)
    _add(ax, shape)


def _add(ax: Axes, shape: PathPatch) -> None:
    shape.set_snap(False)
    ax.add_patch(shape)
    shape.set_clip_path(None)

"""A sheet measured in inches, and plain shapes on it: straight segments, boxes and dots."""

from __future__ import annotations

from typing import Literal

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from synthesis.figures import marks, theme
from synthesis.figures.sheet import Sheet

Shape = Literal["circle", "diamond", "square", "bar", "arrow down"]

_MARKERS: dict[str, str] = {"circle": "o", "diamond": "D", "square": "s", "bar": "|", "arrow down": "v"}


def canvas(sheet: Sheet, height: float) -> Axes:
    """Make axes whose coordinates are inches: to the right from the left edge, down from the top.

    In axes of the reader's own figure the whole height is fitted into what they have.
    """
    ax = sheet.axes(height)
    ax.set_xlim(0, sheet.width)
    ax.set_ylim(height, 0)
    return ax


def segment(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    colour: str = theme.INK,
    points: float = theme.AXIS,
    dotted: bool = False,
    record: str | None = None,
) -> None:
    """Draw a straight line between two places."""
    line = Line2D(
        [start[0], end[0]],
        [start[1], end[1]],
        color=colour,
        linewidth=points,
        linestyle=(0, (1, 1.4)) if dotted else "solid",
        solid_capstyle="butt",
        dash_capstyle="butt",
        clip_on=False,
        zorder=2,
    )
    line.set_gid(None if record is None else marks.RECORD + record)
    ax.add_line(line)
    line.set_clip_path(None)


def box(
    ax: Axes,
    left: float,
    top: float,
    right: float,
    foot: float,
    *,
    colour: str = theme.GRID,
    opacity: float = 1,
) -> None:
    """Fill a rectangle behind everything else."""
    shape = Rectangle(
        (left, min(top, foot)),
        right - left,
        abs(foot - top),
        facecolor=(colour, opacity),
        edgecolor="none",
        clip_on=False,
        zorder=0,
    )
    ax.add_patch(shape)
    shape.set_clip_path(None)


def dot(
    ax: Axes,
    x: float,
    y: float,
    *,
    points: float,
    shape: Shape = "circle",
    colour: str = theme.INK,
    filled: bool = True,
    record: str | None = None,
) -> None:
    """Mark a place; a hollow mark shows the paper inside its edge."""
    mark = Line2D(
        [x],
        [y],
        linestyle="none",
        marker=_MARKERS[shape],
        markersize=points,
        markerfacecolor=colour if filled else theme.PAPER,
        markeredgecolor=colour,
        markeredgewidth=0 if filled and shape != "bar" else 1.0,
        clip_on=False,
        zorder=4,
    )
    mark.set_gid(None if record is None else marks.RECORD + record)
    ax.add_line(mark)
    mark.set_clip_path(None)

"""Estimates and intervals in a plane measured in inches; what leaves an axis gets an arrowhead there."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from synthesis.figures import marks, shapes, theme
from synthesis.figures.plane import Plane

_DIAMOND = 5.0  # half its height, in points
_CAP = 0.045


def head(
    ax: Axes,
    x: float,
    y: float,
    left: bool,
    *,
    points: float = 5.0,
    colour: str = theme.INK,
    record: str | None = None,
) -> None:
    """Draw an arrowhead that points to the left or to the right."""
    artist = Line2D([x], [y], linestyle="none", marker="<" if left else ">")
    artist.set(markersize=points, markerfacecolor=colour, markeredgewidth=0, zorder=4)
    artist.set_gid(None if record is None else marks.RECORD + record)
    ax.add_line(artist)
    artist.set_clip_path(None)


def beyond(ax: Axes, at: Plane, value: float, y: float, record: str | None = None) -> None:
    """Mark an estimate beyond an end of the axis by an arrowhead at that end."""
    left = value < at.x_limits[0]
    head(ax, at.left if left else at.right, y, left, points=6.0, colour=theme.BLUE, record=record)


def interval(
    ax: Axes,
    at: Plane,
    low: float,
    high: float,
    y: float,
    *,
    points: float = theme.INTERVAL,
    caps: bool = False,
    colour: str = theme.INK,
    record: str | None = None,
) -> None:
    """Draw an interval at a height in inches, cut at the ends of the axis; a prediction interval has caps."""
    if at.within(low) == at.within(high) and low != high:
        return  # wholly beyond one end: its estimate has the arrowhead
    ends = [at.x(at.within(low)), at.x(at.within(high))]
    shapes.segment(ax, (ends[0], y), (ends[1], y), points=points, colour=colour, record=record)
    for value, end, left in ((low, ends[0], True), (high, ends[1], False)):
        if value != at.within(value):
            head(ax, end, y, left, points=5.0 if points >= 1 else 4.0, colour=colour)
        elif caps:
            shapes.segment(ax, (end, y - _CAP), (end, y + _CAP), points=points, colour=colour)


def diamond(ax: Axes, low: float, middle: float, high: float, y: float) -> None:
    """Draw a mean as a diamond as wide as its interval, all in inches."""
    half = _DIAMOND / 72
    corners = [(low, y), (middle, y - half), (high, y), (middle, y + half)]
    shape = Polygon(corners, closed=True, facecolor=theme.VERMILLION, edgecolor="none", zorder=3)
    ax.add_patch(shape)
    shape.set_clip_path(None)


def mean_sample(ax: Axes, x: float, y: float) -> None:
    """Draw the diamond of a legend."""
    diamond(ax, x - 0.16, x, x + 0.16, y)


def interval_sample(ax: Axes, x: float, y: float) -> None:
    """Draw the interval with caps of a legend."""
    shapes.segment(ax, (x - 0.16, y), (x + 0.16, y), points=theme.INTERVAL)
    for end in (x - 0.16, x + 0.16):
        shapes.segment(ax, (end, y - _CAP), (end, y + _CAP), points=theme.INTERVAL)

"""What a figure is made of. Each function draws one kind of mark into the axes it is given.

Set the limits of the axes first: marks that are measured in inches, and intervals that leave the
axis, need them. `record` names the study a mark stands for; in the SVG it becomes `data-record`.
A mark at an undefined place (NaN) is not drawn. Shapes are paths, not characters of a font.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import isfinite, isnan
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import ScaledTranslation, Transform

from synthesis.errors import FigureError
from synthesis.figures import measure, theme
from synthesis.figures.placement import box_of, figure_of, rows_per_inch

#: What the coordinates of a text count: data both ways, x as a fraction of the axes and y in data
#: (a row), x in data and y as a fraction (a column), or fractions both ways.
Frame = Literal["data", "row", "column", "axes"]
Align = Literal["left", "center", "right"]
Anchor = Literal["head", "middle", "foot"]

#: Ids that start like this become `data-record` in the SVG, so several marks may share a record.
RECORD = "record:"

_SMALLEST_SIDE = 3.0  # points; the lightest study stays visible
_HEAD = 5.0  # points; length of an arrowhead


def text(
    ax: Axes,
    x: float,
    y: float,
    words: str,
    *,
    frame: Frame = "data",
    align: Align = "left",
    anchor: Anchor = "middle",
    dx: float = 0.0,
    dy: float = 0.0,
    points: float = theme.BODY,
    bold: bool = False,
    colour: str = theme.INK,
    record: str | None = None,
) -> Text:
    """Write one line of text.

    Parameters
    ----------
    x, y, frame
        Place, and what its two numbers count.
    align
        Side of the text that is at x.
    anchor
        Part of a capital letter that is at y. Texts with one y share a baseline, whatever letters
        they hold and whichever faces are installed.
    dx, dy
        Shift in inches, right and up.
    """
    drop = {"head": 1.0, "middle": 0.5, "foot": 0.0}[anchor] * measure.capital(points)
    artist = Text(
        x,
        y,
        words,
        color=colour,
        fontsize=points,
        fontweight="bold" if bold else "normal",
        horizontalalignment=align,
        verticalalignment="baseline",
        transform=_place(ax, frame, dx, dy - drop),
        zorder=5,
    )
    artist.set_gid(_gid(record))
    ax.add_artist(artist)
    artist.set_clip_on(False)
    return artist


def text_column(
    ax: Axes,
    rows: Sequence[float],
    words: Sequence[str],
    *,
    edge: Literal["left", "right"],
    offset: float,
    align: Align = "left",
    dy: float = 0.0,
    bold: bool = False,
    colour: str = theme.INK,
) -> None:
    """Write a column of texts beside or over the plot, one a row.

    Parameters
    ----------
    rows
        Where the rows are, in data coordinates of y.
    words
        One text a row.
    edge, offset
        Where the column is aligned: inches to the right of this edge of the axes (negative: left).
    """
    fraction = 0.0 if edge == "left" else 1.0
    for row, line in zip(rows, words, strict=True):
        text(ax, fraction, row, line, frame="row", align=align, dx=offset, dy=dy, bold=bold, colour=colour)


def heading(
    ax: Axes, words: str, *, edge: Literal["left", "right"], offset: float, align: Align = "left"
) -> None:
    """Write the bold heading of a column just above the plot; `edge` and `offset` as for `text_column`."""
    fraction = 0.0 if edge == "left" else 1.0
    text(ax, fraction, 1, words, frame="axes", align=align, anchor="foot", dx=offset, dy=0.06, bold=True)


def square(
    ax: Axes,
    x: float,
    y: float,
    weight: float,
    *,
    heaviest: float,
    side: float = 9.0,
    colour: str = theme.BLUE,
    record: str | None = None,
) -> None:
    """Mark an estimate by a square whose area is proportional to its weight.

    Parameters
    ----------
    weight, heaviest
        Weight of this estimate and the largest of the figure, in the same unit.
    side
        Side of the heaviest square in points; the lightest keeps a visible side of 3 points.
    """
    points = max(side * _root_share(weight, heaviest), _SMALLEST_SIDE)
    _mark(ax, x, y, "s", points, colour, record=record)


def bubble(
    ax: Axes,
    x: float,
    y: float,
    amount: float,
    *,
    largest: float,
    diameter: float = 26.0,
    colour: str = theme.BLUE,
    record: str | None = None,
) -> None:
    """Show an amount by the area of a tinted circle, on which a number in ink can stand.

    Parameters
    ----------
    amount, largest
        This amount and the largest of the figure. Nothing at all is a small hollow circle.
    diameter
        Diameter of the largest bubble in points.
    """
    if amount == 0:
        _mark(ax, x, y, "o", _SMALLEST_SIDE, theme.PAPER, edge=theme.MUTED, record=record)
        return
    points = max(diameter * _root_share(amount, largest), _SMALLEST_SIDE)
    _mark(ax, x, y, "o", points, (colour, theme.TINT), edge=colour, record=record)


def direction(
    ax: Axes,
    x: float,
    y: float,
    name: str,
    *,
    size: float = 9.0,
    filled: bool | None = None,
    frame: Frame = "data",
    dx: float = 0.0,
    dy: float = 0.0,
    record: str | None = None,
) -> None:
    """Mark a reported direction by its glyph.

    Parameters
    ----------
    x, y, frame, dx, dy
        Place of its middle, as for `text`; outside `data` it may stand beside the plot.
    name
        A key of `theme.GLYPHS`.
    size
        Width of the glyph in points.
    filled
        Whether it is solid; as in `theme.GLYPHS` when left out. A question mark is always solid.

    Raises
    ------
    FigureError
        When the direction has no glyph.
    """
    if name not in theme.GLYPHS:
        raise FigureError(f"no glyph for direction {name!r}", hint=f"one of: {', '.join(theme.GLYPHS)}")
    glyph = theme.GLYPHS[name]
    solid = glyph.filled if filled is None or name == "unclear" else filled
    fill, edge = (glyph.colour, "none") if solid else (theme.PAPER, glyph.colour)
    points = size * _OPTICAL_SIZE.get(name, 1.0)
    place = None if frame == "data" and dx == dy == 0 else _place(ax, frame, dx, dy)
    _mark(
        ax, x, y, _glyph_paths()[name], points, fill, edge=edge, edge_points=1.3, place=place, record=record
    )


def interval(
    ax: Axes,
    lower: float,
    upper: float,
    y: float,
    *,
    colour: str = theme.INK,
    points: float = theme.INTERVAL,
    record: str | None = None,
) -> None:
    """Draw an interval; an end that leaves the axis is cut there and gets an arrowhead.

    Raises
    ------
    FigureError
        When the lower end is above the upper one.
    """
    if isnan(lower) or isnan(upper):
        return
    if lower > upper:
        raise FigureError(f"interval from {lower!r} to {upper!r}", hint="give the lower end first")
    left, right = sorted(ax.get_xlim())
    length = _HEAD * max(1.0, points / 2)  # the head stands out from a thick line, which ends at its foot
    under = 0.0
    if points > theme.INTERVAL:
        under = 0.8 * length / measure.POINTS_PER_INCH / box_of(ax).width * (right - left)
    ends = left + under * (lower < left), right - under * (upper > right)
    shown = [min(max(end, ends[0]), ends[1]) for end in (lower, upper)]
    _line(ax, shown, [y, y], colour, points, record=record)
    for leaves, x, head in ((lower < left, left, _LEFT_HEAD), (upper > right, right, _RIGHT_HEAD)):
        if leaves:
            _mark(ax, x, y, head, 2 * length, colour, record=record)


def diamond(
    ax: Axes,
    lower: float,
    centre: float,
    upper: float,
    y: float,
    *,
    thickness: float = 0.16,
    colour: str = theme.VERMILLION,
    record: str | None = None,
) -> None:
    """Draw a pooled estimate: as wide as its confidence interval, `thickness` inches high."""
    if isnan(lower) or isnan(centre) or isnan(upper):
        return
    half = thickness / 2 * rows_per_inch(ax)
    corners = [(lower, y), (centre, y + half), (upper, y), (centre, y - half)]
    shape = Polygon(corners, closed=True, facecolor=colour, edgecolor="none", zorder=3)
    shape.set_gid(_gid(record))
    ax.add_patch(shape)


def arrow(
    ax: Axes, start: float, end: float, y: float, *, colour: str = theme.INK, points: float = theme.INTERVAL
) -> None:
    """Draw a horizontal arrow from `start` to `end`, its tip at `end`."""
    if isnan(start) or isnan(end):
        return
    _line(ax, [start, end], [y, y], colour, points)
    _mark(ax, end, y, _RIGHT_HEAD if end >= start else _LEFT_HEAD, 2 * _HEAD, colour)


def null_line(
    ax: Axes, x: float, *, spans: Sequence[tuple[float, float]] | None = None, dashed: bool = False
) -> None:
    """Draw the line of no effect, or another reference as a dashed line, behind the marks.

    Parameters
    ----------
    spans
        Heights in data coordinates from and to which it is drawn, so that it leaves out lines of text;
        the whole plot when left out.
    """
    transform = ax.get_xaxis_transform() if spans is None else None
    for start, end in [(0.0, 1.0)] if spans is None else spans:
        line = _line(ax, [x, x], [start, end], theme.MUTED, theme.NULL, transform=transform, zorder=1)
        if dashed:
            line.set_linestyle((0, (4, 3)))


def base_line(ax: Axes) -> None:
    """Draw the line a value axis stands on, along the foot of the axes."""
    _line(ax, [0, 1], [0, 0], theme.MUTED, theme.AXIS, transform=ax.transAxes).set_clip_on(False)


def band(ax: Axes, top: float, foot: float, *, left: float = 0.0, right: float = 0.0) -> None:
    """Shade the rows between two heights behind everything; `left`, `right`: inches beyond the axes."""
    start, end = _reach(ax, left, right)
    shade = Rectangle(
        (start, min(top, foot)),
        end - start,
        abs(foot - top),
        transform=ax.get_yaxis_transform(),
        facecolor=(theme.GRID, theme.BAND),
        edgecolor="none",
        clip_on=False,
        zorder=0,
    )
    ax.add_patch(shade)


def rule(ax: Axes, y: float, *, left: float = 0.0, right: float = 0.0) -> None:
    """Draw a hairline between rows; `left` and `right` are inches beyond the axes."""
    start, end = _reach(ax, left, right)
    _line(
        ax, [start, end], [y, y], theme.GRID, theme.AXIS, transform=ax.get_yaxis_transform(), zorder=0
    ).set_clip_on(False)


def _mark(
    ax: Axes,
    x: float,
    y: float,
    shape: str | Path,
    points: float,
    fill: Any,
    *,
    edge: str = "none",
    edge_points: float = 0.9,
    place: Transform | None = None,
    record: str | None = None,
) -> None:
    left, right = sorted(ax.get_xlim()) if place is None else (x, x)
    if not (isfinite(x) and isfinite(y) and left <= x <= right):
        return
    artist = Line2D(
        [x],
        [y],
        linestyle="none",
        marker=shape,
        markersize=points,
        markerfacecolor=fill,
        markeredgecolor=edge,
        markeredgewidth=0 if edge == "none" else edge_points,
        clip_on=False,
        zorder=4,
    )
    if place is not None:
        artist.set_transform(place)
    artist.set_gid(_gid(record))
    ax.add_line(artist)
    artist.set_clip_path(None)


def _line(
    ax: Axes,
    x: Sequence[float],
    y: Sequence[float],
    colour: str,
    points: float,
    *,
    transform: Transform | None = None,
    zorder: float = 2,
    record: str | None = None,
) -> Line2D:
    artist = Line2D(x, y, color=colour, linewidth=points, solid_capstyle="butt", zorder=zorder)
    if transform is not None:
        artist.set_transform(transform)
    artist.set_gid(_gid(record))
    ax.add_line(artist)
    return artist


def _place(ax: Axes, frame: Frame, dx: float, dy: float) -> Transform:
    base = {
        "data": ax.transData,
        "row": ax.get_yaxis_transform(),
        "column": ax.get_xaxis_transform(),
        "axes": ax.transAxes,
    }[frame]
    return base + ScaledTranslation(dx, dy, figure_of(ax).dpi_scale_trans)


def _reach(ax: Axes, left: float, right: float) -> tuple[float, float]:
    """Both ends of the axes, moved outwards by inches, as fractions of its width."""
    width = box_of(ax).width
    return -left / width, 1 + right / width


def _root_share(amount: float, largest: float) -> float:
    """Side of a shape whose area is this part of the largest, as a part of the largest side."""
    if not 0 <= amount <= largest:
        raise FigureError(f"amount {amount!r} with largest {largest!r}", hint="needs 0 <= amount <= largest")
    return float((amount / largest) ** 0.5) if largest else 0.0


def _gid(record: str | None) -> str | None:
    return None if record is None else RECORD + record


def _closed(*corners: tuple[float, float]) -> Path:
    return Path([*corners, corners[0]], closed=True)


#: Glyphs that would look larger or smaller than a triangle of the same width.
_OPTICAL_SIZE = {"no_difference": 0.86, "mixed": 1.2}

#: Arrowheads with their tip at the place of the mark.
_LEFT_HEAD = _closed((0, 0), (1, 0.55), (1, -0.55))
_RIGHT_HEAD = _closed((0, 0), (-1, 0.55), (-1, -0.55))


@cache
def _glyph_paths() -> dict[str, Path]:
    """Outline of each direction glyph, in a box from -1 to 1."""
    mark = TextPath((0, 0), "?", size=1.0, prop=FontProperties(family=theme.FACE, weight="bold"))
    box = mark.get_extents()
    centred = (mark.vertices - [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2]) * 2 / box.height
    return {
        "higher": _closed((0, 0.9), (1, -0.9), (-1, -0.9)),
        "lower": _closed((0, -0.9), (1, 0.9), (-1, 0.9)),
        "no_difference": Path.unit_circle(),
        "mixed": _closed((0, 1), (1, 0), (0, -1), (-1, 0)),
        "not_measured": _closed((-1, 0.17), (1, 0.17), (1, -0.17), (-1, -0.17)),
        "unclear": Path(centred, mark.codes),
    }

"""A plot with a number axis each way, on a sheet measured in inches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox, TransformedBbox

from synthesis.figures import axis, legend, marks, measure, shapes, theme
from synthesis.figures.sheet import Sheet

_LINE = measure.height(1)
_SMALL = measure.height(1, theme.SMALL)
_TICK = 0.05
_BESIDE = 0.08  # inches between an axis and its labels
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Scale:
    """One axis of a plane.

    Attributes
    ----------
    limits
        Both ends, in the numbers that are plotted.
    name
        What the axis is; may be empty.
    kind
        How ticks read: ``linear``; ``year`` without a comma in thousands; ``ratio`` for natural logarithms of
        ratios; ``p`` for -log10 of p-values.
    given
        Places and labels of ticks that are given, not chosen.
    """

    limits: tuple[float, float]
    name: str = ""
    kind: Literal["linear", "year", "ratio", "p"] = "linear"
    given: tuple[tuple[float, str], ...] = ()

    def ticks(self, inches: float) -> tuple[list[float], list[str]]:
        """Give places and labels of the ticks on an axis of some inches."""
        if self.given:
            return [place for place, _ in self.given], [label for _, label in self.given]
        if self.kind == "year":
            places, _ = axis.fitting_ticks(self.limits, inches, False)
            return places, [f"{place:.0f}" for place in places]
        if self.kind != "p":
            return axis.fitting_ticks(self.limits, inches, self.kind == "ratio")
        first, last = ceil(self.limits[0] - 1e-9), floor(self.limits[1] + 1e-9)
        step = max(1, ceil((last - first) / 6))
        places = [float(place) for place in range(first, last + 1, step)]
        return places, [p_words(10.0**-place) for place in places]


@dataclass(frozen=True, slots=True)
class Plane:
    """Where numbers stand, in inches to the right and down."""

    left: float
    right: float
    top: float
    foot: float
    x_limits: tuple[float, float]
    y_limits: tuple[float, float]

    def x(self, value: float) -> float:
        """Place a number across."""
        low, high = self.x_limits
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Place a number up."""
        low, high = self.y_limits
        return self.foot - (value - low) / (high - low) * (self.foot - self.top)

    def within(self, x: float) -> float:
        """Move a number across to the nearer end of the axis, if it is beyond one."""
        return min(max(x, self.x_limits[0]), self.x_limits[1])

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Place a point."""
        return self.x(x), self.y(y)


def p_words(p: float) -> str:
    """Write a p-value of an axis, small ones as a power of ten.

    Examples
    --------
    >>> p_words(0.05), p_words(1e-7)
    ('0.05', '10⁻⁷')
    """
    if p >= 0.001:
        return f"{p:g}"
    return f"10{str(round(log10(p))).translate(_SUPERSCRIPTS)}"


def are_years(values: Sequence[float]) -> bool:
    """Tell whether numbers are calendar years, which are written without a comma.

    Examples
    --------
    >>> are_years([1999, 2015]), are_years([12, 40]), are_years([2001.5])
    (True, False, False)
    """
    return all(value == int(value) and 1500 <= value <= 2500 for value in values)


def padded(
    values: Sequence[float], *, also: Sequence[float] = (), share: float = 0.06, even: float | None = None
) -> tuple[float, float]:
    """Choose limits around numbers, with a margin.

    Parameters
    ----------
    values
        What is drawn.
    also
        What the axis must reach, without a margin beyond it.
    share
        Margin as a part of the span.
    even
        Number both limits are equally far from.

    Examples
    --------
    >>> padded([1.0, 3.0], share=0.5), padded([1.0, 3.0], share=0.0, even=0.0), padded([2.0])
    ((0.0, 4.0), (-3.0, 3.0), (1.5, 2.5))
    """
    low, high = min(values), max(values)
    if even is not None:
        reach = max(abs(low - even), abs(high - even))
        low, high = even - reach, even + reach
    margin = share * (high - low)
    low, high = min(low - margin, *also, low), max(high + margin, *also, high)
    if high - low < 1e-9 * max(abs(low), abs(high), 1e-12):
        half = 0.25 * abs(low) or 0.5
        return low - half, high + half
    return low, high


def make(
    sheet: Sheet,
    x: Scale,
    y: Scale | None,
    *,
    height: float,
    entries: Sequence[legend.Entry] = (),
    words: tuple[str, str] | None = None,
    null: float | None = None,
    left: float = 0.0,
    right: float = 0.0,
    above: float = 0.0,
) -> tuple[Axes, Plane]:
    """Make the axes, draw legend, both number axes and the line of no effect.

    Parameters
    ----------
    x, y
        What the axes measure. Without y the plot has rows: its heights are inches down from its top.
    height
        Inches of the plot between its axes.
    entries
        The legend, above the plot.
    words
        What the two ends of the x axis mean.
    null
        Where "no difference" is on the x axis.
    left, right, above
        Inches kept free beside and above the plot.
    """
    left = left if y is None else max(left, room_of(y, height) + _TICK)
    edge = axis.OVERHANG
    named = [] if y is None else measure.wrap(y.name, sheet.width, theme.SMALL)
    top = legend.height(entries, sheet.width) + len(named) * _SMALL + above + 0.10
    upwards = (height, 0.0) if y is None else y.limits
    plane = Plane(max(left, edge), sheet.width - max(right, edge), top, top + height, x.limits, upwards)
    x_places, x_labels = x.ticks(plane.right - plane.left)
    label = measure.wrap(x.name, sheet.width, theme.SMALL)
    below = _BESIDE + _SMALL + (words is not None) * _LINE + len(label) * _SMALL + 0.06
    ax = shapes.canvas(sheet, plane.foot + below)
    legend.draw(ax, entries, sheet.width)
    for number, line in enumerate(named):
        at = top - above - 0.06 - (len(named) - number - 0.5) * _SMALL
        marks.text(ax, 0, at, line, points=theme.SMALL, colour=theme.MUTED)
    if y is not None:
        left_axis(ax, plane, y)
    shapes.segment(ax, (plane.left, plane.foot), (plane.right, plane.foot), colour=theme.MUTED)
    for place, tick in zip(x_places, x_labels, strict=True):
        at = plane.x(place)
        shapes.segment(ax, (at, plane.foot), (at, plane.foot + _TICK), colour=theme.MUTED)
        middle = plane.foot + _BESIDE + _SMALL / 2
        marks.text(ax, at, middle, tick, align="center", points=theme.SMALL)
    if null is not None and x.limits[0] < null < x.limits[1]:
        at = plane.x(null)
        shapes.segment(ax, (at, plane.top), (at, plane.foot), colour=theme.MUTED, points=theme.NULL)
    down = plane.foot + _BESIDE + _SMALL
    if words is not None:
        before, after = f"← {words[0]}", f"{words[1]} →"
        both = measure.width(before, theme.SMALL) + measure.width(after, theme.SMALL) + 0.14
        start = min(plane.left, max(plane.right - both, 0.0))
        marks.text(ax, start, down + _LINE / 2, before, points=theme.SMALL)
        marks.text(ax, plane.right, down + _LINE / 2, after, align="right", points=theme.SMALL)
        down += _LINE
    for number, line in enumerate(label):
        at = down + (number + 0.5) * _SMALL
        middle = (plane.left + plane.right) / 2
        half = measure.width(line, theme.SMALL) / 2
        middle = min(max(middle, half), sheet.width - half)
        marks.text(ax, middle, at, line, align="center", points=theme.SMALL, colour=theme.MUTED)
    return ax, plane


def left_axis(ax: Axes, plane: Plane, scale: Scale) -> None:
    """Draw the upright axis at the left edge."""
    shapes.segment(ax, (plane.left, plane.top), (plane.left, plane.foot), colour=theme.MUTED)
    for place, label in zip(*_upwards(scale, plane.foot - plane.top), strict=True):
        at = plane.y(place)
        shapes.segment(ax, (plane.left - _TICK, at), (plane.left, at), colour=theme.MUTED)
        marks.text(ax, plane.left - _BESIDE, at, label, align="right", points=theme.SMALL)


def right_axis(ax: Axes, plane: Plane, scale: Scale, name: str) -> None:
    """Draw a second upright axis at the right edge, in the room kept there, with its name above."""
    places, labels = _upwards(scale, plane.foot - plane.top)
    low, high = scale.limits
    shapes.segment(ax, (plane.right, plane.top), (plane.right, plane.foot), colour=theme.MUTED)
    for place, label in zip(places, labels, strict=True):
        y = plane.foot - (place - low) / (high - low) * (plane.foot - plane.top)
        shapes.segment(ax, (plane.right, y), (plane.right + _TICK, y), colour=theme.MUTED)
        marks.text(ax, plane.right + _BESIDE, y, label, points=theme.SMALL)
    edge = plane.right + room_of(scale, plane.foot - plane.top)
    at = plane.top - 0.06 - _SMALL / 2
    marks.text(ax, edge, at, name, align="right", points=theme.SMALL, colour=theme.MUTED)


def room_of(scale: Scale, height: float) -> float:
    """Measure the room an upright axis needs beside the plot, in inches."""
    return _BESIDE + measure.widest(_upwards(scale, height)[1], theme.SMALL)


def window(artist: Artist, ax: Axes, plane: Plane) -> None:
    """Show an artist only inside the plane."""
    box = Bbox([[plane.left, plane.top], [plane.right, plane.foot]])
    artist.set_clip_on(True)
    artist.set_clip_path(None)
    artist.set_clip_box(TransformedBbox(box, ax.transData))


def _upwards(scale: Scale, height: float) -> tuple[list[float], list[str]]:
    """Choose ticks of an upright axis: labels stand above each other, so only their height counts."""
    places, labels = scale.ticks(max(height, 1.0) * 4)
    if scale.given:
        return places, labels
    most = max(int(height / (1.6 * _SMALL)), 2)
    step = max(1, ceil(len(places) / most))
    return places[::step], labels[::step]

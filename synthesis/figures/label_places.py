"""Free places for the names of points: beside its point, or a little away with a line to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from synthesis.figures import marks, measure, shapes, theme

Point = tuple[float, float]
Floats = NDArray[np.float64]

_HEIGHT = 0.17  # inches from the top of a capital to the foot of a descender, and as much above
_CLEAR = 0.05  # inches around a name that stay free of marks and other names
_MARK = 0.075  # inches from the middle of a small mark to where its name or its line begins
_NEARER = 0.03  # inches that other marks are further from a name than its own
_OVER = 0.045  # inches from the middle of a mark within which a line runs over it
_DISTANCES = (0.0, 0.14, 0.26, 0.40, 0.58)
_TURNS = (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7, 8)  # of an eighth of half a circle


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in inches to the right and down."""

    left: float
    top: float
    right: float
    foot: float

    def wider(self, by: float) -> Box:
        """Grow it on all sides."""
        return Box(self.left - by, self.top - by, self.right + by, self.foot + by)

    def inside(self, other: Box) -> bool:
        """Tell whether it lies in another."""
        return (
            other.left <= self.left
            and other.top <= self.top
            and self.right <= other.right
            and self.foot <= other.foot
        )

    def meets(self, other: Box) -> bool:
        """Tell whether the two overlap."""
        across = min(self.right, other.right) > max(self.left, other.left)
        return across and min(self.foot, other.foot) > max(self.top, other.top)

    def holds_any(self, points: Floats) -> bool:
        """Tell whether a point of shape (n, 2) lies in it."""
        x, y = points[:, 0], points[:, 1]
        return bool(((x > self.left) & (x < self.right) & (y > self.top) & (y < self.foot)).any())


@dataclass(frozen=True, slots=True)
class Placed:
    """A name that found its place: the point, where, and the line that leads to it."""

    point: Point
    words: str
    box: Box
    start: Point
    end: Point

    @property
    def led(self) -> bool:
        """Whether the name stands so far away that a line leads to it."""
        return abs(self.end[0] - self.start[0]) + abs(self.end[1] - self.start[1]) > 0.03

    @property
    def along(self) -> Floats:
        """Points along the line, (20, 2)."""
        return np.linspace(self.start, self.end, 20)


def place(
    points: Sequence[Point],
    words: Sequence[str],
    area: Box,
    *,
    taken: Floats,
    room: float,
    radii: Sequence[float] = (),
) -> list[Placed]:
    """Find places for names, first come first served; a name without a free place is left out.

    Parameters
    ----------
    points
        Middles of the marks, in inches.
    words
        Their names; the most important first.
    area
        Where names may stand.
    taken
        Places that no name may cover, (n, 2): marks and points along lines.
    room
        Inches a name may take; longer ones are cut.
    radii
        Half the width of each mark in inches; that of a small mark when left out.
    """
    placed: list[Placed] = []
    middle = (area.left + area.right) / 2
    for point, name, radius in zip(points, words, radii or [_MARK] * len(points), strict=True):
        cut = measure.ellipsize(name, room, theme.SMALL)
        outwards = 1 if point[0] >= middle else -1
        for trial in _trials(point, cut, outwards, radius):
            if _free(trial, area, taken, placed):
                placed.append(trial)
                break
    return placed


def draw(ax: Axes, placed: Sequence[Placed]) -> None:
    """Write the names and draw the lines to them, in axes measured in inches."""
    for name in placed:
        if name.led:
            shapes.segment(ax, name.start, name.end, colour=theme.MUTED, points=0.6)
        middle = (name.box.top + name.box.foot) / 2
        marks.text(ax, name.box.left, middle, name.words, points=theme.SMALL)


def round_about(point: Point, radius: float) -> Floats:
    """Give the middle of a large round mark and points on its edge, for `taken`."""
    turns = np.linspace(0, 2 * pi, 16, endpoint=False)
    edge = np.stack([point[0] + radius * np.cos(turns), point[1] + radius * np.sin(turns)], axis=1)
    return np.vstack([[point], edge])


def along(start: Point, end: Point, step: float = 0.04) -> Floats:
    """Give points along a line, for `taken`."""
    length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
    return np.linspace(start, end, max(int(length / step), 1) + 1)


def _trials(point: Point, words: str, outwards: int, radius: float) -> Iterator[Placed]:
    """Go around the point, outwards first, then further away."""
    width, height = measure.width(words, theme.SMALL), _HEIGHT
    for distance in _DISTANCES:
        for turn in _TURNS:
            way = (outwards * cos(turn * pi / 8), -sin(turn * pi / 8))
            start = (point[0] + radius * way[0], point[1] + radius * way[1])
            end = (start[0] + distance * way[0], start[1] + distance * way[1])
            if abs(way[0]) > 0.3:
                left = end[0] + 0.04 if way[0] > 0 else end[0] - 0.04 - width
                top = end[1] - height / 2 * (1 - way[1])
            else:
                left = end[0] - width / 2
                top = end[1] if way[1] > 0 else end[1] - height
            yield Placed(point, words, Box(left, top, left + width, top + height), start, end)


def _free(trial: Placed, area: Box, taken: Floats, placed: Sequence[Placed]) -> bool:
    if not trial.box.inside(area) or trial.box.wider(0.035).holds_any(taken):
        return False
    if _passes_a_mark(trial, taken) if trial.led else _nearer_to_another(trial, taken):
        return False
    clear = trial.box.wider(_CLEAR)
    for other in placed:
        if clear.meets(other.box) or (other.led and clear.holds_any(other.along)):
            return False
        if trial.led and other.box.wider(0.02).holds_any(trial.along):
            return False
        if trial.led and other.led and _cross(trial, other):
            return False
    return True


def _nearer_to_another(trial: Placed, taken: Floats) -> bool:
    """Tell whether a name without a line could be taken for that of another point."""
    box, own = trial.box, trial.point
    x = np.maximum(np.maximum(box.left - taken[:, 0], taken[:, 0] - box.right), 0.0)
    y = np.maximum(np.maximum(box.top - taken[:, 1], taken[:, 1] - box.foot), 0.0)
    reach = float(np.hypot(trial.start[0] - own[0], trial.start[1] - own[1]))
    others = np.hypot(taken[:, 0] - own[0], taken[:, 1] - own[1]) > reach
    return bool((np.hypot(x, y)[others] < _MARK + _NEARER).any())


def _passes_a_mark(trial: Placed, taken: Floats) -> bool:
    """Tell whether the line to a name runs over the mark of another point."""
    apart = trial.along[5:, None, :] - taken[None]
    return bool(((apart**2).sum(axis=2) < _OVER**2).any())


def _cross(one: Placed, two: Placed) -> bool:
    """Tell whether two lines cross."""

    def side(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return (
        side(one.start, one.end, two.start) * side(one.start, one.end, two.end) < 0
        and side(two.start, two.end, one.start) * side(two.start, two.end, one.end) < 0
    )

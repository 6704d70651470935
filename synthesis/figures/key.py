"""The key of a figure with direction glyphs: each glyph that occurs, with its words, above the plot."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from synthesis.figures import marks, measure, theme

_GLYPH_POINTS = 8.0
_GLYPH_ROOM = 0.20
_BETWEEN = 0.22
_UNDER = 0.12


def room_above(names: Sequence[str], room: float) -> float:
    """Give the inches the key needs above the plot, in a width of `room` inches.

    Examples
    --------
    >>> room_above(["higher", "lower"], 6.0) < room_above(["higher", "lower"], 1.5)
    True
    """
    return measure.height(len(_flow(names, room))) + _UNDER


def direction_key(ax: Axes, names: Sequence[str], room: float, *, left: float, above: float) -> None:
    """Draw the key.

    Parameters
    ----------
    names
        Keys of `theme.GLYPHS` that occur in the figure, in the order to explain them.
    room
        Width in inches, as given to `room_above`.
    left, above
        Where its upper left corner is: inches to the left of the axes and above them.
    """
    for number, line in enumerate(_flow(names, room)):
        rise = above - measure.height(1) * (number + 0.5)
        for name, start in line:
            middle = start - left + _GLYPH_POINTS / 2 / measure.POINTS_PER_INCH
            marks.direction(ax, 0, 1, name, size=_GLYPH_POINTS, frame="axes", dx=middle, dy=rise)
            words = theme.GLYPHS[name].words
            marks.text(ax, 0, 1, words, frame="axes", dx=start - left + _GLYPH_ROOM, dy=rise)


def _flow(names: Sequence[str], room: float) -> list[list[tuple[str, float]]]:
    """Put entries into lines; each with its start in inches from the left."""
    lines: list[list[tuple[str, float]]] = []
    end = room + 1
    for name in names:
        width = _GLYPH_ROOM + measure.width(theme.GLYPHS[name].words)
        if end + width > room:
            lines.append([])
            end = 0.0
        lines[-1].append((name, end))
        end += width + _BETWEEN
    return lines

"""A numbered list above a matrix, for columns whose names are too long to stand over them."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from synthesis.figures import marks, measure, theme

_SMALL = measure.height(1, theme.SMALL)
_AFTER = 0.08


def height(entries: Sequence[str], room: float) -> float:
    """Give the inches the list needs in a width of `room` inches.

    Examples
    --------
    >>> height(["one", "two"], 3.0) == 2 * height(["one"], 3.0)
    True
    """
    return sum(len(_lines(words, room, len(entries))) for words in entries) * _SMALL


def draw(ax: Axes, entries: Sequence[str], room: float, *, top: float) -> None:
    """Draw the list, numbered from 1, from a height in inches downwards."""
    indent = _indent(len(entries))
    y = top
    for number, words in enumerate(entries, start=1):
        marks.text(
            ax, indent - _AFTER, y + _SMALL / 2, str(number), align="right", points=theme.SMALL, bold=True
        )
        for line in _lines(words, room, len(entries)):
            marks.text(ax, indent, y + _SMALL / 2, line, points=theme.SMALL)
            y += _SMALL


def _indent(most: int) -> float:
    return measure.width("0" * len(str(most)), theme.SMALL, bold=True) + _AFTER + 0.04


def _lines(words: str, room: float, most: int) -> list[str]:
    return measure.wrap(words, room - _indent(most), theme.SMALL)

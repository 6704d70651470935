"""A legend of a figure drawn in inches: each mark with its words, in as many lines as they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from synthesis.figures import marks, measure, theme

_BETWEEN = 0.24
_UNDER = 0.10


@dataclass(frozen=True, slots=True)
class Entry:
    """One mark and its words.

    Attributes
    ----------
    words
        What the mark means.
    mark
        Draws it into axes with its middle at x and y.
    room
        Inches kept for the mark.
    """

    words: str
    mark: Callable[[Axes, float, float], None]
    room: float = 0.20

    @property
    def width(self) -> float:
        """Inches of mark and words together."""
        return self.room + measure.width(self.words)


def height(entries: Sequence[Entry], room: float) -> float:
    """Give the inches a legend needs in a width of `room` inches, its distance to the plot included."""
    return measure.height(sum(len(lines) for _, lines in _flow(entries, room))) + _UNDER if entries else 0.0


def draw(ax: Axes, entries: Sequence[Entry], room: float, *, left: float = 0.0, top: float = 0.0) -> None:
    """Draw a legend with its upper left corner at `left` and `top`, in axes measured in inches."""
    y = top + measure.height(1) / 2
    for line, lines in _flow(entries, room):
        x = left
        for entry in line:
            entry.mark(ax, x + entry.room / 2 - 0.02, y)
            words = lines if len(line) == 1 else [entry.words]
            for number, text in enumerate(words):
                marks.text(
                    ax, x + entry.room, y + measure.height(number), text, points=theme.SMALL, colour=theme.INK
                )
            x += entry.width + _BETWEEN
        y += measure.height(len(lines))


def _flow(entries: Sequence[Entry], room: float) -> list[tuple[list[Entry], list[str]]]:
    """Put entries into lines; an entry too long for a line stands alone and is wrapped."""
    rows: list[list[Entry]] = []
    end = room + 1
    for entry in entries:
        if end + entry.width > room:
            rows.append([])
            end = 0.0
        rows[-1].append(entry)
        end += entry.width + _BETWEEN
    return [(row, measure.wrap(row[0].words, room - row[0].room) if len(row) == 1 else [""]) for row in rows]

"""The two layouts of the table of verdicts: a table of cells, or a list of markers with their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from matplotlib.axes import Axes

from synthesis.figures import legend, marks, measure, shapes, theme
from synthesis.figures.sheet import Sheet
from synthesis.wording import count, integer, series

Cell = Mapping[str, Any]

_LINE = measure.height(1)
_SMALL = measure.height(1, theme.SMALL)
_LABELS = 1.55  # inches for names of markers
_PAD = 0.06
#: Least number of cohorts for each depth of grey, and its opacity.
_DEPTHS = ((12, 0.75), (6, 0.45), (3, 0.22), (1, 0.0))
_TRACK = 0.62  # inches from the place of "lower" to that of "higher"
#: Places of a label, in steps from the middle; of one in conflict, two.
_PLACES = {
    "CONSISTENT lower": (-3,),
    "MOSTLY lower": (-2,),
    "LEANING lower": (-1,),
    "CONFLICTING": (-2, 2),
    "LEANING higher": (1,),
    "MOSTLY higher": (2,),
    "CONSISTENT higher": (3,),
}


def _depth(k: int) -> float:
    return next(opacity for least, opacity in _DEPTHS if k >= least)


def _words(cell: Cell) -> str:
    """Write the label in lower case, so that a cell can be read at a glance."""
    return str(cell["label"]).lower()


def _entries() -> list[legend.Entry]:
    def shade(opacity: float) -> Any:
        def mark(ax: Axes, x: float, y: float) -> None:
            shapes.box(ax, x - 0.10, y - 0.07, x + 0.10, y + 0.07, opacity=opacity)
            corners = ((-0.1, -0.07), (0.1, -0.07), (0.1, 0.07), (-0.1, 0.07), (-0.1, -0.07))
            for (a, b), (c, d) in pairwise(corners):
                shapes.segment(ax, (x + a, y + b), (x + c, y + d), colour=theme.GRID, points=0.6)

        return mark

    words = ("12 cohorts or more", "6 to 11", "3 to 5", "1 or 2: too few")
    greys = [
        legend.Entry(text, shade(opacity), room=0.28)
        for text, (_, opacity) in zip(words, _DEPTHS, strict=True)
    ]
    return [
        legend.Entry(
            "place: lower on the left, higher on the right",
            lambda ax, x, y: _track(ax, x - 0.22, x + 0.22, y, {"label": "MOSTLY higher"}),
            room=0.54,
        ),
        legend.Entry(
            "neither",
            lambda ax, x, y: _track(ax, x - 0.22, x + 0.22, y, {"label": "UNRESOLVED"}),
            room=0.54,
        ),
        legend.Entry(
            "in conflict",
            lambda ax, x, y: _track(ax, x - 0.22, x + 0.22, y, {"label": "CONFLICTING"}),
            room=0.54,
        ),
        *greys,
    ]


def _track(ax: Axes, left: float, right: float, y: float, cell: Cell) -> None:
    """Draw the place of a label between lower and higher."""
    shapes.segment(ax, (left, y), (right, y), colour=theme.MUTED, points=0.8)
    middle = (left + right) / 2
    shapes.segment(ax, (middle, y - 0.035), (middle, y + 0.035), colour=theme.MUTED, points=0.8)
    for place in _PLACES.get(cell["label"], (0,)):
        at = middle + place / 3 * (right - left) / 2
        if cell["label"].endswith((" higher", " lower")):
            marks.direction(ax, at, y, "higher" if place > 0 else "lower", size=8)
        else:
            shapes.dot(ax, at, y, points=6, shape="square")


def _cell_lines(cell: Cell, room: float) -> list[str]:
    return measure.wrap(_words(cell), room, theme.SMALL)


def paint_table(cells: Sequence[Cell], sheet: Sheet) -> None:
    """Draw markers down and kinds of measurement across."""
    columns = list(dict.fromkeys(cell["column"] for cell in cells))
    room = min((sheet.width - _LABELS) / len(columns), 2.4)
    inside = room - 2 * _PAD
    heads = [measure.wrap(_capital(column), inside, theme.SMALL) for column in columns]
    entries = _entries()
    head = legend.height(entries, sheet.width)
    top = head + max(map(len, heads)) * _SMALL + 0.08
    rows = [
        (name, list(its)) for (_, name), its in groupby(cells, key=lambda c: (c["marker"], c["marker_name"]))
    ]
    labels = [measure.wrap(name, _LABELS - 0.1) for name, _ in rows]
    heights = [
        max(len(lines) * _LINE, max(_cell_height(cell, inside) for cell in its)) + 0.10
        for lines, (_, its) in zip(labels, rows, strict=True)
    ]
    ax = shapes.canvas(sheet, top + sum(heights))
    legend.draw(ax, entries, sheet.width)
    lefts = {column: _LABELS + number * room for number, column in enumerate(columns)}
    end = _LABELS + len(columns) * room
    for column, lines in zip(columns, heads, strict=True):
        for number, words in enumerate(reversed(lines)):
            y = top - 0.08 - (number + 0.5) * _SMALL
            x = lefts[column] + room / 2
            marks.text(ax, x, y, words, align="center", points=theme.SMALL, colour=theme.MUTED)
    y = top
    for lines, (_, its), height in zip(labels, rows, heights, strict=True):
        shapes.segment(ax, (0, y), (end, y), colour=theme.GRID, points=0.6)
        middle = y + height / 2
        for number, words in enumerate(lines):
            marks.text(ax, 0, middle + (number - (len(lines) - 1) / 2) * _LINE, words)
        for cell in its:
            left = lefts[cell["column"]]
            shapes.box(
                ax, left + 0.02, y + 0.02, left + room - 0.02, y + height - 0.02, opacity=_depth(cell["k"])
            )
            _draw_cell(ax, cell, left + _PAD, left + room - _PAD, middle - _cell_height(cell, inside) / 2)
        y += height


def _cell_height(cell: Cell, room: float) -> float:
    track = _SMALL if cell["k"] > 2 else 0.0
    return track + len(_cell_lines(cell, room)) * _SMALL


def _number(cell: Cell) -> str:
    further = f" +{integer(cell['further'])}" if cell["further"] else ""
    return integer(cell["k"]) + further


def _draw_cell(ax: Axes, cell: Cell, left: float, right: float, top: float) -> None:
    """Draw the place and the number in one line, the words under them; too few have words alone."""
    lines = _cell_lines(cell, right - left)
    if cell["k"] > 2:
        y = top + _SMALL / 2
        _track(ax, left + 0.06, left + 0.06 + _TRACK, y, cell)
        marks.text(ax, right, y, _number(cell), align="right", points=theme.SMALL, bold=True)
        top += _SMALL
        for number, words in enumerate(lines):
            marks.text(ax, left, top + (number + 0.5) * _SMALL, words, points=theme.SMALL)
        return
    for number, words in enumerate(lines):
        at = top + (number + 0.5) * _SMALL
        marks.text(ax, left, at, words, points=theme.SMALL, colour=theme.MUTED)
    y = top + _SMALL / 2
    marks.text(ax, right, y, _number(cell), align="right", points=theme.SMALL, colour=theme.MUTED)


def paint_lists(cells: Sequence[Cell], sheet: Sheet) -> None:
    """Draw a list of markers, each with the kinds of measurement it has."""
    entries = _entries()[:3]
    head = legend.height(entries, sheet.width)
    room = sheet.width - _TRACK - 0.2
    rows = [
        (name, list(its)) for (_, name), its in groupby(cells, key=lambda c: (c["marker"], c["marker_name"]))
    ]
    names = [measure.wrap(name, sheet.width, bold=True) for name, _ in rows]
    judged = [[cell for cell in its if cell["k"] > 2] for _, its in rows]
    items = [[_item(cell, room) for cell in its] for its in judged]
    few = [_too_few([cell for cell in its if cell["k"] <= 2], sheet.width) for _, its in rows]
    heights = [
        0.12
        + len(name) * _LINE
        + sum(len(lines) * _SMALL + 0.06 for lines in its)
        + (len(rest) * _SMALL + 0.06 if rest else 0.0)
        for name, its, rest in zip(names, items, few, strict=True)
    ]
    ax = shapes.canvas(sheet, head + sum(heights))
    legend.draw(ax, entries, sheet.width)
    y = head
    for name, its, lists, rest, height in zip(names, judged, items, few, heights, strict=True):
        shapes.segment(ax, (0, y), (sheet.width, y), colour=theme.GRID, points=0.6)
        at = y + 0.06
        for number, words in enumerate(name):
            marks.text(ax, 0, at + (number + 0.5) * _LINE, words, bold=True)
        at += len(name) * _LINE
        for cell, lines in zip(its, lists, strict=True):
            _track(ax, sheet.width - _TRACK - 0.06, sheet.width - 0.06, at + 0.03 + _SMALL / 2, cell)
            at = _write(ax, lines, at + 0.03) + 0.03
        _write(ax, rest, at + 0.03)
        y += height


def _write(ax: Axes, lines: Sequence[tuple[str, bool]], y: float) -> float:
    """Write lines, labels in ink and the rest muted; returns the height of their foot."""
    for words, is_label in lines:
        colour = theme.INK if is_label else theme.MUTED
        marks.text(ax, 0, y + 0.5 * _SMALL, words, points=theme.SMALL, colour=colour)
        y += _SMALL
    return y


def _item(cell: Cell, room: float) -> list[tuple[str, bool]]:
    """Write kind of measurement and number, then the label: lines, and whether they are the label."""
    further = f", {count(cell['further'], 'further question')}" if cell["further"] else ""
    measured = f"{cell['column']}, {count(cell['k'], 'cohort')}{further}"
    lines = [(line, False) for line in measure.wrap(measured, room, theme.SMALL)]
    return lines + [(line, True) for line in measure.wrap(cell["label"], room, theme.SMALL)]


def _too_few(cells: Sequence[Cell], room: float) -> list[tuple[str, bool]]:
    """Write the cells without a verdict in one sentence."""
    if not cells:
        return []
    named = series([f"{cell['column']} ({integer(cell['k'])})" for cell in cells])
    return [(line, False) for line in measure.wrap(f"TOO FEW cohorts: {named}", room, theme.SMALL)]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

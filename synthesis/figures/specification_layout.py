"""The layout of the specification curve: classes and bounds above, choices below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from synthesis.figures import marks, measure, shapes, theme
from synthesis.figures.sheet import Sheet
from synthesis.wording import count, series

Row = Mapping[str, Any]

#: Direction classes from higher to lower.
CLASSES = ("higher", "conflicting", "unclear", "no significant difference", "lower")

#: What each choice is called, and each of its values.
CHOICE_WORDS = {
    "identity": "marker identity",
    "pem": "PEM in the case definition",
    "specimen": "specimen",
    "implied_nulls": "inferred “no difference”",
    "atlas_pages": "known from a summary page only",
    "unidentified": "publication not identified",
    "subgroups": "results on part of the cases",
    "unstated": "significance not stated",
    "multiplicity": "significance taken",
    "silent": "results without a direction",
    "directions": "directions",
}
_VALUE_WORDS = {
    ("pem", "any"): "any definition",
    ("pem", "required"): "required",
    ("implied_nulls", "yes"): "counted",
    ("implied_nulls", "no"): "left out",
    ("atlas_pages", "yes"): "counted",
    ("atlas_pages", "no"): "left out",
    ("unidentified", "yes"): "counted",
    ("unidentified", "no"): "left out",
    ("unstated", "unknown"): "unknown",
    ("multiplicity", "corrected"): "if corrected",
    ("directions", "from-statistics"): "also from statistics",
    ("subgroups", "if-nothing-else"): "if nothing else",
}
_LINE = measure.height(1)
_SMALL = measure.height(1, theme.SMALL)
_LANE = 0.22
_CURVE = 1.5
_CELL, _CELL_GAP = 0.15, 0.05
_CHOICE_GAP = 0.10
_CHOICE_ROOM = 1.35  # inches; no name of a choice needs more than two lines
_EMPTY = "always fewer than 3 cohorts"


def paint(outcomes: Sequence[Row], values: Sequence[Row], cells: Sequence[Row], sheet: Sheet) -> None:
    """Draw the curve and the choices behind it."""
    narrow = sheet.form is theme.NARROW
    there = [kind for kind in CLASSES if any(row["direction_class"] == kind for row in outcomes)]
    used = [row for row in values if row["matters"]]
    idle = list(dict.fromkeys(row["choice"] for row in values if not row["matters"]))
    value_room = measure.widest([value_words(row) for row in used], theme.SMALL, bold=True)
    choice_room = 0.0 if narrow else _CHOICE_ROOM + 0.12
    kinds = [measure.wrap(kind, 1.1 if narrow else 2.5, theme.SMALL) for kind in there]
    kind_room = measure.widest([line for lines in kinds for line in lines], theme.SMALL)
    left = max(choice_room + value_room, kind_room, 0.5) + 0.12
    lanes = [max(_LANE, len(lines) * _SMALL + 0.04) for lines in kinds]
    note = _note(idle, sheet.width)
    groups = [list(group) for _, group in groupby(used, key=lambda row: row["choice"])]
    grid = sum(
        len(group) * (_CELL + _CELL_GAP) + _CHOICE_GAP + (_SMALL if narrow else 0.0) for group in groups
    )
    top = _SMALL + 0.12
    curve = top + sum(lanes) + 0.14
    below = curve + _CURVE + 0.10
    ax = shapes.canvas(sheet, below + grid + 0.06 + len(note) * _SMALL)
    total = sum(row["specifications"] for row in outcomes)
    edges = _edges(outcomes, left, sheet.width, total)
    _primary(ax, outcomes, edges, top, below + grid - 0.08, sheet.width)
    y = top
    for kind, lines, height in zip(there, kinds, lanes, strict=True):
        _lane(ax, outcomes, edges, kind, lines, y, height, left, sheet.width)
        y += height
    _curve(ax, outcomes, edges, curve, left, sheet.width)
    y = below
    amount = {row["outcome"]: row["specifications"] for row in outcomes}
    span = {row["outcome"]: edge for row, edge in zip(outcomes, edges, strict=True)}
    for group in groups:
        shapes.segment(ax, (0, y), (sheet.width, y), colour=theme.GRID, points=0.6)
        choice = CHOICE_WORDS[group[0]["choice"]]
        y += _CHOICE_GAP / 2
        room = sheet.width if narrow else _CHOICE_ROOM
        for number, words in enumerate(measure.wrap(choice, room, theme.SMALL)):
            at = y + (number + 0.5) * _SMALL + 0.01
            marks.text(ax, 0, at, words, points=theme.SMALL, colour=theme.MUTED)
        y += _SMALL if narrow else 0.0
        for row in group:
            foot = y + _CELL + _CELL_GAP / 2
            words = value_words(row)
            middle = foot - _CELL / 2
            marks.text(ax, left - 0.10, middle, words, align="right", points=theme.SMALL, bold=row["primary"])
            _bars(ax, row, cells, amount, span, foot)
            if not row["specifications"]:
                marks.text(ax, left + 0.04, middle, _EMPTY, points=theme.SMALL, colour=theme.MUTED)
            y += _CELL + _CELL_GAP
        y += _CHOICE_GAP / 2
    y += 0.06
    for number, words in enumerate(note):
        marks.text(ax, 0, y + (number + 0.5) * _SMALL, words, points=theme.SMALL, colour=theme.MUTED)


def value_words(row: Row) -> str:
    """Write the value of a choice.

    Examples
    --------
    >>> value_words({"choice": "implied_nulls", "value": "no"})
    'left out'
    """
    value = str(row["value"])
    return _VALUE_WORDS.get((row["choice"], value), value.replace("-", " "))


def _note(idle: Sequence[str], room: float) -> list[str]:
    if not idle:
        return []
    words = series([CHOICE_WORDS[choice] for choice in idle])
    return measure.wrap(f"Changes neither votes nor direction class here: {words}.", room, theme.SMALL)


def _edges(outcomes: Sequence[Row], left: float, right: float, total: int) -> list[tuple[float, float]]:
    """Give each outcome its stretch, as long as its part of the combinations."""
    edges = []
    before = 0
    for row in outcomes:
        after = before + row["specifications"]
        edges.append((left + before / total * (right - left), left + after / total * (right - left)))
        before = after
    return edges


def _primary(
    ax: Axes,
    outcomes: Sequence[Row],
    edges: Sequence[tuple[float, float]],
    top: float,
    foot: float,
    width: float,
) -> None:
    """Shade the stretch the primary analysis lies in, and name it above."""
    for row, (start, end) in zip(outcomes, edges, strict=True):
        if row["primary"]:
            start, end = min(start, end - 0.02), end
            shapes.box(ax, start, top - 0.06, end, foot, opacity=0.5)
            words = f"primary analysis, and {count(row['specifications'] - 1, 'other')} with the same votes"
            half = measure.width(words, theme.SMALL) / 2
            middle = min(max((start + end) / 2, half), width - half)
            marks.text(ax, middle, _SMALL / 2, words, align="center", points=theme.SMALL)


def _lane(
    ax: Axes,
    outcomes: Sequence[Row],
    edges: Sequence[tuple[float, float]],
    kind: str,
    lines: Sequence[str],
    y: float,
    height: float,
    left: float,
    right: float,
) -> None:
    middle = y + height / 2
    for number, words in enumerate(lines):
        place = middle + (number - (len(lines) - 1) / 2) * _SMALL
        marks.text(ax, left - 0.10, place, words, align="right", points=theme.SMALL)
    shapes.segment(ax, (left, middle), (right, middle), colour=theme.GRID, points=0.6)
    for start, end in _joined(
        [edge for row, edge in zip(outcomes, edges, strict=True) if row["direction_class"] == kind]
    ):
        shapes.segment(ax, (start, middle), (end, middle), points=4.0)


def _joined(edges: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Join stretches that follow each other."""
    joined: list[tuple[float, float]] = []
    for start, end in edges:
        if joined and abs(joined[-1][1] - start) < 1e-9:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _curve(
    ax: Axes,
    outcomes: Sequence[Row],
    edges: Sequence[tuple[float, float]],
    top: float,
    left: float,
    right: float,
) -> None:
    """Draw the bounds of the share as a band."""
    foot = top + _CURVE - 0.12

    def height(share: float) -> float:
        return foot - share * (foot - top)

    for share in (0.0, 0.5, 1.0):
        points = 0.9 if share == 0.5 else 0.6
        shapes.segment(ax, (left, height(share)), (right, height(share)), colour=theme.GRID, points=points)
        words = f"{100 * share:.0f}" + ("%" if share == 1 else "")
        marks.text(
            ax, left - 0.10, height(share), words, align="right", points=theme.SMALL, colour=theme.MUTED
        )
    way = outcomes[0]["direction"]
    marks.direction(ax, 0.06, height(0.75), way, size=7)
    marks.text(ax, 0.16, height(0.75), f"share {way}", points=theme.SMALL)
    x = [end for edge in edges for end in edge]
    low = [height(row["low"]) for row in outcomes for _ in range(2)]
    high = [height(row["high"]) for row in outcomes for _ in range(2)]
    colour = theme.GLYPHS[way].colour
    corners = [*zip(x, high, strict=True), *zip(reversed(x), reversed(low), strict=True)]
    band = Polygon(corners, closed=True, facecolor=(colour, theme.TINT), edgecolor="none", zorder=1)
    ax.add_patch(band)
    band.set_clip_path(None)
    for ends, points in ((low, 1.8), (high, 0.9)):
        line = Line2D(x, ends, color=colour, linewidth=points, zorder=2)
        ax.add_line(line)
        line.set_clip_path(None)


def _bars(
    ax: Axes,
    row: Row,
    cells: Sequence[Row],
    amount: Mapping[int, int],
    span: Mapping[int, tuple[float, float]],
    foot: float,
) -> None:
    """Draw a row of the grid as one shape: as high as the part of the combinations that have the value."""
    part = {
        cell["outcome"]: cell["specifications"] / amount[cell["outcome"]]
        for cell in cells
        if (cell["choice"], cell["value"]) == (row["choice"], row["value"])
    }
    if not part:
        return
    x: list[float] = []
    y: list[float] = []
    for outcome, (start, end) in span.items():
        x += [start, end]
        y += [foot - part.get(outcome, 0.0) * _CELL] * 2
    corners = [(x[0], foot), *zip(x, y, strict=True), (x[-1], foot)]
    shape = Polygon(corners, closed=True, facecolor=theme.MUTED, edgecolor="none", zorder=2)
    ax.add_patch(shape)
    shape.set_clip_path(None)
    shapes.segment(ax, (x[0], foot), (x[-1], foot), colour=theme.MUTED, points=0.6)

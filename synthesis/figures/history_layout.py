"""The layout of the history of verdicts: a line for each label, years from left to right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from synthesis.figures import axis, legend, marks, measure, shapes, theme
from synthesis.figures.effect_direction_layout import LABELS
from synthesis.figures.sheet import Sheet
from synthesis.wording import integer

Year = Mapping[str, Any]

_LINE = measure.height(1)
_SMALL = measure.height(1, theme.SMALL)
_LANE = 0.24
_LABEL_ROOM = 1.75
_NO_YEAR = 0.55  # inches for what has no year, at the right
_SIDE = 0.12
_TAIL = 0.12  # inches for which the last label is drawn
_BOUNDS = 1.15
_LEAST_BETWEEN = 0.06  # inches between numbers on a lane


def paint(questions: Sequence[Sequence[Year]], sheet: Sheet) -> None:
    """Draw all questions on one axis of years."""
    narrow = sheet.form is theme.NARROW
    single = len(questions) == 1
    years = [row["year"] for rows in questions for row in rows if row["year"] is not None]
    undated = any(row["year"] is None for rows in questions for row in rows)
    there = {row["label"] for rows in questions for row in rows}
    wrap_room = 1.15 if narrow else _LABEL_ROOM
    wrapped = {label: measure.wrap(label, wrap_room, theme.SMALL) for label in LABELS if label in there}
    left = measure.widest([line for lines in wrapped.values() for line in lines], theme.SMALL) + 0.12
    if single:
        left = max(left, measure.width("100%", theme.SMALL) + 0.12)
    right = sheet.width - (_NO_YEAR if undated else 0.0) - _SIDE
    first, last = (min(years), max(years)) if years else (0, 0)

    def at(year: int | None) -> float:
        if year is None:
            return sheet.width - _NO_YEAR / 2
        return left + _SIDE + (year - first) / max(last - first, 1) * (right - left - _SIDE)

    heads = [[] if single else _name(rows[-1], sheet.width) for rows in questions]
    lanes = [{label: wrapped[label] for label in wrapped if label in _labels(rows)} for rows in questions]
    heights = [
        0.10 + len(head) * _LINE + sum(map(_lane_height, its.values())) + 0.06
        for head, its in zip(heads, lanes, strict=True)
    ]
    entries = _entries(single=single)
    top = legend.height(entries, sheet.width)
    ax = shapes.canvas(sheet, top + sum(heights) + (_BOUNDS + 0.30 if single else 0.0) + 0.10 + _LINE)
    legend.draw(ax, entries, sheet.width)
    y = top
    for rows, head, its, height in zip(questions, heads, lanes, heights, strict=True):
        if not single:
            shapes.segment(ax, (0, y), (sheet.width, y), colour=theme.GRID, points=0.6)
        for number, pieces in enumerate(head):
            for words, bold, x in pieces:
                points, colour = (theme.BODY, theme.INK) if bold else (theme.SMALL, theme.MUTED)
                place = y + 0.05 + (number + 0.5) * _LINE
                marks.text(ax, x, place, words, bold=bold, points=points, colour=colour)
        _draw_lanes(ax, rows, its, y + 0.10 + len(head) * _LINE, left, at, sheet.width)
        y += height
    if single:
        _draw_bounds(ax, questions[0], y + 0.22, left, at)
        y += _BOUNDS + 0.30
    _year_axis(ax, first, last, y + 0.04, left, right, at, dated=bool(years), undated=undated)


def _labels(rows: Sequence[Year]) -> set[str]:
    return {row["label"] for row in rows}


def _lane_height(lines: Sequence[str]) -> float:
    return max(_LANE, len(lines) * _SMALL + 0.06)


def _name(row: Year, room: float) -> list[list[tuple[str, bool, float]]]:
    """Write marker and question in one line where they fit: words, bold, place."""
    name, words = row["marker_name"], row["question"]
    start = measure.width(name, bold=True) + 0.10
    if start + measure.width(words, theme.SMALL) <= room:
        return [[(name, True, 0.0), (words, False, start)]]
    lines = [[(line, True, 0.0)] for line in measure.wrap(name, room, bold=True)]
    return lines + [[(line, False, 0.0)] for line in measure.wrap(words, room, theme.SMALL)]


def _draw_lanes(
    ax: Axes,
    rows: Sequence[Year],
    lanes: Mapping[str, Sequence[str]],
    top: float,
    left: float,
    at: Any,
    width: float,
) -> None:
    """Draw one line a label, and on it the years in which it held with the number of cohorts."""
    middle: dict[str, float] = {}
    y = top
    for label, lines in lanes.items():
        height = _lane_height(lines)
        middle[label] = y + height / 2
        for number, words in enumerate(lines):
            place = middle[label] + (number - (len(lines) - 1) / 2) * _SMALL
            marks.text(ax, 0, place, words, points=theme.SMALL)
        shapes.segment(ax, (left, middle[label]), (width, middle[label]), colour=theme.GRID, points=0.6)
        y += height
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        x, place = at(row["year"]), middle[row["label"]]
        turn = x + _TAIL if after is None else at(after["year"])
        shapes.segment(ax, (x, place), (turn, place), points=3.2)
        if after is not None and after["label"] != row["label"]:
            shapes.segment(ax, (turn, place), (turn, middle[after["label"]]), points=1.0)
    for row in rows:
        shapes.dot(ax, at(row["year"]), middle[row["label"]], points=5.5, shape="square")


def _draw_bounds(ax: Axes, rows: Sequence[Year], top: float, left: float, at: Any) -> None:
    """Draw the bounds of the share as a band that changes from year to year, and the number of cohorts."""
    tall = _BOUNDS - _SMALL - 0.24
    foot = top + tall

    def height(share: float) -> float:
        return foot - share * tall

    for share in (0.0, 0.5, 1.0):
        end = at(rows[-1]["year"]) + _TAIL
        shapes.segment(
            ax,
            (left, height(share)),
            (end, height(share)),
            colour=theme.GRID,
            points=0.9 if share == 0.5 else 0.6,
        )
        words = f"{100 * share:.0f}" + ("%" if share == 1 else "")
        marks.text(
            ax, left - 0.06, height(share), words, align="right", points=theme.SMALL, colour=theme.MUTED
        )
    x: list[float] = []
    low: list[float] = []
    high: list[float] = []
    ends = [*(at(row["year"]) for row in rows[1:]), at(rows[-1]["year"]) + _TAIL]
    for row, end in zip(rows, ends, strict=True):
        x += [at(row["year"]), end]
        low += [height(row["low"])] * 2
        high += [height(row["high"])] * 2
    corners = [*zip(x, high, strict=True), *zip(reversed(x), reversed(low), strict=True)]
    band = Polygon(corners, closed=True, facecolor=(theme.BLUE, theme.TINT), edgecolor="none", zorder=1)
    ax.add_patch(band)
    band.set_clip_path(None)
    for bound, points in ((low, 1.8), (high, 0.9)):
        line = Line2D(x, bound, color=theme.BLUE, linewidth=points, zorder=2)
        ax.add_line(line)
        line.set_clip_path(None)
    y = foot + 0.10 + _SMALL / 2
    marks.text(ax, 0, y, "cohorts", points=theme.SMALL, colour=theme.MUTED)
    start = max(left, measure.width("cohorts", theme.SMALL) + 0.08)
    kept: list[tuple[float, float]] = []
    for row in reversed(rows):
        words = integer(row["k"])
        half = measure.width(words, theme.SMALL) / 2
        here = at(row["year"])
        if here - half < start or any(
            abs(here - place) < half + room + _LEAST_BETWEEN for place, room in kept
        ):
            continue
        kept.append((here, half))
        marks.text(ax, here, y, words, align="center", points=theme.SMALL)


def _year_axis(
    ax: Axes,
    first: int,
    last: int,
    y: float,
    left: float,
    right: float,
    at: Any,
    *,
    dated: bool,
    undated: bool,
) -> None:
    middle = y + 0.06 + _SMALL / 2
    if dated:
        shapes.segment(ax, (left, y), (right + _SIDE, y), colour=theme.MUTED)
        half = measure.width("2000", theme.SMALL) / 2
        most = max(min(6, int((right - left) / (2 * half + 0.25))), 2)
        ticks = (
            [int(tick) for tick in axis.round_ticks(first, last, most) if tick == int(tick)]
            if last > first
            else []
        )
        for tick in ticks or sorted({first, last}):
            x = min(at(tick), right + _SIDE - half)
            shapes.segment(ax, (at(tick), y), (at(tick), y + 0.05), colour=theme.MUTED)
            marks.text(ax, x, middle, str(tick), align="center", points=theme.SMALL)
    if undated:
        marks.text(ax, at(None), middle, "no year", align="center", points=theme.SMALL, colour=theme.MUTED)


def _entries(*, single: bool) -> list[legend.Entry]:
    def held(ax: Axes, x: float, y: float) -> None:
        shapes.segment(ax, (x - 0.16, y), (x + 0.16, y), points=3.2)
        shapes.dot(ax, x - 0.16, y, points=5.5, shape="square")

    entries = [legend.Entry("label from a year of publication to the next", held, room=0.44)]
    if single:

        def bounds(ax: Axes, x: float, y: float) -> None:
            shapes.box(ax, x - 0.14, y - 0.06, x + 0.14, y + 0.06, colour=theme.BLUE, opacity=theme.TINT)
            shapes.segment(ax, (x - 0.14, y + 0.06), (x + 0.14, y + 0.06), colour=theme.BLUE, points=1.8)
            shapes.segment(ax, (x - 0.14, y - 0.06), (x + 0.14, y - 0.06), colour=theme.BLUE, points=0.9)

        words = "bounds of the share with the more frequent direction, of all that tested"
        entries.append(legend.Entry(words, bounds, room=0.40))
    return entries

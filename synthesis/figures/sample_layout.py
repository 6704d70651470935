"""The two layouts of the sample timeline: studies from left to right, or from top to bottom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from math import sqrt
from typing import Any

from matplotlib.axes import Axes

from synthesis.figures import legend, marks, measure, shapes, theme
from synthesis.figures.sheet import Sheet
from synthesis.vocabulary.case_definition import Pem
from synthesis.vocabulary.study import Design
from synthesis.wording import count, integer

Study = dict[str, Any]

_OTHER = "other designs"
_DESIGN_ROWS = 3  # designs with a row of their own; the others share one
_NO_YEAR = "no year"
_SIDE = 1.45  # inches for the largest group of the wide form
_WIDEST_SLOT = 0.26
_STRIP = 0.19
_LEAST_TICK_GAP = 0.19
_NARROW_ROW = 0.078
_MARK = theme.GREEN
_DECADE = 10


@dataclass(frozen=True, slots=True)
class _Scale:
    """Square-root scale from people to inches: a group four times as large is twice as long."""

    inches: float
    largest: int

    def length(self, people: float) -> float:
        return self.inches * sqrt(people / self.largest)

    def ticks(self) -> list[int]:
        """Round numbers of people, as many as keep their distance, largest first."""
        power = 10 ** len(str(self.largest))
        steps = [step * power // 10 // shrink for shrink in (1, 10, 100, 1000) for step in (5, 2, 1)]
        kept: list[int] = []
        for step in [step for step in steps if 1 <= step <= self.largest]:
            above = self.length(kept[-1]) if kept else float("inf")
            if above - self.length(step) >= _LEAST_TICK_GAP <= self.length(step):
                kept.append(step)
        return kept

    def shown(self) -> list[int]:
        """Ticks whose numbers keep their distance when written beside each other, smallest first."""
        kept: list[int] = []
        end = measure.width("0") / 2
        for tick in reversed(self.ticks()):
            half = measure.width(integer(tick)) / 2
            if self.length(tick) - half >= end + 0.08:
                kept.append(tick)
                end = self.length(tick) + half
        return kept


def _sized(studies: Iterable[Study]) -> list[Study]:
    return [s for s in studies if s["n_cases"] is not None or s["n_controls"] is not None]


def _scale(studies: list[Study], inches: float) -> _Scale:
    sizes = [s[column] for s in studies for column in ("n_cases", "n_controls") if s[column] is not None]
    return _Scale(inches, max(*sizes, 1))


def _design_rows(studies: list[Study]) -> dict[str, str]:
    """Give each design the name of its row, the most frequent designs one of their own."""
    ranked = [design for design, _ in Counter(s["design"] for s in studies).most_common()]
    own = ranked if len(ranked) <= _DESIGN_ROWS + 1 else ranked[:_DESIGN_ROWS]
    return {design: Design(design).label if design in own else _OTHER for design in ranked}


def _entries(studies: list[Study]) -> list[legend.Entry]:
    required = sum(s["pem"] == Pem.YES for s in studies)
    entries = [
        legend.Entry(
            f"PEM required of every case ({integer(required)} of {count(len(studies), 'study')})",
            lambda ax, x, y: shapes.dot(ax, x, y, points=6, shape="diamond", colour=_MARK),
        ),
        legend.Entry(
            "not required or not clear",
            lambda ax, x, y: shapes.dot(ax, x, y, points=3.6, colour=theme.INK),
        ),
    ]
    sized = _sized(studies)
    if any(s["n_cases"] is None or s["n_controls"] is None for s in sized):
        entries.append(
            legend.Entry(
                "size of this group not given",
                lambda ax, x, y: shapes.dot(ax, x, y, points=3.4, colour=theme.MUTED, filled=False),
            )
        )
    if any(s["same_people"] for s in sized):
        entries.append(
            legend.Entry(
                "people of an earlier study",
                lambda ax, x, y: shapes.segment(ax, (x - 0.1, y), (x + 0.08, y), points=1.2, dotted=True),
                room=0.26,
            )
        )
    return entries


def _stem(
    ax: Axes,
    study: Study,
    people: int | None,
    base: tuple[float, float],
    tip: tuple[float, float],
    pitch: float,
) -> None:
    """Draw one group of one study from the zero line to its size."""
    required = study["pem"] == Pem.YES
    colour = _MARK if required else theme.INK
    if people is None:
        shapes.dot(
            ax, *tip, points=min(3.4, 60 * pitch), colour=theme.MUTED, filled=False, record=study["slug"]
        )
        return
    shapes.segment(
        ax,
        base,
        tip,
        colour=colour,
        points=1.5 if required else 0.8,
        dotted=study["same_people"],
        record=study["slug"],
    )
    shapes.dot(
        ax,
        *tip,
        points=6.0 if required else min(3.6, 75 * pitch),
        shape="diamond" if required else "circle",
        colour=colour,
        record=study["slug"],
    )


_RING_OFFSET = 0.055  # inches from the zero line to the ring of a group without a size


def _periods(studies: list[Study], step: int) -> list[tuple[str, list[Study]]]:
    """Group studies, sorted by year, into periods that begin at multiples of `step` years."""

    def period(study: Study) -> str:
        if study["year"] is None:
            return _NO_YEAR
        return f"{study['year'] // step * step}{'s' if step == _DECADE else ''}"

    return [(name, list(group)) for name, group in groupby(studies, period)]


def _fitting_periods(studies: list[Study], room: float) -> list[tuple[str, list[Study]]]:
    """Take the shortest periods whose labels fill no more than three quarters of the room."""
    for step in (5, _DECADE, 20, 50):
        periods = _periods(studies, step)
        if sum(_label_room(name) for name, _ in periods) <= 0.75 * room:
            break
    return periods


def _pitch(counts: list[int], least: list[float], room: float) -> float:
    """Find the widest slot with which all periods fit, each at least as wide as its label."""
    low, high = 0.0, _WIDEST_SLOT
    for _ in range(40):
        middle = (low + high) / 2
        needed = sum(max(label, n * middle) for n, label in zip(counts, least, strict=True))
        low, high = (middle, high) if needed <= room else (low, middle)
    return low


def _label_room(period: str) -> float:
    return measure.width(period) + 0.07


def paint_wide(studies: list[Study], sheet: Sheet) -> None:
    """Draw one slot a study from left to right: cases upwards, controls downwards, designs below."""
    rows = _design_rows(studies)
    totals = Counter(rows[s["design"]] for s in studies)
    names = sorted(totals, key=lambda name: (name == _OTHER, -totals[name], name))
    labels = {name: f"{name} ({integer(totals[name])})" for name in names}
    scale = _scale(_sized(studies), _SIDE)
    tick_room = measure.widest([integer(tick) for tick in [0, *scale.ticks()]])
    left = max(measure.widest(labels.values()), measure.width("no group size"), tick_room + 0.8) + 0.12
    room = sheet.width - left
    periods = _fitting_periods(studies, room)
    least = [_label_room(name) for name, _ in periods]
    pitch = _pitch([len(_sized(group)) for _, group in periods], least, room)
    entries = _entries(studies)
    zero = legend.height(entries, sheet.width) + _SIDE + 0.12
    years = zero + _SIDE + 0.12
    strips = years + _STRIP + 0.05
    some_unsized = len(_sized(studies)) < len(studies)
    foot = strips + _STRIP * (len(names) + some_unsized)
    ax = shapes.canvas(sheet, foot)
    legend.draw(ax, entries, sheet.width)
    widths = [
        max(label, len(_sized(group)) * pitch) for label, (_, group) in zip(least, periods, strict=True)
    ]
    _wide_axis(ax, scale, zero, left, left + sum(widths))
    for number, name in enumerate(names):
        y = strips + _STRIP * (number + 0.5)
        marks.text(ax, left - 0.12, y, labels[name], align="right")
    last = strips + _STRIP * (len(names) + 0.5)
    if some_unsized:
        marks.text(ax, left - 0.12, last, "no group size", align="right", colour=theme.MUTED)
    x = left
    for number, ((name, group), width) in enumerate(zip(periods, widths, strict=True)):
        sized = _sized(group)
        if number % 2:
            shapes.box(ax, x, zero - _SIDE - 0.1, x + width, foot, colour=theme.GRID, opacity=theme.BAND)
        marks.text(ax, x + 0.03, years + _STRIP / 2, name)
        for slot, study in enumerate(sized):
            at = x + (width - len(sized) * pitch) / 2 + (slot + 0.5) * pitch
            for column, way in (("n_cases", -1), ("n_controls", 1)):
                people = study[column]
                reach = _RING_OFFSET if people is None else scale.length(people)
                _stem(ax, study, people, (at, zero), (at, zero + way * reach), pitch)
            y = strips + _STRIP * (names.index(rows[study["design"]]) + 0.5)
            shapes.segment(
                ax,
                (at, y - 0.06),
                (at, y + 0.06),
                points=max(min(1.6, 40 * pitch), 0.8),
                record=study["slug"],
            )
        if unsized := len(group) - len(sized):
            marks.text(ax, x + 0.03, last, f"+{integer(unsized)}", colour=theme.MUTED)
        x += width


def _wide_axis(ax: Axes, scale: _Scale, zero: float, left: float, right: float) -> None:
    shapes.segment(ax, (left, zero), (right, zero), colour=theme.MUTED, points=theme.NULL)
    marks.text(ax, left - 0.12, zero, "0", align="right", colour=theme.MUTED)
    for way, word in ((-1, "cases ↑"), (1, "controls ↓")):
        marks.text(ax, 0, zero + way * _SIDE / 2, word, bold=True)
        for tick in scale.ticks():
            y = zero + way * scale.length(tick)
            marks.text(ax, left - 0.12, y, integer(tick), align="right", colour=theme.MUTED)
            shapes.segment(ax, (left, y), (right, y), colour=theme.GRID, points=0.7, dotted=True)


def paint_narrow(studies: list[Study], sheet: Sheet) -> None:
    """Draw one line a study from top to bottom, a part for each design: controls to the left, cases right."""
    rows = _design_rows(studies)
    totals = Counter(rows[s["design"]] for s in studies)
    names = sorted(totals, key=lambda name: (name == _OTHER, -totals[name], name))
    parts = [(name, [s for s in studies if rows[s["design"]] == name]) for name in names]
    left = measure.width(_NO_YEAR if any(s["year"] is None for s in _sized(studies)) else "2000") + 0.08
    half = (sheet.width - left - 0.06) / 2
    scale = _scale(_sized(studies), half)
    entries = _entries(studies)
    line = measure.height(1)
    head = legend.height(entries, sheet.width)
    heights = [line + 0.06 + _narrow_height(_sized(group)) + 0.10 for _, group in parts]
    axis_room = 2 * line
    total = head + axis_room + sum(heights) + line
    ax = shapes.canvas(sheet, total)
    legend.draw(ax, entries, sheet.width)
    zero = left + half
    marks.text(ax, zero - 0.08, head + line / 2, "← controls", align="right", bold=True)
    marks.text(ax, zero + 0.08, head + line / 2, "cases →", bold=True)
    top = head + axis_room
    for height in (head + 1.5 * line, total - line / 2):
        _narrow_ticks(ax, scale, zero, height)
    for (name, group), height in zip(parts, heights, strict=True):
        _narrow_part(ax, name, group, top, (left, zero, sheet.width), scale)
        top += height


def _narrow_height(sized: list[Study]) -> float:
    return sum(height for *_, height in _narrow_periods(sized))


def _narrow_periods(sized: list[Study]) -> list[tuple[str, list[Study], float]]:
    """Group a part by period; a period is at least as high as its label."""
    return [
        (name, group, max(measure.height(1), len(group) * _NARROW_ROW)) for name, group in _periods(sized, 5)
    ]


def _narrow_ticks(ax: Axes, scale: _Scale, zero: float, y: float) -> None:
    for tick in (0, *scale.shown()):
        for way in (-1, 1) if tick else (1,):
            at = zero + way * scale.length(tick)
            marks.text(ax, at, y, integer(tick), align="center", colour=theme.MUTED)


def _narrow_part(
    ax: Axes, name: str, group: list[Study], top: float, places: tuple[float, float, float], scale: _Scale
) -> None:
    left, zero, right = places
    sized = _sized(group)
    unsized = len(group) - len(sized)
    words = f"{name}: {count(len(group), 'study')}"
    if unsized:
        words += f", {integer(unsized)} without size"
    marks.text(ax, 0, top + measure.height(1) / 2, words, bold=True)
    y = top + measure.height(1) + 0.06
    foot = y + _narrow_height(sized)
    for number, (period, studies, height) in enumerate(_narrow_periods(sized)):
        if number % 2:
            shapes.box(ax, left, y, right, y + height, colour=theme.GRID, opacity=theme.BAND)
        marks.text(ax, left - 0.08, y + measure.height(1) / 2, period, align="right", colour=theme.MUTED)
        start = y + (height - len(studies) * _NARROW_ROW) / 2
        for row, study in enumerate(studies):
            at = start + (row + 0.5) * _NARROW_ROW
            for column, way in (("n_controls", -1), ("n_cases", 1)):
                people = study[column]
                reach = _RING_OFFSET if people is None else scale.length(people)
                _stem(ax, study, people, (zero, at), (zero + way * reach, at), _NARROW_ROW)
        y += height
    if sized:
        head = top + measure.height(1) + 0.06
        shapes.segment(ax, (zero, head), (zero, foot), colour=theme.MUTED)
        for tick in scale.shown():
            for way in (-1, 1):
                at = zero + way * scale.length(tick)
                shapes.segment(ax, (at, head), (at, foot), colour=theme.GRID, points=0.7, dotted=True)

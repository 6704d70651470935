"""The layout of the harvest plot: panels side by side, questions below each other, bars on their lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from synthesis.figures import legend, marks, measure, shapes, theme
from synthesis.figures.cohort_votes import NOT_KNOWN, OVER_300, TO_300, UNDER_50, is_significant
from synthesis.figures.sheet import Sheet
from synthesis.wording import count, integer

Question = Mapping[str, Any]
Cohort = Mapping[str, Any]

#: Panels from left to right, with their headings; the last only where it is needed.
PANELS = {
    "lower": ("lower", "in cases"),
    "no_difference": ("no difference", "reported"),
    "higher": ("higher", "in cases"),
    "mixed": ("mixed,", "unclear"),
}
_LINE = measure.height(1)
_SMALL = measure.height(1, theme.SMALL)
_TALL = {UNDER_50: 0.16, TO_300: 0.32, OVER_300: 0.48, NOT_KNOWN: 0.16}
_TALLEST = max(_TALL.values())
_GAP = 0.16  # inches between panels
_PITCH, _LEAST_PITCH = 0.16, 0.07
_NUMBERED_PITCH = 0.21
_ENTRY = 1.72  # inches for an entry of the list of cohorts


@dataclass(frozen=True, slots=True)
class _Panels:
    """Where the panels stand: start and width in inches, bars in a line; one pitch for all."""

    start: dict[str, float]
    width: dict[str, float]
    longest: dict[str, int]
    pitch: float


def paint(questions: Sequence[tuple[Question, Sequence[Cohort]]], sheet: Sheet) -> None:
    """Draw all questions."""
    numbered = len(questions) == 1
    entries = _entries([cohort for _, cohorts in questions for cohort in cohorts])
    head = legend.height(entries, sheet.width)
    panels = _panels(questions, sheet.width, _NUMBERED_PITCH if numbered else _LEAST_PITCH)
    line = _TALLEST + 0.10 + (_SMALL if numbered else 0.0)
    names = [[] if numbered else _name(asked, sheet.width) for asked, _ in questions]
    lines = [_lines(cohorts, panels) for _, cohorts in questions]
    heights = [
        len(name) * _LINE + 0.12 + number * line + 0.06 for name, number in zip(names, lines, strict=True)
    ]
    listed = sorted(questions[0][1], key=lambda cohort: int(cohort["number"])) if numbered else []
    columns = max(int(sheet.width / _ENTRY), 1)
    list_height = ceil(len(listed) / columns) * _LINE + 0.2 if listed else 0.0
    top = head + 2 * _SMALL + 0.06
    ax = shapes.canvas(sheet, top + sum(heights) + list_height)
    legend.draw(ax, entries, sheet.width)
    for panel, start in panels.start.items():
        middle = start + panels.width[panel] / 2
        for number, words in enumerate(PANELS[panel]):
            y = head + (number + 0.5) * _SMALL
            marks.text(ax, middle, y, words, align="center", points=theme.SMALL, colour=theme.MUTED)
    y = top
    for (_, cohorts), name, height in zip(questions, names, heights, strict=True):
        shapes.segment(ax, (0, y), (sheet.width, y), colour=theme.GRID, points=0.6)
        for number, pieces in enumerate(name):
            for words, bold, x in pieces:
                points, colour = (theme.BODY, theme.INK) if bold else (theme.SMALL, theme.MUTED)
                at = y + 0.05 + (number + 0.5) * _LINE
                marks.text(ax, x, at, words, bold=bold, points=points, colour=colour)
        _draw_bars(ax, cohorts, panels, y + 0.12 + len(name) * _LINE, line, numbered)
        y += height
    if listed:
        _draw_list(ax, listed, y + 0.12, sheet.width / columns, columns)


def _panels(
    questions: Sequence[tuple[Question, Sequence[Cohort]]], width: float, least_pitch: float
) -> _Panels:
    """Share the width out so that the bars of all questions stand in as few lines as possible."""
    most = {
        panel: max(sum(c["panel"] == panel for c in cohorts) for _, cohorts in questions) for panel in PANELS
    }
    used = [panel for panel in PANELS if panel != "mixed" or most[panel]]
    least = {panel: measure.widest(PANELS[panel], theme.SMALL) for panel in used}
    lines = 0
    while True:
        lines += 1
        longest = {panel: max(ceil(most[panel] / lines), 1) for panel in used}
        pitch = _PITCH if least_pitch < _PITCH else least_pitch
        while True:
            widths = {panel: max(longest[panel] * pitch, least[panel]) for panel in used}
            spare = width - sum(widths.values()) - _GAP * (len(used) - 1)
            if spare >= 0 or pitch <= least_pitch:
                break
            pitch = max(pitch * 0.95, least_pitch)
        if spare >= 0 or max(longest.values()) == 1:
            break
    start: dict[str, float] = {}
    x = 0.0
    for panel in used:
        widths[panel] += max(spare, 0) / len(used)
        start[panel] = x
        x += widths[panel] + _GAP
    return _Panels(start, widths, longest, pitch)


def _lines(cohorts: Sequence[Cohort], panels: _Panels) -> int:
    """Give the lines of bars that a question needs."""
    there = {panel: len([c for c in cohorts if c["panel"] == panel]) for panel in panels.start}
    return max(ceil(n / panels.longest[panel]) for panel, n in there.items())


def _name(asked: Question, room: float) -> list[list[tuple[str, bool, float]]]:
    """Write the question and how many cohorts answer it: words, bold, place."""
    name, words = asked["marker_name"], f"{asked['question']}, {count(asked['k'], 'cohort')}"
    start = measure.width(name, bold=True) + 0.10
    if start + measure.width(words, theme.SMALL) <= room:
        return [[(name, True, 0.0), (words, False, start)]]
    lines = [[(line, True, 0.0)] for line in measure.wrap(name, room, bold=True)]
    return lines + [[(line, False, 0.0)] for line in measure.wrap(words, room, theme.SMALL)]


def _draw_bars(
    ax: Axes, cohorts: Sequence[Cohort], panels: _Panels, top: float, line: float, numbered: bool
) -> None:
    for panel, start in panels.start.items():
        its = [cohort for cohort in cohorts if cohort["panel"] == panel]
        width, longest = panels.width[panel], panels.longest[panel]
        for number in range(_lines(cohorts, panels)):
            foot = top + number * line + _TALLEST
            shapes.segment(ax, (start, foot), (start + width, foot), colour=theme.MUTED)
            row = its[number * longest : (number + 1) * longest]
            first = start + (width - len(row) * panels.pitch) / 2
            for place, cohort in enumerate(row):
                x = first + (place + 0.5) * panels.pitch
                _bar(ax, x, foot, panels.pitch * (0.62 if numbered else 0.72), cohort)
                if numbered:
                    y = foot + 0.07 + _SMALL / 2
                    words = integer(cohort["number"])
                    marks.text(ax, x, y, words, align="center", points=theme.SMALL, colour=theme.MUTED)


def _bar(ax: Axes, x: float, foot: float, width: float, cohort: Cohort, *, tall: float | None = None) -> None:
    """Draw a bar that stands on `foot`: solid where significant, broken outline where inferred."""
    glyph = theme.GLYPHS[cohort["panel"]]
    solid = cohort["panel"] == "mixed" or (cohort["vote"] in "HL" and is_significant(cohort))
    tall = _TALL[cohort["size"]] if tall is None else tall
    shape = Rectangle(
        (x - width / 2, foot - tall),
        width,
        tall,
        facecolor=glyph.colour if solid else theme.PAPER,
        edgecolor=glyph.colour,
        linewidth=1.0,
        linestyle=(0, (2, 1.4)) if cohort["inferred"] else "solid",
        clip_on=False,
        zorder=3,
    )
    slug = cohort["slugs"].partition(" ")[0]
    shape.set_gid(marks.RECORD + slug if slug else None)
    ax.add_patch(shape)
    shape.set_clip_path(None)
    if cohort["size"] == NOT_KNOWN:
        under = foot + 0.035
        shapes.segment(ax, (x - width / 2, under), (x + width / 2, under), points=1.4)


def _draw_list(ax: Axes, cohorts: Sequence[Cohort], top: float, room: float, columns: int) -> None:
    """List the cohorts by their numbers, column by column."""
    deep = ceil(len(cohorts) / columns)
    digits = measure.width(integer(len(cohorts)), theme.SMALL)
    for place, cohort in enumerate(cohorts):
        column, row = divmod(place, deep)
        y = top + (row + 0.5) * _LINE
        x = column * room
        number = integer(cohort["number"])
        marks.text(ax, x + digits, y, number, align="right", points=theme.SMALL, colour=theme.MUTED)
        name = measure.ellipsize(cohort["cohort"], room - digits - 0.18, theme.SMALL)
        marks.text(ax, x + digits + 0.08, y, name, points=theme.SMALL)


def _entries(cohorts: Sequence[Cohort]) -> list[legend.Entry]:
    """Explain the bars that occur."""

    def single(words: str, **looks: object) -> legend.Entry:
        cohort = {"vote": "H", "significance": "H", "inferred": False, "size": UNDER_50, "slugs": ""} | looks
        neutral = cohort | {"panel": "no_difference"}
        return legend.Entry(words, lambda ax, x, y: _bar(ax, x, y + 0.05, 0.09, neutral, tall=0.11))

    directed = [c for c in cohorts if c["vote"] in "HL"]
    made = []
    if any(map(is_significant, directed)):
        made.append(single("significant"))
    if not all(map(is_significant, directed)):
        made.append(single("direction only: not significant, or not stated", significance="none"))
    if any(c["inferred"] for c in cohorts):
        made.append(single("inferred: measured, not listed as different", vote="U", inferred=True))
    shown = [size for size in (UNDER_50, TO_300, OVER_300) if any(c["size"] == size for c in cohorts)]
    if shown:
        made.append(_heights(shown))
    if any(c["size"] == NOT_KNOWN for c in cohorts):
        made.append(single("number of people not known", vote="U", size=NOT_KNOWN))
    return made


def _heights(shown: Sequence[str]) -> legend.Entry:
    room = 0.05 + 0.14 * len(shown)

    def mark(ax: Axes, x: float, y: float) -> None:
        for place, size in enumerate(shown):
            at = x - room / 2 + 0.14 * (place + 0.5)
            tall = _TALL[size] / 3  # a third of the height of the bars, so that they fit into a line
            shape = Rectangle((at - 0.045, y + 0.07 - tall), 0.09, tall, clip_on=False, zorder=3)
            shape.set(facecolor=theme.PAPER, edgecolor=theme.INK, linewidth=1.0)
            ax.add_patch(shape)
            shape.set_clip_path(None)

    return legend.Entry(f"{', '.join(shown)} people", mark, room=room + 0.02)

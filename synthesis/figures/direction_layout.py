"""The two layouts of the directions: name and strip side by side, or the name above its strip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import ceil
from typing import Any

from matplotlib.axes import Axes

from synthesis.figures import legend, marks, measure, shapes, theme
from synthesis.figures.sheet import Sheet
from synthesis.wording import count, integer

Question = Mapping[str, Any]

_LINE = measure.height(1)
_GAP = 0.10
_WIDE_PITCH, _NARROW_PITCH = 0.118, 0.105  # inches from one mark to the next
_MOST_LINES = 4  # lines of marks in one row; beyond that, numbers take the place of marks
_SMALLER = 0.62  # size of an inferred "no difference" relative to the others
_HOLLOW = 0.82  # size of a hollow mark, whose edge adds to it
_NUMBER_GAP = 0.05
_LEAST_LABEL, _MOST_LABEL = 1.5, 3.6  # inches for names on a wide sheet
_NAME_GAP = 0.08


@dataclass(frozen=True, slots=True)
class _Run:
    """Marks of one look: so many cohorts with one glyph, solid or not, large or small."""

    glyph: str
    n: int
    filled: bool = True
    small: bool = False


def _runs(question: Question) -> dict[str, list[_Run]]:
    """Give the marks of a question by zone, the ones next to the middle first."""

    def split(word: str) -> list[_Run]:
        solid = question[f"{word}_significant"]
        return [_Run(word, solid), _Run(word, question[word] - solid, filled=False)]

    inferred = question["no_difference_inferred"]
    silent = question["no_difference"] - inferred
    zones = {
        "lower": split("lower"),
        "middle": [_Run("no_difference", silent, False), _Run("no_difference", inferred, False, small=True)],
        "higher": split("higher"),
        "rest": [*split("mixed"), _Run("unclear", question["unknown"])],
    }
    return {zone: [run for run in runs if run.n] for zone, runs in zones.items()}


def _entries(questions: Sequence[Question]) -> list[legend.Entry]:
    def pair(filled: bool) -> legend.Entry:
        def mark(ax: Axes, x: float, y: float) -> None:
            marks.direction(ax, x - 0.08, y, "lower", size=7, filled=filled)
            marks.direction(ax, x + 0.08, y, "higher", size=7, filled=filled)

        words = "with a significant finding" if filled else "not significant, or not stated"
        return legend.Entry(words, mark, room=0.38)

    def single(glyph: str, words: str, size: float = 7) -> legend.Entry:
        return legend.Entry(words, lambda ax, x, y: marks.direction(ax, x, y, glyph, size=size))

    entries = [pair(True), pair(False), single("no_difference", "no difference reported")]
    if any(question["no_difference_inferred"] for question in questions):
        entries.append(
            single("no_difference", "inferred: measured, but not listed as different", 7 * _SMALLER)
        )
    if any(question["mixed"] for question in questions):
        entries.append(single("mixed", "mixed within the cohort"))
    if any(question["unknown"] for question in questions):
        entries.append(single("unclear", "different, direction not stated"))
    return entries


@dataclass(frozen=True, slots=True)
class _Zones:
    """Where the zones of a strip stand, in inches.

    `pitch` is the distance from mark to mark and `longest` the most marks of a zone in one line; when
    `longest` is 0, marks are written as one glyph with its number.
    """

    lower_end: float
    middle: tuple[float, float]
    higher_start: float
    rest_start: float
    pitch: float
    longest: int

    def lines(self, question: Question) -> int:
        """Lines of marks that a question needs."""
        if not self.longest:
            return 1
        return max(_lines(runs, self.longest) for runs in _runs(question).values())


_ZONES = ("lower", "middle", "higher", "rest")


def _total(runs: Sequence[_Run]) -> int:
    return sum(run.n for run in runs)


def _lines(runs: Sequence[_Run], longest: int) -> int:
    return max(ceil(_total(runs) / longest), 1)


def _width(runs: Sequence[_Run], pitch: float, longest: int) -> float:
    if not runs:
        return 0.0
    if not longest:
        return sum(pitch + 2 * _NUMBER_GAP + measure.width(integer(run.n)) for run in runs)
    total = _total(runs)
    return min(total, longest) * pitch + _NUMBER_GAP + measure.width(integer(total), theme.SMALL)


def _widths(
    questions: Sequence[Question], least: Mapping[str, float], pitch: float, longest: int
) -> dict[str, float]:
    """Give the inches each zone needs."""
    return {
        zone: max(least[zone], *(_width(_runs(question)[zone], pitch, longest) for question in questions))
        for zone in _ZONES
    }


def _needed(widths: Mapping[str, float]) -> float:
    return sum(widths.values()) + 5 * _GAP


def _zones(
    questions: Sequence[Question], left: float, right: float, least: Mapping[str, float], pitch: float
) -> _Zones:
    """Choose the longest lines of marks with which all zones fit between `left` and `right`."""
    most = max(_total(runs) for question in questions for runs in _runs(question).values())
    longest = next(
        (
            length
            for length in range(most, ceil(most / _MOST_LINES) - 1, -1)
            if _needed(_widths(questions, least, pitch, length)) <= right - left
        ),
        0,
    )
    widths = _widths(questions, least, pitch, longest)
    spare = max(right - left - _needed(widths), 0.0)
    lower_end = left + widths["lower"] + spare * 0.4
    middle = (lower_end + _GAP, lower_end + 3 * _GAP + widths["middle"])
    higher_start = middle[1] + _GAP
    rest_start = higher_start + widths["higher"] + _GAP + spare * 0.4
    return _Zones(lower_end, middle, higher_start, rest_start, pitch, longest)


def paint(questions: Sequence[Question], sheet: Sheet) -> None:
    """Draw all questions."""
    if sheet.form is theme.NARROW:
        _paint_narrow(questions, sheet)
    else:
        _paint_wide(questions, sheet)


def _paint_wide(questions: Sequence[Question], sheet: Sheet) -> None:
    total = measure.width("cohorts", theme.SMALL)
    heads = {
        "lower": ["lower", "in cases"],
        "middle": ["no difference", "reported"],
        "higher": ["higher", "in cases"],
        "rest": ["mixed,", "unclear"],
    }
    least = {zone: measure.widest(words, theme.SMALL) for zone, words in heads.items()}
    right = sheet.width - total - 0.15
    most = max(_total(runs) for question in questions for runs in _runs(question).values())
    strips = _needed(_widths(questions, least, _WIDE_PITCH, ceil(most / 2)))  # two lines of marks at most
    room = min(max(right - strips - 0.2, _LEAST_LABEL), _MOST_LABEL)
    column = _question_column(questions, room)
    names = [_name_lines(question, room, column) for question in questions]
    left = max(map(_name_width, names)) + 0.2
    zones = _zones(questions, left, right, least, _WIDE_PITCH)
    entries = _entries(questions)
    head = legend.height(entries, sheet.width)
    small = measure.height(1, theme.SMALL)
    top = head + 2 * small + 0.06
    heights = [
        max(0.26, len(lines) * _LINE + 0.08, zones.lines(question) * _WIDE_PITCH + 0.10)
        for question, lines in zip(questions, names, strict=True)
    ]
    foot = top + sum(heights)
    ax = shapes.canvas(sheet, foot)
    legend.draw(ax, entries, sheet.width)
    shapes.box(ax, zones.middle[0], head, zones.middle[1], foot, colour=theme.GRID, opacity=theme.BAND)
    places: dict[str, tuple[float, marks.Align]] = {
        "lower": (zones.lower_end, "right"),
        "middle": (sum(zones.middle) / 2, "center"),
        "higher": (zones.higher_start, "left"),
        "rest": (zones.rest_start, "left"),
    }
    for row in range(2):
        y = head + 0.02 + (row + 0.5) * small
        for zone, (x, align) in places.items():
            marks.text(ax, x, y, heads[zone][row], align=align, points=theme.SMALL, colour=theme.MUTED)
        words = ("all", "cohorts")[row]
        marks.text(ax, sheet.width, y, words, align="right", points=theme.SMALL, colour=theme.MUTED)
    y = top
    for question, lines, height in zip(questions, names, heights, strict=True):
        shapes.segment(ax, (0, y), (sheet.width, y), colour=theme.GRID, points=0.6)
        _write_name(ax, lines, y + height / 2 - _LINE * (len(lines) - 1) / 2)
        _strip(ax, question, y + height / 2, zones)
        marks.text(
            ax, sheet.width, y + height / 2, integer(question["cohorts"]), align="right", colour=theme.MUTED
        )
        y += height


def _paint_narrow(questions: Sequence[Question], sheet: Sheet) -> None:
    total = max(measure.width(count(question["cohorts"], "cohort")) for question in questions)
    names = [_name_lines(question, sheet.width - total - 0.15) for question in questions]
    zones = _zones(questions, 0, sheet.width, dict.fromkeys(_ZONES, 0.0), _NARROW_PITCH)
    entries = _entries(questions)
    head = legend.height(entries, sheet.width)
    top = head + _LINE + 0.04
    strips = [zones.lines(question) * _NARROW_PITCH + 0.12 for question in questions]
    heights = [len(lines) * _LINE + strip + 0.13 for lines, strip in zip(names, strips, strict=True)]
    foot = top + sum(heights)
    ax = shapes.canvas(sheet, foot)
    legend.draw(ax, entries, sheet.width)
    marks.text(ax, 0, head + _LINE / 2, "← lower in cases", colour=theme.MUTED)
    marks.text(ax, sheet.width, head + _LINE / 2, "higher in cases →", align="right", colour=theme.MUTED)
    y = top
    for question, lines, strip, height in zip(questions, names, strips, heights, strict=True):
        shapes.segment(ax, (0, y), (sheet.width, y), colour=theme.GRID, points=0.6)
        first = y + 0.05 + _LINE / 2
        _write_name(ax, lines, first)
        words = count(question["cohorts"], "cohort")
        marks.text(ax, sheet.width, first, words, align="right", colour=theme.MUTED)
        middle = y + 0.07 + len(lines) * _LINE + strip / 2
        start, end = zones.middle
        shapes.box(
            ax, start, middle - strip / 2, end, middle + strip / 2, colour=theme.GRID, opacity=theme.BAND
        )
        _strip(ax, question, middle, zones)
        y += height


#: One line of a name: its pieces, each with its colour and its place in inches.
Words = list[tuple[str, str, float]]


def _name_lines(question: Question, room: float, column: float | None = None) -> list[Words]:
    """Write marker and question on one line where both fit, otherwise below each other.

    The question begins at `column`, or right behind the name when there is none.
    """
    name, asked = question["marker_name"], question["question"]
    end = measure.width(name) + _NAME_GAP
    start = end if column is None else column
    if end <= start and start + measure.width(asked, theme.SMALL) <= room:
        return [[(name, theme.INK, 0.0), (asked, theme.MUTED, start)]]
    return [
        *([(line, theme.INK, 0.0)] for line in measure.wrap(name, room)),
        *([(line, theme.MUTED, 0.0)] for line in measure.wrap(asked, room, theme.SMALL)),
    ]


def _question_column(questions: Sequence[Question], room: float) -> float:
    """Choose where the questions begin, so that most names and questions share a line."""
    ends = sorted({measure.width(question["marker_name"]) + _NAME_GAP for question in questions})
    return min(ends, key=lambda end: sum(len(_name_lines(q, room, end)) for q in questions))


def _points(colour: str) -> float:
    return theme.SMALL if colour == theme.MUTED else theme.BODY


def _name_width(lines: Sequence[Words]) -> float:
    return max(x + measure.width(words, _points(colour)) for line in lines for words, colour, x in line)


def _write_name(ax: Axes, lines: Sequence[Words], y: float) -> None:
    for number, line in enumerate(lines):
        for words, colour, x in line:
            marks.text(ax, x, y + number * _LINE, words, points=_points(colour), colour=colour)


def _strip(ax: Axes, question: Question, y: float, zones: _Zones) -> None:
    """Draw the marks of one question: lower to the left of the middle zone, higher to its right."""
    runs = _runs(question)
    record = question["question_key"]
    middle = sum(zones.middle) / 2 - _width(runs["middle"], zones.pitch, zones.longest) / 2
    starts = {
        "lower": (zones.lower_end, -1),
        "middle": (middle, 1),
        "higher": (zones.higher_start, 1),
        "rest": (zones.rest_start, 1),
    }
    for zone, (start, way) in starts.items():
        if runs[zone] and zones.longest:
            _marks(ax, runs[zone], start, y, way, zones, record)
        else:
            _numbers(ax, runs[zone], start, y, way, zones.pitch, record)


def _glyph(ax: Axes, run: _Run, x: float, y: float, pitch: float, record: str) -> None:
    size = pitch * measure.POINTS_PER_INCH * 0.78
    size *= (1.0 if run.filled else _HOLLOW) * (_SMALLER if run.small else 1.0)
    marks.direction(ax, x, y, run.glyph, size=size, filled=run.filled, record=record)


def _marks(
    ax: Axes, runs: Sequence[_Run], start: float, y: float, way: int, zones: _Zones, record: str
) -> None:
    """Draw one mark a cohort from the start of a zone, in lines, then their number."""
    lines = _lines(runs, zones.longest)
    for number, run in enumerate(chain.from_iterable([run] * run.n for run in runs)):
        line, place = divmod(number, zones.longest)
        at = start + way * (place + 0.5) * zones.pitch
        _glyph(ax, run, at, y + (line - (lines - 1) / 2) * zones.pitch, zones.pitch, record)
    end = start + way * (min(_total(runs), zones.longest) * zones.pitch + _NUMBER_GAP)
    align: marks.Align = "right" if way < 0 else "left"
    marks.text(ax, end, y, integer(_total(runs)), align=align, points=theme.SMALL)


def _numbers(
    ax: Axes, runs: Sequence[_Run], start: float, y: float, way: int, pitch: float, record: str
) -> None:
    """Draw one mark for each look, with the number of cohorts it stands for."""
    at = start
    for run in runs:
        _glyph(ax, run, at + way * pitch / 2, y, pitch, record)
        at += way * (pitch + _NUMBER_GAP)
        words = integer(run.n)
        marks.text(ax, at, y, words, align="right" if way < 0 else "left")
        at += way * (measure.width(words) + _NUMBER_GAP)

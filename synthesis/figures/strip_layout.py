"""The two layouts of the vote strip: questions stacked, or one question with the names of its cohorts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from matplotlib.axes import Axes

from synthesis.figures import legend, marks, measure, shapes, theme, vote_marks
from synthesis.figures.cohort_votes import cohort_word
from synthesis.figures.sheet import Sheet
from synthesis.wording import UNDEFINED, count, integer, percent

Question = Mapping[str, Any]
Cohorts = Sequence[Mapping[str, Any]]

_LINE = measure.height(1)
_SMALL = measure.height(1, theme.SMALL)
_PITCH = 0.165  # inches from one mark to the next
_LEAST_PITCH = 0.125
_BAR_ROOM = 2.95  # the longest label fits above the bar
_ROW = 0.235


def paint_questions(questions: Sequence[tuple[Question, Cohorts]], sheet: Sheet) -> None:
    """Stack the strips of several questions."""
    narrow = sheet.form is theme.NARROW
    entries = vote_marks.entries(cohort for _, cohorts in questions for cohort in cohorts)
    entries += vote_marks.bounds_entries([asked for asked, _ in questions])
    head = legend.height(entries, sheet.width)
    room = sheet.width if narrow else sheet.width - _BAR_ROOM - 0.3
    most = max(len(cohorts) for _, cohorts in questions)
    pitch = min(_PITCH, max(room / most, _LEAST_PITCH))
    longest = int(room / pitch + 1e-9)
    left = 0.0 if narrow else sheet.width - _BAR_ROOM
    names = [_name_lines(asked, sheet.width, left) for asked, _ in questions]
    strips = [ceil(len(cohorts) / longest) * (_PITCH + 0.03) + 0.04 for _, cohorts in questions]
    bars = 0.26 + _SMALL if narrow else 0.0
    side = 0.0 if narrow else 0.26 + _SMALL
    heights = [
        0.07 + len(lines) * _LINE + max(strip, side) + bars + 0.09
        for lines, strip in zip(names, strips, strict=True)
    ]
    ax = shapes.canvas(sheet, head + vote_marks.AXIS + sum(heights))
    legend.draw(ax, entries, sheet.width)
    vote_marks.bounds_axis(ax, left, sheet.width, head)
    y = head + vote_marks.AXIS
    for (asked, cohorts), lines, strip, height in zip(questions, names, strips, heights, strict=True):
        shapes.segment(ax, (0, y), (sheet.width, y), colour=theme.GRID, points=0.6)
        top = y + 0.07
        for number, line in enumerate(lines):
            _write_line(ax, line, top + (number + 0.5) * _LINE)
        top += len(lines) * _LINE
        for place, cohort in enumerate(cohorts):
            row, column = divmod(place, longest)
            at = (column + 0.5) * pitch
            record = cohort["slugs"].partition(" ")[0]
            vote_marks.vote(ax, at, top + 0.02 + (row + 0.5) * (_PITCH + 0.03), cohort, record=record)
        bar = top + 0.12 + (strip if narrow else 0.0)
        _bar(ax, asked, left, sheet.width, bar)
        y += height


#: One line of text: its pieces with colour, weight and place in inches.
_Line = list[tuple[str, str, bool, float]]


def _name_lines(asked: Question, room: float, bar: float) -> list[_Line]:
    """Write name, question and label in as few lines as they need; the label where the bar begins."""
    name, words, label = asked["marker_name"], asked["question"], asked["label"]
    start = measure.width(name, bold=True) + 0.10
    names: list[_Line]
    beside = bar > 0
    name_room = bar - 0.15 if beside else room
    if start + measure.width(words, theme.SMALL) <= name_room:
        names = [[(name, theme.INK, True, 0.0), (words, theme.MUTED, False, start)]]
    else:
        names = [[(line, theme.INK, True, 0.0)] for line in measure.wrap(name, name_room, bold=True)]
        names += [[(line, theme.MUTED, False, 0.0)] for line in measure.wrap(words, name_room, theme.SMALL)]
    labels: list[_Line] = [
        [(line, theme.INK, True, bar)] for line in measure.wrap(label, room - bar, bold=True)
    ]
    if beside and len(labels) == 1:
        return [*names[:-1], names[-1] + labels[0]]
    return names + labels


def _write_line(ax: Axes, line: _Line, y: float) -> None:
    for words, colour, bold, x in line:
        points = theme.SMALL if colour == theme.MUTED else theme.BODY
        marks.text(ax, x, y, words, colour=colour, bold=bold, points=points)


def _bar(ax: Axes, asked: Question, left: float, right: float, y: float) -> None:
    """Draw the bar, and under it the share in words."""
    vote_marks.bounds_bar(ax, left, right, y, asked["low"], asked["high"], asked["direction"])
    under = y + 0.10 + _SMALL / 2
    words = share_words(asked)
    x = left
    if asked["direction"]:
        marks.direction(ax, left + 0.06, under, asked["direction"], size=6.5)
        x += 0.17
    marks.text(ax, x, under, words, points=theme.SMALL)


def share_words(asked: Question) -> str:
    """Write the bounds of the share, of what and how many.

    Examples
    --------
    >>> share_words({"direction": "higher", "low": 0.5, "high": 0.75, "k": 4, "higher": 2})
    'higher in 50% to 75% of 4 cohorts'
    >>> share_words({"direction": "", "low": 0.0, "high": 1.0, "k": 5, "higher": 0})
    'no clear direction in 5 cohorts'
    """
    cohorts = count(asked["k"], "cohort")
    low, high = percent(asked["low"]), percent(asked["high"])
    bounds = low if low == high else f"{low} to {high}"
    if asked["direction"]:
        return f"{asked['direction']} in {bounds} of {cohorts}"
    if asked["higher"]:
        return f"either way in {bounds} of {cohorts}"
    return f"no clear direction in {cohorts}"


def paint_cohorts(asked: Question, cohorts: Cohorts, sheet: Sheet) -> None:
    """Draw one question with a row a cohort: lower to the left, higher to the right."""
    narrow = sheet.form is theme.NARROW
    entries = vote_marks.entries(cohorts) + vote_marks.bounds_entries([asked])
    head = legend.height(entries, sheet.width)
    sizes = [_size(cohort) for cohort in cohorts]
    said = [] if narrow else [cohort_word(cohort) for cohort in cohorts]
    size_room = max(measure.widest(sizes), measure.width("controls", theme.SMALL))
    said_room = measure.widest(said, theme.SMALL) + 0.2 if said else 0.0
    lanes = 3 * measure.width("neither", theme.SMALL) + 0.3 if narrow else 2.1
    room = sheet.width - size_room - said_room - lanes - 0.3
    names = [measure.wrap(cohort["cohort"], room) for cohort in cohorts]
    left = max(measure.widest([line for lines in names for line in lines]), min(room, 1.0)) + 0.15
    lanes = sheet.width - left - size_room - said_room - 0.15 if narrow else lanes
    places = {"lower": left + lanes / 6, "no_difference": left + lanes / 2, "higher": left + lanes * 5 / 6}
    bar = vote_marks.AXIS + 0.30 + _SMALL
    top = head + bar + 0.1 + 2 * _SMALL + 0.06
    heights = [_ROW + (len(lines) - 1) * _LINE for lines in names]
    foot = top + sum(heights)
    ax = shapes.canvas(sheet, foot)
    legend.draw(ax, entries, sheet.width)
    vote_marks.bounds_axis(ax, 0, sheet.width, head)
    _bar(ax, asked, 0, sheet.width, head + vote_marks.AXIS + 0.12)
    _lane_heads(ax, places, head + bar + 0.1)
    size_end = left + lanes + 0.1 + size_room
    for number, words in enumerate(("cases /", "controls")):
        y = head + bar + 0.1 + (number + 0.5) * _SMALL
        marks.text(ax, size_end, y, words, align="right", points=theme.SMALL, colour=theme.MUTED)
    middle = (left + lanes / 3, left + lanes * 2 / 3)
    shapes.box(ax, middle[0], top - 0.03, middle[1], foot, opacity=theme.BAND)
    y = top
    for number, (cohort, lines, size, height) in enumerate(zip(cohorts, names, sizes, heights, strict=True)):
        shapes.segment(ax, (0, y), (sheet.width, y), colour=theme.GRID, points=0.6)
        first, y = y + _ROW / 2, y + height
        for line, words in enumerate(lines):
            marks.text(ax, 0, first + line * _LINE, words)
        place = places[{"H": "higher", "L": "lower"}.get(cohort["vote"], "no_difference")]
        vote_marks.vote(ax, place, first, cohort, record=cohort["slugs"].partition(" ")[0])
        marks.text(ax, size_end, first, size, align="right")
        if said:
            marks.text(ax, size_end + 0.2, first, said[number], points=theme.SMALL, colour=theme.MUTED)


def _lane_heads(ax: Axes, places: Mapping[str, float], top: float) -> None:
    for lane, word in (("lower", "lower"), ("no_difference", "neither"), ("higher", "higher")):
        y = top + 1.5 * _SMALL
        marks.text(ax, places[lane], y, word, align="center", points=theme.SMALL, colour=theme.MUTED)


def _size(cohort: Mapping[str, Any]) -> str:
    if cohort["n_cases"] is None and cohort["n_controls"] is None:
        return UNDEFINED
    cases, controls = (
        UNDEFINED if n is None else integer(n) for n in (cohort["n_cases"], cohort["n_controls"])
    )
    return f"{cases} / {controls}"

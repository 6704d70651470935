"""The two layouts of the effect direction plot: a matrix, or a list of markers with their marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import Any

from matplotlib.axes import Axes

from synthesis.consistency.labels import Label, label_text
from synthesis.figures import legend, marks, measure, shapes, theme, vote_marks
from synthesis.figures.sheet import Sheet
from synthesis.wording import UNDEFINED, integer, p_value

Marker = Mapping[str, Any]
Vote = Mapping[str, Any]

_LINE = measure.height(1)
_SMALL = measure.height(1, theme.SMALL)
_ROW = 0.225
_LEAST_LABELS, _MOST_LABELS = 1.25, 1.6  # inches for names of cohorts and of the rows below them
_LEAST_COLUMN, _MOST_COLUMN = 0.34, 0.95
_COLUMN_GAP = 0.08
_PITCH = 0.165
_BETWEEN = 0.25  # inches from panel to panel
_COUNTS = {"higher": "higher", "lower": "lower", "silent": "no difference reported", "mixed": "mixed"}

#: Labels from higher to lower.
LABELS = (
    *(label_text(label, 1) for label in (Label.CONSISTENT, Label.MOSTLY, Label.LEANING)),
    *(
        label.words
        for label in (
            Label.CONFLICTING,
            Label.NO_CLEAR_DIRECTION,
            Label.UNRESOLVED,
            Label.MOSTLY_NULL,
            Label.TOO_FEW,
        )
    ),
    *(label_text(label, -1) for label in (Label.LEANING, Label.MOSTLY, Label.CONSISTENT)),
)


Head = list[tuple[str, str]]


def paint_matrix(markers: Sequence[Marker], votes: Sequence[Vote], sheet: Sheet) -> None:
    """Draw cohorts down and markers across, in as many panels as the headings need."""
    entries = vote_marks.entries(votes)
    head = legend.height(entries, sheet.width)
    labels = measure.widest([vote["cohort"] for vote in votes]) + 0.1
    labels = min(max(labels, _LEAST_LABELS), _MOST_LABELS)
    heads = [_heading(marker, markers) for marker in markers]
    panels = [
        _Panel(markers[a:b], votes, heads[a:b], labels, sheet.width)
        for a, b in _cuts(heads, sheet.width - labels)
    ]
    ax = shapes.canvas(sheet, head + sum(panel.height for panel in panels) + _BETWEEN * (len(panels) - 1))
    legend.draw(ax, entries, sheet.width)
    top = head
    for panel in panels:
        panel.draw(ax, top)
        top += panel.height + _BETWEEN


def _heading(marker: Marker, markers: Sequence[Marker]) -> list[tuple[str, str]]:
    """Break the name of a marker into words, with its question where they differ."""
    words = [(word, theme.INK) for word in marker["marker_name"].split()]
    if len({other["question"] for other in markers}) > 1:
        asked = marker["question"].removesuffix(", at rest")
        words += [(word, theme.MUTED) for word in asked.split()]
    return words


def _head_width(head: Head) -> float:
    """Give the inches of a column: its longest word, which is broken only where it is very long."""
    longest = measure.widest([word for word, _ in head], theme.SMALL)
    return min(max(longest, _LEAST_COLUMN), _MOST_COLUMN) + _COLUMN_GAP


def _cuts(heads: Sequence[Head], room: float) -> list[tuple[int, int]]:
    """Cut the columns into panels that fit into the room."""
    cuts = [0]
    for number in range(1, len(heads) + 1):
        if number - cuts[-1] > 1 and sum(map(_head_width, heads[cuts[-1] : number])) > room:
            cuts.append(number - 1)
    return list(pairwise([*cuts, len(heads)]))


def _lines(head: Head, room: float) -> list[tuple[str, str]]:
    """Put words of a heading into lines of one colour each."""
    lines: list[tuple[str, str]] = []
    for colour in (theme.INK, theme.MUTED):
        words = " ".join(word for word, own in head if own == colour)
        lines += [(line, colour) for line in measure.wrap(words, room, theme.SMALL)]
    return lines


class _Panel:
    """Some columns with the cohorts that vote on them, and the rows that sum them up; measured in inches."""

    def __init__(
        self,
        markers: Sequence[Marker],
        votes: Sequence[Vote],
        heads: Sequence[Head],
        labels: float,
        width: float,
    ) -> None:
        keys = {marker["question_key"] for marker in markers}
        self._markers = markers
        self._votes = [vote for vote in votes if vote["question_key"] in keys]
        self._labels = labels
        needed = [_head_width(head) for head in heads]
        share = max((width - labels) / sum(needed), 1.0)
        columns = [min(room * share, max(_MOST_COLUMN, room)) for room in needed]
        starts = [labels + sum(columns[:number]) for number in range(len(columns))]
        self._middles = [start + column / 2 for start, column in zip(starts, columns, strict=True)]
        self._end = labels + sum(columns)
        self._heads = [
            _lines(head, column - _COLUMN_GAP / 2) for head, column in zip(heads, columns, strict=True)
        ]
        found = {vote["cohort_id"]: vote for vote in self._votes}
        self._cohorts = sorted(
            found.values(), key=lambda c: (c["year"] is None, c["year"] or 0, c["cohort"], c["cohort_id"])
        )
        there = {marker["label"] for marker in markers}
        self._verdicts = {label: self._wrapped(label, bold=True) for label in LABELS if label in there}
        self._sums = self._summed_up()

    def _wrapped(self, words: str, *, bold: bool = False) -> list[str]:
        return measure.wrap(words, self._labels - 0.08, theme.SMALL, bold=bold)

    def _summed_up(self) -> list[tuple[list[str], list[str], str]]:
        """Give the rows of numbers: words, a number for each marker, colour."""
        ways = [way for way in _COUNTS if way != "mixed" or any(marker["mixed"] for marker in self._markers)]
        rows = [
            (self._wrapped(_COUNTS[way]), [integer(m[way]) for m in self._markers], theme.INK) for way in ways
        ]
        rows.append((["cohorts"], [integer(m["k"]) for m in self._markers], theme.MUTED))
        rows.append((["sign test, p"], [_p(m["p"]) for m in self._markers], theme.INK))
        return rows

    @property
    def height(self) -> float:
        head = max(map(len, self._heads)) * _SMALL + 0.06
        sums = sum(len(lines) for lines, _, _ in self._sums) * _LINE + 0.16
        verdicts = sum(len(lines) * _SMALL + 0.06 for lines in self._verdicts.values()) + 0.06
        return head + len(self._cohorts) * _ROW + sums + verdicts

    def draw(self, ax: Axes, top: float) -> None:
        """Draw the panel from `top` down."""
        y = top + max(map(len, self._heads)) * _SMALL + 0.06
        for x, lines in zip(self._middles, self._heads, strict=True):
            for number, (words, colour) in enumerate(reversed(lines)):
                at = y - 0.06 - (number + 0.5) * _SMALL
                marks.text(ax, x, at, words, align="center", points=theme.SMALL, colour=colour)
        y = self._draw_votes(ax, y)
        self._rule(ax, y)
        y = self._draw_sums(ax, y + 0.08) + 0.08
        self._rule(ax, y)
        self._draw_verdicts(ax, y + 0.06)

    def _rule(self, ax: Axes, y: float) -> None:
        shapes.segment(ax, (0, y), (self._end, y), colour=theme.INK)

    def _draw_votes(self, ax: Axes, y: float) -> float:
        row_of: dict[str, float] = {}
        for cohort in self._cohorts:
            shapes.segment(ax, (0, y), (self._end, y), colour=theme.GRID, points=0.6)
            row_of[cohort["cohort_id"]] = y + _ROW / 2
            name = measure.ellipsize(cohort["cohort"], self._labels - 0.1)
            marks.text(ax, 0, y + _ROW / 2, name)
            y += _ROW
        column = {m["question_key"]: x for m, x in zip(self._markers, self._middles, strict=True)}
        for vote in self._votes:
            x, at = column[vote["question_key"]], row_of[vote["cohort_id"]]
            vote_marks.vote(ax, x, at, vote, record=vote["slugs"].partition(" ")[0])
        return y

    def _draw_sums(self, ax: Axes, y: float) -> float:
        for lines, numbers, colour in self._sums:
            for number, line in enumerate(lines):
                at = y + (number + 0.5) * _LINE
                marks.text(ax, 0, at, line, points=theme.SMALL, colour=theme.MUTED)
            middle = y + len(lines) * _LINE / 2
            for x, words in zip(self._middles, numbers, strict=True):
                marks.text(ax, x, middle, words, align="center", points=theme.SMALL, colour=colour)
            y += len(lines) * _LINE
        return y

    def _draw_verdicts(self, ax: Axes, y: float) -> None:
        for label, lines in self._verdicts.items():
            height = len(lines) * _SMALL + 0.06
            for number, line in enumerate(lines):
                marks.text(ax, 0, y + 0.03 + (number + 0.5) * _SMALL, line, bold=True, points=theme.SMALL)
            middle = y + height / 2
            start = self._labels - 0.02
            shapes.segment(ax, (start, middle), (self._end, middle), colour=theme.GRID, points=0.6)
            for marker, x in zip(self._markers, self._middles, strict=True):
                if marker["label"] == label:
                    shapes.dot(ax, x, middle, points=8, shape="square")
            y += height


def _p(p: float | None) -> str:
    return UNDEFINED if p is None else p_value(p).removeprefix("p ").removeprefix("= ")


def paint_lists(markers: Sequence[Marker], votes: Sequence[Vote], sheet: Sheet) -> None:
    """Draw a list of markers, each with its counts, its marks and its verdict."""
    entries = vote_marks.entries(votes)
    head = legend.height(entries, sheet.width)
    longest = int(sheet.width / _PITCH)
    strips: dict[str, list[Vote]] = {marker["question_key"]: [] for marker in markers}
    for vote in votes:
        strips[vote["question_key"]].append(vote)
    one_question = len({marker["question"] for marker in markers}) == 1
    texts = [_item(marker, sheet.width, with_question=not one_question) for marker in markers]
    heights = [
        0.08 + len(lines) * _LINE + ceil(marker["k"] / longest) * (_PITCH + 0.03) + 0.06 + _LINE + 0.08
        for marker, lines in zip(markers, texts, strict=True)
    ]
    ax = shapes.canvas(sheet, head + sum(heights))
    legend.draw(ax, entries, sheet.width)
    y = head
    for marker, lines, height in zip(markers, texts, heights, strict=True):
        shapes.segment(ax, (0, y), (sheet.width, y), colour=theme.GRID, points=0.6)
        top = y + 0.08
        for number, line in enumerate(lines):
            for words, bold, x in line:
                points, colour = (theme.BODY, theme.INK) if bold else (theme.SMALL, theme.MUTED)
                at = top + (number + 0.5) * _LINE
                marks.text(ax, x, at, words, colour=colour, bold=bold, points=points)
        top += len(lines) * _LINE
        for number, vote in enumerate(strips[marker["question_key"]]):
            row, place = divmod(number, longest)
            at = top + 0.03 + (row + 0.5) * (_PITCH + 0.03)
            vote_marks.vote(ax, (place + 0.5) * _PITCH, at, vote, record=vote["slugs"].partition(" ")[0])
        _counts(ax, marker, y + height - 0.08 - _LINE / 2)
        y += height


def _item(marker: Marker, room: float, *, with_question: bool) -> list[list[tuple[str, bool, float]]]:
    """Write name and label beside each other where they fit, and the question: words, bold, place."""
    name, label = marker["marker_name"], marker["label"]
    label_width = measure.width(label, bold=True)
    asked = measure.wrap(marker["question"], room, theme.SMALL) if with_question else []
    lines = [[(line, False, 0.0)] for line in asked]
    if measure.width(name, bold=True) + 0.15 + label_width <= room:
        return [[(name, True, 0.0), (label, True, room - label_width)], *lines]
    names = [[(line, True, 0.0)] for line in measure.wrap(name, room, bold=True)]
    return [*names, *lines, *([(line, True, 0.0)] for line in measure.wrap(label, room, bold=True))]


def _counts(ax: Axes, marker: Marker, y: float) -> None:
    """Write one mark and its number for each direction, and the sign test."""
    x = 0.0
    for name, way in (
        ("higher", "higher"),
        ("lower", "lower"),
        ("no_difference", "silent"),
        ("mixed", "mixed"),
    ):
        if not marker[way]:
            continue
        marks.direction(ax, x + 0.06, y, name, size=7)
        words = integer(marker[way])
        marks.text(ax, x + 0.16, y, words)
        x += 0.16 + measure.width(words) + 0.14
    words = f"of {integer(marker['k'])}"
    marks.text(ax, x, y, words)
    if marker["p"] is not None:
        words = f"sign test {p_value(marker['p'])}"
        marks.text(ax, x + measure.width(f"of {integer(marker['k'])}") + 0.2, y, words, colour=theme.MUTED)

"""The layout of every forest plot: rows with a label, columns of text on both sides and an interval between.

Wide: text columns left and right of the plot; columns go, in a stated order, until the axis has 40% of
the width. Narrow: label and numbers stand above each interval, the other columns are left to the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import isnan, nan

from matplotlib.axes import Axes

from synthesis.figures import axis, marks, measure, shapes, theme
from synthesis.figures.placement import box_of, rows_per_inch
from synthesis.figures.sheet import Sheet
from synthesis.figures.unpooled import Unpooled, paint_unpooled, room_of_unpooled

_GAP = 0.16
_LIFT = 0.17  # inches from an interval up to the text above it
_MOST_LABEL, _LEAST_LABEL = 2.1, 1.0
_AXIS_SHARE = 0.40
_UNDER_HEADS = 0.06
_STEM = 0.22  # inches of the arrow that stands for an interval wholly outside the axis
_THICK, _THIN = 3.0, 1.0  # points of confidence and prediction interval in one row
_CAP = 0.045  # inches from an interval to the end of its cap
_SIDE_ROOM = 0.30  # inches for the arrow before or after the words for a side
_EDGE = 0.04  # inches a shaded row reaches beyond its texts
_LINE = measure.height(1)
_NOTE_LINE = measure.height(1, theme.SMALL)
_STUDY, _NUMBERS = "study", "numbers"


class Mark(StrEnum):
    """What a row shows: a study is a square, the mean of a row of means a dot, a result a diamond."""

    HEADING = "heading"
    STUDY = "study"
    STEP = "step"
    MEAN = "mean"
    GROUP = "group"
    POOLED = "pooled"
    PREDICTION = "prediction"


@dataclass(frozen=True, slots=True)
class Line:
    """One row.

    Attributes
    ----------
    mark
        What is drawn in the plot.
    label, numbers
        The texts of the row; the numbers are the estimate and its interval.
    low, middle, high
        Interval and estimate, in the coordinates of the axis; NaN where undefined.
    weight
        Weight of a study, in any unit; NaN for none.
    cells
        Texts of the further columns, by name; a column without a text stays empty.
    record
        The study the row stands for.
    prediction
        Prediction interval of a mean, drawn thin behind its thick confidence interval.
    """

    mark: Mark
    label: str
    numbers: str = ""
    low: float = nan
    middle: float = nan
    high: float = nan
    weight: float = nan
    cells: dict[str, str] = field(default_factory=dict)
    record: str | None = None
    prediction: tuple[float, float] = (nan, nan)

    @property
    def bold(self) -> bool:
        """Whether the row is a heading or the result."""
        return self.mark in (Mark.HEADING, Mark.POOLED)


@dataclass(frozen=True, slots=True)
class Column:
    """One further column of text.

    Attributes
    ----------
    name
        Key of the cells.
    heading
        What stands above; a line break makes two lines.
    after
        Whether it stands right of the plot.
    numeric
        Whether it is aligned on the right.
    """

    name: str
    heading: str
    after: bool = False
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """The axis under a forest plot, in its own coordinates.

    Attributes
    ----------
    limits, label, ratio, null, words
        As for `axis.value_axis`.
    reference
        Where a dashed line is drawn; the caption names it.
    """

    limits: tuple[float, float]
    label: str
    ratio: bool = False
    null: float | None = None
    words: tuple[str, str] | None = None
    reference: float | None = None


@dataclass(frozen=True, slots=True)
class Forest:
    """Everything one form of a forest plot shows.

    Attributes
    ----------
    lines
        The rows, from the top.
    headings
        Of the labels and of the numbers.
    columns
        Further columns, in order; those that must stay last in `drop` go last.
    drop
        Names of the columns that may go, first to go first.
    value_axis
        The axis; None for a table without a plot.
    notes
        Paragraphs under the plot.
    unpooled, unpooled_heading
        Studies without a usable estimate, under a rule and a heading of their own.
    axis_share
        Part of the width that the plot keeps; columns are dropped, then labels cut, until it has it.
    """

    lines: Sequence[Line]
    headings: tuple[str, str]
    value_axis: ValueAxis | None
    columns: Sequence[Column] = ()
    drop: Sequence[str] = ()
    notes: Sequence[str] = ()
    unpooled: Sequence[Unpooled] = ()
    unpooled_heading: str = ""
    axis_share: float = _AXIS_SHARE


def paint(forest: Forest, sheet: Sheet) -> None:
    """Draw one form."""
    narrow = sheet.form is theme.NARROW
    plan = _narrow_plan(forest, sheet.width) if narrow else _wide_plan(forest, sheet.width)
    notes = [line for note in forest.notes for line in measure.wrap(note, sheet.width, theme.SMALL)]
    value = _with_short_words(forest.value_axis, sheet.width)
    under = 0.04 if value is None else axis.room_below(label=True, words=value.words is not None) + 0.06
    notes_room = len(notes) * _NOTE_LINE + 0.06 if notes else 0.0
    below = under + notes_room + room_of_unpooled(forest.unpooled, forest.unpooled_heading, sheet)
    row = theme.WIDE.row if value is None else sheet.form.row
    ax = sheet.axes(len(forest.lines) * row, left=plan.left, right=plan.right, above=plan.above, below=below)
    ax.set_ylim(len(forest.lines) - 0.5, -0.5)
    lifted = narrow and value is not None
    if value is None:
        ax.set_xlim(0, 1)
    else:
        _axis(ax, value, forest.lines, lifted=lifted)
    _shade(ax, forest, plan, lifted=lifted)
    _texts(ax, forest, plan, lift=_LIFT if lifted else 0.0)
    if value is not None:
        heaviest = max((line.weight for line in forest.lines if not isnan(line.weight)), default=nan)
        for y, line in enumerate(forest.lines):
            _mark(ax, line, y, heaviest)
    for number, words in enumerate(notes):
        drop = under + (number + 0.5) * _NOTE_LINE
        marks.text(
            ax, 0, 0, words, frame="axes", dx=-plan.left, dy=-drop, points=theme.SMALL, colour=theme.MUTED
        )
    if forest.unpooled:
        paint_unpooled(
            ax, forest.unpooled, forest.unpooled_heading, sheet, left=plan.left, drop=under + notes_room
        )


def _with_short_words(value: ValueAxis | None, room: float) -> ValueAxis | None:
    """Cut the words for the two sides to half of the width each."""
    if value is None or value.words is None:
        return value
    left, right = (measure.ellipsize(words, room / 2 - _SIDE_ROOM) for words in value.words)
    return replace(value, words=(left, right))


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where the text columns are, in inches from the left edge of the sheet."""

    left: float
    right: float
    above: float
    labels: list[str]
    starts: dict[str, float]
    heads: dict[str, list[str]]
    width: float


def _wide_plan(forest: Forest, room: float) -> _Plan:
    shown = {column.name: column for column in forest.columns}
    labels_room = min(
        max(
            measure.widest([line.label for line in forest.lines if line.mark in _ROWS]),
            measure.width(forest.headings[0], bold=True),
            *(measure.width(line.label, bold=line.bold) for line in forest.lines if line.mark in _RESULTS),
            0.0,
        ),
        _MOST_LABEL,
    )
    widths = {_STUDY: labels_room + _GAP}
    widths |= {name: _column_width(forest, column) + _GAP for name, column in shown.items()}
    widths[_NUMBERS] = _numbers_width(forest) + _GAP
    share = 0.0 if forest.value_axis is None else forest.axis_share
    kept = measure.columns_that_fit(widths, room, drop=forest.drop, axis_share=share)
    others = sum(widths[name] for name in kept if name != _STUDY)
    fitting = room * (1 - share) - others - _GAP
    labels_room = max(min(labels_room, fitting), _LEAST_LABEL)
    before = [name for name in kept if name in shown and not shown[name].after]
    after = [name for name in kept if name in shown and shown[name].after]
    starts: dict[str, float] = {_STUDY: 0.0}
    at = labels_room + _GAP
    for name in before:
        starts[name] = at + (widths[name] - _GAP if shown[name].numeric else 0.0)
        at += widths[name]
    end = room
    for name in reversed(after):
        starts[name] = end if shown[name].numeric else end - widths[name] + _GAP
        end -= widths[name]
    starts[_NUMBERS] = end
    heads = {name: shown[name].heading.split("\n") for name in (*before, *after)}
    heads |= {_STUDY: [forest.headings[0]], _NUMBERS: forest.headings[1].split("\n")}
    table = forest.value_axis is None
    return _Plan(
        left=0.0 if table else at,
        right=0.0 if table else room - end + widths[_NUMBERS],
        above=_heads_room(forest, max(map(len, heads.values()))),
        labels=[_label(line, labels_room, room) for line in forest.lines],
        starts=starts,
        heads=heads,
        width=room,
    )


def _narrow_plan(forest: Forest, room: float) -> _Plan:
    value = forest.value_axis
    overhang = 0.0 if value is None else axis.overhang(value.limits, ratio=value.ratio)
    labels_room = room - _numbers_width(forest) - _GAP
    numbers = forest.headings[1].replace("\n", " ")
    return _Plan(
        left=overhang,
        right=overhang,
        above=_heads_room(forest, 1) + (0.0 if value is None else _LIFT / 3),
        labels=[_label(line, labels_room, room) for line in forest.lines],
        starts={_STUDY: 0.0, _NUMBERS: room},
        heads={_STUDY: [forest.headings[0]], _NUMBERS: [numbers]},
        width=room,
    )


_ROWS = (Mark.STUDY, Mark.STEP, Mark.MEAN)
_RESULTS = (Mark.GROUP, Mark.POOLED, Mark.PREDICTION)


def _heads_room(forest: Forest, lines: int) -> float:
    """Give the inches for headings; there are none when no row holds numbers."""
    return lines * _LINE + _UNDER_HEADS if any(line.numbers for line in forest.lines) else 0.0


def _numbers_width(forest: Forest) -> float:
    return max(
        measure.widest(forest.headings[1].split("\n"), bold=True),
        *(measure.width(line.numbers, bold=line.bold) for line in forest.lines),
        0.0,
    )


def _column_width(forest: Forest, column: Column) -> float:
    cells = [line.cells.get(column.name, "") for line in forest.lines]
    return max(measure.widest(column.heading.split("\n"), bold=True), measure.widest(cells))


def _label(line: Line, labels_room: float, room: float) -> str:
    return measure.ellipsize_inside(
        line.label, room if line.mark is Mark.HEADING else labels_room, bold=line.bold
    )


def _axis(ax: Axes, value: ValueAxis, lines: Sequence[Line], *, lifted: bool) -> None:
    inch = 1.0
    spans = None
    ax.set_xlim(*value.limits)
    if lifted:
        inch = rows_per_inch(ax)
        spans = [
            (y - 0.07 * inch, y + 0.18 * inch)
            for y, line in enumerate(lines)
            if line.mark is not Mark.HEADING
        ]
    else:
        headings = {y for y, line in enumerate(lines) if line.mark is Mark.HEADING}
        spans = _without(headings, len(lines)) if headings else None
    if value.reference is not None and value.limits[0] < value.reference < value.limits[1]:
        marks.null_line(ax, value.reference, spans=spans, dashed=True)
    axis.value_axis(
        ax, value.limits, label=value.label, null=value.null, null_spans=spans, words=value.words,
        ratio=value.ratio,
    )  # fmt: skip


def _without(headings: set[int], rows: int) -> list[tuple[float, float]]:
    """Give the stretches of rows between headings, whose texts may reach into the plot."""
    spans: list[tuple[float, float]] = []
    start = -0.5
    for y in [*sorted(headings), rows]:
        if y - 0.5 > start:
            spans.append((start, y - 0.5))
        start = y + 0.5
    return spans


def _shade(ax: Axes, forest: Forest, plan: _Plan, *, lifted: bool) -> None:
    """Shade every other row that is not a result, and rule off what is pooled from what was found."""
    odd = False
    for y, line in enumerate(forest.lines):
        odd = not odd if line.mark in _ROWS else False
        rise = 0.0 if not lifted else 0.04 * rows_per_inch(ax)
        if line.mark in _ROWS and not odd:
            marks.band(ax, y - 0.5 - rise, y + 0.5 - rise, left=plan.left + _EDGE, right=plan.right + _EDGE)
        if line.mark is Mark.POOLED and y:
            marks.rule(ax, y - 0.5 - rise, left=plan.left, right=plan.right)


def _texts(ax: Axes, forest: Forest, plan: _Plan, *, lift: float) -> None:
    numeric = {column.name for column in forest.columns if column.numeric} | {_NUMBERS}
    for name, start in plan.starts.items():
        align: marks.Align = "right" if name in numeric else "left"
        for rise, words in enumerate(reversed(plan.heads[name]) if plan.above else ()):
            marks.text(
                ax, 0, 1, words, frame="axes", align=align, anchor="foot", dx=start - plan.left,
                dy=_UNDER_HEADS + lift / 3 + rise * _LINE, bold=True,
            )  # fmt: skip
        for y, line in enumerate(forest.lines):
            if name == _STUDY:
                words = plan.labels[y]
            else:
                words = line.numbers if name == _NUMBERS else line.cells.get(name, "")
            if words:
                dy = 0.0 if line.mark is Mark.HEADING else lift
                bold = line.bold and name in (_STUDY, _NUMBERS)
                marks.text(ax, 0, y, words, frame="row", align=align, dx=start - plan.left, dy=dy, bold=bold)


def _mark(ax: Axes, line: Line, y: float, heaviest: float) -> None:
    if line.mark is Mark.STUDY:
        left, right = ax.get_xlim()
        stem = _STEM * (right - left) / box_of(ax).width
        low, high = min(line.low, right - stem), max(line.high, left + stem)
        marks.interval(ax, low, high, y, record=line.record)
        if isnan(line.weight):
            marks.square(ax, line.middle, y, 1, heaviest=1, side=6, record=line.record)
        else:
            marks.square(ax, line.middle, y, line.weight, heaviest=heaviest, record=line.record)
    elif line.mark in _ROWS:
        marks.interval(ax, *line.prediction, y, colour=theme.MUTED, points=_THIN)
        _caps(ax, line.prediction, y)
        thick = _THICK if line.mark is Mark.MEAN else theme.INTERVAL
        marks.interval(ax, line.low, line.high, y, colour=theme.VERMILLION, points=thick, record=line.record)
        if ax.get_xlim()[0] <= line.middle <= ax.get_xlim()[1]:
            shapes.dot(ax, line.middle, y, points=6.5, colour=theme.VERMILLION, record=line.record)
    elif line.mark is Mark.PREDICTION:
        marks.interval(ax, line.low, line.high, y, points=theme.PREDICTION, colour=theme.VERMILLION)
    elif line.mark is not Mark.HEADING:
        thickness = 0.19 if line.mark is Mark.POOLED else 0.13
        marks.diamond(ax, line.low, line.middle, line.high, y, thickness=thickness, record=line.record)


def _caps(ax: Axes, ends: tuple[float, float], y: float) -> None:
    """Close the ends of an interval that are inside the axis."""
    left, right = ax.get_xlim()
    half = _CAP * rows_per_inch(ax)
    for end in ends:
        if left <= end <= right:
            shapes.segment(ax, (end, y - half), (end, y + half), colour=theme.MUTED, points=_THIN)

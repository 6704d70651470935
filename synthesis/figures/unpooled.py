"""Studies without a usable estimate, under a heading of their own: direction, people and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from synthesis.figures import marks, measure, theme
from synthesis.figures.placement import box_of, rows_per_inch
from synthesis.figures.sheet import Sheet
from synthesis.vocabulary.result import Direction

_LINE = measure.height(1)
_SMALL = measure.height(1, theme.SMALL)
_ABOVE = 0.16
_UNDER = 0.06
_BETWEEN = 0.07
_GAP = 0.16
_GLYPH = 0.20
_INDENT = 0.12
_MOST_LABEL = 1.9
_SAID_ONCE = 3
#: Direction of a record -> its glyph and its words.
_GLYPHS = {
    Direction.HIGHER: ("higher", "higher in cases"),
    Direction.LOWER: ("lower", "lower in cases"),
    Direction.NO_DIFFERENCE: ("no_difference", "no difference reported"),
    Direction.MIXED: ("mixed", "mixed"),
    Direction.ALTERED: ("unclear", "different, direction not stated"),
}
_UNSAID = ("unclear", "direction not stated")


@dataclass(frozen=True, slots=True)
class Unpooled:
    """One study that was eligible and could not be pooled.

    Attributes
    ----------
    label
        Name of the study.
    direction
        A value of `Direction`; empty where none is stated, None where none is asked for.
    people
        Number of people in words; empty where it is not known.
    reason
        Why there is no estimate.
    record
        The study the row stands for.
    """

    label: str
    direction: str | None
    people: str
    reason: str
    record: str | None = None

    @property
    def glyph(self) -> str:
        """Key of its glyph; empty for none."""
        return self._said[0]

    def words(self, usual: str) -> str:
        """Direction in words, and the reason unless it is the usual one."""
        parts = [self._said[1], "" if self.reason == usual else self.reason]
        return "; ".join(part for part in parts if part)

    @property
    def _said(self) -> tuple[str, str]:
        if self.direction is None:
            return "", ""
        return _GLYPHS[Direction.parse(self.direction)] if self.direction else _UNSAID


def room_of_unpooled(studies: Sequence[Unpooled], heading: str, sheet: Sheet) -> float:
    """Give the inches they need under the plot."""
    if not studies:
        return 0.0
    plan = _plan(studies, sheet)
    rows = sum(len(lines) * _LINE + _BETWEEN for lines in plan.texts)
    head = len(measure.wrap(heading, sheet.width, bold=True)) * _LINE + len(plan.remarks) * _SMALL
    return _ABOVE + head + _UNDER + rows


def paint_unpooled(
    ax: Axes, studies: Sequence[Unpooled], heading: str, sheet: Sheet, *, left: float, drop: float
) -> None:
    """Draw them under a rule and a heading, from `drop` inches under the axes down."""
    plan = _plan(studies, sheet)

    def write(words: str, x: float, y: float, *, align: marks.Align = "left", bold: bool = False) -> None:
        marks.text(ax, 0, 0, words, frame="axes", align=align, dx=x - left, dy=-y, bold=bold)

    foot = ax.get_ylim()[0]
    across = sheet.width - left - box_of(ax).width
    marks.rule(ax, foot + (drop + _ABOVE / 2) * rows_per_inch(ax), left=left, right=across)
    y = drop + _ABOVE
    for words in measure.wrap(heading, sheet.width, bold=True):
        write(words, 0.0, y + _LINE / 2, bold=True)
        y += _LINE
    for remark in plan.remarks:
        dy = -(y + _SMALL / 2)
        marks.text(ax, 0, 0, remark, frame="axes", dx=-left, dy=dy, points=theme.SMALL, colour=theme.MUTED)
        y += _SMALL
    y += _UNDER
    for study, label, lines in zip(studies, plan.labels, plan.texts, strict=True):
        y += _LINE / 2
        write(label, 0.0, y)
        if study.people:
            write(study.people, plan.people, y, align="right")
        middle = y + (_LINE if plan.stacked else 0.0)
        dx, dy = plan.glyph - left, -middle
        if study.glyph:
            marks.direction(ax, 0, 0, study.glyph, size=8.0, frame="axes", dx=dx, dy=dy, record=study.record)
        for number, line in enumerate(lines[1:] if plan.stacked else lines):
            write(line, plan.reason, middle + number * _LINE)
        y += (len(lines) - 0.5) * _LINE + _BETWEEN


@dataclass(frozen=True, slots=True)
class _Plan:
    """Places in inches from the left edge, the remark under the heading, and the lines of each study."""

    stacked: bool
    labels: list[str]
    people: float
    glyph: float
    reason: float
    remarks: list[str]
    texts: list[list[str]]


def _plan(studies: Sequence[Unpooled], sheet: Sheet) -> _Plan:
    people_room = measure.widest(study.people for study in studies)
    stacked = sheet.form is theme.NARROW
    if stacked:
        labels_room = sheet.width - people_room - _GAP
        people, glyph, reason = sheet.width, _INDENT, _INDENT + _GLYPH - 0.06
    else:
        labels_room = min(measure.widest(study.label for study in studies), _MOST_LABEL)
        people = labels_room + (_GAP + people_room if people_room else 0.0)
        glyph = people + _GAP + _GLYPH / 2
        reason = people + _GAP + (_GLYPH + 0.02 if any(study.glyph for study in studies) else 0.0)
    usual = _usual_reason(studies)
    remark = []
    if any("/" in study.people for study in studies):
        remark.append("Numbers are cases / controls.")
    if usual:
        remark.append(f"Reason where none is given: {usual}.")
    texts = [measure.wrap(study.words(usual), sheet.width - reason) for study in studies]
    return _Plan(
        stacked=stacked,
        labels=[measure.ellipsize_inside(study.label, labels_room) for study in studies],
        people=people,
        glyph=glyph,
        reason=reason,
        remarks=measure.wrap(" ".join(remark), sheet.width, theme.SMALL),
        texts=[["", *lines] if stacked else lines or [""] for lines in texts],
    )


def _usual_reason(studies: Sequence[Unpooled]) -> str:
    """Find the reason that is said once instead of in every row; none where few share one."""
    counts = Counter(study.reason for study in studies)
    if not all(counts) or not counts:
        return ""  # a row without a reason would take over that of the others
    reason, times = counts.most_common(1)[0]
    return reason if times >= _SAID_ONCE else ""

"""Evidence flow: from what was recorded to what counts, in the manner of a PRISMA 2020 diagram."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.errors import FigureError
from synthesis.figures import marks, measure, shapes, theme
from synthesis.figures.about import About, about
from synthesis.figures.drawn import Drawn, Texts, drawing
from synthesis.figures.sheet import Sheet
from synthesis.store.tidy import Schema, frame, records
from synthesis.vocabulary.result import FindingExclusion
from synthesis.vocabulary.study import StudyExclusion
from synthesis.wording import count, integer, series

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

_SCHEMA: Schema = {
    "flow": "string",
    "step": "int64",
    "role": "string",
    "reason": "string",
    "text": "string",
    "n": "int64",
    "slugs": "string",
}

_PAD = 0.09  # inches between the edge of a box and its text
_LINE = measure.height(1)
_NUMBER_GAP = 0.08
_NO_RECORDS = "No study is recorded here yet."


def rows(atlas: Atlas) -> pd.DataFrame:
    """Count studies and findings from recorded to counted.

    Returns
    -------
    DataFrame
        Lines in reading order. ``flow`` is ``studies`` or ``findings``; ``role`` is ``in`` (what the flow
        starts with), ``out`` (set aside, with the vocabulary value in ``reason`` where there is one),
        ``rest`` (what remains) or ``about`` (a fact about the last rest). Within a flow every rest is the
        number before it minus the ``out`` lines between them. ``slugs`` names the studies behind a line.

    Raises
    ------
    FigureError
        When the frames of the atlas do not add up.
    """
    studies = records(atlas.studies, ("slug", "eligible", "exclusion_reason", "findings", "findings_counted"))
    findings = records(
        atlas.findings, ("slug", "cohort_id", "marker", "question_key", "counted", "exclusion_reason")
    )
    if not studies:
        return frame([], _SCHEMA)
    return frame([*_studies(studies), *_findings(findings)], _SCHEMA)


def _studies(studies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    flow = _Flow("studies")
    flow.line("in", _slugs(studies), "recorded")
    flow.set_aside([s for s in studies if not s["eligible"]], StudyExclusion)
    eligible = [s for s in studies if s["eligible"]]
    flow.line("rest", _slugs(eligible), "eligible")
    flow.line("out", _slugs(s for s in eligible if not s["findings"]), "no result for a marker recorded")
    uncounted = [s for s in eligible if s["findings"] and not s["findings_counted"]]
    flow.line("out", _slugs(uncounted), "results recorded, none counts")
    flow.line("rest", _slugs(s for s in eligible if s["findings_counted"]), "with a counted finding")
    return flow.lines


def _findings(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    counted = [f for f in findings if f["counted"]]
    flow = _Flow("findings")
    flow.line("in", _slugs(findings), "recorded")
    flow.set_aside([f for f in findings if not f["counted"]], FindingExclusion)
    flow.line("rest", _slugs(counted), "counted")
    for column, noun in (("slug", "study"), ("cohort_id", "cohort"), ("marker", "marker")):
        flow.about(len({f[column] for f in counted}), noun, _slugs(counted))
    return flow.lines


def _slugs(things: Iterable[dict[str, Any]]) -> list[str]:
    return [thing["slug"] for thing in things]


class _Flow:
    """Lines of one flow; a rest must be what the flow held before minus what was set aside since."""

    def __init__(self, name: str) -> None:
        self.lines: list[dict[str, Any]] = []
        self._name = name
        self._left = 0

    def line(self, role: str, slugs: list[str], text: str, reason: str | None = None) -> None:
        if role == "in":
            self._left = len(slugs)
        elif role == "out":
            self._left -= len(slugs)
        elif len(slugs) != self._left:
            raise FigureError(
                f"{len(slugs)} {self._name} are {text}, but {self._left} are left",
                where="evidence flow",
                hint="the frames of this atlas contradict each other; load it again from its records",
            )
        if slugs or role != "out":
            self._add(role, len(slugs), text, slugs, reason)

    def set_aside(
        self, things: list[dict[str, Any]], vocabulary: type[StudyExclusion | FindingExclusion]
    ) -> None:
        of_reason: dict[str, list[str]] = defaultdict(list)
        for thing in things:
            of_reason[thing["exclusion_reason"]].append(thing["slug"])
        for reason in sorted(of_reason, key=lambda reason: (-len(of_reason[reason]), reason)):
            self.line("out", of_reason[reason], vocabulary(reason).label, reason)

    def about(self, n: int, noun: str, slugs: list[str]) -> None:
        self._add("about", n, noun, slugs, None)

    def _add(self, role: str, n: int, text: str, slugs: list[str], reason: str | None) -> None:
        self.lines.append(
            {
                "flow": self._name,
                "step": len(self.lines) + 1,
                "role": role,
                "reason": reason,
                "text": text,
                "n": n,
                "slugs": " ".join(sorted(set(slugs))),
            }
        )


def draw(rows: pd.DataFrame, ax: Axes | None = None, *, about: About | None = None) -> Drawn:
    """Draw the evidence flow.

    Parameters
    ----------
    rows
        As `rows` gives them.
    ax
        Axes of a figure of your own; a figure is made when left out.
    about
        What the figure is about; the whole atlas when left out.
    """
    return drawing(_paint, rows, _texts(rows, about or About()), ax=ax)


def figure(atlas: Atlas) -> Drawn:
    """Draw the evidence flow of an atlas, whole or filtered.

    Examples
    --------
    >>> import synthesis as syn
    >>> figure(syn.load().where(topic="cytokines")).name
    'evidence-flow-cytokines'
    """
    return draw(rows(atlas), about=about(atlas))


def _texts(rows: pd.DataFrame, about: About) -> Texts:
    steps = _steps(rows)
    boxes = {(step.flow, step.text): step for step in steps}
    if not boxes:
        said = subtitle = long = _NO_RECORDS
    else:
        recorded, counted = boxes["studies", "recorded"], boxes["studies", "with a counted finding"]
        findings, kept = boxes["findings", "recorded"], boxes["findings", "counted"]
        said = (
            f"{count(recorded.n, 'study')} recorded, {integer(boxes['studies', 'eligible'].n)} eligible, "
            f"{integer(counted.n)} with a counted finding; {count(findings.n, 'finding')} recorded, "
            f"{integer(kept.n)} counted."
        )
        subtitle = (
            "Everything recorded is kept; what is set aside has a reason. A finding counts when it compares "
            "people with ME/CFS with a comparison group for one immune marker."
        )
        long = " ".join(map(_sentence, steps))
    return Texts(
        name=about.name("evidence-flow"),
        title=f"{about.subject}: from records to counted findings",
        subtitle=about.subtitle(subtitle),
        caption=(
            "Boxes hold what goes on, the lists beside them what is set aside and why. A study or finding "
            "with several reasons is listed under the first that applies. The numbers set aside and the "
            "number that goes on add up to the box above."
        ),
        alt=f"Flow diagram: {said}",
        long_description=f"Flow diagram in two parts, studies and findings. {long}",
        provenance=about.provenance(rows),
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """One box, the facts written into it, and what is set aside after it."""

    flow: str
    n: int
    text: str
    facts: list[tuple[int, str]]
    out: list[tuple[int, str]]

    @property
    def heading(self) -> str:
        return f"{count(self.n, {'studies': 'study', 'findings': 'finding'}[self.flow])} {self.text}"

    @property
    def fact_words(self) -> str:
        return ", ".join(count(n, noun) for n, noun in self.facts)

    @property
    def out_words(self) -> str:
        return f"{integer(sum(n for n, _ in self.out))} set aside"


def _steps(rows: pd.DataFrame) -> list[_Step]:
    steps: list[_Step] = []
    for line in records(rows, ("flow", "role", "text", "n")):
        if line["role"] == "out":
            steps[-1].out.append((line["n"], line["text"]))
        elif line["role"] == "about":
            steps[-1].facts.append((line["n"], line["text"]))
        else:
            steps.append(_Step(line["flow"], line["n"], line["text"], [], []))
    return steps


def _sentence(step: _Step) -> str:
    facts = f", from {step.fact_words}" if step.facts else ""
    if not step.out:
        return f"{step.heading}{facts}."
    reasons = series([f"{text} ({integer(n)})" for n, text in step.out])
    return f"{step.heading}{facts}; set aside: {reasons}."


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    steps = _steps(rows)
    if not steps:
        sheet.message(_NO_RECORDS)
        return
    narrow = sheet.form is theme.NARROW
    room = sheet.width
    box_room = room if narrow else 0.40 * room
    list_left = 0.42 if narrow else box_room + 0.42
    blocks = [_Block(step, box_room, room - list_left, narrow) for step in steps]
    gaps = [
        0.0 if after is None else 0.34 if after.step.flow != block.step.flow else 0.26
        for block, after in zip(blocks, [*blocks[1:], None], strict=True)
    ]
    total = sum(block.height for block in blocks) + sum(gaps)
    ax = shapes.canvas(sheet, total)
    top = 0.0
    for block, gap, after in zip(blocks, gaps, [*blocks[1:], None], strict=True):
        goes_on = after is not None and after.step.flow == block.step.flow
        block.draw(ax, top, list_left, gap if goes_on else 0.0)
        top += block.height + gap


class _Block:
    """One box with its list, laid out in inches."""

    def __init__(self, step: _Step, box_room: float, list_room: float, narrow: bool) -> None:
        self.step = step
        self.narrow = narrow
        self._right = box_room
        inner = box_room - 2 * _PAD
        self._heading = measure.wrap(step.heading, inner, bold=True)
        self._facts = measure.wrap(f"from {step.fact_words}", inner) if step.facts else []
        self._box_height = _LINE * (len(self._heading) + len(self._facts)) + 2 * _PAD
        self._numbers = measure.widest([integer(n) for n, _ in step.out])
        words_room = list_room - self._numbers - _NUMBER_GAP
        self._list = [(integer(n), measure.wrap(text, words_room)) for n, text in step.out]
        lines = sum(len(words) for _, words in self._list)
        self._list_height = _LINE * (lines + 1) if step.out else 0.0
        self._list_top = self._box_height + 0.06 if narrow else _PAD
        self.height = max(self._box_height, self._list_top + self._list_height + (0 if narrow else _PAD))

    def draw(self, ax: Axes, top: float, list_left: float, arrow: float) -> None:
        shapes.box(ax, 0, top, self._right, top + self._box_height, colour=theme.GRID, opacity=0.45)
        y = top + _PAD + _LINE / 2
        for lines, bold, colour in ((self._heading, True, theme.INK), (self._facts, False, theme.MUTED)):
            for line in lines:
                marks.text(ax, _PAD, y, line, bold=bold, colour=colour)
                y += _LINE
        trunk = _PAD + 0.12 if self.narrow else self._right / 2
        foot = top + self._box_height
        if arrow:
            end = top + self.height + arrow
            shapes.segment(ax, (trunk, foot), (trunk, end - 0.05), colour=theme.MUTED)
            shapes.dot(ax, trunk, end - 0.05, points=6, shape="arrow down", colour=theme.MUTED)
        if self.step.out:
            self._draw_list(ax, top, list_left, trunk)

    def _draw_list(self, ax: Axes, top: float, left: float, trunk: float) -> None:
        y = top + self._list_top + _LINE / 2
        start = trunk if self.narrow else self._right
        shapes.segment(ax, (start, y), (left - 0.08, y), colour=theme.MUTED)
        marks.text(ax, left, y, self.step.out_words, bold=True, colour=theme.MUTED)
        for number, words in self._list:
            y += _LINE
            marks.text(ax, left + self._numbers, y, number, align="right")
            for extra, line in enumerate(words):
                y += _LINE * (extra > 0)
                marks.text(ax, left + self._numbers + _NUMBER_GAP, y, line)

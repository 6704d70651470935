"""Small multiples: one kind of figure for several topics or markers, side by side with one scale."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import exp

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.errors import FigureError
from synthesis.figures import marks, measure, origin, shapes, theme
from synthesis.figures.about import About
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Painter, Texts, csv_bytes, drawing, study_ids
from synthesis.figures.effect_scale import EffectScale
from synthesis.figures.layout import layout_problems
from synthesis.figures.placement import box_of, figure_of
from synthesis.figures.sheet import Sheet
from synthesis.wording import count, series, shorten

#: Module that paints -> figures with an axis of effects: the panels get the limits that hold all of them.
_SHARED_AXIS = {
    "forest": "forest",
    "marker_forest": "marker_forest",
    "fit_series_forest": "leave_one_out_forest, cumulative_forest",
}
#: Figures in which a place means the same whatever they show: shares from 0 to 100 %, classes of size, words.
_FIXED_AXIS = (
    "vote_strip",
    "harvest",
    "directions",
    "effect_direction",
    "verdict_table",
    "specification_curve",
)
#: Panels beside each other in the wide form. Three would be 2.2 inches each, and cut names of studies short.
_COLUMNS = 2

PANEL = "panel"

_GUTTER = 0.25  # inches
_UNDER = 0.30
_LINE = measure.height(1)
_SMALL = measure.height(1, theme.SMALL)

Limits = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Panel:
    """One panel: its name and words, how it is painted, and the columns its own frame has."""

    name: str
    title: str
    subtitle: str
    paint: Painter
    dtypes: Mapping[str, object]

    def rows(self, whole: pd.DataFrame) -> pd.DataFrame:
        """Cut the panel's own frame out of that of all panels."""
        own = whole.loc[whole[PANEL] == self.name, list(self.dtypes)].reset_index(drop=True)
        return own.astype(self.dtypes)  # type: ignore[arg-type]  # names and dtypes of a frame


@dataclass(slots=True)
class _Trial(Sheet):
    """A sheet of a panel's width that grows to the height the painter asks for."""

    room: float = 0.0

    @property
    def width(self) -> float:
        return self.room

    def axes(
        self, height: float, *, left: float = 0.0, right: float = 0.0, above: float = 0.0, below: float = 0.0
    ) -> Axes:
        needed = above + max(height, 0.3) + below
        self.given = Figure(figsize=(self.room, needed)).add_axes((0, 0, 1, 1))
        return Sheet.axes(self, height, left=left, right=right, above=above, below=below)

    @property
    def needed(self) -> float:
        return float(figure_of(self.drawn).get_size_inches()[1])


def multiples(panels: Mapping[str, Drawn], *, question: str = "") -> Drawn:
    """Draw figures of one kind as panels of one figure, with one scale.

    The wide form has two panels beside each other, the narrow form one below the other. Effects have one axis
    in all panels, so that a place means the same in each.

    Parameters
    ----------
    panels
        Name of each panel -> figure, in drawing order. All must be of one kind: `forest`, `marker_forest`,
        `leave_one_out_forest` or `cumulative_forest` of one measure; or `vote_strip`, `harvest`,
        `directions_figure`, `effect_direction`, `verdict_table` or `specification_curve`.
    question
        What the panels show together, for the title; their names when left out.

    Returns
    -------
    Drawn
        Its frame holds the rows of all figures, with the name of their ``panel`` in the first column.

    Raises
    ------
    FigureError
        When there is no panel, the figures are of several kinds, measures or of a kind that has no common
        scale, or a panel is too narrow for what it shows.

    Examples
    --------
    >>> import synthesis as syn
    >>> fits = {"A": syn.rma([0.1, 0.3, 0.2], [0.1] * 3), "B": syn.rma([0.9, 0.4, 1.2], [0.1] * 3)}
    >>> drawn = multiples({name: syn.forest(fit, question=name) for name, fit in fits.items()})
    >>> drawn.title, drawn.data["panel"].unique().tolist()
    ('A and B side by side', ['A', 'B'])
    """
    kind = _kind(panels)
    made = tuple(
        _Panel(name, _titled(name, drawn), drawn.subtitle, drawn._paint, _dtypes(drawn.data))
        for name, drawn in panels.items()
    )
    frames = [drawn.data.assign(**{PANEL: name}) for name, drawn in panels.items()]
    rows = pd.concat(frames, ignore_index=True).astype({PANEL: "string[pyarrow]"})
    rows.insert(0, PANEL, rows.pop(PANEL))
    paint = partial(_paint, panels=made, shared=kind in _SHARED_AXIS)
    return drawing(paint, rows, _texts(panels, rows, kind, question))


def _dtypes(rows: pd.DataFrame) -> dict[str, object]:
    return {str(name): rows[name].dtype for name in rows.columns}


def _kind(panels: Mapping[str, Drawn]) -> str:
    """Find which figure the panels are, and that they can share a scale."""
    if not panels:
        raise FigureError("there is no panel", where="panels", hint="give at least one figure by name")
    kinds = {name: _function(drawn).__module__.rpartition(".")[2] for name, drawn in panels.items()}
    first = next(iter(kinds.values()))
    for name, kind in kinds.items():
        if kind not in (*_SHARED_AXIS, *_FIXED_AXIS):
            raise FigureError(
                f"{kind} has an axis of its own that panels cannot share",
                where=f"panel {name!r}",
                hint=f"figures that can be panels: {', '.join((*_SHARED_AXIS.values(), *_FIXED_AXIS))}",
            )
        if kind != first:
            raise FigureError(
                f"is a {kind} beside a {first}", where=f"panel {name!r}", hint="give figures of one kind"
            )
    if first in _SHARED_AXIS and len({_scale(drawn._paint).label for drawn in panels.values()}) > 1:
        raise FigureError("the panels show several measures", where="panels", hint="give one measure")
    return first


def _function(drawn: Drawn) -> Painter:
    paint = drawn._paint
    return paint.func if isinstance(paint, partial) else paint


def _scale(paint: Painter) -> EffectScale:
    scale: EffectScale = paint.keywords["scale"]  # type: ignore[attr-defined]  # a partial, by _SHARED_AXIS
    return scale


def _paint(rows: pd.DataFrame, sheet: Sheet, *, panels: Sequence[_Panel], shared: bool) -> None:
    across = 1 if sheet.form is theme.NARROW else _COLUMNS
    width = (sheet.width - (across - 1) * _GUTTER) / across
    trials = [_tried(panel, rows, width) for panel in panels]
    if shared:
        limits = _limits(panels, trials)
        panels = [replace(panel, paint=_limited(panel.paint, limits)) for panel in panels]
        trials = [_tried(panel, rows, width) for panel in panels]
    for panel, trial in zip(panels, trials, strict=True):
        _check(panel, trial)
    heads = [_head(panel, width) for panel in panels]
    lines = [range(start, min(start + across, len(panels))) for start in range(0, len(panels), across)]
    tops = [max(heads[i].height for i in line) + 0.1 for line in lines]
    heights = [head + max(trials[i].needed for i in line) for head, line in zip(tops, lines, strict=True)]
    total = sum(heights) + _UNDER * (len(lines) - 1)
    ax = shapes.canvas(sheet, total)
    top = 0.0
    for line, head, height in zip(lines, tops, heights, strict=True):
        if top:
            shapes.segment(ax, (0, top - _UNDER / 2), (sheet.width, top - _UNDER / 2), colour=theme.GRID)
        for column, i in enumerate(line):
            left = column * (width + _GUTTER)
            heads[i].draw(ax, left, top)
            place = _axes(ax, left, total - top - head - trials[i].needed, width, trials[i].needed)
            panels[i].paint(panels[i].rows(rows), Sheet(theme.NARROW, "", "", "", place))
        top += height + _UNDER


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above a panel: the lines of its title and of its subtitle."""

    title: list[str]
    subtitle: list[str]

    @property
    def height(self) -> float:
        return len(self.title) * _LINE + len(self.subtitle) * _SMALL

    def draw(self, ax: Axes, left: float, top: float) -> None:
        for number, words in enumerate(self.title):
            marks.text(ax, left, top + (number + 0.5) * _LINE, words, bold=True)
        top += len(self.title) * _LINE
        for number, words in enumerate(self.subtitle):
            y = top + (number + 0.5) * _SMALL
            marks.text(ax, left, y, words, points=theme.SMALL, colour=theme.MUTED)


def _head(panel: _Panel, width: float) -> _Head:
    subtitle = measure.wrap(panel.subtitle, width, theme.SMALL)
    return _Head(measure.wrap(panel.title, width, bold=True), subtitle)


def _titled(name: str, drawn: Drawn) -> str:
    """Give the finding of a panel, after its name unless it holds it."""
    return drawn.title if name.casefold() in drawn.title.casefold() else f"{name}: {drawn.title}"


def _tried(panel: _Panel, rows: pd.DataFrame, width: float) -> _Trial:
    trial = _Trial(theme.NARROW, "", "", "", room=width)
    panel.paint(panel.rows(rows), trial)
    return trial


def _limits(panels: Sequence[_Panel], trials: Sequence[_Trial]) -> Limits | None:
    """Find the limits, as shown, that hold those of every panel which has an axis of effects."""
    untouched = Figure().add_subplot().get_xlim()  # of a table or a message, which have no axis
    ends = [at for trial in trials if (at := trial.drawn.get_xlim()) != untouched]
    if not ends:
        return None
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    return (exp(low), exp(high)) if _scale(panels[0].paint).ratio else (low, high)


def _limited(paint: Painter, limits: Limits | None) -> Painter:
    return partial(paint, limits=limits)  # type: ignore[call-arg]  # painters of _SHARED_AXIS take them


def _check(panel: _Panel, trial: _Trial) -> None:
    if problems := layout_problems(figure_of(trial.drawn)):
        worst = problems[0]
        raise FigureError(
            f"does not fit into {trial.width:.2f} inches: {worst.text!r} is {worst.kind}",
            where=f"panel {panel.name!r}",
            hint="show it as a figure of its own",
        )


def _axes(ax: Axes, left: float, foot: float, width: float, height: float) -> Axes:
    """Make axes at a place in inches from the lower left corner of others."""
    box, figure = box_of(ax), figure_of(ax)
    wide, high = (float(side) for side in figure.get_size_inches())
    return figure.add_axes(((box.left + left) / wide, (box.foot + foot) / high, width / wide, height / high))


def _texts(panels: Mapping[str, Drawn], rows: pd.DataFrame, kind: str, question: str) -> Texts:
    parts, about = list(panels.values()), About(subject=question)
    names = series(list(panels))
    scale = f"on one scale: {_scale(parts[0]._paint).label}" if kind in _SHARED_AXIS else "with one scale"
    lead = f"{count(len(parts), 'panel')} {scale}."
    told = " ".join(f"{name}: {drawn.alt}" for name, drawn in panels.items())
    return Texts(
        name=about.name(f"multiples {kind} {question or ' '.join(panels)}"),
        title=f"{question or names} side by side" if len(parts) > 1 else question or names,
        subtitle=lead,
        caption=f"A place means the same in every panel. {parts[0].caption}",
        alt=shorten(f"{lead} {told}", LONGEST_ALT),
        long_description=f"{lead} "
        + " ".join(f"{name}: {drawn.long_description}" for name, drawn in panels.items()),
        provenance=origin.provenance(
            about,
            rows,
            [count(len(study_ids(rows)), "study")] if study_ids(rows) else [],
            hashlib.sha256(csv_bytes(rows)).hexdigest(),
        )
        | {"panels": {name: drawn.provenance for name, drawn in panels.items()}},
    )

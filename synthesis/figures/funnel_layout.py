"""The layout of the funnel plot: shaded contours, the pseudo 95% region, a dot a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from synthesis.figures import axis, marks, measure, shapes, theme
from synthesis.figures.effect_scale import EffectScale
from synthesis.figures.placement import box_of
from synthesis.figures.sheet import Sheet

#: Shades of the p of a single study from the middle outwards: where each begins, how dark it is, its words.
_SHADES = ((1.0, 0.0, "over 0.10"), (0.10, 0.32, "0.05 to 0.10"), (0.05, 0.62, "0.01 to 0.05"),
           (0.01, 0.92, "under 0.01"))  # fmt: skip
_KEY = "p of a single study:"
_MEAN, _REGION = "pooled estimate", "pseudo 95% region about it"
_SURE = NormalDist().inv_cdf(0.975)
_HEIGHT = {theme.WIDE.name: 3.9, theme.NARROW.name: 3.4}
_SMALL = measure.height(1, theme.SMALL)
_SWATCH, _BETWEEN = 0.20, 0.20
_PAD = 0.06
_DOT = 6.5


def paint(
    studies: Sequence[Mapping[str, Any]],
    pooled: float,
    sheet: Sheet,
    *,
    scale: EffectScale,
    null: float | None,
    sides: tuple[str, str],
    note: str,
) -> None:
    """Draw one form; `null` is where no difference is on the scale of the effects."""
    deepest = max(study["se"] for study in studies) * (1 + _PAD)
    limits = _limits(studies, pooled, null, deepest)
    ticks = axis.round_ticks(0.0, deepest)
    labels = axis.tick_labels(ticks)
    right = axis.overhang(limits, ratio=scale.ratio)
    left = max(measure.widest(labels) + 0.12, right)
    keys = _flow(null is not None, sheet.width)
    notes = measure.wrap(note, sheet.width, theme.SMALL)
    above = len(keys) * _SMALL + 0.12 + _SMALL
    axis_room = axis.room_below(label=True, words=null is not None)
    ax = sheet.axes(
        _HEIGHT[sheet.form.name], left=left, right=right, above=above,
        below=axis_room + (len(notes) * _SMALL + 0.08 if notes else 0.0),
    )  # fmt: skip
    ax.set_xlim(*limits)
    ax.set_ylim(deepest, 0.0)
    if null is not None:
        _shade(ax, null, deepest)
    axis.value_axis(
        ax, limits, label=scale.label, null=null, words=None if null is None else sides, ratio=scale.ratio
    )
    _errors(ax, ticks, labels, left)
    _region(ax, pooled, deepest)
    for study in studies:
        shapes.dot(ax, study["effect"], study["se"], points=_DOT + 1.6, colour=theme.PAPER)
        shapes.dot(ax, study["effect"], study["se"], points=_DOT, colour=theme.BLUE, record=study["slugs"])
    _key(ax, keys, left, above)
    for place, line in enumerate(notes):
        drop = axis_room + 0.08 + (place + 0.5) * _SMALL
        marks.text(ax, 0, 0, line, frame="axes", dx=-left, dy=-drop, points=theme.SMALL)


def _limits(
    studies: Sequence[Mapping[str, Any]], pooled: float, null: float | None, deepest: float
) -> tuple[float, float]:
    """Choose the axis: every study, the whole region, and the null."""
    ends = [study["effect"] for study in studies] + [pooled - _SURE * deepest, pooled + _SURE * deepest]
    ends += [] if null is None else [null]
    pad = _PAD * (max(ends) - min(ends))
    return min(ends) - pad, max(ends) + pad


def _shade(ax: Axes, null: float, deepest: float) -> None:
    """Fill the plot with the darkest shade, and the wedges about the null with ever lighter ones."""
    left, right = ax.get_xlim()
    _fill(ax, [(left, 0.0), (right, 0.0), (right, deepest), (left, deepest)], _SHADES[-1][1])
    for begins, (_, darkness, _) in zip((0.01, 0.05, 0.10), reversed(_SHADES[:-1]), strict=True):
        reach = NormalDist().inv_cdf(1 - begins / 2) * deepest
        wedge = [(null, 0.0), (null + reach, deepest), (null - reach, deepest)]
        _fill(ax, wedge, None)
        _fill(ax, wedge, darkness)


def _fill(ax: Axes, corners: Sequence[tuple[float, float]], darkness: float | None) -> None:
    """Fill a shape with a shade, or with paper."""
    colour = theme.PAPER if darkness is None else (theme.GRID, darkness)
    ax.add_patch(Polygon(list(corners), closed=True, facecolor=colour, edgecolor="none", zorder=0))


def _errors(ax: Axes, ticks: Sequence[float], labels: Sequence[str], left: float) -> None:
    """Draw the axis of standard errors, which grow downwards."""
    marks.text(
        ax, 0, 1, "Standard error", frame="axes", anchor="foot", dx=-left, dy=0.08, points=theme.SMALL,
        colour=theme.MUTED,
    )  # fmt: skip
    start, end = ax.get_xlim()
    tick = 0.04 * (end - start) / box_of(ax).width
    for place, label in zip(ticks, labels, strict=True):
        line = Line2D([start - tick, start], [place, place], color=theme.MUTED, linewidth=theme.AXIS)
        ax.add_line(line)
        line.set_clip_on(False)
        marks.text(ax, 0, place, label, frame="row", align="right", dx=-0.08, points=theme.SMALL)


def _region(ax: Axes, pooled: float, deepest: float) -> None:
    """Draw the pooled estimate, and the region in which 95% of studies of that one effect would lie."""
    ax.add_line(_stroke([pooled, pooled], [0.0, deepest], dashed=False))
    for way in (-1, 1):
        ax.add_line(_stroke([pooled, pooled + way * _SURE * deepest], [0.0, deepest], dashed=True))


def _stroke(x: Sequence[float], y: Sequence[float], *, dashed: bool) -> Line2D:
    if dashed:
        return Line2D(x, y, color=theme.INK, linewidth=theme.NULL, linestyle=(0, (5, 3)), zorder=2)
    return Line2D(x, y, color=theme.VERMILLION, linewidth=theme.INTERVAL, zorder=2)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the key, and where it begins."""

    words: str
    start: float
    darkness: float | None = None
    dashed: bool = False
    plain: bool = False

    @property
    def room(self) -> float:
        """Inches of mark and words."""
        return measure.width(self.words, theme.SMALL) + (0.0 if self.plain else _SWATCH + 0.06)


def _flow(shaded: bool, room: float) -> list[list[_Entry]]:
    """Put the key into lines: the lines of the plot, then its shades."""
    shades = [_Entry(_KEY, 0.0, plain=True)] + [_Entry(words, 0.0, dark) for _, dark, words in _SHADES]
    groups = [[_Entry(_MEAN, 0.0), _Entry(_REGION, 0.0, dashed=True)], shades if shaded else []]
    lines: list[list[_Entry]] = []
    for group in groups:
        end = room + 1
        for entry in group:
            if end + entry.room > room:
                lines.append([])
                end = 0.0
            lines[-1].append(replace(entry, start=end))
            end += entry.room + _BETWEEN
    return lines


def _key(ax: Axes, lines: Sequence[Sequence[_Entry]], left: float, above: float) -> None:
    """Draw the key above the plot."""
    width, height = box_of(ax)[2:]
    for number, line in enumerate(lines):
        rise = above - (number + 0.5) * _SMALL
        for entry in line:
            x = entry.start
            if not entry.plain:
                start, end = ((x - left + shift) / width for shift in (0.0, _SWATCH))
                middle = 1 + rise / height
                _sample(ax, entry, start, end, middle, 0.055 / height)
                x += _SWATCH + 0.06
            marks.text(ax, 0, 1, entry.words, frame="axes", dx=x - left, dy=rise, points=theme.SMALL)


def _sample(ax: Axes, entry: _Entry, start: float, end: float, middle: float, half: float) -> None:
    """Draw the mark of an entry, in fractions of the axes."""
    if entry.darkness is None:
        stroke = _stroke([start, end], [middle, middle], dashed=entry.dashed)
        stroke.set_transform(ax.transAxes)
        ax.add_line(stroke)
        stroke.set_clip_on(False)
        return
    box = Rectangle(
        (start, middle - half), end - start, 2 * half, transform=ax.transAxes, clip_on=False,
        facecolor=(theme.GRID, entry.darkness), edgecolor=theme.MUTED, linewidth=0.6,
    )  # fmt: skip
    ax.add_patch(box)
    box.set_clip_on(False)

"""The layout of the radial plot: precision across, standardised effects up, effects on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from synthesis.figures import axis, label_places, legend, plane, shapes, theme
from synthesis.figures.effect_scale import EffectScale, effect_scale
from synthesis.figures.label_places import Box
from synthesis.figures.plane import Plane, Scale
from synthesis.figures.sheet import Sheet

Row = Mapping[str, Any]

_WIDE, _NARROW = 3.9, 3.5
_MOST_NAMES = {"wide": 10, "narrow": 5}
_NAME_ROOM = 1.5
_LINE_POINTS = 1.8
_DOT, _DIAMOND = 5.5, 6.5


def paint(model: Row, studies: Sequence[Row], sheet: Sheet) -> None:
    """Draw the plot; the study furthest from the line comes first."""
    scale = effect_scale(model["measure"])
    tall = _WIDE if sheet.form is theme.WIDE else _NARROW
    most = 1.12 * max(row["precision"] for row in studies)
    ends = [model["slope"] * most + side * model["band"] for side in (-1, 1)]
    z = [row["z"] for row in studies]
    y_limits = plane.padded([*z, *ends, -model["band"], model["band"], 0.0])
    effects = _effects(scale, (y_limits[0] / most, y_limits[1] / most), most, y_limits, tall)
    x = Scale((0.0, most), "precision (one over the standard error)")
    ax, at = plane.make(
        sheet,
        x,
        Scale(y_limits, "effect times precision"),
        height=tall,
        entries=_entries(model, studies),
        right=plane.room_of(effects, tall),
    )
    plane.right_axis(ax, at, effects, "slope" if sheet.form is theme.NARROW else f"slope: {scale.heading}")
    zero = at.at(0.0, 0.0), at.at(most, 0.0)
    shapes.segment(ax, *zero, colour=theme.MUTED, points=theme.NULL)
    taken = [label_places.along(*zero)]
    for side in (-1, 0, 1):
        start, end = (at.at(place, model["slope"] * place + side * model["band"]) for place in (0.0, most))
        taken.append(label_places.along(start, end))
        if side:
            dashed(ax, at, start, end)
        else:
            shapes.segment(ax, start, end, colour=theme.VERMILLION, points=_LINE_POINTS)
    points = [at.at(row["precision"], row["z"]) for row in studies]
    for row, point in zip(studies, points, strict=True):
        _study(ax, *point, row["inside"], row["slugs"])
    few = _MOST_NAMES[sheet.form.name]
    names = label_places.place(
        points[:few],
        [row["label"] for row in studies[:few]],
        Box(at.left + 0.05, at.top, at.right - 0.05, at.foot - 0.04),
        taken=np.vstack([np.array(points), *taken]),
        room=min(_NAME_ROOM, sheet.width * 0.3),
    )
    label_places.draw(ax, names)


def dashed(ax: Axes, at: Plane, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw a dashed line inside the plane."""
    line = Line2D([start[0], end[0]], [start[1], end[1]], color=theme.MUTED, linewidth=theme.INTERVAL)
    line.set(linestyle=(0, (4, 3)), zorder=2)
    ax.add_line(line)
    plane.window(line, ax, at)


def _effects(
    scale: EffectScale, slopes: tuple[float, float], most: float, limits: tuple[float, float], tall: float
) -> Scale:
    """Give the axis on the right: effects at the heights where lines from 0 with that slope end."""
    count = max(3, int(tall / 0.55))
    ticks = axis.ratio_ticks(*slopes, count) if scale.ratio else axis.round_ticks(*slopes, count)
    places = [scale.place(tick) * most for tick in ticks]
    return Scale(limits, given=tuple(zip(places, axis.tick_labels(ticks), strict=True)))


def _study(ax: Axes, x: float, y: float, inside: bool, record: str | None = None) -> None:
    if inside:
        shapes.dot(ax, x, y, points=_DOT, colour=theme.BLUE, record=record)
    else:
        shapes.dot(ax, x, y, points=_DIAMOND, shape="diamond", colour=theme.PURPLE, record=record)


def _entries(model: Row, studies: Sequence[Row]) -> list[legend.Entry]:
    """Explain the marks that occur."""
    made = []
    for inside, words in ((True, "study inside the band"), (False, "study outside")):
        if any(row["inside"] is inside for row in studies):
            made.append(legend.Entry(words, _sample(inside)))
    made.append(legend.Entry("mean", _mean_sample, room=0.38))
    made.append(legend.Entry(f"{model['level']:g}% band", _band_sample, room=0.38))
    return made


def _sample(inside: bool) -> Any:
    return lambda ax, x, y: _study(ax, x, y, inside)


def _mean_sample(ax: Axes, x: float, y: float) -> None:
    shapes.segment(ax, (x - 0.14, y), (x + 0.14, y), colour=theme.VERMILLION, points=_LINE_POINTS)


def _band_sample(ax: Axes, x: float, y: float) -> None:
    line = Line2D([x - 0.14, x + 0.14], [y, y], color=theme.MUTED, linewidth=theme.INTERVAL)
    line.set_linestyle((0, (4, 3)))
    ax.add_line(line)
    line.set_clip_path(None)

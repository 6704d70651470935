"""The layout of the drapery plot: heights are normal quantiles of p, so that a study's curve is straight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from scipy.special import ndtri

from synthesis.figures import legend, marks, plane, shapes, theme
from synthesis.figures.effect_scale import EffectScale, effect_scale
from synthesis.figures.forest_limits import axis_limits
from synthesis.figures.plane import Plane, Scale
from synthesis.figures.sheet import Sheet

Row = Mapping[str, Any]

#: P-value at the foot of the plot.
LEAST_P = 0.001
_TICKS = (1.0, 0.5, 0.2, 0.1, 0.05, 0.01, LEAST_P)
_LEVELS = ("0%", "50%", "80%", "90%", "95%", "99%", "99.9%")
_WIDE, _NARROW = 3.9, 3.5
_MEAN_POINTS, _STUDY_POINTS = 2.4, 0.8
_FAINT, _FAINTER, _MANY = 1.0, 0.60, 15  # opacity of the curve of a study, and of one among many
_REGION = 0.55


def height(p: float) -> float:
    """Give the height of a two-sided p-value: minus the normal quantile it belongs to.

    Examples
    --------
    >>> height(1.0), round(height(0.05), 2)
    (0.0, -1.96)
    """
    return float(ndtri(min(max(p, 1e-300), 1.0) / 2))


def paint(
    model: Row,
    studies: Sequence[Row],
    mean: Sequence[Row],
    prediction: Sequence[Row],
    sheet: Sheet,
    sides: tuple[str, str],
) -> None:
    """Draw the curves, the region of the prediction behind them."""
    scale = effect_scale(model["measure"])
    tall = _WIDE if sheet.form is theme.WIDE else _NARROW
    limits = (height(LEAST_P), 0.0)
    ticks = tuple((height(p), f"{p:g}") for p in _TICKS)
    levels = Scale(limits, given=tuple((height(p), level) for p, level in zip(_TICKS, _LEVELS, strict=True)))
    null = scale.null_place
    inside = [scale.place(model[name]) for name in ("ci_low", "ci_high") if model[name] is not None]
    x = Scale(
        axis_limits(
            [scale.place(row["estimate"]) for row in studies],
            [(scale.place(row["ci_low"]), scale.place(row["ci_high"])) for row in studies],
            [*inside, *([] if null is None else [null])],
        ),
        scale.label,
        "ratio" if scale.ratio else "linear",
    )
    ax, at = plane.make(
        sheet,
        x,
        Scale(limits, "p-value", given=ticks),
        height=tall,
        entries=_entries(mean, prediction),
        null=null,
        words=None if null is None else sides,
        right=plane.room_of(levels, tall),
    )
    plane.right_axis(ax, at, levels, "level of the interval")
    cut = at.y(height(0.05))
    _dotted(ax, at.left, at.right, cut)
    _region(ax, at, _curve(at, scale, prediction))
    faint = _FAINT if len(studies) <= _MANY else _FAINTER
    for row in studies:
        corners = [
            at.at(scale.place(row["ci_low"]), limits[0]),
            at.at(scale.place(row["estimate"]), 0.0),
            at.at(scale.place(row["ci_high"]), limits[0]),
        ]
        _line(ax, at, corners, theme.BLUE, _STUDY_POINTS, faint, row["slugs"])
    if mean:
        _line(ax, at, _curve(at, scale, mean), theme.VERMILLION, _MEAN_POINTS, 1.0)


def _curve(at: Plane, scale: EffectScale, rows: Sequence[Row]) -> list[tuple[float, float]]:
    return [at.at(scale.place(row["estimate"]), max(height(row["p_value"]), at.y_limits[0])) for row in rows]


def _line(
    ax: Axes,
    at: Plane,
    corners: Sequence[tuple[float, float]],
    colour: str,
    points: float,
    opacity: float,
    record: str | None = None,
) -> None:
    x, y = np.array(corners).T
    line = Line2D(x, y, color=(colour, opacity), linewidth=points, zorder=3)
    line.set_gid(None if record is None else marks.RECORD + record)
    ax.add_line(line)
    plane.window(line, ax, at)


def _region(ax: Axes, at: Plane, corners: Sequence[tuple[float, float]]) -> None:
    if not corners:
        return
    shape = Polygon(corners, closed=True, facecolor=(theme.GRID, _REGION), edgecolor="none", zorder=0)
    ax.add_patch(shape)
    plane.window(shape, ax, at)


def _dotted(ax: Axes, start: float, end: float, y: float) -> None:
    shapes.segment(ax, (start, y), (end, y), colour=theme.MUTED, points=0.8, dotted=True)


def _entries(mean: Sequence[Row], prediction: Sequence[Row]) -> list[legend.Entry]:
    """Explain the marks that occur."""
    made = [legend.Entry("a study", _study_sample, room=0.38)]
    if mean:
        made.append(legend.Entry("the mean", _mean_sample, room=0.38))
    if prediction:
        made.append(legend.Entry("a further study (prediction)", _region_sample, room=0.38))
    return made


def _study_sample(ax: Axes, x: float, y: float) -> None:
    shapes.segment(ax, (x - 0.14, y), (x + 0.14, y), colour=theme.BLUE, points=_STUDY_POINTS)


def _mean_sample(ax: Axes, x: float, y: float) -> None:
    shapes.segment(ax, (x - 0.14, y), (x + 0.14, y), colour=theme.VERMILLION, points=_MEAN_POINTS)


def _region_sample(ax: Axes, x: float, y: float) -> None:
    shapes.box(ax, x - 0.14, y - 0.05, x + 0.14, y + 0.05, opacity=_REGION)

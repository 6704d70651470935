"""The layout of the bubble plot: bands behind, bubbles on top, names where there is room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from synthesis.figures import label_places, legend, marks, measure, plane, shapes, theme
from synthesis.figures.effect_scale import EffectScale, effect_scale
from synthesis.figures.forest_limits import axis_limits
from synthesis.figures.label_places import Box
from synthesis.figures.plane import Plane
from synthesis.figures.sheet import Sheet

Row = Mapping[str, Any]

_WIDE, _NARROW = 3.7, 3.4
_MOST_NAMES = {"wide": 12, "narrow": 6}
_NAME_ROOM = 1.5
_LARGEST, _LARGEST_OF_MANY, _MANY = 22.0, 15.0, 30  # points, and more studies than that
_LINE_POINTS = 1.8


def paint(
    model: Row, studies: Sequence[Row], line: Sequence[Row], sheet: Sheet, sides: tuple[str, str]
) -> None:
    """Draw the plot; the heaviest study comes first."""
    scale = effect_scale(model["measure"])
    null = scale.null_place
    side = f"; above {scale.null:g} {sides[1]}" if null is not None else ""
    heights = _places(line, scale)
    y_limits = axis_limits(
        [scale.place(row["estimate"]) for row in studies],
        list(zip(heights["pi_low"], heights["pi_high"], strict=True)),
        [*heights["estimate"], *([] if null is None else [null])],
    )
    low, high = y_limits
    margin = 0.06 * (high - low)
    across = [row["x"] for row in studies]
    largest = _LARGEST if sheet.form is theme.WIDE and len(studies) <= _MANY else _LARGEST_OF_MANY
    ax, at = plane.make(
        sheet,
        plane.Scale(
            plane.padded(across), model["moderator"], "year" if plane.are_years(across) else "linear"
        ),
        plane.Scale(
            (low - margin, high + margin),
            f"{scale.label}{side}",
            "ratio" if scale.ratio else "linear",
        ),
        height=_WIDE if sheet.form is theme.WIDE else _NARROW,
        entries=_entries(line, model),
    )
    taken = []
    if null is not None:
        ends = at.at(at.x_limits[0], null), at.at(at.x_limits[1], null)
        shapes.segment(ax, *ends, colour=theme.MUTED, points=theme.NULL)
        taken.append(label_places.along(*ends))
    x = [at.x(row["x"]) for row in line]
    _band(ax, at, x, heights["ci_low"], heights["ci_high"])
    for name in ("pi_low", "pi_high"):
        _curve(ax, at, x, heights[name], dashed=True)
    _curve(ax, at, x, heights["estimate"])
    taken += [_along(at, x, heights[name]) for name in ("pi_low", "pi_high", "estimate")]
    most = studies[0]["weight"]
    points, radii = [], []
    for row in studies:
        place = scale.place(row["estimate"])
        inside = at.y_limits[0] <= place <= at.y_limits[1]
        held = min(max(place, at.y_limits[0]), at.y_limits[1])
        points.append(at.at(row["x"], held))
        radii.append(max(largest * (row["weight"] / most) ** 0.5, 3.0) / 144)
        if inside:
            marks.bubble(ax, *points[-1], row["weight"], largest=most, diameter=largest, record=row["slugs"])
        else:
            _beyond(ax, *points[-1], place > held, row["slugs"])
        taken.append(label_places.round_about(points[-1], radii[-1]))
    few = _MOST_NAMES[sheet.form.name]
    names = label_places.place(
        points[:few],
        [row["label"] for row in studies[:few]],
        Box(at.left + 0.05, at.top, sheet.width, at.foot - 0.04),
        taken=np.vstack(taken),
        room=min(_NAME_ROOM, sheet.width * 0.3),
        radii=[radius + 0.03 for radius in radii[:few]],
    )
    label_places.draw(ax, names)


def _places(line: Sequence[Row], scale: EffectScale) -> dict[str, list[float]]:
    """Give the heights of line and bands on the axis; NaN where undefined."""
    names = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high")
    return {
        name: [float("nan") if row[name] is None else scale.place(row[name]) for row in line]
        for name in names
    }


def _band(ax: Axes, at: Plane, x: Sequence[float], low: Sequence[float], high: Sequence[float]) -> None:
    if np.isnan([*low, *high]).any():
        return
    foot, top = (np.clip(ends, *at.y_limits) for ends in (low, high))
    corners = [*zip(x, map(at.y, top), strict=True)]
    corners += [*zip(reversed(x), map(at.y, reversed(foot)), strict=True)]
    shape = Polygon(
        corners, closed=True, facecolor=(theme.VERMILLION, theme.TINT), edgecolor="none", zorder=1
    )
    ax.add_patch(shape)
    shape.set_clip_path(None)


def _curve(
    ax: Axes, at: Plane, x: Sequence[float], heights: Sequence[float], *, dashed: bool = False
) -> None:
    low, high = at.y_limits
    y = [at.y(value) if low <= value <= high else float("nan") for value in heights]
    if np.isnan(y).all():
        return
    colour, points = (theme.MUTED, theme.INTERVAL) if dashed else (theme.VERMILLION, _LINE_POINTS)
    artist = Line2D(x, y, color=colour, linewidth=points, zorder=2)
    if dashed:
        artist.set_linestyle((0, (4, 3)))
    ax.add_line(artist)
    artist.set_clip_path(None)


def _along(at: Plane, x: Sequence[float], heights: Sequence[float]) -> label_places.Floats:
    """Give points of a curve that no name may cover."""
    made = [(across, at.y(value)) for across, value in zip(x, heights, strict=True) if np.isfinite(value)]
    return np.array(made, dtype=float).reshape(-1, 2)


def _beyond(ax: Axes, x: float, y: float, upwards: bool, record: str | None) -> None:
    """Mark a study beyond the end of the upright axis by an arrowhead there."""
    head = Line2D([x], [y], linestyle="none", marker="^" if upwards else "v")
    head.set(markersize=6, markerfacecolor=theme.BLUE, markeredgewidth=0, zorder=4)
    head.set_gid(None if record is None else marks.RECORD + record)
    ax.add_line(head)
    head.set_clip_path(None)


def _entries(line: Sequence[Row], model: Row) -> list[legend.Entry]:
    """Explain the marks that occur."""
    level = f"{model['level']:g}%"
    made = [
        legend.Entry(
            "study, area is weight", lambda ax, x, y: marks.bubble(ax, x, y, 1, largest=1, diameter=9)
        ),
        legend.Entry(f"mean with {level} confidence interval", _mean_sample, room=0.42),
    ]
    if line and line[0]["pi_low"] is not None:
        made.append(legend.Entry(f"{level} prediction interval", _prediction_sample, room=0.42))
    return made


def _mean_sample(ax: Axes, x: float, y: float) -> None:
    half = measure.capital()
    corners = [
        (x - 0.16, y - half / 2),
        (x + 0.16, y - half / 2),
        (x + 0.16, y + half / 2),
        (x - 0.16, y + half / 2),
    ]
    shape = Polygon(
        corners, closed=True, facecolor=(theme.VERMILLION, theme.TINT), edgecolor="none", zorder=1
    )
    ax.add_patch(shape)
    shape.set_clip_path(None)
    shapes.segment(ax, (x - 0.16, y), (x + 0.16, y), colour=theme.VERMILLION, points=_LINE_POINTS)


def _prediction_sample(ax: Axes, x: float, y: float) -> None:
    line = Line2D([x - 0.16, x + 0.16], [y, y], color=theme.MUTED, linewidth=theme.INTERVAL)
    line.set_linestyle((0, (4, 3)))
    ax.add_line(line)
    line.set_clip_path(None)

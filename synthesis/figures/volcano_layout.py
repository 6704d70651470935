"""The layout of the volcano plot: a mark a marker; where there are very many, larger marks for several."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from synthesis.figures import halftone, label_places, legend, plane, theme
from synthesis.figures.effect_scale import EffectScale, effect_scale
from synthesis.figures.halftone import Clusters
from synthesis.figures.label_places import Box
from synthesis.figures.sheet import Sheet
from synthesis.wording import integer, percent

Row = Mapping[str, Any]
Floats = NDArray[np.float64]

_WIDE, _NARROW = 4.3, 3.9
_MOST_NAMES = {"wide": 16, "narrow": 8}
_NAMES_IF_NONE = 5
_NAME_ROOM = 1.6
#: Marks at most; beyond, markers that share a place become one larger mark.
_MOST_DULL, _MOST_PASSING = 2_500, 800
#: Sizes in points for the classes of `halftone`; few dots are drawn larger.
_DOTS = (1.9, 2.8, 3.6, 4.4)
_FEW_DOTS = ((60, 4.4), (600, 3.0))
_TRIANGLES = (6.0, 7.2, 8.6, 10.0)
_DULL = 0.75
#: Corners in a box from -1 to 1, y downwards.
_OUTLINES = {
    "higher": np.array([(0.0, -0.9), (1.0, 0.9), (-1.0, 0.9)]),
    "lower": np.array([(0.0, 0.9), (1.0, -0.9), (-1.0, -0.9)]),
}


def paint(markers: Sequence[Row], told: Row, sheet: Sheet, sides: tuple[str, str]) -> None:
    """Draw the plot with the markers that have a place in it, smallest p first."""
    scale = effect_scale(told["measure"])
    null = scale.place(scale.null)
    limit = None if told["limit"] is None else -float(np.log10(told["limit"]))
    heights = [row["height"] for row in markers if np.isfinite(row["height"])]
    top = 1.06 * max([*heights, 2.0, 0.0 if limit is None else limit])
    x = plane.Scale(
        plane.padded([scale.place(row["estimate"]) for row in markers], even=null),
        scale.label,
        "ratio" if scale.ratio else "linear",
    )
    y = plane.Scale((0.0, top), "p-value, two-sided; smaller is higher up", "p")
    groups = sort(markers)
    tall = _WIDE if sheet.form is theme.WIDE else _NARROW
    least = next((points for most, points in _FEW_DOTS if len(groups["dull"]) <= most), 0.0)
    entries = _entries(groups, told, least, sides)
    ax, at = plane.make(sheet, x, y, height=tall, entries=entries, null=null, words=sides)
    if limit is not None:
        _dashed(ax, at.left, at.right, at.y(limit))
    taken = [label_places.along((at.left, at.y(limit)), (at.right, at.y(limit)))] if limit is not None else []
    taken.append(label_places.along(at.at(null, 0.0), at.at(null, top)))
    for kind, rows in groups.items():
        made = marks_of(kind, _points(rows, at, top, scale))
        _draw(ax, kind, made, least)
        taken.append(made.places)
    named = markers[: _MOST_NAMES[sheet.form.name] if told["higher"] + told["lower"] else _NAMES_IF_NONE]
    if told["higher"] + told["lower"]:
        named = [row for row in named if row["passes"]]
    places = label_places.place(
        [tuple(point) for point in _points(named, at, top, scale)],
        [row["label"] for row in named],
        Box(at.left + 0.04, at.top - 0.05, sheet.width, at.foot - 0.04),
        taken=np.vstack(taken),
        room=_NAME_ROOM,
    )
    label_places.draw(ax, places)


def sort(markers: Sequence[Row]) -> dict[str, list[Row]]:
    """Sort markers into those drawn as dots and those that pass, by direction."""
    groups: dict[str, list[Row]] = {"dull": [], "higher": [], "lower": []}
    for row in markers:
        passing = row["passes"] and row["direction"] in _OUTLINES
        groups[row["direction"] if passing else "dull"].append(row)
    return groups


def marks_of(kind: str, points: Floats) -> Clusters:
    """Give the marks of one kind: each marker is one of them or counted in one."""
    return halftone.clusters(points, _MOST_DULL if kind == "dull" else _MOST_PASSING)


def _points(rows: Sequence[Row], at: plane.Plane, top: float, scale: EffectScale) -> Floats:
    made = [at.at(scale.place(row["estimate"]), min(row["height"], top)) for row in rows]
    return np.array(made, dtype=float).reshape(-1, 2)


def _draw(ax: Axes, kind: str, made: Clusters, least: float = 0.0) -> None:
    size = made.size_class
    for number in range(len(halftone.CLASSES)):
        places = made.places[size == number]
        if kind == "dull":
            halftone.dots(ax, places, points=max(_DOTS[number], least), colour=theme.MUTED, opacity=_DULL)
        else:
            points, colour = _TRIANGLES[number], theme.GLYPHS[kind].colour
            halftone.shapes(ax, places, _OUTLINES[kind], points=points, colour=colour)


def _dashed(ax: Axes, start: float, end: float, y: float) -> None:
    line = Line2D([start, end], [y, y], color=theme.INK, linewidth=theme.NULL)
    line.set(linestyle=(0, (4, 3)), zorder=1)
    ax.add_line(line)
    line.set_clip_path(None)


def _entries(
    groups: Mapping[str, Sequence[Row]], told: Row, least: float, sides: tuple[str, str]
) -> list[legend.Entry]:
    """Explain the marks that occur."""
    made = []
    for way, side in (("higher", sides[1]), ("lower", sides[0])):
        if rows := groups[way]:
            words = f"{side}, passes ({integer(len(rows))})"
            made.append(legend.Entry(words, _one(way)))
    if rows := groups["dull"]:
        made.append(legend.Entry(f"does not pass ({integer(len(rows))})", _one("dull", least)))
    if told["limit"] is not None:
        words = f"false discovery rate {percent(told['level'])}"
        made.append(legend.Entry(words, lambda ax, x, y: _dashed(ax, x - 0.14, x + 0.16, y), room=0.38))
    if any(len(rows) > (_MOST_DULL if kind == "dull" else _MOST_PASSING) for kind, rows in groups.items()):
        made.append(legend.Entry("1, 2 to 3, 4 to 9, 10 or more markers at one place", _sizes, room=0.52))
    return made


def _one(kind: str, least: float = 0.0) -> Callable[[Axes, float, float], None]:
    def mark(ax: Axes, x: float, y: float) -> None:
        _draw(ax, kind, Clusters(np.array([[x, y]]), np.ones(1, dtype=np.int64)), least)

    return mark


def _sizes(ax: Axes, x: float, y: float) -> None:
    places = np.array([[x - 0.17 + 0.11 * number, y] for number in range(len(halftone.CLASSES))])
    _draw(ax, "dull", Clusters(places, np.array(halftone.CLASSES, dtype=np.int64)))

"""The layout of the GOSH plot: panels under each other with one axis across, a size a class of counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from synthesis.figures import legend, marks, measure, plane, shapes, theme
from synthesis.figures.effect_scale import EffectScale, effect_scale
from synthesis.figures.plane import Plane, Scale
from synthesis.figures.sheet import Sheet
from synthesis.wording import count, integer

Row = Mapping[str, Any]

_SMALL = measure.height(1, theme.SMALL)
_ONE, _TWO = {"wide": 3.6, "narrow": 3.2}, {"wide": 2.1, "narrow": 2.0}
_HEAD = 0.12 + 2 * _SMALL
_SIDES = (0.40, 0.55, 0.70, 0.85, 1.0)  # share of a cell's sides that is filled, from one subset to most
_COLOURS = {"all": theme.BLUE, "with": theme.VERMILLION, "without": theme.BLUE}


def paint(panels: Sequence[Row], cells: Sequence[Row], sheet: Sheet, sides: tuple[str, str]) -> None:
    """Draw the panels."""
    scale = effect_scale(panels[0]["measure"])
    tall = (_ONE if len(panels) == 1 else _TWO)[sheet.form.name]
    null = scale.null_place
    edges = [scale.place(cell[side]) for cell in cells for side in ("left", "right")]
    x = Scale(
        plane.padded(edges, also=[] if null is None else [null], share=0.04),
        scale.label,
        "ratio" if scale.ratio else "linear",
    )
    y = Scale((0.0, 100.0), given=tuple((float(at), f"{at}%") for at in (0, 25, 50, 75, 100)))
    classes = _classes(max(cell["subsets"] for cell in cells))
    ax, whole = plane.make(
        sheet,
        x,
        None,
        height=len(panels) * (tall + _HEAD),
        entries=_entries(classes),
        words=None if null is None else sides,
        left=plane.room_of(y, tall) + 0.05,
    )
    for number, panel in enumerate(panels):
        top = whole.top + number * (tall + _HEAD) + _HEAD
        at = replace(whole, top=top, foot=top + tall, y_limits=y.limits)
        if null is not None:
            shapes.segment(ax, at.at(null, 0.0), at.at(null, 100.0), colour=theme.MUTED, points=theme.NULL)
        shapes.segment(ax, (at.left, at.foot), (at.right, at.foot), colour=theme.MUTED)
        _head(ax, panel, top, sheet.width)
        plane.left_axis(ax, at, y)
        its = [cell for cell in cells if cell["panel"] == panel["panel"]]
        for place, filled in enumerate(_SIDES):
            alike = [cell for cell in its if _class_of(cell["subsets"], classes) == place]
            _draw(ax, at, scale, alike, _COLOURS[panel["panel"]], filled)


def _head(ax: Axes, panel: Row, top: float, width: float) -> None:
    """Name a panel, and its axis."""
    name = count(panel["subsets"] - panel["not_drawn"], "subset")
    if panel["panel"] != "all":
        name = measure.ellipsize(f"{name} {panel['panel']} {panel['study']}", width, theme.SMALL, bold=True)
    marks.text(ax, 0.0, top - 1.5 * _SMALL - 0.04, name, points=theme.SMALL, bold=True)
    marks.text(ax, 0.0, top - 0.5 * _SMALL - 0.04, "I²", points=theme.SMALL, colour=theme.MUTED)


def _draw(ax: Axes, at: Plane, scale: EffectScale, cells: Sequence[Row], colour: str, filled: float) -> None:
    """Draw the cells of one class as one path."""
    if not cells:
        return
    boxes = [
        (
            at.x(scale.place(cell["left"])),
            at.y(cell["low"]),
            at.x(scale.place(cell["right"])),
            at.y(cell["high"]),
        )
        for cell in cells
    ]
    _squares(ax, np.array(boxes), colour, filled)


def _squares(ax: Axes, boxes: Any, colour: str, filled: float) -> None:
    """Fill a share of the sides of boxes, from their middles: size is read alike on light and dark paper."""
    middle = (boxes + np.roll(boxes, 2, axis=1)) / 2
    left, foot, right, top = (middle + filled * (boxes - middle)).T
    corners = np.stack([(left, foot), (right, foot), (right, top), (left, top), (left, foot)]).transpose(
        2, 0, 1
    )
    codes = np.tile(
        np.array([Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY], dtype=Path.code_type), len(boxes)
    )
    path = Path(corners.reshape(-1, 2), codes)
    shape = PathPatch(path, facecolor=colour, edgecolor="none", linewidth=0, zorder=3)
    shape.set_snap(False)
    ax.add_patch(shape)
    shape.set_clip_path(None)


def _classes(most: int) -> list[int]:
    """Give the fewest subsets of each class: equal steps of the logarithm, as round numbers."""
    steps = np.logspace(0, np.log10(max(most, 2)), len(_SIDES) + 1)[:-1]
    rounded: list[int] = []
    for step in steps:
        power = 10 ** int(np.floor(np.log10(step)))
        value = max(round(step / power) * power, rounded[-1] + 1 if rounded else 1)
        if value <= most:
            rounded.append(value)
    return rounded


def _class_of(subsets: int, classes: Sequence[int]) -> int:
    return sum(subsets >= least for least in classes) - 1 + len(_SIDES) - len(classes)


def _entries(classes: Sequence[int]) -> list[legend.Entry]:
    """Explain the sizes."""
    ends = [*(following - 1 for following in classes[1:]), None]
    made = []
    for least, end, filled in zip(classes, ends, _SIDES[len(_SIDES) - len(classes) :], strict=True):
        if end is None:
            words = f"{integer(least)} or more subsets"
        elif end == least:
            words = integer(least)
        else:
            words = f"{integer(least)} to {integer(end)}"
        made.append(legend.Entry(words, _sample(filled)))
    return made


def _sample(filled: float) -> Any:
    def mark(ax: Axes, x: float, y: float) -> None:
        _squares(ax, np.array([[x - 0.06, y - 0.06, x + 0.06, y + 0.06]]), theme.BLUE, filled)

    return mark

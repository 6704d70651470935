"""The layout of the panel matrix: a numbered list of the panels, then markers down and panels across."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from synthesis.figures import legend, marks, measure, numbered, shapes, theme
from synthesis.figures.sheet import Sheet
from synthesis.wording import integer

Row = Mapping[str, Any]

_SMALL = measure.height(1, theme.SMALL)
_ROW = 0.20
_WIDEST_CELL, _LEAST_CELL = 0.42, 0.22
_MOST_NAME = 2.2
_GAP = 0.12
_FATES = {
    "higher": "higher in cases",
    "lower": "lower in cases",
    "mixed": "mixed",
    "unclear": "different, direction unclear",
    "no_difference": "named, no difference reported",
    "not_named": "measured, not named as different",
    "not_recorded": "not recorded as measured",
}
_WHOLE = "Panels reported as a whole, their analytes not listed:"


def paint(its: Mapping[str, Sequence[Row]], sheet: Sheet) -> None:
    """Draw list, matrix and what cannot be shown in it."""
    panels, markers = its["panel"], its["marker"]
    fates = {(row["marker"], row["number"]): row["fate"] for row in its["cell"]}
    used = set(fates.values()) | ({"not_recorded"} if len(fates) < len(panels) * len(markers) else set())
    entries = [legend.Entry(words, _sample(fate)) for fate, words in _FATES.items() if fate in used]
    names_room = min(measure.widest([row["marker"] for row in markers], theme.SMALL), _MOST_NAME)
    names_room = min(names_room, sheet.width - len(panels) * _LEAST_CELL - _GAP)
    cell = min((sheet.width - names_room - _GAP) / len(panels), _WIDEST_CELL)
    listed = [_panel_words(panel) for panel in panels]
    whole = _whole_lines(its["whole"], sheet.width)
    key = legend.height(entries, sheet.width)
    top = key + numbered.height(listed, sheet.width) + 0.12
    foot = top + _ROW + len(markers) * _ROW
    ax = shapes.canvas(sheet, foot + (len(whole) * _SMALL + 0.16 if whole else 0.04))
    legend.draw(ax, entries, sheet.width)
    numbered.draw(ax, listed, sheet.width, top=key)
    start = names_room + _GAP
    end = start + len(panels) * cell
    for panel in panels:
        at = start + (panel["number"] - 0.5) * cell
        marks.text(
            ax, at, top + _ROW / 2, str(panel["number"]), align="center", points=theme.SMALL, bold=True
        )
    for number, marker in enumerate(markers):
        middle = top + (number + 1.5) * _ROW
        if number % 2 == 0:
            shapes.box(ax, 0.0, middle - _ROW / 2, end, middle + _ROW / 2, opacity=theme.BAND)
        marks.text(
            ax, 0.03, middle, measure.ellipsize(marker["marker"], names_room, theme.SMALL), points=theme.SMALL
        )
        for panel in panels:
            at = start + (panel["number"] - 0.5) * cell
            fate = fates.get((marker["marker"], panel["number"]), "not_recorded")
            _mark(ax, at, middle, fate, panel["slugs"] if fate != "not_recorded" else None)
    for number, line in enumerate(whole):
        at = foot + 0.16 + (number + 0.5) * _SMALL
        marks.text(ax, 0.0, at, line, points=theme.SMALL, colour=theme.MUTED)


def _panel_words(panel: Row) -> str:
    size = f" of {integer(panel['size'])}" if panel["size"] is not None else ""
    return (
        f"{panel['panel']}: {integer(panel['recorded'])}{size} recorded, "
        f"{integer(panel['directions'])} with a direction"
    )


def _whole_lines(rows: Sequence[Row], room: float) -> list[str]:
    if not rows:
        return []
    words = {"no_difference": "no difference reported", "unclear": "different, direction unclear"}
    said = [
        f"{row['panel']} ({integer(row['size'])} analytes): {words.get(row['fate'], row['fate'])}"
        for row in rows
    ]
    return measure.wrap(f"{_WHOLE} {'; '.join(said)}.", room, theme.SMALL)


def _mark(ax: Axes, x: float, y: float, fate: str, record: str | None = None) -> None:
    if fate == "not_named":
        shapes.dot(ax, x, y, points=3.2, colour=theme.INK, record=record)
    elif fate == "not_recorded":
        marks.direction(ax, x, y, "not_measured", size=5.0)
    else:
        marks.direction(ax, x, y, fate, size=7.5, record=record)


def _sample(fate: str) -> Any:
    return lambda ax, x, y: _mark(ax, x, y, fate)

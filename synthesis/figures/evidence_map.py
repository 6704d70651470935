"""Evidence gap map: in how many cohorts which markers were measured in which specimens.

It shows what evidence there is, never what it says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.figures import marks, measure, shapes, theme
from synthesis.figures.about import About, about
from synthesis.figures.drawn import Drawn, Texts, drawing
from synthesis.figures.sheet import Sheet
from synthesis.store.tidy import Schema, frame, records
from synthesis.vocabulary.measurement import MarkerKind, Specimen
from synthesis.wording import count, integer, series

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Columns of the map: their words, and the specimens that they hold.
COLUMNS: dict[str, tuple[Specimen, ...]] = {
    "serum": (Specimen.SERUM,),
    "plasma": (Specimen.PLASMA,),
    "serum or plasma": (Specimen.SERUM_OR_PLASMA,),
    "whole blood": (Specimen.WHOLE_BLOOD,),
    "blood cells": (Specimen.PBMC, Specimen.NK_CELLS, Specimen.MONOCYTES),
    "cell culture": (Specimen.PBMC_SUPERNATANT,),
    "spinal fluid": (Specimen.CSF,),
    "brain": (Specimen.BRAIN,),
    "other": (
        Specimen.NASAL_LAVAGE,
        Specimen.SALIVA,
        Specimen.URINE,
        Specimen.FAECES,
        Specimen.MUSCLE,
        Specimen.OTHER,
    ),
    "not clear": (Specimen.UNCLEAR,),
}
#: Columns that are no gap when they are empty; they are left out then.
VAGUE = frozenset({"serum or plasma", "other", "not clear"})
_COLUMN_OF = {specimen: column for column, specimens in COLUMNS.items() for specimen in specimens}
_ANY = "any specimen"

#: Markers with a row of their own on the map of a topic; the others share the last row.
MOST_MARKERS = 20

_SCHEMA: Schema = {
    "part": "string",
    "row": "string",
    "label": "string",
    "specimen": "string",
    "markers": "int64",
    "cohorts": "int64",
    "findings": "int64",
    "slugs": "string",
}
_NOTHING = "No finding that compares cases with controls is recorded here yet."
_LINE = measure.height(1)
_LARGEST = 25.0  # points
_LEAST_LARGEST = 12  # cohorts
_LEAST_INSIDE = 11.0  # points; a number stands inside a bubble of this size, beside a smaller one


def rows(atlas: Atlas) -> pd.DataFrame:
    """Count the cohorts with a counted finding by marker and specimen.

    Returns
    -------
    DataFrame
        One row a cell of the map, zeros included. Rows of the map are the kinds of marker for a whole
        atlas, and for a topic its markers, most cohorts first; ``part`` is ``row``, ``further`` (the
        markers of a topic beyond the first `MOST_MARKERS` together, with their number in ``markers``) or
        ``all``. ``specimen`` is a column of `COLUMNS`, without those of `VAGUE` in which nothing stands, or
        ``any specimen``; a cohort with several specimens
        stands in several columns, but counts once in ``any specimen``.
    """
    columns = ("slug", "cohort_id", "marker", "marker_name", "marker_kind", "specimen", "counted")
    counted = [f for f in records(atlas.findings, columns) if f["counted"]]
    if not counted:
        return frame([], _SCHEMA)
    by_kind = not about(atlas).topic
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    if by_kind:
        groups.update({_kind(kind): [] for kind in MarkerKind})
    for finding in counted:
        own_row = (finding["marker"], finding["marker_name"])
        groups[_kind(MarkerKind(finding["marker_kind"])) if by_kind else own_row].append(finding)
    ranked = sorted(groups, key=lambda key: (-_cohorts(groups[key]), -len(groups[key]), key[1].casefold()))
    own = ranked if by_kind or len(ranked) <= MOST_MARKERS + 1 else ranked[:MOST_MARKERS]
    there = {_column(finding) for finding in counted}
    columns_drawn = [column for column in COLUMNS if column in there or column not in VAGUE]
    made = [cell for key in own for cell in _cells("row", *key, groups[key], columns_drawn)]
    if rest := [finding for key in ranked[len(own) :] for finding in groups[key]]:
        made += _cells("further", "", count(len(ranked) - len(own), "further marker"), rest, columns_drawn)
    return frame([*made, *_cells("all", "", "all together", counted, columns_drawn)], _SCHEMA)


def _kind(kind: MarkerKind) -> tuple[str, str]:
    return kind.value, kind.label[:1].upper() + kind.label[1:]


def _cohorts(findings: Iterable[dict[str, Any]]) -> int:
    return len({finding["cohort_id"] for finding in findings})


def _column(finding: dict[str, Any]) -> str:
    return _COLUMN_OF[Specimen(finding["specimen"])]


def _cells(
    part: str, row: str, label: str, findings: list[dict[str, Any]], columns: list[str]
) -> list[dict[str, Any]]:
    in_column: dict[str, list[dict[str, Any]]] = {column: [] for column in columns}
    for finding in findings:
        in_column[_column(finding)].append(finding)
    return [
        {
            "part": part,
            "row": row,
            "label": label,
            "specimen": column,
            "markers": len({finding["marker"] for finding in its}),
            "cohorts": _cohorts(its),
            "findings": len(its),
            "slugs": " ".join(sorted({finding["slug"] for finding in its})),
        }
        for column, its in [*in_column.items(), (_ANY, findings)]
    ]


def draw(rows: pd.DataFrame, ax: Axes | None = None, *, about: About | None = None) -> Drawn:
    """Draw the evidence map.

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
    """Draw the evidence map of an atlas, whole or filtered.

    Examples
    --------
    >>> import synthesis as syn
    >>> figure(syn.load().where(topic="cytokines")).name
    'evidence-map-cytokines'
    """
    return draw(rows(atlas), about=about(atlas))


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the map."""

    part: str
    label: str
    markers: int
    cells: dict[str, int]
    total: int


def _map_rows(rows: pd.DataFrame) -> list[_Row]:
    made: dict[tuple[str, str], _Row] = {}
    for cell in records(rows, ("part", "row", "label", "specimen", "markers", "cohorts")):
        key = (cell["part"], cell["row"])
        row = made.get(key, _Row(cell["part"], cell["label"], 0, {}, 0))
        if cell["specimen"] == _ANY:
            row = _Row(row.part, row.label, cell["markers"], row.cells, cell["cohorts"])
        else:
            row.cells[cell["specimen"]] = cell["cohorts"]
        made[key] = row
    return list(made.values())


def _texts(rows: pd.DataFrame, about: About) -> Texts:
    table = _map_rows(rows)
    what = "markers" if about.topic else "kinds of marker"
    title = f"{about.subject}: what was measured, and in what"
    further = next((row for row in table if row.part == "further"), None)
    if not table:
        subtitle = alt = long = _NOTHING
    else:
        everything = table[-1]
        seen = f"{count(everything.markers, 'marker')} in {count(everything.total, 'cohort')}"
        subtitle = f"Numbers of cohorts with a result for cases against controls: {seen}."
        most = max(everything.cells.values())
        where = series([column for column, n in everything.cells.items() if n == most])
        alt = f"Evidence map of {what} by specimen: {seen}; most often in {where} ({count(most, 'cohort')})."
        long = f"Table of circles: rows are {what}, columns specimens, numbers cohorts. " + " ".join(
            f"{row.label}: {_spoken(row)}." for row in table
        )
    drawn = (
        f" {count(further.markers, 'further marker')} with fewer cohorts share one row." if further else ""
    )
    return Texts(
        name=about.name("evidence-map"),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=(
            "The area of a circle is proportional to the number of cohorts; a small hollow circle means none."
            f"{drawn} A cohort counts once however many papers report on it; one with several specimens "
            "stands in several columns. The map shows how much was measured, not what was found. Serum or "
            "plasma: the source does not say which. Blood cells: mononuclear cells, natural killer cells or "
            "monocytes taken from blood. Cell culture: fluid above cultured cells."
        ),
        alt=alt,
        long_description=long,
        provenance=about.provenance(rows),
    )


def _spoken(row: _Row) -> str:
    parts = [f"{column} {integer(n)}" for column, n in row.cells.items() if n]
    return f"{count(row.total, 'cohort')}" + (f" ({series(parts)})" if parts else "")


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    table = _map_rows(rows)
    if not table:
        sheet.message(_NOTHING)
    elif sheet.form is theme.NARROW:
        _paint_list(table, sheet)
    else:
        _paint_table(table, sheet)


def _largest(table: list[_Row]) -> int:
    """Cohorts that the largest circle stands for; one cohort stays small where there is little evidence."""
    return max(_LEAST_LARGEST, *(n for row in table if row.part == "row" for n in row.cells.values()))


def _paint_table(table: list[_Row], sheet: Sheet) -> None:
    columns = list(table[0].cells)
    total_room = measure.width("cohorts", theme.SMALL) + 0.1
    least = measure.widest([word for column in columns for word in column.split()], theme.SMALL) + 0.05
    label_room = min(
        measure.widest([row.label for row in table]),
        max(sheet.width - total_room - len(columns) * least - 0.12, 0.6),
    )
    left = label_room + 0.12
    column_room = (sheet.width - left - total_room) / len(columns)
    heads = [measure.wrap(column, column_room - 0.02, theme.SMALL) for column in columns]
    small = measure.height(1, theme.SMALL)
    head_room = max(map(len, heads)) * small + 0.08
    labels = [measure.wrap(row.label, label_room) for row in table]
    heights = [max(sheet.form.row + 0.03, len(lines) * _LINE + 0.06) for lines in labels]
    ax = shapes.canvas(sheet, head_room + sum(heights))
    middles = [left + column_room * (number + 0.5) for number in range(len(columns))]
    for at, head in [*zip(middles, heads, strict=True), (sheet.width, ["all", "cohorts"])]:
        align: marks.Align = "right" if at == sheet.width else "center"
        for number, words in enumerate(reversed(head)):
            y = head_room - 0.08 - (number + 0.5) * small
            marks.text(ax, at, y, words, align=align, points=theme.SMALL, colour=theme.MUTED)
    largest = _largest(table)
    diameter = min(_LARGEST, column_room * 72 * 0.9)
    y = head_room
    for row, lines, height in zip(table, labels, heights, strict=True):
        shapes.segment(ax, (0, y), (sheet.width, y), colour=theme.GRID)
        middle = y + height / 2
        top = middle - _LINE * (len(lines) - 1) / 2
        summary = row.part != "row"
        for number, line in enumerate(lines):
            colour = theme.MUTED if summary else theme.INK
            marks.text(ax, 0, top + number * _LINE, line, colour=colour)
        for at, n in zip(middles, row.cells.values(), strict=True):
            if summary:
                marks.text(ax, at, middle, integer(n), align="center", colour=theme.MUTED)
            else:
                _cell(ax, at, middle, n, largest, diameter)
        marks.text(ax, sheet.width, middle, integer(row.total), align="right", bold=not summary)
        y += height


def _cell(ax: Axes, x: float, y: float, n: int, largest: int, diameter: float) -> None:
    """Draw one bubble with its number inside it, or beside it where it is too small."""
    words = integer(n)
    size = diameter * sqrt(n / largest)
    marks.bubble(ax, x, y, n, largest=largest, diameter=diameter, colour=theme.GREEN)
    if n == 0:
        return
    if size >= _LEAST_INSIDE and size >= measure.width(words) * measure.POINTS_PER_INCH + 2:
        marks.text(ax, x, y, words, align="center")
    else:
        marks.text(ax, x + size / 2 / measure.POINTS_PER_INCH + 0.03, y, words)


_ITEM_BUBBLE = 16.0  # points, the largest bubble of the narrow list
_ITEM_GAP = 0.16
_ITEM_LINE = 0.25


def _paint_list(table: list[_Row], sheet: Sheet) -> None:
    """Write each row of the map as a heading with a list of its specimens, zeros counted at its end."""
    largest = _largest(table)
    labels = [measure.wrap(row.label, sheet.width - 0.9, bold=True) for row in table]
    lists = [_flow(row, largest, sheet.width) for row in table]
    heights = [
        len(lines) * _LINE + (items[-1][2] + 1) * _ITEM_LINE + 0.16
        for lines, items in zip(labels, lists, strict=True)
    ]
    ax = shapes.canvas(sheet, sum(heights))
    y = 0.0
    for row, lines, items, height in zip(table, labels, lists, heights, strict=True):
        shapes.segment(ax, (0, y), (sheet.width, y), colour=theme.GRID)
        top = y + 0.06 + _LINE / 2
        for number, line in enumerate(lines):
            marks.text(ax, 0, top + number * _LINE, line, bold=True)
        marks.text(ax, sheet.width, top, count(row.total, "cohort"), align="right", colour=theme.MUTED)
        for (words, n), x, place in items:
            at = y + 0.06 + len(lines) * _LINE + _ITEM_LINE * (place + 0.5)
            room = _bubble_room(row, n, largest)
            if room:
                marks.bubble(
                    ax, x + room / 2 - 0.02, at, n, largest=largest, diameter=_ITEM_BUBBLE, colour=theme.GREEN
                )
            marks.text(ax, x + room, at, words, colour=theme.INK if n else theme.MUTED)
        y += height


def _bubble_room(row: _Row, n: int, largest: int) -> float:
    """Inches for the circle of an item; rows that sum up others have numbers alone."""
    if row.part != "row":
        return 0.0
    return max(_ITEM_BUBBLE * sqrt(n / largest), 4.0) / measure.POINTS_PER_INCH + 0.04


def _flow(row: _Row, largest: int, room: float) -> list[tuple[tuple[str, int], float, int]]:
    """Put the specimens of a row into lines, most cohorts first: words and number, start, line."""
    found = sorted((item for item in row.cells.items() if item[1]), key=lambda item: -item[1])
    none = [column for column, n in row.cells.items() if not n]
    items = [(f"{column} {integer(n)}", n) for column, n in found]
    if none:
        where = ", ".join(none) if len(none) < 3 else f"the other {integer(len(none))}"
        items.append((f"none: {where}", 0))
    placed: list[tuple[tuple[str, int], float, int]] = []
    x, line = 0.0, 0
    for words, n in items:
        width = _bubble_room(row, n, largest) + measure.width(words)
        if x and x + width > room:
            x, line = 0.0, line + 1
        placed.append(((words, n), x, line))
        x += width + _ITEM_GAP
    return placed

"""Measured against reported: for every panel of many analytes, what was said about each and what was not.

A paper that names only the analytes that differ still measured the others. The records hold what the sources
let us know; a panel whose analytes are not listed cannot be shown analyte by analyte, and is named as such.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.figures.about import About, about
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.panel_matrix_layout import paint
from synthesis.figures.sheet import Sheet
from synthesis.store.directions import cohort_directions, word_of
from synthesis.store.tidy import Schema, frame, records
from synthesis.vocabulary.measurement import AssayFamily, Specimen, State
from synthesis.wording import count, integer, series, share, shorten

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Panels and markers that are drawn at most; the others are counted.
MOST_PANELS, MOST_MARKERS = 10, 50
_FEWEST = 4  # markers a panel has at least, unless its size is known or analytes are inferred
_MULTIPLEX = {AssayFamily.BEAD_MULTIPLEX, AssayFamily.MULTIPLEX, AssayFamily.APTAMER,
              AssayFamily.ELECTROCHEMILUMINESCENCE, AssayFamily.PROXIMITY_EXTENSION}  # fmt: skip
_COLUMNS = (
    "slug", "label", "cohort_id", "marker", "marker_name", "marker_reported", "specimen", "state", "stimulus",
    "assay_family", "panel_size", "direction", "significance", "inferred", "whole_group", "counted",
)  # fmt: skip
_SCHEMA: Schema = {
    "part": "string",
    "number": "int64",
    "panel": "string",
    "marker": "string",
    "fate": "string",
    "size": "int64",
    "recorded": "int64",
    "directions": "int64",
    "named": "int64",
    "not_named": "int64",
    "panels": "int64",
    "markers": "int64",
    "slugs": "string",
}
_NOTHING = "No study here is recorded with a panel of analytes."


def rows(atlas: Atlas) -> pd.DataFrame:
    """Collect panels, markers and what is recorded on each marker of each panel.

    A panel is what one study measured in one specimen and state by a method for many analytes at once, or any
    set of analytes that the records know to be a panel: of stated size, or with analytes of which "no
    difference" is inferred because the source names only those that differ.

    Returns
    -------
    DataFrame
        One row a ``panel``, most markers first, at most `MOST_PANELS`, numbered as in the figure: its
        ``size`` where stated, how many markers are ``recorded``, and of these how many with ``directions``,
        ``named`` without a difference, and ``not_named``. One row a ``marker``, in most ``panels`` first, at
        most `MOST_MARKERS`. One row a ``cell``: the ``fate`` of a marker in a panel (``higher``, ``lower``,
        ``mixed``, ``unclear``, ``no_difference`` or ``not_named``). One row a ``whole``: a statement on a
        panel whose analytes the source does not list. The last row, ``all``, counts panels and markers.
    """
    registry = atlas.markers
    lists = set(registry.loc[registry["panel"].fillna(False).astype(bool), "marker"])
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    whole: list[dict[str, Any]] = []
    for finding in records(atlas.findings, _COLUMNS):
        if not finding["counted"]:
            if finding["marker"] in lists and finding["panel_size"] is not None and finding["whole_group"]:
                whole.append(finding)
            continue
        key = tuple(finding[name] or "" for name in ("slug", "specimen", "state", "stimulus"))
        groups[key].append(finding)
    panels = [_panel(its) for its in groups.values() if _is_panel(its)]
    panels.sort(key=lambda panel: (-panel["recorded"], panel["panel"]))
    shown = panels[:MOST_PANELS]
    in_panels = Counter(marker for panel in shown for marker in panel["cells"])
    ranked = sorted(in_panels, key=lambda marker: (-in_panels[marker], marker.casefold()))
    drawn = ranked[:MOST_MARKERS]
    empty: dict[str, Any] = dict.fromkeys(_SCHEMA)
    made = []
    for number, panel in enumerate(shown, start=1):
        made.append(empty | {name: value for name, value in panel.items() if name in _SCHEMA})
        made[-1] |= {"part": "panel", "number": number}
    made += [empty | {"part": "marker", "marker": name, "panels": in_panels[name]} for name in drawn]
    for marker in drawn:
        for number, panel in enumerate(shown, start=1):
            if fate := panel["cells"].get(marker):
                made.append(empty | {"part": "cell", "number": number, "marker": marker, "fate": fate})
    said: dict[tuple[str, str], dict[str, Any]] = {}
    listed = {panel["panel"] for panel in panels}
    for finding in whole:
        if _named(finding) in listed:
            continue  # its analytes are known one by one
        row = {
            "panel": _named(finding),
            "fate": _fate(word_of(finding), False),
            "size": finding["panel_size"],
        }
        row |= {"marker": finding["marker_reported"], "slugs": finding["slug"]}
        said.setdefault((row["panel"], row["fate"]), empty | {"part": "whole"} | row)
    told = {"part": "all", "panels": len(panels), "markers": len(in_panels)}
    return frame([*made, *said.values(), *([empty | told] if panels or said else [])], _SCHEMA)


def draw(rows: pd.DataFrame, ax: Axes | None = None, *, about: About | None = None) -> Drawn:
    """Draw the matrix.

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
    """Draw what the panels of an atlas, whole or filtered, measured and reported.

    Examples
    --------
    >>> import synthesis as syn
    >>> figure(syn.load().where(topic="cytokines")).name
    'panel-matrix-cytokines'
    """
    return draw(rows(atlas), about=about(atlas))


def _is_panel(findings: list[dict[str, Any]]) -> bool:
    markers = {finding["marker"] for finding in findings}
    if len(markers) < 2:
        return False
    known = any(finding["inferred"] or finding["panel_size"] is not None for finding in findings)
    multiplex = any(finding["assay_family"] in _MULTIPLEX for finding in findings)
    return len(markers) >= _FEWEST and (known or multiplex)


def _panel(findings: list[dict[str, Any]]) -> dict[str, Any]:
    """Sum one panel up: what each of its markers met with."""
    by_marker: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in findings:
        by_marker[finding["marker_name"]].append(finding)
    cells = {}
    for name, its in by_marker.items():
        votes = cohort_directions(its)
        words = {vote.word for vote in votes}
        cells[name] = _fate(words.pop() if len(words) == 1 else "mixed", all(vote.inferred for vote in votes))
    fates = Counter(cells.values())
    sizes = [finding["panel_size"] for finding in findings if finding["panel_size"] is not None]
    return {
        "panel": _named(findings[0]),
        "cells": cells,
        "size": max(sizes, default=None),
        "recorded": len(cells),
        "directions": sum(fates[fate] for fate in ("higher", "lower", "mixed", "unclear")),
        "named": fates["no_difference"],
        "not_named": fates["not_named"],
        "slugs": findings[0]["slug"],
    }


def _named(finding: Mapping[str, Any]) -> str:
    """Name a panel: study, specimen and, unless people were at rest, the state."""
    parts = (
        [finding["label"], Specimen(finding["specimen"]).label] if finding["specimen"] else [finding["label"]]
    )
    state = State(finding["state"]) if finding["state"] else State.REST
    if state is not State.REST:
        parts.append(finding["stimulus"] or state.label)
    return ", ".join(parts)


def _fate(word: str, inferred: bool) -> str:
    if word == "no_difference" and inferred:
        return "not_named"
    return "unclear" if word == "unknown" else word


def parts(rows: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Give the rows of each part."""
    made: dict[str, list[dict[str, Any]]] = {name: [] for name in ("panel", "marker", "cell", "whole", "all")}
    for row in records(rows, tuple(_SCHEMA)):
        made[row["part"]].append(row)
    return made


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    its = parts(rows)
    if its["panel"]:
        paint(its, sheet)
    else:
        sheet.message(_NOTHING)


def _texts(rows: pd.DataFrame, about: About) -> Texts:
    its = parts(rows)
    panels = its["panel"]
    title = f"{about.subject}: what panels measured and what was reported"
    if not panels:
        subtitle = alt = long = _NOTHING
    else:
        measured = sum(panel["recorded"] for panel in panels)
        directions = sum(panel["directions"] for panel in panels)
        not_named = sum(panel["not_named"] for panel in panels)
        everything = its["all"][0]
        title = f"{about.subject}: {share(directions, measured)} panel measurements have a direction"
        subtitle = (
            f"{count(len(panels), 'panel')}, cases with ME/CFS against controls; of {integer(measured)} "
            f"recorded measurements {integer(directions)} were reported with a direction, "
            f"{integer(not_named)} were measured and not named among those that differ"
        )
        left = [
            count(everything["panels"] - len(panels), "more panel"),
            count(everything["markers"] - len(its["marker"]), "more marker"),
        ]
        left = [words for words in left if not words.startswith("0 ")]
        subtitle += f". Not drawn: {series(left)}." if left else "."
        alt = shorten(
            f"Matrix of {count(len(its['marker']), 'marker')} by {count(len(panels), 'panel')}: "
            f"{integer(directions)} of {integer(measured)} recorded measurements have a direction, "
            f"{integer(not_named)} were measured and not named.",
            LONGEST_ALT,
        )
        long = f"{subtitle} " + " ".join(f"{_told(panel)}." for panel in panels)
    return Texts(
        name=about.name("panel-matrix"),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=(
            "Rows are markers, columns the numbered panels. Triangles and diamond: reported with a "
            "direction. Ring: named, and reported without a difference. Dot: on the panel, and not among "
            "the analytes named as different; that no significant difference was found is inferred. Dash: "
            "not recorded as measured, which is not the same as not measured: of most panels the records "
            "know only what the source lists."
        ),
        alt=alt,
        long_description=long,
        provenance=about.provenance(rows),
    )


def _told(panel: dict[str, Any]) -> str:
    size = f" of {integer(panel['size'])} on the panel" if panel["size"] is not None else ""
    return (
        f"{panel['panel']}: {count(panel['recorded'], 'marker')} recorded{size}; "
        f"{integer(panel['directions'])} with a direction, {integer(panel['named'])} named without a "
        f"difference, {integer(panel['not_named'])} not named"
    )

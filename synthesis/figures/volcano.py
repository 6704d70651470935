"""Volcano plot: estimate against p-value of every marker of a large table, with the line of false discovery.

Height is how surprising an estimate would be without any difference, not how large or how sure it is. The
line is that of Benjamini and Hochberg (1995), from `consistency.panel`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from synthesis.consistency.panel import adjust_p, discovery_limit
from synthesis.errors import FigureError
from synthesis.figures import origin
from synthesis.figures.about import About
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.effect_scale import Writer, effect_scale
from synthesis.figures.forest_words import SIDES
from synthesis.figures.sheet import Sheet
from synthesis.figures.volcano_layout import paint
from synthesis.provenance import frame_digest
from synthesis.store.tidy import Schema, frame, records
from synthesis.wording import count, integer, p_value, percent, series, shorten

_SCHEMA: Schema = {
    "part": "string",
    "label": "string",
    "estimate": "double",
    "p_value": "double",
    "q_value": "double",
    "height": "double",
    "direction": "string",
    "passes": "bool",
    "reason": "string",
    "measure": "string",
    "markers": "int64",
    "tested": "int64",
    "higher": "int64",
    "lower": "int64",
    "below": "int64",
    "level": "double",
    "limit": "double",
    "slugs": "string",
}
_NAMED = 10  # markers the long description names
_NOTHING = "No marker of the table has both an estimate and a p-value."


def rows(
    table: pd.DataFrame,
    *,
    measure: str,
    label: str = "marker",
    estimate: str = "estimate",
    p: str = "p_value",
    q: str | None = None,
    level: float = 0.05,
) -> pd.DataFrame:
    """Collect estimate, p-value and place of every marker of a table.

    Parameters
    ----------
    table
        One row a marker, such as `rma_by` gives them.
    measure
        The effect size of the estimates; see `synthesis.effects.measures.MEASURES`.
    label, estimate, p
        Columns with the name, the estimate (positive for higher in cases) and the two-sided p-value. A column
        ``slugs`` or ``slug`` with the studies behind a row is kept.
    q
        Column of p-values already adjusted, for a table that is part of a larger family of tests. When left
        out, the table is the family and Benjamini and Hochberg's procedure is applied.
    level
        False discovery rate of the line.

    Returns
    -------
    DataFrame
        One row a marker (``part`` is ``marker``), smallest p first: ``estimate`` on the scale that is shown,
        ratios as ratios, ``p_value``, ``q_value``,
        ``height`` (-log10 of p), ``direction`` and whether it ``passes`` the level. A
        marker without estimate or p-value has a ``reason`` and is not drawn; a p-value without an estimate
        counts among the ``tested``. The last row, ``all``, counts them and gives the ``limit``: the p-value
        of the line, missing where nothing passes.

    Raises
    ------
    FigureError
        When a column is missing, or no value of the measure means "no difference".
    NumbersError
        When a p-value or the level is not a probability.
    UnknownTermError
        When there is no such measure.

    Examples
    --------
    >>> table = pd.DataFrame({"marker": ["a", "b"], "estimate": [0.9, -0.1], "p_value": [0.001, 0.6]})
    >>> rows(table, measure="SMD")[["part", "label", "q_value", "direction", "passes"]].iloc[0].tolist()
    ['marker', 'a', 0.002, 'higher', True]
    """
    if missing := [name for name in (label, estimate, p, q) if name and name not in table.columns]:
        raise FigureError(
            f"no column {', '.join(map(repr, missing))}",
            where="volcano",
            hint=f"columns: {', '.join(map(str, table.columns[:12]))}",
        )
    effect, prob = (table[name].to_numpy(dtype=float, na_value=np.nan) for name in (estimate, p))
    scale = effect_scale(measure)
    if np.isnan(scale.null):
        raise FigureError(f"no {scale.label} means no difference", where="measure", hint="use a comparison")
    effect = scale.shown(effect)
    adjusted = adjust_p(prob) if q is None else table[q].to_numpy(dtype=float, na_value=np.nan)
    there = np.isfinite(effect) & ~np.isnan(prob)
    passing = there & (adjusted <= level)
    way = np.where(effect > scale.null, "higher", np.where(effect < scale.null, "lower", "equal"))
    with np.errstate(divide="ignore"):
        height = -np.log10(prob) + 0.0
    reason = np.where(np.isnan(prob), "no p-value", "no estimate")
    if q is None:
        limit = discovery_limit(prob, level).item()
    else:
        limit = float(prob[passing].max()) if passing.any() else np.nan
    order = np.argsort(prob, kind="stable")
    labels = table[label].astype("string").fillna("").tolist()
    studies = next((name for name in ("slugs", "slug") if name in table.columns), None)
    slugs = table[studies].astype("string").tolist() if studies else [None] * len(table)
    empty: dict[str, Any] = dict.fromkeys(_SCHEMA)
    made = [
        empty
        | {"part": "marker", "label": labels[i], "estimate": _known(effect[i]), "p_value": _known(prob[i])}
        | {
            "q_value": _known(adjusted[i]),
            "height": _known(height[i]),
            "slugs": None if pd.isna(slugs[i]) else slugs[i],
        }
        | {"direction": way[i] if there[i] else None, "passes": bool(passing[i])}
        | {"reason": None if there[i] else str(reason[i])}
        for i in order
    ]
    tally = {
        "markers": len(table),
        "tested": int((~np.isnan(prob)).sum()),
        "higher": int((passing & (way == "higher")).sum()),
        "lower": int((passing & (way == "lower")).sum()),
        "below": int((there & ~passing).sum()),
        "level": level,
        "limit": _known(limit),
        "measure": measure,
    }
    return frame([*made, empty | {"part": "all"} | tally], _SCHEMA)


def draw(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
) -> Drawn:
    """Draw the volcano plot.

    Parameters
    ----------
    rows
        As `rows` gives them.
    ax
        Axes of a figure of your own; a figure is made when left out.
    question
        What was estimated, in words. The subject of `about` when left out.
    about
        What the figure is about; immune markers when left out.
    sides
        What estimates on the left and on the right of "no difference" mean.
    """
    return drawing(partial(_paint, sides=sides), rows, _texts(rows, question, about or About()), ax=ax)


def figure(
    table: pd.DataFrame,
    *,
    measure: str,
    label: str = "marker",
    estimate: str = "estimate",
    p: str = "p_value",
    q: str | None = None,
    level: float = 0.05,
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
) -> Drawn:
    """Draw the volcano plot of a table with one row a marker.

    Parameters
    ----------
    table, measure, label, estimate, p, q, level
        As for `rows`.
    question, about, sides
        As for `draw`.

    Raises
    ------
    FigureError
        When a column is missing, or no value of the measure means "no difference".
    NumbersError
        When a p-value or the level is not a probability.
    UnknownTermError
        When there is no such measure.

    Examples
    --------
    >>> import synthesis as syn
    >>> data = pd.DataFrame({"marker": list("aabb"), "yi": [0.9, 1.1, 0.1, -0.2], "vi": [0.04] * 4})
    >>> print(figure(syn.rma_by(data, "marker", method="EE", test="z"), measure="SMD").title)
    Immune markers: 1 of 2 passes a false discovery rate of 5%
    """
    made = rows(table, measure=measure, label=label, estimate=estimate, p=p, q=q, level=level)
    return draw(made, question=question, about=about, sides=sides)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _parts(rows: pd.DataFrame) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Give the markers, and the row that counts them."""
    made = records(rows, tuple(_SCHEMA))
    told = next((row for row in made if row["part"] == "all"), dict.fromkeys(_SCHEMA, 0))
    return [row for row in made if row["part"] == "marker"], told


def _paint(rows: pd.DataFrame, sheet: Sheet, *, sides: tuple[str, str]) -> None:
    markers, told = _parts(rows)
    there = [row for row in markers if row["reason"] is None]
    if there:
        paint(there, told, sheet, sides)
    else:
        sheet.message(_NOTHING)


def _texts(rows: pd.DataFrame, question: str, about: About) -> Texts:
    markers, told = _parts(rows)
    there = [row for row in markers if row["reason"] is None]
    subject = question or about.subject
    tested, passing = told["tested"], told["higher"] + told["lower"]
    rate = f"a false discovery rate of {percent(told['level'])}"
    caption = (
        "A mark is a marker. To the right the estimate is higher, to the left lower; the higher up, "
        "the smaller the p-value, so the less the data fit with no difference at all. Height is not the size "
        "of a difference, and a marker that does not pass is not shown to be equal. Triangles pass the false "
        "discovery rate: of the markers that pass, about that share is expected to be there by chance. "
        "Names stand at the smallest p-values, as far as there is room."
    )
    if any(row["p_value"] == 0 for row in there):
        caption += " A p-value given as 0 stands at the upper edge."
    if not there:
        title, subtitle = f"{subject}: no estimate", _NOTHING
        alt = long = _NOTHING
    else:
        verb = "passes" if passing == 1 else "pass"
        whole = integer(tested)
        some = f"{integer(passing)} of {whole} {verb}" if passing else f"none of {whole} passes"
        title = f"{subject}: {some} {rate}"
        name = effect_scale(told["measure"]).label
        split = f"{integer(told['higher'])} higher and {integer(told['lower'])} lower"
        known = f"{count(tested, 'marker')} tested"
        subtitle = f"{name[:1].upper()}{name[1:]}, against p-value; {known}"
        subtitle += f"; {split} pass {rate}" if passing else f"; none passes {rate}"
        if lost := _lost(markers):
            subtitle += f"; not drawn: {lost}"
        first = there[0]
        alt = shorten(
            f"Volcano plot of {known}: {split if passing else 'none'} passing {rate}. Smallest p-value: "
            f"{first['label']}, {p_value(first['p_value'])}.",
            LONGEST_ALT,
        )
        write = effect_scale(told["measure"]).writer([row["estimate"] for row in there], [])
        listed = "; ".join(_told(row, write) for row in there[:_NAMED])
        long = f"{subtitle}. Smallest p-values: {listed}."
    return Texts(
        name=about.name(f"volcano {question}"),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=caption,
        alt=alt,
        long_description=long,
        provenance=origin.provenance(about, rows, [count(told["markers"], "marker")], frame_digest(rows)),
    )


def _lost(markers: list[dict[str, Any]]) -> str:
    """Count what is not drawn, by reason."""
    reasons = [row["reason"] for row in markers if row["reason"]]
    return series([f"{integer(reasons.count(why))} with {why}" for why in sorted(set(reasons))])


def _told(row: dict[str, Any], write: Writer) -> str:
    return f"{row['label']} {write.value(row['estimate'])}, {p_value(row['p_value'])}"

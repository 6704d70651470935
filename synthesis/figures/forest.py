"""Forest plot: each study's estimate with its interval, what they add up to, and what could not be pooled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.figures import forest_frame
from synthesis.figures.about import About
from synthesis.figures.drawn import Drawn, drawing
from synthesis.figures.effect_scale import EffectScale, Writer, effect_scale
from synthesis.figures.forest_frame import FIXED, cells_of, shown_columns
from synthesis.figures.forest_layout import Column, Forest, Line, Mark, ValueAxis, paint
from synthesis.figures.forest_limits import axis_limits
from synthesis.figures.forest_words import (
    FEW,
    SIDES,
    interval_words,
    left_out_heading,
    model_line,
    prediction_words,
    texts,
    writer_of,
)
from synthesis.figures.sheet import Sheet
from synthesis.figures.unpooled import Unpooled
from synthesis.store.tidy import records
from synthesis.wording import count, integer, number

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit

_WEIGHT, _PEOPLE = "weight", "people"
_NOTHING = "No study gives a usable estimate."


def rows(
    fit: RmaFit | None,
    *,
    columns: pd.DataFrame | None = None,
    subgroup: str | Sequence[str] | None = None,
    not_estimable: pd.DataFrame | None = None,
    measure: str = "SMD",
    order: str = "effect",
) -> pd.DataFrame:
    """Collect what a forest plot of a fit shows.

    Parameters
    ----------
    fit
        A model of the mean; of a meta-regression only the studies are drawn. None when there is nothing to
        pool, so that `not_estimable` alone is shown.
    columns
        Descriptors, one row a row given to the fit, printed beside the labels in the order given, the most
        important first: the last are left out first where there is no room. Not printed but used: ``slug``
        or ``slugs``, ``cohort_id`` (people are counted once a cohort), ``label``, ``cases`` and
        ``controls`` or ``n`` (numbers of people, one column), and ``direction`` and ``reason`` of the
        rows that could not be pooled. The names that `escalc` gives for an atlas are understood:
        ``cases_n``, ``controls_n`` and ``note``, and metafor's ``n1i`` and ``n2i``.
    subgroup
        A column of `columns`, or one name a row given to the fit.
    not_estimable
        Further eligible studies without a usable estimate: ``label``, and any of ``direction n cases
        controls reason slug cohort_id``. Rows that the fit could not use are always among them.
    measure
        The effect size that was pooled; see `synthesis.effects.measures.MEASURES`.
    order
        ``effect`` (highest first), ``given``, or a column of `columns`.

    Returns
    -------
    DataFrame
        One row a row of the figure, in drawing order; ``part`` is ``heading``, ``study``, ``subgroup``,
        ``pooled``, ``prediction``, ``between`` (the test between subgroups, in the caption) or ``not
        estimable``. ``estimate ci_low ci_high`` are on the scale that is shown, ratios as ratios; ``weight``
        is in percent.

    Raises
    ------
    FigureError
        When `columns`, `subgroup` or `order` do not fit to the rows of the fit.
    UnknownTermError
        When the measure is unknown.
    """
    return forest_frame.build(fit, columns, subgroup, not_estimable, effect_scale(measure), order)


def draw(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    measure: str = "SMD",
    level: float = 95,
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
    limits: tuple[float, float] | None = None,
    digest: str = "",
) -> Drawn:
    """Draw a forest plot.

    Parameters
    ----------
    rows
        As `rows` gives them.
    ax
        Axes of a figure of your own; a figure is made when left out.
    measure
        The effect size.
    level
        Coverage of the intervals, in percent.
    question
        What was pooled, in words: marker, specimen, comparison. The subject of `about` when left out.
    about
        What the figure is about; the whole atlas when left out.
    sides
        What the left and the right of the null mean.
    limits
        Ends of the axis as shown, so that several figures can share them; chosen when left out.
    digest
        SHA-256 of the numbers that were pooled.
    """
    scale = effect_scale(measure)
    painter = partial(_paint, scale=scale, level=level, sides=sides, limits=limits)
    words = texts(rows, scale, level, question, about or About(), sides, digest)
    return drawing(painter, rows, words, ax=ax)


def figure(
    fit: RmaFit | None,
    *,
    columns: pd.DataFrame | None = None,
    subgroup: str | Sequence[str] | None = None,
    not_estimable: pd.DataFrame | None = None,
    measure: str = "SMD",
    order: str = "effect",
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
    limits: tuple[float, float] | None = None,
) -> Drawn:
    """Draw the forest plot of a fit.

    Parameters
    ----------
    fit, columns, subgroup, not_estimable, measure, order
        As for `rows`.
    question, about, sides, limits
        As for `draw`.

    Raises
    ------
    FigureError
        When `columns`, `subgroup` or `order` do not fit to the rows of the fit.
    UnknownTermError
        When the measure is unknown.

    Examples
    --------
    >>> import synthesis as syn
    >>> fit = syn.rma([0.1, 0.3, 0.35, 0.65], [0.03, 0.03, 0.05, 0.01], test="knha")
    >>> figure(fit, question="A marker").alt
    'Forest plot, A marker: SMD 0.38 [−0.01, 0.77] from 4 studies.'
    """
    made = rows(
        fit,
        columns=columns,
        subgroup=subgroup,
        not_estimable=not_estimable,
        measure=measure,
        order=order,
    )
    level = 95.0 if fit is None else fit.options.level
    return draw(
        made,
        measure=measure,
        level=level,
        question=question,
        about=about,
        sides=sides,
        limits=limits,
        digest="" if fit is None else fit.digest,
    )


def _paint(
    rows: pd.DataFrame,
    sheet: Sheet,
    *,
    scale: EffectScale,
    level: float,
    sides: tuple[str, str],
    limits: tuple[float, float] | None,
) -> None:
    parts = records(rows, tuple(FIXED))
    unpooled = [_unpooled(row) for row in parts if row["part"] == "not estimable"]
    studies = [row for row in parts if row["part"] == "study"]
    if not studies and not unpooled:
        sheet.message(_NOTHING)
        return
    further = shown_columns(rows)
    extra = cells_of(rows, further)
    write = writer_of(parts, scale)
    lines = [
        _line(row, cells, scale, write, level, len(studies))
        for row, cells in zip(parts, extra, strict=True)
        if row["part"] not in ("between", "not estimable")
    ]
    pooled = next((row for row in parts if row["part"] == "pooled"), None)
    notes = [model_line(pooled, scale)] if pooled is not None else []
    if not studies:
        lines = [Line(Mark.HEADING, _NOTHING)]
    elif len(studies) < FEW:
        notes = [
            f"{count(len(studies), 'study')} with an estimate: too few for a plot, shown as a table.",
            *notes,
        ]
    columns = _columns(studies, rows, further, pooled is not None)
    forest = Forest(
        lines=lines,
        headings=("Study", f"{scale.heading} {interval_words(level)}"),
        value_axis=None if len(studies) < FEW else _axis(lines, scale, sides, limits),
        columns=columns,
        drop=[column.name for column in reversed(columns)],
        notes=notes,
        unpooled=unpooled,
        unpooled_heading=left_out_heading([row for row in parts if row["part"] == "not estimable"]),
    )
    paint(forest, sheet)


def _line(
    row: dict[str, Any], cells: dict[str, Any], scale: EffectScale, write: Writer, level: float, k: int
) -> Line:
    values = [float("nan") if row[name] is None else row[name] for name in ("ci_low", "estimate", "ci_high")]
    low, middle, high = (scale.place(value) for value in values)
    mark = {
        "heading": Mark.HEADING,
        "study": Mark.STUDY,
        "subgroup": Mark.GROUP,
        "pooled": Mark.POOLED,
        "prediction": Mark.PREDICTION,
    }[row["part"]]
    label, numbers = row["label"], ""
    if mark is Mark.PREDICTION:
        label = prediction_words(k, level)
        numbers = write.interval(values[0], values[2])
    elif mark is not Mark.HEADING:
        numbers = write.estimate(values[1], values[0], values[2])
    written = {name: _cell(value) for name, value in cells.items()} if mark is Mark.STUDY else {}
    if people := people_of(row):
        written[_PEOPLE] = people
    if row["weight"] is not None:
        written[_WEIGHT] = f"{number(row['weight'], 1)}%"
    return Line(
        mark=mark,
        label=label,
        numbers=numbers,
        low=low,
        middle=middle,
        high=high,
        weight=float("nan") if row["weight"] is None else row["weight"],
        cells=written,
        record=(row["slugs"] or "").partition(" ")[0] or None,
    )


def people_of(row: dict[str, Any]) -> str:
    """Write the numbers of people of a study: cases and controls, or all."""
    if row["cases"] is not None or row["controls"] is not None:
        return " / ".join("–" if row[name] is None else integer(row[name]) for name in ("cases", "controls"))
    return "" if row["n"] is None else integer(row["n"])


def _columns(
    studies: Sequence[dict[str, Any]], rows: pd.DataFrame, further: Sequence[str], weights: bool
) -> list[Column]:
    """List the columns in order of importance; the last goes first."""
    columns = []
    if any(row["cases"] is not None or row["controls"] is not None for row in studies):
        columns.append(Column(_PEOPLE, "Cases /\ncontrols", numeric=True))
    elif any(row["n"] is not None for row in studies):
        columns.append(Column(_PEOPLE, "People", numeric=True))
    for name in further:
        heading = name.replace("_", " ")
        numeric = pd.api.types.is_numeric_dtype(rows[name].dtype)
        columns.append(Column(name, heading[:1].upper() + heading[1:], numeric=numeric))
    if weights:
        columns.append(Column(_WEIGHT, "Weight", after=True, numeric=True))
    return columns


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value, 0 if value == int(value) else 2)
    return str(value).replace("-", "−") if isinstance(value, int) else str(value)


def _axis(
    lines: Sequence[Line], scale: EffectScale, sides: tuple[str, str], limits: tuple[float, float] | None
) -> ValueAxis:
    null = scale.null_place
    if limits is None:
        results = [line for line in lines if line.mark in (Mark.POOLED, Mark.GROUP)]
        placed = axis_limits(
            [line.middle for line in lines if line.mark is Mark.STUDY],
            [(line.low, line.high) for line in lines if line.mark in (Mark.STUDY, Mark.PREDICTION)],
            [*([] if null is None else [null]), *(end for line in results for end in (line.low, line.high))],
        )
    else:
        placed = (scale.place(limits[0]), scale.place(limits[1]))
    return ValueAxis(
        limits=placed, label=scale.label, ratio=scale.ratio, null=null, words=None if null is None else sides
    )


def _unpooled(row: dict[str, Any]) -> Unpooled:
    people = people_of(row)
    if people and " / " not in people:
        people = f"n = {people}"
    slug = (row["slugs"] or "").partition(" ")[0]
    return Unpooled(row["label"], row["direction"] or "", people, row["reason"] or "", slug or None)

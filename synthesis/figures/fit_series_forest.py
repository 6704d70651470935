"""A forest plot of a series of refits, a row a refit: what leave-one-out and cumulative plots share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.errors import FigureError
from synthesis.figures.drawn import Drawn, Texts, drawing
from synthesis.figures.effect_scale import EffectScale, Writer, effect_scale
from synthesis.figures.forest_layout import Column, Forest, Line, Mark, ValueAxis, paint
from synthesis.figures.forest_limits import axis_limits
from synthesis.figures.forest_words import interval_words, small, writer_of
from synthesis.figures.sheet import Sheet
from synthesis.store.tidy import Schema, frame, records
from synthesis.wording import UNDEFINED, number, p_value

if TYPE_CHECKING:
    from synthesis.models.fit_series import FitSeries
    from synthesis.models.results import RmaFit

#: A row is a ``step`` or, last, ``all``: the fit to all studies.
SCHEMA: Schema = {
    "part": "string",
    "label": "string",
    "order": "string",
    "estimate": "double",
    "ci_low": "double",
    "ci_high": "double",
    "k": "int64",
    "p_value": "double",
    "tau2": "double",
    "I2": "double",
    "model": "string",
    "ordered": "string",
}
_COLUMNS = (
    Column("p_value", "p", after=True, numeric=True),
    Column("tau2", "τ²", after=True, numeric=True),
    Column("I2", "I²", after=True, numeric=True),
)
_AXIS_SHARE = 0.30  # p, τ² and I² are what one looks for here
_DROP = ("I2", "tau2", "p_value", "order")

Row = dict[str, Any]


def check_mean(fit: RmaFit, where: str) -> None:
    """Refuse a fit that has no single mean to refit.

    Raises
    ------
    FigureError
        For a meta-regression or a location-scale model.
    """
    if fit.names != ("intrcpt",) or fit.scale is not None:
        raise FigureError(
            "the model has moderators",
            where=where,
            hint="give a model of the mean; tidy() of the refits has all",
        )


def steps(series: FitSeries, scale: EffectScale) -> list[Row]:
    """Give the refits of a mean as rows, in their order."""
    table = series.tidy()
    ends = {name: scale.shown(table[name].to_numpy()) for name in ("estimate", "ci_low", "ci_high")}
    order = series.order or [None] * len(table)
    known = records(table, ["k", "p_value", "tau2", "I2"])
    return [
        {"part": "step", "label": label, "order": None if at is None else str(at)}
        | {name: _number(values[i]) for name, values in ends.items()}
        | {name: _number(value) for name, value in row.items()}
        for i, (label, at, row) in enumerate(zip(table[series.step], order, known, strict=True))
    ]


def whole(fit: RmaFit, scale: EffectScale, model: str) -> Row:
    """Give the fit to all studies as a row."""
    ends = [float(end) for end in scale.shown([fit.beta[0], fit.ci_lb[0], fit.ci_ub[0]])]
    numbers = {"estimate": ends[0], "ci_low": ends[1], "ci_high": ends[2], "p_value": float(fit.pval[0])}
    numbers |= {"tau2": fit.tau2, "I2": fit.I2}
    return {"part": "all", "k": fit.k, "model": model} | {name: _number(v) for name, v in numbers.items()}


def framed(made: Sequence[Row]) -> pd.DataFrame:
    """Make the frame of a figure."""
    return frame([{name: row.get(name) for name in SCHEMA} for row in made], SCHEMA)


def parts(rows: pd.DataFrame) -> tuple[list[Row], Row | None]:
    """Give the refits, and the fit to all studies."""
    made = records(rows, tuple(SCHEMA))
    return [row for row in made if row["part"] == "step"], next(
        (row for row in made if row["part"] == "all"), None
    )


def drawn(
    rows: pd.DataFrame,
    texts: Texts,
    ax: Axes | None,
    *,
    measure: str,
    heading: str,
    last: str,
    level: float,
    sides: tuple[str, str],
    limits: tuple[float, float] | None,
    nothing: str,
) -> Drawn:
    """Draw a series; `heading` stands over the labels, `last` is the label of the fit to all studies."""
    painter = partial(
        _paint,
        scale=effect_scale(measure),
        heading=heading,
        last=last,
        level=level,
        sides=sides,
        limits=limits,
        nothing=nothing,
    )
    return drawing(painter, rows, texts, ax=ax)


def spoken(row: Row, write: Writer) -> str:
    """Write estimate, interval, p and heterogeneity of a refit as a phrase."""
    if row["estimate"] is None:
        return "not fitted"
    said = [numbers(row, write)]
    if row["p_value"] is not None:
        said.append(p_value(row["p_value"]))
    if row["tau2"] is not None:
        said.append(f"τ² {small(row['tau2'])}")
    return ", ".join(said)


def numbers(row: Row, write: Writer) -> str:
    """Write estimate and interval of a refit."""
    low, middle, high = (_nan(row[name]) for name in ("ci_low", "estimate", "ci_high"))
    return write.estimate(middle, low, high)


def _paint(
    rows: pd.DataFrame,
    sheet: Sheet,
    *,
    scale: EffectScale,
    heading: str,
    last: str,
    level: float,
    sides: tuple[str, str],
    limits: tuple[float, float] | None,
    nothing: str,
) -> None:
    made, everything = parts(rows)
    if not made:
        sheet.message(nothing)
        return
    shown = [*made, *([] if everything is None else [everything])]
    write = writer_of(shown, scale)
    lines = [_line(row, scale, write, last) for row in shown]
    null = scale.null_place
    reference = None if everything is None else scale.place(_nan(everything["estimate"]))
    if limits is None:
        inside = [value for value in (null, reference) if value is not None]
        placed = axis_limits(
            [line.middle for line in lines], [(line.low, line.high) for line in lines], inside
        )
    else:
        placed = (scale.place(limits[0]), scale.place(limits[1]))
    forest = Forest(
        lines=lines,
        headings=(heading, f"{scale.heading} {interval_words(level)}"),
        value_axis=ValueAxis(
            placed, scale.label, scale.ratio, null, None if null is None else sides, reference
        ),
        columns=[*_ordering(made, everything), *_COLUMNS],
        axis_share=_AXIS_SHARE,
        drop=_DROP,
    )
    paint(forest, sheet)


def _ordering(made: Sequence[Row], everything: Row | None) -> list[Column]:
    """Give the column of what the studies were ordered by, unless their labels say it."""
    if (
        everything is None
        or everything["ordered"] is None
        or all(row["order"] in row["label"] for row in made)
    ):
        return []
    return [Column("order", everything["ordered"].replace("_", " ").capitalize(), numeric=True)]


def _line(row: Row, scale: EffectScale, write: Writer, last: str) -> Line:
    low, middle, high = (scale.place(_nan(row[name])) for name in ("ci_low", "estimate", "ci_high"))
    cells = {
        "order": row["order"] or "",
        "p_value": _bare_p(row["p_value"]),
        "tau2": UNDEFINED if row["tau2"] is None else small(row["tau2"]),
        "I2": UNDEFINED if row["I2"] is None else f"{number(row['I2'], 0)}%",
    }
    return Line(
        mark=Mark.POOLED if row["part"] == "all" else Mark.STEP,
        label=last if row["part"] == "all" else row["label"],
        numbers=numbers(row, write),
        low=low,
        middle=middle,
        high=high,
        cells=cells,
    )


def _bare_p(p: float | None) -> str:
    """Write a p-value under a heading that says p."""
    if p is None:
        return UNDEFINED
    return p_value(p).removeprefix("p ").removeprefix("= ")


def _number(value: float | None) -> float | None:
    return None if value is None or value != value else value


def _nan(value: float | None) -> float:
    return float("nan") if value is None else value

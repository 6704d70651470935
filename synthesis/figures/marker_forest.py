"""Forest plot of many markers: a row a question, its pooled estimate and what a further study may find."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.errors import FigureError
from synthesis.figures.about import About
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.effect_scale import EffectScale, Writer, effect_scale
from synthesis.figures.forest_layout import Column, Forest, Line, Mark, ValueAxis, paint
from synthesis.figures.forest_limits import axis_limits
from synthesis.figures.forest_words import SIDES, interval_words, writer_of
from synthesis.figures.origin import provenance
from synthesis.figures.sheet import Sheet
from synthesis.figures.unpooled import Unpooled
from synthesis.models.notes import FLAG_NOTES
from synthesis.store.tidy import Schema, frame, records
from synthesis.wording import count, integer, plural, shorten

_SCHEMA: Schema = {
    "part": "string",
    "label": "string",
    "estimate": "double",
    "ci_low": "double",
    "ci_high": "double",
    "pi_low": "double",
    "pi_high": "double",
    "k": "int64",
    "reason": "string",
    "ordered": "string",
}
_NEEDED = ("k", "estimate", "ci_low", "ci_high")
_AXIS_SHARE = 0.32  # the prediction interval stays beside the estimate
_FEW = 3
_READING = "Thick: confidence interval of the mean. Thin: prediction interval (PI) for a further study."
_NOTHING = "No group has an estimate."

Row = dict[str, Any]


def rows(
    pooled: pd.DataFrame, *, label: str | None = None, measure: str = "SMD", order: str = "effect"
) -> pd.DataFrame:
    """Collect the pooled estimates of groups.

    Parameters
    ----------
    pooled
        As `synthesis.models.batch.rma_by` gives it, with ``prediction=...`` for prediction intervals.
    label
        Column that names the rows; the columns the groups were made by when left out.
    measure
        The effect size that was pooled.
    order
        ``effect`` (highest first), ``given``, or a column of `pooled`.

    Returns
    -------
    DataFrame
        One row a group, in drawing order: ``part`` is ``pooled``, ``one study`` or ``not fitted`` (last, with
        the ``reason``); ``label estimate ci_low ci_high pi_low pi_high k``. Estimates are on the scale that
        is shown. Of fewer than three studies there is no prediction interval.

    Raises
    ------
    FigureError
        When a column is missing.
    UnknownTermError
        When the measure is unknown.
    """
    missing = [name for name in _NEEDED if name not in pooled.columns]
    if missing:
        raise FigureError(
            f"no column {', '.join(missing)}", where="marker_forest", hint="give a frame of syn.rma_by"
        )
    names = _names(pooled, label)
    scale = effect_scale(measure)
    ends = [name for name in ("estimate", "ci_low", "ci_high", "pi_low", "pi_high") if name in pooled.columns]
    shown = {name: scale.shown(pooled[name].to_numpy(dtype=float)) for name in ends}
    notes = pooled["notes"].tolist() if "notes" in pooled.columns else [""] * len(pooled)
    made: list[Row] = []
    for i, k in enumerate(pooled["k"].tolist()):
        row = {name: None if values[i] != values[i] else float(values[i]) for name, values in shown.items()}
        if k < _FEW:
            row |= {"pi_low": None, "pi_high": None}
        part = "not fitted" if row["estimate"] is None else "one study" if k == 1 else "pooled"
        reason = _reason(str(notes[i])) if part == "not fitted" else None
        made.append({"part": part, "label": names[i], "k": int(k), "reason": reason, "place": i} | row)
    _sort(made, order, pooled)
    plain = [{name: row.get(name) for name in _SCHEMA} | {"ordered": order} for row in made]
    return frame(plain, _SCHEMA)


def draw(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    measure: str = "SMD",
    level: float = 95,
    question: str = "",
    about: About | None = None,
    noun: str = "marker",
    sides: tuple[str, str] = SIDES,
    limits: tuple[float, float] | None = None,
) -> Drawn:
    """Draw a forest plot of many markers.

    Parameters
    ----------
    rows
        As `rows` gives them.
    ax, measure, level, question, about, sides, limits
        As for `synthesis.figures.forest.draw`.
    noun
        What a row is, in the singular.
    """
    scale = effect_scale(measure)
    painter = partial(_paint, scale=scale, level=level, noun=noun, sides=sides, limits=limits)
    return drawing(painter, rows, _texts(rows, scale, level, question, about or About(), noun), ax=ax)


def figure(
    pooled: pd.DataFrame,
    *,
    label: str | None = None,
    measure: str = "SMD",
    order: str = "effect",
    level: float = 95,
    question: str = "",
    about: About | None = None,
    noun: str = "marker",
    sides: tuple[str, str] = SIDES,
    limits: tuple[float, float] | None = None,
) -> Drawn:
    """Draw the pooled estimates of many markers or questions, a row each.

    Parameters
    ----------
    pooled, label, measure, order
        As for `rows`.
    level, question, about, noun, sides, limits
        As for `draw`.

    Raises
    ------
    FigureError
        When a column is missing.
    UnknownTermError
        When the measure is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> import synthesis as syn
    >>> data = pd.DataFrame({"marker": ["A"] * 3 + ["B"], "yi": [0.1, 0.3, 0.5, 0.2], "vi": [0.04] * 4})
    >>> figure(syn.rma_by(data, "marker", prediction="matching"), question="Cytokines").alt
    'Forest plot of 2 markers, Cytokines: SMD between 0.20 and 0.30.'
    """
    return draw(
        rows(pooled, label=label, measure=measure, order=order),
        measure=measure,
        level=level,
        question=question,
        about=about,
        noun=noun,
        sides=sides,
        limits=limits,
    )


def _names(pooled: pd.DataFrame, label: str | None) -> list[str]:
    """Name the rows: by one column, or by those the groups were made by."""
    if label is None and "label" in pooled.columns:
        label = "label"
    if label is not None and label not in pooled.columns:
        raise FigureError(
            f"no column {label!r}", where="label", hint=f"columns: {', '.join(map(str, pooled.columns))}"
        )
    columns = [str(name) for name in pooled.columns]
    by = [label] if label is not None else columns[: columns.index("rows")] if "rows" in columns else []
    if not by:
        raise FigureError("nothing names the rows", where="label", hint="name the column that does")
    cells = pooled[by].astype("object").where(pooled[by].notna(), "not stated")
    return [", ".join(map(str, row)) for row in cells.itertuples(index=False)]


def _reason(codes: str) -> str:
    """Put the codes of the notes of a group that was not fitted into words."""
    words = {note.code: note.text for note in FLAG_NOTES.values()}
    said = [words[code] for code in codes.split() if code in words]
    text = " ".join(said).rstrip(".") or "not fitted"
    return text[:1].lower() + text[1:]


def _sort(made: list[Row], order: str, pooled: pd.DataFrame) -> None:
    """Put groups into the order asked for; those without an estimate come last."""
    if order == "effect":
        made.sort(key=lambda row: (row["estimate"] is None, -(row["estimate"] or 0.0), row["label"]))
    elif order in pooled.columns:
        rank = pooled[order].reset_index(drop=True).sort_values(kind="stable").index.tolist()
        made.sort(key=lambda row: (row["estimate"] is None, rank.index(row["place"])))
    elif order == "given":
        made.sort(key=lambda row: row["estimate"] is None)
    else:
        raise FigureError(
            f"{order!r} is not known", where="order", hint="effect, given, or a column of the frame"
        )


def _paint(
    rows: pd.DataFrame,
    sheet: Sheet,
    *,
    scale: EffectScale,
    level: float,
    noun: str,
    sides: tuple[str, str],
    limits: tuple[float, float] | None,
) -> None:
    made = records(rows, tuple(_SCHEMA))
    fitted = [row for row in made if row["part"] != "not fitted"]
    left_out = [
        Unpooled(row["label"], None, "", row["reason"]) for row in made if row["part"] == "not fitted"
    ]
    if not made:
        sheet.message(_NOTHING)
        return
    write = writer_of(fitted, scale)
    lines = [_line(row, scale, write) for row in fitted]
    null = scale.null_place
    if limits is None:
        intervals = [(line.low, line.high) for line in lines] + [line.prediction for line in lines]
        inside = [] if null is None else [null]
        placed = axis_limits([line.middle for line in lines], intervals, inside)
    else:
        placed = (scale.place(limits[0]), scale.place(limits[1]))
    words = None if null is None else sides
    predicted = any(row["pi_low"] is not None for row in fitted)
    forest = Forest(
        lines=lines or [Line(Mark.HEADING, _NOTHING)],
        headings=(noun[:1].upper() + noun[1:], f"{scale.heading} {interval_words(level)}"),
        value_axis=ValueAxis(placed, scale.label, scale.ratio, null, words) if lines else None,
        columns=[
            Column("k", "k", numeric=True),
            *([Column("pi", f"{level:g}% PI", after=True, numeric=True)] if predicted else []),
        ],
        drop=("pi", "k"),
        notes=[_READING] if predicted else [],
        unpooled=left_out,
        unpooled_heading=f"Without an estimate: {count(len(left_out), noun)}",
        axis_share=_AXIS_SHARE,
    )
    paint(forest, sheet)


def _line(row: Row, scale: EffectScale, write: Writer) -> Line:
    values = {name: float("nan") if row[name] is None else row[name] for name in _ENDS}
    place = {name: scale.place(value) for name, value in values.items()}
    cells = {"k": integer(row["k"])}
    if row["pi_low"] is not None:
        cells["pi"] = write.interval(values["pi_low"], values["pi_high"])
    return Line(
        mark=Mark.STUDY if row["part"] == "one study" else Mark.MEAN,
        label=row["label"],
        numbers=write.estimate(values["estimate"], values["ci_low"], values["ci_high"]),
        low=place["ci_low"],
        middle=place["estimate"],
        high=place["ci_high"],
        cells=cells,
        prediction=(place["pi_low"], place["pi_high"]),
    )


_ENDS = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high")


def _texts(
    rows: pd.DataFrame, scale: EffectScale, level: float, question: str, about: About, noun: str
) -> Texts:
    made = records(rows, tuple(_SCHEMA))
    fitted = [row for row in made if row["part"] != "not fitted"]
    single = sum(row["part"] == "one study" for row in made)
    subject = question or about.subject
    write = writer_of(fitted, scale)
    groups = count(len(made), noun)
    finding = _NOTHING.rstrip(".")
    if fitted:
        values = [row["estimate"] for row in fitted]
        finding = f"{scale.heading} between {write.value(min(values))} and {write.value(max(values))}"
        if len(values) == 1:
            finding = f"{scale.heading} {write.value(values[0])}"
    parts = [groups]
    if single:
        parts.append(f"{integer(single)} from one study alone, not pooled")
    if len(made) > len(fitted):
        parts.append(f"{integer(len(made) - len(fitted))} without an estimate")
    caption = [
        f"A dot with a thick line is the mean of the true effects with its {level:g}% interval, k the number "
        "of effects. The thin line (PI) is where the true effect of a further study is expected; of fewer "
        "than three studies there is none. Arrows leave the axis; the numbers give intervals in full.",
    ]
    if single:
        caption.append(f"A square is the estimate of a single study with its {level:g}% interval.")
    if made:
        how = {"effect": "by effect, highest first", "given": "in the order of the data"}
        order = made[0]["ordered"]
        caption.append(f"Rows stand {how.get(order, 'by ' + order.replace('_', ' '))}.")
    caption.append(f"Intervals take no account of how many {plural(noun)} are looked at.")
    return Texts(
        name=about.name(f"{noun} forest {question}"),
        title=f"{subject}: {finding}",
        subtitle=about.subtitle(
            f"{scale.label[:1].upper()}{scale.label[1:]}, pooled for each {noun}; {'; '.join(parts)}."
        ),
        caption=" ".join(caption),
        alt=shorten(f"Forest plot of {groups}, {subject}: {finding}.", LONGEST_ALT),
        long_description=" ".join(
            [
                f"Forest plot of {groups}, {subject}. Axis: {scale.label}.",
                *(_told(row, write) for row in made),
            ]
        ),
        provenance=provenance(about, rows, [groups], ""),
    )


def _told(row: Row, write: Writer) -> str:
    if row["part"] == "not fitted":
        return f"{row['label']}: {row['reason']};"
    low, high = (float("nan") if row[name] is None else row[name] for name in ("ci_low", "ci_high"))
    said = f"{row['label']}, k = {integer(row['k'])}: {write.estimate(row['estimate'], low, high)}"
    if row["pi_low"] is not None:
        said += f", prediction interval {write.interval(row['pi_low'], row['pi_high'])}"
    return f"{said};"

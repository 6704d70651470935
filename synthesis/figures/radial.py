"""Radial plot: effects divided by their standard error against precision; studies that agree lie on one line.

After Galbraith (1988, Statistics in Medicine 7:889); the coordinates are those of `models.radial`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.figures import origin
from synthesis.figures.about import About
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.effect_groups import slug_of
from synthesis.figures.effect_scale import effect_scale
from synthesis.figures.radial_layout import paint
from synthesis.figures.sheet import Sheet
from synthesis.models.radial import radial
from synthesis.store.tidy import Schema, frame, records
from synthesis.wording import count, integer, number, series, shorten

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit

_SCHEMA: Schema = {
    "part": "string",
    "label": "string",
    "estimate": "double",
    "ci_low": "double",
    "ci_high": "double",
    "precision": "double",
    "z": "double",
    "distance": "double",
    "inside": "bool",
    "reason": "string",
    "measure": "string",
    "level": "double",
    "model": "string",
    "k": "int64",
    "slope": "double",
    "band": "double",
    "digest": "string",
    "slugs": "string",
}
_NOTHING = "No study gives a usable estimate."
_NAMED = 8  # studies outside the band that the long description names


def rows(fit: RmaFit, *, measure: str) -> pd.DataFrame:
    """Collect the coordinates of a radial plot.

    Parameters
    ----------
    fit
        A model of the mean.
    measure
        The effect size; see `synthesis.effects.measures.MEASURES`.

    Returns
    -------
    DataFrame
        First the ``model``: the mean with its interval, its ``slope`` (the mean on the scale that was fitted)
        and half the height of the ``band``. Then one row a ``study``, furthest from the line first:
        ``precision`` and ``z``, the ``distance`` from the line, and whether it lies ``inside`` the band; one
        left out has a ``reason``. Effects are on the scale that is shown, ratios as ratios.

    Raises
    ------
    NumbersError
        For a model with moderators or a location-scale model.
    UnknownTermError
        When the measure is unknown.
    """
    scale = effect_scale(measure)
    made = radial(fit)
    empty: dict[str, Any] = dict.fromkeys(_SCHEMA)
    shown = [float(value) for value in scale.shown([made.slope, made.ci_lb, made.ci_ub])]
    model = dict(zip(("estimate", "ci_low", "ci_high"), shown, strict=True)) | {
        "part": "model",
        "measure": measure,
        "level": made.level,
        "model": origin.model_words(fit),
        "k": fit.k,
        "slope": made.slope,
        "band": made.band,
        "digest": fit.digest,
    }
    table = made.tidy().assign(estimate=scale.shown(fit.yi))
    table = table.iloc[(-table["distance"].abs()).argsort(kind="stable")]
    studies = []
    for row in table.to_dict("records"):
        numbers = {str(name): value for name, value in row.items()}
        studies.append(empty | {"part": "study", "slugs": slug_of(str(row["label"]))} | numbers)
    lost = [
        empty
        | {"part": "study", "label": row["label"], "slugs": slug_of(row["label"]), "reason": row["reason"]}
        for row in fit.excluded.to_dict("records")
    ]
    return frame([empty | model, *studies, *lost], _SCHEMA)


def draw(
    rows: pd.DataFrame, ax: Axes | None = None, *, question: str = "", about: About | None = None
) -> Drawn:
    """Draw the radial plot.

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
    """
    return drawing(_paint, rows, _texts(rows, question, about or About()), ax=ax)


def figure(fit: RmaFit, *, measure: str, question: str = "", about: About | None = None) -> Drawn:
    """Draw the radial plot of a fit.

    Parameters
    ----------
    fit, measure
        As for `rows`.
    question, about
        As for `draw`.

    Raises
    ------
    NumbersError
        For a model with moderators or a location-scale model.
    UnknownTermError
        When the measure is unknown.

    Examples
    --------
    >>> import synthesis as syn
    >>> fit = syn.rma([0.1, 0.3, 0.35, 1.65], [0.03, 0.03, 0.05, 0.01], method="EE")
    >>> print(figure(fit, measure="SMD", question="A marker").title)
    A marker: 4 of 4 studies outside the 95% band
    """
    return draw(rows(fit, measure=measure), question=question, about=about)


def _parts(rows: pd.DataFrame) -> tuple[dict[str, Any] | None, list[dict[str, Any]], int]:
    """Give the model, the studies that are drawn, and how many are not."""
    made = records(rows, tuple(_SCHEMA))
    model = next((row for row in made if row["part"] == "model"), None)
    studies = [row for row in made if row["part"] == "study" and row["reason"] is None]
    return model, studies, sum(row["reason"] is not None for row in made)


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    model, studies, _ = _parts(rows)
    if model is None or not studies:
        sheet.message(_NOTHING)
    else:
        paint(model, studies, sheet)


def _texts(rows: pd.DataFrame, question: str, about: About) -> Texts:
    model, studies, lost = _parts(rows)
    subject = question or about.subject
    caption = (
        "A mark is a study: across its precision, one over its standard error, up its effect times the "
        "precision. Studies with one true effect scatter about a line through 0 whose slope is that effect; "
        "the axis on the right reads the slope of a line from 0. The dashed lines hold the stated share of "
        "the studies if the model is right; a study outside is marked by a diamond. In a random-effects "
        "model the variance between studies is part of the standard error."
    )
    if model is None or not studies:
        title, subtitle = f"{subject}: no study gives a usable estimate", _NOTHING
        alt = long = _NOTHING
        provenance = origin.provenance(about, rows, ["no study"], "")
    else:
        scale = effect_scale(model["measure"])
        write = scale.writer([row["estimate"] for row in studies], [model["ci_high"] - model["ci_low"]])
        outside = [row for row in studies if not row["inside"]]
        k, band = count(model["k"], "study"), f"{model['level']:g}% band"
        out = f"{integer(len(outside))} of {k} outside the {band}"
        title = f"{subject}: {out}"
        mean = write.estimate(model["estimate"], model["ci_low"], model["ci_high"])
        kept = f"; {integer(lost)} more without a usable estimate, not drawn" if lost else ""
        subtitle = f"{scale.label[:1].upper()}{scale.label[1:]}, mean {mean}; {k}; {model['model']}{kept}"
        alt = shorten(f"Radial plot, {subject}: {out}; mean {scale.heading} {mean}{kept}.", LONGEST_ALT)
        listed = [f"{row['label']} {write.value(row['estimate'])} (distance {number(row['distance'])})"
                  for row in outside[:_NAMED]]  # fmt: skip
        further = f" and {integer(len(outside) - _NAMED)} more" if len(outside) > _NAMED else ""
        long = f"{subtitle}. {out}{f': {series(listed)}{further}' if listed else ''}."
        provenance = origin.provenance(about, rows, [k, model["model"]], model["digest"])
    return Texts(
        name=about.name(f"radial {question}"),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=caption,
        alt=alt,
        long_description=long,
        provenance=provenance,
    )

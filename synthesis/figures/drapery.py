"""Drapery plot: the p-value of every value the effect could have, by study, for the mean and a further study.

After Rücker and Schwarzer (2021, Research Synthesis Methods); the curves are those of `models.p_functions`.
Cut at a height, each curve gives the interval of that level, so no level is special.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from synthesis.figures import origin
from synthesis.figures.about import About
from synthesis.figures.drapery_layout import LEAST_P, paint
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.effect_groups import slug_of
from synthesis.figures.effect_scale import effect_scale
from synthesis.figures.forest_words import SIDES
from synthesis.figures.sheet import Sheet
from synthesis.models.p_functions import p_functions
from synthesis.models.study_interval import study_interval
from synthesis.store.tidy import Schema, frame, records
from synthesis.wording import count, integer, p_value, shorten

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit

_SCHEMA: Schema = {
    "part": "string",
    "label": "string",
    "estimate": "double",
    "ci_low": "double",
    "ci_high": "double",
    "pi_low": "double",
    "pi_high": "double",
    "p_value": "double",
    "reason": "string",
    "measure": "string",
    "level": "double",
    "model": "string",
    "k": "int64",
    "digest": "string",
    "slugs": "string",
}
_STEPS = 81
_FEWEST = 3  # studies with a prediction interval
_NOTHING = "No study gives a usable estimate."


def rows(fit: RmaFit, *, measure: str) -> pd.DataFrame:
    """Collect the curves of a drapery plot.

    Parameters
    ----------
    fit
        A model of the mean.
    measure
        The effect size; see `synthesis.effects.measures.MEASURES`.

    Returns
    -------
    DataFrame
        First the ``model``: mean, intervals of the level of the fit, and ``p_value`` of no effect. Then one
        row a ``study`` with its interval of 99.9%, where its curve reaches 0.001 (a study's curve is straight
        on the scale that is drawn); one left out has a ``reason``. Then the curves of the ``mean`` and the
        ``prediction``: ``p_value`` of 81 values each, between those where it is 0.001. Effects are on the
        scale that is shown, ratios as ratios.

    Raises
    ------
    NumbersError
        For a model with moderators or a location-scale model.
    UnknownTermError
        When the measure is unknown.
    """
    scale = effect_scale(measure)
    widest = 100 * (1 - LEAST_P)
    empty: dict[str, Any] = dict.fromkeys(_SCHEMA)
    curves: list[dict[str, Any]] = []
    p_functions(fit, [0.0])  # refuses moderators
    ends = fit.predict(level=widest).iloc[0]
    for part, low, high in (("mean", "ci_lb", "ci_ub"), ("prediction", "pi_lb", "pi_ub")):
        if fit.k < 2 or np.isnan(ends[low]) or (part == "prediction" and fit.k < _FEWEST):
            continue
        at = np.linspace(ends[low], ends[high], _STEPS)
        made = p_functions(fit, at)
        p = made.mean if part == "mean" else made.prediction
        curves += [
            empty | {"part": part, "estimate": float(x), "p_value": float(y)}
            for x, y in zip(scale.shown(at), p, strict=True)
        ]
    bounds = study_interval(fit.yi, fit.vi, widest)
    shown = [scale.shown(values) for values in (fit.yi, *bounds)]
    studies = [
        empty
        | {"part": "study", "label": label, "slugs": slug_of(label)}
        | {"estimate": float(middle), "ci_low": float(lower), "ci_high": float(upper)}
        for label, middle, lower, upper in zip(fit.labels, *shown, strict=True)
    ]
    studies += [
        empty
        | {"part": "study", "label": row["label"], "slugs": slug_of(row["label"]), "reason": row["reason"]}
        for row in fit.excluded.to_dict("records")
    ]
    return frame([empty | _model(fit, measure), *studies, *curves], _SCHEMA)


def _model(fit: RmaFit, measure: str) -> dict[str, Any]:
    scale = effect_scale(measure)
    told: dict[str, Any] = {
        "part": "model",
        "measure": measure,
        "level": fit.options.level,
        "model": origin.model_words(fit),
        "k": fit.k,
        "digest": fit.digest,
    }
    if fit.k < 2:
        return told
    made = fit.predict().iloc[0]
    names = {"estimate": "pred", "ci_low": "ci_lb", "ci_high": "ci_ub"}
    if fit.k >= _FEWEST:
        names |= {"pi_low": "pi_lb", "pi_high": "pi_ub"}
    values = {ours: float(scale.shown(made[its])) for ours, its in names.items()}
    p = float(fit.pval[0])
    if scale.null == scale.null and p == p:
        values["p_value"] = p
    return told | {name: value for name, value in values.items() if value == value}


def draw(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
) -> Drawn:
    """Draw the drapery plot.

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
    fit: RmaFit,
    *,
    measure: str,
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
) -> Drawn:
    """Draw the drapery plot of a fit.

    Parameters
    ----------
    fit, measure
        As for `rows`.
    question, about, sides
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
    >>> fit = syn.rma([0.1, 0.3, 0.35, 0.65], [0.03, 0.03, 0.05, 0.01], test="knha")
    >>> print(figure(fit, measure="SMD", question="A marker").title)
    A marker: SMD 0.38 [−0.01, 0.77], 4 studies
    """
    return draw(rows(fit, measure=measure), question=question, about=about, sides=sides)


def _parts(rows: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    made = records(rows, tuple(_SCHEMA))
    parts = {
        name: [row for row in made if row["part"] == name]
        for name in ("model", "study", "mean", "prediction")
    }
    parts["lost"] = [row for row in parts["study"] if row["reason"] is not None]
    parts["study"] = [row for row in parts["study"] if row["reason"] is None]
    return parts


def _paint(rows: pd.DataFrame, sheet: Sheet, *, sides: tuple[str, str]) -> None:
    parts = _parts(rows)
    if parts["study"]:
        paint(parts["model"][0], parts["study"], parts["mean"], parts["prediction"], sheet, sides)
    else:
        sheet.message(_NOTHING)


def _texts(rows: pd.DataFrame, question: str, about: About) -> Texts:
    parts = _parts(rows)
    subject = question or about.subject
    caption = (
        "Across are the values the effect could have, up the p-value of a test of each. A thin curve is a "
        "study, its top the estimate; the thick curve is the mean, the shaded region the true effect of a "
        "further study. Where a curve is cut at a height, the values in between are its interval of the "
        "level on the right. A value with a high p-value fits the data well; that does not make it the true "
        "one."
    )
    if not parts["study"]:
        title, subtitle = f"{subject}: no study gives a usable estimate", _NOTHING
        alt = long = _NOTHING
        provenance = origin.provenance(about, rows, ["no study"], "")
    else:
        model, studies = parts["model"][0], parts["study"]
        scale = effect_scale(model["measure"])
        write = scale.writer(
            [row["estimate"] for row in studies], [row["ci_high"] - row["ci_low"] for row in studies]
        )
        k = count(model["k"], "study")
        lost = len(parts["lost"])
        kept = f"; {integer(lost)} more without a usable estimate, not drawn" if lost else ""
        label = f"{scale.label[:1].upper()}{scale.label[1:]}"
        if model["estimate"] is None:
            finding = f"{k}, nothing pooled"
            told = f"the study: {write.value(studies[0]['estimate'])}"
        else:
            mean = write.estimate(model["estimate"], model["ci_low"], model["ci_high"])
            finding = f"{scale.heading} {mean}, {k}"
            told = f"mean {mean}, {model['level']:g}% interval"
            if model["pi_low"] is not None:
                told += f", prediction interval {write.interval(model['pi_low'], model['pi_high'])}"
            if model["p_value"] is not None:
                told += f"; no effect on average: {p_value(model['p_value'])}"
        title = f"{subject}: {finding}"
        subtitle = f"{label}; {k}; {model['model']}{kept}"
        alt = shorten(f"Drapery plot of p-value curves, {subject}: {finding}{kept}.", LONGEST_ALT)
        low, high = min(row["estimate"] for row in studies), max(row["estimate"] for row in studies)
        span = f"Estimates of the studies from {write.value(low)} to {write.value(high)}."
        long = f"{subtitle}. {told[:1].upper()}{told[1:]}. {span}"
        provenance = origin.provenance(about, rows, [k, model["model"]], model["digest"])
    return Texts(
        name=about.name(f"drapery {question}"),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=caption,
        alt=alt,
        long_description=long,
        provenance=provenance,
    )

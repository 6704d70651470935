"""Bubble plot of a meta-regression: effects against one moderator, with the fitted line and both bands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from synthesis.errors import FigureError
from synthesis.figures import origin
from synthesis.figures.about import About
from synthesis.figures.bubble_layout import paint
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.effect_groups import slug_of
from synthesis.figures.effect_scale import EffectScale, Writer, effect_scale
from synthesis.figures.forest_words import SIDES
from synthesis.figures.plane import are_years
from synthesis.figures.sheet import Sheet
from synthesis.models.design import variables
from synthesis.store.tidy import Schema, frame, records
from synthesis.wording import count, integer, number, p_value, percent, shorten

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit

_SCHEMA: Schema = {
    "part": "string",
    "label": "string",
    "x": "double",
    "estimate": "double",
    "ci_low": "double",
    "ci_high": "double",
    "pi_low": "double",
    "pi_high": "double",
    "weight": "double",
    "reason": "string",
    "moderator": "string",
    "measure": "string",
    "level": "double",
    "model": "string",
    "k": "int64",
    "p_value": "double",
    "r2": "double",
    "digest": "string",
    "slugs": "string",
}
_STEPS = 81
#: Column of the frame -> column of `augment` or `predict`.
_STUDY = {"estimate": "yi", "ci_low": "ci_lb", "ci_high": "ci_ub"}
_LINE = {"estimate": "pred", "ci_low": "ci_lb", "ci_high": "ci_ub", "pi_low": "pi_lb", "pi_high": "pi_ub"}
_NOTHING = "No study gives a usable estimate."


def rows(fit: RmaFit, *, measure: str) -> pd.DataFrame:
    """Collect effects, fitted line and bands of a meta-regression.

    Parameters
    ----------
    fit
        A meta-regression on one numeric moderator; it may bend (``"~ bs(year, df=4)"``).
    measure
        The effect size; see `synthesis.effects.measures.MEASURES`.

    Returns
    -------
    DataFrame
        First the ``model``: the change of the effect with one unit of the ``moderator`` and its interval
        where the line is straight (on the scale that was fitted), the test of the moderator and ``r2``, the
        share of heterogeneity it accounts for. Then one row a ``study``, the heaviest first, with its
        ``weight`` in percent; one left out has a ``reason``. Then the ``line`` at 81 places between the
        smallest and the largest ``x`` of the studies, with confidence and prediction interval. Effects are
        on the scale that is shown, ratios as ratios.

    Raises
    ------
    FigureError
        When the model has not exactly one numeric moderator.
    UnknownTermError
        When the measure is unknown.
    """
    scale = effect_scale(measure)
    name = _moderator(fit)
    its = fit.design.frame
    x = np.asarray([] if its is None else its[name], dtype=float)
    empty: dict[str, Any] = dict.fromkeys(_SCHEMA)
    straight = fit.p == 2 and fit.design.names[1] == name
    model = {
        "part": "model",
        "moderator": name,
        "measure": measure,
        "level": fit.options.level,
        "model": origin.model_words(fit),
        "k": fit.k,
        "p_value": _known(fit.QMp),
        "r2": _known(fit.R2 / 100),
        "digest": fit.digest,
    }
    if straight:
        ends = (fit.beta[1], fit.ci_lb[1], fit.ci_ub[1])
        model |= dict(zip(("estimate", "ci_low", "ci_high"), map(_known, ends), strict=True))
    studies = []
    table = fit.augment()
    places = iter(x)
    for row in table.to_dict("records"):
        made = empty | {"part": "study", "label": row["label"], "slugs": slug_of(row["label"])}
        if row["used"]:
            shown = {ours: float(scale.shown(row[it])) for ours, it in _STUDY.items()}
            made |= shown | {"x": float(next(places)), "weight": row["weight"]}
        studies.append(made | {"reason": row["reason"] or None})
    studies.sort(key=lambda row: -(row["weight"] or 0.0))
    grid = np.linspace(x.min(), x.max(), _STEPS)
    fitted = fit.predict(pd.DataFrame({name: grid}))
    line = [
        empty
        | {"part": "line", "x": float(place)}
        | {ours: _known(float(scale.shown(row[it]))) for ours, it in _LINE.items()}
        for place, row in zip(grid, fitted.to_dict("records"), strict=True)
    ]
    return frame([empty | model, *studies, *line], _SCHEMA)


def draw(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
) -> Drawn:
    """Draw the bubble plot.

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
    """Draw the bubble plot of a meta-regression on one numeric moderator.

    Parameters
    ----------
    fit, measure
        As for `rows`.
    question, about, sides
        As for `draw`.

    Raises
    ------
    FigureError
        When the model has not exactly one numeric moderator.
    UnknownTermError
        When the measure is unknown.

    Examples
    --------
    >>> import synthesis as syn
    >>> data = pd.DataFrame({"yi": [0.1, 0.4, 0.3, 0.8], "vi": [0.04] * 4, "year": [1999, 2005, 2010, 2020]})
    >>> drawn = figure(syn.rma(data=data, mods="~ year", test="knha"), measure="SMD", question="A marker")
    >>> print(drawn.title)
    A marker: SMD by year, 4 studies
    """
    return draw(rows(fit, measure=measure), question=question, about=about, sides=sides)


def _moderator(fit: RmaFit) -> str:
    """Name the only moderator."""
    design = fit.design
    columns = [] if design.frame is None else [str(name) for name in design.frame.columns]
    names = list(variables(design.formula, columns, where="fit")) if design.formula else columns
    numeric = len(names) == 1 and design.frame is not None
    if not numeric or design.frame is None or not pd.api.types.is_numeric_dtype(design.frame[names[0]]):
        raise FigureError(
            f"the model has moderators {', '.join(names) or 'none'}",
            where="fit",
            hint="fit one numeric moderator, such as mods='~ year'; `orchard` draws one with levels",
        )
    return names[0]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _parts(rows: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    made = records(rows, tuple(_SCHEMA))
    parts = {part: [row for row in made if row["part"] == part] for part in ("model", "study", "line")}
    parts["lost"] = [row for row in parts["study"] if row["reason"] is not None]
    parts["study"] = [row for row in parts["study"] if row["reason"] is None]
    return parts


def _paint(rows: pd.DataFrame, sheet: Sheet, *, sides: tuple[str, str]) -> None:
    parts = _parts(rows)
    if parts["study"]:
        paint(parts["model"][0], parts["study"], parts["line"], sheet, sides)
    else:
        sheet.message(_NOTHING)


def _texts(rows: pd.DataFrame, question: str, about: About) -> Texts:
    parts = _parts(rows)
    subject = question or about.subject
    model, studies, line = (parts[name] for name in ("model", "study", "line"))
    caption = (
        "A bubble is a study, its area the weight in the model. The line is the mean effect at each value of "
        "the moderator, the band its confidence interval; the dashed lines are the prediction interval: "
        "where the true effect of a further study is expected. The line ends where the studies end. A "
        "relation between studies is not one between people: studies differ in more than the moderator."
    )
    if not studies:
        title, subtitle = f"{subject}: no study gives a usable estimate", _NOTHING
        alt = long = _NOTHING
        provenance = origin.provenance(about, rows, ["no study"], "")
    else:
        told = model[0]
        scale = effect_scale(told["measure"])
        k = count(told["k"], "study")
        write = scale.writer(
            [row["estimate"] for row in studies], [row["ci_high"] - row["ci_low"] for row in studies]
        )
        title = f"{subject}: {scale.heading} by {told['moderator']}, {k}"
        said = _slope(told, scale)
        lost = len(parts["lost"])
        kept = f"; {integer(lost)} more without a usable estimate, not drawn" if lost else ""
        subtitle = f"{scale.label[:1].upper()}{scale.label[1:]}; {k}; {told['model']}; {said}{kept}"
        alt = shorten(f"Bubble plot, {title}. {said[:1].upper()}{said[1:]}{kept}.", LONGEST_ALT)
        ends = " and ".join(_at(row, told["moderator"], write) for row in (line[0], line[-1]))
        heaviest = studies[0]
        long = (
            f"{subtitle}. Fitted mean {ends}. Heaviest study {heaviest['label']}: "
            f"{write.estimate(heaviest['estimate'], heaviest['ci_low'], heaviest['ci_high'])}."
        )
        provenance = origin.provenance(about, rows, [k, told["model"]], told["digest"])
    return Texts(
        name=about.name(f"bubble {question}"),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=caption,
        alt=alt,
        long_description=long,
        provenance=provenance,
    )


def _slope(told: dict[str, Any], scale: EffectScale) -> str:
    """Say how the effect changes with the moderator, the test of it, and what it accounts for."""
    said = []
    if told["estimate"] is not None:
        ends = [told[name] for name in ("estimate", "ci_low", "ci_high") if told[name] is not None]
        ends = [float(np.exp(end)) for end in ends] if scale.ratio else ends
        width = ends[2] - ends[1] if len(ends) > 1 else 0.0
        written = [_digits(end, width) for end in ends]
        interval = f" [{written[1]}, {written[2]}]" if len(ends) > 1 else ""
        times = "times " if scale.ratio else ""
        said.append(f"change with one unit of {told['moderator']} {times}{written[0]}{interval}")
    if told["p_value"] is not None:
        said.append(p_value(told["p_value"]))
    if told["r2"] is not None:
        said.append(f"R² {percent(told['r2'])}")
    return ", ".join(said) or "no test of the moderator"


def _digits(value: float, width: float) -> str:
    """Write a slope with two digits of the width of its interval."""
    digits = 2 if not width else min(max(1 - int(np.floor(np.log10(abs(width)))), 0), 6)
    return number(value, digits)


def _at(row: dict[str, Any], moderator: str, write: Writer) -> str:
    ends = [float("nan") if row[name] is None else row[name] for name in ("estimate", "ci_low", "ci_high")]
    return f"{write.estimate(*ends)} at {moderator} {_x(row['x'])}"


def _x(value: float) -> str:
    if are_years([value]):
        return f"{value:.0f}"
    return number(value, 0 if value == int(value) else 2)

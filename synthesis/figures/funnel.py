"""Funnel plot: effects against their standard errors, over contours of the p-value of a single study."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.effects.measures import find_measure
from synthesis.errors import FigureError
from synthesis.figures.about import About
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.effect_scale import EffectScale, Writer, effect_scale
from synthesis.figures.forest_words import SIDES, counted
from synthesis.figures.funnel_layout import paint
from synthesis.figures.origin import model_words, provenance
from synthesis.figures.sheet import Sheet
from synthesis.store.tidy import Schema, frame, records
from synthesis.wording import integer, number, shorten

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit

_SCHEMA: Schema = {
    "part": "string",
    "label": "string",
    "slugs": "string",
    "effect": "double",
    "se": "double",
    "shown": "double",
    "k": "int64",
    "model": "string",
}
#: With fewer studies a funnel plot cannot tell asymmetry from chance.
LEAST_FOR_ASYMMETRY = 10
_FEW = 3
_NOTHING = "A funnel plot needs at least three studies with an estimate."

Row = dict[str, Any]


def rows(fit: RmaFit, *, measure: str = "SMD", slugs: Sequence[str] | None = None) -> pd.DataFrame:
    """Collect the studies of a fit with their standard errors.

    Parameters
    ----------
    fit
        A model of the mean.
    measure
        The effect size that was pooled.
    slugs
        The study behind each row given to the fit.

    Returns
    -------
    DataFrame
        One row a ``study``, largest standard error first, and last ``pooled``: ``label``, the ``effect`` on
        the scale it was pooled on, its standard error ``se``, and the effect as it is ``shown`` (ratios as
        ratios).

    Raises
    ------
    FigureError
        For a model with moderators, and when `slugs` do not fit to the rows of the fit.
    UnknownTermError
        When the measure is unknown.
    """
    if fit.names != ("intrcpt",) or fit.scale is not None:
        raise FigureError(
            "the model has moderators", where="funnel", hint="its residuals are not about one mean"
        )
    n = len(fit.studies.labels)
    if slugs is not None and len(slugs) != n:
        raise FigureError(f"has {len(slugs)} names, the fit was given {n} rows", where="slugs")
    scale = effect_scale(measure)
    names: Sequence[str | None] = [None] * n if slugs is None else slugs
    known = records(fit.augment(), ["label", "yi", "sei", "used"])
    made: list[Row] = [
        {"part": "study", "label": row["label"], "slugs": slug, "effect": row["yi"], "se": row["sei"]}
        for row, slug in zip(known, names, strict=True)
        if row["used"]
    ]
    made.sort(key=lambda row: (-row["se"], row["label"]))
    pooled = {"part": "pooled", "label": "Pooled", "effect": float(fit.beta[0]), "k": fit.k}
    made.append(pooled | {"model": model_words(fit)})
    shown = scale.shown([row["effect"] for row in made])
    return frame(
        [
            {name: row.get(name) for name in _SCHEMA} | {"shown": float(shown[i])}
            for i, row in enumerate(made)
        ],
        _SCHEMA,
    )


def draw(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    measure: str = "SMD",
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
    digest: str = "",
) -> Drawn:
    """Draw a contour-enhanced funnel plot.

    Parameters
    ----------
    rows
        As `rows` gives them.
    ax
        Axes of a figure of your own; a figure is made when left out.
    measure
        The effect size.
    question, about, sides, digest
        As for `synthesis.figures.forest.draw`.
    """
    scale = effect_scale(measure)
    null = find_measure(measure).scale.null
    painter = partial(_paint, scale=scale, null=None if null != null else float(null), sides=sides)
    return drawing(
        painter, rows, _texts(rows, scale, null == null, question, about or About(), digest), ax=ax
    )


def figure(
    fit: RmaFit,
    *,
    measure: str = "SMD",
    slugs: Sequence[str] | None = None,
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
) -> Drawn:
    """Draw effects against standard errors, with contours of p and the pseudo 95% region of the mean.

    The contours are about no difference, the region about the pooled estimate (Peters and others 2008,
    doi:10.1016/j.jclinepi.2007.11.010). Fewer than ten studies cannot show asymmetry, and the plot says so.

    Parameters
    ----------
    fit, measure, slugs
        As for `rows`.
    question, about, sides
        As for `draw`.

    Raises
    ------
    FigureError
        For a model with moderators, and when `slugs` do not fit to the rows of the fit.
    UnknownTermError
        When the measure is unknown.

    Examples
    --------
    >>> import synthesis as syn
    >>> fit = syn.rma([0.1, 0.3, 0.35, 0.65], [0.03, 0.03, 0.05, 0.01])
    >>> figure(fit, question="A marker").alt
    'Funnel plot, A marker: 4 studies, standard errors 0.10 to 0.22, pooled SMD 0.38.'
    """
    made = rows(fit, measure=measure, slugs=slugs)
    return draw(made, measure=measure, question=question, about=about, sides=sides, digest=fit.digest)


def _parts(rows: pd.DataFrame) -> tuple[list[Row], Row | None]:
    made = records(rows, tuple(_SCHEMA))
    pooled = next((row for row in made if row["part"] == "pooled"), None)
    return [row for row in made if row["part"] == "study"], pooled


def _paint(
    rows: pd.DataFrame, sheet: Sheet, *, scale: EffectScale, null: float | None, sides: tuple[str, str]
) -> None:
    studies, pooled = _parts(rows)
    if len(studies) < _FEW or pooled is None:
        sheet.message(_NOTHING)
        return
    note = _too_few(studies) if len(studies) < LEAST_FOR_ASYMMETRY else ""
    paint(studies, pooled["effect"], sheet, scale=scale, null=null, sides=sides, note=note)


def _too_few(studies: Sequence[Row]) -> str:
    least = integer(LEAST_FOR_ASYMMETRY)
    return f"{counted(studies)}: with fewer than {least}, asymmetry is not to be read or tested."


def _texts(
    rows: pd.DataFrame, scale: EffectScale, contours: bool, question: str, about: About, digest: str
) -> Texts:
    studies, pooled = _parts(rows)
    subject = question or about.subject
    k = counted(studies)
    caption = [
        "Each dot is a study; the higher, the smaller its standard error. The solid line is the pooled "
        "estimate; between the dashed lines 95% of studies would lie if all had that one true effect."
    ]
    if contours:
        caption.append("Shades tell the two-sided p of a single study against no difference.")
    if len(studies) < LEAST_FOR_ASYMMETRY:
        caption.append(_too_few(studies))
    caption.append(
        "Asymmetry has more causes than unpublished studies: true differences between small and large "
        "studies, chance, and effects whose standard error depends on them."
    )
    title, alt, long = f"{subject}: effects and their standard errors", _NOTHING, _NOTHING
    if len(studies) >= _FEW and pooled is not None:
        write = Writer(2, positive=scale.ratio)
        errors = [row["se"] for row in studies]
        span = f"standard errors {number(min(errors))} to {number(max(errors))}"
        mean = f"pooled {scale.heading} {write.value(pooled['shown'])}"
        alt = f"Funnel plot, {subject}: {k}, {span}, {mean}."
        told = "; ".join(
            f"{row['label']}: {write.value(row['shown'])}, standard error {number(row['se'])}"
            for row in studies
        )
        long = f"Funnel plot, {subject}: {k}. {mean[:1].upper()}{mean[1:]}. Least precise first: {told}."
    return Texts(
        name=about.name(f"funnel {question or 'plot'}"),
        title=title,
        subtitle=about.subtitle(
            f"{scale.label[:1].upper()}{scale.label[1:]}, against its standard error; {k}."
        ),
        caption=" ".join(caption),
        alt=shorten(alt, LONGEST_ALT),
        long_description=long,
        provenance=provenance(about, rows, [k, *([pooled["model"]] if pooled else [])], digest),
    )

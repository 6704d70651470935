"""Leave-one-out forest plot: the pooled estimate without each study in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from synthesis.figures import fit_series_forest
from synthesis.figures.about import About
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts
from synthesis.figures.effect_scale import EffectScale, effect_scale
from synthesis.figures.fit_series_forest import check_mean, framed, parts, spoken, steps, whole
from synthesis.figures.forest_words import SIDES, writer_of
from synthesis.figures.origin import model_words, provenance
from synthesis.wording import count, shorten

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit

_NOTHING = "Leaving a study out needs at least two studies with an estimate."


def rows(fit: RmaFit, *, measure: str = "SMD") -> pd.DataFrame:
    """Collect the refits without each study.

    Parameters
    ----------
    fit
        A model of the mean.
    measure
        The effect size that was pooled.

    Returns
    -------
    DataFrame
        One row a study left out (``part`` is ``step``), highest estimate first, and last ``all``, the fit
        itself: ``label estimate ci_low ci_high k p_value tau2 I2 model``. Estimates are on the scale that is
        shown, ratios as ratios. No rows for a fit of one study.

    Raises
    ------
    FigureError
        For a model with moderators.
    UnknownTermError
        When the measure is unknown.
    """
    check_mean(fit, "leave_one_out_forest")
    scale = effect_scale(measure)
    if fit.k < 2:
        return framed([])
    made = steps(fit.leave_one_out(), scale)
    made.sort(key=lambda row: (row["estimate"] is None, -(row["estimate"] or 0.0), row["label"]))
    return framed([*made, whole(fit, scale, model_words(fit))])


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
    """Draw a leave-one-out forest plot.

    Parameters
    ----------
    rows
        As `rows` gives them.
    ax, measure, level, question, about, sides, limits, digest
        As for `synthesis.figures.forest.draw`.
    """
    texts = _texts(rows, effect_scale(measure), level, question, about or About(), digest)
    return fit_series_forest.drawn(
        rows,
        texts,
        ax,
        measure=measure,
        heading="Left out",
        last="None (all studies)",
        level=level,
        sides=sides,
        limits=limits,
        nothing=_NOTHING,
    )


def figure(
    fit: RmaFit,
    *,
    measure: str = "SMD",
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
    limits: tuple[float, float] | None = None,
) -> Drawn:
    """Draw what the pooled estimate is without each study in turn.

    Parameters
    ----------
    fit
        A model of the mean.
    measure, question, about, sides, limits
        As for `synthesis.figures.forest.figure`.

    Raises
    ------
    FigureError
        For a model with moderators.
    UnknownTermError
        When the measure is unknown.

    Examples
    --------
    >>> import synthesis as syn
    >>> fit = syn.rma([0.1, 0.3, 0.35, 0.65], [0.03, 0.03, 0.05, 0.01], test="knha")
    >>> figure(fit, question="A marker").alt
    'Leave-one-out forest plot, A marker: SMD between 0.23 and 0.48 whichever of 4 studies is left out.'
    """
    return draw(
        rows(fit, measure=measure),
        measure=measure,
        level=fit.options.level,
        question=question,
        about=about,
        sides=sides,
        limits=limits,
        digest=fit.digest,
    )


def _texts(
    rows: pd.DataFrame, scale: EffectScale, level: float, question: str, about: About, digest: str
) -> Texts:
    made, everything = parts(rows)
    subject = question or about.subject
    write = writer_of([*made, *([everything] if everything else [])], scale)
    known = [row["estimate"] for row in made if row["estimate"] is not None]
    k = count(len(made), "study")
    if not known or everything is None:
        finding, long = "too few studies to leave one out", _NOTHING
    else:
        low, high = write.value(min(known)), write.value(max(known))
        finding = f"{scale.heading} between {low} and {high} whichever of {k} is left out"
        told = "; ".join(f"{row['label']}: {spoken(row, write)}" for row in made)
        long = (
            f"{finding[:1].upper()}{finding[1:]}. All studies: {spoken(everything, write)}. Without: {told}."
        )
    model = [everything["model"]] if everything else []
    return Texts(
        name=about.name(f"leave-one-out {question or 'plot'}"),
        title=f"{subject}: {finding}",
        subtitle=about.subtitle(
            f"{scale.label[:1].upper()}{scale.label[1:]}, pooled without each study in turn."
        ),
        caption=(
            f"A row is the pooled estimate of all studies but the one named, with its {level:g}% interval "
            "and its own p, τ² and I²; the highest comes first. The diamond and the dashed line are the "
            "estimate of all studies. A study that moves the estimate is not for that reason wrong."
        ),
        alt=shorten(f"Leave-one-out forest plot, {subject}: {finding}.", LONGEST_ALT),
        long_description=long,
        provenance=provenance(about, rows, [k, *model], digest),
    )

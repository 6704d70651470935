"""Cumulative forest plot: the pooled estimate as one study after another comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from synthesis.figures import fit_series_forest
from synthesis.figures.about import About
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts
from synthesis.figures.effect_scale import EffectScale, effect_scale
from synthesis.figures.fit_series_forest import Row, check_mean, framed, parts, spoken, steps, whole
from synthesis.figures.forest_words import SIDES, writer_of
from synthesis.figures.origin import model_words, provenance
from synthesis.wording import count, shorten

if TYPE_CHECKING:
    from synthesis.models.cumulative import Order
    from synthesis.models.results import RmaFit

_NOTHING = "There is no study to begin with."


def rows(fit: RmaFit, *, order: Order = None, measure: str = "SMD") -> pd.DataFrame:
    """Collect the refits to the first study, the first two, and so on.

    Parameters
    ----------
    fit
        A model of the mean.
    order
        One value a row given to the fit, smallest first; a Series says by its name what it is, such as
        ``year``. The order of the rows by default.
    measure
        The effect size that was pooled.

    Returns
    -------
    DataFrame
        One row a study added (``part`` is ``step``), and last ``all``, the fit itself: ``label order
        estimate ci_low ci_high k p_value tau2 I2 model``. Estimates are on the scale that is shown.

    Raises
    ------
    FigureError
        For a model with moderators.
    NumbersError
        When `order` does not fit to the rows of the fit.
    UnknownTermError
        When the measure is unknown.
    """
    check_mean(fit, "cumulative_forest")
    scale = effect_scale(measure)
    made = steps(fit.cumulative(order), scale)
    name = None if order is None else str(getattr(order, "name", None) or "the values given")
    return framed([*made, whole(fit, scale, model_words(fit)) | {"ordered": name}])


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
    """Draw a cumulative forest plot.

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
        heading="Added",
        last="All studies",
        level=level,
        sides=sides,
        limits=limits,
        nothing=_NOTHING,
    )


def figure(
    fit: RmaFit,
    *,
    order: Order = None,
    measure: str = "SMD",
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
    limits: tuple[float, float] | None = None,
) -> Drawn:
    """Draw the pooled estimate as studies come in.

    Parameters
    ----------
    fit, order
        As for `rows`.
    measure, question, about, sides, limits
        As for `synthesis.figures.forest.figure`.

    Raises
    ------
    FigureError
        For a model with moderators.
    NumbersError
        When `order` does not fit to the rows of the fit.
    UnknownTermError
        When the measure is unknown.

    Examples
    --------
    >>> import synthesis as syn
    >>> fit = syn.rma([0.1, 0.3, 0.35, 0.65], [0.03, 0.03, 0.05, 0.01], test="knha")
    >>> figure(fit, order=[2019, 2005, 2011, 2015], question="IL-6").alt
    'Cumulative forest plot, IL-6: SMD 0.30 [−0.04, 0.64] at first, 0.38 [−0.01, 0.77] with all 4 studies.'
    """
    return draw(
        rows(fit, order=order, measure=measure),
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
    k = count(len(made), "study")
    if not made or everything is None:
        finding = long = _NOTHING
        model = []
    else:
        write = writer_of([*made, everything], scale)
        first, last = (fit_series_forest.numbers(row, write) for row in (made[0], everything))
        finding = f"{scale.heading} {first} at first, {last} with all {k}"
        told = "; ".join(f"{_named(row)}: {spoken(row, write)}" for row in made)
        long = f"Each row adds a study: {told}. All studies: {spoken(everything, write)}."
        model = [everything["model"]]
    by = everything["ordered"] if everything else None
    ordered = f"ordered by {by}" if by else "in the order of the data"
    return Texts(
        name=about.name(f"cumulative {question or 'plot'}"),
        title=f"{subject}: the pooled estimate as studies come in",
        subtitle=about.subtitle(
            f"{scale.label[:1].upper()}{scale.label[1:]}, pooled anew with each study added; {k}."
        ),
        caption=(
            f"A row is the pooled estimate of the study named and all above it, {ordered}, with its "
            f"{level:g}% interval and its own p, τ² and I². The diamond and the dashed line are the estimate "
            "of all studies. Each row is a fit of its own: p and interval ignore the looks before."
        ),
        alt=shorten(f"Cumulative forest plot, {subject}: {finding}.", LONGEST_ALT),
        long_description=long,
        provenance=provenance(about, rows, [k, *model], digest),
    )


def _named(row: Row) -> str:
    return row["label"] if row["order"] is None else f"{row['label']} ({row['order']})"

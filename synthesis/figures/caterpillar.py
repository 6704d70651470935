"""Caterpillar plot: every effect with its interval, sorted, for more effects than a forest plot can name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from synthesis.figures import effect_groups
from synthesis.figures.about import About
from synthesis.figures.caterpillar_layout import paint
from synthesis.figures.drawn import Drawn, drawing
from synthesis.figures.effect_words import parts, texts
from synthesis.figures.forest_words import SIDES
from synthesis.figures.sheet import Sheet

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit

_NOTHING = "No study gives a usable estimate."
_CAPTION = (
    "A dot is an effect, the line through it its confidence interval; the highest stand on top, so the slope "
    "is order and no trend. Below them the diamond is the mean with its confidence interval, the line with "
    "caps the prediction interval: where the true effect of a further study is expected."
)


def rows(
    fit: RmaFit | pd.DataFrame,
    data: pd.DataFrame | None = None,
    *,
    measure: str,
    by: str | None = None,
    study: str | Sequence[str] | None = None,
    level: float = 95,
) -> pd.DataFrame:
    """Collect the effects of a fit or of several, with the mean of each group.

    Parameters
    ----------
    fit
        A model of the mean (one group), a meta-regression on one moderator with levels (a group a level), or
        the frame that `rma_by` gives (a group a row; pass ``prediction="matching"`` to it for prediction
        intervals).
    data, by
        The frame that `rma_by` was given, with ``yi`` and ``vi``, and the column it was grouped by.
    measure
        The effect size; see `synthesis.effects.measures.MEASURES`.
    study
        Study of each effect, or the column of `data` that names it; the labels of the fit when left out.
    level
        Coverage of the intervals `rma_by` gave; a fit knows its own.

    Returns
    -------
    DataFrame
        For each group first its row (``part`` is ``group``: mean, both intervals, ``k`` effects from
        ``studies``), then one row an effect, highest first, with ``precision`` (one over the standard error)
        and ``place`` across the row, -1 to 1. All on the scale that is shown, ratios as ratios. An effect
        that was left out keeps its row, with the ``reason``.

    Raises
    ------
    FigureError
        When columns are missing, or the model has other moderators.
    UnknownTermError
        When the measure is unknown.
    """
    return effect_groups.build(fit, data, measure=measure, by=by, study=study, level=level)


def draw(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
) -> Drawn:
    """Draw the caterpillar plot.

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
    words = texts(rows, "Caterpillar plot", _CAPTION, question, about or About())
    return drawing(partial(_paint, sides=sides), rows, words, ax=ax)


def figure(
    fit: RmaFit | pd.DataFrame,
    data: pd.DataFrame | None = None,
    *,
    measure: str,
    by: str | None = None,
    study: str | Sequence[str] | None = None,
    level: float = 95,
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
) -> Drawn:
    """Draw the caterpillar plot of a fit, or of the fits of several groups.

    Parameters
    ----------
    fit, data, measure, by, study, level
        As for `rows`.
    question, about, sides
        As for `draw`.

    Raises
    ------
    FigureError
        When columns are missing, or the model has other moderators.
    UnknownTermError
        When the measure is unknown.

    Examples
    --------
    >>> import synthesis as syn
    >>> fit = syn.rma([0.1, 0.3, 0.35, 0.65], [0.03, 0.03, 0.05, 0.01], test="knha")
    >>> print(figure(fit, measure="SMD", question="A marker").title)
    A marker: SMD 0.38 [−0.01, 0.77], 4 effects
    """
    made = rows(fit, data, measure=measure, by=by, study=study, level=level)
    return draw(made, question=question, about=about, sides=sides)


def _paint(rows: pd.DataFrame, sheet: Sheet, *, sides: tuple[str, str]) -> None:
    groups = parts(rows)
    if any(group.effects for group in groups):
        paint(groups, sheet, sides)
    else:
        sheet.message(_NOTHING)

"""GOSH plot: mean and heterogeneity in every subset of the studies, as a density.

After Olkin, Dahabreh and Trikalinos (2012, Research Synthesis Methods 3:214); the subsets are those of
`fit.gosh()`. A cloud with more than one centre shows that the studies are of more than one kind.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from synthesis.errors import FigureError
from synthesis.figures import origin
from synthesis.figures.about import About
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.effect_scale import effect_scale
from synthesis.figures.forest_words import SIDES
from synthesis.figures.gosh_layout import paint
from synthesis.figures.sheet import Sheet
from synthesis.models.gosh import Gosh
from synthesis.provenance import frame_digest
from synthesis.store.tidy import Schema, frame, records
from synthesis.wording import count, integer, number, shorten

_SCHEMA: Schema = {
    "part": "string",
    "panel": "string",
    "study": "string",
    "estimate": "double",
    "I2": "double",
    "left": "double",
    "right": "double",
    "low": "double",
    "high": "double",
    "subsets": "int64",
    "not_drawn": "int64",
    "k": "int64",
    "measure": "string",
    "model": "string",
    "exact": "bool",
}
_ACROSS, _UP = 72, 40  # cells
_NOTHING = "No subset has both an estimate and a measure of heterogeneity."


def rows(made: Gosh, *, measure: str, study: str | int | None = None) -> pd.DataFrame:
    """Count the subsets by mean and heterogeneity.

    Parameters
    ----------
    made
        What `fit.gosh()` gives, for a model of the mean.
    measure
        The effect size; see `synthesis.effects.measures.MEASURES`.
    study
        A study by label or place: subsets with it and without it get a panel each.

    Returns
    -------
    DataFrame
        For each panel first its row (``part`` is ``panel``: ``all``, ``with`` or ``without`` the ``study``;
        median ``estimate`` and ``I2``, smallest and largest estimate as ``left`` and ``right``, and how many
        ``subsets`` it has and how many are ``not_drawn`` because I² is undefined), then one row a ``cell``
        with at least one subset: its edges ``left right low high`` and the number of ``subsets``. Estimates
        are on the scale that is shown, ratios as ratios.

    Raises
    ------
    FigureError
        When the model has moderators.
    NumbersError
        When there is no such study.
    UnknownTermError
        When the measure is unknown.
    """
    if len(made.names) != 1:
        raise FigureError(
            f"the model has coefficients {', '.join(made.names)}", where="made", hint="use the gosh of a mean"
        )
    scale = effect_scale(measure)
    estimate, i2 = made.estimate[:, 0], made.I2
    there = np.isfinite(estimate) & np.isfinite(i2)
    told = {
        "study": None if study is None else made.labels[study] if isinstance(study, int) else study,
        "k": len(made.labels),
        "measure": measure,
        "model": made.method,
        "exact": made.exact,
    }
    if study is None:
        panels = {"all": np.ones(len(estimate), dtype=bool)}
    else:
        inside = made.contains(study)
        panels = {"with": inside, "without": ~inside}
    edges = _edges(estimate[there]), np.linspace(0.0, 100.0, _UP + 1)
    rows: list[dict[str, Any]] = []
    for name, members in panels.items():
        drawn = members & there
        rows.append(_panel(name, estimate[drawn], i2[drawn], int(members.sum()), scale.shown) | told)
        if drawn.any():
            counts, *_ = np.histogram2d(estimate[drawn], i2[drawn], bins=edges)
            rows += _cells(name, counts, edges, scale.shown)
    empty: dict[str, Any] = dict.fromkeys(_SCHEMA)
    return frame([empty | row for row in rows], _SCHEMA)


def draw(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
) -> Drawn:
    """Draw the GOSH plot.

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
    made: Gosh,
    *,
    measure: str,
    study: str | int | None = None,
    question: str = "",
    about: About | None = None,
    sides: tuple[str, str] = SIDES,
) -> Drawn:
    """Draw the GOSH plot of the fits to all or many subsets of the studies.

    Parameters
    ----------
    made, measure, study
        As for `rows`.
    question, about, sides
        As for `draw`.

    Raises
    ------
    FigureError
        When the model has moderators.
    NumbersError
        When there is no such study.
    UnknownTermError
        When the measure is unknown.

    Examples
    --------
    >>> import synthesis as syn
    >>> fit = syn.rma([0.1, 0.2, 0.15, 1.9], [0.02, 0.03, 0.05, 0.03], method="DL", slab=list("ABCD"))
    >>> print(figure(fit.gosh(), measure="SMD", question="A marker").title)
    A marker: SMD 0.11 to 1.05 in 15 subsets of 4 studies
    """
    return draw(rows(made, measure=measure, study=study), question=question, about=about, sides=sides)


def _edges(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the edges of the cells across."""
    if not values.size:
        return np.array([0.0, 1.0])
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-9 * max(abs(low), abs(high), 1e-3):
        low, high = low - 0.05, high + 0.05
    return np.linspace(low, high, _ACROSS + 1)


def _panel(
    name: str, estimate: NDArray[np.float64], i2: NDArray[np.float64], subsets: int, shown: Any
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "part": "panel",
        "panel": name,
        "subsets": subsets,
        "not_drawn": subsets - len(estimate),
    }
    if estimate.size:
        middle, low, high = (float(x) for x in shown([np.median(estimate), estimate.min(), estimate.max()]))
        made |= {"estimate": middle, "I2": float(np.median(i2)), "left": low, "right": high}
    return made


def _cells(
    name: str, counts: NDArray[np.float64], edges: tuple[NDArray[np.float64], NDArray[np.float64]], shown: Any
) -> list[dict[str, Any]]:
    across, up = np.asarray(shown(edges[0]), dtype=float), edges[1]
    return [
        {
            "part": "cell",
            "panel": name,
            "left": float(across[i]),
            "right": float(across[i + 1]),
            "low": float(up[j]),
            "high": float(up[j + 1]),
            "subsets": int(counts[i, j]),
        }
        for i, j in zip(*np.nonzero(counts), strict=True)
    ]


def _parts(rows: pd.DataFrame) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give the panels and the cells."""
    made = records(rows, tuple(_SCHEMA))
    return [row for row in made if row["part"] == "panel"], [row for row in made if row["part"] == "cell"]


def _paint(rows: pd.DataFrame, sheet: Sheet, *, sides: tuple[str, str]) -> None:
    panels, cells = _parts(rows)
    if cells:
        paint(panels, cells, sheet, sides)
    else:
        sheet.message(_NOTHING)


def _texts(rows: pd.DataFrame, question: str, about: About) -> Texts:
    panels, cells = _parts(rows)
    subject = question or about.subject
    caption = (
        "Each subset of the studies gives a mean (across) and I² (up); the stronger its colour, the more "
        "subsets give these. A cloud with two centres shows that a few studies differ from the others. "
        "Subsets overlap, so the cloud is no distribution of what is true, and its width no interval."
    )
    if not cells:
        title, subtitle = f"{subject}: no subset to draw", _NOTHING
        alt = long = _NOTHING
        counted = ["no subset"]
    else:
        first = panels[0]
        scale = effect_scale(first["measure"])
        there = [panel for panel in panels if panel["estimate"] is not None]
        low, high = min(panel["left"] for panel in there), max(panel["right"] for panel in there)
        write = scale.writer([low, high], [high - low])
        total = sum(panel["subsets"] for panel in panels)
        lost = sum(panel["not_drawn"] for panel in panels)
        which = "all" if first["exact"] else "random"
        of = f"{count(total, 'subset')} of {count(first['k'], 'study')}"
        span = f"{scale.heading} {write.value(low)} to {write.value(high)} in {of}"
        title = f"{subject}: {span}"
        kept = f"; {integer(lost)} without I², of one study, not drawn" if lost else ""
        subtitle = (
            f"{scale.label[:1].upper()}{scale.label[1:]} and I², {first['model']}; {which} subsets{kept}"
        )
        medians = [
            f"{_name(panel)}: {count(panel['subsets'], 'subset')}, median {scale.heading} "
            f"{write.value(panel['estimate'])}, median I² {number(panel['I2'], 0)}%"
            for panel in there
        ]
        alt = shorten(f"GOSH plot, {subject}: {span}. {'; '.join(medians)}.", LONGEST_ALT)
        long = f"{subtitle}. {span}. {'; '.join(medians)}."
        counted = [of, first["model"]]
    name = f"gosh {question} {panels[0]['study'] or ''}" if panels else f"gosh {question}"
    return Texts(
        name=about.name(name),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=caption,
        alt=alt,
        long_description=long,
        provenance=origin.provenance(about, rows, counted, frame_digest(rows)),
    )


def _name(panel: dict[str, Any]) -> str:
    return "All" if panel["panel"] == "all" else f"{panel['panel'].capitalize()} {panel['study']}"

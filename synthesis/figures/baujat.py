"""Baujat plot: what each study adds to heterogeneity against how much it moves the result.

After Baujat and others (2002, Statistics in Medicine 21:2641); the coordinates are those of `fit.baujat()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from synthesis.figures import label_places, origin, plane, shapes, theme
from synthesis.figures.about import About
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.effect_groups import slug_of
from synthesis.figures.label_places import Box
from synthesis.figures.plane import Scale
from synthesis.figures.sheet import Sheet
from synthesis.store.tidy import Schema, frame, records
from synthesis.wording import count, integer, number, series, shorten

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit

_SCHEMA: Schema = {
    "part": "string",
    "label": "string",
    "contribution": "double",
    "influence": "double",
    "reason": "string",
    "model": "string",
    "k": "int64",
    "digest": "string",
    "slugs": "string",
}
_NOTHING = "No study can be left out of this model."
_WIDE, _NARROW = 3.7, 3.4
_MOST_NAMES = {"wide": 14, "narrow": 7}
_NAME_ROOM = 1.6
_DOT = 5.5
_NAMED = 5


def rows(fit: RmaFit) -> pd.DataFrame:
    """Collect the coordinates of a Baujat plot.

    Parameters
    ----------
    fit
        A model of the mean or a meta-regression.

    Returns
    -------
    DataFrame
        First the ``model``. Then one row a ``study``, the most influential first: ``contribution`` to the
        heterogeneity and ``influence`` on the result. One that was left out of the model, or without which
        it cannot be fitted, has a ``reason``.

    Raises
    ------
    NumbersError
        For a location-scale model.
    """
    made = fit.baujat().tidy()
    empty: dict[str, Any] = dict.fromkeys(_SCHEMA)
    model = {"part": "model", "model": origin.model_words(fit), "k": fit.k, "digest": fit.digest}
    studies = []
    for row in made.sort_values("influence", ascending=False, kind="stable").to_dict("records"):
        known = np.isfinite(row["contribution"]) and np.isfinite(row["influence"])
        numbers = {
            name: row[name] if np.isfinite(row[name]) else None for name in ("contribution", "influence")
        }
        reason = None if known else "no fit without it"
        studies.append(_study(row["label"]) | numbers | {"reason": reason})
    lost = [_study(row["label"]) | {"reason": row["reason"]} for row in fit.excluded.to_dict("records")]
    return frame([empty | row for row in (model, *studies, *lost)], _SCHEMA)


def draw(
    rows: pd.DataFrame, ax: Axes | None = None, *, question: str = "", about: About | None = None
) -> Drawn:
    """Draw the Baujat plot.

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


def figure(fit: RmaFit, *, question: str = "", about: About | None = None) -> Drawn:
    """Draw the Baujat plot of a fit.

    Parameters
    ----------
    fit
        As for `rows`.
    question, about
        As for `draw`.

    Raises
    ------
    NumbersError
        For a location-scale model.

    Examples
    --------
    >>> import synthesis as syn
    >>> fit = syn.rma([0.1, 0.2, 1.9], [0.02, 0.04, 0.08], method="EE", slab=["A", "B", "C"])
    >>> print(figure(fit, question="A marker").title)
    A marker: which of 3 studies differ, and which matter
    """
    return draw(rows(fit), question=question, about=about)


def _study(label: str) -> dict[str, Any]:
    return {"part": "study", "label": label, "slugs": slug_of(label)}


def _parts(rows: pd.DataFrame) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """Give the model, the studies that are drawn and those that are not."""
    made = records(rows, tuple(_SCHEMA))
    model = next((row for row in made if row["part"] == "model"), {"k": 0, "model": "", "digest": ""})
    studies = [row for row in made if row["part"] == "study"]
    drawn = [row for row in studies if row["reason"] is None]
    return model, drawn, [row for row in studies if row["reason"] is not None]


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    _, studies, _ = _parts(rows)
    if not studies:
        sheet.message(_NOTHING)
        return
    ax, at = plane.make(
        sheet,
        Scale(_limits([row["contribution"] for row in studies]), "contribution to heterogeneity"),
        Scale(_limits([row["influence"] for row in studies]), "influence on the result"),
        height=_WIDE if sheet.form is theme.WIDE else _NARROW,
    )
    points = [at.at(row["contribution"], row["influence"]) for row in studies]
    for row, point in zip(studies, points, strict=True):
        shapes.dot(ax, *point, points=_DOT, colour=theme.BLUE, record=row["slugs"])
    far = np.hypot([(x - at.left) / (at.right - at.left) for x, _ in points],
                   [(at.foot - y) / (at.foot - at.top) for _, y in points])  # fmt: skip
    order = np.argsort(-far, kind="stable")[: _MOST_NAMES[sheet.form.name]]
    names = label_places.place(
        [points[i] for i in order],
        [studies[i]["label"] for i in order],
        Box(at.left + 0.05, at.top, sheet.width, at.foot - 0.04),
        taken=np.array(points),
        room=min(_NAME_ROOM, sheet.width * 0.35),
    )
    label_places.draw(ax, names)


def _limits(values: list[float]) -> tuple[float, float]:
    """Begin at 0, so that distances from the corner can be compared."""
    return 0.0, 1.1 * max(values) or 1.0


def _texts(rows: pd.DataFrame, question: str, about: About) -> Texts:
    model, studies, lost = _parts(rows)
    subject = question or about.subject
    caption = (
        "A mark is a study: to the right, how much it adds to the differences between the studies (its "
        "squared standardised distance from the fitted mean); up, how much the fitted mean moves without "
        "it. Studies far from the corner are worth a second look; that is no reason to leave one out. Names "
        "stand at the studies furthest from the corner, as far as there is room."
    )
    if not studies:
        title, subtitle = f"{subject}: no study can be left out", _NOTHING
        alt = long = _NOTHING
        provenance = origin.provenance(about, rows, ["no study"], model["digest"])
    else:
        k = count(model["k"], "study")
        most = max(studies, key=lambda row: row["contribution"])
        moves = studies[0]
        if most is moves:
            finding = f"{most['label']} adds most to heterogeneity and moves the result most"
        else:
            finding = f"{most['label']} adds most to heterogeneity, {moves['label']} moves the result most"
        kept = f"; {integer(len(lost))} more not drawn" if lost else ""
        title = f"{subject}: which of {k} differ, and which matter"
        axes = "Contribution to heterogeneity against influence on the result"
        subtitle = f"{axes}; {k}; {model['model']}{kept}. {finding}"
        alt = shorten(f"Baujat plot of {k}, {subject}: {finding}{kept}.", LONGEST_ALT)
        listed = [
            f"{row['label']} contribution {number(row['contribution'])}, influence {number(row['influence'])}"
            for row in studies[:_NAMED]
        ]
        long = f"{subtitle}. Most influential: {series(listed)}."
        provenance = origin.provenance(about, rows, [k, model["model"]], model["digest"])
    return Texts(
        name=about.name(f"baujat {question}"),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=caption,
        alt=alt,
        long_description=long,
        provenance=provenance,
    )

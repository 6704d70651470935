"""Risk of bias, domain by domain: how many studies got which judgement, as a bar and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.figures import judgements as judged
from synthesis.figures import legend, marks, measure, origin, shapes, theme
from synthesis.figures.about import About
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.judgements import JUDGEMENTS, MISSING, Judgement
from synthesis.figures.sheet import Sheet
from synthesis.provenance import frame_digest
from synthesis.store.tidy import Schema, frame, records
from synthesis.wording import count, integer, series, share, shorten

_SCHEMA: Schema = {
    "domain": "string",
    "judgement": "string",
    "studies": "int64",
    "of": "int64",
    "slugs": "string",
}
_SMALL = measure.height(1, theme.SMALL)
_BAR = 0.22
_BETWEEN = 0.16
_GAP = 0.015
_NOTHING = "No judgement of the risk of bias is recorded."


def rows(judgements: pd.DataFrame, *, studies: Sequence[str] | None = None) -> pd.DataFrame:
    """Count the judgements of each domain.

    Parameters
    ----------
    judgements, studies
        As for `risk_of_bias.rows`.

    Returns
    -------
    DataFrame
        One row a segment: ``domain``, ``judgement``, how many ``studies`` have it, ``of`` how many; from
        least to most worrying, those without a judgement last.

    Raises
    ------
    FigureError
        When a column is missing, a study is judged twice in a domain, or a judgement is not known.

    Examples
    --------
    >>> table = pd.DataFrame({"study": ["A"], "domain": ["selection"], "judgement": ["low"]})
    >>> rows(table, studies=["A", "B"])[["judgement", "studies", "of"]].values.tolist()
    [['low', 1, 2], ['not recorded', 1, 2]]
    """
    cells = judged.build(judgements, studies)
    cells = cells[cells["part"] == "cell"]
    made = []
    for domain in dict.fromkeys(cells["domain"]):
        its = cells[cells["domain"] == domain]
        for word in JUDGEMENTS:
            found = its[its["judgement"] == word]
            if len(found):
                slugs = " ".join(sorted(set(found["slugs"].dropna()))) or None
                row = {"domain": domain, "judgement": word, "studies": len(found), "of": len(its)}
                made.append(row | {"slugs": slugs})
    return frame(made, _SCHEMA)


def draw(rows: pd.DataFrame, ax: Axes | None = None, *, tool: str = "", about: About | None = None) -> Drawn:
    """Draw the summary.

    Parameters
    ----------
    rows
        As `rows` gives them.
    ax
        Axes of a figure of your own; a figure is made when left out.
    tool
        The tool the studies were judged with.
    about
        What the figure is about; the whole atlas when left out.
    """
    return drawing(_paint, rows, _texts(rows, tool, about or About()), ax=ax)


def figure(
    judgements: pd.DataFrame,
    *,
    studies: Sequence[str] | None = None,
    tool: str = "",
    about: About | None = None,
) -> Drawn:
    """Draw how many studies got which judgement in each domain.

    Parameters
    ----------
    judgements, studies
        As for `risk_of_bias.rows`.
    tool, about
        As for `draw`.

    Raises
    ------
    FigureError
        When a column is missing, a study is judged twice in a domain, or a judgement is not known.

    Examples
    --------
    >>> table = pd.DataFrame({"study": ["A"], "domain": ["selection"], "judgement": ["high"]})
    >>> print(figure(table, tool="A tool").title)
    Immune markers: risk of bias by domain, 1 study
    """
    return draw(rows(judgements, studies=studies), tool=tool, about=about)


def _domains(rows: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    made: dict[str, list[dict[str, Any]]] = {}
    for row in records(rows, tuple(_SCHEMA)):
        made.setdefault(row["domain"], []).append(row)
    return made


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    domains = _domains(rows)
    if not domains:
        sheet.message(_NOTHING)
        return
    words = judged.present([row["judgement"] for its in domains.values() for row in its])
    entries = [legend.Entry(judgement.word, judged.sample(judgement)) for judgement in words]
    names = {domain: measure.wrap(domain, sheet.width, bold=True) for domain in domains}
    counts = {domain: measure.wrap(_counts(its), sheet.width, theme.SMALL) for domain, its in domains.items()}
    line = measure.height(1)
    key = legend.height(entries, sheet.width)
    lines = sum(len(names[domain]) * line + len(counts[domain]) * _SMALL for domain in domains)
    ax = shapes.canvas(sheet, key + lines + len(domains) * (_BAR + _BETWEEN))
    legend.draw(ax, entries, sheet.width)
    y = key
    for domain, its in domains.items():
        for number, words_of in enumerate(names[domain]):
            marks.text(ax, 0.0, y + (number + 0.5) * line, words_of, bold=True)
        y += len(names[domain]) * line
        _bar(ax, its, y, sheet.width)
        y += _BAR
        for number, words_of in enumerate(counts[domain]):
            marks.text(ax, 0.0, y + (number + 0.5) * _SMALL + 0.02, words_of, points=theme.SMALL)
        y += len(counts[domain]) * _SMALL + _BETWEEN


def _bar(ax: Axes, its: Sequence[dict[str, Any]], top: float, width: float) -> None:
    """Draw a bar of segments, each with its mark where there is room."""
    start = 0.0
    for row in its:
        end = start + row["studies"] / row["of"] * width
        judgement = JUDGEMENTS[row["judgement"]]
        _segment(ax, judgement, start, end - _GAP, top)
        if end - start > 0.22:
            judged.mark(ax, (start + end) / 2, top + _BAR / 2, judgement)
        start = end


def _segment(ax: Axes, judgement: Judgement, start: float, end: float, top: float) -> None:
    """Draw the ground of a segment: an outline, and a tint the darker the more worrying."""
    if judgement.word == MISSING:
        shapes.segment(ax, (start, top + _BAR), (end, top + _BAR), colour=theme.MUTED, dotted=True)
        return
    if judgement.opacity:
        shapes.box(ax, start, top, end, top + _BAR, colour=theme.BLUE, opacity=0.45 * judgement.opacity)
    for here, there in (
        ((start, top), (end, top)),
        ((start, top + _BAR), (end, top + _BAR)),
        ((start, top), (start, top + _BAR)),
        ((end, top), (end, top + _BAR)),
    ):
        shapes.segment(ax, here, there, colour=theme.MUTED, points=0.6)


def _counts(its: Sequence[dict[str, Any]]) -> str:
    return series([f"{integer(row['studies'])} {row['judgement']}" for row in its])


def _texts(rows: pd.DataFrame, tool: str, about: About) -> Texts:
    domains = _domains(rows)
    if not domains:
        title, subtitle = f"{about.subject}: risk of bias", _NOTHING
        alt = long = _NOTHING
        counted, digest = ["no study"], ""
    else:
        size = max(its[0]["of"] for its in domains.values())
        counted, digest = [count(size, "study")], frame_digest(rows)
        title = f"{about.subject}: risk of bias by domain, {counted[0]}"
        judged_ones = sum(
            row["studies"] for its in domains.values() for row in its if row["judgement"] != MISSING
        )
        total = sum(row["studies"] for its in domains.values() for row in its)
        words = count(len(domains), "domain")
        subtitle = f"{f'{tool}; ' if tool else ''}{words}; {share(judged_ones, total)} judgements recorded"
        alt = shorten(
            f"Bars of the risk of bias in {words}. "
            + " ".join(f"{name}: {_counts(its)}." for name, its in domains.items()),
            LONGEST_ALT,
        )
        long = f"{subtitle}. " + " ".join(
            f"{name}, of {integer(its[0]['of'])}: {_counts(its)}." for name, its in domains.items()
        )
    return Texts(
        name=about.name("risk-of-bias-summary"),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=(
            "A bar is a domain, a segment the part of the studies with a judgement; shape and shade say "
            "which, the numbers stand below. The dotted part has no judgement recorded. Every study counts "
            "the same, however large."
        ),
        alt=alt,
        long_description=long,
        provenance=origin.provenance(about, rows, counted, digest),
    )

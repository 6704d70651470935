"""Risk of bias, study by study: a mark a judgement, told by shape, lightness and word; no red, no green."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from synthesis.figures import judgements as judged
from synthesis.figures import legend, marks, measure, numbered, origin, shapes, theme
from synthesis.figures.about import About
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.judgements import JUDGEMENTS, MISSING, SCHEMA
from synthesis.figures.sheet import Sheet
from synthesis.provenance import frame_digest
from synthesis.store.tidy import records
from synthesis.wording import count, integer, series, share, shorten

_SMALL = measure.height(1, theme.SMALL)
_ROW = 0.26
_WIDEST_CELL, _LEAST_CELL = 0.55, 0.26
_GAP = 0.14
_NOTHING = "No judgement of the risk of bias is recorded."


def rows(judgements: pd.DataFrame, *, studies: Sequence[str] | None = None) -> pd.DataFrame:
    """Complete a table of judgements: every study in every domain.

    Parameters
    ----------
    judgements
        One row a judgement: ``study``, ``domain``, ``judgement`` and, if there are, ``reason`` and ``slug``.
        Domains are drawn in the order in which they come, ``overall`` last. Judgements are the words of the
        usual tools, such as ``low``, ``some concerns``, ``high`` or ``no information``; a missing one is "not
        recorded".
    studies
        Studies that must be shown, judged or not, in this order; others follow.

    Returns
    -------
    DataFrame
        One row a ``domain`` with its ``number``, then one row a ``cell``: ``study``, ``domain``,
        ``judgement`` and ``reason``.

    Raises
    ------
    FigureError
        When a column is missing, a study is judged twice in a domain, or a judgement is not known.

    Examples
    --------
    >>> table = pd.DataFrame({"study": ["A"], "domain": ["selection"], "judgement": ["Low"]})
    >>> rows(table, studies=["A", "B"])["judgement"].dropna().tolist()
    ['low', 'not recorded']
    """
    return judged.build(judgements, studies)


def draw(rows: pd.DataFrame, ax: Axes | None = None, *, tool: str = "", about: About | None = None) -> Drawn:
    """Draw the judgements of each study.

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
    """Draw judgements of the risk of bias, study by study.

    Parameters
    ----------
    judgements, studies
        As for `rows`.
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
    Immune markers: risk of bias of 1 study in 1 domain
    """
    return draw(rows(judgements, studies=studies), tool=tool, about=about)


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    made = records(rows, tuple(SCHEMA))
    domains = [row["domain"] for row in made if row["part"] == "domain"]
    cells = [row for row in made if row["part"] == "cell"]
    if not cells:
        sheet.message(_NOTHING)
        return
    studies = list(dict.fromkeys(cell["study"] for cell in cells))
    words = judged.present([cell["judgement"] for cell in cells])
    entries = [legend.Entry(judgement.word, judged.sample(judgement)) for judgement in words]
    room = sheet.width - len(domains) * _LEAST_CELL - _GAP
    names_room = min(measure.widest(studies, theme.SMALL), max(room, 0.6), 2.6)
    cell = min((sheet.width - names_room - _GAP) / len(domains), _WIDEST_CELL)
    key = legend.height(entries, sheet.width)
    top = key + numbered.height(domains, sheet.width) + 0.12
    ax = shapes.canvas(sheet, top + (len(studies) + 1) * _ROW + 0.04)
    legend.draw(ax, entries, sheet.width)
    numbered.draw(ax, domains, sheet.width, top=key)
    start = names_room + _GAP
    for number in range(1, len(domains) + 1):
        at = start + (number - 0.5) * cell
        marks.text(ax, at, top + _ROW / 2, str(number), align="center", points=theme.SMALL, bold=True)
    for place, study in enumerate(studies):
        middle = top + (place + 1.5) * _ROW
        if place % 2 == 0:
            end = start + len(domains) * cell
            shapes.box(ax, 0.0, middle - _ROW / 2, end, middle + _ROW / 2, opacity=theme.BAND)
        name = measure.ellipsize(study, names_room, theme.SMALL)
        marks.text(ax, 0.03, middle, name, points=theme.SMALL)
        for row in (row for row in cells if row["study"] == study):
            at = start + (row["number"] - 0.5) * cell
            judged.mark(ax, at, middle, JUDGEMENTS[row["judgement"]], record=row["slugs"])


def _texts(rows: pd.DataFrame, tool: str, about: About) -> Texts:
    made = records(rows, tuple(SCHEMA))
    domains = [row["domain"] for row in made if row["part"] == "domain"]
    cells = [row for row in made if row["part"] == "cell"]
    studies = list(dict.fromkeys(cell["study"] for cell in cells))
    if not cells:
        title, subtitle = f"{about.subject}: risk of bias", _NOTHING
        alt = long = _NOTHING
        digest = ""
    else:
        size = f"{count(len(studies), 'study')} in {count(len(domains), 'domain')}"
        title = f"{about.subject}: risk of bias of {size}"
        tally = Counter(cell["judgement"] for cell in cells)
        listed = series([f"{integer(tally[word])} {word}" for word in JUDGEMENTS if tally[word]])
        recorded = len(cells) - tally[MISSING]
        subtitle = f"{f'{tool}; ' if tool else ''}{share(recorded, len(cells))} judgements recorded: {listed}"
        alt = shorten(f"Risk of bias of {size}: {listed}.", LONGEST_ALT)
        by_domain = [
            _told(domain, [cell for cell in cells if cell["domain"] == domain]) for domain in domains
        ]
        long = f"{subtitle}. {' '.join(by_domain)}"
        digest = frame_digest(rows)
    return Texts(
        name=about.name("risk-of-bias"),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=(
            "Rows are studies, columns the numbered domains. The shape is the judgement, and the stronger "
            "its colour, the more worrying; a dash means that no judgement is recorded, which says nothing "
            "about the study. Reasons are in the data."
        ),
        alt=alt,
        long_description=long,
        provenance=origin.provenance(about, rows, [count(len(studies), "study")], digest),
    )


def _told(domain: str, cells: list[dict[str, str]]) -> str:
    tally = Counter(cell["judgement"] for cell in cells)
    return f"{domain}: {series([f'{integer(tally[word])} {word}' for word in JUDGEMENTS if tally[word]])}."

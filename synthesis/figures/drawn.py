"""A finished figure: its texts, its frame, both of its forms, and the way to save them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.atomic import write_all
from synthesis.errors import FigureError
from synthesis.figures import export, measure, theme
from synthesis.figures.page_svg import check_name, page_svg
from synthesis.figures.placement import box_of, figure_of
from synthesis.figures.sheet import Sheet

LONGEST_ALT = 250

#: Axes of a reader's own figure get the narrow form below this width in inches.
_NARROW_BELOW = 5.0

#: Columns of a frame that name studies.
_STUDY_COLUMNS = ("slugs", "slug")

Painter = Callable[[pd.DataFrame, Sheet], None]


@dataclass(frozen=True, slots=True)
class Texts:
    """What a figure says in words.

    Attributes
    ----------
    name
        Address of the figure: lower-case words and digits joined by hyphens.
    title
        The finding.
    subtitle
        The statistic: measure, population, comparator, how many studies and people.
    caption
        How to read the figure; may be empty.
    alt
        At most 250 characters: chart type, data, finding.
    long_description
        Axes, groups, estimates, extremes; no interpretation.
    provenance
        Where the figure came from, as plain JSON values. `line` is printed at its foot and `version`
        is the version of this package; other keys go to the sidecar as they are.
    """

    name: str
    title: str
    subtitle: str
    caption: str
    alt: str
    long_description: str
    provenance: Mapping[str, Any]

    def __post_init__(self) -> None:
        check_name(self.name)
        for part in ("title", "alt", "long_description"):
            if not getattr(self, part).strip():
                raise FigureError(f"{part} is empty", where=self.name, hint="say in words what is drawn")
        if len(self.alt) > LONGEST_ALT:
            raise FigureError(
                f"alt has {len(self.alt)} characters of at most {LONGEST_ALT}",
                where=self.name,
                hint="move detail to long_description",
            )
        if missing := [key for key in ("line", "version") if not self.provenance.get(key)]:
            raise FigureError(
                f"provenance lacks {' and '.join(missing)}", where=self.name, hint="fill them in"
            )


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A figure that unpacks as `fig, ax`, shows itself in a notebook and can be saved.

    `fig` is what `save` writes as the wide form, changes by hand included; if it was drawn into axes
    of the reader's own figure, the wide form is drawn afresh. The narrow form always is.
    """

    fig: Figure
    ax: Axes
    texts: Texts
    _rows: pd.DataFrame = field(repr=False)
    _paint: Painter = field(repr=False)
    _borrowed: bool = field(default=False, repr=False)

    def __iter__(self) -> Iterator[Any]:
        return iter((self.fig, self.ax))

    @property
    def data(self) -> pd.DataFrame:
        """The frame behind the drawing; changing the copy changes nothing here."""
        return self._rows.copy(deep=False)

    @property
    def name(self) -> str:
        """Address of the figure."""
        return self.texts.name

    @property
    def title(self) -> str:
        """The finding."""
        return self.texts.title

    @property
    def subtitle(self) -> str:
        """The statistic."""
        return self.texts.subtitle

    @property
    def caption(self) -> str:
        """How to read the figure."""
        return self.texts.caption

    @property
    def alt(self) -> str:
        """Short text alternative, at most 250 characters."""
        return self.texts.alt

    @property
    def long_description(self) -> str:
        """Long text alternative."""
        return self.texts.long_description

    @property
    def provenance(self) -> dict[str, Any]:
        """Where the figure came from."""
        return deepcopy(dict(self.texts.provenance))

    def wide(self) -> Drawn:
        """Give the form for a page column of 7.2 inches."""
        return _draw(self._paint, self._rows, self.texts, theme.WIDE) if self._borrowed else self

    def narrow(self) -> Drawn:
        """Draw the form for a phone column of 3.75 inches."""
        return _draw(self._paint, self._rows, self.texts, theme.NARROW)

    def svg(self, name: str | None = None, *, paper: bool = False) -> str:
        """Write this form as an SVG element for a page; see `page_svg.page_svg`."""
        return page_svg(self.fig, name or self.name, self.title, self.long_description, paper=paper)

    def save(self, name: str | None = None, *, into: str | Path = ".") -> dict[str, Path]:
        """Write all formats; either all bytes are made or no file is touched.

        Parameters
        ----------
        name
            Address to save under; the figure's own when left out.
        into
            Folder; made when missing.

        Returns
        -------
        dict of str to Path
            `svg`, `narrow.svg`, `png` (twice the page's size), `pdf`, `csv` (the frame) and `json`
            (texts, provenance, digest of the CSV, versions, licence, studies).
        """
        name = check_name(name or self.name)
        wide, narrow = self.wide(), self.narrow()
        contents = {
            "svg": (wide.svg(name) + "\n").encode(),
            "narrow.svg": (narrow.svg(f"{name}-narrow") + "\n").encode(),
            "png": export.png_bytes(wide.fig, self.title, self.alt),
            "pdf": export.pdf_bytes(wide.fig, self.title, self.alt),
            "csv": self.csv(),
            "json": self.sidecar(name),
        }
        paths = {kind: Path(into) / f"{name}.{kind}" for kind in contents}
        write_all({paths[kind]: content for kind, content in contents.items()})
        return paths

    def csv(self) -> bytes:
        """Write the frame as CSV."""
        return csv_bytes(self._rows)

    def sidecar(self, name: str | None = None) -> bytes:
        """Write what the figure says of itself as JSON: texts, provenance, digest of the CSV, licence.

        Parameters
        ----------
        name
            Address it is saved under; the figure's own when left out.
        """
        name, csv = check_name(name or self.name), self.csv()
        drawn_words = " ".join(
            [
                self.title,
                self.subtitle,
                str(self.texts.provenance["line"]),
                *map(str, self._rows.to_numpy().ravel()),
            ]
        )
        content = {
            "name": name,
            "title": self.title,
            "subtitle": self.subtitle,
            "caption": self.caption,
            "alt": self.alt,
            "long_description": self.long_description,
            "provenance": self.provenance,
            "studies": study_ids(self._rows),
            "data": {
                "file": f"{name}.csv",
                "rows": len(self._rows),
                "columns": [str(column) for column in self._rows.columns],
                "sha256": hashlib.sha256(csv).hexdigest(),
            },
            "versions": {"synthesis": self.texts.provenance["version"], "matplotlib": mpl.__version__},
            "licence": export.LICENCE,
            "characters_not_in_png_and_pdf": measure.uncovered(drawn_words),
        }
        return (json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        svg = self.svg(paper=True)
        return {"image/svg+xml": svg, "text/plain": self.alt}, {"image/svg+xml": {"alt": self.alt}}


def drawing(paint: Painter, rows: pd.DataFrame, texts: Texts, *, ax: Axes | None = None) -> Drawn:
    """Join a painter, the frame it draws and its words into a figure.

    Parameters
    ----------
    paint
        Draws one form: takes the frame and a `Sheet`, asks it for axes, draws into them.
    rows
        The frame; kept as it is now, whatever happens to the caller's copy.
    texts
        The words.
    ax
        Axes of the reader's own figure: only the plot is drawn, into the room they have.
    """
    if ax is None:
        return _draw(paint, rows, texts, theme.WIDE)
    return _draw(paint, rows, texts, theme.NARROW if box_of(ax).width < _NARROW_BELOW else theme.WIDE, ax)


def study_ids(rows: pd.DataFrame) -> list[str]:
    """List the studies a frame names in `slugs` (lists, or texts with spaces between) and `slug`.

    Examples
    --------
    >>> study_ids(pd.DataFrame({"slug": ["hornig-2015", None, "blundell-2015"]}))
    ['blundell-2015', 'hornig-2015']
    >>> study_ids(pd.DataFrame({"slugs": ["b-2001 a-1999", "a-1999"]}))
    ['a-1999', 'b-2001']
    """
    found: set[str] = set()
    for column in _STUDY_COLUMNS:
        if column in rows:
            for cell in rows[column]:
                found.update(_ids(cell))
    return sorted(found)


def _ids(cell: object) -> list[str]:
    if isinstance(cell, str):
        return cell.replace(",", " ").split()
    if isinstance(cell, (list, tuple, set, frozenset)):
        return [str(item) for item in cell]
    return []  # a missing value names no study


def _draw(
    paint: Painter, rows: pd.DataFrame, texts: Texts, form: theme.Form, ax: Axes | None = None
) -> Drawn:
    rows = rows.copy(deep=False)
    sheet = Sheet(form, texts.title, texts.subtitle, str(texts.provenance["line"]), ax)
    with theme.applied():
        paint(rows.copy(deep=False), sheet)
    return Drawn(figure_of(sheet.drawn), sheet.drawn, texts, rows, paint, _borrowed=ax is not None)


def csv_bytes(rows: pd.DataFrame) -> bytes:
    """Write a frame as the CSV that stands beside its figure."""
    return rows.to_csv(index=False, lineterminator="\n").encode()

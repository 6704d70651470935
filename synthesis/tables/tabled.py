"""A finished table: its frame, its words, its printed form, and the way to save it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from synthesis.atomic import write_all
from synthesis.errors import SynthesisError
from synthesis.store.tidy import Row
from synthesis.tables.column import Column, RecordKind

#: Printed below every table that has a dash in it.
NOT_KNOWN = "– not known"

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, eq=False)
class Tabled:
    """A table that shows itself in a notebook and can be saved.

    Attributes
    ----------
    name
        Address of the table: lower-case words and digits joined by hyphens.
    title
        What the table says.
    subtitle
        What it covers: which studies or findings, how many, which filters.
    columns
        Printed columns in order; the first one heads its row.
    provenance
        Where the numbers come from.
    notes
        Footnotes about the whole table.
    group
        Column of the printed rows whose values head blocks of rows; empty for none.
    strong
        Places of the rows, from 0, that sum others up and are set bold.
    """

    name: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    provenance: str
    _rows: pd.DataFrame = field(repr=False)
    _printed: tuple[Row, ...] = field(repr=False)
    notes: tuple[str, ...] = ()
    group: str = ""
    strong: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        _check_name(self.name)

    @property
    def data(self) -> pd.DataFrame:
        """The tidy frame behind the table; changing the copy changes nothing here."""
        return self._rows.copy(deep=False)

    @property
    def texts(self) -> pd.DataFrame:
        """What is printed: one text a cell, in the order of `columns`."""
        return pd.DataFrame(
            {c.name: [c.text(line[c.name]) for line in self._printed] for c in self.columns}, dtype="object"
        )

    @property
    def groups(self) -> tuple[str, ...]:
        """Heading of the block each row is in; empty when the table has no blocks."""
        return tuple(line[self.group] for line in self._printed) if self.group else ()

    @property
    def links(self) -> dict[str, tuple[str, ...]]:
        """For each linked column the address of every row, an empty text where there is none."""
        return {c.name: tuple(line[c.link] or "" for line in self._printed) for c in self.columns if c.link}

    @property
    def records(self) -> dict[str, tuple[RecordKind, tuple[str, ...]]]:
        """For each column that names records: their kind, and the key of every row, empty where none is."""
        return {
            c.name: (c.record[0], tuple(line[c.record[1]] or "" for line in self._printed))
            for c in self.columns
            if c.record
        }

    @property
    def footnotes(self) -> tuple[str, ...]:
        """All footnotes in the order they are printed: of headings, of the table, of the dash."""
        marked = dict.fromkeys(c.note for c in self.columns if c.note)
        dash = (NOT_KNOWN,) if self._has_dash() else ()
        return (*marked, *self.notes, *dash)

    def html(self, name: str | None = None) -> str:
        """Write the table as a piece of HTML for a page.

        Colours follow the variables ``--fig-ink``, ``--fig-muted``, ``--fig-grid`` and ``--fig-paper`` of
        the page; without them the table is dark on white. A table wider than its place scrolls by itself.

        Parameters
        ----------
        name
            Address that its ids are made of; the table's own when left out.
        """
        from synthesis.tables.render import fragment

        return fragment(self, _check_name(name or self.name))

    def _repr_html_(self) -> str:
        return self.html()

    def save(self, name: str | None = None, *, into: str | Path = ".") -> dict[str, Path]:
        """Write the table as HTML, CSV and Parquet; either all bytes are made or no file is touched.

        Parameters
        ----------
        name
            Address to save under; the table's own when left out.
        into
            Folder; made when missing.

        Returns
        -------
        dict of str to Path
            `html` (a piece for a page), `csv` and `parquet` (the tidy frame).
        """
        name = _check_name(name or self.name)
        contents = {
            "html": (self.html(name) + "\n").encode(),
            "csv": self._rows.to_csv(index=False, lineterminator="\n").encode(),
            "parquet": self._parquet(),
        }
        paths = {kind: Path(into) / f"{name}.{kind}" for kind in contents}
        write_all({paths[kind]: content for kind, content in contents.items()})
        return paths

    def _parquet(self) -> bytes:
        words = {
            "title": self.title,
            "subtitle": self.subtitle,
            "footnotes": "\n".join(self.footnotes),
            "provenance": self.provenance,
        }
        table = pa.Table.from_pandas(self._rows, preserve_index=False).replace_schema_metadata(words)
        buffer = BytesIO()
        pq.write_table(table, buffer)
        return buffer.getvalue()

    def _has_dash(self) -> bool:
        return any(line[c.name] is None for line in self._printed for c in self.columns)


def tabled(
    name: str,
    title: str,
    subtitle: str,
    columns: tuple[Column, ...],
    provenance: str,
    *,
    rows: pd.DataFrame,
    printed: Iterable[Row],
    notes: tuple[str, ...] = (),
    group: str = "",
    strong: tuple[int, ...] = (),
) -> Tabled:
    """Join a tidy frame and its words into a table.

    Parameters
    ----------
    rows
        The tidy frame.
    printed
        The same rows as they are printed: a value for each printed column, None where it is not known.

    See `Tabled` for the others.
    """
    return Tabled(
        name,
        title,
        subtitle,
        columns,
        provenance,
        rows.copy(deep=False),
        tuple(printed),
        notes,
        group,
        strong,
    )


def _check_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise SynthesisError(
            f"{name!r} is not a name of a table", hint="use lower-case words and digits joined by hyphens"
        )
    return name

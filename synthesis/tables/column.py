"""`Column`: how one column of a frame is printed in a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from synthesis.wording import UNDEFINED, integer, number, percent

#: text: words, to the left · prose: words that need room · figure: ready-made text about numbers, to the
#: right · count: whole number · middle: median, with a half where it has one · percent: a proportion, 0 to 1
Kind = Literal["text", "prose", "figure", "count", "middle", "percent"]

RecordKind = Literal["study", "marker", "finding"]


@dataclass(frozen=True, slots=True)
class Column:
    """One printed column.

    Attributes
    ----------
    name
        Column of the printed rows.
    label
        Heading.
    kind
        How values are written, see `Kind`.
    under
        Heading over several neighbouring columns; empty for none.
    note
        Footnote of the heading; equal texts share one mark.
    link
        Column with the address each cell points to; empty for none.
    record
        Kind of record that each cell names, and the column with its key (of several: joined with
        semicolons). The cell carries it as ``data-study``, ``data-marker`` or ``data-finding``, so that a
        page can link it.
    """

    name: str
    label: str
    kind: Kind = "text"
    under: str = ""
    note: str = ""
    link: str = ""
    record: tuple[RecordKind, str] | None = None

    @property
    def right(self) -> bool:
        """Whether the column is set to the right, as numbers are."""
        return self.kind not in ("text", "prose")

    def text(self, value: Any) -> str:
        """Write one value; a missing one is an en dash.

        Examples
        --------
        >>> Column("n", "Cases", "count").text(1204), Column("n", "Cases", "count").text(None)
        ('1,204', '–')
        >>> [Column("m", "Median", "middle").text(m) for m in (12.0, 12.5)]
        ['12', '12.5']
        """
        if value is None:
            return UNDEFINED
        match self.kind:
            case "count":
                return integer(value)
            case "middle":
                return number(value, 0 if float(value).is_integer() else 1)
            case "percent":
                return percent(value)
            case _:
                return str(value)

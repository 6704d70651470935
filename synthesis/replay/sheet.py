"""`Sheet`: a frame as text, every number at full precision, every row with a name of its own."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from synthesis.errors import ReplayError
from synthesis.store.tidy import records

if TYPE_CHECKING:
    import pandas as pd

#: Columns that name rows, the most telling first; what is left of a frame's names after them are values.
_NAMING = (
    "part", "block", "flow", "gap", "section", "article", "claim_id", "question_key", "marker", "slug",
    "cohort_id", "finding_id", "finding_ids", "step", "reason", "limit", "design", "value", "row",
    "column", "analyte", "specimen", "year", "name",
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A frame as text.

    Attributes
    ----------
    columns
        Names of the columns.
    naming
        Columns whose values name a row; rows with the same values are numbered.
    rows
        Text of each cell: floats with all their digits, lists as JSON, nothing for a missing value.
    """

    columns: tuple[str, ...]
    naming: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Sheet:
        """Write a frame as text."""
        columns = tuple(str(name) for name in frame.columns)
        cells = records(frame, columns)
        rows = tuple(tuple(text_of(value) for value in row.values()) for row in cells)
        return cls(columns, naming(columns, rows), rows)

    @classmethod
    def read(cls, text: str, named_by: Sequence[str], *, where: str) -> Sheet:
        """Read a sheet from CSV.

        Raises
        ------
        ReplayError
            When a row has another number of cells than the header.
        """
        header, *rows = csv.reader(io.StringIO(text, newline=""))
        for number, row in enumerate(rows, 2):
            if len(row) != len(header):
                raise ReplayError(
                    f"row {number} has {len(row)} cells, the header {len(header)}",
                    where=where,
                    hint="restore the lock from version control, or write it anew with `synthesis accept`",
                )
        return cls(tuple(header), tuple(named_by), tuple(map(tuple, rows)))

    def csv(self) -> str:
        """Write the sheet as CSV."""
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return stream.getvalue()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the CSV."""
        return hashlib.sha256(self.csv().encode()).hexdigest()

    @cached_property
    def named(self) -> dict[str, tuple[str, ...]]:
        """Rows by name, in their order."""
        places = [self.columns.index(name) for name in self.naming]
        seen: Counter[str] = Counter()
        found = {}
        for row in self.rows:
            name = " · ".join(row[place] for place in places if row[place])
            seen[name] += 1
            found[f"{name} #{seen[name]}" if seen[name] > 1 or not name else name] = row
        return found


def naming(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Choose the columns that name rows: the shortest run of telling columns that tells all rows apart.

    Examples
    --------
    >>> naming(("k", "question_key", "marker"), [("3", "il-6 | rest", "il-6"), ("3", "tnf | rest", "tnf")])
    ('question_key',)
    """
    chosen: list[int] = []
    there = [columns.index(name) for name in _NAMING if name in columns] or [0][: len(columns)]
    for place in there:
        chosen.append(place)
        if _apart(chosen, rows) == len(rows):
            break
    # a column that tells nothing apart on its own account only makes names longer
    for place in chosen[:-1]:
        fewer = [i for i in chosen if i != place]
        if _apart(fewer, rows) == _apart(chosen, rows):
            chosen = fewer
    return tuple(columns[place] for place in chosen)


def _apart(places: Sequence[int], rows: Sequence[Sequence[str]]) -> int:
    """Count the rows that some columns tell apart."""
    return len({tuple(row[place] for place in places) for row in rows})


def text_of(value: Any) -> str:
    """Write one value as text without losing a digit.

    Examples
    --------
    >>> text_of(0.1), text_of(float("nan")), text_of(True), text_of(["a", "b"])
    ('0.1', '', 'true', '["a", "b"]')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value + 0.0)  # minus zero is zero
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)

"""`Table` and `Column`: how a table of the store is described."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Dtype = Literal["string", "int64", "double", "bool"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, Arrow type, meaning, unit, and the vocabulary its words come from.

    Lists (flags, ids) are text joined with ``;`` so that every tool can read them; `many` marks them.
    """

    name: str
    dtype: Dtype
    meaning: str
    unit: str = ""
    vocabulary: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its key, its columns in order, and the tables its columns point to.

    `references` maps a column to the table whose key it repeats.
    """

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(c.name for c in self.columns)

    def column(self, name: str) -> Column:
        """Return one column's description.

        Raises
        ------
        KeyError
            When the table has no such column.
        """
        return {c.name: c for c in self.columns}[name]

    def required(self, column: Column) -> bool:
        """Whether the column holds a value in every row: keys and truth values do."""
        return column.name in self.key or column.dtype == "bool"

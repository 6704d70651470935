"""`Table` and `Column`: how a table of the store is described."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Dtype = Literal["string", "int64", "double", "bool"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, Arrow type, meaning, unit, and the vocabulary its words come from.

    Lists (flags, ids) are text joined with ``;`` so that every tool can read them.
    """

    name: str
    dtype: Dtype
    meaning: str
    unit: str = ""
    vocabulary: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its key and its columns in order."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(c.name for c in self.columns)

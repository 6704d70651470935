"""`Sheet`: the numbers of all rows, where each was used, and what there is to say about each row."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from synthesis.effects.options import Distribution
from synthesis.effects.outcome import BoolArray, FloatArray
from synthesis.wording import number


@dataclass(slots=True)
class Sheet:
    """Work space of one call of `escalc`.

    Attributes
    ----------
    columns
        Numbers by column name; NaN where a row has none.
    rows
        Number of rows.
    distribution
        For each row, what medians are taken to come from.
    relation
        For each row, how its p value relates to its number: ``=``, ``<``, ``>``, ``ns`` or nothing.
    blocked
        For each row, why it has no effect whatever its numbers are; empty when it may have one.
    notes
        For each row, what there is to say.
    used
        Rows whose effect a column went into, by column.
    checked
        Rows whose effect a column was compared with, by column.
    """

    columns: Mapping[str, FloatArray]
    rows: int
    distribution: Sequence[Distribution]
    relation: Sequence[str]
    blocked: list[str]
    notes: list[list[str]]
    used: dict[str, BoolArray] = field(default_factory=dict)
    checked: dict[str, BoolArray] = field(default_factory=dict)

    def __getitem__(self, name: str) -> FloatArray:
        """Numbers of a column; all NaN when the data have no such column."""
        found = self.columns.get(name)
        return np.full(self.rows, np.nan) if found is None else found

    def given(self, name: str) -> BoolArray:
        """Rows that have a number in a column."""
        return ~np.isnan(self[name])

    def exact_p(self) -> FloatArray:
        """Signed two-sided p values (column ``pi``) that are exact; NaN where p is only bounded."""
        exact = np.fromiter((r in ("", "=") for r in self.relation), dtype=np.bool_, count=self.rows)
        return np.where(exact, self["pi"], np.nan)

    def note(self, mask: BoolArray, text: str | Callable[[int], str]) -> None:
        """Say something about the rows of a mask; a function gives each row's own text."""
        for row in np.flatnonzero(mask):
            self.notes[row].append(text if isinstance(text, str) else text(int(row)))

    def mark_used(self, names: Sequence[str], mask: BoolArray) -> None:
        """Record that columns went into the effects of the rows of a mask."""
        _mark(self.used, names, mask, self)

    def mark_checked(self, names: Sequence[str], mask: BoolArray) -> None:
        """Record that columns were compared with the effects of the rows of a mask."""
        _mark(self.checked, names, mask, self)

    def where(self, wanted: Callable[[Distribution], bool]) -> BoolArray:
        """Rows whose distribution meets a condition."""
        return np.fromiter((wanted(d) for d in self.distribution), dtype=np.bool_, count=self.rows)


def three_figures(value: float) -> str:
    """Write a number of any size with three significant figures.

    Examples
    --------
    >>> three_figures(0.02749), three_figures(-1234.5), three_figures(0.0)
    ('0.0275', '−1,235', '0')
    """
    if not math.isfinite(value) or value == 0:
        return number(value, 0)
    return number(value, max(0, 2 - math.floor(math.log10(abs(value)))))


def _mark(marks: dict[str, BoolArray], names: Sequence[str], mask: BoolArray, sheet: Sheet) -> None:
    for name in names:
        before = marks.get(name, np.zeros(sheet.rows, dtype=np.bool_))
        marks[name] = before | (mask & sheet.given(name))

"""What moved between two sets of outputs, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from synthesis.replay.sheet import Sheet
from synthesis.replay.tolerance import same

What = Literal["number", "text", "row added", "row removed", "column added", "column removed", "order",
               "synthesis added", "synthesis removed"]  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Moved:
    """One cell, row or column that is not what it was.

    Attributes
    ----------
    synthesis
        Name of the synthesis.
    row
        Name of the row; empty when it is about all rows.
    column
        Name of the column; empty when it is about the whole row.
    what
        What happened.
    old, new
        The values as text; empty for none.
    """

    synthesis: str
    row: str
    column: str
    what: What
    old: str = ""
    new: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """Which cell it is."""
        return self.synthesis, self.row, self.column

    @property
    def change(self) -> float | None:
        """New value minus old, for numbers."""
        return float(self.new) - float(self.old) if self.what == "number" else None


def compare(old: Mapping[str, Sheet], new: Mapping[str, Sheet]) -> tuple[Moved, ...]:
    """List everything that moved, in the order of syntheses, rows and columns.

    Examples
    --------
    >>> was = {"verdicts": Sheet(("question_key", "k"), ("question_key",), (("il-6 | rest", "14"),))}
    >>> now = {"verdicts": Sheet(("question_key", "k"), ("question_key",), (("il-6 | rest", "15"),))}
    >>> compare(was, now)
    (Moved(synthesis='verdicts', row='il-6 | rest', column='k', what='number', old='14', new='15'),)
    """
    found: list[Moved] = []
    for name in sorted({*old, *new}):
        if name not in new:
            found.append(Moved(name, "", "", "synthesis removed"))
        elif name not in old:
            found.append(Moved(name, "", "", "synthesis added"))
        elif old[name].digest != new[name].digest:
            found += _sheets(name, old[name], new[name])
    return tuple(found)


def _sheets(name: str, old: Sheet, new: Sheet) -> Iterator[Moved]:
    for column in old.columns:
        if column not in new.columns:
            yield Moved(name, "", column, "column removed")
    for column in new.columns:
        if column not in old.columns:
            yield Moved(name, "", column, "column added")
    shared = [column for column in old.columns if column in new.columns]
    if old.naming != new.naming and set(old.naming) <= set(new.columns):
        new = Sheet(new.columns, old.naming, new.rows)
    before, after = old.named, new.named
    for row in before:
        if row not in after:
            yield Moved(name, row, "", "row removed")
    for row in after:
        if row not in before:
            yield Moved(name, row, "", "row added")
    was = {column: old.columns.index(column) for column in shared}
    now = {column: new.columns.index(column) for column in shared}
    for row in before:
        if row in after and before[row] != after[row]:
            for column in shared:
                one, other = before[row][was[column]], after[row][now[column]]
                if not same(column, one, other):
                    yield Moved(name, row, column, "number" if _numbers(one, other) else "text", one, other)
    kept = [row for row in before if row in after]
    if kept != [row for row in after if row in before]:
        yield Moved(name, "", "", "order")


def _numbers(*texts: str) -> bool:
    try:
        return all(float(text) == float(text) for text in texts)
    except ValueError:
        return False

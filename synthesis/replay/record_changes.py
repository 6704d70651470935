"""Which records changed between two sets, field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from synthesis.replay.flat import Fields, changed_paths


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record that has another value; `None` stands for "not there"."""

    path: str
    old: Any
    new: Any

    def __str__(self) -> str:
        return f"{self.path}: {_said(self.old)} → {_said(self.new)}"


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that was added, removed or edited.

    Attributes
    ----------
    name
        Kind and key, such as ``studies/brown-2015-cytokines``.
    what
        What happened to it.
    fields
        The fields that differ; empty for a record that came or went as a whole.
    """

    name: str
    what: Literal["added", "removed", "edited"]
    fields: tuple[FieldChange, ...] = ()

    def __str__(self) -> str:
        if self.what != "edited":
            return f"{self.name} was {self.what}"
        shown = "; ".join(str(field) for field in self.fields[:_SHOWN])
        more = len(self.fields) - _SHOWN
        return f"{self.name}: {shown}" + (f"; and {more} more fields" if more > 0 else "")


#: Fields of one record that a line of text spells out; JSON holds all of them.
_SHOWN = 6


def record_changes(old: Mapping[str, Fields], new: Mapping[str, Fields]) -> tuple[RecordChange, ...]:
    """List the records that differ, by name.

    Examples
    --------
    >>> was = {"studies/a": {"groups[cases].n": 24}, "studies/b": {"year": 2001}}
    >>> for change in record_changes(was, {"studies/a": {"groups[cases].n": 42}}):
    ...     print(change)
    studies/a: groups[cases].n: 24 → 42
    studies/b was removed
    """
    found = []
    for name in sorted({*old, *new}):
        if name not in new:
            found.append(RecordChange(name, "removed"))
        elif name not in old:
            found.append(RecordChange(name, "added"))
        elif paths := tuple(changed_paths(old[name], new[name])):
            fields = tuple(FieldChange(path, old[name].get(path), new[name].get(path)) for path in paths)
            found.append(RecordChange(name, "edited", fields))
    return tuple(found)


def _said(value: object) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)

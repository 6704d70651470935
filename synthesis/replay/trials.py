"""Trials: one changed record at a time, put into the old records and taken out of the new ones."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal, NamedTuple

from synthesis import parallel
from synthesis.errors import SynthesisError
from synthesis.replay.compare import compare
from synthesis.replay.flat import Fields
from synthesis.replay.outputs import Outputs, outputs
from synthesis.replay.record_changes import RecordChange
from synthesis.replay.record_set import RecordSet, atlas_of

#: A cell of a synthesis: its name, row and column.
Place = tuple[str, str, str]

Side = Literal["alone", "without"]


@dataclass(frozen=True, slots=True)
class Trial:
    """What one changed record does.

    Attributes
    ----------
    name
        The record.
    places
        Cells that move when it alone changes, or that move back when all others change without it.
    note
        Why a half of the trial could not be made; empty when both were.
    """

    name: str
    places: frozenset[Place]
    note: str = ""


class _State(NamedTuple):
    """Both sets of records and what they give."""

    old: RecordSet
    new: RecordSet
    before: Outputs
    after: Outputs


def trials(
    old: RecordSet,
    new: RecordSet,
    before: Outputs,
    after: Outputs,
    changes: Sequence[RecordChange],
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Trial, ...]:
    """Try each change by itself.

    Parameters
    ----------
    old, new
        Records before and after all changes.
    before, after
        What they give; only these syntheses are tried.
    changes
        The records that differ.
    jobs
        Processes to use.
    progress
        Called with the numbers of trials made and of all.
    """
    if len(changes) == 1:  # changing it alone is what happened
        places = frozenset(moved.place for moved in compare(before, after))
        return (Trial(changes[0].name, places),)
    items = [(change.name, side) for change in changes for side in ("alone", "without")]
    state = _State(old, new, before, after)
    if jobs == 1:
        found = parallel.run(partial(_tried, state), items, progress=progress)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "state")
            path.write_bytes(pickle.dumps(state))
            found = parallel.run(partial(_tried_there, str(path)), items, jobs=jobs, progress=progress)
    pairs = zip(found[::2], found[1::2], strict=True)
    return tuple(
        Trial(change.name, alone[0] | without[0], alone[1] if without[1] else "")
        for change, (alone, without) in zip(changes, pairs, strict=True)
    )


def _tried_there(path: str, item: tuple[str, Side]) -> tuple[frozenset[Place], str]:
    return _tried(_state(path), item)


@lru_cache(maxsize=1)
def _state(path: str) -> _State:
    found: _State = pickle.loads(Path(path).read_bytes())  # written by this process
    return found


def _tried(state: _State, item: tuple[str, Side]) -> tuple[frozenset[Place], str]:
    name, side = item
    mixed, known = (
        (_with(state.old, name, state.new), state.before)
        if side == "alone"
        else (_with(state.new, name, state.old), state.after)
    )
    try:
        given = outputs(atlas_of(mixed, origin=f"{name} {side}"), known)
    except SynthesisError as error:
        return frozenset(), str(error)  # such as a study that comes with the marker it measures
    return frozenset(moved.place for moved in compare(known, given)), ""


def _with(records: Mapping[str, Fields], name: str, source: Mapping[str, Fields]) -> RecordSet:
    """Give records in which one is as it is in another set, or is missing as it is there."""
    mixed = {other: fields for other, fields in records.items() if other != name}
    if name in source:
        mixed[name] = source[name]
    return mixed

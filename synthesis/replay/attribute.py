"""Why each number moved: the changed records, or the code, its rules, options and libraries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.replay.compare import Moved, compare
from synthesis.replay.lock import Lock, conditions
from synthesis.replay.outputs import Outputs, outputs
from synthesis.replay.record_changes import RecordChange, record_changes
from synthesis.replay.record_set import RecordSet, atlas_of
from synthesis.replay.syntheses import NOTEBOOKS, QUICK
from synthesis.replay.trials import Place, trials
from synthesis.wording import count

#: Changed records up to which every synthesis is tried with each of them; with more only the quick
#: ones are, from which all others are made.
_FEW = 8

#: Cause of what moves with the records of the lock as well.
CODE = "code, rules, options or libraries"
TOGETHER = "several changed records together"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Why things moved.

    Attributes
    ----------
    changes
        Records that differ from those of the lock.
    conditions
        Versions, rule set and options that differ: old and new value by name.
    causes
        Names of records, `CODE` or `TOGETHER`, by cell. A cell that was not tried has none.
    notes
        What could not be tried, and why.
    """

    changes: tuple[RecordChange, ...]
    conditions: Mapping[str, tuple[str, str]]
    causes: Mapping[Place, tuple[str, ...]]
    notes: tuple[str, ...]

    @property
    def idle(self) -> tuple[RecordChange, ...]:
        """Changed records that moved nothing."""
        acting = {cause for causes in self.causes.values() for cause in causes}
        return tuple(change for change in self.changes if change.name not in acting)


def attribute(
    lock: Lock,
    records: RecordSet,
    made: Outputs,
    moved: Sequence[Moved],
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Attribution:
    """Find out why cells moved by trying each changed record by itself.

    A record is a cause of a cell when the cell moves as that record alone changes, or moves back when all
    other records change without it. What moves with the locked records too is caused by the code.

    Parameters
    ----------
    lock
        The accepted state.
    records
        Today's records.
    made
        What they give.
    moved
        What of it differs from the lock.
    jobs, progress
        As for `outputs`.
    """
    changes = record_changes(lock.records, records)
    names = sorted({cell.synthesis for cell in moved})
    known = [name for name in names if name in made and name in lock.outputs]
    causes: dict[Place, tuple[str, ...]] = {}
    notes: list[str] = []
    if not changes:
        causes = {cell.place: (CODE,) for cell in moved}
        return Attribution(changes, changed_conditions(lock.header), causes, ())
    before = outputs(atlas_of(lock.records, origin="the records of the lock"), known, jobs=jobs)
    accepted = {name: lock.outputs[name] for name in known}
    by_code = {cell.place for cell in compare(accepted, before)}
    tried = [name for name in known if _worth(name, len(changes))]
    if len(tried) < len(known):
        left = "notebooks" if len(changes) <= _FEW else "figures, notebooks and most tables"
        notes.append(f"{left} were not made again for each of the {count(len(changes), 'changed record')}")
    found = trials(
        lock.records,
        records,
        {name: before[name] for name in tried},
        {name: made[name] for name in tried},
        changes,
        jobs=jobs,
        progress=progress,
    )
    notes += [f"{trial.name} could not be tried by itself: {trial.note}" for trial in found if trial.note]
    acting: dict[Place, list[str]] = {}
    for trial in found:
        for place in trial.places:
            acting.setdefault(place, []).append(trial.name)
    for cell in moved:
        named = tuple(acting.get(cell.place, ()))
        if cell.place in by_code or cell.synthesis not in known:
            named = (*named, CODE)
        if not named and cell.synthesis in tried:
            named = (TOGETHER,)
        causes[cell.place] = named
    return Attribution(changes, changed_conditions(lock.header), causes, tuple(notes))


def _worth(name: str, changes: int) -> bool:
    """Whether a synthesis is made again for each changed record; one change needs no trial."""
    if changes == 1:
        return True
    return name in QUICK if changes > _FEW else not name.startswith(NOTEBOOKS)


def changed_conditions(header: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """List versions, rule set and options that are not those of the lock."""
    from synthesis.replay.flat import flatten

    now = flatten(conditions())
    was = flatten({name: header.get(name, {}) for name in ("versions", "ruleset", "options")})
    differ = (name for name in dict.fromkeys((*was, *now)) if was.get(name) != now.get(name))
    return {name: (str(was.get(name, "nothing")), str(now.get(name, "nothing"))) for name in differ}

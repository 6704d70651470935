"""`difference`: what changed between two states of the atlas, and why."""

from __future__ import annotations

from pathlib import Path

from synthesis.replay.lock import Lock, conditions
from synthesis.replay.replay import Replay, against
from synthesis.replay.state import state_of


def difference(old: str | Path, new: str | Path, *, jobs: int = 1) -> Replay:
    """Compare what two states of the atlas give, both with today's code.

    Parameters
    ----------
    old, new
        Atlas folders, snapshots or git revisions.
    jobs
        Processes to use.

    Returns
    -------
    Replay
        With `old` in the place of what was accepted.

    Raises
    ------
    AtlasNotFoundError, RecordsError, ReplayError
        As for `state_of`.
    """
    before, after = (state_of(place, jobs=jobs) for place in (old, new))
    return against(Lock(conditions(), before.outputs, before.records, "", ()), after, jobs=jobs)

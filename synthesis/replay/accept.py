"""`accept`: today's answers become the lock, with the reason and what moved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from synthesis.errors import ReplayError
from synthesis.provenance import short
from synthesis.replay.lock import FOLDER, MADE_BY, Lock, header_of, read_lock, write_lock
from synthesis.replay.record_set import atlas_of
from synthesis.replay.replay import Replay, Today, against, today
from synthesis.reports.replace import MANIFEST, staged
from synthesis.wording import count

_HEAD = """# What was accepted, and why

Written by `synthesis accept`, newest first. Each entry names the state of the records, the reason, and what
moved against the entry before it.
"""


def accept(
    atlas: str | Path | None = None,
    *,
    reason: str,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Replay | None:
    """Replace the lock of an atlas folder by what its records give today.

    Nothing is written unless all records are sound and every synthesis could be made; the lock is replaced
    as a whole, so that a run killed at any moment leaves the old one.

    Parameters
    ----------
    atlas
        Atlas folder; the embedded one by default.
    reason
        Why the new answers are right, for those who read the history.
    jobs, progress
        As for `replay`.

    Returns
    -------
    Replay or None
        What moved against the lock that was replaced; None for a first lock.

    Raises
    ------
    AtlasNotFoundError, RecordsError
        When the folder is not an atlas or holds errors.
    ReplayError
        Without a reason, or when the lock that is there cannot be read.
    BuildError
        When the lock cannot be replaced.
    """
    from synthesis.records.location import embedded_atlas

    if not reason.strip():
        raise ReplayError("accepting needs a reason", where="accept", hint='say why: -m "…"')
    folder = embedded_atlas() if atlas is None else Path(atlas)
    place = folder / FOLDER
    old = read_lock(place) if (place / MANIFEST).exists() else None
    now = today(folder, jobs=jobs, progress=progress)
    moved = None if old is None else against(old, now, jobs=jobs)
    lock = _lock(old, now, moved, " ".join(reason.split()))
    with staged(place, MADE_BY) as new:
        write_lock(new, lock)
    return moved


def _lock(old: Lock | None, now: Today, moved: Replay | None, reason: str) -> Lock:
    header = header_of(atlas_of(now.records, origin="records"), now.records, now.outputs)
    number = 1 if old is None else len(old.history) + 1
    entry: dict[str, Any] = {
        "number": number,
        "reason": reason,
        "records": header["records"]["digest"],
        "newest_publication": header["newest_publication"],
        "ruleset": header["ruleset"],
        "verdicts": {
            change.question_key: {"old": change.old, "new": change.new, "because": change.because}
            for change in (moved.verdicts if moved else ())
        },
    }
    said = "The first lock." if moved is None else moved.to_markdown().replace("### ", "#### ")
    title = f"## {number}. {reason}"
    newest, digest = header["newest_publication"], header["records"]["digest"]
    about = f"Newest publication {newest}, {_sizes(header)}, records {short(digest)}."
    earlier = "" if old is None else old.changes.removeprefix(_HEAD)
    changes = f"{_HEAD}\n{title}\n\n{about}\n\n{said}\n{earlier}"
    return Lock(header, now.outputs, now.records, changes, (*(old.history if old else ()), entry))


def _sizes(header: dict[str, Any]) -> str:
    studies = count(header["records"]["counts"].get("studies", 0), "study")
    return f"{studies}, {count(len(header['syntheses']), 'synthesis', 'syntheses')}"

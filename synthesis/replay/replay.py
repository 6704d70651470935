"""`replay`: whether today's data still give what was accepted, and if not, why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthesis.replay import report
from synthesis.replay.attribute import Attribution, attribute
from synthesis.replay.because import VerdictMoved, verdicts_moved
from synthesis.replay.compare import Moved, compare
from synthesis.replay.lock import FOLDER, Lock, read_lock
from synthesis.replay.outputs import Outputs, outputs
from synthesis.replay.record_set import RecordSet, atlas_of, of_records
from synthesis.replay.snapshot import opened


@dataclass(frozen=True, slots=True)
class Replay:
    """Today's answers beside the accepted ones.

    Attributes
    ----------
    syntheses, cells
        How many were compared.
    moved
        Every cell, row or column that is not as it was accepted.
    verdicts
        Verdicts that are other ones, with the reason.
    attribution
        Why they moved; None when nothing did.
    records_changed
        Records that differ from those of the lock, whether anything moved or not.
    """

    syntheses: int
    cells: int
    moved: tuple[Moved, ...]
    verdicts: tuple[VerdictMoved, ...]
    attribution: Attribution | None
    records_changed: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing moved."""
        return not self.moved

    def plain(self) -> dict[str, Any]:
        """Give everything as plain values, for JSON."""
        return report.plain(self)

    def to_text(self) -> str:
        """Write it for a terminal."""
        return report.text(self)

    def to_markdown(self) -> str:
        """Write it for a comment on a change."""
        return report.markdown(self)

    def to_html(self, title: str) -> str:
        """Write it as a page of its own."""
        return report.html(self, title)

    def __str__(self) -> str:
        return self.to_text()


@dataclass(frozen=True)
class Today:
    """Today's records and what they give."""

    records: RecordSet
    outputs: Outputs


def today(atlas: Path, *, jobs: int = 1, progress: Callable[[int, int], None] | None = None) -> Today:
    """Read an atlas folder and make every synthesis.

    Raises
    ------
    AtlasNotFoundError
        When the folder is not an atlas.
    RecordsError
        When a record holds an error.
    """
    from synthesis.records.folder import read_folder

    records = of_records(read_folder(atlas))
    made = outputs(atlas_of(records, origin=str(atlas)), jobs=jobs, progress=progress)
    return Today(records, made)


def replay(
    atlas: str | Path | None = None,
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Replay:
    """Make every synthesis again and compare it with the lock.

    Counts, labels and text are compared exactly, floats within the tolerances of
    `synthesis.replay.tolerance`. When something moved, every changed record is tried by itself.

    Parameters
    ----------
    atlas
        Atlas folder with a lock in ``expected/``, or a snapshot; the embedded atlas by default.
    jobs
        Processes to use.
    progress
        Called with the numbers of syntheses made and of all.

    Returns
    -------
    Replay

    Raises
    ------
    AtlasNotFoundError, RecordsError
        When the folder is not an atlas or holds errors.
    ReplayError
        When there is no lock, or it or a file of a snapshot was altered.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> (folder / "studies").mkdir()
    >>> replay(folder)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    synthesis.errors.ReplayError: ...there is no lock; write it with `synthesis accept -m "why"`
    """
    from synthesis.records.location import embedded_atlas

    folder = embedded_atlas() if atlas is None else opened(Path(atlas))
    lock = read_lock(folder / FOLDER)
    return against(lock, today(folder, jobs=jobs, progress=progress), jobs=jobs)


def against(lock: Lock, now: Today, *, jobs: int = 1) -> Replay:
    """Compare today's answers with a lock."""
    from synthesis.replay.record_changes import record_changes

    moved = compare(lock.outputs, now.outputs)
    return Replay(
        syntheses=len(now.outputs),
        cells=sum(len(sheet.rows) * len(sheet.columns) for sheet in now.outputs.values()),
        moved=moved,
        verdicts=verdicts_moved(lock.outputs, now.outputs) if moved else (),
        attribution=attribute(lock, now.records, now.outputs, moved, jobs=jobs) if moved else None,
        records_changed=tuple(change.name for change in record_changes(lock.records, now.records)),
    )

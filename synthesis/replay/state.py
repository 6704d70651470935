"""`state_of`: the records of a folder, a snapshot or a revision, and what they give."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from synthesis.errors import ReplayError
from synthesis.replay.replay import Today, today
from synthesis.replay.snapshot import opened


def state_of(place: str | Path, *, jobs: int = 1) -> Today:
    """Read the records of a place and make every synthesis with today's code.

    Parameters
    ----------
    place
        An atlas folder, a snapshot, or a git revision of the checkout this is run in.
    jobs
        Processes to use.

    Raises
    ------
    AtlasNotFoundError, RecordsError
        When there is no atlas, or it holds errors.
    ReplayError
        When a snapshot was altered, or there is no such revision.
    """
    folder = Path(place)
    if folder.is_dir():
        return today(opened(folder), jobs=jobs)
    with _revision(str(place)) as atlas:
        return today(atlas, jobs=jobs)


@contextmanager
def _revision(name: str) -> Iterator[Path]:
    """Give the atlas folder of a revision, laid out in a temporary folder."""
    command = ["git", "archive", "--format=tar", name, "atlas_data"]
    try:
        made = subprocess.run(command, capture_output=True, check=True, cwd=_top())
    except (OSError, subprocess.CalledProcessError):
        raise ReplayError(
            f"{name!r} is neither a folder nor a git revision with atlas_data/",
            where="diff",
            hint="name an atlas folder, a snapshot, or run this in a checkout",
        ) from None
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(made.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder, "atlas_data")


def _top() -> str:
    """Find the top of the checkout around the working folder."""
    command = ["git", "rev-parse", "--show-toplevel"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()

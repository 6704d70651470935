"""`check`: every problem of an atlas folder."""

from __future__ import annotations

from pathlib import Path

from synthesis.records.folder import read_folder
from synthesis.records.location import embedded_atlas
from synthesis.records.problems import Report


def check(path: str | Path | None = None, *, jobs: int = 1) -> Report:
    """Read all record files of an atlas and report every problem at once.

    Parameters
    ----------
    path
        Atlas folder; without it the embedded atlas is checked.
    jobs
        Number of processes that read studies.

    Returns
    -------
    Report
        Problems in the order of files and lines; `Report.ok` when nothing stops loading.

    Raises
    ------
    AtlasNotFoundError
        When the folder does not exist or is not an atlas.

    Examples
    --------
    >>> check().ok
    True
    """
    return read_folder(embedded_atlas() if path is None else path, jobs=jobs).report

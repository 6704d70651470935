"""Digests of all files of a folder, in the form that ``sha256sum --check`` reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

from synthesis.errors import ReplayError

FILE = "checksums.sha256"


def write_checksums(folder: Path) -> None:
    """List every file of a folder with its SHA-256; call it when all others are written."""
    lines = [f"{_digest(path)}  {name}" for name, path in _files(folder).items()]
    (folder / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def verify_checksums(folder: Path) -> int:
    """Compare every file with the list, and count them.

    Raises
    ------
    ReplayError
        With all files that are missing, altered or not on the list.
    """
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ReplayError(f"cannot be read: {error.strerror}", where=str(folder / FILE)) from None
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    there = _files(folder)
    wrong = [f"{name} is missing" for name in listed if name not in there]
    wrong += [f"{name} is not on the list" for name in there if name not in listed]
    wrong += [
        f"{name} was altered"
        for name, path in there.items()
        if name in listed and _digest(path) != listed[name]
    ]
    if wrong:
        raise ReplayError("; ".join(sorted(wrong)), where=str(folder), hint="fetch the snapshot again")
    return len(there)


def _files(folder: Path) -> dict[str, Path]:
    files = (path for path in folder.rglob("*") if path.is_file() and path != folder / FILE)
    return dict(sorted((path.relative_to(folder).as_posix(), path) for path in files))


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

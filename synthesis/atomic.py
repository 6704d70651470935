"""Write files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write files so that each is either its old self or its new self, never a part.

    Every file is written beside its target first; targets are replaced when all bytes are on the disk.

    Parameters
    ----------
    contents
        Bytes by target; folders are made where they are missing.

    Raises
    ------
    OSError
        When a file cannot be written; no target has been changed if it happens before the moves.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_all({folder / "a.txt": b"whole"})
    >>> [path.name for path in folder.iterdir()]
    ['a.txt']
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for target, content in contents.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            waiting.append((_beside(target, content), target))
        while waiting:
            written, target = waiting[0]
            os.replace(written, target)
            waiting.pop(0)
    finally:
        for written, _ in waiting:
            with suppress(FileNotFoundError):
                written.unlink()


def _beside(target: Path, content: bytes) -> Path:
    """Write a temporary file in the folder of its target, readable like any new file."""
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        path.chmod(0o644)
    except BaseException:
        path.unlink()
        raise
    return path

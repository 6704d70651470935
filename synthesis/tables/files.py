"""Write files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write files so that each is either its old self or its new self, never a part.

    Every file is written beside its target first; targets are replaced when all bytes are on the disk.

    Raises
    ------
    OSError
        When a file cannot be written; no target has been changed if it happens before the moves.
    """
    waiting: dict[Path, Path] = {}
    try:
        for target, content in contents.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor, part = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
            waiting[Path(part)] = target
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
            Path(part).chmod(0o644)
        for part_path in list(waiting):
            os.replace(part_path, waiting[part_path])
            del waiting[part_path]
    finally:
        for leftover in waiting:
            leftover.unlink(missing_ok=True)

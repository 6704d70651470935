"""Every format of a figure as bytes, written whole or not at all.

All bytes are made before the first file is touched; each file is written beside its target and then
moved over it. A failure on the way leaves the files of an earlier save as they were.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure

from synthesis.figures import theme

LICENCE = "CC BY 4.0"

#: Twice the 96 pixels of a CSS inch, for dense screens and social cards.
_PNG_DPI = 192


def png_bytes(figure: Figure, title: str, alt: str) -> bytes:
    """Draw a figure as PNG at twice the size of the page, on the light paper."""
    metadata = {"Software": None, "Title": title, "Description": alt, "Copyright": LICENCE}
    return _saved(figure, "png", metadata, dpi=_PNG_DPI)


def pdf_bytes(figure: Figure, title: str, alt: str) -> bytes:
    """Draw a figure as PDF with selectable text and no date."""
    metadata = {"Creator": None, "Producer": None, "CreationDate": None, "Title": title, "Subject": alt}
    return _saved(figure, "pdf", metadata, dpi=72)


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write files so that each is either its old self or its new self, never a part.

    Raises
    ------
    OSError
        When a file cannot be written; no target has been changed if it happens before the moves.
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


def _saved(figure: Figure, kind: str, metadata: Mapping[str, str | None], dpi: int) -> bytes:
    buffer = BytesIO()
    with theme.applied():
        figure.savefig(buffer, format=kind, dpi=dpi, metadata=dict(metadata), facecolor=theme.PAPER)
    return buffer.getvalue()

"""Links to the files of a build, with their size."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from synthesis.reports.page import link


def size(path: Path) -> str:
    """Write the size of a file in words.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a")
    ...     _ = path.write_bytes(b"x" * 2_300)
    ...     size(path)
    '3 kB'
    """
    size = path.stat().st_size
    return f"{-(-size // 1000)} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def downloads(build: Path, page: str, targets: Iterable[tuple[str, str]]) -> str:
    """Write links that save files: pairs of words and place in the build."""
    return " · ".join(
        f'<a href="{link(page, target)}" download>{escape(words)} ({size(build / target)})</a>'
        for words, target in targets
    )

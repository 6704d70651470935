"""A progress bar for work that turns out to take long, where somebody can see it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Told how many of how many steps are done.
Progress = Callable[[int, int], None]
_PATIENCE = 1.0


@contextmanager
def shown(title: str, progress: Progress | bool | None) -> Iterator[Progress | None]:
    """Give the function to report progress to, and take the bar away at the end.

    Parameters
    ----------
    title
        What is being done.
    progress
        A function to call, True for a bar, False for none, or None for a bar when the work takes
        more than a second and the output is a terminal or a notebook.
    """
    if callable(progress):
        yield progress
        return
    if progress is False or (progress is None and not _watched()):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    # a notebook renders the line of a terminal; the display made for notebooks needs ipywidgets
    console = Console(file=sys.stderr, force_terminal=True, force_jupyter=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Bar(*columns, console=console, transient=True)
    task = bar.add_task(title, total=None)
    from_start = time.monotonic() + (0 if progress else _PATIENCE)

    def report(done: int, total: int) -> None:
        if not bar.live.is_started and time.monotonic() >= from_start:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield report
    finally:
        bar.stop()


def _watched() -> bool:
    """Whether the output is a terminal or a running notebook."""
    return sys.stderr.isatty() or hasattr(sys.stderr, "parent_header")

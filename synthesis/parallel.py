"""One function over many items: here, or in several processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from typing import TypeVar

from synthesis.errors import SynthesisError

T = TypeVar("T")
R = TypeVar("R")

#: Items are handed out in chunks, so that sending them costs little; at least so many chunks a process, so
#: that one slow item does not leave the others waiting, and at most so many items, so that progress moves.
_CHUNKS_EACH = 8
_ITEMS_AT_MOST = 32


def run(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> list[R]:
    """Apply a function to every item and return the results in the order of the items.

    With `jobs` above 1 and more than one item the work is done by that many freshly started Python
    processes. The function, the items and the results must be picklable, and a script that calls this must
    do so under ``if __name__ == "__main__"``, because every process imports the script again. A process
    started here that calls this again works alone.

    Parameters
    ----------
    function
        A function of one argument, defined in a module.
    items
        The items.
    jobs
        Number of processes, 1 or more; 1 stays in this process.
    progress
        Called with the numbers of items done and of all items, here, after each item or chunk.

    Returns
    -------
    list
        One result an item.

    Raises
    ------
    ValueError
        When `jobs` is below 1.
    SynthesisError
        When a process ends without a result.
    Exception
        Whatever the function raises; items not begun by then are dropped.

    Examples
    --------
    >>> run(str.upper, ["a", "b"])
    ['A', 'B']
    """
    if jobs < 1:
        raise ValueError(f"run: jobs is {jobs!r}; needs 1 or more")
    work = list(items)
    if jobs == 1 or len(work) < 2 or multiprocessing.parent_process() is not None:
        results = []
        for done, item in enumerate(work, 1):
            results.append(function(item))
            if progress:
                progress(done, len(work))
        return results
    return _in_processes(function, work, min(jobs, len(work)), progress)


def cores() -> int:
    """Count the cores this process may use.

    Examples
    --------
    >>> cores() > 0
    True
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_processes(
    function: Callable[[T], R], work: Sequence[T], jobs: int, progress: Callable[[int, int], None] | None
) -> list[R]:
    size = min(max(1, len(work) // (jobs * _CHUNKS_EACH)), _ITEMS_AT_MOST)
    # "spawn" is the one method that is safe with threads running and the same on every system
    context = multiprocessing.get_context("spawn")
    others = multiprocessing.active_children()
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)
    try:
        starts = range(0, len(work), size)
        futures = {pool.submit(_chunk, function, work[start : start + size]): start for start in starts}
        chunks: dict[int, list[R]] = {}
        done = 0
        for future in as_completed(futures):
            chunk = _result(future)
            chunks[futures[future]] = chunk
            done += len(chunk)
            if progress:
                progress(done, len(work))
        return [result for start in starts for result in chunks[start]]
    except KeyboardInterrupt:
        for process in multiprocessing.active_children():
            if process not in others:
                process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _result(future: Future[list[R]]) -> list[R]:
    try:
        return future.result()
    except BrokenProcessPool:
        raise SynthesisError(
            "a process ended without a result",
            where="run",
            hint="start it from under `if __name__ == '__main__'`, or use jobs=1",
        ) from None


def _chunk(function: Callable[[T], R], items: Sequence[T]) -> list[R]:
    return [function(item) for item in items]


def _begin() -> None:
    """Leave interrupts to the parent, and end when it ends, even when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)

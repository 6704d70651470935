from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from synthesis.errors import SynthesisError
from synthesis.parallel import run

ITEMS = list(range(50))


def fail_at(bad: int, item: int) -> int:
    if item == bad:
        raise LookupError(f"no item {item}")
    return item


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_items(jobs: int) -> None:
    assert run(float, ITEMS, jobs=jobs) == [float(item) for item in ITEMS]


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_items_give_no_results(jobs: int) -> None:
    assert run(float, [], jobs=jobs) == []


def test_one_item_stays_here() -> None:
    here: list[int] = []
    assert run(here.append, [7], jobs=4) == [None]  # a list of another process would stay empty
    assert here == [7]


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_progress_counts_every_item(jobs: int) -> None:
    told: list[tuple[int, int]] = []
    run(float, ITEMS, jobs=jobs, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (50, 50)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(told) > jobs


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_item_that_fails_raises_its_own_error(jobs: int) -> None:
    with pytest.raises(LookupError, match="no item 3"):
        run(partial(fail_at, 3), ITEMS, jobs=jobs)


def slow_after_failure(folder: Path, item: int) -> None:
    if item == 0:
        raise LookupError
    time.sleep(0.05)
    (folder / str(item)).touch()


def test_after_a_failure_items_not_begun_are_dropped(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        run(partial(slow_after_failure, tmp_path), range(200), jobs=2)
    assert len(list(tmp_path.iterdir())) < 150


def test_a_process_that_dies_is_an_error() -> None:
    with pytest.raises(SynthesisError, match=r"run: a process ended without a result; start it from under"):
        run(os._exit, [3, 3], jobs=2)


@pytest.mark.parametrize("jobs", [0, -1])
def test_no_process_at_all_is_an_error(jobs: int) -> None:
    with pytest.raises(ValueError, match=rf"jobs is {jobs}; needs 1 or more"):
        run(float, ITEMS, jobs=jobs)


def process_of(item: int) -> int:
    return os.getpid()


def processes_below(item: int) -> list[int]:
    return [os.getpid(), *run(process_of, [1, 2], jobs=2)]


def test_a_process_started_here_works_alone() -> None:
    for own, *inner in run(processes_below, [1, 2], jobs=2):
        assert own != os.getpid()
        assert inner == [own, own]


SCRIPT = """
import sys, time
from synthesis.parallel import run
if __name__ == "__main__":
    print("ready", flush=True)
    try:
        run(time.sleep, [30.0] * 4, jobs=2, progress=print)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""


def test_an_interrupt_ends_the_work_at_once_and_quietly(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(2)  # until both processes sleep; if they do not yet, the test only becomes easier
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    out, err = process.communicate(timeout=20)
    assert out == "interrupted\n"
    assert err == ""

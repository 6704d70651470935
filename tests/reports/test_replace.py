from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from synthesis.errors import BuildError
from synthesis.reports import replace
from synthesis.reports.replace import MADE_BY, MANIFEST, is_made_by, staged


def fill(folder: Path, word: str) -> None:
    (folder / "page.html").write_text(word)
    (folder / MANIFEST).write_text(json.dumps({"made_by": MADE_BY}))


def build_and_raise(out: Path, error: BaseException) -> None:
    with staged(out) as folder:
        fill(folder, "two")
        raise error


def test_new_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "build"
    with staged(out) as folder:
        fill(folder, "one")
        assert not out.exists()
    assert (out / "page.html").read_text() == "one"
    assert [p.name for p in out.parent.iterdir()] == ["build"]


def test_old_build_is_replaced_as_a_whole(tmp_path: Path) -> None:
    out = tmp_path / "build"
    with staged(out) as folder:
        fill(folder, "one")
        (folder / "gone.html").write_text("one")
    with staged(out) as folder:
        fill(folder, "two")
    assert (out / "page.html").read_text() == "two"
    assert not (out / "gone.html").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["build"]


def test_without_exchange_the_old_build_steps_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replace, "_exchange", lambda one, other: False)
    test_old_build_is_replaced_as_a_whole(tmp_path)


@pytest.mark.parametrize("error", [RuntimeError("a figure failed"), KeyboardInterrupt()])
def test_error_leaves_the_old_build(tmp_path: Path, error: BaseException) -> None:
    out = tmp_path / "build"
    with staged(out) as folder:
        fill(folder, "one")
    with pytest.raises(type(error)):
        build_and_raise(out, error)
    assert (out / "page.html").read_text() == "one"
    assert [p.name for p in tmp_path.iterdir()] == ["build"]


def test_build_without_manifest_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "build"
    with pytest.raises(BuildError, match=r"no manifest\.json was written"), staged(out) as folder:
        (folder / "page.html").write_text("half")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("manifest", [None, "{}", '{"made_by": "somebody else"}', "[1]", "not json"])
def test_foreign_folder_is_never_replaced(tmp_path: Path, manifest: str | None) -> None:
    out = tmp_path / "notes"
    out.mkdir()
    (out / "thoughts.txt").write_text("mine")
    if manifest is not None:
        (out / MANIFEST).write_text(manifest)
    with pytest.raises(BuildError, match="left alone; choose another --out"), staged(out):
        pytest.fail("the block must not be entered")
    assert (out / "thoughts.txt").read_text() == "mine"
    assert [p.name for p in tmp_path.iterdir()] == ["notes"]


def test_folder_that_became_foreign_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "notes"

    def build_while_somebody_writes() -> None:
        with staged(out) as folder:
            fill(folder, "one")
            out.mkdir()
            (out / "thoughts.txt").write_text("mine")

    with pytest.raises(BuildError, match="left alone"):
        build_while_somebody_writes()
    assert (out / "thoughts.txt").read_text() == "mine"


def test_empty_folder_is_taken(tmp_path: Path) -> None:
    out = tmp_path / "build"
    out.mkdir()
    with staged(out) as folder:
        fill(folder, "one")
    assert is_made_by(MADE_BY, out)


def test_file_in_the_place_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "build"
    out.write_text("mine")
    with pytest.raises(BuildError, match="there is a file of this name"), staged(out):
        pytest.fail("the block must not be entered")
    assert out.read_text() == "mine"


def test_file_in_the_place_of_a_parent_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(BuildError, match="cannot make the folder"), staged(tmp_path / "file" / "build"):
        pytest.fail("the block must not be entered")


def test_link_is_followed(tmp_path: Path) -> None:
    real = tmp_path / "real"
    with staged(real) as folder:
        fill(folder, "one")
    (tmp_path / "link").symlink_to(real)
    with staged(tmp_path / "link") as folder:
        fill(folder, "two")
    assert (real / "page.html").read_text() == "two"
    assert (tmp_path / "link").is_symlink()


def test_second_build_into_the_same_folder_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "build"
    with staged(out) as folder:
        fill(folder, "one")
        with pytest.raises(BuildError, match="another run into this folder is going on"), staged(out):
            pytest.fail("the block must not be entered")
        assert (folder / "page.html").read_text() == "one"
    assert (out / "page.html").read_text() == "one"


def test_somebody_elses_file_in_the_work_folder_stays(tmp_path: Path) -> None:
    work = tmp_path / "build.synthesis-work"
    work.mkdir()
    (work / "mine.txt").write_text("mine")
    with staged(tmp_path / "build") as folder:
        fill(folder, "one")
    assert (work / "mine.txt").read_text() == "mine"


def test_next_start_puts_a_build_back_that_had_stepped_aside(tmp_path: Path) -> None:
    """The state a kill leaves between the two steps of a system that cannot exchange."""
    work = tmp_path / "build.synthesis-work"
    for name, word in (("old", "one"), ("new-1234", "two")):
        (work / name).mkdir(parents=True)
        fill(work / name, word)
    with pytest.raises(RuntimeError), staged(tmp_path / "build"):
        raise RuntimeError
    assert (tmp_path / "build" / "page.html").read_text() == "one"
    assert [p.name for p in tmp_path.iterdir()] == ["build"]


#: Builds again and again, each time with its own number in every file.
_RUN = """
import json, sys
from pathlib import Path
from synthesis.reports import replace
if sys.argv[2] == "steps":
    replace._exchange = lambda one, other: False
number = int(sys.argv[3])
while True:
    number += 1
    with replace.staged(Path(sys.argv[1])) as folder:
        for place in range(30):
            (folder / str(place)).write_text(str(number))
        (folder / replace.MANIFEST).write_text(json.dumps({"made_by": replace.MADE_BY, "number": number}))
"""


def _whole(folder: Path) -> int:
    number = json.loads((folder / MANIFEST).read_text())["number"]
    assert {(folder / str(place)).read_text() for place in range(30)} == {str(number)}
    return int(number)


@pytest.mark.parametrize("way", ["exchange", "steps"])
def test_kill_at_any_moment_leaves_a_whole_build(tmp_path: Path, way: str) -> None:
    out = tmp_path / "build"
    moments = random.Random(20)
    number, numbers = 0, []
    for _ in range(25):
        run = subprocess.Popen([sys.executable, "-c", _RUN, str(out), way, str(number)])
        while not out.exists() or (number and _number(out) == number):
            time.sleep(0.005)  # until this run has replaced the build at least once
        time.sleep(moments.uniform(0, 0.03))
        run.send_signal(signal.SIGKILL)
        run.wait()
        if way == "steps" and not out.exists():
            number = _whole(tmp_path / "build.synthesis-work" / "old")
        else:
            number = _whole(out)
        numbers.append(number)
    assert numbers == sorted(numbers)
    with staged(out) as folder:
        fill(folder, "last")
    assert sorted(os.listdir(tmp_path)) == ["build"]


def _number(out: Path) -> int | None:
    try:
        return int(json.loads((out / MANIFEST).read_text())["number"])
    except FileNotFoundError:
        return None

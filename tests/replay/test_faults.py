"""Killed at any write, an accepted state stays whole."""

from __future__ import annotations

import builtins
import os
import pathlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from synthesis.replay.accept import accept
from synthesis.replay.lock import FOLDER, read_lock
from synthesis.replay.snapshot import snapshot


class Killed(BaseException):
    """What a killed process would do: nothing more."""


def state(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def writing_operations(monkeypatch: pytest.MonkeyPatch, before: Callable[[str], None]) -> None:
    """Call `before` ahead of every operation that changes files."""

    def spied(owner: object, name: str, writes: Callable[..., bool] = lambda *a, **k: True) -> None:
        real = getattr(owner, name)

        def operation(*given: object, **named: object) -> object:
            if writes(*given, **named):
                before(name)
            return real(*given, **named)

        monkeypatch.setattr(owner, name, operation)

    spied(pathlib.Path, "write_text")
    spied(pathlib.Path, "write_bytes")
    spied(pathlib.Path, "mkdir")
    spied(pathlib.Path, "rename")
    spied(os, "replace")
    spied(builtins, "open", lambda _, mode="r", *a, **k: any(letter in mode for letter in "wax+"))


def killed_at_every_write(
    act: Callable[[], object], place: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, dict[str, bytes]]:
    """Kill an action at each of its writes; the place must hold its old state or its new one.

    Returns
    -------
    tuple
        How many writes there are, and the new state.
    """
    old = state(place)
    counted: list[str] = []
    with monkeypatch.context() as patch:
        writing_operations(patch, counted.append)
        act()
    new = state(place)
    assert new != old
    for fatal in range(len(counted)):
        restore(place, old)
        died(act, fatal, monkeypatch)
        assert state(place) in (old, new), counted[fatal]
    restore(place, old)
    act()  # whatever the kills left behind is cleared
    assert state(place) == new
    assert [path.name for path in place.parent.iterdir() if "synthesis-work" in path.name] == []
    return len(counted), new


def died(act: Callable[[], object], fatal: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run an action up to one of its writes."""
    passed = 0

    def kill(name: str) -> None:
        nonlocal passed
        if passed == fatal:
            raise Killed(name)
        passed += 1

    with monkeypatch.context() as patch:
        writing_operations(patch, kill)
        with pytest.raises(Killed):
            act()


def restore(place: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(place, ignore_errors=True)
    for name, content in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_accept_killed_at_any_write_leaves_the_old_lock_or_the_new_one(
    atlas: Path, edit: Callable[[str, str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from synthesis.replay import accept as module

    edit("nguyen-2017-impaired-calcium", "role: cases, n: 15", "role: cases, n: 41")
    now = module.today(atlas)
    moved = module.against(read_lock(atlas / FOLDER), now)
    monkeypatch.setattr(
        module, "today", lambda *a, **k: now
    )  # what is written is tested, not what is counted
    monkeypatch.setattr(module, "against", lambda *a, **k: moved)
    writes, _ = killed_at_every_write(lambda: accept(atlas, reason="why"), atlas / FOLDER, monkeypatch)
    assert writes > 12
    assert len(read_lock(atlas / FOLDER).history) == 2


def test_a_snapshot_killed_at_any_write_is_not_there_or_whole(
    atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from synthesis.records import folder
    from synthesis.replay import snapshot as module

    records = module.of_records(folder.read_folder(atlas))
    whole = module.atlas_of(records, origin="records")
    monkeypatch.setattr(folder, "read_folder", lambda _: None)  # what is written is tested, not what is read
    monkeypatch.setattr(module, "of_records", lambda _: records)
    monkeypatch.setattr(module, "atlas_of", lambda *a, **k: whole)
    monkeypatch.setattr(module, "pins", lambda: {"numpy": "2"})
    place = tmp_path / "out" / "snapshot"
    place.parent.mkdir()
    monkeypatch.setattr(shutil, "copyfile", copied)  # so that every copied file is a write that can be killed
    writes, new = killed_at_every_write(lambda: snapshot(place, atlas), place, monkeypatch)
    assert writes > 12
    assert "checksums.sha256" in new


def copied(source: str, target: str, *, follow_symlinks: bool = True) -> str:
    Path(target).write_bytes(Path(source).read_bytes())
    return target

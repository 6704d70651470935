from __future__ import annotations

from pathlib import Path

import pytest

from synthesis import atomic


def test_a_failure_half_way_leaves_the_old_files_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {tmp_path / "a.svg": b"old a", tmp_path / "b.png": b"old b", tmp_path / "c.csv": b"old c"}
    atomic.write_all(old)
    whole_write = atomic._beside

    def full_disk(target: Path, content: bytes) -> Path:
        if target.name == "b.png":
            raise OSError("no space left")
        return whole_write(target, content)

    monkeypatch.setattr(atomic, "_beside", full_disk)
    with pytest.raises(OSError, match="no space left"):
        atomic.write_all(dict.fromkeys(old, b"new"))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == old


def test_a_failure_while_moving_leaves_each_file_old_or_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets = [tmp_path / name for name in ("a", "b", "c")]
    atomic.write_all(dict.fromkeys(targets, b"old"))
    move = atomic.os.replace

    def refuse(source: Path, target: Path) -> None:
        if target.name == "b":
            raise PermissionError("b is open elsewhere")
        move(source, target)

    monkeypatch.setattr(atomic.os, "replace", refuse)
    with pytest.raises(PermissionError):
        atomic.write_all(dict.fromkeys(targets, b"new"))
    assert sorted(tmp_path.iterdir()) == targets, "a temporary file was left behind"
    assert [path.read_bytes() for path in targets] == [b"new", b"old", b"old"]


def test_folders_are_made(tmp_path: Path) -> None:
    target = tmp_path / "new" / "folder" / "a.svg"
    atomic.write_all({target: b"content"})
    assert target.read_bytes() == b"content"
    assert target.stat().st_mode & 0o777 == 0o644

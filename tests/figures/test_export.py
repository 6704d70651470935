from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from synthesis.figures import export
from synthesis.figures.drawn import Drawn


def test_png_is_twice_the_page_and_says_what_it_shows(toy: Callable[[int], Drawn]) -> None:
    drawn = toy(2)
    with Image.open(io.BytesIO(export.png_bytes(drawn.fig, drawn.title, drawn.alt))) as image:
        assert image.width == round(7.2 * 96 * 2)
        assert image.info["Description"] == drawn.alt
        assert image.info["Copyright"] == "CC BY 4.0"
        assert "Software" not in image.info
        assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_pdf_has_no_date(toy: Callable[[int], Drawn]) -> None:
    drawn = toy(2)
    content = export.pdf_bytes(drawn.fig, drawn.title, drawn.alt)
    assert content.startswith(b"%PDF")
    assert not re.search(rb"/CreationDate|/ModDate|/Producer|/Creator", content)


def test_a_failure_half_way_leaves_the_old_files_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {tmp_path / "a.svg": b"old a", tmp_path / "b.png": b"old b", tmp_path / "c.csv": b"old c"}
    export.write_all(old)
    whole_write = export._beside

    def full_disk(target: Path, content: bytes) -> Path:
        if target.name == "b.png":
            raise OSError("no space left")
        return whole_write(target, content)

    monkeypatch.setattr(export, "_beside", full_disk)
    with pytest.raises(OSError, match="no space left"):
        export.write_all(dict.fromkeys(old, b"new"))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == old


def test_a_failure_while_moving_leaves_each_file_old_or_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets = [tmp_path / name for name in ("a", "b", "c")]
    export.write_all(dict.fromkeys(targets, b"old"))
    move = export.os.replace

    def refuse(source: Path, target: Path) -> None:
        if target.name == "b":
            raise PermissionError("b is open elsewhere")
        move(source, target)

    monkeypatch.setattr(export.os, "replace", refuse)
    with pytest.raises(PermissionError):
        export.write_all(dict.fromkeys(targets, b"new"))
    assert sorted(tmp_path.iterdir()) == targets, "a temporary file was left behind"
    assert [path.read_bytes() for path in targets] == [b"new", b"old", b"old"]


def test_folders_are_made(tmp_path: Path) -> None:
    target = tmp_path / "new" / "folder" / "a.svg"
    export.write_all({target: b"content"})
    assert target.read_bytes() == b"content"
    assert target.stat().st_mode & 0o777 == 0o644

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

import pytest

from synthesis.store import cache
from synthesis.store.atlas import Atlas

DIGEST = "a" * 64


@pytest.fixture
def kept(atlas: Atlas, cache_folder: Path) -> Path:
    """Keep the small atlas under `DIGEST` and return its folder in the cache."""
    keep(atlas, DIGEST)
    (entry,) = (cache_folder / "atlas").iterdir()
    return entry


def keep(atlas: Atlas, digest: str) -> None:
    cache.keep(digest, {**atlas.tables, "analytes": atlas._analytes.table, "records": atlas._records.table})


def test_what_is_kept_is_found(atlas: Atlas, kept: Path) -> None:
    found = cache.find(DIGEST)
    assert found is not None
    assert found.tables["findings"].equals(atlas.tables["findings"])
    assert found.digest == DIGEST


def test_other_records_are_not_found(kept: Path) -> None:
    assert cache.find("b" * 64) is None
    assert kept.is_dir()


def test_the_key_names_schema_package_and_code(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("SCHEMA_VERSION", 999),
        ("package_version", lambda: "999"),
        ("_code_digest", lambda: "other code"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(cache, name, value)
            assert cache.find(DIGEST) is None
    assert cache.find(DIGEST) is not None


def truncate(entry: Path) -> None:
    path = entry / "findings.parquet"
    path.write_bytes(path.read_bytes()[:-100])


def alter(entry: Path) -> None:
    path = entry / "records.parquet"
    content = bytearray(path.read_bytes())
    content[50] ^= 255
    path.write_bytes(content)


def remove_table(entry: Path) -> None:
    (entry / "groups.parquet").unlink()


def remove_description(entry: Path) -> None:
    (entry / "datapackage.json").unlink()


def empty(entry: Path) -> None:
    shutil.rmtree(entry)
    entry.mkdir()


@pytest.mark.parametrize("damage", [truncate, alter, remove_table, remove_description, empty])
def test_a_damaged_entry_is_dropped_with_a_note(
    atlas: Atlas, kept: Path, damage, caplog: pytest.LogCaptureFixture
) -> None:
    damage(kept)
    with caplog.at_level(logging.INFO, "synthesis.store.cache"):
        assert cache.find(DIGEST) is None
    assert "is damaged and is made again" in caplog.text
    assert not kept.exists()
    keep(atlas, DIGEST)
    assert cache.find(DIGEST) is not None


def test_only_the_entries_used_last_stay(atlas: Atlas, cache_folder: Path) -> None:
    for age, letter in enumerate("abcd"):
        keep(atlas, letter * 64)
        old = 1_000_000 + age
        newest = max((cache_folder / "atlas").iterdir(), key=lambda entry: entry.stat().st_mtime)
        os.utime(newest, (old, old))
    assert cache.find("a" * 64) is not None  # used now, so "b" is the oldest
    keep(atlas, "e" * 64)
    found = [letter for letter in "abcde" if cache.find(letter * 64) is not None]
    assert found == ["a", "c", "d", "e"]


def test_a_cache_that_cannot_be_written_is_a_note(
    atlas: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("SYNTHESIS_CACHE", str(tmp_path / "file"))
    with caplog.at_level(logging.INFO, "synthesis.store.cache"):
        keep(atlas, DIGEST)
    assert "is not kept for the next time" in caplog.text
    assert cache.find(DIGEST) is None


def test_nothing_but_whole_entries_lies_in_the_cache(kept: Path) -> None:
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_without_the_variable_the_user_cache_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNTHESIS_CACHE")
    assert cache.cache_folder().parts[-2:] == ("mecfs-synthesis", "atlas")

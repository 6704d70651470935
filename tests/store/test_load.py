from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from synthesis.errors import AtlasNotFoundError, RecordsError
from synthesis.provenance import folder_digest
from synthesis.records import folder as records_folder
from synthesis.store.atlas import Atlas
from synthesis.store.columns import DEFERRED, TABLES
from synthesis.store.load import RECORD_FILES, load

SOUND = Path(__file__).parents[1] / "records" / "sound_atlas"
FRAMES = [name for name in TABLES if name not in DEFERRED]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOUND, tmp_path / "atlas"))


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every folder whose records are read from now on."""
    read: list[Path] = []
    original = records_folder.read_folder

    def counting(path, **options):
        read.append(Path(path))
        return original(path, **options)

    monkeypatch.setattr(records_folder, "read_folder", counting)
    return read


def same(one: Atlas, other: Atlas) -> None:
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def some_study(folder: Path) -> Path:
    return min((folder / "studies").iterdir())


def test_the_second_load_reads_no_record(folder: Path, compiled: list[Path]) -> None:
    first, second = load(folder), load(folder)
    assert compiled == [folder]
    same(first, second)
    assert first.digest == second.digest
    assert first.study(first.studies["slug"].iloc[0]) == second.study(first.studies["slug"].iloc[0])


def test_an_edited_file_is_read_again(folder: Path, compiled: list[Path]) -> None:
    before = load(folder)
    path = some_study(folder)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("An invented comparison", "Another title", 1), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    after = load(folder)
    assert len(compiled) == 2
    assert after.digest != before.digest
    assert "Another title" in after.studies["title"].tolist()
    path.write_text(text, encoding="utf-8")
    same(load(folder), before)
    assert len(compiled) == 2


def test_a_renamed_or_removed_file_counts_as_a_change(folder: Path) -> None:
    before = load(folder).digest
    path = some_study(folder)
    path.rename(path.with_name("other.yaml"))
    renamed = folder_digest(folder, RECORD_FILES)
    path.with_name("other.yaml").unlink()
    assert len({before, renamed, folder_digest(folder, RECORD_FILES)}) == 3


def test_what_is_no_record_does_not_count(folder: Path) -> None:
    before = load(folder).digest
    (folder / "SOURCES.md").write_text("where from", encoding="utf-8")
    assert load(folder).digest == before


def test_a_copy_elsewhere_has_the_same_digest(folder: Path, tmp_path: Path) -> None:
    assert load(shutil.copytree(folder, tmp_path / "copy")).digest == load(folder).digest


def test_a_corrupt_cache_is_made_again(folder: Path, compiled: list[Path], cache_folder: Path) -> None:
    first = load(folder)
    for path in (cache_folder / "atlas").rglob("*.parquet"):
        path.write_bytes(path.read_bytes()[:-20])
    same(load(folder), first)
    same(load(folder), first)
    assert len(compiled) == 2


def test_without_cache_nothing_is_read_from_it_or_kept(
    folder: Path, compiled: list[Path], cache_folder: Path
) -> None:
    load(folder, cache=False)
    assert not cache_folder.exists()
    load(folder)
    load(folder, cache=False)
    assert len(compiled) == 3


def test_a_file_edited_while_compiling_is_read_again(
    folder: Path, compiled: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = records_folder.read_folder

    def edits_once(path, **options):
        records = counting(path, **options)
        study = some_study(folder)
        text = study.read_text(encoding="utf-8")
        study.write_text(text.replace("An invented comparison", "Another title", 1), encoding="utf-8")
        return records

    monkeypatch.setattr(records_folder, "read_folder", edits_once)
    atlas = load(folder)
    assert "Another title" in atlas.studies["title"].tolist()
    assert atlas.digest == folder_digest(folder, RECORD_FILES)
    assert len(compiled) == 2
    same(load(folder), atlas)
    assert len(compiled) == 2


def test_several_processes_read_the_same_atlas(folder: Path) -> None:
    same(load(folder, cache=False, jobs=2), load(folder, cache=False))


def test_progress_is_told_every_study(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    load(folder, progress=lambda done, total: told.append((done, total)))
    studies = len(list((folder / "studies").iterdir()))
    assert told == [(done, studies) for done in range(1, studies + 1)]


def test_unsound_records_are_an_error_that_lists_all_problems(folder: Path, cache_folder: Path) -> None:
    paths = sorted((folder / "studies").iterdir())[:2]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("design: ", "design: un", 1), encoding="utf-8")
    with pytest.raises(RecordsError, match=r"the records are not sound \(2 errors") as caught:
        load(folder)
    assert len(caught.value.problems) == 2
    for path in paths:
        assert f"studies/{path.name}:" in str(caught.value)
    assert not cache_folder.exists()


def test_a_long_list_of_errors_is_cut_in_the_message_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("synthesis.store.load._SHOWN", 1)
    for path in sorted((folder / "studies").iterdir())[:3]:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("design: ", "design: un", 1), encoding="utf-8")
    with pytest.raises(RecordsError, match=r"and 2 more; `synthesis validate` lists them all") as caught:
        load(folder)
    assert len(caught.value.problems) == 3


def test_a_folder_without_an_atlas_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AtlasNotFoundError, match=r"holds no atlas; name a folder with studies/"):
        load(tmp_path)
    with pytest.raises(AtlasNotFoundError, match=r"holds no atlas"):
        load(tmp_path / "nowhere")


def test_origin_in_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(folder).origin == str(folder)
    monkeypatch.setenv("SYNTHESIS_ATLAS", str(folder))
    named = load()
    assert named.origin == "the atlas that SYNTHESIS_ATLAS names"
    same(named, load(folder))


def test_the_embedded_atlas_is_sound_and_whole() -> None:
    atlas = load()
    assert atlas.origin == "the embedded atlas"
    assert len(atlas) > 300
    for name in FRAMES:
        for column, other in TABLES[name].references:
            known = getattr(atlas, other)[TABLES[other].key[0]]
            assert getattr(atlas, name)[column].isin(known).all(), (name, column)
        assert not getattr(atlas, name).duplicated(list(TABLES[name].key)).any(), name

"""Reading whole folders: names, strays, missing pieces, acknowledgements, order."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from synthesis.errors import AtlasNotFoundError
from synthesis.records.folder import read_folder
from synthesis.records.problems import Problem

SOUND = Path(__file__).parent / "sound_atlas"


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    """A copy of the sound atlas that a test may damage."""
    return Path(shutil.copytree(SOUND, tmp_path / "atlas"))


def _problems(atlas: Path) -> list[Problem]:
    return [p for p in read_folder(atlas).report if not p.acknowledged]


def _edit(path: Path, old: str, new: str) -> int:
    """Replace a text that stands once; return its line."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_a_missing_folder_raises(tmp_path: Path) -> None:
    with pytest.raises(AtlasNotFoundError, match="is not a folder") as refused:
        read_folder(tmp_path / "nowhere")
    assert refused.value.where.endswith("nowhere")
    assert "studies/" in refused.value.hint


def test_a_folder_without_studies_raises(tmp_path: Path) -> None:
    with pytest.raises(AtlasNotFoundError, match="has no folder studies/"):
        read_folder(tmp_path)


def test_an_atlas_may_have_no_other_folders(atlas: Path) -> None:
    for folder in ("topics", "articles", "published"):
        shutil.rmtree(atlas / folder)
    assert _problems(atlas) == []


def test_file_name_must_be_the_key(atlas: Path) -> None:
    (atlas / "studies/example-2005-beta.yaml").rename(atlas / "studies/example-2005-gamma.yaml")
    (problem,) = _problems(atlas)
    assert (problem.file, problem.line, problem.rule) == ("studies/example-2005-gamma.yaml", 1, "file-name")
    assert problem.allowed == "example-2005-gamma"
    assert "example-2005-beta" not in [study.slug for study in read_folder(atlas).studies]


def test_topics_articles_and_results_are_named_too(atlas: Path) -> None:
    for folder, name in (
        ("topics", "overview"),
        ("articles", "invented-article"),
        ("published", "example-2010-review"),
    ):
        (atlas / folder / f"{name}.yaml").rename(atlas / folder / "other.yaml")
    assert [(p.file, p.rule) for p in _problems(atlas)] == [
        ("articles/other.yaml", "file-name"),
        ("published/other.yaml", "file-name"),
        ("topics/other.yaml", "file-name"),
    ]


def test_stray_files_are_problems_and_hidden_ones_are_not(atlas: Path) -> None:
    (atlas / "studies/notes.txt").write_text("notes")
    (atlas / "studies/.hidden.swp").write_text("an editor's file")
    (atlas / "topics/page.yml").write_text("id: page")
    (atlas / "published/old").mkdir()
    assert [(p.file, p.rule, p.line) for p in _problems(atlas)] == [
        ("published/old", "stray-file", 0),
        ("studies/notes.txt", "stray-file", 0),
        ("topics/page.yml", "stray-file", 0),
    ]


def test_a_missing_registry_is_one_problem(atlas: Path) -> None:
    (atlas / "markers.csv").unlink()
    assert [(p.file, p.rule) for p in _problems(atlas)] == [("markers.csv", "missing-file")]


def test_a_faulty_marker_is_not_also_unknown(atlas: Path) -> None:
    line = _edit(atlas / "markers.csv", "example-a,Example A,cytokine", "example-a,Example A,cytokin")
    assert [(p.file, p.line, p.rule) for p in _problems(atlas)] == [("markers.csv", line, "unknown-term")]


def test_an_unreadable_study_is_not_also_unknown(atlas: Path) -> None:
    line = _edit(atlas / "studies/example-2001-alpha.yaml", "year: 2001", "year: [2001]")
    assert [(p.file, p.line, p.rule) for p in _problems(atlas)] == [
        ("studies/example-2001-alpha.yaml", line, "wrong-type")
    ]


def test_problems_in_the_registry_have_the_line_of_the_marker(atlas: Path) -> None:
    line = _edit(
        atlas / "markers.csv", "Example B,cytokine,example-family", "Example B,cytokine,example-famly"
    )
    (problem,) = _problems(atlas)
    assert (problem.file, problem.line, problem.record) == ("markers.csv", line, "example-b")
    assert problem.fix == "did you mean example-family?"


def test_unknown_marker_is_found_by_name_and_synonym(atlas: Path) -> None:
    _edit(atlas / "studies/example-2001-alpha.yaml", "marker: example-b\n", "marker: ex-alpha\n")
    (problem,) = _problems(atlas)
    assert problem.rule == "unknown-marker"
    assert problem.fix == "did you mean example-a?"


def test_a_byte_order_mark_is_skipped(atlas: Path) -> None:
    for name in ("markers.csv", "studies/example-2005-beta.yaml"):
        (atlas / name).write_bytes(b"\xef\xbb\xbf" + (atlas / name).read_bytes())
    assert _problems(atlas) == []


def test_progress_counts_studies(atlas: Path) -> None:
    seen: list[tuple[int, int]] = []
    read_folder(atlas, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_reading_twice_gives_the_same(atlas: Path) -> None:
    assert read_folder(atlas) == read_folder(atlas, jobs=2)

from __future__ import annotations

import hashlib
from importlib import metadata
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from synthesis import provenance
from synthesis.provenance import folder_digest, frame_digest, package_version, short, versions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "studies").mkdir()
    (tmp_path / "studies" / "b.yaml").write_text("b", encoding="utf-8")
    (tmp_path / "studies" / "a.yaml").write_text("a", encoding="utf-8")
    (tmp_path / "markers.csv").write_text("m", encoding="utf-8")
    return tmp_path


PATTERNS = ("markers.csv", "studies/*.yaml")


def test_the_digest_is_that_of_sorted_paths_and_contents(folder: Path) -> None:
    expected = hashlib.sha256()
    for path, content in (("markers.csv", b"m"), ("studies/a.yaml", b"a"), ("studies/b.yaml", b"b")):
        expected.update(path.encode() + b"\0" + hashlib.sha256(content).digest())
    assert folder_digest(folder, PATTERNS) == expected.hexdigest()


def test_order_of_patterns_and_spelling_of_the_folder_do_not_count(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = folder_digest(folder, PATTERNS)
    assert folder_digest(folder, ("studies/*", "studies/a.yaml", "*.csv")) == digest
    monkeypatch.chdir(folder)
    assert folder_digest(Path("."), PATTERNS) == digest
    assert folder_digest(Path("studies/.."), PATTERNS) == digest


def test_content_name_and_number_of_files_count(folder: Path) -> None:
    digests = {folder_digest(folder, PATTERNS)}
    (folder / "studies" / "a.yaml").write_text("A", encoding="utf-8")
    digests.add(folder_digest(folder, PATTERNS))
    (folder / "studies" / "a.yaml").rename(folder / "studies" / "c.yaml")
    digests.add(folder_digest(folder, PATTERNS))
    (folder / "studies" / "c.yaml").unlink()
    digests.add(folder_digest(folder, PATTERNS))
    assert len(digests) == 4


def test_other_files_do_not_count(folder: Path) -> None:
    digest = folder_digest(folder, PATTERNS)
    (folder / "notes.md").write_text("n", encoding="utf-8")
    assert folder_digest(folder, PATTERNS) == digest


FRAME = pd.DataFrame(
    {"word": ["a", None, "βγ"], "n": [1, None, 3], "x": [0.5, None, -0.0], "yes": [True, False, True]}
)


@pytest.mark.parametrize(
    "same",
    [
        FRAME.astype({"n": "Int64"}),
        FRAME.astype({"n": "Int32", "x": "Float64", "yes": "boolean"}),
        FRAME.astype({"n": "int64[pyarrow]", "word": pd.ArrowDtype(pa.large_string())}),
        FRAME.astype({"n": "Int64", "word": object}),
        FRAME.astype({"n": "Int64", "word": "category"}),
        FRAME.astype({"n": "Int64"}).set_axis([7, 8, 9]),
        FRAME.astype({"n": "Int64"}).assign(x=[0.5, float("nan"), 0.0]),
        pd.concat(
            [FRAME.astype({"n": "int64[pyarrow]"}).iloc[:1], FRAME.astype({"n": "int64[pyarrow]"}).iloc[1:]]
        ),
    ],
)
def test_storage_does_not_count(same: pd.DataFrame) -> None:
    assert frame_digest(same) == frame_digest(FRAME.astype({"n": "int64[pyarrow]"}))


@pytest.mark.parametrize(
    "other",
    [
        FRAME.rename(columns={"word": "words"}),
        FRAME[["n", "word", "x", "yes"]],
        FRAME.iloc[::-1],
        FRAME.iloc[:2],
        FRAME.assign(word=["a", "", "βγ"]),
        FRAME.assign(word=["a", None, "βδ"]),
        FRAME.assign(n=[1, 0, 3]),
        FRAME.assign(x=[0.5, None, 1e-300]),
        FRAME.assign(yes=[True, True, True]),
        FRAME.assign(yes=[1, 0, 1]),
    ],
)
def test_content_counts(other: pd.DataFrame) -> None:
    assert frame_digest(other) != frame_digest(FRAME)


def test_text_that_moves_between_cells_counts() -> None:
    assert frame_digest(pd.DataFrame({"a": ["xy", "z"]})) != frame_digest(pd.DataFrame({"a": ["x", "yz"]}))


def test_the_digest_never_changes() -> None:
    """A digest printed years ago must still be found: this one was worked out when the format was fixed."""
    frame = pd.DataFrame({"word": ["a", None], "n": [1, 2], "x": [0.5, None], "yes": [True, False]})
    parts = [
        b"word\0text", (2).to_bytes(8, "little"), bytes([0b10000000]),
        (1).to_bytes(8, "little"), (0).to_bytes(8, "little"), b"a",
        b"n\0whole", (2).to_bytes(8, "little"), bytes([0b11000000]),
        (1).to_bytes(8, "little"), (2).to_bytes(8, "little"),
        b"x\0real", (2).to_bytes(8, "little"), bytes([0b10000000]),
        bytes.fromhex("000000000000e03f"), bytes(8),
        b"yes\0truth", (2).to_bytes(8, "little"), bytes([0b11000000]), bytes([0b10000000]),
    ]  # fmt: skip
    assert frame_digest(frame) == hashlib.sha256(b"".join(parts)).hexdigest()


def test_a_column_without_values_has_one_digest_whatever_its_type() -> None:
    digests = {
        frame_digest(pd.DataFrame({"a": pd.array([None, None], dtype)}))
        for dtype in ("object", "Int64", "Float64", "string[pyarrow]")
    }
    assert len(digests) == 1


def test_a_column_of_something_else_is_an_error() -> None:
    with pytest.raises(TypeError, match=r"column 'a' holds list<.*>; needs text, numbers or truth values"):
        frame_digest(pd.DataFrame({"a": [[1], [2]]}))


def test_short_keeps_twelve_digits() -> None:
    assert short("0123456789abcdef") == "0123456789ab"


def test_versions_are_those_installed() -> None:
    found = versions()
    assert found["pandas"] == pd.__version__
    assert found["mecfs-synthesis"] == package_version() == metadata.version("mecfs-synthesis")
    assert list(found)[:2] == ["python", "mecfs-synthesis"]


def test_a_package_that_is_not_installed_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "DISTRIBUTION", "not-installed-anywhere")
    assert package_version() == "unknown"

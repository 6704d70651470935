from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from synthesis.errors import SnapshotError
from synthesis.store.atlas import Atlas
from synthesis.store.columns import DEFERRED, SCHEMA_VERSION, TABLES
from synthesis.store.load import load
from synthesis.store.parquet import read_snapshot

FRAMES = [name for name in TABLES if name not in DEFERRED]


@pytest.fixture
def folder(atlas: Atlas, tmp_path: Path) -> Path:
    return atlas.to_parquet(tmp_path / "out" / "atlas")


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("filters", [{}, {"marker": "il-6", "pem": "yes"}, {"slug": "epsilon-nd-empty"}])
def test_round_trip_is_exact(atlas: Atlas, tmp_path: Path, filters: dict[str, str]) -> None:
    before = atlas.where(**filters)  # type: ignore[arg-type]  # filters of several types
    after = load(before.to_parquet(tmp_path / "atlas"))
    assert (after.digest, after.filters) == (before.digest, before.filters)
    for name in FRAMES:
        assert after.tables[name].equals(before.tables[name], check_metadata=True)
        pd.testing.assert_frame_equal(getattr(after, name), getattr(before, name))
    for slug in before.studies["slug"]:
        assert after.study(slug) == before.study(slug)
    assert (
        read_snapshot(tmp_path / "atlas").records.table["slug"].to_pylist() == before.studies["slug"].tolist()
    )


def test_the_same_atlas_gives_the_same_bytes(atlas: Atlas, folder: Path, tmp_path: Path) -> None:
    assert content(atlas.to_parquet(tmp_path / "again")) == content(folder)
    assert content(load(folder).to_parquet(tmp_path / "third")) == content(folder)


def test_files_describe_themselves(folder: Path) -> None:
    schema = pq.read_schema(folder / "findings.parquet")
    assert schema.metadata[b"description"] == b"one result for one marker in one study"
    assert schema.metadata[b"schema_version"] == str(SCHEMA_VERSION).encode()
    assert schema.metadata[b"digest"] == b"d" * 64
    for column in TABLES["findings"].columns:
        metadata = schema.field(column.name).metadata
        assert metadata[b"description"].decode() == column.meaning
        assert metadata.get(b"unit", b"").decode() == column.unit
        assert metadata.get(b"vocabulary", b"").decode() == column.vocabulary


def test_other_tools_read_the_files(folder: Path) -> None:
    frame = pd.read_parquet(folder / "studies.parquet")
    assert frame["slug"].tolist()[0] == "alpha-2001-first"


def test_an_earlier_atlas_is_replaced_as_a_whole(atlas: Atlas, folder: Path) -> None:
    atlas.where(marker="il-6").to_parquet(folder)
    assert load(folder).filters == ("marker: il-6",)
    assert [path.name for path in folder.parent.iterdir()] == ["atlas"]


def test_an_empty_folder_is_used(atlas: Atlas, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert len(load(atlas.to_parquet(tmp_path / "empty"))) == 5


def test_other_files_are_never_overwritten(atlas: Atlas, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SnapshotError, match=r"holds other files; name a new or an empty folder"):
        atlas.to_parquet(tmp_path)
    with pytest.raises(SnapshotError, match=r"holds other files"):
        atlas.to_parquet(tmp_path / "notes.txt")
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_write_that_fails_leaves_the_earlier_atlas_whole(
    atlas: Atlas, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(folder)
    monkeypatch.setattr(pq, "write_table", lambda *a, **k: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        atlas.to_parquet(folder)
    assert content(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["atlas"]


def without_column(table: pa.Table) -> pa.Table:
    return table.drop_columns(["label"])


def with_column(table: pa.Table) -> pa.Table:
    return table.append_column("extra", table["n"])


def with_type(table: pa.Table) -> pa.Table:
    return table.set_column(table.schema.get_field_index("n"), "n", table["n"].cast(pa.float64()))


def with_order(table: pa.Table) -> pa.Table:
    return table.select([*table.column_names[1:], table.column_names[0]])


def with_value(table: pa.Table) -> pa.Table:
    field = table.schema.field("n")
    return table.set_column(table.schema.get_field_index("n"), field, pa.array([1] * len(table), field.type))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (without_column, r"groups.parquet: the column 'label' is missing; write the folder again"),
        (with_column, r"groups.parquet: the column 'extra' is not known"),
        (with_type, r"the column 'n' is pyarrow.Field<n: double>, not pyarrow.Field<n: int64>"),
        (with_order, r"the columns are in another order"),
        (with_value, r"was altered after it was written"),
    ],
)
def test_an_altered_table_is_refused(
    folder: Path, change: Callable[[pa.Table], pa.Table], message: str
) -> None:
    path = folder / "groups.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    with pytest.raises(SnapshotError, match=message):
        load(folder)


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "claims.parquet").unlink()
    with pytest.raises(SnapshotError, match=r"claims.parquet: cannot be read"):
        load(folder)


@pytest.mark.parametrize("kept", [0, 4, 1000, -1])
def test_a_truncated_file_is_refused(folder: Path, kept: int) -> None:
    path = folder / "findings.parquet"
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(SnapshotError, match=r"findings.parquet: cannot be read"):
        load(folder)


def test_a_damaged_byte_is_noticed(folder: Path) -> None:
    for path in folder.glob("*.parquet"):
        damaged = bytearray(path.read_bytes())
        damaged[len(damaged) // 3] ^= 1
        path.write_bytes(damaged)
        with pytest.raises(SnapshotError, match=path.name):
            load(folder)
        damaged[len(damaged) // 3] ^= 1
        path.write_bytes(damaged)
    assert len(load(folder)) == 5


def test_another_version_is_refused(folder: Path) -> None:
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["synthesis"]["schema_version"] = SCHEMA_VERSION + 1
    path.write_text(json.dumps(package), encoding="utf-8")
    message = rf"with version {SCHEMA_VERSION + 1} of the tables, this is version {SCHEMA_VERSION}; load the"
    with pytest.raises(SnapshotError, match=message):
        load(folder)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"synthesis": {"schema_version": 1}}', "\udcff"])
def test_a_damaged_description_is_refused(folder: Path, text: str) -> None:
    (folder / "datapackage.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SnapshotError, match=r"datapackage.json: is not the description of an atlas"):
        load(folder)


def test_a_description_of_other_tables_is_refused(folder: Path) -> None:
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"].pop()
    path.write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(SnapshotError, match=r"does not list the tables expected: records"):
        load(folder)

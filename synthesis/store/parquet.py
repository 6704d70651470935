"""Parquet folders: a deterministic write and a strict read of all tables of an atlas."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from synthesis.errors import SnapshotError
from synthesis.store.arrow import schema
from synthesis.store.columns import SCHEMA_VERSION, TABLES
from synthesis.store.datapackage import PACKAGE_FILE, Written, describe
from synthesis.store.deferred import Deferred
from synthesis.store.study_records import StudyRecords

_REWRITE = "write the folder again with Atlas.to_parquet"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An atlas as read from a Parquet folder: its frames, and the tables that are decoded later."""

    tables: dict[str, pa.Table]
    records: StudyRecords
    analytes: Deferred
    digest: str
    filters: tuple[str, ...]


def is_snapshot(folder: Path) -> bool:
    """Whether a folder looks like a Parquet atlas."""
    return (folder / PACKAGE_FILE).is_file()


def write_snapshot(
    tables: Mapping[str, pa.Table], folder: Path, *, digest: str, filters: Iterable[str] = ()
) -> Path:
    """Write all tables and their description into a folder, as a whole or not at all.

    The same tables give the same bytes with the same version of Arrow.

    Parameters
    ----------
    tables
        All tables of `columns.TABLES`.
    folder
        A new folder, an empty one, or an earlier Parquet atlas, which is replaced.
    digest
        Content digest of the records.
    filters
        Filters that were applied, in words.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    SnapshotError
        When the folder holds something else.
    """
    own = {PACKAGE_FILE, *(_file(name) for name in TABLES)}
    if folder.exists() and (not folder.is_dir() or {entry.name for entry in folder.iterdir()} - own):
        raise SnapshotError("holds other files", where=str(folder), hint="name a new or an empty folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as temporary:
        new, old = Path(temporary, "new"), Path(temporary, "old")
        new.mkdir()
        files = {name: _write(tables[name], new / _file(name), digest) for name in TABLES}
        (new / PACKAGE_FILE).write_text(describe(files, digest=digest, filters=filters), encoding="utf-8")
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    return folder


def read_snapshot(folder: Path) -> Snapshot:
    """Read a Parquet atlas, checking that it is whole and as it was written.

    Raises
    ------
    SnapshotError
        When a file is missing, cannot be read or was altered, a column is missing, unknown or of another
        type, or the folder was written with another version of the table descriptions.
    """
    about, written = _description(folder)
    files = {name: _content(name, folder / _file(name), written[name]) for name in TABLES}
    records, analytes = StudyRecords(files.pop("records")), Deferred("analytes", files.pop("analytes"))
    tables = {name: _table(name, folder / _file(name), content) for name, content in files.items()}
    return Snapshot(tables, records, analytes, about["digest"], tuple(about["filters"]))


def _file(name: str) -> str:
    return f"{name}.parquet"


def _write(table: pa.Table, path: Path, digest: str) -> Written:
    about = {"schema_version": str(SCHEMA_VERSION), "digest": digest}
    described = table.replace_schema_metadata({**(table.schema.metadata or {}), **about})
    pq.write_table(described, path, compression="zstd")
    content = path.read_bytes()
    return Written(path.name, len(content), hashlib.sha256(content).hexdigest())


def _description(folder: Path) -> tuple[dict[str, Any], dict[str, Written]]:
    """Return what the description says about the atlas, and about each of its files."""
    where = str(folder / PACKAGE_FILE)
    try:
        package = json.loads((folder / PACKAGE_FILE).read_text(encoding="utf-8"))
        about: dict[str, Any] = package["synthesis"]
        version, _ = about["schema_version"], (about["digest"], about["filters"])
        written = {
            file["name"]: Written(file["path"], file["bytes"], file["hash"].removeprefix("sha256:"))
            for file in package["resources"]
        }
    except OSError as error:
        raise SnapshotError(f"cannot be opened: {error.strerror}", where=where, hint=_REWRITE) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SnapshotError("is not the description of an atlas", where=where, hint=_REWRITE) from None
    if version != SCHEMA_VERSION:
        raise SnapshotError(
            f"was written with version {version!r} of the tables, this is version {SCHEMA_VERSION}",
            where=where,
            hint="load the record files, or use the release that wrote it",
        )
    if set(written) != set(TABLES):
        wrong = ", ".join(sorted(set(written) ^ set(TABLES)))
        raise SnapshotError(f"does not list the tables expected: {wrong}", where=where, hint=_REWRITE)
    return about, written


def _content(name: str, path: Path, written: Written) -> pa.Buffer:
    """Return the bytes of one file when it has the right columns and is as it was written."""
    where = str(path)
    try:
        with pa.memory_map(where) as file:
            content = file.read_buffer()
        _check_columns(name, pq.read_schema(pa.BufferReader(content)), where)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(error, where) from None
    if content.size != written.size or hashlib.sha256(content).hexdigest() != written.sha256:
        raise SnapshotError("was altered after it was written", where=where, hint=_REWRITE)
    return content


def _table(name: str, path: Path, content: pa.Buffer) -> pa.Table:
    try:
        columns = pq.ParquetFile(pa.BufferReader(content)).read().columns
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(error, str(path)) from None
    return pa.Table.from_arrays(columns, schema=schema(name))


def _unreadable(error: Exception, where: str) -> SnapshotError:
    return SnapshotError(f"cannot be read: {str(error).splitlines()[0]}", where=where, hint=_REWRITE)


def _check_columns(name: str, found: pa.Schema, where: str) -> None:
    expected = schema(name)
    problems = [f"the column {column!r} is missing" for column in expected.names if column not in found.names]
    problems += [
        f"the column {column!r} is not known" for column in found.names if column not in expected.names
    ]
    problems += [
        f"the column {field.name!r} is {found.field(field.name)}, not {field}"
        for field in expected
        if field.name in found.names and not found.field(field.name).equals(field)
    ]
    if not problems and found.names != expected.names:
        problems = ["the columns are in another order"]
    if problems:
        raise SnapshotError("; ".join(problems), where=where, hint=_REWRITE)

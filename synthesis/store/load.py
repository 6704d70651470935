"""`load`: record files or a Parquet folder to an `Atlas`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from synthesis.errors import AtlasNotFoundError, RecordsError
from synthesis.provenance import folder_digest
from synthesis.records.location import embedded_atlas
from synthesis.store import cache as store_cache
from synthesis.store.atlas import Atlas
from synthesis.store.environment import ATLAS_VARIABLE, folder_named_by
from synthesis.store.parquet import Snapshot, is_snapshot, read_snapshot
from synthesis.store.progress import Progress, shown

if TYPE_CHECKING:
    import pyarrow as pa

#: The files of an atlas folder that hold records.
RECORD_FILES = (
    "markers.csv",
    "studies/*.yaml",
    "topics/*.yaml",
    "articles/*.yaml",
    "published/*.yaml",
    "panels/*.yaml",
    "panels/*.csv",
)

#: Errors that the message of a `RecordsError` spells out; its `problems` holds all.
_SHOWN = 50


def load(
    path: str | Path | None = None,
    *,
    cache: bool = True,
    progress: Progress | bool | None = None,
    jobs: int = 1,
) -> Atlas:
    """Load an atlas.

    Record files are compiled once; the result is kept in the user's cache folder (another one when the
    environment variable ``SYNTHESIS_CACHE`` names it) and is used as long as no record changes.

    Parameters
    ----------
    path
        A folder of record files or of Parquet files written by `Atlas.to_parquet`. When left out, the
        folder that the environment variable ``SYNTHESIS_ATLAS`` names, else the atlas that comes with the
        package.
    cache
        Whether a compiled atlas may be used and kept.
    progress
        A function told how many files of how many are read, True for a progress bar, False for none. When
        left out, a bar appears on a terminal or in a notebook if compiling takes long.
    jobs
        Processes that read record files; more than one pays from some thousand files on.

    Returns
    -------
    Atlas

    Raises
    ------
    AtlasNotFoundError
        When the folder holds neither record files nor a Parquet atlas.
    RecordsError
        When records are not sound; `problems` lists every error, the message the first fifty. Warnings do
        not stop.
    SnapshotError
        When a Parquet atlas is incomplete, altered or of another version.

    Examples
    --------
    >>> import synthesis as syn
    >>> atlas = syn.load()
    >>> bool(len(atlas.where(eligible=True)) < len(atlas))
    True
    """
    folder, origin = _place(path)
    if is_snapshot(folder):
        return _atlas(read_snapshot(folder), origin)
    if not (folder / "studies").is_dir():
        hint = "name a folder with studies/ and markers.csv, or a Parquet atlas"
        raise AtlasNotFoundError("holds no atlas", where=str(folder), hint=hint)
    digest = folder_digest(folder, RECORD_FILES)
    if cache and (snapshot := store_cache.find(digest)) is not None:
        return _atlas(snapshot, origin)
    tables = _compile(folder, origin, progress, jobs)
    while (now := folder_digest(folder, RECORD_FILES)) != digest:  # a file was edited meanwhile
        digest, tables = now, _compile(folder, origin, progress, jobs)
    if cache:
        store_cache.keep(digest, tables)
    return Atlas.from_tables(tables, digest=digest, origin=origin)


def _atlas(snapshot: Snapshot, origin: str) -> Atlas:
    return Atlas(
        snapshot.tables,
        records=snapshot.records,
        analytes=snapshot.analytes,
        digest=snapshot.digest,
        origin=origin,
        filters=snapshot.filters,
    )


def _place(path: str | Path | None) -> tuple[Path, str]:
    """Return the folder to load and where it is, in words."""
    if path is not None:
        return Path(path), str(path)
    if named := folder_named_by(ATLAS_VARIABLE):
        return named, f"the atlas that {ATLAS_VARIABLE} names"
    return embedded_atlas(), "the embedded atlas"


def _compile(folder: Path, origin: str, progress: Progress | bool | None, jobs: int) -> dict[str, pa.Table]:
    from synthesis.records.folder import read_folder
    from synthesis.store.frames import tables_of

    with shown("reading records", progress) as report:
        records = read_folder(folder, jobs=jobs, progress=report)
    if not records.report.ok:
        errors = records.report.errors
        lines = [f"  {problem}" for problem in errors[:_SHOWN]]
        if len(errors) > _SHOWN:
            lines.append(f"  and {len(errors) - _SHOWN} more; `synthesis validate` lists them all")
        raise RecordsError(
            f"the records are not sound ({records.report.summary()})",
            problems=errors,
            where=origin,
            hint="\n".join(("correct these and load again:", *lines)),
        )
    return tables_of(records)

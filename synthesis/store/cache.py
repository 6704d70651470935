"""The compiled atlas between two runs: one Parquet folder for each content of the record files.

The key is made of the digest of the record files, the version of the table descriptions and the digest of the
code that turns records into tables, so neither an edited file nor an edited rule can bring back old numbers.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from collections.abc import Mapping
from functools import cache as remember
from pathlib import Path

import pyarrow as pa

from synthesis.errors import SnapshotError
from synthesis.provenance import folder_digest, package_version
from synthesis.store.columns import SCHEMA_VERSION
from synthesis.store.environment import CACHE_VARIABLE, folder_named_by
from synthesis.store.parquet import Snapshot, read_snapshot, write_snapshot

_KEPT = 4
_log = logging.getLogger(__name__)


def cache_folder() -> Path:
    """Folder of all cached atlases: in the folder `CACHE_VARIABLE` names, else in the user's cache folder.

    Examples
    --------
    >>> cache_folder().name
    'atlas'
    """
    if named := folder_named_by(CACHE_VARIABLE):
        return named / "atlas"
    from platformdirs import user_cache_path

    return user_cache_path("mecfs-synthesis", appauthor=False) / "atlas"


def find(digest: str) -> Snapshot | None:
    """Return the atlas cached for the records with that digest; None when there are none to be trusted.

    An entry that is damaged is removed, with a note in the log.
    """
    entry = _entry(digest)
    if not entry.is_dir():
        return None
    try:
        snapshot = read_snapshot(entry)
        os.utime(entry)
    except (SnapshotError, OSError) as error:
        _log.info("the compiled atlas in the cache is damaged and is made again: %s", error)
        shutil.rmtree(entry, ignore_errors=True)
        return None
    return snapshot


def keep(digest: str, tables: Mapping[str, pa.Table]) -> None:
    """Cache the tables of the records with that digest, and drop all but the entries used last.

    A cache that cannot be written is a note in the log, not an error.
    """
    entry = _entry(digest)
    try:
        write_snapshot(tables, entry, digest=digest)
        _prune(entry)
    except (OSError, SnapshotError) as error:
        _log.info("the compiled atlas is not kept for the next time: %s", error)


def _entry(digest: str) -> Path:
    parts = (digest, str(SCHEMA_VERSION), package_version(), _code_digest())
    return cache_folder() / hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@remember
def _code_digest() -> str:
    package = Path(__file__).parent.parent
    return folder_digest(package, ["vocabulary/**/*.py", "records/**/*.py", "store/**/*.py"])


def _prune(newest: Path) -> None:
    others = [entry for entry in newest.parent.iterdir() if entry.is_dir() and entry != newest]
    others.sort(key=lambda entry: entry.stat().st_mtime, reverse=True)
    for old in others[_KEPT - 1 :]:
        shutil.rmtree(old, ignore_errors=True)

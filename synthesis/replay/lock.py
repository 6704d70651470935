"""The lock: what every synthesis gave when it was last accepted, and the records that gave it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthesis.consistency.choices import PRIMARY
from synthesis.consistency.rules import RULESET
from synthesis.consistency.thresholds import DEFAULT
from synthesis.errors import ReplayError
from synthesis.provenance import versions
from synthesis.replay import flat
from synthesis.replay.outputs import Outputs
from synthesis.replay.record_set import RecordSet, digest_of
from synthesis.replay.sheet import Sheet
from synthesis.replay.tolerance import TOLERANCES
from synthesis.reports.contents import ALL
from synthesis.reports.replace import MANIFEST

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Folder of the lock within an atlas folder, and the command that makes it.
FOLDER = "expected"
MADE_BY = "synthesis accept"

_FORMAT = 1
_RECORDS = "records.txt"
_CHANGES = "CHANGES.md"
_HISTORY = "history.json"
_AGAIN = "restore the lock from version control, or write it anew with `synthesis accept`"


@dataclass(frozen=True)
class Lock:
    """An accepted state.

    Attributes
    ----------
    header
        Versions, options, rule set and digests it was made with, as in its manifest.
    outputs
        What every synthesis gave.
    records
        The records that gave it.
    changes
        Why it was accepted, each time, as Markdown.
    history
        The same for programs: one entry a time with the verdicts that moved.
    """

    header: Mapping[str, Any]
    outputs: Outputs
    records: RecordSet
    changes: str
    history: tuple[Mapping[str, Any], ...]


def conditions() -> dict[str, Any]:
    """Name all that decides an outcome beside the records: versions, rule set and options."""
    return {
        "versions": versions(),
        "ruleset": RULESET,
        "options": {
            "choices": {field.name: _plain(getattr(PRIMARY, field.name)) for field in fields(PRIMARY)},
            "thresholds": {field.name: str(getattr(DEFAULT, field.name)) for field in fields(DEFAULT)},
        },
    }


def header_of(atlas: Atlas, records: RecordSet, outputs: Outputs) -> dict[str, Any]:
    """Describe an accepted state; it holds no time and no path of this machine."""
    kinds: dict[str, int] = {}
    for name in records:
        kind = name.partition("/")[0]
        kinds[kind] = kinds.get(kind, 0) + 1
    years = atlas.studies["year"].dropna()
    parts = _parts(atlas, records)
    return {
        "made_by": MADE_BY,
        "format": _FORMAT,
        "records": {"digest": digest_of(records), "counts": dict(sorted(kinds.items()))},
        "newest_publication": None if years.empty else int(years.max()),
        **conditions(),
        "tolerances": [
            {"kind": kind.kind, "relative": kind.relative, "absolute": kind.absolute, "reason": kind.reason,
             "columns": sorted(kind.names)}
            for kind in TOLERANCES
        ],
        "syntheses": {
            name: {
                "rows": len(sheet.rows),
                "named_by": list(sheet.naming),
                "sha256": sheet.digest,
                "records": parts.get(name.split("/")[1] if "/" in name else ALL, parts[ALL]),
            }
            for name, sheet in outputs.items()
        },
    }  # fmt: skip


def _parts(atlas: Atlas, records: RecordSet) -> dict[str, str]:
    """Digest the records each scope uses."""
    shared = {name: fields for name, fields in records.items() if not name.startswith("studies/")}
    digests = {ALL: digest_of(records)}
    for topic in dict.fromkeys(str(topic) for topic in atlas.topics["topic"]):
        slugs = atlas.where(topic=topic).studies["slug"]
        digests[topic] = digest_of(shared | {f"studies/{slug}": records[f"studies/{slug}"] for slug in slugs})
    return digests


def write_lock(folder: Path, lock: Lock) -> None:
    """Write a lock into an empty folder; the manifest comes last."""
    for name, sheet in lock.outputs.items():
        path = folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sheet.csv(), encoding="utf-8", newline="")
    (folder / _RECORDS).write_text(flat.write(lock.records), encoding="utf-8")
    (folder / _CHANGES).write_text(lock.changes, encoding="utf-8")
    (folder / _HISTORY).write_text(_json(list(lock.history)), encoding="utf-8")
    (folder / MANIFEST).write_text(_json(lock.header), encoding="utf-8")


def read_lock(folder: Path) -> Lock:
    """Read a lock, checking that it is whole and as it was written.

    Raises
    ------
    ReplayError
        When there is no lock, or a file of it is missing, altered or of another format.
    """
    if not (folder / MANIFEST).is_file():
        raise ReplayError(
            "there is no lock", where=str(folder), hint='write it with `synthesis accept -m "why"`'
        )
    try:
        header = json.loads(_text(folder / MANIFEST))
        if header["format"] != _FORMAT:
            raise ReplayError(
                f"the lock has format {header['format']}, this version reads {_FORMAT}",
                where=str(folder), hint=_AGAIN,
            )  # fmt: skip
        outputs = {
            name: _sheet(folder / f"{name}.csv", entry) for name, entry in sorted(header["syntheses"].items())
        }
        history = tuple(json.loads(_text(folder / _HISTORY)))
        records = flat.read(_text(folder / _RECORDS), where=str(folder / _RECORDS))
        digest = header["records"]["digest"]
    except (ValueError, KeyError, TypeError) as error:
        raise ReplayError(f"the lock cannot be read: {error!r}", where=str(folder), hint=_AGAIN) from None
    if digest_of(records) != digest:
        raise ReplayError("was altered by hand", where=str(folder / _RECORDS), hint=_AGAIN)
    return Lock(header, outputs, records, _text(folder / _CHANGES), history)


def _sheet(path: Path, entry: Mapping[str, Any]) -> Sheet:
    sheet = Sheet.read(_text(path), entry["named_by"], where=str(path))
    if sheet.digest != entry["sha256"]:
        raise ReplayError("was altered by hand", where=str(path), hint=_AGAIN)
    return sheet


def _text(path: Path) -> str:
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            return stream.read()
    except OSError as error:
        raise ReplayError(f"cannot be read: {error.strerror}", where=str(path), hint=_AGAIN) from None


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, (set, frozenset, tuple)):
        return [str(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)

"""All records of an atlas as flat fields, and back: what the lock keeps, what trials mix."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from synthesis.errors import RecordsError, ReplayError
from synthesis.replay import flat
from synthesis.replay.flat import Fields

if TYPE_CHECKING:
    from synthesis.records.atlas_records import AtlasRecords
    from synthesis.records.base import Record
    from synthesis.records.panel import PanelTable
    from synthesis.store.atlas import Atlas

#: Records by name, such as ``studies/brown-2015-cytokines`` or ``markers/il-6``.
RecordSet = dict[str, Fields]

#: Kind of record and the field that is its key, in the order in which they depend on each other.
_KEYS = {
    "markers": "marker_id",
    "studies": "slug",
    "topics": "id",
    "articles": "id",
    "published": "study",
}


#: Panels, whose rows are one field each: a list of the values of a row, in the order of its columns.
_PANELS = "panels/"
_ROW = "rows["


def of_records(records: AtlasRecords) -> RecordSet:
    """Flatten all records.

    Raises
    ------
    RecordsError
        When the records hold errors: a record that is not sound cannot be locked.
    """
    if not records.report.ok:
        raise RecordsError("the records hold errors", problems=tuple(records.report.problems))
    found = {
        f"{kind}/{getattr(record, key)}": flat.flatten(_plain(record))
        for kind, key in _KEYS.items()
        for record in getattr(records, kind)
    }
    for panel in records.panels:
        rows = {
            f"{_ROW}{name}]": list(row.model_dump(mode="json").values()) for name, row in panel.rows.items()
        }
        found[f"{_PANELS}{panel.about.study}"] = flat.flatten(_plain(panel.about)) | rows
    return found


def _plain(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude_defaults=True, exclude_none=True)


def digest_of(records: Mapping[str, Fields]) -> str:
    """Digest the content of records: comments, layout and order of files do not count."""
    return hashlib.sha256(flat.write(records).encode()).hexdigest()


def atlas_of(records: Mapping[str, Fields], *, origin: str) -> Atlas:
    """Make an atlas of flat records.

    Raises
    ------
    ReplayError
        When a record does not have the form of its kind (any more).
    SynthesisError
        When a finding names a marker or a cohort that is not among the records.
    """
    from synthesis.records.atlas_records import AtlasRecords
    from synthesis.records.problems import Report
    from synthesis.store.atlas import Atlas

    sorts = _sorts()
    read: dict[str, list[Record]] = {kind: [] for kind in _KEYS}
    panels = []
    for name in sorted(records):
        kind = name.partition("/")[0]
        try:
            if name.startswith(_PANELS):
                panels.append(_panel(records[name]))
            else:
                read[kind].append(sorts[kind].model_validate_json(json.dumps(flat.nest(records[name]))))
        except ValueError as error:
            raise ReplayError(
                f"{name} cannot be read as a record: {error}",
                where=origin,
                hint="the form of records has changed since; `synthesis accept` writes the lock anew",
            ) from None
    made = AtlasRecords(
        studies=tuple(read["studies"]),  # type: ignore[arg-type]  # each kind holds its own sort of record
        markers=tuple(read["markers"]),  # type: ignore[arg-type]  # one sort of record a kind
        topics=tuple(read["topics"]),  # type: ignore[arg-type]  # one sort of record a kind
        articles=tuple(read["articles"]),  # type: ignore[arg-type]  # one sort of record a kind
        published=tuple(read["published"]),  # type: ignore[arg-type]  # one sort of record a kind
        report=Report(()),
        panels=tuple(panels),
    )
    return Atlas.from_records(made, digest=digest_of(records), origin=origin)


def _panel(fields: Fields) -> PanelTable:
    """Read a panel: what it is, and its rows, each of which is one field."""
    from synthesis.records.panel import Panel, PanelRow, PanelTable

    about = {path: value for path, value in fields.items() if not path.startswith(_ROW)}
    names = tuple(PanelRow.model_fields)
    rows = {
        path.removeprefix(_ROW)[:-1]: PanelRow.model_validate_json(
            json.dumps(dict(zip(names, values, strict=True)))
        )
        for path, values in fields.items()
        if path.startswith(_ROW)
    }
    return PanelTable(Panel.model_validate_json(json.dumps(flat.nest(about))), rows)


def _sorts() -> dict[str, type[Record]]:
    from synthesis.records.claim import Article
    from synthesis.records.marker import Marker
    from synthesis.records.published import PublishedResults
    from synthesis.records.study import Study
    from synthesis.records.topic import Topic

    return {
        "markers": Marker,
        "studies": Study,
        "topics": Topic,
        "articles": Article,
        "published": PublishedResults,
    }

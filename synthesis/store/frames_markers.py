"""The marker registry to rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from synthesis.records.marker import Marker
from synthesis.store.arrow import Row


def marker_rows(markers: Iterable[Marker], topics: Iterable[Row]) -> Iterator[Row]:
    """Rows of the table ``markers``; counts are filled in by `counts.recount`."""
    listed: dict[object, dict[str, None]] = {}
    for entry in topics:
        listed.setdefault(entry["marker"], {})[str(entry["topic"])] = None
    for marker in markers:
        yield {
            "marker": marker.marker_id,
            "name": marker.name,
            "kind": marker.kind,
            "subkind": marker.subkind,
            "group": marker.group,
            "matrix_policy": marker.matrix_policy,
            "hgnc_symbol": marker.hgnc_symbol,
            "hgnc_id": marker.hgnc_id,
            "uniprot": marker.uniprot,
            "cl_id": marker.cl_id,
            "cl_label": marker.cl_label,
            "other_ids": marker.other_ids,
            "loinc": marker.loinc,
            "synonyms": ";".join(marker.synonyms),
            "id_status": marker.id_status,
            "id_source": marker.id_source,
            "panel": marker.panel,
            "immune": marker.immune,
            "topics": ";".join(listed.get(marker.marker_id, ())),
            "findings": 0,
            "findings_counted": 0,
            "cohorts_counted": 0,
            "note": marker.note,
        }

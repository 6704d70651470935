"""All records to all tables of the atlas."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from synthesis.records.atlas_records import AtlasRecords
from synthesis.records.names import study_names
from synthesis.store.arrow import Row, build
from synthesis.store.columns import TABLES
from synthesis.store.counts import recount
from synthesis.store.frames_claims import claim_rows, published_rows
from synthesis.store.frames_findings import finding_rows, source_rows
from synthesis.store.frames_markers import marker_rows
from synthesis.store.frames_panels import analyte_rows, panel_rows
from synthesis.store.frames_people import cohort_rows, group_rows
from synthesis.store.frames_studies import (
    acknowledged_rows,
    conflict_rows,
    left_out_rows,
    record_rows,
    study_rows,
)
from synthesis.store.frames_topics import topic_rows


def tables_of(records: AtlasRecords) -> dict[str, pa.Table]:
    """Turn all records into the tables that `columns` describes.

    Studies are sorted by slug; findings, sources, conflicts and the like follow their study in the order
    of its record; markers, topics and articles are sorted by id.

    Parameters
    ----------
    records
        Sound records: ids are unique, and every marker and cohort that is named exists.

    Returns
    -------
    dict of str to pyarrow.Table
        By name of the table, in the order of `columns.TABLES`.

    Raises
    ------
    SynthesisError
        When a finding names a marker or a cohort that does not exist.

    Examples
    --------
    >>> from synthesis.records.problems import Report
    >>> nothing = AtlasRecords((), (), (), (), (), Report(()))
    >>> tables_of(nothing)["studies"].num_rows
    0
    """
    studies = sorted(records.studies, key=lambda study: study.slug)
    markers = {marker.marker_id: marker for marker in sorted(records.markers, key=lambda m: m.marker_id)}
    topics = list(topic_rows(records.topics))
    panels = sorted(records.panels, key=lambda panel: panel.about.study)
    names = study_names(studies)
    rows: dict[str, Iterable[Row]] = {
        "studies": study_rows(studies, names),
        "cohorts": cohort_rows(studies),
        "groups": group_rows(studies),
        "findings": finding_rows(studies, markers, names),
        "sources": source_rows(studies),
        "markers": marker_rows(markers.values(), topics),
        "topics": topics,
        "claims": claim_rows(sorted(records.articles, key=lambda article: article.id)),
        "conflicts": conflict_rows(studies),
        "published": published_rows(sorted(records.published, key=lambda results: results.study)),
        "left_out": left_out_rows(studies),
        "acknowledged": acknowledged_rows(studies),
        "panels": panel_rows(panels),
        "analytes": analyte_rows(panels),
        "records": record_rows(studies),
    }
    return recount({name: build(table, rows[name]) for name, table in TABLES.items()})

"""Marker: one line of the marker registry."""

from __future__ import annotations

from enum import StrEnum

from synthesis.records.base import Record, Slug, Text
from synthesis.vocabulary.measurement import MarkerKind


class MatrixPolicy(StrEnum):
    """How serum and plasma are treated: pooled, or split for analytes that platelets release."""

    POOL = "pool"
    SPLIT = "split"


class Marker(Record):
    """One immune marker, or a statement about a panel of markers.

    `group` is the wider entry for lenient roll-up; strict counting ignores it. Identifiers of a complex
    list all genes, joined with ``|``. An entry is a `panel` when it stands for a statement about many
    markers and is not a marker itself.
    """

    marker_id: Slug
    name: Text
    kind: MarkerKind
    subkind: Text | None = None
    group: Slug | None = None
    matrix_policy: MatrixPolicy = MatrixPolicy.POOL
    hgnc_symbol: Text | None = None
    hgnc_id: Text | None = None
    uniprot: Text | None = None
    cl_id: Text | None = None
    cl_label: Text | None = None
    other_ids: Text | None = None
    loinc: Text | None = None
    synonyms: tuple[Text, ...] = ()
    id_status: Text | None = None
    id_source: Text | None = None
    panel: bool = False
    immune: bool = True
    note: Text | None = None

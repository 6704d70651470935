"""Marker: one line of the marker registry."""

from __future__ import annotations

from enum import StrEnum

from synthesis.records.base import Record, Slug, Text, Truth
from synthesis.vocabulary.measurement import MarkerKind


class MatrixPolicy(StrEnum):
    """How serum and plasma are treated: pooled, or split for analytes that platelets release."""

    POOL = "pool"
    SPLIT = "split"


class Marker(Record):
    """One immune marker, or a statement about a panel of markers."""

    marker_id: Slug
    """Key of the marker."""

    name: Text
    """Preferred name."""

    kind: MarkerKind
    """Sort of marker."""

    subkind: Text | None = None
    """Finer sort of marker."""

    group: Slug | None = None
    """Wider entry for lenient roll-up, by marker id; strict counting ignores it."""

    matrix_policy: MatrixPolicy = MatrixPolicy.POOL
    """Whether serum and plasma are pooled or split."""

    hgnc_symbol: Text | None = None
    """Gene symbol; the genes of a complex joined with |."""

    hgnc_id: Text | None = None
    """HGNC identifier."""

    uniprot: Text | None = None
    """UniProt accession."""

    cl_id: Text | None = None
    """Cell Ontology identifier."""

    cl_label: Text | None = None
    """Cell Ontology label."""

    other_ids: Text | None = None
    """Further identifiers."""

    loinc: Text | None = None
    """LOINC code for serum or plasma."""

    synonyms: tuple[Text, ...] = ()
    """Other names, joined with semicolons."""

    id_status: Text | None = None
    """Whether the identifiers were verified."""

    id_source: Text | None = None
    """Where the identifiers were seen."""

    panel: Truth = False
    """Yes for a statement about many markers, which is not a marker itself."""

    immune: Truth = True
    """No for what is not an immune marker."""

    note: Text | None = None
    """What else a reader must know."""

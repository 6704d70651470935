"""``datapackage.json``: the tables described in the Frictionless Table Schema, from `columns`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.store.columns import SCHEMA_VERSION, TABLES
from synthesis.store.table import Column, Table
from synthesis.vocabulary import case_definition, claim, measurement, result, study
from synthesis.vocabulary.term import Term

PACKAGE_FILE = "datapackage.json"

_TYPES = {"string": "string", "int64": "integer", "double": "number", "bool": "boolean"}
_VOCABULARIES: dict[str, type[Term]] = {
    term.__name__: term
    for module in (case_definition, claim, measurement, result, study)
    for term in vars(module).values()
    if isinstance(term, type) and issubclass(term, Term) and term is not Term
}


@dataclass(frozen=True, slots=True)
class Written:
    """One file as it was written: its name, size in bytes and SHA-256."""

    path: str
    size: int
    sha256: str


def describe(files: Mapping[str, Written], *, digest: str, filters: Iterable[str]) -> str:
    """Describe a folder of Parquet files as a data package.

    Parameters
    ----------
    files
        The file of each table of `columns.TABLES`.
    digest
        Content digest of the records.
    filters
        Filters that were applied, in words.

    Returns
    -------
    str
        A JSON document. ``unit``, ``vocabulary``, ``separator`` (of lists in one cell) and ``synthesis``
        are additions to the standard.
    """
    package = {
        "profile": "data-package",
        "name": "mecfs-immune-atlas",
        "title": "Immune markers in ME/CFS: records of published comparisons",
        "synthesis": {"schema_version": SCHEMA_VERSION, "digest": digest, "filters": list(filters)},
        "resources": [_resource(TABLES[name], files[name]) for name in TABLES],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(table: Table, file: Written) -> dict[str, Any]:
    return {
        "name": table.name,
        "description": f"One row is {table.row}.",
        "path": file.path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "schema": {
            "fields": [_field(table, column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": [column], "reference": {"resource": other, "fields": list(TABLES[other].key)}}
                for column, other in table.references
            ],
        },
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.dtype],
        "description": column.meaning,
    }
    constraints: dict[str, Any] = {"required": True} if table.required(column) else {}
    if column.unit:
        field["unit"] = column.unit
    if column.many:
        field["separator"] = ";"
    if column.vocabulary:
        terms = _VOCABULARIES[column.vocabulary]
        field["vocabulary"] = column.vocabulary
        field["categories"] = [{"value": term.value, "label": term.label} for term in terms]
        if not column.many:
            constraints["enum"] = list(terms.values())
    if constraints:
        field["constraints"] = constraints
    return field

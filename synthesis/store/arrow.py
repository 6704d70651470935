"""Rows to Arrow tables with the types and descriptions of `columns`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice

import pyarrow as pa

from synthesis.errors import SynthesisError
from synthesis.store.columns import TABLES
from synthesis.store.table import Column, Table

#: One row: a value for each column, None where it is unknown.
Row = Mapping[str, object]

_TYPES: dict[str, Callable[[], pa.DataType]] = {
    "string": pa.string,
    "int64": pa.int64,
    "double": pa.float64,
    "bool": pa.bool_,
}
_ROWS_AT_ONCE = 10_000


@cache
def schema(name: str) -> pa.Schema:
    """Arrow schema of one table: types, which columns hold a value in every row, and all descriptions.

    Examples
    --------
    >>> schema("groups").field("n").metadata[b"unit"]
    b'people'
    """
    table = TABLES[name]
    return pa.schema([_field(table, column) for column in table.columns], metadata={"description": table.row})


def build(table: Table, rows: Iterable[Row]) -> pa.Table:
    """Put rows into an Arrow table; empty text becomes missing.

    Raises
    ------
    SynthesisError
        When a row lacks a column, has one too many, or a required value is missing.
    """
    batches = [_batch(table, chunk) for chunk in _chunks(rows)]
    return pa.Table.from_batches(batches, schema(table.name)).combine_chunks()


def replace(table: pa.Table, name: str, values: Sequence[object]) -> pa.Table:
    """Return the table with other values in one of its columns."""
    field = table.schema.field(name)
    return table.set_column(table.schema.get_field_index(name), field, pa.array(values, field.type))


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, _ROWS_AT_ONCE)):
        yield chunk


def _batch(table: Table, rows: list[Row]) -> pa.RecordBatch:
    names = table.names
    for row in rows:
        if len(row) != len(names) or any(name not in row for name in names):
            wrong = ", ".join(sorted(set(names) ^ set(row)))
            raise SynthesisError("a row does not have the columns of its table", where=table.name, hint=wrong)
    arrays = [_array(table, column, [row[column.name] for row in rows]) for column in table.columns]
    return pa.record_batch(arrays, schema=schema(table.name))


def _array(table: Table, column: Column, values: list[object]) -> pa.Array:
    if column.dtype == "string":
        values = [value or None for value in values]
    array = pa.array(values, _TYPES[column.dtype]())
    if array.null_count and table.required(column):
        raise SynthesisError(
            "a value is missing that every row must have", where=f"{table.name}.{column.name}"
        )
    return array


def _field(table: Table, column: Column) -> pa.Field:
    described = {"description": column.meaning, "unit": column.unit, "vocabulary": column.vocabulary}
    return pa.field(
        column.name,
        _TYPES[column.dtype](),
        nullable=not table.required(column),
        metadata={key: text for key, text in described.items() if text},
    )

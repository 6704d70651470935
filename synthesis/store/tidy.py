"""From frames to plain records, and from plain records to a typed frame; used by tables and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from synthesis.store.table import Dtype

Row = Mapping[str, Any]
Schema = Mapping[str, Dtype]

_ARROW = {"string": pa.string(), "int64": pa.int64(), "double": pa.float64(), "bool": pa.bool_()}


def records(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Give the rows of some columns as dicts, in which None stands for "not known".

    Examples
    --------
    >>> records(pd.DataFrame({"slug": ["a", "b"], "n": [3.0, None]}), ["slug", "n"])
    [{'slug': 'a', 'n': 3.0}, {'slug': 'b', 'n': None}]
    """
    table = pa.Table.from_pandas(frame[list(columns)], preserve_index=False)
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def frame(rows: Iterable[Row], schema: Schema) -> pd.DataFrame:
    """Make a frame with the columns and Arrow types of a schema; it may have no rows.

    Examples
    --------
    >>> made = frame([{"design": "cohort", "cases": None}], {"design": "string", "cases": "int64"})
    >>> str(made["cases"].dtype), int(made["cases"].isna().sum())
    ('int64[pyarrow]', 1)
    """
    fields = pa.schema([(name, _ARROW[dtype]) for name, dtype in schema.items()])
    table = pa.Table.from_pylist([dict(row) for row in rows], schema=fields)
    made: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return made


def items(joined: str | None) -> tuple[str, ...]:
    """Split a text that joins items with semicolons.

    Examples
    --------
    >>> items("serum; plasma"), items(None)
    (('serum', 'plasma'), ())
    """
    return tuple(part for part in (piece.strip() for piece in (joined or "").split(";")) if part)

"""Rows to frames with Arrow columns, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

#: One row of a frame by column, missing values as None.
Row = dict[str, Any]

TEXT, WHOLE, REAL, TRUTH = "string[pyarrow]", "int64[pyarrow]", "double[pyarrow]", "bool[pyarrow]"


def frame_of(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Write rows as a frame; None and NaN become missing.

    Parameters
    ----------
    rows
        Values by column; other entries are left out.
    columns
        Type by name of each column, in order.

    Examples
    --------
    >>> frame_of([{"k": 3, "p": float("nan")}], {"k": WHOLE, "p": REAL})["p"].isna().item()
    True
    """
    import pandas as pd

    return pd.DataFrame({name: column([row[name] for row in rows], dtype) for name, dtype in columns.items()})


def column(values: Sequence[Any], dtype: str) -> pd.Series[Any]:
    """Write values as a column of an Arrow type; None and NaN become missing."""
    import pandas as pd

    kind: Any = dtype  # the type stubs know only literal spellings
    return pd.Series([None if value != value else value for value in values], dtype=kind)


def as_rows(frame: pd.DataFrame) -> list[Row]:
    """Give the rows of a frame, with None for what is missing.

    Examples
    --------
    >>> as_rows(frame_of([{"k": None}], {"k": WHOLE}))
    [{'k': None}]
    """
    plain = frame.astype(object).where(frame.notna(), None)
    return [dict(zip(plain.columns, row, strict=True)) for row in plain.itertuples(index=False)]

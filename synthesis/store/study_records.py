"""Whole study records by slug; decoded when the first one is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from synthesis.store.arrow import schema

if TYPE_CHECKING:
    from synthesis.records.study import Study


class StudyRecords:
    """The table ``records``, kept as a compressed Parquet file in memory until it is needed.

    Most uses of an atlas need no whole record, and of a large atlas they are most of the data.

    Parameters
    ----------
    source
        The table, or the content of its Parquet file.
    """

    __slots__ = ("_rows", "_source")

    def __init__(self, source: pa.Table | pa.Buffer) -> None:
        self._source = source
        self._rows: dict[str, int] | None = None

    @property
    def table(self) -> pa.Table:
        """The Arrow table: ``slug`` and the record as JSON."""
        if not isinstance(self._source, pa.Table):
            columns = pq.ParquetFile(pa.BufferReader(self._source)).read().columns
            self._source = pa.Table.from_arrays(columns, schema=schema("records"))
        return self._source

    def only(self, slugs: pa.ChunkedArray) -> pa.Table:
        """Return the rows of some studies."""
        return self.table.filter(pc.is_in(self.table["slug"], value_set=slugs.combine_chunks()))

    def study(self, slug: str) -> Study:
        """Read one record.

        Raises
        ------
        KeyError
            When there is no such study.
        """
        from synthesis.records.study import Study

        if self._rows is None:
            self._rows = {key: row for row, key in enumerate(self.table["slug"].to_pylist())}
        return Study.model_validate_json(self.table["record"][self._rows[slug]].as_py())

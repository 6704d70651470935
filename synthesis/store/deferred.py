"""A large table that most uses of an atlas need not read."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from synthesis.store.arrow import schema


class Deferred:
    """A table, kept as a compressed Parquet file in memory until somebody asks for it.

    Parameters
    ----------
    name
        Name of the table in `columns.TABLES`.
    source
        The table, or the content of its Parquet file.
    """

    __slots__ = ("_name", "_source")

    def __init__(self, name: str, source: pa.Table | pa.Buffer) -> None:
        self._name = name
        self._source = source

    @property
    def table(self) -> pa.Table:
        """The Arrow table, decoded when it is first asked for."""
        if not isinstance(self._source, pa.Table):
            columns = pq.ParquetFile(pa.BufferReader(self._source)).read().columns
            self._source = pa.Table.from_arrays(columns, schema=schema(self._name))
        return self._source

    def only(self, slugs: pa.ChunkedArray) -> pa.Table:
        """Return the rows of some studies."""
        return self.table.filter(pc.is_in(self.table["slug"], value_set=slugs.combine_chunks()))

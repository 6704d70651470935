"""Whole study records by slug; decoded when the first one is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from synthesis.store.deferred import Deferred

if TYPE_CHECKING:
    from synthesis.records.study import Study


class StudyRecords(Deferred):
    """The table ``records``, with a way to one record.

    Most uses of an atlas need no whole record, and of a large atlas they are most of the data.

    Parameters
    ----------
    source
        The table, or the content of its Parquet file.
    """

    __slots__ = ("_rows",)

    def __init__(self, source: pa.Table | pa.Buffer) -> None:
        super().__init__("records", source)
        self._rows: dict[str, int] | None = None

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

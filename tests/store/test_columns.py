from __future__ import annotations

import re

import pytest

from synthesis.store.columns import TABLES
from synthesis.store.datapackage import _VOCABULARIES
from synthesis.store.table import Table

EACH = pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)


@EACH
def test_every_table_and_column_is_described(table: Table) -> None:
    assert table.row
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    for column in table.columns:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
        assert column.meaning


@EACH
def test_vocabularies_exist_and_belong_to_text(table: Table) -> None:
    for column in table.columns:
        if column.vocabulary:
            assert column.vocabulary in _VOCABULARIES
            assert column.dtype == "string"


@EACH
def test_numbers_have_a_unit(table: Table) -> None:
    for column in table.columns:
        assert bool(column.unit) == (column.dtype in ("int64", "double")), column.name


@EACH
def test_references_lead_to_a_table_with_one_key(table: Table) -> None:
    for column, other in table.references:
        assert column in table.names
        assert len(TABLES[other].key) == 1


def test_a_column_is_found_by_name() -> None:
    assert TABLES["studies"].column("pem").vocabulary == "Pem"
    with pytest.raises(KeyError):
        TABLES["studies"].column("nothing")

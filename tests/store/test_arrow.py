from __future__ import annotations

import pyarrow as pa
import pytest

from synthesis.errors import SynthesisError
from synthesis.store import arrow
from synthesis.store.arrow import build, replace, schema
from synthesis.store.columns import TABLES
from synthesis.vocabulary.study import GroupRole

ROW = {"slug": "a", "cohort_id": "c", "group_id": "g", "role": GroupRole.CASES, "n": None, "label": ""}


def test_words_become_text_and_empty_text_becomes_missing() -> None:
    table = build(TABLES["groups"], [ROW])
    assert table.schema.equals(schema("groups"), check_metadata=True)
    assert table.to_pylist() == [{**ROW, "role": "cases", "label": None}]


def test_no_rows_give_an_empty_table_with_all_columns() -> None:
    table = build(TABLES["groups"], [])
    assert table.num_rows == 0
    assert table.schema.equals(schema("groups"), check_metadata=True)


def test_many_rows_stay_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow, "_ROWS_AT_ONCE", 3)
    table = build(TABLES["groups"], ({**ROW, "n": n} for n in range(10)))
    assert table["n"].to_pylist() == list(range(10))
    assert table["n"].num_chunks == 1


@pytest.mark.parametrize(
    "wrong", [{"n": None}, {**ROW, "extra": 1}, {**{k: ROW[k] for k in list(ROW)[1:]}, "x": 1}]
)
def test_a_row_of_other_columns_is_an_error(wrong: dict[str, object]) -> None:
    with pytest.raises(SynthesisError, match="groups: a row does not have the columns of its table"):
        build(TABLES["groups"], [wrong])


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(SynthesisError, match=r"groups.slug: a value is missing that every row must have"):
        build(TABLES["groups"], [{**ROW, "slug": None}])


def test_a_value_of_another_type_is_an_error() -> None:
    with pytest.raises(pa.ArrowException):
        build(TABLES["groups"], [{**ROW, "n": "many"}])


def test_replace_keeps_the_schema() -> None:
    table = replace(build(TABLES["groups"], [ROW]), "n", [7])
    assert table["n"].to_pylist() == [7]
    assert table.schema.equals(schema("groups"), check_metadata=True)

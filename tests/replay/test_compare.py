"""What counts as moved."""

from __future__ import annotations

import pandas as pd
import pytest

from synthesis.replay.compare import Moved, compare
from synthesis.replay.sheet import Sheet
from synthesis.replay.tolerance import TOLERANCES, Tolerance, same


def sheet(**columns: list[object]) -> Sheet:
    return Sheet.of(pd.DataFrame(columns))


def test_nothing_moved() -> None:
    one = {"verdicts": sheet(question_key=["a", "b"], k=[3, 4], p=[0.1, None])}
    other = {"verdicts": sheet(question_key=["a", "b"], k=[3, 4], p=[0.1, float("nan")])}
    assert compare(one, other) == ()


def test_counts_and_labels_are_exact() -> None:
    one = {"verdicts": sheet(question_key=["a"], k=[3], label=["TOO FEW"])}
    other = {"verdicts": sheet(question_key=["a"], k=[4], label=["TOO  FEW"])}
    assert [(m.column, m.what, m.change) for m in compare(one, other)] == [
        ("k", "number", 1.0),
        ("label", "text", None),
    ]


@pytest.mark.parametrize("kind", TOLERANCES, ids=lambda kind: kind.kind)
def test_floats_may_differ_by_their_tolerance_and_no_more(kind: Tolerance) -> None:
    relative, column = kind.relative, next(iter(kind.names), "agreement")
    assert same(column, repr(0.7), repr(0.7 * (1 + 0.9 * relative)))
    assert not same(column, repr(0.7), repr(0.7 * (1 + 1.5 * relative)))


@pytest.mark.parametrize(
    ("old", "new"), [("", "0.5"), ("0.5", ""), ("0.5", "none"), ("1e-310", "0.5"), ("inf", "0.5")]
)
def test_a_value_that_came_or_went_has_moved(old: str, new: str) -> None:
    assert not same("agreement", old, new)


def test_rows_are_found_by_name_wherever_they_stand() -> None:
    one = {"t": sheet(slug=["a", "b", "c"], n=[1, 2, 3])}
    other = {"t": sheet(slug=["b", "d", "a"], n=[2, 9, 7])}
    assert compare(one, other) == (
        Moved("t", "c", "", "row removed"),
        Moved("t", "d", "", "row added"),
        Moved("t", "a", "n", "number", "1", "7"),
        Moved("t", "", "", "order"),
    )


def test_rows_with_the_same_name_are_numbered() -> None:
    one = {"t": sheet(slug=["a", "a"], n=[1, 2])}
    assert list(one["t"].named) == ["a", "a #2"]
    assert [m.row for m in compare(one, {"t": sheet(slug=["a", "a"], n=[1, 5])})] == ["a #2"]


def test_a_new_column_and_a_new_synthesis_are_told() -> None:
    one = {"t": sheet(slug=["a"], n=[1]), "u": sheet(slug=["a"])}
    other = {"t": sheet(slug=["a"], m=[1]), "v": sheet(slug=["a"])}
    assert {(m.synthesis, m.column, m.what) for m in compare(one, other)} == {
        ("t", "n", "column removed"),
        ("t", "m", "column added"),
        ("u", "", "synthesis removed"),
        ("v", "", "synthesis added"),
    }


def test_a_sheet_comes_back_from_its_csv() -> None:
    frame = pd.DataFrame(
        {"slug": ["a, b", 'c "d"\ne', None], "x": [0.1 + 0.2, 1e-300, None], "l": [["p", "q"], [], None]}
    )
    one = Sheet.of(frame)
    assert Sheet.read(one.csv(), one.naming, where="csv") == one
    assert "0.30000000000000004" in one.csv()

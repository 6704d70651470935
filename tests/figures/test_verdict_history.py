from __future__ import annotations

from collections.abc import Callable

import pytest

from synthesis.consistency.history import history
from synthesis.consistency.verdict import verdict
from synthesis.figures import verdict_history
from synthesis.figures.drawn import Drawn
from synthesis.store.atlas import Atlas


@pytest.mark.parametrize("k", [0, 1, 2, 6, 25, 60])
def test_several_questions_are_sound(
    awkward_atlas: Callable[[int], Atlas],
    assert_sound: Callable[[Drawn], None],
    assert_numbers_in_frame: Callable[..., None],
    k: int,
) -> None:
    drawn = verdict_history.figure(awkward_atlas(k))
    assert_sound(drawn)
    assert_numbers_in_frame(drawn, {drawn.data["question_key"].nunique()})


@pytest.mark.parametrize("k", [1, 2, 6, 25, 60])
def test_one_question_is_sound(
    answering_atlas: Callable[[int], Atlas],
    assert_sound: Callable[[Drawn], None],
    assert_numbers_in_frame: Callable[..., None],
    k: int,
) -> None:
    drawn = verdict_history.figure(answering_atlas(k), "il-6")
    assert_sound(drawn)
    assert_numbers_in_frame(drawn)


@pytest.mark.parametrize("marker", ["il-6", "nk-cell-cytotoxicity"])
def test_rows_are_the_history_and_end_with_the_verdict(embedded: Atlas, marker: str) -> None:
    frame = verdict_history.rows(embedded, marker)
    years = frame[frame["part"] == "year"]
    past = history(embedded, marker)
    for name in ("year", "k", "label", "low", "high"):
        assert years[name].dropna().tolist() == past[name].dropna().tolist(), name
    assert len(years) == len(past)
    assert years["label"].iloc[-1] == verdict(embedded, marker).label


def test_a_square_a_year(embedded: Atlas) -> None:
    drawn = verdict_history.figure(embedded, "il-6")
    squares = [line for line in drawn.ax.lines if line.get_marker() == "s"]
    assert len(squares) == (drawn.data["part"] == "year").sum() + 1  # and one in the legend


def test_alone_or_among_others_a_question_has_one_history(embedded: Atlas) -> None:
    many = verdict_history.rows(embedded)
    alone = verdict_history.rows(embedded, "il-6")
    key = alone["question_key"].iloc[0]
    among = many[many["question_key"] == key].reset_index(drop=True)
    assert among.equals(alone[alone["part"] == "year"].reset_index(drop=True))

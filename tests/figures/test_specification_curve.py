from __future__ import annotations

from collections.abc import Callable

import pytest

from synthesis.consistency.multiverse import CHOICES, multiverse
from synthesis.figures import specification_curve
from synthesis.figures.drawn import Drawn
from synthesis.store.atlas import Atlas


def drawn_numbers(drawn: Drawn) -> set[int]:
    outcomes = drawn.data[drawn.data["part"] == "outcome"]
    total = int(drawn.data["specifications"].iloc[0])
    n = int(outcomes["specifications"].sum())
    classes = outcomes.groupby("direction_class")["specifications"].sum()
    shares = {round(100 * share) for share in (*outcomes["low"], *outcomes["high"])}
    return {n, total - n, 0, 3} | {int(c) for c in classes} | shares


@pytest.mark.parametrize("k", [1, 2, 6, 25, 60])
def test_figure_is_sound(
    answering_atlas: Callable[[int], Atlas],
    assert_sound: Callable[[Drawn], None],
    assert_numbers_in_frame: Callable[..., None],
    k: int,
) -> None:
    drawn = specification_curve.figure(answering_atlas(k), "il-6")
    assert_sound(drawn)
    assert_numbers_in_frame(drawn, drawn_numbers(drawn))


def test_an_empty_frame_is_said_in_words(
    answering_atlas: Callable[[int], Atlas], assert_sound: Callable[[Drawn], None]
) -> None:
    assert_sound(specification_curve.draw(specification_curve.rows(answering_atlas(1), "il-6").iloc[:0]))


@pytest.mark.parametrize("marker", ["il-6", "crp"])
def test_it_agrees_with_the_multiverse(embedded: Atlas, marker: str) -> None:
    frame = specification_curve.rows(embedded, marker)
    expected = multiverse(embedded, marker, progress=False).frame.iloc[0]
    outcomes = frame[frame["part"] == "outcome"]
    kept = outcomes.loc[outcomes["direction_class"] == expected["direction_class"], "specifications"].sum()
    assert frame["specifications"].iloc[0] == expected["combinations"]
    assert outcomes["specifications"].sum() == expected["combinations"] - expected["too_few"]
    assert kept == expected["kept"]
    assert outcomes["low"].is_monotonic_increasing
    assert outcomes["primary"].sum() == 1


def test_the_grid_adds_up(embedded: Atlas) -> None:
    frame = specification_curve.rows(embedded, "crp")
    outcomes = frame[frame["part"] == "outcome"].set_index("outcome")["specifications"]
    cells = frame[frame["part"] == "cell"]
    for choice in CHOICES:
        its = cells[cells["choice"] == choice].groupby("outcome")["specifications"].sum()
        assert its.equals(outcomes), choice
    values = frame[frame["part"] == "value"]
    assert values.groupby("choice")["primary"].sum().eq(1).all()
    assert len(values) == sum(map(len, CHOICES.values()))


def test_a_choice_without_influence_is_not_drawn(embedded: Atlas) -> None:
    drawn = specification_curve.figure(embedded, "NK cell cytotoxicity")
    values = drawn.data[drawn.data["part"] == "value"]
    idle = set(values.loc[~values["matters"].astype(bool), "choice"])
    assert "identity" in idle
    texts = [text.get_text() for text in drawn.narrow().ax.texts]  # there every choice has one line
    assert "publication not identified" in texts
    assert "marker identity" not in texts

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from matplotlib.patches import Rectangle

from synthesis.figures import harvest
from synthesis.figures.drawn import Drawn
from synthesis.store.atlas import Atlas

PANEL = {"H": "higher", "L": "lower", "U": "no_difference", "M": "mixed"}


def bars(drawn: Drawn) -> list[Rectangle]:
    return [patch for patch in drawn.ax.patches if patch.get_gid()]


@pytest.mark.parametrize("k", [0, 1, 2, 6, 25, 60])
def test_several_questions_are_sound(
    awkward_atlas: Callable[[int], Atlas],
    assert_sound: Callable[[Drawn], None],
    assert_numbers_in_frame: Callable[..., None],
    k: int,
) -> None:
    drawn = harvest.figure(awkward_atlas(k))
    assert_sound(drawn)
    assert_numbers_in_frame(drawn, {int((drawn.data["part"] == "question").sum())})


@pytest.mark.parametrize("k", [1, 2, 6, 25, 60])
def test_one_question_is_sound(
    answering_atlas: Callable[[int], Atlas],
    assert_sound: Callable[[Drawn], None],
    assert_numbers_in_frame: Callable[..., None],
    k: int,
) -> None:
    drawn = harvest.figure(answering_atlas(k), "il-6")
    assert_sound(drawn)
    assert_numbers_in_frame(drawn)
    assert len(bars(drawn)) == len(bars(drawn.narrow())) == k


def test_a_bar_stands_where_its_cohort_reports(answering_atlas: Callable[[int], Atlas]) -> None:
    drawn = harvest.figure(answering_atlas(25), "il-6")
    cohorts = drawn.data[drawn.data["part"] == "cohort"]
    assert all(PANEL[row.vote] == row.panel for row in cohorts.itertuples())
    left = {bar.get_gid(): bar.get_x() for bar in bars(drawn)}
    spans = {
        panel: [left[f"record:{slugs}"] for slugs in its["slugs"]] for panel, its in cohorts.groupby("panel")
    }
    order = ["lower", "no_difference", "higher", "mixed"]
    for a, b in pairwise(order):
        assert max(spans[a]) < min(spans[b])


def test_the_height_is_the_size_class(answering_atlas: Callable[[int], Atlas]) -> None:
    drawn = harvest.figure(answering_atlas(60), "il-6")
    cohorts = drawn.data[drawn.data["part"] == "cohort"].set_index("slugs")
    tall: dict[str, set[float]] = {}
    for bar in bars(drawn):
        size = cohorts.loc[bar.get_gid().removeprefix("record:"), "size"]
        tall.setdefault(size, set()).add(round(bar.get_height(), 6))
    assert all(len(heights) == 1 for heights in tall.values())
    assert tall["under 50"] == tall["not known"]  # the latter has a line under it
    assert max(tall["under 50"]) < max(tall["50 to 300"]) < max(tall["over 300"])


def test_numbers_count_the_cohorts_by_year(embedded: Atlas) -> None:
    frame = harvest.rows(embedded, "NK cell cytotoxicity")
    cohorts = frame[frame["part"] == "cohort"].sort_values("number")
    assert cohorts["number"].tolist() == list(range(1, len(cohorts) + 1))
    assert cohorts["year"].dropna().is_monotonic_increasing

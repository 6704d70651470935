from __future__ import annotations

from collections.abc import Callable

import pytest

from synthesis.consistency.verdicts import verdicts
from synthesis.figures import effect_direction
from synthesis.figures.drawn import Drawn
from synthesis.store.atlas import Atlas


@pytest.mark.parametrize("k", [0, 1, 2, 6, 25, 60])
def test_figure_is_sound(
    awkward_atlas: Callable[[int], Atlas], assert_sound: Callable[[Drawn], None], k: int
) -> None:
    assert_sound(effect_direction.figure(awkward_atlas(k)))


@pytest.mark.parametrize("topic", ["cytokines", "nk-cells", "mast-cells"])
def test_every_vote_is_one_mark_in_both_forms(embedded: Atlas, topic: str) -> None:
    drawn = effect_direction.figure(embedded.where(topic=topic))
    voted = drawn.data[drawn.data["part"] == "vote"]
    for form in (drawn, drawn.narrow()):
        marks = [line for line in form.ax.lines if line.get_gid()]
        assert len(marks) == len(voted) == drawn.data.loc[drawn.data["part"] == "marker", "k"].sum()


def test_columns_are_markers_asked_their_first_question(embedded: Atlas) -> None:
    frame = effect_direction.rows(embedded.where(topic="cytokines"))
    markers = frame[frame["part"] == "marker"]
    assert len(markers) == effect_direction.MOST_MARKERS
    assert markers["marker_name"].is_unique
    assert markers["k"].min() > effect_direction.TOO_FEW
    known = verdicts(embedded, grid=False).set_index("question_key")
    for row in markers.to_dict("records"):
        expected = known.loc[row["question_key"]]
        assert expected["default_question"]
        assert row["label"] == expected["label"]
        assert (row["p"] is None or row["p"] != row["p"]) or row["p"] == expected["p"]


def test_the_bottom_rows_are_the_counts(embedded: Atlas) -> None:
    drawn = effect_direction.figure(embedded.where(topic="nk-cells"))
    first = drawn.data.iloc[0]
    assert f"lower in {first['lower']} and no difference reported in {first['silent']}" in drawn.alt
    texts = [text.get_text() for text in drawn.ax.texts]
    for name in ("higher", "lower", "silent", "k"):
        assert str(first[name]) in texts
    assert "sign test, p" in texts


def test_numbers_of_the_texts_are_in_the_frame(
    embedded: Atlas, assert_numbers_in_frame: Callable[..., None]
) -> None:
    drawn = effect_direction.figure(embedded.where(topic="cytokines"))
    voted = drawn.data[drawn.data["part"] == "vote"]
    tests = drawn.data["p"].dropna().round(2)
    cents = {int(f"{p:.2f}"[2:]) for p in tests if p < 1} | {0, 1, 12}
    assert_numbers_in_frame(drawn, {voted["cohort_id"].nunique()} | cents)


def test_topics_without_a_verdict_still_show_what_there_is(embedded: Atlas) -> None:
    drawn = effect_direction.figure(embedded.where(topic="mast-cells"))
    markers = drawn.data[drawn.data["part"] == "marker"]
    assert set(markers["label"]) == {"TOO FEW"}

from __future__ import annotations

from collections.abc import Callable

import pytest

from synthesis.consistency.verdict import verdict
from synthesis.errors import FilterError
from synthesis.figures import vote_strip
from synthesis.figures.drawn import Drawn
from synthesis.store.atlas import Atlas

KS = [0, 1, 2, 6, 25, 60]


def percents(drawn: Drawn) -> set[int]:
    shares = drawn.data[["low", "high"]].to_numpy("float64", na_value=float("nan")).ravel()
    return {round(100 * share) for share in shares if share == share}


@pytest.mark.parametrize("k", KS)
def test_stacked_questions_are_sound(
    awkward_atlas: Callable[[int], Atlas],
    assert_sound: Callable[[Drawn], None],
    assert_numbers_in_frame: Callable[..., None],
    k: int,
) -> None:
    drawn = vote_strip.figure(awkward_atlas(k))
    assert_sound(drawn)
    shown = int((drawn.data["part"] == "question").sum())
    assert_numbers_in_frame(drawn, percents(drawn) | {shown})


@pytest.mark.parametrize("k", KS[1:])
def test_one_question_is_sound(
    answering_atlas: Callable[[int], Atlas],
    assert_sound: Callable[[Drawn], None],
    assert_numbers_in_frame: Callable[..., None],
    k: int,
) -> None:
    drawn = vote_strip.figure(answering_atlas(k), "il-6")
    assert_sound(drawn)
    row = drawn.data.iloc[0]
    of_the_sentence = {row["higher"] + row["lower"], 100 * max(row["higher"], row["lower"]) // row["k"]}
    assert_numbers_in_frame(drawn, percents(drawn) | of_the_sentence)


@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_every_cohort_has_one_mark(answering_atlas: Callable[[int], Atlas], form: str) -> None:
    drawn = vote_strip.figure(answering_atlas(25), "il-6")
    cohorts = drawn.data[drawn.data["part"] == "cohort"]
    marks = [line.get_gid() for line in getattr(drawn, form)().ax.lines if line.get_gid()]
    assert sorted(marks) == sorted(f"record:{slugs.split()[0]}" for slugs in cohorts["slugs"])


def test_it_says_what_the_verdict_says(embedded: Atlas) -> None:
    drawn = vote_strip.figure(embedded, "NK cell cytotoxicity")
    found = verdict(embedded, "NK cell cytotoxicity")
    row = drawn.data.iloc[0]
    assert drawn.title == f"{found.marker_name}: {found.label}"
    assert found.sentence in drawn.subtitle
    assert (row["low"], row["high"]) == (found.low, found.high)
    assert {name: row[name] for name in ("k", "higher", "lower", "silent", "mixed")} == {
        name: getattr(found, name) for name in ("k", "higher", "lower", "silent", "mixed")
    }
    assert int((drawn.data["part"] == "cohort").sum()) == found.k


def test_directions_have_sides(answering_atlas: Callable[[int], Atlas]) -> None:
    drawn = vote_strip.figure(answering_atlas(6), "il-6")
    cohorts = drawn.data[drawn.data["part"] == "cohort"]
    place = {line.get_gid(): line.get_xdata()[0] for line in drawn.ax.lines if line.get_gid()}
    by_vote = {row.vote: place[f"record:{row.slugs}"] for row in cohorts.itertuples()}
    assert by_vote["L"] < by_vote["U"] == by_vote["M"] < by_vote["H"]


def test_of_many_questions_those_with_most_cohorts_are_drawn(embedded: Atlas) -> None:
    frame = vote_strip.rows(embedded)
    asked = frame[frame["part"] == "question"]
    assert len(asked) == vote_strip.MOST_QUESTIONS
    assert asked["k"].is_monotonic_decreasing
    assert "Shown: the 15 of" in vote_strip.draw(frame).subtitle


def test_an_unknown_question_is_an_error(embedded: Atlas) -> None:
    with pytest.raises(FilterError, match="no finding answers"):
        vote_strip.figure(embedded, "il-6", "il-6 | nothing")


def test_words_that_are_never_used(embedded: Atlas) -> None:
    drawn = vote_strip.figure(embedded)
    said = " ".join(
        (drawn.title, drawn.subtitle, drawn.caption, drawn.alt, drawn.long_description)
    ).casefold()
    assert not any(word in said for word in ("proven", "established", "biomarker", "normal"))

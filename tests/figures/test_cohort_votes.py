from __future__ import annotations

from collections.abc import Callable

import pytest

from synthesis.consistency.votes import votes
from synthesis.errors import FilterError
from synthesis.figures import cohort_votes
from synthesis.store.atlas import Atlas

IL_6 = "il-6 | circulating-protein | rest | cases-vs-controls"


def test_every_vote_is_a_cohort_once_oldest_first(answering_atlas: Callable[[int], Atlas]) -> None:
    frame = votes(answering_atlas(25))
    cohorts = cohort_votes.cohorts_of(frame)[IL_6]
    assert [c["cohort_id"] for c in cohorts] != sorted(c["cohort_id"] for c in cohorts)
    assert {c["cohort_id"] for c in cohorts} == set(frame["cohort_id"])
    years = [c["year"] for c in cohorts]
    dated = [year for year in years if year is not None]
    assert dated == sorted(dated)
    assert years[len(dated) :] == [None] * (len(years) - len(dated))


def test_the_size_needs_both_groups(answering_atlas: Callable[[int], Atlas]) -> None:
    for cohort in cohort_votes.cohorts_of(votes(answering_atlas(25)))[IL_6]:
        groups = (cohort["n_cases"], cohort["n_controls"])
        assert cohort["people"] == (None if None in groups else sum(groups))
        assert (cohort["size"] == cohort_votes.NOT_KNOWN) == (None in groups)


def test_only_a_vote_significant_in_its_direction_is_significant() -> None:
    looks = [("H", "H"), ("H", "unknown"), ("H", "none"), ("L", "L"), ("U", "none"), ("M", "unknown")]
    found = [
        vote
        for vote, significance in looks
        if cohort_votes.is_significant({"vote": vote, "significance": significance})
    ]
    assert found == ["H", "L"]


def test_words_never_say_no_difference_alone() -> None:
    for inferred in (True, False):
        said = cohort_votes.cohort_word({"vote": "U", "significance": "none", "inferred": inferred})
        assert said in {"no difference reported", "measured, not listed as different"}


def test_addresses_of_the_questions_of_the_embedded_atlas_differ(embedded: Atlas) -> None:
    keys = [asked["question_key"] for asked in cohort_votes.of_questions(embedded)]
    assert len({cohort_votes.address(key) for key in keys}) == len(keys)


def test_an_unknown_marker_is_an_error_that_helps(answering_atlas: Callable[[int], Atlas]) -> None:
    with pytest.raises(FilterError, match="il-6"):
        cohort_votes.chosen(answering_atlas(3), "il-66", None, 5)

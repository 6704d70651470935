"""What is given for all questions at once is what each question gives alone."""

from __future__ import annotations

import pytest

from synthesis.consistency.fragility import fragility
from synthesis.consistency.leave_out import leave_one_out
from synthesis.consistency.standing import Standing, standings
from synthesis.consistency.verdict import verdict
from synthesis.consistency.verdicts import verdicts
from synthesis.store.atlas import Atlas
from synthesis.store.load import load


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load().where(topic="nk-cells")


@pytest.fixture(scope="module")
def found(atlas: Atlas) -> dict[str, Standing]:
    return standings(atlas)


def test_every_question_with_three_cohorts_is_there(atlas: Atlas, found: dict[str, Standing]) -> None:
    every = verdicts(atlas, grid=False)
    assert sorted(found) == sorted(every.loc[every["k"] >= 3, "question_key"])
    assert len(found) > 3


def test_parts_are_those_of_the_question_alone(atlas: Atlas, found: dict[str, Standing]) -> None:
    for key, standing in found.items():
        marker = key.partition(" | ")[0]
        alone = verdict(atlas, marker, key)
        assert standing.certainty == alone.certainty
        assert (standing.next_label, standing.lacking) == (alone.next_label, alone.why_not)
        assert standing.tipping == fragility(atlas, marker, key)
        turns = leave_one_out(atlas, marker, key)
        moved = turns[turns["comparison"] != "same"]
        assert [(hinge.cohort_id, hinge.label) for hinge in standing.hinges] == list(
            zip(moved["left_out"], moved["label"], strict=True)
        )


def test_an_atlas_without_such_a_question_has_no_standing(atlas: Atlas) -> None:
    assert standings(atlas.where(years=(1700, 1701))) == {}

from __future__ import annotations

from typing import Any

import pytest

from synthesis.store.directions import CohortDirection, cohort_directions, question_words


def finding(direction: str | None, cohort: str = "a", **more: Any) -> dict[str, Any]:
    row = {"cohort_id": cohort, "whole_group": True, "significance": "not-stated", "inferred": False}
    return row | {"direction": direction} | more


@pytest.mark.parametrize(
    ("directions", "word"),
    [
        (["higher", "higher"], "higher"),
        (["higher", "no-difference"], "mixed"),
        (["higher", "lower"], "mixed"),
        (["no-difference"], "no_difference"),
        ([None], "unknown"),
        (["altered", None], "unknown"),
        (["mixed"], "mixed"),
    ],
)
def test_the_direction_all_findings_share_else_mixed(directions: list[str | None], word: str) -> None:
    (cohort,) = cohort_directions([finding(direction) for direction in directions])
    assert cohort.word == word


def test_whole_group_before_subgroups() -> None:
    women = finding("higher", whole_group=False, significance="significant")
    assert cohort_directions([women, finding("lower")]) == [CohortDirection("a", "lower", False, False)]
    assert cohort_directions([women]) == [CohortDirection("a", "higher", True, False)]


def test_one_entry_a_cohort_in_order() -> None:
    cohorts = cohort_directions([finding("lower", "b"), finding("higher", "a"), finding("lower", "b")])
    assert [(cohort.cohort_id, cohort.word) for cohort in cohorts] == [("a", "higher"), ("b", "lower")]


def test_inferred_only_when_every_finding_is() -> None:
    inferred = finding("no-difference", inferred=True)
    assert cohort_directions([inferred])[0].inferred
    assert not cohort_directions([inferred, finding("no-difference")])[0].inferred


def test_question_in_words() -> None:
    key = "cd69 | cell-expression:nk cells | stimulated-culture:pha | cases-vs-controls"
    assert question_words(key) == ("expression on cells (nk cells)", "stimulated culture (pha)")

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.codes import (
    UmbrellaEvidence,
    evidence_level,
    few_participants,
    findings_consistent,
    sallis_code,
    umbrella_class,
)
from synthesis.errors import NumbersError


def evidence(case: dict[str, object]) -> UmbrellaEvidence:
    return UmbrellaEvidence(
        p=case["p"],
        cases=case["n_cases"],
        i2=case["I2"],
        prediction_excludes_null=case["pi_excludes_null"],
        largest_significant=case["largest_sig"],
        small_study_p=case["egger_p"],
        excess_p=case["esb_p"],
    )


CONVINCING = UmbrellaEvidence(1e-7, 1500, None, 30, True, True, 0.4, 0.4)


def test_umbrella(worked):
    entry = worked("umbrella-1")
    got = [umbrella_class(evidence(case)).label for case in entry["inputs"]["cases"]]
    assert got == entry["expected"]["classes"]


def test_the_variant_is_pinned():
    borderline = replace(CONVINCING, small_study_p=0.07, largest_significant=False)
    assert umbrella_class(borderline, "metaumbrella").label == "I"
    got = umbrella_class(borderline)
    assert got.label == "III"
    assert got.missed == ("largest study significant",)


@pytest.mark.parametrize("gap", ["i2", "prediction_excludes_null", "small_study_p", "excess_p"])
def test_what_is_unknown_is_not_met(gap):
    got = umbrella_class(replace(CONVINCING, **{gap: None}))
    assert got.label == "II"
    assert len(got.missed) == 1


def test_participants_stand_in_for_cases():
    assert umbrella_class(replace(CONVINCING, cases=300)).label == "IV"
    assert umbrella_class(replace(CONVINCING, cases=300, participants=20_001)).label == "I"
    assert umbrella_class(CONVINCING).missed == ()


def test_thresholds_are_strict():
    assert umbrella_class(replace(CONVINCING, p=1e-6)).label == "III"
    assert umbrella_class(replace(CONVINCING, cases=1000)).label == "IV"
    assert umbrella_class(replace(CONVINCING, p=0.05)).label == "NS"


def test_sallis(worked):
    entry = worked("sallis")
    got = [sallis_code(*case) for case in entry["inputs"]["cases"]]
    assert got == entry["expected"]["codes"]


def test_sallis_repeats_and_sign():
    assert sallis_code(5, 5, "-") == "---"
    assert sallis_code(5, 5, double_from=4, triple_from=None) == "++"
    assert sallis_code(3, 3, double_from=4, triple_from=None) == "+"
    assert sallis_code(3, 5) == "+++"  # 60 % exactly
    assert sallis_code(17, 50) == "?"  # 34 % exactly


@given(st.integers(1, 60), st.integers(0, 60))
def test_sallis_rises_with_support(total, supporting):
    order = {"0": 0, "?": 1, "+": 2}
    if supporting < total:
        assert order[sallis_code(supporting, total)[0]] <= order[sallis_code(supporting + 1, total)[0]]


def test_three_quarters():
    assert findings_consistent(6, 8)
    assert not findings_consistent(5, 7)


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        ((3, 3, 0, 0), "strong"),
        ((3, 4, 0, 0), "strong"),
        ((3, 3, 0, 2), "limited"),  # 3 of 5: below three quarters and two thirds, above a half
        ((2, 2, 0, 0), "moderate"),
        ((2, 2, 0, 1), "moderate"),
        ((1, 1, 2, 3), "moderate"),
        ((0, 0, 2, 2), "limited"),
        ((1, 1, 1, 1), "limited"),
        ((1, 1, 0, 0), "limited"),
        ((0, 0, 1, 1), "insufficient"),
        ((0, 0, 0, 0), "insufficient"),
        ((1, 2, 0, 0), "mixed"),
    ],
)
def test_best_evidence(counts, level):
    assert evidence_level(*counts) == level


def test_grade(worked):
    entry = worked("grade-narrative")
    assert few_participants(entry["inputs"]["total_participants"]).tolist() == entry["expected"]["concern"]


def test_wrong_input():
    with pytest.raises(NumbersError, match="p:"):
        umbrella_class(replace(CONVINCING, p=2.0))
    with pytest.raises(NumbersError, match="cases"):
        umbrella_class(replace(CONVINCING, cases=-1))
    with pytest.raises(NumbersError, match="supporting"):
        sallis_code(2, 1)
    with pytest.raises(NumbersError, match="agreeing"):
        findings_consistent(0, 0)
    with pytest.raises(NumbersError, match="agreeing"):
        evidence_level(2, 1, 0, 0)

"""How findings of a cohort become its vote, with every case counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.choices import Choices
from synthesis.consistency.votes import votes


def cast(make, *findings, **choices):
    frame = votes(make.atlas(make.publication("adams", 2001, *findings)), choices=Choices(**choices))
    return [(row.vote, row.significance, row.rule) for row in frame.itertuples()]


def test_seventy_percent(make, worked):
    example = worked("within-study-70")
    for case, expected in zip(example["inputs"]["cases"], example["expected"]["vote"], strict=True):
        found = [make.result("higher")] * case["up"] + [make.result("lower")] * case["down"]
        assert cast(make, *found)[0][0] == expected, case


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 4))
def test_seventy_percent_against_exact_division(make, up, down, mixed):
    if not up + down + mixed:
        return
    results = [make.result("higher")] * up + [make.result("lower")] * down + [make.result("mixed")] * mixed
    whole = up + down + mixed
    expected = "H" if 10 * up >= 7 * whole else "L" if 10 * down >= 7 * whole else "M"
    assert cast(make, *results)[0][0] == expected


CASES = {
    "one significant result": ([("higher", "significant")], ("H", "H", "V1-agree")),
    "significance not stated": ([("lower", "not-stated")], ("L", "unknown", "V1-agree")),
    "not significant": ([("lower", "not-significant")], ("L", "none", "V1-agree")),
    "silent": ([("no-difference", "")], ("U", "none", "V6-silent")),
    "silent results do not vote against a direction": (
        [("higher", "significant"), ("no-difference", ""), ("no-difference", "")],
        ("H", "H", "V1-agree"),
    ),
    "a hit the other way makes the significance unclear": (
        [("higher", "significant")] * 3 + [("lower", "significant")],
        ("H", "unknown", "V2-seventy-percent"),
    ),
    "split": ([("higher", "significant"), ("lower", "not-significant")], ("M", "unknown", "V3-split")),
    "split without any hit": (
        [("higher", "not-significant"), ("lower", "not-significant")],
        ("M", "none", "V3-split"),
    ),
    "reported mixed": ([("mixed", "not-stated")], ("M", "unknown", "V4-reported-mixed")),
    "different without a direction": ([("altered", "significant")], ("M", "unknown", "V5-altered")),
    "a stated direction beside an unstated one": (
        [("altered", "not-stated"), ("higher", "significant")],
        ("H", "H", "V1-agree"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_cohort(make, name):
    results, expected = CASES[name]
    assert cast(make, *(make.result(*found) for found in results)) == [expected]


def test_an_implied_null_says_so(make):
    assert cast(make, make.result("no-difference", inferred=True)) == [("U", "none", "V7-implied")]
    assert cast(make, make.result("no-difference", inferred=True), implied_nulls=False) == []


def test_a_hit_in_one_of_two_parts_is_not_a_hit_of_the_cohort(make):
    women = make.result("lower", "significant", subgroup="women")
    men = make.result("no-difference", subgroup="men")
    assert cast(make, women, men) == [("L", "unknown", "V1-agree")]
    assert cast(make, women, women | {"subgroup": "men"}) == [("L", "L", "V1-agree")]
    assert cast(make, women, men, silent="counted") == [("M", "unknown", "V3-split")]
    assert cast(make, women, men, subgroups="never") == []


def test_the_whole_group_speaks_before_its_parts(make):
    early = make.result("higher", "significant", subgroup="ill for 3 years or less")
    assert cast(make, make.result("no-difference"), early) == [("U", "none", "V6-silent")]


def test_how_unstated_significance_is_read(make):
    unstated = make.result("higher")
    assert cast(make, unstated, unstated="significant") == [("H", "H", "V1-agree")]
    assert cast(make, unstated, unstated="not-significant") == [("H", "none", "V1-agree")]


def test_only_corrected_significance(make):
    plain = make.result("higher", "significant")
    corrected = make.result("higher", "significant", multiplicity="corrected")
    assert cast(make, plain, multiplicity="corrected") == [("H", "unknown", "V1-agree")]
    assert cast(make, corrected, multiplicity="corrected") == [("H", "H", "V1-agree")]


def test_directions_from_group_statistics(make):
    means = {
        "statistic": "mean-sd",
        "cases": {"n": 20, "center": 2.0, "spread": 1.0},
        "controls": {"n": 20, "center": 1.5, "spread": 1.0},
    }
    silent = make.result("no-difference", **means)
    assert cast(make, silent) == [("U", "none", "V6-silent")]
    assert cast(make, silent, directions="from-statistics") == [("H", "none", "V1-agree")]
    percent = silent | {"statistic": "percent-change"}
    assert cast(make, percent, directions="from-statistics") == [("U", "none", "V6-silent")]

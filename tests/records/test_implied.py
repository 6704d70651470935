"""What group statistics imply, against scipy.stats and values worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from synthesis.records.checks.implied import Means, Proportions, means, proportions
from synthesis.records.finding import Finding
from synthesis.vocabulary.result import StatisticKind

# scipy's t and Fisher tests use other algorithms for the same numbers: equal to rounding errors
RELATIVE = 1e-9


def _finding(statistic: str, cases: dict[str, Any], controls: dict[str, Any]) -> Finding:
    return Finding.model_validate(
        {
            "id": "one",
            "marker": "example-a",
            "marker_kind": "cytokine",
            "quantity": "concentration",
            "specimen": "serum",
            "contrast": "cases-vs-controls",
            "direction": "higher",
            "statistic": statistic,
            "cases": cases,
            "controls": controls,
            "sources": [{"kind": "primary-full-text", "ref": "pmid:1"}],
        }
    )


_n = st.integers(2, 500)
_sd = st.floats(0.01, 100)
_mean = st.floats(-100, 100)


@settings(deadline=None)
@given(_n, _mean, _sd, _n, _mean, _sd)
def test_t_tests_agree_with_scipy(n1: int, m1: float, s1: float, n2: int, m2: float, s2: float) -> None:
    found = means(
        _finding("mean-sd", {"n": n1, "center": m1, "spread": s1}, {"n": n2, "center": m2, "spread": s2})
    )
    assert found is not None
    welch, student = found.p_values()
    assert welch == pytest.approx(
        stats.ttest_ind_from_stats(m1, s1, n1, m2, s2, n2, equal_var=False).pvalue, rel=RELATIVE, abs=1e-300
    )
    assert student == pytest.approx(
        stats.ttest_ind_from_stats(m1, s1, n1, m2, s2, n2).pvalue, rel=RELATIVE, abs=1e-300
    )


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_tests_of_shares_agree_with_scipy(n1: int, n2: int, data: st.DataObject) -> None:
    k1, k2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    chi_square, fisher = Proportions(k1, n1, k2, n2).p_values()
    table = [[k1, n1 - k1], [k2, n2 - k2]]
    assert fisher == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-7)  # ties within 1e-7
    if 0 < k1 + k2 < n1 + n2:
        assert chi_square == pytest.approx(
            stats.chi2_contingency(table, correction=False).pvalue, rel=RELATIVE
        )
    else:
        assert chi_square == 1


def test_standard_errors_and_intervals_become_standard_deviations() -> None:
    sd = {"n": 25, "center": 10.0, "spread": 5.0}
    se = {"n": 25, "center": 10.0, "spread": 1.0}
    half = stats.t.ppf(0.975, 24)
    interval = {"n": 25, "center": 10.0, "low": 10.0 - half, "high": 10.0 + half}
    for statistic, arm in (("mean-sd", sd), ("mean-se", se), ("mean-ci95", interval)):
        found = means(_finding(statistic, arm, arm | {"center": 8.0}))
        assert found is not None
        assert found.sd1 == pytest.approx(5.0, rel=RELATIVE)
        assert found.difference == 2.0
        assert found.se == pytest.approx(math.sqrt(2), rel=RELATIVE)
        assert found.pooled_sd == pytest.approx(5.0, rel=RELATIVE)


@pytest.mark.parametrize(
    ("statistic", "cases", "controls"),
    [
        ("mean-sd", {"n": 1, "center": 1, "spread": 1}, {"n": 9, "center": 1, "spread": 1}),
        ("mean-sd", {"center": 1, "spread": 1}, {"n": 9, "center": 1, "spread": 1}),
        ("mean-sd", {"n": 9, "spread": 1}, {"n": 9, "center": 1, "spread": 1}),
        ("mean-sd", {"n": 9, "center": 1}, {"n": 9, "center": 1, "spread": 1}),
        ("mean-sd", {"n": 9, "center": 1, "spread": -1}, {"n": 9, "center": 1, "spread": 1}),
        ("mean-sd", {"n": 9, "center": 1, "spread": 0}, {"n": 9, "center": 1, "spread": 0}),
        ("mean-ci95", {"n": 9, "center": 1, "low": 2, "high": 1}, {"n": 9, "center": 1, "low": 0, "high": 2}),
        ("median-iqr", {"n": 9, "center": 1, "spread": 1}, {"n": 9, "center": 1, "spread": 1}),
    ],
)
def test_no_means_without_their_numbers(
    statistic: str, cases: dict[str, Any], controls: dict[str, Any]
) -> None:
    assert means(_finding(statistic, cases, controls)) is None


@pytest.mark.parametrize(
    ("cases", "controls"),
    [
        ({"n": 9}, {"n": 9, "events": 1}),
        ({"events": 1}, {"n": 9, "events": 1}),
        ({"n": 0, "events": 0}, {"n": 9, "events": 1}),
        ({"n": 9, "events": 10}, {"n": 9, "events": 1}),
    ],
)
def test_no_shares_without_their_numbers(cases: dict[str, Any], controls: dict[str, Any]) -> None:
    assert proportions(_finding("events", cases, controls)) is None


def test_shares_need_the_statistic_events() -> None:
    arm = {"n": 9, "events": 1}
    assert proportions(_finding("events", arm, arm)) == Proportions(1, 9, 1, 9)
    assert proportions(_finding(StatisticKind.NONE, arm, arm)) is None


def test_a_group_without_spread_still_gives_a_test() -> None:
    found = Means(difference=1.66, se=2.77 / math.sqrt(8), pooled_sd=1.83, n1=8, n2=10, sd1=2.77, sd2=0.0)
    welch, _ = found.p_values()
    assert welch == pytest.approx(2 * stats.t.sf(1.66 / (2.77 / math.sqrt(8)), 7), rel=RELATIVE)

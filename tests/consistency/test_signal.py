from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.signal import exact_signal_tail, signal_tail, significant_count
from synthesis.errors import NumbersError


def test_tails(worked):
    entry = worked("signal-tail")
    for (s, k), want in zip(entry["inputs"]["cases"], entry["expected"]["p"], strict=True):
        assert signal_tail(s, k).item() == pytest.approx(want, rel=entry["tolerance"]["rel"])


def test_number_of_significant_results(worked):
    entry = worked("binom-poolr")
    got = significant_count(entry["inputs"]["p"], entry["inputs"]["alpha"])
    assert got.count.item() == entry["expected"]["count"]
    assert got.cohorts.item() == entry["expected"]["k"]
    assert got.p.item() == pytest.approx(entry["expected"]["p"], rel=entry["tolerance"]["rel"])


def test_majority_of_significant_studies_becomes_rarer(worked):
    entry = worked("convvote")
    from synthesis.consistency.power import cohort_power

    n, near = entry["inputs"]["n_per_group"], entry["tolerance"]["abs"]
    chance = cohort_power(entry["inputs"]["smd"], n, n, test="z").right.item()
    assert chance == pytest.approx(entry["expected"]["p_study_significant"], abs=near)
    k = np.array(entry["inputs"]["k"])
    assert signal_tail(k // 2 + 1, k, chance) == pytest.approx(
        entry["expected"]["p_majority_significant"], abs=near
    )


@given(st.integers(0, 80), st.integers(0, 80))
def test_exact_and_float_agree(s, extra):
    exact, got = exact_signal_tail(s, s + extra), signal_tail(s, s + extra).item()
    if s + extra == 0:
        assert exact is None
        assert np.isnan(got)
    else:
        assert got == pytest.approx(float(exact), rel=1e-10)


@given(st.integers(0, 30), st.integers(1, 30))
def test_monotone(s, extra):
    k = s + extra
    assert signal_tail(s + 1, k) < signal_tail(s, k)
    assert signal_tail(s, k + 1) >= signal_tail(s, k)


def test_tiny_tail_keeps_its_accuracy():
    assert signal_tail(100, 100).item() == pytest.approx(0.025**100, rel=1e-12)


def test_alpha_is_included_and_missing_left_out():
    got = significant_count([[0.05, 0.06, np.nan], [0.01, 0.02, 0.03]])
    assert got.count.tolist() == [1.0, 3.0]
    assert got.cohorts.tolist() == [2.0, 3.0]


def test_exact_threshold():
    assert exact_signal_tail(2, 4) < Fraction(1, 100) < exact_signal_tail(2, 8)


def test_wrong_input():
    with pytest.raises(NumbersError, match="significant"):
        signal_tail(3, 2)
    with pytest.raises(NumbersError, match="significant"):
        exact_signal_tail(3, 2)
    with pytest.raises(NumbersError, match="alpha"):
        signal_tail(1, 2, alpha=0.0)
    with pytest.raises(NumbersError, match="p:"):
        significant_count([1.2])

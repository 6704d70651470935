from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.power import TTestIndPower

from synthesis.consistency.power import cohort_power, smallest_detectable
from synthesis.errors import NumbersError

SIZE = st.integers(3, 400)


def test_smallest_detectable_by_the_normal_approximation(worked):
    entry = worked("mdes")
    n = entry["inputs"]["n_per_group"]
    assert smallest_detectable(n, n, test="z") == pytest.approx(
        entry["expected"]["smd"], abs=entry["tolerance"]["abs"]
    )


def test_the_t_test_detects_less_than_the_approximation_says(worked):
    # The worked figures are the normal approximation. statsmodels' noncentral t, solved on its own,
    # gives what a t test really needs: 1.32 instead of 1.25 at 10 per arm.
    entry = worked("mdes")
    n = entry["inputs"]["n_per_group"]
    exact = [TTestIndPower().solve_power(nobs1=size, power=0.8, alpha=0.05) for size in n]
    # statsmodels counts significance in the wrong direction too, worth 1e-6 of power here.
    assert smallest_detectable(n, n) == pytest.approx(exact, abs=2e-5)
    assert np.round(smallest_detectable(n, n), 2).tolist() == [1.32, 0.91, 0.81, 0.57, 0.4]
    assert np.all(smallest_detectable(n, n) > entry["expected"]["smd"])


def test_significance_filter(worked):
    entry = worked("sigfilter")
    n, want, near = entry["inputs"]["n_per_group"], entry["expected"], entry["tolerance"]["abs"]
    got = cohort_power(entry["inputs"]["smd"], n, n, test="z")
    assert got.right_sign == pytest.approx(want["p_direction_right_all"], abs=near)
    assert got.significant == pytest.approx(want["p_significant"], abs=near)
    assert got.right / got.significant == pytest.approx(want["p_direction_right_given_significant"], abs=near)


@given(st.floats(0.01, 2), SIZE, SIZE)
def test_equals_statsmodels(smd, cases, controls):
    got = cohort_power(smd, cases, controls).significant.item()
    if smd * np.sqrt(cases * controls / (cases + controls)) > 7:
        # statsmodels gives NaN for some such sizes: the far tail of scipy's noncentral t fails there.
        assert got > 0.999
    else:
        want = TTestIndPower().power(smd, cases, 0.05, ratio=controls / cases)
        assert got == pytest.approx(want, abs=1e-8)


@given(st.floats(0, 2), SIZE, SIZE, st.sampled_from(["t", "z"]))
def test_shape_of_power(smd, cases, controls, test):
    got = cohort_power(smd, cases, controls, test=test)
    assert cohort_power(-smd, cases, controls, test=test).right == got.right
    assert got.wrong <= got.right * (1 + 1e-9)
    assert got.right <= got.right_sign
    more = cohort_power(smd + 0.1, cases, controls, test=test)
    assert more.right >= got.right - 1e-12
    assert more.wrong <= got.wrong + 1e-12


@pytest.mark.parametrize("test", ["t", "z"])
def test_no_effect_leaves_alpha(test):
    assert cohort_power(0.0, 20, 30, test=test).significant.item() == pytest.approx(0.05, rel=1e-9)


@given(SIZE, SIZE, st.floats(0.2, 0.99), st.sampled_from(["t", "z"]))
def test_detectable_inverts_power(cases, controls, power, test):
    smd = smallest_detectable(cases, controls, power, test=test)
    assert cohort_power(smd, cases, controls, test=test).right.item() == pytest.approx(power, abs=1e-9)


def test_a_large_effect_in_a_large_cohort_is_defined():
    got = cohort_power(np.linspace(0, 10, 200), 200, 300)
    assert np.isfinite(got.significant).all()
    assert got.significant[-1] == 1.0
    assert np.isnan(cohort_power(5.0, 1, 1).wrong)


def test_batch_and_missing():
    got = smallest_detectable([[10, np.nan], [1, 50]], [[10, 20], [1, 50]])
    assert np.isnan(got[0, 1])
    assert np.isnan(got[1, 0])  # two persons leave no degree of freedom
    assert got[1, 1] == smallest_detectable(50, 50)
    assert smallest_detectable(2, 2).item() > 3


def test_wrong_input():
    with pytest.raises(NumbersError, match="cases"):
        cohort_power(0.5, 0, 10)
    with pytest.raises(NumbersError, match="power"):
        smallest_detectable(10, 10, power=0.01)
    with pytest.raises(NumbersError, match="alpha"):
        cohort_power(0.5, 10, 10, alpha=1.5)

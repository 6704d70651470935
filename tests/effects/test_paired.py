from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.effects import paired
from synthesis.effects.hedges import j
from synthesis.effects.outcome import Reason

mean = st.floats(1, 100)
sd = st.floats(0.1, 10)
n = st.integers(3, 500)
r = st.floats(-0.95, 0.95)


@given(m1=mean, s1=sd, m2=mean, s2=sd, pairs=n, corr=r)
def test_sign_flips_when_measurements_are_exchanged(
    m1: float, s1: float, m2: float, s2: float, pairs: int, corr: float
) -> None:
    for function in (paired.mean_change, paired.standardised_by_change, paired.ratio_of_paired_means):
        there, back = function(m1, s1, m2, s2, pairs, corr), function(m2, s2, m1, s1, pairs, corr)
        assert there.yi == pytest.approx(-back.yi, rel=1e-10, abs=1e-12)
        assert there.vi == pytest.approx(back.vi, rel=1e-10)


@given(d=st.floats(-4, 4), pairs=n)
def test_uncorrected_large_sample_form_times_j_squared_is_ls2(d: float, pairs: int) -> None:
    plain = paired.standardised_by_change_from_d(d, pairs, correct=False)
    second = paired.standardised_by_change_from_d(d, pairs, vtype="LS2")
    assert second.vi == pytest.approx(j(pairs - 1) ** 2 * plain.vi, rel=1e-14)
    plain = paired.standardised_by_first(d, 1, 0, pairs, 0.4, correct=False)
    second = paired.standardised_by_first(d, 1, 0, pairs, 0.4, vtype="LS2")
    assert second.vi == pytest.approx(j(pairs - 1) ** 2 * plain.vi, rel=1e-14)


def test_unbiased_form_is_unbiased(rng: np.random.Generator) -> None:
    delta, pairs, k = 0.7, 8, 400_000
    d = rng.normal(delta, 1 / np.sqrt(pairs), k) / np.sqrt(rng.chisquare(pairs - 1, k) / (pairs - 1))
    g = paired.standardised_by_change_from_d(d, pairs, vtype="UB")
    assert abs(g.yi.mean() - delta) < 4 * g.yi.std() / np.sqrt(k)
    squares = (g.yi - g.yi.mean()) ** 2
    error = np.hypot(g.vi.std(), squares.std()) / np.sqrt(k)
    assert abs(g.vi.mean() - squares.mean()) < 4 * error


def test_mean_change_and_ratio_are_as_variable_as_they_say(rng: np.random.Generator) -> None:
    pairs, k, corr = 40, 200_000, 0.6
    cov = np.array([[4.0, corr * 2 * 3], [corr * 2 * 3, 9.0]]) / pairs
    drawn = rng.multivariate_normal([20, 18], cov, k)
    assert (drawn[:, 0] - drawn[:, 1]).var() == pytest.approx(
        float(paired.mean_change(20, 2, 18, 3, pairs, corr).vi), rel=0.02
    )  # the Monte Carlo error of a variance of 200,000 draws is 0.3 %
    assert np.log(drawn[:, 0] / drawn[:, 1]).var() == pytest.approx(
        float(paired.ratio_of_paired_means(20, 2, 18, 3, pairs, corr).vi), rel=0.02
    )


def test_the_same_correction_as_two_groups() -> None:
    plain, corrected = (
        paired.ratio_of_paired_means(5, 2, 4, 3, 20, 0.5, correct=c).yi for c in (False, True)
    )
    assert corrected - plain == pytest.approx((0.4**2 - 0.75**2) / 40, rel=1e-13)


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ((5, 2, 4, 2, 1, 0.5), Reason.SMALL_N),
        ((5, 2, 4, 2, 20, 1.5), Reason.OUT_OF_RANGE),
        ((5, -2, 4, 2, 20, 0.5), Reason.NEGATIVE_SD),
        ((5, np.nan, 4, 2, 20, 0.5), Reason.MISSING),
        ((5, 2, 4, 2, 20, 1), Reason.ZERO_VARIANCE),
    ],
)
def test_impossible_rows_have_a_reason(numbers: tuple, reason: Reason) -> None:
    assert paired.mean_change(*numbers).reason == reason


def test_impossible_standardised_rows_have_a_reason() -> None:
    assert paired.standardised_by_change(5, 2, 4, 2, 20, 1).reason == Reason.ZERO_SD
    assert paired.standardised_by_first(5, 0, 4, 20, 0.5).reason == Reason.ZERO_SD
    assert paired.standardised_by_first(5, 1, 4, 2, 0.5).reason == Reason.SMALL_N
    assert paired.ratio_of_paired_means(0, 1, 4, 1, 20, 0.5).reason == Reason.MEAN_NOT_POSITIVE

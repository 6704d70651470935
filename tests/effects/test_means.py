from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as t_distribution
from statsmodels.stats.meta_analysis import effectsize_smd

from synthesis.effects import means
from synthesis.effects.hedges import j
from synthesis.effects.outcome import Reason

#: Swapping, shifting and scaling change the last digits of sums of a few terms; means are at most 1e4 times
#: an SD here, so a difference of means keeps 12 digits.
SAME = 1e-11

n = st.integers(2, 500)
sd = st.floats(0.1, 10)
mean = st.floats(-100, 100)
positive = st.floats(1, 100)
group = st.tuples(mean, sd, n)
positive_group = st.tuples(positive, sd, n)

BOTH = (means.smd, means.smdh, means.md)


@pytest.mark.parametrize("function", BOTH)
@given(a=group, b=group)
def test_sign_flips_when_groups_are_exchanged(function: Callable, a: tuple, b: tuple) -> None:
    there, back = function(*a, *b), function(*b, *a)
    assert there.yi == pytest.approx(-back.yi, rel=SAME, abs=SAME)
    assert there.vi == pytest.approx(back.vi, rel=SAME)


@given(a=group, b=group, factor=st.floats(1e-6, 1e6), shift=st.floats(-100, 100))
def test_unit_and_origin_do_not_matter_to_standardised_differences(
    a: tuple, b: tuple, factor: float, shift: float
) -> None:
    moved = [((m + shift) * factor, s * factor, k) for m, s, k in (a, b)]
    for function in (means.smd, means.smdh):
        before, after = function(*a, *b), function(*moved[0], *moved[1])
        assert after.yi == pytest.approx(before.yi, rel=1e-9, abs=1e-9)
        assert after.vi == pytest.approx(before.vi, rel=1e-9)


@given(a=group, b=group, factor=st.floats(1e-6, 1e6))
def test_mean_differences_have_the_unit_of_the_means(a: tuple, b: tuple, factor: float) -> None:
    before = means.md(*a, *b)
    after = means.md(a[0] * factor, a[1] * factor, a[2], b[0] * factor, b[1] * factor, b[2])
    assert after.yi == pytest.approx(before.yi * factor, rel=SAME, abs=SAME * factor)
    assert after.vi == pytest.approx(before.vi * factor**2, rel=SAME)


@given(a=positive_group, b=positive_group, correct=st.booleans())
def test_ratio_of_means_is_antisymmetric(a: tuple, b: tuple, correct: bool) -> None:
    there, back = means.rom(*a, *b, correct=correct), means.rom(*b, *a, correct=correct)
    assert there.yi == pytest.approx(-back.yi, rel=SAME, abs=1e-13)
    assert there.vi == pytest.approx(back.vi, rel=SAME)


@given(rows=st.lists(st.tuples(group, group), min_size=1, max_size=6))
def test_a_batch_is_its_rows(rows: list) -> None:
    table = np.array([(*a, *b) for a, b in rows])
    for function in BOTH:
        batch = function(*table.T)
        for position, row in enumerate(table):
            one = function(*row)
            # numpy squares arrays by multiplying but single numbers by pow(), which differ in the last bit
            assert batch.yi[position] == pytest.approx(one.yi, rel=1e-15, abs=0, nan_ok=True)
            assert batch.vi[position] == pytest.approx(one.vi, rel=1e-15, abs=0, nan_ok=True)
            assert batch.reason[position] == one.reason


def test_any_shape_goes_in_and_comes_out() -> None:
    effects = means.smd(np.ones((3, 1, 4)), 1, 10, 0, 1, np.full((2, 1), 12))
    assert effects.yi.shape == effects.vi.shape == effects.reason.shape == (3, 2, 4)


@given(a=group, b=group)
def test_d_gives_the_same_as_means(a: tuple, b: tuple) -> None:
    d = means.smd(*a, *b, correct=False).yi
    for vtype in ("LS", "LS2", "UB", "H0", "RM"):
        direct, by_d = means.smd(*a, *b, vtype=vtype), means.smd_from_d(d, a[2], b[2], vtype=vtype)
        assert direct.yi == pytest.approx(by_d.yi, rel=SAME, nan_ok=True)
        assert direct.vi == pytest.approx(by_d.vi, rel=SAME, nan_ok=True)
        assert direct.reason == by_d.reason
        assert (direct.reason == Reason.SMALL_N) == (vtype == "H0" and a[2] + b[2] < 5)


@pytest.mark.parametrize(("n1", "n2"), [(20, 20), (9, 14), (298, 348)])
def test_revman_form_is_that_of_statsmodels(n1: int, n2: int) -> None:
    ours = means.smd(5.1, 2.2, n1, 4.0, 1.7, n2, vtype="revman")
    yi, vi = effectsize_smd(5.1, 2.2, n1, 4.0, 1.7, n2)
    assert ours.yi == pytest.approx(yi, rel=1e-13)
    assert ours.vi == pytest.approx(vi, rel=1e-13)


@pytest.mark.parametrize(("n1", "n2"), [(3, 4), (20, 20), (60, 9)])
def test_variance_without_effect_is_that_of_t(n1: int, n2: int) -> None:
    m = n1 + n2 - 2
    expected = float(j(m)) ** 2 * (1 / n1 + 1 / n2) * t_distribution(m).var()
    assert means.smd(2, 1, n1, 2, 1, n2, vtype="H0").vi == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(("delta", "n1", "n2"), [(0.0, 8, 8), (0.6, 8, 12), (1.5, 10, 6)])
def test_g_and_its_unbiased_variance_are_unbiased(
    delta: float, n1: int, n2: int, rng: np.random.Generator, mean_and_error: Callable
) -> None:
    k = 400_000
    m = n1 + n2 - 2
    d = rng.normal(delta, np.sqrt(1 / n1 + 1 / n2), k) / np.sqrt(rng.chisquare(m, k) / m)
    g = means.smd_from_d(d, n1, n2, vtype="UB")
    mean, error = mean_and_error(g.yi)
    assert abs(mean - delta) < 4 * error  # 4 Monte Carlo errors: 1 false alarm in 16,000 sets of draws
    average, of_average = mean_and_error(g.vi)
    squares = (g.yi - mean) ** 2
    _, of_squares = mean_and_error(squares)
    assert abs(average - squares.mean()) < 4 * np.hypot(of_average, of_squares)


def test_decimals_of_one_row(exact_j: Callable[[int], Decimal]) -> None:
    pooled = ((19 * Decimal("2.1") ** 2 + 24 * Decimal("3.3") ** 2) / 43).sqrt()
    d = Decimal("1.25") / pooled
    factor, base = exact_j(43), 1 / Decimal(20) + 1 / Decimal(25)
    g = factor * d
    exact = {
        "LS": base + g**2 / 90,
        "LS2": factor**2 * (base + d**2 / 90),
        "UB": base + (1 - Decimal(41) / (43 * factor**2)) * g**2,
        "H0": factor**2 * base * 43 / 41,
    }
    for form, vi in exact.items():
        effects = means.smd(5.25, 2.1, 20, 4, 3.3, 25, vtype=form)
        assert effects.yi == pytest.approx(float(g), rel=1e-14)
        assert effects.vi == pytest.approx(float(vi), rel=1e-13)


def _simulated(rng: np.random.Generator, groups: tuple, k: int) -> list[np.ndarray]:
    drawn = []
    for mu, sigma, people in groups:
        drawn += [
            rng.normal(mu, sigma / np.sqrt(people), k),
            sigma * np.sqrt(rng.chisquare(people - 1, k) / (people - 1)),
            np.full(k, people),
        ]
    return drawn


def test_unequal_variances_form_with_n_is_near_the_simulated_variance(rng: np.random.Generator) -> None:
    groups = ((5.0, 1.0, 80), (4.0, 3.0, 120))
    yi = means.smdh(*_simulated(rng, groups, 200_000)).yi
    true = [means.smdh(*groups[0], *groups[1], vtype=form).vi for form in ("LS", "LS2")]
    # of order 1/n²: 1/80; the Monte Carlo error of a variance of 200,000 draws is 0.3 %
    assert true[1] == pytest.approx(yi.var(), rel=0.02)
    assert true[1] < true[0]


def test_second_order_forms_of_the_ratio_of_means_are_nearer_to_the_truth(rng: np.random.Generator) -> None:
    """The published form takes half of c⁴/n² where the expansion of the variance of a log has five halves."""
    groups = ((5.0, 2.5, 10), (4.0, 1.0, 14))
    drawn = _simulated(rng, groups, 1_000_000)
    effects = means.rom(*drawn, correct=False)
    raw = effects.yi[np.isfinite(effects.yi)]
    first, second = (means.rom(*groups[0], *groups[1], vtype=form).vi for form in ("LS", "LS2"))
    full = first + 5 * (second - first)
    # relative Monte Carlo error of the variance: √(2/1e6) = 0.14 %
    assert abs(full - raw.var()) < abs(second - raw.var()) / 3 < abs(first - raw.var()) / 3
    truth = np.log(5 / 4)
    corrected = raw + (means.rom(*groups[0], *groups[1]).yi - truth)
    assert abs(corrected.mean() - truth) < abs(raw.mean() - truth) / 3


def test_average_form_uses_all_rows_that_have_an_effect() -> None:
    m1, n1 = np.array([5.0, 6.0, np.nan]), np.array([20, 30, 40])
    effects = means.smd(m1, 2, n1, 4, 2, 25, vtype="AV")
    g = means.smd(m1, 2, n1, 4, 2, 25).yi[:2]
    average = np.average(g, weights=n1[:2] + 25)
    np.testing.assert_allclose(
        effects.vi[:2], 1 / n1[:2] + 1 / 25 + average**2 / (2 * (n1[:2] + 25)), rtol=1e-14
    )
    assert effects.reason.tolist() == [0, 0, Reason.MISSING]


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ((np.nan, 2, 20, 4, 2, 20), Reason.MISSING),
        ((np.inf, 2, 20, 4, 2, 20), Reason.NOT_FINITE),
        ((5, -2, 20, 4, 2, 20), Reason.NEGATIVE_SD),
        ((5, 2, 1, 4, 2, 20), Reason.SMALL_N),
        ((5, 0, 20, 4, 0, 20), Reason.ZERO_SD),
        ((1e308, 2, 20, -1e308, 2, 20), Reason.NOT_FINITE),
    ],
)
def test_impossible_rows_have_a_reason(numbers: tuple, reason: Reason) -> None:
    for function in (means.smd, means.smdh):
        effects = function(*numbers)
        assert effects.reason == reason
        assert np.isnan(effects.yi)
        assert np.isnan(effects.vi)


def test_ratio_of_means_needs_positive_means() -> None:
    assert means.rom([-5, 0, 5], 1, 10, [-4, 4, -4], 1, 10).reason.tolist() == [Reason.MEAN_NOT_POSITIVE] * 3


def test_glass_delta_needs_only_the_spread_of_group_2() -> None:
    effects = means.smd1(5, 10, 4, [2, 0, -1, 2], [12, 12, 12, 2])
    assert effects.reason.tolist() == [0, Reason.ZERO_SD, Reason.NEGATIVE_SD, Reason.SMALL_N]
    assert effects.yi[0] == pytest.approx(float(j(11)) / 2, rel=1e-14)


def test_a_difference_without_any_spread_has_no_variance() -> None:
    assert means.md(5, 0, 10, 4, 0, 10).reason == Reason.ZERO_VARIANCE

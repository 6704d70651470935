from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.combine_p import edgington, fisher, harmonic_chi_square, lancaster, stouffer
from synthesis.consistency.one_sided import from_log_p, from_z, one_sided
from synthesis.errors import NumbersError

P_VALUES = st.lists(st.floats(1e-12, 1 - 1e-12), min_size=1, max_size=10)


@pytest.mark.parametrize(
    "name", ["fisher-becker", "fisher-teach", "fisher-rosenthal", "fisher-cholest", "fisher-validity"]
)
def test_fisher(worked, name):
    entry = worked(name)
    got = fisher(entry["inputs"]["p_one_sided"])
    assert got.statistic.item() == pytest.approx(entry["expected"]["chisq"], abs=entry["tolerance"]["chisq"])
    assert got.df.item() == entry["expected"]["df"]
    if "p" in entry["expected"]:
        assert got.p.item() == pytest.approx(entry["expected"]["p"], abs=entry["tolerance"]["p"])


@pytest.mark.parametrize(
    "name",
    ["stouffer-becker", "stouffer-teach", "stouffer-rosenthal", "stouffer-rosenthal-w", "stouffer-validity"],
)
def test_stouffer(worked, name):
    entry = worked(name)
    got = stouffer(entry["inputs"]["p_one_sided"], entry["inputs"].get("weights"))
    assert got.statistic.item() == pytest.approx(entry["expected"]["z"], abs=entry["tolerance"]["z"])
    if "p" in entry["expected"]:
        assert got.p.item() == pytest.approx(entry["expected"]["p"], abs=entry["tolerance"]["p"])


def test_poolr(worked):
    entry = worked("fisher-poolr")
    got, near = fisher(entry["inputs"]["p"]), entry["tolerance"]["rel"]
    assert got.statistic.item() == pytest.approx(entry["expected"]["chisq"], rel=near)
    assert got.df.item() == entry["expected"]["df"]
    assert got.p.item() == pytest.approx(entry["expected"]["p"], rel=near)
    entry = worked("stouffer-poolr")
    summed = stouffer(entry["inputs"]["p"])
    assert summed.statistic.item() == pytest.approx(entry["expected"]["z"], rel=near)
    assert summed.p.item() == pytest.approx(entry["expected"]["p"], rel=near)


def test_edgington(worked):
    entry = worked("edgington")
    got = edgington(entry["inputs"]["p"])
    assert got.p.item() == pytest.approx(entry["expected"]["p"], abs=entry["tolerance"]["p"])


def test_cancellation(worked):
    entry = worked("cancellation")
    p, want, near = entry["inputs"]["p_one_sided"], entry["expected"], entry["tolerance"]["abs"]
    assert fisher(p).statistic.item() == pytest.approx(want["fisher_chisq"], abs=near)
    assert fisher(p).df.item() == want["fisher_df"]
    assert fisher(p).p.item() == pytest.approx(want["fisher_p"], abs=near)
    assert stouffer(p).statistic.item() == pytest.approx(want["stouffer_z"], abs=near)
    assert stouffer(p).p.item() == pytest.approx(want["stouffer_p"], abs=near)


def test_harmonic(worked):
    entry = worked("hmean")
    got = harmonic_chi_square(entry["inputs"]["p_one_sided"])
    assert got.statistic.item() == pytest.approx(entry["expected"]["X2"], rel=entry["tolerance"]["rel"])
    assert got.p.item() == pytest.approx(entry["expected"]["p_one_sided"], rel=entry["tolerance"]["rel"])


def test_a_p_rounded_to_one_is_noted_not_dropped(worked):
    # One of the 34 p-values is stored as 1.0. The z of -3.2035 that goes with the data needs a value
    # that rounds to 1 at ten digits without being 1; from the stored figure z is minus infinity.
    p = np.array(worked("fisher-cholest")["inputs"]["p_one_sided"])
    got = stouffer(p)
    assert got.statistic.item() == -np.inf
    assert any("rounded" in note for note in got.notes)
    others = p[p < 1]
    implied = -3.2035 * np.sqrt(34) - stouffer(others).statistic.item() * np.sqrt(33)
    missing = from_z(implied).p.item()
    assert missing < 1
    assert round(missing, 10) == 1


def test_rosenthal_p_follows_from_its_own_chi_square(worked):
    # The manual of the source prints p = 0.006 beside chi-square 22.97 on 10 df; that chi-square has
    # p = 0.0108, by the closed form of the Erlang tail.
    half = 22.97 / 2
    tail = np.exp(-half) * sum(half**j / np.prod(np.arange(1, j + 1)) for j in range(5))
    assert tail == pytest.approx(0.0108, abs=1e-4)
    got = fisher(worked("fisher-rosenthal")["inputs"]["p_one_sided"]).p.item()
    assert got == pytest.approx(tail, abs=1e-4)


@given(P_VALUES)
def test_order_and_absent_cohorts_change_nothing(p):
    padded = np.array([[*p, np.nan], [np.nan, *p[::-1]]])
    for method in (fisher, stouffer, edgington, harmonic_chi_square):
        single, batch = method(p), method(padded)
        np.testing.assert_allclose(batch.log_p, [single.log_p] * 2, rtol=1e-9, atol=1e-12)
        assert batch.cohorts.tolist() == [len(p)] * 2
    np.testing.assert_allclose(
        lancaster(padded, 5.0).log_p, [lancaster(p, 5.0).log_p] * 2, rtol=1e-9, atol=1e-12
    )


@given(P_VALUES, st.integers(0, 9), st.floats(0.01, 0.99))
def test_a_smaller_p_never_raises_the_result(p, place, factor):
    smaller = list(p)
    smaller[place % len(p)] *= factor
    for method in (fisher, stouffer, edgington):
        assert method(smaller).log_p <= method(p).log_p + 1e-12


@given(P_VALUES)
def test_symmetric_methods_mirror(p):
    flipped = [1 - x for x in p]
    assert stouffer(p).statistic.item() == pytest.approx(-stouffer(flipped).statistic.item(), abs=1e-3)
    # F(S) + F(k - S) = 1 for the sum of uniforms.
    assert edgington(p).p.item() + edgington(flipped).p.item() == pytest.approx(1.0, abs=1e-9)


@given(P_VALUES)
def test_lancaster_with_two_degrees_is_fisher_and_weights_scale_out_of_stouffer(p):
    assert lancaster(p, 2.0).log_p.item() == pytest.approx(fisher(p).log_p.item(), rel=1e-8, abs=1e-10)
    assert stouffer(p, [7.0] * len(p)).log_p.item() == pytest.approx(
        stouffer(p).log_p.item(), rel=1e-10, abs=1e-12
    )


@given(st.floats(1e-10, 1 - 1e-10))
def test_a_single_p_is_itself(p):
    for got in (fisher([p]), stouffer([p]), edgington([p]), lancaster([p], 3.0)):
        assert got.p.item() == pytest.approx(p, rel=1e-8)
        assert any("single" in note for note in got.notes)


def test_tiny_p_values_stay_exact_on_the_log_scale():
    p = one_sided([1e-300] * 30)
    # Independent: Erlang tail for Fisher, S^k / k! for Edgington, Mills' ratio for Stouffer.
    x = -30 * np.log(5e-301)
    logs = [j * np.log(x) - sum(np.log(np.arange(1, j + 1))) for j in range(30)]
    top = max(logs)
    erlang = -x + top + np.log(sum(np.exp(term - top) for term in logs))
    assert fisher(p).log_p.item() == pytest.approx(erlang, rel=1e-12)
    simplex = 30 * np.log(30 * 5e-301) - sum(np.log(np.arange(1, 31)))
    assert edgington(p).log_p.item() == pytest.approx(simplex, rel=1e-12)
    z = stouffer(p).statistic.item()
    mills = -z * z / 2 - np.log(z * np.sqrt(2 * np.pi)) + np.log1p(-1 / z**2 + 3 / z**4)
    assert stouffer(p).log_p.item() == pytest.approx(mills, rel=1e-10)
    assert fisher(p).p.item() == 0.0
    far = lancaster(from_log_p([-5000.0, -3000.0]), [2.0, 2.0])
    assert far.statistic.item() == pytest.approx(16000.0, rel=1e-10)


def test_zero_decides_alone_and_is_noted():
    got = fisher([0.0, 0.9])
    assert got.log_p.item() == -np.inf
    assert any("exactly 0 or 1" in note for note in got.notes)
    both = stouffer([0.0, 1.0])
    assert np.isnan(both.statistic)
    assert any("undefined" in note for note in both.notes)


def test_harmonic_is_undefined_unless_all_agree():
    got = harmonic_chi_square([[0.01, 0.02], [0.01, 0.6], [0.9, 0.8]])
    assert np.isfinite(got.p[0])
    assert np.isnan(got.p[1:]).all()
    assert any("chosen way" in note for note in got.notes)


def test_harmonic_of_one_cohort_is_its_own_p():
    assert harmonic_chi_square(from_z([2.0])).p.item() == pytest.approx(0.0227501319, rel=1e-8)


def test_no_p_value_is_undefined():
    for got in (fisher([np.nan]), stouffer([np.nan]), edgington([np.nan]), lancaster([np.nan], 1.0)):
        assert np.isnan(got.p)
        assert any("no p-value" in note for note in got.notes)


def test_wrong_input():
    with pytest.raises(NumbersError, match="weights"):
        stouffer([0.1, 0.2], [1.0, 0.0])
    with pytest.raises(NumbersError, match="no weight"):
        stouffer([0.1, 0.2], [1.0, np.nan])
    with pytest.raises(NumbersError, match="set of p-values"):
        fisher(0.05)


def test_uniform_p_values_give_uniform_results():
    # Under the null each method's p is uniform: 20,000 draws put the mean within 4 standard errors.
    draws = np.random.default_rng(7).random((20_000, 6))
    bound = 4 * np.sqrt(1 / 12 / 20_000)
    for got in (
        fisher(draws),
        stouffer(draws, np.arange(1, 7)),
        edgington(draws),
        lancaster(draws, [3.0] * 6),
    ):
        assert abs(got.p.mean() - 0.5) < bound

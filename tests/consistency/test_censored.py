from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.special import ndtr, ndtri

from synthesis.consistency.censored import TAU_GRID, fit_censored, rules_out
from synthesis.consistency.z_intervals import z_intervals
from synthesis.errors import NumbersError

Z = 1.959963984540054


def votes(significant: int, silent: int) -> tuple[list[float], list[float]]:
    return [Z] * significant + [-Z] * silent, [np.inf] * significant + [Z] * silent


def random_markers(markers: int, cohorts: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Votes of every kind, each marker with at least one bound on either side."""
    rng = np.random.default_rng(seed)
    way = rng.integers(-1, 2, (markers, cohorts)).astype(float)
    hit = (rng.random((markers, cohorts)) < 0.3) & (way != 0)
    way[:, 0], hit[:, 0] = 0, False
    exact = rng.random((markers, cohorts)) < 0.2
    point = np.where(hit, 0.01, 0.3)
    small = np.where(exact & (way != 0), point, np.where(hit, 0.0, 0.05))
    large = np.where(exact & (way != 0), point, np.where(hit, 0.05, 1.0))
    absent = rng.random((markers, cohorts)) < 0.2
    absent[:, 0] = False
    got = z_intervals(np.where(absent, np.nan, way), small, large)
    return got.low, got.high, rng.uniform(3, 60, (markers, cohorts))


def plain_log_likelihood(mu: float, low, high, size, tau: float) -> float:
    """Write the model out with nothing clever, as an independent check near the data."""
    sd = np.sqrt(1 + tau**2 * size)
    a, b = (low - mu * np.sqrt(size)) / sd, (high - mu * np.sqrt(size)) / sd
    point = low == high
    density = np.exp(-0.5 * a**2) / np.sqrt(2 * np.pi) / sd
    return float(np.log(np.where(point, density, ndtr(b) - ndtr(a))).sum())


def test_directions_only(worked):
    entry = worked("ho-direction")
    given_, near = entry["inputs"], entry["tolerance"]["abs"]
    up, k = given_["positive"], given_["k"]
    size = given_["n1"] * given_["n2"] / (given_["n1"] + given_["n2"])
    got = fit_censored([0.0] * up + [-np.inf] * (k - up), [np.inf] * up + [0.0] * (k - up), size, tau=[0.0])
    assert got.smd[0] == pytest.approx(entry["expected"]["smd"], abs=near)
    assert [got.low[0], got.high[0]] == pytest.approx(entry["expected"]["profile_ci"], abs=near)
    assert got.smd[0] == pytest.approx(ndtri(up / k) / np.sqrt(size), abs=1e-10)


def test_directions_only_unequal_sizes(worked):
    entry = worked("ho-direction-unequal")
    up, size = np.array(entry["inputs"]["positive"]) == 1, np.array(entry["inputs"]["ntilde"])
    got = fit_censored(np.where(up, 0.0, -np.inf), np.where(up, np.inf, 0.0), size, tau=[0.0])
    near = entry["tolerance"]["abs"]
    mu = got.smd[0]
    assert mu == pytest.approx(entry["expected"]["smd"], abs=near)
    # The entry's se is from the expected information of the probit model, worked out here; `se` of the
    # fit is from the observed information, which also exists for censoring that has no design.
    x = mu * np.sqrt(size)
    slope = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    expected_se = (size * slope**2 / (ndtr(x) * ndtr(-x))).sum() ** -0.5
    assert expected_se == pytest.approx(entry["expected"]["se"], abs=near)
    step = 1e-4
    low, high = np.where(up, 0.0, -np.inf), np.where(up, np.inf, 0.0)
    around = [plain_log_likelihood(mu + j * step, low, high, size, 0.0) for j in (-1, 0, 1)]
    observed_se = ((2 * around[1] - around[0] - around[2]) / step**2) ** -0.5
    assert got.se[0] == pytest.approx(observed_se, rel=1e-5)


@pytest.mark.parametrize("name", ["icml-1", "icml-2"])
def test_significant_and_silent(worked, name):
    entry = worked(name)
    given_, near = entry["inputs"], entry["tolerance"]["abs"]
    got = fit_censored(
        *votes(given_["significant"], given_["not_significant"]), given_["ntilde"], tau=given_["tau"]
    )
    assert got.smd == pytest.approx(entry["expected"]["smd"], abs=near)
    assert np.column_stack([got.low, got.high]) == pytest.approx(
        np.array(entry["expected"]["profile_ci"]), abs=near
    )


def test_eight_silent_cohorts_exclude_a_moderate_difference(worked):
    entry = worked("icml-3")
    got = fit_censored(*votes(0, entry["inputs"]["not_significant"]), entry["inputs"]["ntilde"])
    near = entry["tolerance"]["abs"]
    assert got.smd[0] == pytest.approx(entry["expected"]["smd"], abs=1e-9)
    assert [got.low[0], got.high[0]] == pytest.approx(entry["expected"]["profile_ci"], abs=near)
    assert rules_out(got)
    assert not rules_out(fit_censored(*votes(0, 1), 12.5, tau=(0.0, 0.3)), min_cohorts=1)
    assert not rules_out(fit_censored(*votes(0, 4), 60.0))  # inside, but fewer than five cohorts


def test_metansue_example(worked):
    entry = worked("icml-metansue")
    t = np.array([np.nan if x is None else x for x in entry["inputs"]["t"]])
    n, near = np.array(entry["inputs"]["n"], dtype=float), entry["tolerance"]["abs"]
    silent = np.isnan(t)
    for key, low, high in (
        ("interval_censored", np.where(silent, -Z, t), np.where(silent, Z, t)),
        ("reported_only", t, t),
        ("ns_as_zero", np.where(silent, 0.0, t), np.where(silent, 0.0, t)),
    ):
        got = fit_censored(low, high, n, tau=[0.0])
        assert [got.smd[0], got.low[0], got.high[0]] == pytest.approx(entry["expected"][key], abs=near)


@pytest.mark.parametrize("seed", range(5))
def test_against_a_plain_optimiser(seed):
    low, high, size = random_markers(3, 8, seed)
    got = fit_censored(low, high, size)
    for i in range(3):
        keep = ~np.isnan(low[i])
        parts = (low[i][keep], high[i][keep], size[i][keep])
        for j, tau in enumerate(TAU_GRID):
            best = minimize_scalar(
                lambda mu, t=tau, part=parts: -plain_log_likelihood(mu, *part, t),
                bounds=(got.smd[i, j] - 0.2, got.smd[i, j] + 0.2),
                options={"xatol": 1e-10},
            )
            # A minimum found by values alone is flat to root of the rounding error.
            assert got.smd[i, j] == pytest.approx(best.x, abs=1e-6)
            assert got.log_likelihood[i, j] == pytest.approx(-best.fun, abs=1e-9)
            for end in (got.low[i, j], got.high[i, j]):
                drop = -best.fun - plain_log_likelihood(end, *parts, tau)
                assert drop == pytest.approx(Z**2 / 2, abs=1e-7)


def test_exact_z_is_the_inverse_variance_mean():
    z, size, tau = np.array([1.0, 2.5, -0.5]), np.array([10.0, 20.0, 15.0]), 0.3
    got = fit_censored(z, z, size, tau=[tau])
    weight = 1 / (1 / size + tau**2)
    assert got.smd[0] == pytest.approx((weight * z / np.sqrt(size)).sum() / weight.sum(), rel=1e-10)
    assert got.se[0] == pytest.approx(weight.sum() ** -0.5, rel=1e-10)
    assert got.high[0] - got.low[0] == pytest.approx(2 * Z * weight.sum() ** -0.5, rel=1e-9)


@given(st.integers(0, 10_000))
def test_batch_equals_single_and_order_does_not_matter(seed):
    low, high, size = random_markers(4, 6, seed)
    batch = fit_censored(low, high, size)
    for i in range(4):
        turned = np.random.default_rng(seed).permutation(6)
        single = fit_censored(low[i][turned], high[i][turned], size[i][turned])
        for mine, theirs in ((batch.smd, single.smd), (batch.low, single.low), (batch.high, single.high)):
            np.testing.assert_allclose(mine[i], theirs, rtol=1e-7, atol=1e-9)
        assert batch.cohorts[i] == single.cohorts


@given(st.integers(0, 10_000))
def test_mirror(seed):
    low, high, size = random_markers(3, 6, seed)
    one, other = fit_censored(low, high, size), fit_censored(-high, -low, size)
    np.testing.assert_allclose(one.smd, -other.smd, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(one.low, -other.high, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(one.p_higher, 1 - other.p_higher, atol=1e-9)


@given(st.integers(0, 10_000))
def test_interval_holds_the_estimate_and_a_higher_cohort_raises_it(seed):
    low, high, size = random_markers(3, 6, seed)
    got = fit_censored(low, high, size)
    assert np.all((got.low < got.smd) & (got.smd < got.high))
    up = fit_censored(
        np.column_stack([low, np.full(3, Z)]),
        np.column_stack([high, np.full(3, np.inf)]),
        np.column_stack([size, np.full(3, 20.0)]),
    )
    assert np.all(up.smd > got.smd)
    assert np.all(up.low > got.low)


def test_unanimous_directions_bound_one_side_only():
    got = fit_censored([Z] * 8, [np.inf] * 8, 12.5, tau=[0.0])
    assert got.smd[0] == got.high[0] == np.inf
    assert np.isnan(got.se[0])
    # 8 log Phi(mu root(n) - z) = -1.9207 has the closed solution below.
    want = (Z + ndtri(np.exp(-(Z**2) / 2 / 8))) / np.sqrt(12.5)
    assert got.low[0] == pytest.approx(want, rel=1e-9)
    assert any("infinite" in note for note in got.notes)
    down = fit_censored([-np.inf] * 3, [0.0] * 3, 10.0, tau=[0.0])
    assert down.smd[0] == down.low[0] == -np.inf
    assert np.isfinite(down.high[0])


def test_nothing_known_is_undefined():
    for low, high in (([np.nan], [np.nan]), ([-np.inf], [np.inf])):
        got = fit_censored(low, high, 10.0)
        assert np.isnan(got.smd).all()
        assert np.isnan(got.low).all()
        assert np.isnan(got.log_likelihood).all()
        assert any("undefined" in note for note in got.notes)
    assert fit_censored([np.nan, 1.0], [np.nan, 1.0], 10.0).cohorts.item() == 1


def test_far_tails_stay_finite():
    # Two large cohorts that contradict each other at z = 30: every probability underflows a float.
    got = fit_censored([30.0, -np.inf], [np.inf, -30.0], 100.0, tau=[0.0])
    assert got.smd[0] == pytest.approx(0.0, abs=1e-9)
    assert np.isfinite([got.low[0], got.high[0], got.log_likelihood[0]]).all()
    assert got.log_likelihood[0] < -900


def test_wider_tau_widens_the_interval():
    got = fit_censored(*votes(5, 3), 12.5)
    assert np.all(np.diff(got.high - got.low) > 0)
    assert np.all(np.diff(got.p_higher) < 0)


def test_wrong_input():
    with pytest.raises(NumbersError, match="backwards"):
        fit_censored([1.0], [0.0], 10.0)
    with pytest.raises(NumbersError, match="infinite point"):
        fit_censored([np.inf], [np.inf], 10.0)
    with pytest.raises(NumbersError, match="ntilde"):
        fit_censored([0.0], [1.0], 0.0)
    with pytest.raises(NumbersError, match="tau"):
        fit_censored([0.0], [1.0], 10.0, tau=[-0.1])
    with pytest.raises(NumbersError, match="set of cohorts"):
        fit_censored(0.0, 1.0, 10.0)
    with pytest.raises(NumbersError, match="not fitted"):
        rules_out(fit_censored([-Z], [Z], 10.0, tau=[0.0]))


@pytest.mark.parametrize("seed", range(12))
def test_any_intervals_settle(seed):
    # Points, slivers, half lines and contradictions, z up to 100 and sizes from 0.5 to 3,000: wherever
    # both sides are bounded there is a finite estimate inside a finite interval.
    rng = np.random.default_rng(seed)
    k = int(rng.integers(1, 9))
    low = rng.normal(0, rng.choice([1, 5, 30]), (500, k))
    width = rng.choice([0, 1e-9, 1e-3, 0.3, 4, np.inf], (500, k))
    down = (rng.random((500, k)) < 0.5) & np.isinf(width)
    high = np.where(down, low, low + width)
    low = np.where(down, -np.inf, low)
    got = fit_censored(low, high, 10 ** rng.uniform(-0.3, 3.5, (500, k)))
    bounded = ~np.isposinf(high).all(axis=1) & ~np.isneginf(low).all(axis=1)
    assert np.isfinite(got.smd[bounded]).all()
    assert np.isinf(got.smd[~bounded]).all()
    assert np.all((got.low < got.smd)[bounded] & (got.smd < got.high)[bounded])
    assert np.isfinite(got.high - got.low)[bounded].all()

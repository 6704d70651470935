from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.excess import excess_significance
from synthesis.errors import NumbersError


def test_dorn(worked):
    entry = worked("tes-dorn")
    y, v = np.array(entry["inputs"]["log_rr"]), np.array(entry["inputs"]["var"])
    got = excess_significance(y, v, alpha=entry["inputs"]["alpha"])
    want, near = entry["expected"], entry["tolerance"]
    assert got.observed.item() == want["O"]
    assert got.expected.item() == pytest.approx(want["E"], abs=near["E"])
    assert got.effect.item() == pytest.approx(want["theta"], abs=near["E"])
    assert got.chi_square.item() == pytest.approx(want["X2"], abs=near["X2"])
    assert got.p_chi_square.item() == pytest.approx(want["p_chi2_one_sided"], abs=near["p"])
    assert got.p_binomial.item() == pytest.approx(want["p_binomial"], abs=near["p"])
    assert got.p_exact.item() == pytest.approx(want["p_exact"], abs=near["p"])


@given(st.integers(1, 12), st.integers(0, 10_000))
def test_mirror_order_and_missing(k, seed):
    rng = np.random.default_rng(seed)
    y, v = rng.normal(0.2, 0.5, k), rng.uniform(0.01, 0.3, k)
    one = excess_significance(y, v)
    for other in (
        excess_significance(-y, v),
        excess_significance(y[::-1], v[::-1]),
        excess_significance(np.append(y, np.nan), np.append(v, 0.1)),
        excess_significance(np.append(y, 3.0), np.append(v, np.nan)),
    ):
        assert other.observed == one.observed
        assert other.expected.item() == pytest.approx(one.expected.item(), rel=1e-10)
        assert other.p_exact.item() == pytest.approx(one.p_exact.item(), rel=1e-9)


def test_batch_equals_single_and_own_effect():
    rng = np.random.default_rng(3)
    y, v = rng.normal(0, 1, (5, 14)), rng.uniform(0.05, 0.4, (5, 14))
    batch = excess_significance(y, v, effect=[0.0, 0.1, 0.2, 0.3, 0.4], tau2=0.02)
    for i in range(5):
        single = excess_significance(y[i], v[i], effect=i / 10, tau2=0.02)
        assert batch.p_exact[i] == pytest.approx(single.p_exact.item(), rel=1e-12)
        assert batch.chi_square[i] == pytest.approx(single.chi_square.item(), rel=1e-12)


def test_no_effect_has_power_alpha_and_spread_raises_it():
    y, v = np.zeros(20), np.full(20, 0.1)
    assert excess_significance(y, v, effect=0.0).power == pytest.approx(np.full(20, 0.05))
    assert np.all(excess_significance(y, v, effect=0.0, tau2=0.1).power > 0.05)


def test_fewer_than_expected_is_no_excess():
    got = excess_significance(np.full(12, 0.1), np.full(12, 0.1), effect=1.0)
    assert got.observed.item() == 0
    assert got.p_exact.item() == pytest.approx(1.0)
    assert got.p_chi_square.item() > 0.99


def test_large_k_is_exact():
    # Equal powers: the exact tail is the binomial tail, for 2,000 cohorts as for 2.
    y, v = np.where(np.arange(2000) < 130, 1.0, 0.0), np.full(2000, 0.1)
    got = excess_significance(y, v, effect=0.0)
    assert got.p_exact.item() == pytest.approx(got.p_binomial.item(), rel=1e-8)


def test_notes():
    assert any("fewer than 10" in note for note in excess_significance([0.1], [0.1]).notes)
    got = excess_significance([np.nan], [0.1])
    assert np.isnan(got.p_exact)
    assert np.isnan(got.expected)
    assert any("undefined" in note for note in got.notes)


def test_wrong_input():
    with pytest.raises(NumbersError, match="variances"):
        excess_significance([0.1], [0.0])
    with pytest.raises(NumbersError, match="tau2"):
        excess_significance([0.1], [0.1], tau2=-1.0)

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.one_sided import from_log_p, from_one_sided, from_z, log_one_minus_exp, one_sided
from synthesis.errors import NumbersError


def test_two_to_one(worked):
    entry = worked("two2one")
    given_ = entry["inputs"]
    got = one_sided(
        given_["p"], agrees=~np.array(given_["invert"]), sides=np.where(given_["two_sided"], 2, 1)
    )
    assert got.p == pytest.approx(entry["expected"]["one_sided"], abs=entry["tolerance"]["abs"])


@given(st.floats(-300, 300))
def test_z_survives_the_round_trip(z):
    assert from_z(z).z.item() == pytest.approx(z, rel=1e-9, abs=1e-12)


@given(st.floats(1e-300, 1.0))
def test_opposite_results_mirror(p):
    near, far = one_sided(p, agrees=True), one_sided(p, agrees=False)
    assert near.z.item() == -far.z.item()
    np.testing.assert_array_equal(near.log_p, far.log_q)


def test_tiny_p():
    assert one_sided(1e-300).z.item() == pytest.approx(37.0658, abs=1e-4)
    assert one_sided(1e-300, agrees=False).z.item() == pytest.approx(-37.0658, abs=1e-4)
    assert np.isfinite(one_sided(5e-324).z)
    assert from_log_p(-1e6).z.item() == pytest.approx(np.sqrt(2e6), rel=1e-4)


def test_zero_is_infinite_and_one_is_neutral():
    assert one_sided(0.0).z.item() == np.inf
    assert one_sided(1.0).z.item() == pytest.approx(0.0, abs=1e-15)
    assert from_one_sided(1.0).z.item() == -np.inf


def test_missing_stays_missing():
    assert np.isnan(one_sided([np.nan, 0.5]).p[0])


def test_log_complement():
    assert log_one_minus_exp(np.array(-np.inf)).item() == 0.0
    assert log_one_minus_exp(np.array(0.0)).item() == -np.inf


def test_wrong_input():
    with pytest.raises(NumbersError, match="sides"):
        one_sided(0.5, sides=3)
    with pytest.raises(NumbersError, match="p:"):
        one_sided(-0.1)
    with pytest.raises(NumbersError, match="log_p"):
        from_log_p(0.1)

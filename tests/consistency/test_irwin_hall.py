from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.irwin_hall import exact_lower_tail, log_lower_tail


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=40))
def test_equals_the_exact_alternating_sum(thousandths):
    p = [Fraction(x, 1000) for x in thousandths]
    total = sum(p)
    want = exact_lower_tail(p)
    with np.errstate(divide="ignore"):
        got = np.exp(log_lower_tail(np.log(float(total)), len(p))).item()
    assert got == pytest.approx(float(want), rel=1e-9)


def test_stable_where_the_float_sum_is_noise():
    # 60 terms: the largest term of the alternating sum is about 1e22 times the result.
    p = [Fraction(2, 10)] * 60
    got = np.exp(log_lower_tail(np.log(12.0), 60)).item()
    assert got == pytest.approx(float(exact_lower_tail(p)), rel=1e-10)


def test_beyond_the_range_of_floats():
    # 400 terms with sum 2: below 1e-800; (S^k - k (S - 1)^k) / k! by hand on the log scale.
    k = 400
    want = k * np.log(2.0) + np.log1p(-k * 0.5**k) - sum(np.log(np.arange(1, k + 1)))
    assert want < -1500
    assert log_lower_tail(np.log(2.0), k).item() == pytest.approx(want, rel=1e-12)


def test_large_k_is_near_normal():
    # Central limit: at mean + 1 sd of 500 uniforms the probability is Phi(1) within 1e-4.
    k = 500
    got = np.exp(log_lower_tail(np.log(k / 2 + np.sqrt(k / 12)), k)).item()
    assert got == pytest.approx(0.841345, abs=1e-4)


def test_ends_and_none():
    assert np.exp(log_lower_tail(np.log(3.0), 3)).item() == pytest.approx(1.0, abs=1e-12)
    assert log_lower_tail(-np.inf, 3).item() == -np.inf
    assert np.isnan(log_lower_tail(0.0, 0))

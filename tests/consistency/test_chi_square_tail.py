from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from synthesis.consistency.chi_square_tail import log_upper_tail, upper_quantile


def erlang(x: float, k: int) -> float:
    """Closed form of the log tail for 2k degrees of freedom."""
    j = np.arange(k)
    return float(-x / 2 + special.logsumexp(j * np.log(x / 2) - special.gammaln(j + 1)))


@given(st.floats(0.01, 1e6), st.integers(1, 200))
def test_equals_the_closed_form(x, k):
    assert log_upper_tail(x, 2 * k).item() == pytest.approx(erlang(x, k), rel=1e-10, abs=1e-12)


@given(st.floats(1e-3, 1e5), st.floats(0.5, 300))
def test_quantile_inverts_the_tail(minus_log, df):
    x = upper_quantile(-minus_log, df)
    assert log_upper_tail(x, df).item() == pytest.approx(-minus_log, rel=1e-8)


def test_continues_without_a_step():
    # Either side of the place where the continued fraction takes over.
    x = np.linspace(1250, 1320, 400)
    steps = np.diff(log_upper_tail(x, 7.0))
    assert np.all(steps < 0)
    assert np.ptp(steps) < 1e-3


def test_ends():
    assert log_upper_tail(np.inf, 3).item() == -np.inf
    assert log_upper_tail(0.0, 3).item() == 0.0
    assert upper_quantile(-np.inf, 3).item() == np.inf
    assert upper_quantile(0.0, 3).item() == 0.0
    assert np.isnan(log_upper_tail(np.nan, 3))

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.interval_likelihood import IntervalLikelihood


def model(low: float, high: float, size: float = 12.0, tau: float = 0.3) -> IntervalLikelihood:
    return IntervalLikelihood.of(np.array([[low]]), np.array([[high]]), np.array([[size]]), np.array([tau]))


@given(st.floats(-6, 6), st.sampled_from([0.0, 0.01, 0.5, 4.0, np.inf]), st.floats(-3, 3), st.booleans())
def test_slopes_are_the_derivatives(start, width, mu, left):
    low, high = (start, start + width)
    if left and np.isinf(width):
        low, high = -np.inf, start
    likelihood, step = model(low, high), 1e-4
    down, here, up = (likelihood.at(np.array([mu + j * step])) for j in (-1, 0, 1))
    slope = (up.value[0] - down.value[0]) / (2 * step)
    bend = (up.score[0] - down.score[0]) / (2 * step)
    # Central differences are off by step^2 times a third derivative of order 100.
    assert here.score[0] == pytest.approx(slope, rel=1e-4, abs=1e-4)
    assert here.curvature[0] == pytest.approx(bend, rel=1e-4, abs=1e-3)
    assert here.curvature[0] < 1e-9


def test_far_intervals_keep_their_logarithm():
    # Mass of (100, 101) at mean 0 is the tail at 100: -5005.5242 by Mills' ratio.
    value = model(100.0, 101.0, tau=0.0).at(np.array([0.0])).value[0]
    assert value == pytest.approx(-5000 - np.log(100 * np.sqrt(2 * np.pi)) + np.log1p(-1e-4), abs=1e-6)
    mirrored = model(-101.0, -100.0, tau=0.0).at(np.array([0.0])).value[0]
    assert mirrored == value


def test_an_absent_cohort_says_nothing():
    got = model(np.nan, np.nan).at(np.array([0.4]))
    assert (got.value[0], got.score[0], got.curvature[0]) == (0.0, 0.0, 0.0)

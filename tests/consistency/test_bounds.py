from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.bounds import exact_bounds, share_bounds
from synthesis.consistency.sign_tests import share_intervals, sign_test
from synthesis.consistency.signal import signal_tail
from synthesis.errors import NumbersError

COUNT = st.integers(0, 20)


def test_blundell(worked):
    entry = worked("blundell")
    h, low, u = (entry["inputs"][key] for key in ("higher", "lower", "unknown_ns"))
    want, near = entry["expected"], entry["tolerance"]["abs"]
    got = share_bounds(h, low, u)
    assert got.low.item() == want["lower_bound"] == want["share_of_all"]
    assert got.high.item() == want["upper_bound"]
    assert got.agreement.item() == want["share_of_directional"]
    assert got.p_worst.item() == pytest.approx(want["sign_p_worst_case"], abs=near)
    assert got.p_best.item() == pytest.approx(want["sign_p_best_case"], abs=near)
    assert sign_test(h, low).p.item() == want["sign_p_reported_only"]
    worst = share_intervals(h, low + u)
    assert [worst.wilson_low, worst.wilson_high] == pytest.approx(want["wilson_worst"], abs=near)
    # The tolerance of the entry is wider than the value itself; six printed figures are tested.
    assert signal_tail(h, h + low + u).item() == pytest.approx(want["signal_tail_p"], rel=1e-5)


@given(COUNT, COUNT, COUNT, COUNT)
def test_bounds_hold_the_share_and_match_the_fractions(h, low, u, m):
    got, exact = share_bounds(h, low, u, m), exact_bounds(h, low, u, m)
    if h + low + u + m == 0:
        assert np.isnan(got.low)
        assert exact.low is None
        return
    assert got.low.item() == float(exact.low)
    assert got.high.item() == float(exact.high)
    assert 0 <= exact.low <= exact.high <= 1
    if exact.agreement is not None:
        assert exact.low <= exact.agreement <= exact.high
        assert got.agreement.item() == float(exact.agreement)
    for mine, theirs in ((got.p_worst, exact.p_worst), (got.p_best, exact.p_best)):
        if theirs is None:
            assert np.isnan(mine)
        else:
            assert mine.item() == pytest.approx(float(theirs), rel=1e-12)


@given(COUNT, COUNT, COUNT, COUNT)
def test_mirror_keeps_the_bounds_and_turns_the_direction(h, low, u, m):
    one, other = share_bounds(h, low, u, m), share_bounds(low, h, u, m)
    assert one.direction == -other.direction
    np.testing.assert_array_equal(one.low, other.low)
    np.testing.assert_array_equal(one.p_best, other.p_best)


@given(COUNT, COUNT, COUNT)
def test_one_more_silent_cohort_widens_the_bounds(h, low, u):
    if h + low + u == 0:
        return
    before, after = exact_bounds(h, low, u), exact_bounds(h, low, u + 1)
    assert after.low <= before.low
    assert after.high >= before.high


def test_every_completion_lies_inside():
    h, low, u = 4, 1, 3
    got = exact_bounds(h, low, u)
    shares = [Fraction(h + up, h + low + u) for up in range(u + 1)]
    assert min(shares) == got.low
    assert max(shares) == got.high


def test_worst_case_tells_that_it_speaks_against():
    got = share_bounds(2, 0, 20)
    assert got.p_worst.item() < 0.001
    assert got.worst_direction.item() == -1


def test_thresholds_are_exact():
    assert exact_bounds(6, 0, 4).low == Fraction(60, 100)
    assert exact_bounds(3, 1, 0).agreement == Fraction(3, 4)


def test_tie_and_silence_are_noted():
    assert share_bounds(2, 2, 1).direction.item() == 0
    assert "no direction" in share_bounds(2, 2, 1).notes[0]
    silent = share_bounds(0, 0, 4)
    assert (silent.low.item(), silent.high.item()) == (0.0, 1.0)
    assert np.isnan(silent.agreement)
    assert silent.notes
    assert share_bounds(0, 0, 0).notes
    assert exact_bounds(0, 0, 2).agreement is None


def test_batch_equals_single():
    rng = np.random.default_rng(4)
    counts = rng.integers(0, 9, (4, 50))
    batch = share_bounds(*counts)
    for i in range(50):
        single = share_bounds(*counts[:, i])
        np.testing.assert_array_equal(batch.p_worst[i], single.p_worst)
        np.testing.assert_array_equal(batch.high[i], single.high)


def test_negative_counts_are_refused():
    with pytest.raises(NumbersError, match="votes"):
        exact_bounds(1, 1, -1)
    with pytest.raises(NumbersError, match="unknown"):
        share_bounds(1, 1, -1)

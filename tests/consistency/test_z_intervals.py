from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.z_intervals import effective_size, z_intervals
from synthesis.errors import NumbersError

Z05, Z01, Z10 = 1.959963984540054, 2.5758293035489004, 1.6448536269514722


@pytest.mark.parametrize(
    ("report", "interval"),
    [
        ((1, 0.01, 0.01), (Z01, Z01)),
        ((-1, 0.01, 0.01), (-Z01, -Z01)),
        ((1, 0, 0.05), (Z05, np.inf)),
        ((1, 0, 0.01), (Z01, np.inf)),
        ((1, 0.05, 1), (0, Z05)),
        ((1, 0, 1), (0, np.inf)),
        ((0, 0.05, 1), (-Z05, Z05)),
        ((1, 0.05, 0.10), (Z10, Z05)),
        ((0, 0.4, 0.4), (-Z05, Z05)),
    ],
)
def test_the_information_ladder(report, interval):
    got = z_intervals(*report)
    assert (got.low.item(), got.high.item()) == pytest.approx(interval, abs=1e-9)
    assert got.notes == ()


@given(st.floats(0, 1), st.floats(0, 1))
def test_mirror(a, b):
    small, large = sorted((a, b))
    up, down = z_intervals(1, small, large), z_intervals(-1, small, large)
    np.testing.assert_array_equal(up.low, -down.high)
    np.testing.assert_array_equal(up.high, -down.low)
    assert np.isnan(up.low) or up.low <= up.high


def test_the_studys_own_alpha():
    got = z_intervals([0, 0], [0.01, 0.2], [1, 0.2], alpha=0.01)
    assert got.high == pytest.approx([Z01, Z01], abs=1e-9)


def test_what_gives_no_interval():
    got = z_intervals([0, 0, 1, np.nan], [0, 0.01, 0, 0.05], [0.05, 0.01, 0, 1])
    assert np.isnan(got.low).all()
    assert len(got.notes) == 2


def test_a_tiny_p():
    assert z_intervals(1, 1e-300, 1e-300).low.item() == pytest.approx(37.0658, abs=1e-4)


def test_effective_size():
    assert effective_size(192, 392).item() == pytest.approx(192 * 392 / 584)
    assert effective_size(20, 20).item() == 10.0


def test_wrong_input():
    with pytest.raises(NumbersError, match="direction"):
        z_intervals(0.5, 0, 1)
    with pytest.raises(NumbersError, match="p_low"):
        z_intervals(1, 0.5, 0.1)
    with pytest.raises(NumbersError, match="controls"):
        effective_size(10, 0)

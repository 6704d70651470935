from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.figures import plane
from synthesis.figures.plane import Plane, Scale

NUMBERS = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=8)


@given(NUMBERS)
def test_limits_hold_what_is_drawn(values: list[float]) -> None:
    low, high = plane.padded(values)
    assert low < high
    assert low <= min(values)
    assert max(values) <= high


@given(NUMBERS)
def test_even_limits_are_equally_far(values: list[float]) -> None:
    low, high = plane.padded(values, even=0.0)
    assert low == -high


def test_places_are_inches() -> None:
    at = Plane(1.0, 5.0, 0.5, 2.5, (0.0, 8.0), (0.0, 1.0))
    assert at.at(2.0, 0.25) == (2.0, 2.0)
    assert (at.within(-3.0), at.within(9.0), at.within(4.0)) == (0.0, 8.0, 4.0)


@pytest.mark.parametrize(
    ("scale", "labels"),
    [
        (Scale((0.0, 4.2), kind="p"), ["1", "0.1", "0.01", "0.001", "10⁻⁴"]),
        (Scale((log(0.4), log(5.0)), kind="ratio"), ["0.5", "1", "2", "4"]),
        (Scale((1995.0, 2019.0), kind="year"), ["1995", "2000", "2005", "2010", "2015"]),
        (Scale((0.0, 1.0), given=((0.0, "none"), (1.0, "all"))), ["none", "all"]),
    ],
)
def test_ticks_read_as_the_kind_asks(scale: Scale, labels: list[str]) -> None:
    assert scale.ticks(4.0)[1] == labels

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from synthesis.figures.swarm import offsets

VALUES = st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(float("nan"))), max_size=40)


@given(VALUES)
def test_points_stay_in_their_row(values: list[float]) -> None:
    made = offsets(values)
    assert made.shape == (len(values),)
    assert (abs(made) <= 1).all()
    assert (made[np.isnan(values)] == 0).all() if values else True


def test_equal_values_stand_apart_and_lonely_ones_in_the_middle() -> None:
    made = offsets([0.0] * 12 + [50.0])
    assert len(set(made[:12])) == 12
    assert made[12] == 0
    assert np.ptp(made[:12]) > 1


def test_the_order_of_the_rows_does_not_matter() -> None:
    values = np.array([0.3, -1.0, 0.2, 5.0, 0.25, 0.21])
    turned = offsets(values[::-1])[::-1]
    np.testing.assert_array_equal(offsets(values), turned)

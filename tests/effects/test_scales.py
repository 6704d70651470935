from __future__ import annotations

import warnings

import numpy as np
import pytest

from synthesis.effects import scales

ALL = {name: value for name, value in vars(scales).items() if isinstance(value, scales.Scale)}


@pytest.mark.parametrize("name", ALL)
def test_forward_maps_outside_their_range_give_no_warning(name: str) -> None:
    forward = ALL[name].forward
    if forward is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            forward(np.array([-2.0, 0.0, 0.5, 1.0, 2.0, np.nan]))


def test_angles_beyond_their_range_stay_shares() -> None:
    assert scales.ARCSINE.back is not None
    np.testing.assert_array_equal(scales.ARCSINE.back(np.array([-0.1, np.pi / 2 + 0.1])), [0, 1])
    assert scales.ROOT_RATE.back is not None
    np.testing.assert_array_equal(scales.ROOT_RATE.back(np.array([-0.1, 2.0])), [0, 4])

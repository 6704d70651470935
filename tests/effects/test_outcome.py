from __future__ import annotations

import numpy as np
import pytest

from synthesis.effects.outcome import Reason, first_reason, missing, numbers, settle


def test_first_check_that_holds_gives_the_reason() -> None:
    checks = (
        (np.array([False, True, True]), Reason.MISSING),
        (np.array([True, True, False]), Reason.ZERO_SD),
    )
    assert first_reason(checks).tolist() == [Reason.ZERO_SD, Reason.MISSING, Reason.MISSING]


def test_undefined_effects_are_nan_and_never_infinite() -> None:
    yi = np.array([1.0, np.inf, 2.0, 3.0, 4.0])
    vi = np.array([1.0, 1.0, np.nan, 0.0, -1.0])
    effects = settle(yi, vi)
    assert effects.reason.tolist() == [
        Reason.DEFINED,
        Reason.NOT_FINITE,
        Reason.NOT_FINITE,
        Reason.ZERO_VARIANCE,
        Reason.NEGATIVE_VARIANCE,
    ]
    assert np.isnan(effects.yi[1:]).all()
    assert np.isnan(effects.vi[1:]).all()


def test_missing_and_infinite_numbers_are_told_apart() -> None:
    absent, endless = missing(*numbers([np.nan, np.inf, 1.0], 2.0))
    assert absent[0].tolist() == [True, False, False]
    assert endless[0].tolist() == [False, True, False]


def test_numbers_share_a_shape() -> None:
    a, b = numbers([[1], [2]], [3, 4, 5])
    assert a.shape == b.shape == (2, 3)


def test_reasons_have_words() -> None:
    assert all(reason.text for reason in Reason if reason is not Reason.DEFINED)
    assert Reason(12) is Reason.ZERO_VARIANCE


def test_numbers_must_go_together() -> None:
    with pytest.raises(ValueError, match="broadcast"):
        numbers([1, 2], [1, 2, 3])

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.sign_tests import exact_sign_p
from synthesis.consistency.signal import exact_signal_tail
from synthesis.consistency.thresholds import DEFAULT, Thresholds, at_least, sign_below, tail_below
from synthesis.errors import NumbersError

LEVELS = [Fraction(1, 100), Fraction(1, 20), Fraction(1, 10)]


@pytest.mark.parametrize("level", LEVELS)
def test_sign_table_is_the_exact_test(level):
    pairs = [(d, n) for n in range(1, 41) for d in range((n + 1) // 2, n + 1)]
    found = sign_below(level, np.array([d for d, _ in pairs]), np.array([n for _, n in pairs]))
    assert found.tolist() == [exact_sign_p(d, n - d) < level for d, n in pairs]


@pytest.mark.parametrize("level", LEVELS)
def test_tail_table_is_the_exact_tail(level):
    pairs = [(s, k) for k in range(1, 41) for s in range(k + 1)]
    found = tail_below(level, np.array([s for s, _ in pairs]), np.array([k for _, k in pairs]))
    assert found.tolist() == [exact_signal_tail(s, k) < level for s, k in pairs]


def test_nothing_is_below_a_level_without_votes():
    none = np.array([0])
    assert not sign_below(Fraction(1, 20), none, none).any()
    assert not tail_below(Fraction(1, 100), none, none).any()


@given(st.integers(0, 400), st.integers(1, 400), st.fractions(0, 1, max_denominator=1000))
def test_shares_are_compared_as_fractions(part, whole, share):
    assert at_least(np.array([part]), share, np.array([whole])).item() == (Fraction(part, whole) >= share)


def test_floats_are_taken_as_written():
    assert Thresholds(consistent_low=0.6, leaning_low=Fraction(1, 3)) == DEFAULT
    assert DEFAULT.changed == ()
    assert Thresholds(consistent_people=300).changed == ("consistent_people: 400 to 300",)


@pytest.mark.parametrize("wrong", [{"consistent_low": 1.5}, {"too_few": -1}, {"too_few": 2.0}])
def test_impossible_thresholds_are_refused(wrong):
    with pytest.raises(NumbersError, match="Thresholds"):
        Thresholds(**wrong)

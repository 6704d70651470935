from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from synthesis.consistency.direction_misfit import direction_q
from synthesis.errors import NumbersError


def test_q_by_hand():
    size = np.array([10.0, 40.0, 90.0])
    got = direction_q([True, True, False], size)
    p = ndtr(got.smd * np.sqrt(size))
    vote = np.array([1, 1, 0])
    assert got.q == pytest.approx(((vote - p) ** 2 / (p * (1 - p))).sum(), rel=1e-9)


def test_a_large_cohort_against_many_small_ones_stands_out():
    small = [10.0] * 6
    against = direction_q([True] * 6 + [False], [*small, 200.0])
    among = direction_q([True] * 5 + [False, True], [*small, 200.0])
    assert against.p < 0.05 < among.p
    assert against.monte_carlo_error == 0.0


def test_mirror():
    votes, size = np.array([True, False, True, True, False]), [5.0, 9.0, 30.0, 12.0, 60.0]
    one, other = direction_q(votes, size), direction_q(~votes, size)
    assert one.q == pytest.approx(other.q, rel=1e-9)
    assert one.p == pytest.approx(other.p, rel=1e-9)
    assert one.smd == pytest.approx(-other.smd, rel=1e-8)


def test_drawing_agrees_with_going_through_all(monkeypatch):
    votes, size = [True] * 8 + [False] * 2, np.linspace(5, 120, 10)
    exact = direction_q(votes, size)
    monkeypatch.setattr("synthesis.consistency.direction_misfit.ENUMERATED", 0)
    drawn = direction_q(votes, size)
    assert drawn.monte_carlo_error > 0
    assert drawn.p == pytest.approx(exact.p, abs=4 * drawn.monte_carlo_error)
    assert drawn == direction_q(votes, size)


def test_what_it_cannot_say_is_noted():
    same = direction_q([True, True, False], [10.0] * 3)
    assert any("one size" in note for note in same.notes)
    unanimous = direction_q([True] * 4, [10.0, 20.0, 30.0, 40.0])
    assert unanimous.p == 1.0
    assert unanimous.smd == np.inf
    assert any("one way" in note for note in unanimous.notes)


def test_wrong_input():
    with pytest.raises(NumbersError, match="votes"):
        direction_q([True], [10.0, 20.0])
    with pytest.raises(NumbersError, match="votes"):
        direction_q([], [])

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.poisson_binomial import count_distribution, two_sided_p, upper_tail
from synthesis.errors import NumbersError

CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=8)


@given(CHANCES)
def test_equals_enumeration(chances):
    got = count_distribution(chances)
    want = np.zeros(len(chances) + 1)
    for outcome in product([0, 1], repeat=len(chances)):
        want[sum(outcome)] += np.prod([p if hit else 1 - p for p, hit in zip(chances, outcome, strict=True)])
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-300)
    assert got.sum() == pytest.approx(1.0, abs=1e-12)


def test_far_tail_against_fractions():
    chances = [Fraction(1, 10 ** (3 + i % 5)) for i in range(40)]
    exact = [Fraction(1)] + [Fraction(0)] * 40
    for p in chances:
        exact = [exact[0] * (1 - p)] + [exact[j] * (1 - p) + exact[j - 1] * p for j in range(1, 41)]
    got = upper_tail([float(p) for p in chances], 35).item()
    want = float(sum(exact[35:]))
    assert want < 1e-150
    assert got == pytest.approx(want, rel=1e-12)


def test_any_k():
    # 3,000 trials: the count is near its mean, and the mass is complete.
    chances = np.linspace(0.01, 0.99, 3000)
    mass = count_distribution(chances)
    assert mass.sum() == pytest.approx(1.0, abs=1e-10)
    assert (mass * np.arange(3001)).sum() == pytest.approx(chances.sum(), rel=1e-10)


@given(CHANCES)
def test_batch_order_and_absent_trials_change_nothing(chances):
    padded = np.array([[*chances, np.nan], [np.nan, *chances[::-1]]])
    got = upper_tail(padded, [1, 1])
    single = upper_tail(chances, 1).item()
    assert got == pytest.approx([single, single], rel=1e-12, abs=1e-300)
    assert upper_tail(chances, 0).item() == pytest.approx(1.0, abs=1e-12)
    assert upper_tail(chances, len(chances) + 1).item() == 0.0


def test_two_sided_is_the_sign_test_at_one_half():
    from synthesis.consistency.sign_tests import sign_test

    for u in range(10):
        assert two_sided_p([0.5] * 9, u).item() == pytest.approx(sign_test(u, 9 - u).p.item(), rel=1e-12)


def test_wrong_probability():
    with pytest.raises(NumbersError, match="probabilities"):
        count_distribution([1.1])

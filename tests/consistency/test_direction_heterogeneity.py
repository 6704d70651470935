from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from synthesis.consistency.direction_heterogeneity import (
    gail_simon,
    opposite_significance,
    votes_under_effect,
)
from synthesis.consistency.sign_tests import sign_test
from synthesis.errors import NumbersError

Z = 1.959963984540054


def test_gail_simon_worked(worked):
    entry = worked("gail-simon-nsabp")
    got = gail_simon(entry["inputs"]["effects"], entry["inputs"]["se"])
    assert got.p.item() == pytest.approx(entry["expected"]["p"], abs=entry["tolerance"]["abs"])
    assert got.q_higher.item() == pytest.approx((0.163 / 0.0788) ** 2)


def test_gail_simon_of_two_effects_is_half_a_chi_square_tail():
    # With k = 2 the p is P(chi2_1 > Q) / 2, which is the upper normal tail at root Q.
    got = gail_simon([1.3, -2.5], [1.0, 1.0])
    assert got.p.item() == pytest.approx(ndtr(-1.3), rel=1e-12)


def test_gail_simon_keeps_its_level_at_the_least_favourable_point():
    # The level is reached with one very large true effect and all others 0. 20,000 draws have a
    # standard error of 0.0015.
    d = np.random.default_rng(5).standard_normal((20_000, 4)) + np.array([8.0, 0, 0, 0])
    rate = (gail_simon(d, np.ones(4)).p < 0.05).mean()
    assert rate == pytest.approx(0.05, abs=4 * 0.00155)


@given(st.lists(st.floats(-4, 4), min_size=2, max_size=8))
def test_gail_simon_mirror_order_and_missing(d):
    one = gail_simon(d, np.ones(len(d)))
    for other in (
        gail_simon([-x for x in d], np.ones(len(d))),
        gail_simon(d[::-1], np.ones(len(d))),
        gail_simon([*d, np.nan], np.ones(len(d) + 1)),
    ):
        assert other.p.item() == pytest.approx(one.p.item(), rel=1e-9)
    if min(d) >= 0 or max(d) <= 0:
        assert one.p.item() == 1.0


def test_gail_simon_of_one_effect_is_undefined():
    assert np.isnan(gail_simon([1.0, np.nan], [1.0, 1.0]).p)


def enumerate_joint(up: int, down: int, mu: float, size: np.ndarray) -> float:
    """Go through every outcome of every cohort, as an independent check."""
    shift = mu * np.sqrt(size)
    p, q = ndtr(shift - Z), ndtr(-shift - Z)
    total = 0.0
    for outcome in product((1, -1, 0), repeat=size.size):
        o = np.array(outcome)
        if (o == 1).sum() >= up and (o == -1).sum() >= down:
            total += np.prod(np.where(o == 1, p, np.where(o == -1, q, 1 - p - q)))
    return total


@pytest.mark.parametrize(("up", "down"), [(1, 1), (2, 1), (1, 3), (2, 2)])
def test_opposite_significance_is_the_supremum(up, down):
    size = np.array([4.0, 10.0, 12.5, 40.0, 90.0])
    got = opposite_significance(up, down, size)
    assert enumerate_joint(up, down, got.smd.item(), size) == pytest.approx(got.p.item(), rel=1e-9)
    grid = [enumerate_joint(up, down, mu, size) for mu in np.linspace(-1.5, 1.5, 121)]
    assert got.p.item() >= max(grid) * (1 - 1e-9)
    assert got.p.item() <= max(grid) * 1.01  # the grid steps by 0.025


def test_opposite_significance_mirror_batch_and_missing():
    size = np.array([[12.0, 30.0, 8.0, np.nan], [12.0, 30.0, 8.0, 20.0]])
    batch = opposite_significance([1, 2], [1, 1], size)
    assert batch.p[0] == pytest.approx(opposite_significance(1, 1, size[0, :3]).p.item(), rel=1e-9)
    turned = opposite_significance([1, 1], [1, 2], size)
    np.testing.assert_allclose(turned.p, batch.p, rtol=1e-6)
    np.testing.assert_allclose(turned.smd, -batch.smd, atol=1e-4)


def test_one_direction_only_needs_no_explanation():
    got = opposite_significance(4, 0, [10.0] * 6)
    assert got.p.item() == 1.0
    assert np.isnan(got.smd)


def test_more_silent_cohorts_make_one_hit_each_way_ordinary():
    p = [opposite_significance(1, 1, [12.5] * k).p.item() for k in (4, 8, 20, 60)]
    assert p == sorted(p)
    assert p[0] < 0.01 < 0.1 < p[2]


def test_each_cohorts_own_alpha():
    loose = opposite_significance(1, 1, [12.5] * 6, alpha=[0.05] * 5 + [0.10])
    assert loose.p > opposite_significance(1, 1, [12.5] * 6).p


@given(st.lists(st.floats(1, 100), min_size=1, max_size=9), st.data())
def test_no_effect_is_the_sign_test(size, data):
    up = data.draw(st.integers(0, len(size)))
    got = votes_under_effect(up, size, 0.0)
    assert got.p.item() == pytest.approx(sign_test(up, len(size) - up).p.item(), rel=1e-9)
    mirrored = votes_under_effect(len(size) - up, size, -0.3)
    assert mirrored.p.item() == pytest.approx(votes_under_effect(up, size, 0.3).p.item(), rel=1e-6)


def test_votes_under_effect():
    size = np.array([[10.0, 20.0, np.nan], [10.0, 20.0, 50.0]])
    got = votes_under_effect([0, 3], size, [0.5, 0.5])
    assert got.votes.tolist() == [2.0, 3.0]
    assert got.expected == pytest.approx(np.nansum(ndtr(0.5 * np.sqrt(size)), axis=1))
    chance = ndtr(0.5 * np.sqrt(size[0, :2]))
    assert got.p[0] == pytest.approx(np.prod(1 - chance))  # no outcome is less likely than none higher
    assert np.isnan(votes_under_effect(0, [np.nan], 0.2).p)


def test_wrong_input():
    with pytest.raises(NumbersError, match="standard_errors"):
        gail_simon([1.0, 2.0], [1.0, 0.0])
    with pytest.raises(NumbersError, match="significant"):
        opposite_significance(2, 2, [10.0] * 3)
    with pytest.raises(NumbersError, match="alpha"):
        opposite_significance(1, 1, [10.0] * 3, alpha=0.0)
    with pytest.raises(NumbersError, match="higher"):
        votes_under_effect(3, [10.0] * 2, 0.1)

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.sign_tests import bayesian_sign, exact_sign_p, share_intervals, sign_test
from synthesis.errors import NumbersError

COUNT = st.integers(0, 60)


@pytest.mark.parametrize("name", ["sign-01", "sign-02"])
def test_published_p(worked, name):
    entry = worked(name)
    got = sign_test(entry["inputs"]["positive"], entry["inputs"]["negative"])
    assert got.p.item() == pytest.approx(entry["expected"]["p"], abs=entry["tolerance"]["abs"])


@pytest.mark.parametrize(
    "name",
    [
        "sign-ci-9-9",
        "sign-ci-5-6",
        "sign-ci-5-8",
        "sign-ci-5-5",
        "sign-ci-6-6",
        "sign-ci-8-8",
        "sign-ci-7-9",
        "sign-ci-11-11",
        "sign-ci-12-14",
    ],
)
def test_share_with_intervals_and_posterior(worked, name):
    entry = worked(name)
    u, n, want = entry["inputs"]["k"], entry["inputs"]["n"], entry["expected"]
    near = entry["tolerance"]["abs"]
    test, share = sign_test(u, n - u), share_intervals(u, n - u)
    assert test.p.item() == pytest.approx(want["p_two_sided"], abs=near)
    assert test.p_higher.item() == pytest.approx(want["p_one_sided"], abs=near)
    assert [share.wilson_low, share.wilson_high] == pytest.approx(want["wilson"], abs=near)
    assert [share.exact_low, share.exact_high] == pytest.approx(want["clopper_pearson"], abs=near)
    jeffreys, uniform = bayesian_sign(u, n - u), bayesian_sign(u, n - u, prior=1.0)
    assert jeffreys.above_half.item() == pytest.approx(want["prob_pi_gt_half_jeffreys"], abs=near)
    assert uniform.above_half.item() == pytest.approx(want["prob_pi_gt_half_uniform"], abs=near)


def test_direction_votes_of_validity_data(worked):
    entry = worked("votep-validity")
    p, want = np.array(entry["inputs"]["p_one_sided"]), entry["expected"]
    up, down = int((p < 0.5).sum()), int((p > 0.5).sum())
    near = entry["tolerance"]["abs"]
    assert (up, down) == (want["positive"], want["negative"])
    assert sign_test(up, down).p.item() == pytest.approx(want["p_two_sided"], abs=near)
    assert sign_test(up, down).p_higher.item() == pytest.approx(want["p_one_sided"], abs=near)
    share = share_intervals(up, down)
    assert [share.wilson_low, share.wilson_high] == pytest.approx(want["wilson"], abs=near)


def test_direction_votes_of_five_hypothetical_studies(worked):
    entry = worked("votep-becker")
    p = np.array(entry["inputs"]["p_one_sided"])
    up, down = int((p < 0.5).sum()), int((p > 0.5).sum())
    assert (up, down) == (entry["expected"]["positive"], entry["expected"]["negative"])
    assert sign_test(up, down).p_higher.item() == pytest.approx(entry["expected"]["p"], abs=1e-9)


def test_sign_agreement_of_set_shifting_trials(worked):
    entry = worked("pi-setshift")
    y = np.array(entry["inputs"]["y"])
    got = sign_test((y > 0).sum(), (y < 0).sum())
    assert got.votes.item() == entry["expected"]["n"]
    assert got.p.item() == pytest.approx(entry["expected"]["sign_p"], abs=entry["tolerance"]["abs"] * 10)


def test_unanimity_reaches_five_percent_from_six_cohorts():
    assert exact_sign_p(5, 0) == Fraction(1, 16)
    assert exact_sign_p(6, 0) == Fraction(1, 32)
    assert exact_sign_p(7, 0) > Fraction(1, 100) > exact_sign_p(8, 0)


@given(COUNT, COUNT)
def test_exact_and_float_agree(u, d):
    exact, got = exact_sign_p(u, d), sign_test(u, d).p.item()
    if exact is None:
        assert np.isnan(got)
    else:
        assert got == pytest.approx(float(exact), rel=1e-12)


@given(COUNT, COUNT)
def test_mirror(u, d):
    one, other = sign_test(u, d), sign_test(d, u)
    np.testing.assert_array_equal(one.p, other.p)
    np.testing.assert_array_equal(one.p_higher, other.p_lower)
    if u + d:
        a, b = share_intervals(u, d), share_intervals(d, u)
        # The two ends are computed by different incomplete-beta inverses.
        assert a.wilson_low.item() == pytest.approx(1 - b.wilson_high.item(), abs=1e-12)
        assert a.exact_low.item() == pytest.approx(1 - b.exact_high.item(), abs=1e-12)
        assert bayesian_sign(u, d).above_half.item() == pytest.approx(
            1 - bayesian_sign(d, u).above_half.item(), abs=1e-12
        )


@given(st.integers(1, 40), COUNT)
def test_intervals_hold_the_share_and_p_falls_with_agreement(u, d):
    got = share_intervals(u, d)
    assert got.wilson_low <= got.share <= got.wilson_high
    assert got.exact_low <= got.share <= got.exact_high
    assert got.exact_low <= got.wilson_low + 0.2  # the exact interval is never far inside
    if u >= d:
        assert sign_test(u + 1, d).p <= sign_test(u, d).p
    assert bayesian_sign(u + 1, d).above_half > bayesian_sign(u, d).above_half
    assert bayesian_sign(u, d).above_three_quarters < bayesian_sign(u, d).above_half


@given(st.lists(st.tuples(COUNT, COUNT), min_size=1, max_size=8))
def test_batch_equals_single(pairs):
    u, d = np.array(pairs).T
    batch = share_intervals(u, d)
    for i, pair in enumerate(pairs):
        single = share_intervals(*pair)
        np.testing.assert_array_equal(batch.wilson_low[i], single.wilson_low)
        np.testing.assert_array_equal(batch.exact_high[i], single.exact_high)
        np.testing.assert_array_equal(sign_test(u, d).p[i], sign_test(*pair).p)


def test_no_votes_is_undefined_with_a_note():
    got = sign_test(0, 0)
    assert np.isnan(got.p)
    assert got.notes
    assert exact_sign_p(0, 0) is None
    assert np.isnan(share_intervals(0, 0).wilson_low)
    assert bayesian_sign(0, 0).notes


@pytest.mark.parametrize("bad", [-1, 2.5, float("nan"), float("inf")])
def test_counts_are_checked(bad):
    with pytest.raises(NumbersError, match="higher"):
        sign_test(bad, 1)
    with pytest.raises(NumbersError, match="lower"):
        share_intervals(1, bad)


def test_level_and_prior_are_checked():
    with pytest.raises(NumbersError, match="level"):
        share_intervals(1, 1, level=1.0)
    with pytest.raises(NumbersError, match="prior"):
        bayesian_sign(1, 1, prior=0.0)
    with pytest.raises(NumbersError):
        exact_sign_p(-1, 2)

"""Laws that hold for every data set, tried on data that hypothesis makes up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.models.options import Method
from synthesis.models.pool import pool

METHODS = [m.value for m in Method if m not in (Method.GENQ, Method.GENQM)]
TESTS = ["z", "t", "knha", "adhoc"]


@st.composite
def studies(draw, least=2, most=12):
    k = draw(st.integers(least, most))
    yi = draw(st.lists(st.floats(-5, 5, allow_subnormal=False), min_size=k, max_size=k))
    vi = draw(st.lists(st.floats(0.01, 10), min_size=k, max_size=k))
    # a spread far below rounding of the values themselves is no data anyone has
    return np.round(yi, 6), np.round(vi, 6)


@settings(max_examples=60, deadline=None)
@given(studies(), st.sampled_from(METHODS))
def test_the_mean_lies_between_the_extremes(data, method):
    yi, vi = data
    beta = pool(yi, vi, method=method).beta[0]
    assert yi.min() - 1e-9 <= beta <= yi.max() + 1e-9


@settings(max_examples=60, deadline=None)
@given(studies(), st.sampled_from(METHODS), st.floats(-100, 100))
def test_adding_a_constant_moves_the_mean_only(data, method, shift):
    yi, vi = data
    before, after = pool(yi, vi, method=method, test="knha"), pool(yi + shift, vi, method=method, test="knha")
    # adding up to 100 leaves the effects with about 1e-14; tau2 near 0 turns that into at most 1e-9 here
    np.testing.assert_allclose(after.beta, before.beta + shift, atol=1e-8)
    np.testing.assert_allclose(after.tau2, before.tau2, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(after.q, before.q, rtol=1e-8, atol=1e-8)


@settings(max_examples=60, deadline=None)
@given(studies(), st.sampled_from(METHODS), st.sampled_from([2.0**-20, 0.25, 2.0, 2.0**20]))
def test_another_unit_scales_everything(data, method, unit):
    yi, vi = data
    before, after = pool(yi, vi, method=method), pool(yi * unit, vi * unit**2, method=method)
    # powers of two change no digit of the data, and the steps of the search are relative
    np.testing.assert_allclose(after.beta, before.beta * unit, rtol=1e-10, atol=1e-12 * unit)
    np.testing.assert_allclose(after.tau2, before.tau2 * unit**2, rtol=1e-9, atol=1e-12 * unit**2)
    np.testing.assert_allclose(after.se, before.se * unit, rtol=1e-10)
    np.testing.assert_allclose(after.i2, before.i2, rtol=1e-9, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(studies(), st.sampled_from(METHODS), st.randoms(use_true_random=False))
def test_the_order_of_studies_does_not_matter(data, method, random):
    yi, vi = data
    order = list(range(yi.size))
    random.shuffle(order)
    before, after = pool(yi, vi, method=method), pool(yi[order], vi[order], method=method)
    np.testing.assert_allclose(after.beta, before.beta, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(after.tau2, before.tau2, rtol=1e-9, atol=1e-11)


@settings(max_examples=80, deadline=None)
@given(studies(), st.sampled_from(METHODS))
def test_tau2_and_i2_stay_in_their_ranges(data, method):
    fit = pool(*data, method=method, interval="QP")
    assert fit.tau2 >= 0.0
    assert 0.0 <= fit.i2 <= 100.0
    if method != "FE" and not np.isnan(fit.tau2_lb):
        assert 0.0 <= fit.tau2_lb <= fit.tau2_ub


@settings(max_examples=60, deadline=None)
@given(studies())
def test_dl_is_the_fixed_effect_where_q_is_at_most_its_df(data):
    random, fixed = pool(*data, method="DL"), pool(*data, method="FE")
    if fixed.q <= fixed.q_df:
        assert random.tau2 == 0.0
        np.testing.assert_array_equal(random.beta, fixed.beta)
        np.testing.assert_array_equal(random.vb, fixed.vb)
    elif fixed.q > fixed.q_df + 1e-9:
        assert random.tau2 > 0.0


@settings(max_examples=60, deadline=None)
@given(studies(), st.sampled_from(METHODS), st.floats(-5, 5), st.sampled_from(TESTS))
def test_a_study_of_infinite_variance_changes_nothing(data, method, yi_new, test):
    yi, vi = data
    before = pool(yi, vi, method=method, test=test)
    after = pool(np.append(yi, yi_new), np.append(vi, np.inf), method=method, test=test)
    for name in ("beta", "vb", "tau2", "q", "k", "df", "flags"):
        np.testing.assert_allclose(getattr(after, name), getattr(before, name), rtol=1e-10, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.lists(studies(least=1), min_size=2, max_size=6), st.sampled_from(METHODS), st.sampled_from(TESTS))
def test_a_batch_with_gaps_is_each_fit_alone(problems, method, test):
    widest = max(yi.size for yi, _ in problems)
    y, v = np.full((len(problems), widest), np.nan), np.full((len(problems), widest), np.nan)
    for row, (yi, vi) in enumerate(problems):
        y[row, : yi.size], v[row, : yi.size] = yi, vi
    together = pool(y, v, method=method, test=test, interval="QP")
    for row, (yi, vi) in enumerate(problems):
        alone = pool(yi, vi, method=method, test=test, interval="QP")
        for name in ("beta", "vb", "tau2", "se_tau2", "q", "df", "tau2_ub"):
            one, many = getattr(alone, name), getattr(together, name)[row]
            # other summation order, and roots that may sit where the likelihood is nearly flat
            np.testing.assert_allclose(many, one, rtol=1e-8, atol=1e-10, err_msg=f"{name} of row {row}")
        assert alone.flags == together.flags[row]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_and_copies_change_no_bit(threads):
    rng = np.random.default_rng(0)
    y, v = rng.normal(size=(30_000, 5)), rng.uniform(0.1, 1.0, (30_000, 5))
    one, other = pool(y, v, threads=1, interval="QP"), pool(y, v, threads=threads, interval="QP")
    for name in ("beta", "tau2", "tau2_lb", "tau2_ub", "se_tau2", "flags"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()

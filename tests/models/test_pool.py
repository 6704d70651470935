from __future__ import annotations

import numpy as np
import pytest

from synthesis.errors import NumbersError
from synthesis.models.pool import pool

RNG = np.random.default_rng(12)
Y, V = RNG.normal(size=(4, 3, 6)), RNG.uniform(0.1, 0.9, (4, 3, 6))


def test_leading_axes_are_kept():
    fit = pool(Y, V, interval="QP")
    assert fit.tau2.shape == fit.tau2_lb.shape == fit.i2.shape == (4, 3)
    assert fit.beta.shape == fit.se.shape == fit.pval.shape == (4, 3, 1)
    assert fit.vb.shape == (4, 3, 1, 1)
    assert fit.ci[0].shape == (4, 3, 1)
    assert fit.prediction()[0].shape == fit.chance(0.2).shape == (4, 3)
    alone = pool(Y[2, 1], V[2, 1])
    assert alone.tau2.shape == ()
    np.testing.assert_allclose(alone.beta, fit.beta[2, 1], rtol=1e-12)


def test_one_design_for_all_or_one_each():
    x = np.column_stack([np.ones(6), np.arange(6.0)])
    shared, own = pool(Y, V, x), pool(Y, V, np.broadcast_to(x, (4, 3, 6, 2)))
    np.testing.assert_array_equal(shared.beta, own.beta)
    assert shared.beta.shape == (4, 3, 2)


def test_a_column_of_ones_is_the_mean():
    np.testing.assert_allclose(pool(Y, V, np.ones((6, 1))).beta, pool(Y, V).beta, rtol=1e-11, atol=1e-13)


def test_variances_can_be_shared():
    np.testing.assert_array_equal(pool(Y, V[0, 0]).beta, pool(Y, np.broadcast_to(V[0, 0], Y.shape)).beta)


def test_known_tau2_one_or_many():
    many = pool(Y, V, tau2=np.full((4, 3), 0.2))
    np.testing.assert_array_equal(many.beta, pool(Y, V, tau2=0.2).beta)
    assert (many.tau2 == 0.2).all()


def test_chunks_change_nothing():
    rng = np.random.default_rng(1)
    y, v = rng.normal(size=(20_000, 6)), rng.uniform(0.1, 1.0, (20_000, 6))
    whole = pool(y, v)
    part = pool(y[-7:], v[-7:])
    # a different chunk sums the same numbers in the same order
    np.testing.assert_allclose(whole.beta[-7:], part.beta, rtol=1e-13)
    np.testing.assert_allclose(whole.tau2[-7:], part.tau2, rtol=1e-11, atol=1e-14)


def test_the_number_of_threads_changes_no_bit():
    rng = np.random.default_rng(2)
    y, v = rng.normal(size=(40_000, 6)), rng.uniform(0.1, 1.0, (40_000, 6))
    one, many = (pool(y, v, test="knha", interval="QP", threads=threads) for threads in (1, 3))
    for name in ("beta", "vb", "tau2", "tau2_lb", "tau2_ub", "q"):
        np.testing.assert_array_equal(getattr(one, name), getattr(many, name))


@pytest.mark.parametrize("threads", [1, 2])
def test_a_bad_variance_in_any_chunk_is_refused(threads):
    v = np.full((40_000, 6), 0.1)
    v[-1, 3] = -1.0
    with pytest.raises(NumbersError, match=r"-1\.0 is not a sampling variance"):
        pool(np.zeros_like(v), v, threads=threads)


def test_what_does_not_fit_is_refused():
    with pytest.raises(NumbersError, match="not a sampling variance"):
        pool([0.1, 0.2], [0.1, 0.0])
    with pytest.raises(NumbersError, match="at least one study"):
        pool(0.1, 0.2)
    with pytest.raises(NumbersError, match="design: has shape"):
        pool(Y, V, np.ones((5, 1)))
    with pytest.raises(NumbersError, match="design: holds NaN"):
        pool([0.1, 0.2], [0.1, 0.1], [[1.0], [np.nan]])
    with pytest.raises(NumbersError, match="not a weight"):
        pool([0.1, 0.2], [0.1, 0.1], weights=[1.0, 0.0])


def test_nothing_to_fit_gives_nothing():
    assert pool(np.empty((0, 5)), np.empty((0, 5))).tau2.shape == (0,)


def test_chance_is_the_mirror_of_its_complement():
    fit = pool(Y, V, test="t")
    np.testing.assert_allclose(fit.chance(0.1) + fit.chance(0.1, above=False), 1.0, rtol=1e-14)

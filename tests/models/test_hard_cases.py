from __future__ import annotations

import numpy as np
import pytest

from synthesis.models.options import Method
from synthesis.models.pool import pool
from synthesis.models.pooled import Flag
from synthesis.models.univariate import rma
from tests.models.reference import exact_reml, log_likelihood

METHODS = [m.value for m in Method]
ITERATED = ["ML", "REML", "EB", "PM", "PMM", "DLIT", "SJIT"]


def weights(method, k):
    return np.linspace(1.0, 2.0, k) if method.startswith("GENQ") else None


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("test", ["z", "t", "knha", "adhoc"])
def test_one_study(method, test):
    fit = rma([0.4], [0.04], method=method, test=test, weights=weights(method, 1))
    assert (fit.beta[0], fit.se[0]) == pytest.approx((0.4, 0.2), rel=1e-15)
    assert np.isinf(fit.df)  # z whatever was asked for
    assert np.isnan(fit.tau2) == (method != "FE")
    assert np.isnan(fit.I2)
    assert np.isnan(fit.QEp)
    assert "one-study" in {note.code for note in fit.notes}


@pytest.mark.parametrize("method", METHODS)
def test_two_studies(method):
    fit = rma([0.1, 0.9], [0.04, 0.09], method=method, test="knha", weights=weights(method, 2))
    assert np.isfinite([fit.beta[0], fit.se[0], fit.tau2, fit.I2]).all()
    assert fit.df == 1.0


@pytest.mark.parametrize("method", METHODS)
def test_identical_effects(method):
    fit = rma([0.3] * 4, [0.1, 0.2, 0.3, 0.4], method=method, test="knha", weights=weights(method, 4))
    codes = {note.code for note in fit.notes}
    assert fit.tau2 == 0.0
    assert np.isnan(fit.se[0])
    assert "identical" in codes
    assert rma([0.3] * 4, [0.1, 0.2, 0.3, 0.4], test="adhoc").se[0] > 0.0


@pytest.mark.parametrize("method", METHODS)
def test_variances_from_1e_minus_12_to_1e6(method):
    vi = np.geomspace(1e-12, 1e6, 10)
    yi = np.array([0.3, 0.1, 0.5, 0.2, 0.9, -0.4, 1.5, 0.0, 3.0, -2.0])
    fit = rma(yi, vi, method=method, weights=weights(method, 10))
    assert yi.min() <= fit.beta[0] <= yi.max()
    assert fit.tau2 >= 0.0
    assert "wide-vi" in {note.code for note in fit.notes}


def test_reml_has_its_digits_even_so():
    vi = np.geomspace(1e-12, 1e6, 10)
    yi = np.array([0.3, 0.1, 0.5, 0.2, 0.9, -0.4, 1.5, 0.0, 3.0, -2.0])
    fit = pool(yi, vi)
    exact = exact_reml(yi.tolist(), vi.tolist(), 1e-4, 10.0)
    assert float(fit.tau2) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("method", ["FE", "DL", "HE", "HS", "HSk", "SJ", *ITERATED, "GENQ"])
def test_a_hundred_thousand_studies(method):
    rng = np.random.default_rng(1)
    vi = rng.uniform(0.01, 1.0, 100_000)
    yi = 0.2 + rng.normal(size=vi.size) * np.sqrt(vi + 0.3)
    a = vi**-0.5 if method == "GENQ" else None
    fit = pool(yi, vi, method=method, test="knha", interval="QP", weights=a)
    assert fit.beta[0] == pytest.approx(0.2, abs=0.02)
    if method not in ("FE", "HS", "HSk", "SJ"):
        # Hunter-Schmidt and Sidik-Jonkman are biased; the others are off by a few standard errors of 0.002
        assert fit.tau2 == pytest.approx(0.3, abs=0.02)


def test_maximum_at_zero_is_said():
    fit = rma([0.1, 0.12, 0.09, 0.11, 0.1], [0.04, 0.05, 0.03, 0.06, 0.05])
    assert fit.tau2 == 0.0
    assert "tau2-zero" in {note.code for note in fit.notes}


def test_a_root_a_hair_above_zero_is_not_zero():
    y, v = np.array([0.0, 1.0]), np.array([0.3, 0.3])
    # two studies of equal variance: REML is (y1 - y2)^2 / 2 - v exactly
    for gap in (1e-3, 1e-6, 1e-9):
        tau2 = float(pool(y * np.sqrt(2 * (0.3 + gap)), v).tau2)
        assert tau2 == pytest.approx(gap, abs=1e-15)


def test_nothing_that_can_be_fitted_is_flagged_and_never_raises():
    y = np.array([[np.nan] * 3, [0.1, np.nan, np.nan], [0.1, 0.2, 0.3]])
    fit = pool(y, np.full((3, 3), 0.1), test="knha")
    assert fit.flags.tolist() == [Flag.NO_STUDIES, Flag.SATURATED, Flag.BOUNDARY | Flag.NARROWER]
    assert np.isnan(fit.beta[0, 0])
    assert np.isnan(fit.tau2[:2]).all()
    assert fit.k.tolist() == [0, 1, 3]


def test_a_batch_of_designs_flags_those_without_full_rank():
    x = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 0.0]])
    y = np.array([[0.1, 0.2, 0.3, 0.4], [0.1, 0.2, np.nan, 0.4], [0.1, np.nan, 0.3, np.nan]])
    fit = pool(y, np.full((3, 4), 0.1), x)
    assert [bool(f & Flag.RANK) for f in fit.flags] == [False, True, False]
    assert [bool(f & Flag.SATURATED) for f in fit.flags] == [False, False, True]
    assert np.isnan(fit.beta[1]).all()
    np.testing.assert_allclose(fit.beta[2], [0.1, 0.2])


def test_the_likelihood_does_not_fool_the_search_when_it_is_almost_flat():
    # one imprecise study far away: the likelihood hardly moves over many orders of magnitude of tau2
    y, v = np.array([0.0, 0.05, 30.0]), np.array([0.01, 0.01, 900.0])
    fit = pool(y, v)
    grid = np.r_[0.0, np.geomspace(1e-8, 1e4, 20_000)]
    best = log_likelihood(y, v, grid, restricted=True).max()
    assert log_likelihood(y, v, np.atleast_1d(fit.tau2), restricted=True)[0] >= best - 1e-12

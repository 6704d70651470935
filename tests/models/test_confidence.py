from __future__ import annotations

import numpy as np
import pytest
from scipy.special import chdtri

from synthesis.errors import NumbersError
from synthesis.models.pool import pool
from synthesis.models.quadratic_forms import mixture_cdf
from synthesis.models.univariate import rma
from tests.models.reference import dense_p, log_likelihood


def test_q_profile_of_bcg(bcg):
    # metafor 3.8-1, tight control
    made = rma(data=bcg).tau2_interval("QP")
    np.testing.assert_allclose(
        made.loc["tau2"], [0.313243258136481, 0.119718361141261, 1.11147908406093], rtol=1e-12
    )
    np.testing.assert_allclose(
        made.loc["I2"], [92.221384521268959, 81.920574558596542, 97.67807495788742], rtol=1e-12
    )
    np.testing.assert_allclose(
        made.loc["H2"], [12.855758235309164, 5.531149223967666, 43.06771243098171], rtol=1e-12
    )
    np.testing.assert_allclose(made.loc["tau"] ** 2, made.loc["tau2"], rtol=1e-15)


def test_profile_likelihood_of_bcg(bcg):
    reml, ml = (rma(data=bcg, method=m).tau2_interval("PL").loc["tau2"] for m in ("REML", "ML"))
    np.testing.assert_allclose(reml.iloc[1:], [0.115266105748054, 0.964695326514209], rtol=1e-12)
    np.testing.assert_allclose(ml.iloc[1:], [0.105077380808933, 0.833912476824103], rtol=1e-12)


def test_profile_likelihood_is_where_the_likelihood_drops(bcg):
    fit = rma(data=bcg, level=90).tau2_interval("PL")
    heights = log_likelihood(
        bcg.yi.to_numpy(), bcg.vi.to_numpy(), fit.loc["tau2"].to_numpy(), restricted=True
    )
    np.testing.assert_allclose(heights[0] - heights[1:], chdtri(1, 0.1) / 2, rtol=1e-10)


def test_profile_likelihood_needs_a_likelihood(bcg):
    with pytest.raises(NumbersError, match="DL has no likelihood"):
        rma(data=bcg, method="DL").tau2_interval("PL")


@pytest.mark.parametrize("weights", [None, "given"])
def test_generalised_q_inverts_the_exact_test(bcg, weights):
    y, v = bcg.yi.to_numpy(), bcg.vi.to_numpy()
    a = 1 / v if weights is None else 1 / np.sqrt(v)
    fit = rma(y, v, method="DL" if weights is None else "GENQ", weights=None if weights is None else a)
    p = np.diag(a) - np.outer(a, a) / a.sum()
    q = float(y @ p @ y)
    for tau2, probability in zip(
        fit.tau2_interval("GENQ").loc["tau2", ["ci_lb", "ci_ub"]], (0.975, 0.025), strict=True
    ):
        root = np.diag(np.sqrt(v + tau2))
        eigenvalues = np.linalg.eigvalsh(root @ p @ root)[1:]
        assert mixture_cdf(q, eigenvalues) == pytest.approx(probability, abs=1e-10)


def test_an_empty_interval_is_nan_not_zero():
    # estimates that agree far better than their variances allow
    fit = pool([0.1, 0.1001, 0.1, 0.1002, 0.1], [0.5] * 5, interval="QP")
    assert np.isnan(fit.tau2_lb)
    assert np.isnan(fit.tau2_ub)


def test_q_profile_of_a_regression_meets_its_quantiles(bcg):
    x = np.column_stack([np.ones(13), bcg.ablat])
    fit = pool(bcg.yi, bcg.vi, x, interval="QP")
    for tau2, tail in ((fit.tau2_lb, 0.025), (fit.tau2_ub, 0.975)):
        p = dense_p(bcg.vi.to_numpy(), x, float(tau2))
        assert bcg.yi @ p @ bcg.yi == pytest.approx(chdtri(11, tail), rel=1e-10)


def test_there_is_nothing_to_bound_in_a_fixed_effect_model(bcg):
    with pytest.raises(NumbersError, match="no single tau2"):
        rma(data=bcg, method="FE").tau2_interval()

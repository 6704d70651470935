from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import NumbersError
from synthesis.models.location_scale import _point, maximise_scale
from synthesis.models.univariate import rma


def test_a_constant_scale_is_the_ordinary_model(bcg):
    plain, scaled = rma(data=bcg), rma(data=bcg, scale="~ 1")
    assert np.exp(scaled.scale.alpha[0]) == pytest.approx(plain.tau2, rel=1e-8)
    assert scaled.beta[0] == pytest.approx(plain.beta[0], rel=1e-8)
    assert scaled.log_lik == pytest.approx(plain.log_lik, abs=1e-10)
    # d log tau2 = d tau2 / tau2, with the observed information in place of the expected one
    assert scaled.scale.se[0] == pytest.approx(plain.se_tau2 / plain.tau2, rel=0.1)


def test_bcg_with_latitude_in_both_parts(bcg):
    # metafor 3.8-1 (its optimiser and its numerical Hessian stop earlier: 1e-5)
    fit = rma(mods="~ ablat", scale="~ ablat", data=bcg)
    assert fit.scale.alpha == pytest.approx([-2.542500966, -0.0007301455089], rel=1e-4)
    assert fit.scale.se == pytest.approx([3.419689709, 0.0795718015], rel=1e-4)
    assert fit.beta == pytest.approx([0.2514760411, -0.02911052162], rel=1e-6)
    assert fit.se == pytest.approx([0.2505700037, 0.007215270224], rel=1e-6)
    assert fit.log_lik >= -8.087277925 - 1e-9


def test_ml_with_t_tests(bcg):
    # metafor 3.8-1
    fit = rma(scale="~ ablat", data=bcg, method="ML", test="t")
    assert fit.scale.alpha == pytest.approx([-1.426871804, 0.004652905534], rel=1e-5)
    assert fit.scale.se == pytest.approx([3.150038681, 0.09347478752], rel=1e-5)
    assert fit.log_lik >= -12.66382902 - 1e-8
    assert fit.scale.test.df_denominator == 11.0


@pytest.mark.parametrize("restricted", [True, False])
def test_derivatives_are_those_of_the_likelihood(restricted):
    rng = np.random.default_rng(5)
    k = 15
    x, z = np.c_[np.ones(k), rng.normal(size=k)], np.c_[np.ones(k), rng.normal(size=k)]
    v, y, alpha, step = rng.uniform(0.1, 0.5, k), rng.normal(size=k), np.array([-1.0, 0.4]), 1e-5

    def at(a):
        return _point(a, y, v, x, z, restricted)

    here = at(alpha)
    for j in range(2):
        move = np.eye(2)[j] * step
        slope = (at(alpha + move).value - at(alpha - move).value) / (2 * step)
        curve = (at(alpha + move).gradient - at(alpha - move).gradient) / (2 * step)
        # central differences with this step are good to about 1e-9
        assert here.gradient[j] == pytest.approx(slope, abs=1e-8)
        np.testing.assert_allclose(-here.information[j], curve, atol=1e-8)


def test_prediction_uses_the_variance_of_the_place(bcg):
    fit = rma(scale="~ ablat", data=bcg)
    made = fit.predict(pd.DataFrame({"ablat": [13, 55]}))
    width = (made.pi_ub - made.pi_lb).to_numpy() / 2 / 1.959963984540054
    np.testing.assert_allclose(
        width**2 - made.se**2, fit.scale.tau2_at(pd.DataFrame({"ablat": [13, 55]})), rtol=1e-9
    )
    assert len(fit.predict()) == 13
    assert "Scale (log tau2)" in str(fit)
    assert fit.scale.tidy()["term"].tolist() == ["intrcpt", "ablat"]


def test_what_does_not_go_together_is_refused(bcg):
    with pytest.raises(NumbersError, match="DL does not go with scale"):
        rma(scale="~ ablat", data=bcg, method="DL")
    with pytest.raises(NumbersError, match="weights: does not go with scale"):
        rma(scale="~ ablat", data=bcg, weights=bcg.vi)
    with pytest.raises(NumbersError, match="no single tau2"):
        rma(scale="~ ablat", data=bcg).tau2_interval()
    with pytest.raises(NumbersError, match="no maximum at finite"):
        maximise_scale(np.full(6, 0.2), np.full(6, 0.1), np.ones((6, 1)), np.ones((6, 1)), restricted=True)

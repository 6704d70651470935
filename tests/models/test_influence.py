from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthesis.models.deletion import rstandard, rstudent
from synthesis.models.univariate import rma

#: metafor 3.8-1 with default control, whose tau2 is good to about 1e-7.
PINNED = {
    "rstudent": (-0.218142474344, -1.291790183257),
    "dffits": (-0.0407075604868, -0.3435877369527),
    "cook_d": (0.00171654236729, 0.11324970451270),
    "cov_r": (1.11644891105, 1.01019211997),
    "tau2_del": (0.336156745300, 0.292583085554),
    "QE_del": (151.582572747, 145.317607670),
    "hat": (0.0505948307932, 0.0636467963213),
}


def test_pinned_rows(bcg):
    made = rma(data=bcg).influence()
    for name, values in PINNED.items():
        np.testing.assert_allclose(getattr(made, name)[:2], values, rtol=2e-6, err_msg=name)


@pytest.mark.parametrize("mods", [None, "~ ablat", "~ ablat + C(alloc)"])
@pytest.mark.parametrize("options", [{}, {"test": "knha"}, {"method": "FE"}, {"method": "DL"}, {"tau2": 0.2}])
def test_every_number_follows_from_rma_on_the_other_rows(bcg, mods, options):
    fit = rma(mods=mods, data=bcg, **options)
    made = fit.influence()
    x, y, v = fit.design.x, fit.yi, fit.vi
    for i in (0, 6, 12):
        rest = rma(mods=mods, data=bcg.drop(index=i), **options)
        tau2 = rest.tau2 if rest.options.method.random else 0.0
        at = np.diag(1.0 / (v + tau2))
        variances = np.diag(np.linalg.inv(x.T @ at @ x)) * rest.kh_scale
        moved = fit.beta - rest.beta
        residual = y[i] - x[i] @ rest.beta
        error = np.sqrt(rest.kh_scale * (v[i] + tau2) + x[i] @ rest.vb @ x[i])
        expected = {
            "rstudent": residual / error,
            "dffits": x[i] @ moved / np.sqrt(rest.kh_scale * made.hat[i] * (v[i] + tau2)),
            "cook_d": moved @ np.linalg.solve(fit.vb, moved),
            "cov_r": np.linalg.det(rest.vb) / np.linalg.det(fit.vb),
            "tau2_del": tau2,
            "QE_del": rest.QE,
        }
        for name, value in expected.items():
            np.testing.assert_allclose(getattr(made, name)[i], value, rtol=1e-7, atol=1e-9, err_msg=name)
        np.testing.assert_allclose(made.dfbetas[i], moved / np.sqrt(variances), rtol=1e-7, atol=1e-9)
        own = rma(mods=mods, data=bcg.drop(index=i), method="FE") if not fit.options.method.random else rest
        assert own.k == fit.k - 1


@pytest.mark.parametrize("mods", [None, "~ ablat"])
@pytest.mark.parametrize("weighted", [False, True])
def test_hat_and_standardised_residuals_are_those_of_the_matrices(bcg, mods, weighted):
    weights = bcg.vi**-0.5 if weighted else None
    fit = rma(mods=mods, data=bcg, weights=weights)
    a, x = np.diag(fit.weights), fit.design.x
    hat = x @ np.linalg.inv(x.T @ a @ x) @ x.T @ a
    left = np.eye(fit.k) - hat
    covariance = left @ np.diag(fit.vi + fit.tau2) @ left.T
    made = fit.influence()
    np.testing.assert_allclose(made.hat, np.diag(hat), rtol=1e-11)
    np.testing.assert_allclose(made.rstandard, left @ fit.yi / np.sqrt(np.diag(covariance)), rtol=1e-9)
    np.testing.assert_allclose(made.hat.sum(), fit.p, rtol=1e-12)
    np.testing.assert_allclose(made.weight.sum(), 100.0, rtol=1e-12)


def test_residuals_without_re_estimation_are_the_standardised_ones(bcg):
    fixed = rma(data=bcg, method="FE")
    np.testing.assert_allclose(rstudent(fixed), rstandard(fixed), rtol=1e-14)
    known = rma(data=bcg, tau2=0.3)
    np.testing.assert_allclose(rstudent(known), rstandard(known), rtol=1e-14)


def test_a_study_with_nearly_all_weight_keeps_its_residual():
    """1 - hat is 1e-13 here; from the hat matrix the residual would have no digit left."""
    fit = rma([0.0, 1.0, 1.2], [1e-13, 1.0, 1.0], method="FE")
    exact = -1.1 / np.sqrt(1e-13 + 0.5)
    np.testing.assert_allclose(rstandard(fit)[0], exact, rtol=1e-12)


def test_an_outlier_is_flagged_and_said_to_be_no_reason_to_drop_it():
    made = rma([0.1, 0.2, 0.15, 0.2, 1.9], [0.02, 0.03, 0.05, 0.04, 0.03], slab=list("ABCDE")).influence()
    assert made.influential.tolist() == [False] * 4 + [True]
    assert made.reasons[4] == ("dffits", "cook", "dfbetas")
    assert made.notes[0].code == "influential"
    assert "E (dffits, cook, dfbetas)" in made.notes[0].text
    assert "no reason to leave a study out" in made.notes[0].text


def test_leverage_alone_is_enough():
    rng = np.random.default_rng(5)
    data = pd.DataFrame({"x": [*range(12), 200.0], "vi": 0.1})
    data["yi"] = 0.01 * data.x + rng.normal(0, 0.05, 13)
    made = rma(mods="~ x", data=data).influence()
    assert "hat" in made.reasons[12]


@pytest.mark.parametrize("permutation", [[2, 0, 1, 3, 4], [4, 3, 2, 1, 0]])
def test_the_order_of_studies_does_not_matter(permutation):
    yi, vi = np.array([0.1, 0.4, 0.5, 0.9, -0.3]), np.array([0.02, 0.03, 0.5, 0.4, 0.3])
    one = rma(yi, vi).influence().tidy().drop(columns=["label", "reasons"])
    other = rma(yi[permutation], vi[permutation]).influence().tidy().drop(columns=["label", "reasons"])
    np.testing.assert_allclose(
        other.to_numpy(float), one.iloc[permutation].to_numpy(float), rtol=1e-8, atol=1e-10
    )


def test_rows_that_were_left_out_change_nothing(bcg):
    gaps = pd.concat([bcg.assign(yi=np.nan).iloc[:3], bcg])
    pd.testing.assert_frame_equal(
        rma(data=bcg, slab="trial").influence().tidy(), rma(data=gaps, slab="trial").influence().tidy()
    )


def test_small_and_degenerate_fits_are_nan_with_a_note():
    one = rma([0.3], [0.1]).influence()
    assert np.isnan(one.rstudent).all()
    assert one.hat.tolist() == [1.0]
    assert [note.code for note in one.notes] == ["no-studies"]
    two = rma([0.3, 0.5], [0.1, 0.2]).influence()
    assert np.isnan(two.dffits).all()
    assert not two.influential.any()
    assert [note.code for note in two.notes] == ["tau2-undefined"]
    three = rma([0.3, 0.5, 0.2], [0.1, 0.2, 0.1]).influence()
    assert np.isfinite(three.tidy().drop(columns=["label", "reasons"]).to_numpy(float)).all()


def test_a_study_that_alone_carries_a_coefficient_is_nan():
    data = pd.DataFrame({"yi": [0.1, 0.2, 0.3, 0.9], "vi": [0.1] * 4, "x": [0.0, 0.0, 0.0, 1.0]})
    made = rma(mods="~ x", data=data).influence()
    np.testing.assert_allclose(made.hat[3], 1.0, rtol=1e-14)
    for values in (made.rstudent, made.rstandard, made.dffits, made.cook_d, made.cov_r, made.dfbetas[:, 0]):
        assert np.isnan(values[3])
        assert np.isfinite(values[:3]).all()
    assert "study 4" in made.notes[-1].text


@pytest.mark.parametrize("test", ["z", "knha"])
def test_identical_studies(test):
    made = rma([0.3] * 4, [0.1] * 4, test=test).influence()
    np.testing.assert_allclose(made.rstandard, 0.0, atol=1e-15)
    assert not made.influential.any()
    if test == "knha":  # the scale is 0: there are no standard errors to count in
        assert np.isnan(made.cook_d).all()
        assert np.isnan(made.dffits).all()

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from synthesis.models.univariate import rma


def test_the_block_shows_what_a_metafor_user_expects(bcg):
    text = str(rma(data=bcg, test="knha"))
    for line in (
        "Random-Effects Model (k = 13; tau2 estimator: REML)",
        "tau2:                            0.3132 (SE = 0.1664)",
        "I2 = tau2 / (tau2 + typical vi): 92.22%",
        "Q (df = 12):                     152.2330, p < 0.001",
        "Tests: Knapp-Hartung, scale 1.0113; 95% intervals.",
    ):
        assert line in text
    assert "F (df1 = 1, df2 = 11):" in str(rma(mods="~ ablat", data=bcg, test="knha"))
    assert "Fixed-Effects with Moderators Model" in str(rma(mods="~ ablat", data=bcg, method="FE"))


def test_the_line_is_one_line(bcg):
    assert repr(rma(data=bcg)) == "<RmaFit REML z, k = 13: −0.7145 [−1.0669, −0.3622], tau2 0.3132>"
    assert repr(rma(mods="~ ablat", data=bcg)) == "<RmaFit REML z, k = 13: 2 coefficients, tau2 0.0763>"


def test_html_has_no_colours_and_escapes_labels(bcg):
    fit = rma([0.1, 0.2, 0.3], [0.001, 0.2, 0.2], slab=["<b>A</b>", "B", "C"])
    html = fit._repr_html_()
    assert "color" not in html
    assert "style" not in html
    assert "&lt;b&gt;A&lt;/b&gt; carries" in html
    assert html.count("<tr>") == 2


def test_tidy_is_the_attributes(bcg):
    fit = rma(mods="~ ablat", data=bcg)
    tidy = fit.tidy()
    assert tidy["term"].tolist() == ["intrcpt", "ablat"]
    for column, attribute in (
        ("estimate", "beta"),
        ("std_error", "se"),
        ("p_value", "pval"),
        ("ci_low", "ci_lb"),
    ):
        np.testing.assert_array_equal(tidy[column], getattr(fit, attribute))


def test_a_fit_is_frozen_and_carries_its_evidence(bcg):
    fit = rma(mods="~ ablat", data=bcg)
    with pytest.raises(FrozenInstanceError):
        fit.tau2 = 0.0
    assert len(fit.digest) == 64
    assert dict(fit.versions)["numpy"] == np.__version__
    assert fit.call == "rma(yi, vi, mods='~ ablat', method='REML', test='z', level=95)"
    changed = bcg.assign(ablat=bcg.ablat + (bcg.trial == 4))
    assert rma(mods="~ ablat", data=changed).digest != fit.digest


def test_fitted_values_and_residuals_add_up(bcg):
    fit = rma(mods="~ ablat", data=bcg)
    rows = fit.augment()
    np.testing.assert_allclose(rows["fitted"] + rows["resid"], rows["yi"], rtol=1e-14)
    np.testing.assert_allclose(rows["fitted"], fit.predict()["pred"], rtol=1e-14)


def test_the_problem_of_a_fit_gives_the_fit_again(bcg):
    for fit in (rma(data=bcg), rma(mods="~ ablat", data=bcg)):
        np.testing.assert_allclose(fit.problem.located(np.array([fit.tau2])).beta[0], fit.beta, rtol=1e-12)

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import NumbersError, UnknownTermError
from synthesis.models.univariate import rma


def test_bcg_prediction_intervals(bcg):
    # metafor 3.8-1 and 5.1-12 (default control, six printed decimals)
    z, knha = rma(data=bcg), rma(data=bcg, test="knha")
    made = [z.predict(), knha.predict(), z.predict(kind="riley")]
    expected = [(-1.866692, 0.437628), (-1.996017, 0.566952), (-2.008376, 0.579311)]
    for frame, bounds in zip(made, expected, strict=True):
        assert (frame.pi_lb[0], frame.pi_ub[0]) == pytest.approx(bounds, abs=1e-6)


def test_riley_2011_blood_pressure():
    # vignette of R package pimeta, after Riley et al. 2011: DerSimonian-Laird, four printed decimals
    yi = [0, 0.1, -0.4, -0.8, -0.63, 0.22, -0.34, -0.51, 0.03, -0.81]
    sei = [0.423477, 0.219392, 0.025511, 0.198983, 0.301026, 0.301026, 0.07143, 0.102043, 0.122451, 0.301026]
    fit = rma(yi, sei=sei, method="DL", test="t")
    assert (fit.beta[0], fit.tau2) == pytest.approx((-0.3341, 0.0282), abs=6e-5)
    assert (fit.ci_lb[0], fit.ci_ub[0]) == pytest.approx((-0.5068, -0.1613), abs=6e-5)
    hts = fit.predict(kind="hts")
    assert (hts.pi_lb[0], hts.pi_ub[0]) == pytest.approx((-0.7598, 0.0917), abs=6e-5)
    assert "not-predictable" in {note.code for note in fit.notes}


def test_set_shifting():
    # data of R package pimeta (Roberts 2007 in Higgins 2009); numbers worked out independently
    yi = [0.38, 0.07, 0.52, 0.85, 0.45, 0.01, -0.58, 0.44, 0.46, 0.93, 0.28, 0.2, 0.46, 0.59]
    sei = [0.4, 0.21, 0.29, 0.25, 0.29, 0.35, 0.36, 0.25, 0.22, 0.47, 0.24, 0.28, 0.23, 0.36]
    fit = rma(yi, sei=sei, method="DL", test="t")
    assert (fit.beta[0], fit.tau2) == pytest.approx((0.36159386, 0.02263461), abs=1e-6)
    assert (fit.ci_lb[0], fit.ci_ub[0]) == pytest.approx((0.17668476, 0.54650296), abs=1e-6)
    hts = fit.predict(kind="hts")
    assert (hts.pi_lb[0], hts.pi_ub[0]) == pytest.approx((-0.01553909, 0.73872681), abs=1e-6)


def test_chance_beyond_a_threshold_matches_the_interval(bcg):
    for test in ("z", "knha"):
        for kind in ("matching", "riley", "hts", "simple"):
            fit = rma(data=bcg, test=test)
            bounds = fit.predict(kind=kind).iloc[0]
            assert fit.chance(bounds.pi_ub, kind=kind)[0] == pytest.approx(0.025, rel=1e-9)
            assert fit.chance(bounds.pi_lb, above=False, kind=kind)[0] == pytest.approx(0.025, rel=1e-9)


def test_a_model_through_the_origin_uses_yi_itself():
    # metafor's rma.mv: tau2 .08429, QE 26.071; its rma.uni centres yi and says .8895 and 227.38
    x, y = np.arange(1.0, 7.0), np.array([0.5, 1.2, 1.1, 2.3, 2.2, 3.4])
    fit = rma("y", "v", "~ 0 + x", pd.DataFrame({"x": x, "y": y, "v": 0.02}))
    rss = float(((y - x * (x @ y) / (x @ x)) ** 2).sum())
    # equal variances: REML is the residual variance less v
    assert fit.tau2 == pytest.approx(rss / 5 - 0.02, rel=1e-12)
    assert fit.tau2 == pytest.approx(0.08429, abs=5e-6)
    assert pytest.approx(rss / 0.02, rel=1e-12) == fit.QE
    assert pytest.approx(26.071, abs=5e-4) == fit.QE
    assert pytest.approx(fit.zval[0] ** 2, rel=1e-12) == fit.QM
    assert np.isnan(fit.R2)
    assert "through-origin" in {note.code for note in fit.notes}


def test_fixed_tau2_is_used_as_it_is(bcg):
    fit = rma(data=bcg, tau2=0.5)
    w = 1 / (bcg.vi + 0.5)
    assert fit.beta[0] == pytest.approx(float((w * bcg.yi).sum() / w.sum()), rel=1e-13)
    assert np.isnan(fit.se_tau2)
    assert "known" in str(fit)
    with pytest.raises(NumbersError, match="not a variance"):
        rma(data=bcg, tau2=-0.1)


def test_both_spellings_give_the_same_fit(bcg):
    one = rma(data=bcg, method="dersimonian-laird", test="Knapp-Hartung")
    two = rma(data=bcg, method="DL", test="knha")
    assert one.options == two.options
    assert one.beta[0] == two.beta[0]
    with pytest.raises(UnknownTermError, match="did you mean 'REML'"):
        rma(data=bcg, method="REM")


def test_arrays_columns_and_standard_errors_are_the_same_data(bcg):
    digests = {
        rma(data=bcg).digest,
        rma(bcg.yi.to_list(), bcg.vi.to_numpy()).digest,
        rma("effect", "variance", data=bcg.rename(columns={"yi": "effect", "vi": "variance"})).digest,
    }
    assert len(digests) == 1
    by_sei = rma(bcg.yi, sei=np.sqrt(bcg.vi))
    assert by_sei.beta[0] == pytest.approx(rma(data=bcg).beta[0], rel=1e-14)


def test_rows_in_are_rows_used_plus_rows_left_out_with_a_reason(bcg):
    data = bcg.assign(note="")
    data.loc[0, "yi"], data.loc[1, "vi"], data.loc[2, "vi"] = np.nan, 0.0, -1.0
    data.loc[3, "vi"], data.loc[4, "ablat"], data.loc[5, "yi"] = np.inf, np.nan, np.inf
    fit = rma(mods="~ ablat", data=data, slab="trial")
    assert fit.k == 7
    assert fit.excluded["reason"].tolist() == [
        "yi is missing",
        "vi is 0: no estimate is exact",
        "vi is negative",
        "vi is infinite: the study says nothing",
        "moderator ablat is missing",
        "yi is infinite",
    ]
    assert len(fit.augment()) == 13
    assert fit.augment()["used"].sum() == fit.k
    assert fit.augment()["weight"].sum() == pytest.approx(100.0)
    assert "excluded" in {note.code for note in fit.notes}


def test_the_log_likelihood_and_criteria_of_metafor(bcg):
    # metafor 3.8-1, default control: REML with latitude, and DL (whose likelihood is the full one)
    glance = rma(mods="~ ablat", data=bcg).glance().iloc[0]
    assert [glance.log_lik, glance.AIC, glance.BIC, glance.AICc] == pytest.approx(
        [-8.08732005798, 22.17464011596, 23.36832594236, 25.60321155253], abs=2e-8
    )
    glance = rma(data=bcg, method="DL").glance().iloc[0]
    assert [glance.log_lik, glance.AIC, glance.BIC, glance.AICc] == pytest.approx(
        [-12.68234, 29.36467, 30.49457, 30.56467], abs=1e-5
    )


def test_r2(bcg):
    assert pytest.approx(75.62, abs=0.01) == rma(mods="~ ablat", data=bcg).R2
    assert pytest.approx(77.98, abs=0.01) == rma(mods="~ ablat", data=bcg, method="FE").R2
    # nothing to account for is not "nothing accounted for"
    flat = bcg.assign(yi=0.1)
    assert np.isnan(rma(mods="~ ablat", data=flat).R2)


def test_errors_say_where_and_what_to_do(bcg):
    with pytest.raises(NumbersError, match=r"yi: no column 'effect'; columns: trial"):
        rma("effect", data=bcg)
    with pytest.raises(NumbersError, match="vi: 'vi' names a column and there is no data"):
        rma([0.1, 0.2])
    with pytest.raises(NumbersError, match="vi: has 1 values, yi has 2"):
        rma([0.1, 0.2], [0.1])
    with pytest.raises(NumbersError, match="no row has an effect"):
        rma([np.nan], [0.1])
    with pytest.raises(NumbersError, match=r"mods: .* is not a formula; write '~ ablat'"):
        rma(mods="ablat", data=bcg)
    with pytest.raises(NumbersError, match="left side"):
        rma(mods="yi ~ ablat", data=bcg)
    with pytest.raises(NumbersError, match="follows from the columns before"):
        rma(mods="~ ablat + double", data=bcg.assign(double=2 * bcg.ablat))
    with pytest.raises(NumbersError, match="14 coefficients for 13 studies"):
        rma(mods=np.random.default_rng(0).normal(size=(13, 13)), data=bcg)
    with pytest.raises(NumbersError, match="cannot read"):
        rma(mods="~ nothing_here", data=bcg)
    with pytest.raises(NumbersError, match="does not hold numbers"):
        rma(["a", "b"], [0.1, 0.2])
    with pytest.raises(NumbersError, match="slab: has 2 labels"):
        rma(data=bcg, slab=["a", "b"])


def test_the_caller_keeps_the_data(bcg):
    before = bcg.copy()
    yi, vi = bcg.yi.to_numpy(copy=True), bcg.vi.to_numpy(copy=True)
    rma(yi, vi, mods=bcg[["ablat"]].to_numpy())
    rma(mods="~ ablat", data=bcg)
    pd.testing.assert_frame_equal(bcg, before)
    np.testing.assert_array_equal(yi, bcg.yi)
    np.testing.assert_array_equal(vi, bcg.vi)

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import NumbersError
from synthesis.models.univariate import rma


@pytest.fixture
def fit(bcg):
    return rma(mods="~ ablat + C(alloc)", data=bcg, test="knha")


def test_a_joint_test_of_one_coefficient_is_its_own_test(fit):
    made = fit.test("ablat")
    assert made.statistic == pytest.approx(fit.zval[1] ** 2, rel=1e-12)
    assert made.p_value == pytest.approx(fit.pval[1], rel=1e-12)
    assert (made.df, made.df_denominator) == (1, 9.0)


def test_all_terms_together_are_the_omnibus_test(fit):
    assert fit.test(["ablat", "C(alloc)"]).statistic == pytest.approx(fit.QM, rel=1e-12)
    assert fit.test().p_value == pytest.approx(fit.QMp, rel=1e-12)
    assert fit.test("C(alloc)").df == 2


def test_the_factor_test_does_not_depend_on_the_reference_level(bcg, fit):
    other = rma(mods="~ ablat + C(alloc, contr.treatment('random'))", data=bcg, test="knha")
    term = next(name for name, _ in other.design.terms if name.startswith("C("))
    assert other.test(term).statistic == pytest.approx(fit.test("C(alloc)").statistic, rel=1e-9)


def test_contrasts_by_mapping_names_and_rows_agree(fit):
    one = fit.contrast({"ablat": 10})
    assert one["estimate"][0] == pytest.approx(10 * fit.beta[1], rel=1e-13)
    assert one["std_error"][0] == pytest.approx(10 * fit.se[1], rel=1e-13)
    levels = [name for name in fit.names if name.startswith("C(")]
    several = fit.contrast({"a - b": {levels[0]: 1, levels[1]: -1}, "warmer": {"ablat": -10}})
    rows = fit.contrast(np.array([[0, 0, 1, -1], [0, -10, 0, 0]]))
    np.testing.assert_allclose(several["estimate"], rows["estimate"], rtol=1e-14)
    assert several["contrast"].tolist() == ["a - b", "warmer"]


def test_marginal_means_are_predictions_at_the_mean_of_the_rest(bcg, fit):
    made = fit.margins("alloc").set_index("cell")
    for level in ("alternate", "random", "systematic"):
        expected = fit.predict(pd.DataFrame({"ablat": [bcg.ablat.mean()], "alloc": [level]})).iloc[0]
        row = made.loc[f"alloc={level}"]
        own = [row.estimate, row.std_error, row.ci_low, row.ci_high]
        np.testing.assert_allclose(own, expected[["pred", "se", "ci_lb", "ci_ub"]], rtol=1e-12)


def test_marginal_means_of_a_number_average_over_the_factor(fit):
    made = fit.margins("ablat", at={"ablat": [10, 50]})
    by_hand = [
        fit.predict(pd.DataFrame({"ablat": [x] * 3, "alloc": ["alternate", "random", "systematic"]}))[
            "pred"
        ].mean()
        for x in (10, 50)
    ]
    np.testing.assert_allclose(made["estimate"], by_hand, rtol=1e-12)


def test_interactions_and_splines_fit_and_predict(bcg):
    crossed = rma(mods="~ ablat * C(alloc)", data=bcg[bcg.alloc != "alternate"])
    assert crossed.test("ablat:C(alloc)").df == 1
    curved = rma(mods="~ bs(ablat, df=4)", data=bcg)
    assert curved.p == 5
    # the basis is the one of the fit, whatever data it is asked for
    alone = curved.predict(bcg.iloc[[3]])["pred"][0]
    assert alone == pytest.approx(curved.predict()["pred"][3], rel=1e-12)


def test_columns_predict_by_name(bcg):
    fit = rma(mods=bcg[["ablat"]], data=bcg)
    made = fit.predict(pd.DataFrame({"ablat": [0.0]}))
    assert made["pred"][0] == pytest.approx(fit.beta[0], rel=1e-14)
    with pytest.raises(NumbersError, match="lacks ablat"):
        fit.predict(pd.DataFrame({"x": [0.0]}))


def test_unknown_names_are_refused_with_those_that_exist(fit):
    with pytest.raises(NumbersError, match=r"'lat' is neither .* one of ablat"):
        fit.test("lat")
    with pytest.raises(NumbersError, match="'lat' is not a coefficient"):
        fit.contrast({"lat": 1})
    with pytest.raises(NumbersError, match="'lat' is not a moderator"):
        fit.margins("lat")
    with pytest.raises(NumbersError, match="columns"):
        fit.contrast([[1, 0]])
    with pytest.raises(NumbersError, match="cannot give"):
        fit.predict(pd.DataFrame({"ablat": [1.0], "alloc": ["unheard of"]}))

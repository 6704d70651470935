from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import NumbersError
from synthesis.models.options import Method
from synthesis.models.univariate import rma

METHODS = [m.value for m in Method if m not in (Method.GENQ, Method.GENQM)]
COLUMNS = {"estimate": "beta", "std_error": "se", "p_value": "pval", "ci_low": "ci_lb", "ci_high": "ci_ub"}


def same(row: pd.DataFrame, fit, rtol: float = 1e-9) -> None:
    """The rows of one step are the fit; batch and single sums are in another order."""
    for column, attribute in COLUMNS.items():
        np.testing.assert_allclose(row[column], getattr(fit, attribute), rtol=rtol, atol=1e-10)
    for column, attribute in {
        "Q": "QE",
        "Q_p": "QEp",
        "tau2": "tau2",
        "I2": "I2",
        "H2": "H2",
        "k": "k",
    }.items():
        np.testing.assert_allclose(row[column].iloc[0], getattr(fit, attribute), rtol=rtol, atol=1e-9)


@pytest.mark.parametrize("test", ["z", "knha", "adhoc"])
@pytest.mark.parametrize("method", METHODS)
def test_each_step_is_rma_on_the_other_rows(bcg, method, test):
    made = rma(data=bcg, slab="trial", method=method, test=test).leave_one_out().tidy()
    for trial in (1, 4, 13):
        alone = rma(data=bcg[bcg.trial != trial], method=method, test=test)
        same(made[made.left_out == str(trial)], alone)


@pytest.mark.parametrize("options", [{"test": "knha"}, {"method": "DL"}, {"tau2": 0.1}, {"method": "FE"}])
def test_moderators_and_their_joint_test_are_refitted(bcg, options):
    made = rma(mods="~ ablat + C(alloc)", data=bcg, **options).leave_one_out().tidy()
    alone = rma(mods="~ ablat + C(alloc)", data=bcg.drop(index=7), **options)
    rows = made[made.left_out == "study 8"]
    assert rows.term.tolist() == list(alone.names)
    same(rows, alone)
    np.testing.assert_allclose(rows.QM, alone.QM, rtol=1e-9)
    np.testing.assert_allclose(rows.QMp, alone.QMp, rtol=1e-8)


def test_weights_given_are_kept(bcg):
    weights = bcg.vi**-0.5
    made = rma(data=bcg, weights=weights, method="GENQ").leave_one_out().tidy()
    rest = bcg.drop(index=2)
    same(made.iloc[[2]], rma(data=rest, weights=weights.drop(index=2), method="GENQ"))


def test_rows_that_were_left_out_change_nothing(bcg):
    gaps = pd.concat(
        [bcg.iloc[:5], bcg.iloc[[0]].assign(yi=np.nan), bcg.iloc[5:], bcg.iloc[[1]].assign(vi=np.inf)]
    )
    whole, with_gaps = rma(data=bcg, slab="trial"), rma(data=gaps, slab="trial")
    pd.testing.assert_frame_equal(whole.leave_one_out().tidy(), with_gaps.leave_one_out().tidy())


def test_the_order_of_rows_does_not_matter(bcg):
    shuffled = bcg.sample(frac=1.0, random_state=3)
    one = rma(data=bcg, slab="trial").leave_one_out().tidy().sort_values("left_out", ignore_index=True)
    other = rma(data=shuffled, slab="trial").leave_one_out().tidy().sort_values("left_out", ignore_index=True)
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)


def test_a_study_that_decides_the_conclusion_is_named():
    fit = rma([0.02, 0.03, -0.05, 0.9], [0.01, 0.01, 0.01, 0.01], method="FE", slab=["A", "B", "C", "D"])
    codes = {note.code: note.text for note in fit.leave_one_out().notes}
    assert codes["significance-flips"].startswith(
        "Without D the mean is no longer significant at the 0.05 level"
    )
    turned = rma([-0.1, -0.2, 0.9], [0.01, 0.02, 0.03], method="FE", slab=["A", "B", "C"]).leave_one_out()
    assert "Without C the mean changes its sign." in [note.text for note in turned.notes]


def test_a_stable_result_has_no_notes(bcg):
    assert rma(data=bcg).leave_one_out().notes == ()


def test_identical_studies_leave_no_spread():
    made = rma([0.3] * 4, [0.1] * 4).leave_one_out()
    np.testing.assert_allclose(made.fits.beta, 0.3)
    assert (made.fits.tau2 == 0.0).all()


def test_one_and_two_studies_are_nan_with_a_note():
    one = rma([0.3], [0.1]).leave_one_out()
    assert np.isnan(one.fits.beta).all()
    assert [note.code for note in one.notes] == ["no-studies"]
    two = rma([0.3, 0.5], [0.1, 0.2]).leave_one_out()
    np.testing.assert_array_equal(two.fits.beta[:, 0], [0.5, 0.3])
    assert np.isnan(two.fits.tau2).all()
    assert [note.code for note in two.notes] == ["tau2-undefined"]
    assert rma([0.3, 0.5, 0.1], [0.1, 0.2, 0.1]).leave_one_out().notes == ()


def test_a_study_the_moderators_need_is_named():
    data = pd.DataFrame({"yi": [0.1, 0.2, 0.3, 0.9], "vi": [0.1] * 4, "x": [0.0, 0.0, 0.0, 1.0]})
    made = rma(mods="~ x", data=data).leave_one_out()
    assert np.isnan(made.fits.beta[3]).all()
    assert "Without study 4 the moderators are linearly dependent" in made.notes[-1].text
    assert "not fitted" in made.notes[-1].text
    assert made.tidy().notes.iloc[-1] == "rank"


def test_a_location_scale_model_is_refused(bcg):
    fit = rma(data=bcg, scale="~ ablat", method="ML")
    for action in (
        fit.leave_one_out,
        fit.cumulative,
        fit.influence,
        fit.baujat,
        fit.gosh,
        fit.permutation_test,
    ):
        with pytest.raises(NumbersError, match="location-scale"):
            action()


def test_it_reads_well(bcg):
    made = rma(data=bcg.assign(trial="<b>"), slab="trial").leave_one_out()
    assert repr(made) == "<Leave-one-out REML, 13 refits: estimates −0.7948 to −0.6284>"
    assert "&lt;b&gt;" in made._repr_html_()
    assert (
        repr(rma(mods="~ ablat", data=bcg).leave_one_out())
        == "<Leave-one-out REML, 13 refits: 2 coefficients>"
    )

from __future__ import annotations

import numpy as np
import pytest

from synthesis.models.univariate import rma


@pytest.mark.parametrize("mods", [None, "~ ablat"])
def test_contributions_to_a_fixed_effect_add_up_to_q(bcg, mods):
    fit = rma(mods=mods, data=bcg, method="FE")
    np.testing.assert_allclose(fit.baujat().contribution.sum(), fit.QE, rtol=1e-12)


@pytest.mark.parametrize("options", [{}, {"method": "FE"}, {"test": "knha"}, {"method": "DL"}])
def test_influence_is_the_squared_change_over_its_new_variance(bcg, options):
    fit = rma(mods="~ ablat", data=bcg, **options)
    made = fit.baujat().tidy()
    for i in (0, 3, 12):
        rest = rma(mods="~ ablat", data=bcg.drop(index=i), **options)
        x = fit.design.x[i]
        expected = (x @ (rest.beta - fit.beta)) ** 2 / (x @ rest.vb @ x)
        np.testing.assert_allclose(made.influence[i], expected, rtol=1e-6, atol=1e-12)
    tau2 = fit.tau2 if fit.options.method.random else 0.0
    np.testing.assert_allclose(made.contribution, (fit.yi - fit.design.x @ fit.beta) ** 2 / (fit.vi + tau2))


def test_what_is_undefined_is_nan_with_a_note():
    made = rma([0.3, 0.5], [0.1, 0.2]).baujat()
    assert np.isnan(made.influence).all()
    assert np.isfinite(made.contribution).all()
    assert [note.code for note in made.notes] == ["tau2-undefined"]
    assert repr(made) == "<Baujat coordinates of 2 studies>"


def test_identical_studies_move_nothing():
    made = rma([0.3] * 4, [0.1] * 4, method="DL").baujat()
    np.testing.assert_allclose(made.influence, 0.0, atol=1e-25)
    np.testing.assert_allclose(made.contribution, 0.0, atol=1e-25)

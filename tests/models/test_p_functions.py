from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from synthesis.errors import NumbersError
from synthesis.models.p_functions import p_functions
from synthesis.models.study_interval import study_interval
from synthesis.models.univariate import rma

Y = [0.1, 0.6, -0.2, 0.45, 0.9]
V = [0.02, 0.1, 0.05, 0.01, 0.2]
NEAR = 1e-9  # quantile and tail of one distribution, there and back


@pytest.mark.parametrize("level", [80, 95, 99])
@pytest.mark.parametrize("test", ["z", "t", "knha"])
def test_intervals_are_where_p_is_one_minus_the_level(level: float, test: str) -> None:
    fit = rma(Y, V, test=test, level=level)
    alpha = 1 - level / 100
    mean = p_functions(fit, [fit.ci_lb[0], fit.beta[0], fit.ci_ub[0]]).mean
    np.testing.assert_allclose(mean, [alpha, 1, alpha], atol=NEAR)
    new = fit.predict().iloc[0]
    np.testing.assert_allclose(
        p_functions(fit, [new["pi_lb"], new["pred"], new["pi_ub"]]).prediction, [alpha, 1, alpha], atol=NEAR
    )
    low, high = study_interval(Y, V, level)
    np.testing.assert_allclose(np.diag(p_functions(fit, low).studies), alpha, atol=NEAR)
    np.testing.assert_allclose(np.diag(p_functions(fit, high).studies), alpha, atol=NEAR)


def test_a_study_is_a_normal_test() -> None:
    made = p_functions(rma([0.5], [0.25]), [0.0, 0.5, 2.0]).studies[0]
    np.testing.assert_allclose(made, 2 * norm.sf([1.0, 0.0, 3.0]), rtol=1e-12)


def test_a_fixed_effect_predicts_nothing() -> None:
    assert np.isnan(p_functions(rma(Y, V, method="EE"), [0.0, 1.0]).prediction).all()


def test_moderators_are_an_error() -> None:
    data = pd.DataFrame({"yi": Y, "vi": V, "x": range(5)})
    with pytest.raises(NumbersError, match="mean alone"):
        p_functions(rma(data=data, mods="~ x"), [0.0])

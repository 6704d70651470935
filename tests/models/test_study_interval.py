from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from synthesis.errors import NumbersError
from synthesis.models.study_interval import study_interval
from synthesis.models.univariate import rma


@pytest.mark.parametrize("level", [80, 90, 95, 99])
def test_coverage_is_the_normal_one(level: float) -> None:
    low, high = study_interval([0.3, -1.0], [0.04, 2.0], level)
    z = norm.ppf(0.5 + level / 200)
    np.testing.assert_allclose(high - low, 2 * z * np.sqrt([0.04, 2.0]), rtol=1e-12)  # two roundings
    np.testing.assert_allclose((high + low) / 2, [0.3, -1.0], rtol=1e-12)


def test_it_is_the_interval_a_fit_gives() -> None:
    fit = rma([0.1, 0.3, 0.6], [0.04, 0.09, 0.01])
    low, high = study_interval(fit.yi, fit.vi, fit.options.level)
    frame = fit.augment()
    np.testing.assert_allclose(low, frame["ci_lb"], rtol=1e-14)
    np.testing.assert_allclose(high, frame["ci_ub"], rtol=1e-14)


def test_undefined_stays_undefined() -> None:
    low, high = study_interval([np.nan, 0.1, 0.1], [0.1, 0.0, -1.0])
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_a_level_is_a_percentage() -> None:
    with pytest.raises(NumbersError):
        study_interval([0.1], [0.1], 100)

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from synthesis.errors import NumbersError
from synthesis.models.inference import chi2_p, chi2_quantile, omnibus_p, share, t_quantile, two_sided_p


@pytest.mark.parametrize(
    "df", [[5.0], [1.0, 2.0, 30.0, 5.0], [np.inf, 3.0], [0.0, 4.0], [2.5, 7.25], [1e6, 3.0]]
)
def test_quantiles_whatever_the_mix_of_degrees_of_freedom(df):
    df = np.array(df)
    expected = np.where(df >= 1, stats.t.isf(0.025, np.maximum(df, 1)), np.nan)
    np.testing.assert_allclose(t_quantile(df, 0.025), expected, rtol=1e-12)
    finite = df[np.isfinite(df)]
    expected = np.where(finite >= 1, stats.chi2.isf(0.1, np.maximum(finite, 1)), np.nan)
    np.testing.assert_allclose(chi2_quantile(finite, 0.1), expected, rtol=1e-12)


def test_p_values_keep_their_digits_far_out():
    statistic, df = np.array([0.0, -2.5, 30.0, 9.0]), np.array([3.0, 12.0, 40.0, np.inf])
    expected = 2 * np.r_[stats.t.sf(np.abs(statistic[:3]), df[:3]), stats.norm.sf(9.0)]
    np.testing.assert_allclose(two_sided_p(statistic, df), expected, rtol=1e-10)


def test_p_of_chi_squared_is_undefined_without_degrees_of_freedom():
    np.testing.assert_allclose(chi2_p(np.array([3.84, 0.0, 1.0]), np.array([1.0, 2.0, 0.0])),
                               [stats.chi2.sf(3.84, 1), 1.0, np.nan])  # fmt: skip


def test_omnibus_is_chi_squared_or_f():
    assert omnibus_p(7.0, 2, np.inf) == pytest.approx(stats.chi2.sf(7.0, 2))
    assert omnibus_p(3.5, 2, 9.0) == pytest.approx(stats.f.sf(3.5, 2, 9))
    assert np.isnan(omnibus_p(3.5, 0, 9.0))


@pytest.mark.parametrize("level", [0.95, 50, 100, 101, -5, float("nan")])
def test_a_level_is_a_percentage(level):
    with pytest.raises(NumbersError, match="is not a level"):
        share(level)


def test_no_degrees_of_freedom_at_all():
    assert t_quantile(np.empty(0), 0.025).size == 0
    assert np.isnan(t_quantile(np.zeros(2), 0.025)).all()

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from scipy.stats import t as t_distribution

from synthesis.effects import convert

count = st.integers(1, 2000)


@given(sd=st.floats(0.01, 100), n=st.integers(2, 1000), mean=st.floats(-100, 100), level=st.floats(50, 99.9))
def test_sd_comes_back_from_se_and_interval(sd: float, n: int, mean: float, level: float) -> None:
    se = sd / np.sqrt(n)
    half = t_distribution(n - 1).ppf(0.5 + level / 200) * se
    assert convert.sd_from_se(se, n) == pytest.approx(sd, rel=1e-14)
    # bounds around a mean 1e4 times the SD keep 11 digits of their distance
    assert convert.sd_from_ci(mean - half, mean + half, n, level=level) == pytest.approx(sd, rel=1e-9)


@given(estimate=st.floats(0.01, 10), se=st.floats(0.05, 5), df=st.sampled_from([np.inf, 5.0, 38.0]))
def test_se_comes_back_from_p(estimate: float, se: float, df: float) -> None:
    law = norm() if np.isinf(df) else t_distribution(df)
    p = 2 * law.sf(estimate / se)
    if 1e-300 < p < 0.999:
        # near p = 1 the statistic is the quantile of almost a half
        assert convert.se_from_p(estimate, p, df=df) == pytest.approx(se, rel=1e-9)


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, 1.1, np.nan])
def test_p_that_says_nothing_gives_nothing(p: float) -> None:
    assert np.isnan(convert.se_from_p(1.0, p))


def test_no_effect_has_no_se_by_p() -> None:
    assert np.isnan(convert.se_from_p(0.0, 0.5))


def test_reversed_bounds_give_nothing() -> None:
    assert np.isnan(convert.se_from_ci(2, 1))
    assert np.isnan(convert.off_centre(1, 2, 2))
    assert np.isnan(convert.sd_from_se(-1, 10))


def test_an_interval_on_another_scale_shows() -> None:
    assert convert.off_centre(2.0, 1.0, 4.0) == pytest.approx(1 / 6)
    assert convert.off_centre(*np.log([2.0, 1.0, 4.0])) == pytest.approx(0, abs=1e-15)


@given(s1=st.floats(0.1, 10), s2=st.floats(0.1, 10), r=st.floats(-0.99, 0.99))
def test_correlation_comes_back_from_the_sd_of_the_change(s1: float, s2: float, r: float) -> None:
    change = np.sqrt(s1**2 + s2**2 - 2 * r * s1 * s2)
    # r is a difference over s1 s2, up to 1e4 times smaller than its parts
    assert convert.r_from_change_sd(s1, s2, change) == pytest.approx(r, abs=1e-11)


def test_an_sd_of_change_that_cannot_be_gives_nothing() -> None:
    assert np.isnan(convert.r_from_change_sd(1, 1, 3))


@given(y=st.floats(-5, 5), v=st.floats(0.01, 5))
def test_log_odds_and_smd_go_both_ways(y: float, v: float) -> None:
    back = convert.smd_from_log_odds(*convert.log_odds_from_smd(y, v))
    assert back[0] == pytest.approx(y, rel=1e-14)
    assert back[1] == pytest.approx(v, rel=1e-14)
    assert convert.smd_from_log_odds(np.pi, 1)[0] == pytest.approx(np.sqrt(3))


@given(a=count, b=count, c=count, d=count)
def test_table_comes_back_from_its_odds_ratio(a: int, b: int, c: int, d: int) -> None:
    cells = convert.table_from_odds_ratio(float(Fraction(a * d, b * c)), a + b, c + d, a + c)
    for found, true in zip(cells, (a, b, c, d), strict=True):
        assert found == pytest.approx(true, rel=1e-6, abs=1e-6)  # enough to round to whole people


@pytest.mark.parametrize("numbers", [(-1, 10, 10, 5), (2, 10, 10, 25), (2, 10, 10, -1), (np.nan, 10, 10, 5)])
def test_tables_that_cannot_be_give_nothing(numbers: tuple) -> None:
    assert np.isnan(convert.table_from_odds_ratio(*numbers)).all()


@pytest.mark.parametrize(
    ("level", "df", "expected"), [(95, np.inf, 1.959964), (95, 38, 2.024394), (99, 10, 3.169273)]
)
def test_quantiles_are_those_of_tables(level: float, df: float, expected: float) -> None:
    assert convert.quantile(level, df) == pytest.approx(expected, abs=5e-7)

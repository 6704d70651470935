from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f_oneway, pearsonr, ttest_ind, ttest_rel

from synthesis.effects import from_tests, means, paired
from synthesis.errors import UnknownTermError

sample = st.lists(st.floats(-10, 10).map(lambda x: round(x, 3)), min_size=4, max_size=12)


def _cohen(x: np.ndarray, y: np.ndarray) -> float:
    return float(
        means.smd(x.mean(), x.std(ddof=1), x.size, y.mean(), y.std(ddof=1), y.size, correct=False).yi
    )


@pytest.mark.parametrize("seed", range(6))
def test_statistics_of_scipy_give_the_d_of_the_data(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.normal(0.4 * seed, 1, 9 + seed), rng.normal(0, 1.5, 14)
    d = _cohen(x, y)
    test = ttest_ind(x, y)
    sizes = (x.size, y.size)
    assert from_tests.d_from_t(test.statistic, *sizes) == pytest.approx(d, rel=1e-11)
    assert from_tests.d_from_p(np.sign(d) * test.pvalue, *sizes) == pytest.approx(d, rel=1e-9)
    assert from_tests.d_from_f(np.sign(d) * f_oneway(x, y).statistic, *sizes) == pytest.approx(d, rel=1e-9)
    values, group = np.concatenate([x, y]), np.repeat([1, 0], sizes)
    assert from_tests.d_from_r(pearsonr(values, group).statistic, *sizes) == pytest.approx(d, rel=1e-9)
    one_sided = ttest_ind(x, y, alternative="greater" if d > 0 else "less").pvalue
    assert from_tests.d_from_p(np.sign(d) * one_sided, *sizes, sides=1) == pytest.approx(d, rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_paired_statistics_of_scipy_give_the_change_of_the_data(seed: int) -> None:
    rng = np.random.default_rng(seed)
    before = rng.normal(5, 2, 15)
    after = before + rng.normal(0.5, 1, 15)
    test = ttest_rel(after, before)
    r = np.corrcoef(after, before)[0, 1]
    d = paired.standardised_by_change(
        after.mean(), after.std(ddof=1), before.mean(), before.std(ddof=1), 15, r, correct=False
    ).yi
    assert from_tests.change_d_from_t(test.statistic, 15) == pytest.approx(float(d), rel=1e-9)
    fit = pearsonr(before, after)
    t = fit.statistic * np.sqrt(13 / (1 - fit.statistic**2))
    assert from_tests.r_from_t(t, 15) == pytest.approx(fit.statistic, rel=1e-12)


@given(p=st.floats(1e-300, 0.999), n1=st.integers(2, 400), n2=st.integers(2, 400))
def test_p_of_t_comes_back(p: float, n1: int, n2: int) -> None:
    df = n1 + n2 - 2
    t = from_tests.t_from_p(p, df)
    if np.isfinite(t):
        from scipy.special import stdtr

        assert 2 * stdtr(df, -t) == pytest.approx(p, rel=1e-9)


def test_the_sign_of_p_is_the_direction() -> None:
    assert from_tests.d_from_p(-0.03, 20, 25) == -from_tests.d_from_p(0.03, 20, 25)


@pytest.mark.parametrize("p", [0, -0.0, 1.2, -3, np.nan])
def test_impossible_p_gives_nothing(p: float) -> None:
    assert np.isnan(from_tests.t_from_p(p, 38))


def test_p_of_one_is_no_effect() -> None:
    assert from_tests.t_from_p(1, 38) == 0


@pytest.mark.parametrize(
    ("relation", "low", "high"),
    [("<", "size", np.inf), (">", 0.0, "size"), ("=", "size", "size"), ("ns", np.nan, np.nan)],
)
def test_bounds_stay_bounds(relation: str, low: object, high: object) -> None:
    size = float(from_tests.d_from_p(0.05, 20, 30))
    found = from_tests.d_bounds_from_p(0.05, relation, 20, 30)
    for mine, expected in zip(found, (low, high), strict=True):
        np.testing.assert_equal(float(mine), size if expected == "size" else expected)


def test_bounds_of_nothing_are_nothing() -> None:
    for relation in ("<", ">", "="):
        assert np.isnan(from_tests.d_bounds_from_p(np.nan, relation, 20, 30)).all()
    with pytest.raises(UnknownTermError):
        from_tests.d_bounds_from_p(0.05, "about", 20, 30)


def test_published_small_study_effects_come_back() -> None:
    """Sizes, one-sided p and published differences of five trials (Zhang 2016, in R's metap)."""
    n1, n2 = [37, 30, 39, 25, 30], [38, 30, 38, 21, 30]
    p = [1.101288427e-05, 1.511391519e-05, 8.729868882e-05, 0.013654975, 0.004164157353]
    d = from_tests.d_from_p(p, n1, n2, sides=1)
    np.testing.assert_allclose(
        d, [1.05, 1.16, 0.9, 0.67, 0.7], atol=0.03
    )  # printed with two decimals, other tests

"""Stratified differences against statsmodels and scipy on people with exactly those means and spreads."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats
from statsmodels.stats.oneway import anova_generic

from synthesis.errors import NumbersError
from synthesis.models.options import Variances
from synthesis.models.stratified import Arms, _welch, stratified

SIZES = ((10, 10), (5, 8))
#: Solving a linear system and summing squares lose a few digits; nothing more is allowed.
CLOSE = {"rtol": 1e-10, "atol": 1e-12}


def arms_of(rows: list[tuple[float, ...]]) -> Arms:
    """One analyte; a row a stratum: n1, m1, sd1, n2, m2, sd2."""
    return Arms(*(np.array(column, dtype=float) for column in zip(*rows, strict=True)))


def people(rows: list[tuple[float, ...]]) -> pd.DataFrame:
    """Values of single people that have exactly these means and standard deviations."""
    rng = np.random.default_rng(7)
    made = []
    for stratum, (n1, m1, sd1, n2, m2, sd2) in enumerate(rows):
        for case, n, mean, sd in ((1, n1, m1, sd1), (0, n2, m2, sd2)):
            z = rng.normal(size=int(n))
            z = (z - z.mean()) / z.std(ddof=1)
            made += [{"y": mean + sd * value, "case": case, "stratum": f"s{stratum}"} for value in z]
    return pd.DataFrame(made)


CASES = [
    [(10, 4.4238, 0.5596, 10, 4.2617, 0.4154), (5, 4.9, 0.3, 8, 4.1, 0.6)],
    [(10, -1.0, 2.0, 10, 1.0, 0.1), (5, 0.5, 0.02, 8, 0.4, 3.0)],
    [(7, 3.0, 1.0, 4, 1.0, 1.0), (2, 9.0, 1.5, 30, 9.5, 0.5), (12, 0.0, 0.7, 3, 0.1, 2.0)],
]


@pytest.mark.parametrize("rows", CASES)
def test_equal_variances_are_least_squares(rows: list[tuple[float, ...]]) -> None:
    found = stratified(arms_of(rows), level=90)
    data = people(rows)
    whole = smf.ols("y ~ C(stratum) * case", data).fit()
    additive = smf.ols("y ~ C(stratum) + case", data).fit()
    np.testing.assert_allclose(found.overall.estimate, additive.params["case"], **CLOSE)
    weight = np.array([n1 * n2 / (n1 + n2) for n1, _, _, n2, _, _ in rows])
    share = weight / weight.sum()
    # the difference in stratum s is case + interaction with s
    contrast = pd.Series(0.0, whole.params.index)
    contrast["case"] = 1.0
    for stratum in range(1, len(rows)):
        contrast[f"C(stratum)[T.s{stratum}]:case"] = share[stratum]
    test = whole.t_test(contrast.to_numpy())
    np.testing.assert_allclose(found.overall.estimate, test.effect.item(), **CLOSE)
    np.testing.assert_allclose(found.overall.se, test.sd.item(), **CLOSE)
    np.testing.assert_allclose(found.overall.p, test.pvalue.item(), **CLOSE)
    assert found.overall.df == whole.df_resid
    low, high = test.conf_int(0.10)[0]
    np.testing.assert_allclose([found.overall.low, found.overall.high], [low, high], **CLOSE)
    f, p, _ = whole.compare_f_test(additive)
    np.testing.assert_allclose([found.differ_f, found.differ_p], [f, p], rtol=1e-8)


@pytest.mark.parametrize("rows", CASES)
@pytest.mark.parametrize("variances", Variances)
def test_each_stratum_is_its_own_t_test(rows: list[tuple[float, ...]], variances: Variances) -> None:
    found = stratified(arms_of(rows), variances=variances).each
    for i, (n1, m1, sd1, n2, m2, sd2) in enumerate(rows):
        test = stats.ttest_ind_from_stats(m1, sd1, n1, m2, sd2, n2, equal_var=variances is Variances.EQUAL)
        np.testing.assert_allclose(found.p[i], test.pvalue, **CLOSE)
        np.testing.assert_allclose(found.estimate[i] / found.se[i], test.statistic, **CLOSE)
        alone = stratified(arms_of([rows[i]]), variances=variances)
        np.testing.assert_allclose(alone.overall.p, test.pvalue, **CLOSE)
        assert np.isnan(alone.differ_f)
        assert np.isnan(alone.differ_p)


@pytest.mark.parametrize("rows", CASES)
def test_unequal_variances_follow_satterthwaite(rows: list[tuple[float, ...]]) -> None:
    found = stratified(arms_of(rows), variances=Variances.UNEQUAL).overall
    weight = np.array([n1 * n2 / (n1 + n2) for n1, _, _, n2, _, _ in rows])
    share = weight / weight.sum()
    pieces = [
        (c**2 * sd**2 / n, n - 1)
        for c, (n1, _, sd1, n2, _, sd2) in zip(share, rows, strict=True)
        for n, sd in ((n1, sd1), (n2, sd2))
    ]
    variance = sum(piece for piece, _ in pieces)
    df = variance**2 / sum(piece**2 / free for piece, free in pieces)
    estimate = sum(c * (m1 - m2) for c, (_, m1, _, _, m2, _) in zip(share, rows, strict=True))
    np.testing.assert_allclose(found.se, variance**0.5, **CLOSE)
    np.testing.assert_allclose(found.df, df, **CLOSE)
    np.testing.assert_allclose(found.p, 2 * stats.t.sf(abs(estimate) / variance**0.5, df), **CLOSE)


@pytest.mark.parametrize("k", [2, 3, 5])
def test_strata_are_compared_as_welch_compares_means(k: int) -> None:
    rng = np.random.default_rng(k)
    means, variances, n = rng.normal(size=k), rng.uniform(0.2, 3.0, k), rng.integers(4, 20, k)
    error = variances / n
    mean = np.average(means, weights=1 / error)
    plain = ((means - mean) ** 2 / error).sum() / (k - 1)
    f, df = _welch(np.array(plain), error, n - 1.0, np.array(float(k)), np.ones(k, dtype=bool))
    reference = anova_generic(means, variances, n, use_var="unequal")
    np.testing.assert_allclose(f, reference.statistic, **CLOSE)
    np.testing.assert_allclose(df, reference.df_denom, **CLOSE)


def test_two_unequal_strata_differ_by_a_t_test() -> None:
    rows = CASES[0]
    found = stratified(arms_of(rows), variances=Variances.UNEQUAL)
    (one, other), (v1, v2) = found.each.estimate, found.each.se**2
    t = (one - other) / np.sqrt(v1 + v2)
    df = (v1 + v2) ** 2 / (v1**2 / found.each.df[0] + v2**2 / found.each.df[1])
    np.testing.assert_allclose(found.differ_p, 2 * stats.t.sf(abs(t), df), **CLOSE)


@pytest.mark.parametrize("variances", Variances)
def test_an_absent_stratum_changes_nothing(variances: Variances) -> None:
    alone = stratified(arms_of([CASES[0][0]]), variances=variances)
    gap = (np.nan,) * 6
    with_gap = stratified(arms_of([CASES[0][0], gap]), variances=variances)
    for field in fields(alone.overall):
        np.testing.assert_allclose(
            getattr(with_gap.overall, field.name), getattr(alone.overall, field.name), rtol=1e-14
        )
    assert with_gap.strata == 1
    assert np.isnan(with_gap.each.estimate[1])


def draws(variances: Variances, *, spreads: tuple[float, float] = (1.0, 1.0)) -> np.ndarray:
    """P-values of many analytes that do not differ, in groups of the sizes of the proteome table."""
    rng = np.random.default_rng(20261121)
    columns: list[list[np.ndarray]] = [[] for _ in range(6)]
    for sizes in SIZES:
        for place, n, sd in ((0, sizes[0], spreads[0]), (3, sizes[1], spreads[1])):
            values = rng.normal(scale=sd, size=(20_000, n))
            columns[place].append(np.full(20_000, float(n)))
            columns[place + 1].append(values.mean(axis=1))
            columns[place + 2].append(values.std(axis=1, ddof=1))
    return stratified(Arms(*(np.stack(c, axis=-1) for c in columns)), variances=variances).overall.p


def test_p_values_are_exact_under_no_difference() -> None:
    p = draws(Variances.EQUAL)
    assert stats.kstest(p, "uniform").pvalue > 0.01
    # far out, where the false discovery rate looks: 20,000 draws leave a standard deviation of 2 × 10⁻⁴
    assert (p < 0.001).mean() == pytest.approx(0.001, abs=8e-4)


def test_separate_variances_hold_where_groups_spread_differently() -> None:
    spreads = (3.0, 1.0)
    off = abs((draws(Variances.UNEQUAL, spreads=spreads) < 0.05).mean() - 0.05)
    assert off < 0.01 < (draws(Variances.EQUAL, spreads=spreads) < 0.05).mean() - 0.05


def test_a_level_that_is_none_is_an_error() -> None:
    with pytest.raises(NumbersError, match="is not a level"):
        stratified(arms_of(CASES[0]), level=20)

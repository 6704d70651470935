from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.effects import medians
from synthesis.effects.outcome import Reason

WAYS = {
    "quartiles": {"q1": 25, "q3": 75},
    "range": {"low": 0, "high": 100},
    "both": {"q1": 25, "q3": 75, "low": 0, "high": 100},
}


def test_numbers_of_metafor_5() -> None:
    """Printed by metafor 5.1-12: conv.fivenum(q1=2, median=4, q3=8, n=40), with 12 digits."""
    normal = medians.mean_sd(4, 40, q1=2, q3=8)
    assert normal.mean == pytest.approx(4.70975, rel=1e-13)
    assert normal.sd == pytest.approx(4.613579408877, rel=1e-12)
    logs = medians.mean_sd(4, 40, q1=2, q3=8, log_normal=True)
    assert logs.mean == pytest.approx(6.673776578253, rel=1e-12)
    assert logs.sd == pytest.approx(7.846561486928, rel=1e-12)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("n", [9, 25, 101])
def test_normal_samples_give_back_mean_and_sd(way: str, n: int, rng: np.random.Generator) -> None:
    x = rng.normal(50, 10, (20_000, n))
    quantiles = {name: np.percentile(x, at, axis=1) for name, at in WAYS[way].items()}
    found = medians.mean_sd(np.median(x, axis=1), n, **quantiles)
    error = found.mean.std() / np.sqrt(20_000)
    assert abs(found.mean.mean() - 50) < 4 * error
    # the widths are those of another definition of quartiles: a few percent in small samples
    assert found.sd.mean() == pytest.approx(10, rel=0.01 if way == "range" else 0.12 if n == 9 else 0.05)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("n", [25, 101])
def test_log_normal_samples_give_back_mean_and_sd(way: str, n: int, rng: np.random.Generator) -> None:
    mu, sigma = 2.0, 0.6
    x = rng.lognormal(mu, sigma, (20_000, n))
    mean = np.exp(mu + sigma**2 / 2)
    sd = mean * np.sqrt(np.exp(sigma**2) - 1)
    quantiles = {name: np.percentile(x, at, axis=1) for name, at in WAYS[way].items()}
    found = medians.mean_sd(np.median(x, axis=1), n, log_normal=True, **quantiles)
    assert found.mean.mean() == pytest.approx(mean, rel=0.02)  # bias left by the definition of quartiles
    assert found.sd.mean() == pytest.approx(sd, rel=0.08)
    if way == "quartiles":  # the normal formulas miss the long tail
        normal = medians.mean_sd(np.median(x, axis=1), n, **quantiles)
        assert normal.mean.mean() < 0.95 * mean


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("n", [15, 40, 200])
def test_skewness_is_found_in_one_of_twenty_normal_samples(
    way: str, n: int, rng: np.random.Generator
) -> None:
    x = rng.normal(0, 1, (20_000, n))
    quantiles = {name: np.percentile(x, at, axis=1) for name, at in WAYS[way].items()}
    rate = medians.skewness(np.median(x, axis=1), n, **quantiles).skewed.mean()
    assert 0.03 < rate < 0.07  # fitted formulas of the critical value; Monte Carlo error 0.15 %


def test_skewness_is_found_in_log_normal_samples(rng: np.random.Generator) -> None:
    x = rng.lognormal(0, 1, (5_000, 100))
    quantiles = {name: np.percentile(x, at, axis=1) for name, at in WAYS["both"].items()}
    assert medians.skewness(np.median(x, axis=1), 100, **quantiles).skewed.mean() > 0.95


@given(centre=st.floats(-100, 100), half=st.floats(0.1, 50), n=st.integers(5, 2000), extra=st.floats(0.1, 50))
def test_symmetric_quantiles_have_their_median_as_mean(
    centre: float, half: float, n: int, extra: float
) -> None:
    quartiles = {"q1": centre - half, "q3": centre + half}
    ends = {"low": centre - half - extra, "high": centre + half + extra}
    for pairs in (quartiles, ends, quartiles | ends):
        found = medians.mean_sd(centre, n, **pairs)
        assert found.mean == pytest.approx(centre, rel=1e-12, abs=1e-10)
        assert found.sd > 0
        assert not medians.skewness(centre, n, **pairs).skewed


@given(
    q=st.tuples(*[st.floats(0.1, 100)] * 3).map(sorted), n=st.integers(5, 500), factor=st.floats(0.01, 100)
)
def test_the_unit_does_not_matter(q: list[float], n: int, factor: float) -> None:
    q1, med, q3 = q
    for log_normal in (False, True):
        before = medians.mean_sd(med, n, q1=q1, q3=q3, log_normal=log_normal)
        after = medians.mean_sd(med * factor, n, q1=q1 * factor, q3=q3 * factor, log_normal=log_normal)
        if before.reason == 0 and after.reason == 0:
            assert after.mean == pytest.approx(before.mean * factor, rel=1e-9)
            # widths of quartiles that nearly meet keep few digits
            assert after.sd == pytest.approx(before.sd * factor, rel=1e-6)


def test_large_samples_approach_the_quantiles_of_the_distribution() -> None:
    found = medians.mean_sd(0, 1e7, q1=-0.6744897501960817, q3=0.6744897501960817)
    assert found.sd == pytest.approx(1, rel=1e-6)
    assert medians.sd_from_quartiles(2 * 0.6744897501960817, 1e7) == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize(
    ("median", "n", "pairs", "reason"),
    [
        (4, 40, {}, Reason.MISSING),
        (np.nan, 40, {"q1": 2, "q3": 8}, Reason.MISSING),
        (4, np.nan, {"q1": 2, "q3": 8}, Reason.MISSING),
        (4, 4, {"q1": 2, "q3": 8}, Reason.SMALL_N),
        (9, 40, {"q1": 2, "q3": 8}, Reason.NOT_ORDERED),
        (4, 40, {"q1": 2, "q3": 8, "low": 3, "high": 9}, Reason.NOT_ORDERED),
        (4, 40, {"q1": 4, "q3": 4}, Reason.NO_WIDTH),
        (4, 40, {"q1": 2}, Reason.MISSING),
    ],
)
def test_impossible_rows_have_a_reason(median: float, n: float, pairs: dict, reason: Reason) -> None:
    found = medians.mean_sd(median, n, **pairs)
    assert found.reason == reason
    assert np.isnan(found.mean)
    assert np.isnan(found.sd)


@pytest.mark.parametrize("low", [0.0, -1.0])
def test_log_normal_needs_positive_quantiles(low: float) -> None:
    assert medians.mean_sd(4, 40, low=low, high=20, log_normal=True).reason == Reason.SKEWED


def test_no_width_and_small_samples_have_no_deviation() -> None:
    for function in (medians.sd_from_quartiles, medians.sd_from_range):
        assert np.isnan(function([0, -1, 3, np.nan], [40, 40, 4, 40])).all()


def test_each_row_takes_its_own_way() -> None:
    nan = np.nan
    found = medians.mean_sd(
        [4, 4, 4],
        40,
        q1=[2, nan, 2],
        q3=[8, nan, 8],
        low=[nan, 1, 1],
        high=[nan, 20, 20],
        log_normal=[False, True, True],
    )
    alone = [
        medians.mean_sd(4, 40, q1=2, q3=8),
        medians.mean_sd(4, 40, low=1, high=20, log_normal=True),
        medians.mean_sd(4, 40, q1=2, q3=8, low=1, high=20, log_normal=True),
    ]
    np.testing.assert_allclose(found.mean, [row.mean for row in alone], rtol=1e-14)
    np.testing.assert_allclose(found.sd, [row.sd for row in alone], rtol=1e-14)

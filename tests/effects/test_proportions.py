from __future__ import annotations

from math import asin, comb, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.effects import proportions
from synthesis.effects.measures import MEASURES
from synthesis.effects.outcome import Reason


@given(x=st.integers(1, 10**6), m=st.integers(1, 10**6))
def test_scales_of_one_share(x: int, m: int) -> None:
    n = x + m
    p = x / n
    # angles near 0 and π/2 keep 12 digits of the share; asin loses them near 1, where the check is absolute
    assert proportions.proportion(x, m).yi == pytest.approx(p, rel=1e-14)
    assert proportions.log_proportion(x, m).yi == pytest.approx(log(x) - log(n), rel=1e-12, abs=1e-14)
    assert proportions.logit_proportion(x, m).yi == pytest.approx(log(x) - log(m), rel=1e-12, abs=1e-14)
    assert proportions.arcsine_proportion(x, m).yi == pytest.approx(asin(sqrt(p)), abs=1e-7)
    double = (asin(sqrt(x / (n + 1))) + asin(sqrt((x + 1) / (n + 1)))) / 2
    assert proportions.double_arcsine_proportion(x, m).yi == pytest.approx(double, abs=1e-7)


@given(x=st.integers(0, 5000), m=st.integers(0, 5000))
def test_double_arcsine_goes_back_to_the_share(x: int, m: int) -> None:
    n = x + m
    yi = proportions.double_arcsine_proportion(x, m).yi
    if n == 0:
        assert np.isnan(yi)
        return
    # Miller's inverse takes a root of a difference, which halves the digits near 0 and 1
    assert proportions.share_of_double_arcsine(yi, n) == pytest.approx(x / n, abs=2e-7)


@pytest.mark.parametrize("measure", ["PR", "PLN", "PLO", "PAS"])
@given(x=st.integers(1, 5000), m=st.integers(1, 5000))
def test_back_and_forward_are_inverse(measure: str, x: int, m: int) -> None:
    found = MEASURES[measure]
    yi = found.function(x, m).yi
    assert found.scale.back is not None
    assert found.scale.forward is not None
    assert found.scale.back(yi) == pytest.approx(x / (x + m), rel=1e-12)
    assert found.scale.forward(found.scale.back(yi)) == pytest.approx(yi, rel=1e-9, abs=1e-11)


def test_unbiased_variance_by_all_outcomes() -> None:
    n, p = 6, 0.3
    expected = sum(
        comb(n, x)
        * p**x
        * (1 - p) ** (n - x)
        * np.nan_to_num(proportions.proportion(x, n - x, add=0, vtype="UB").vi)
        for x in range(n + 1)
    )
    assert expected == pytest.approx(p * (1 - p) / n, rel=1e-13)


@pytest.mark.parametrize(
    ("x", "m", "reason"),
    [
        (-1, 5, Reason.BAD_COUNT),
        (0, 0, Reason.SMALL_N),
        (np.nan, 4, Reason.MISSING),
        (np.inf, 4, Reason.NOT_FINITE),
    ],
)
def test_impossible_counts_have_a_reason(x: float, m: float, reason: Reason) -> None:
    for measure in ("PR", "PLN", "PLO", "PAS", "PFT"):
        assert MEASURES[measure].function(x, m).reason == reason


def test_zeros_without_correction() -> None:
    assert proportions.proportion(0, 5, add=0).reason == Reason.ZERO_VARIANCE
    assert proportions.log_proportion(0, 5, add=0).reason == Reason.ZERO_CELL
    assert proportions.logit_proportion(5, 0, to="none").reason == Reason.ZERO_CELL
    assert proportions.arcsine_proportion(0, 5).yi == 0


def test_transformed_shares_are_as_variable_as_they_say(rng: np.random.Generator) -> None:
    n, p = 200, 0.3
    x = rng.binomial(n, p, 200_000)
    for measure in ("PLN", "PLO", "PAS", "PFT"):
        yi = MEASURES[measure].function(x, n - x).yi
        stated = float(MEASURES[measure].function(n * p, n * (1 - p)).vi)
        assert yi.var() == pytest.approx(
            stated, rel=0.03
        )  # of order 1/n beyond the Monte Carlo error of 0.3 %

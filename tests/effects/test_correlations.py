from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.effects import correlations
from synthesis.effects.outcome import Reason

r = st.floats(-0.999, 0.999)
n = st.integers(5, 2000)


def _series(a: Decimal, c: Decimal, x: Decimal) -> Decimal:
    """₂F₁(a, a; c; x) by its series, to 20 digits."""
    term = total = Decimal(1)
    k = 0
    while k < 50 or abs(term) > Decimal(10) ** -22 * abs(total):
        term *= (a + k) * (a + k) * x / ((c + k) * (k + 1))
        total += term
        k += 1
        assert k < 20_000, "the series does not converge here"
    return total


@pytest.mark.parametrize("people", [5, 6, 8, 12, 20, 31, 49, 50, 51, 100, 300, 1000, 5000])
@pytest.mark.parametrize("value", [0.05, 0.3, 0.5, 0.7, 0.72, 0.95])
def test_unbiased_correlation_and_variance_in_decimals(people: int, value: float) -> None:
    if people < 20 and value < 0.3:
        return  # too slow a series; the next test covers it
    x = 1 - Decimal(value) ** 2
    yi = Decimal(value) * _series(Decimal("0.5"), Decimal(people - 2) / 2, x)
    h = _series(Decimal(1), Decimal(people) / 2, x)
    vi = yi**2 - (1 - Decimal(people - 3) / Decimal(people - 2) * x * h)
    assert correlations.unbiased_correlation(value, people).yi == pytest.approx(float(yi), rel=1e-14)
    unbiased = correlations.unbiased_correlation(value, people, vtype="UB")
    if vi < 0:
        assert unbiased.reason == Reason.NEGATIVE_VARIANCE
    else:
        assert unbiased.vi == pytest.approx(float(vi), rel=1e-12)


def test_unbiased_correlation_is_unbiased(rng: np.random.Generator) -> None:
    rho, people, k = 0.5, 6, 200_000
    x = rng.normal(size=(k, people))
    y = rho * x + np.sqrt(1 - rho**2) * rng.normal(size=(k, people))
    x, y = x - x.mean(1, keepdims=True), y - y.mean(1, keepdims=True)
    raw = (x * y).sum(1) / np.sqrt((x**2).sum(1) * (y**2).sum(1))
    corrected = correlations.unbiased_correlation(raw, people).yi
    error = corrected.std() / np.sqrt(k)
    assert abs(corrected.mean() - rho) < 4 * error
    assert abs(raw.mean() - rho) > 4 * error  # and without correction it is not


@given(value=r, people=n)
def test_sign_flips(value: float, people: int) -> None:
    for function in (correlations.correlation, correlations.unbiased_correlation, correlations.z_correlation):
        plus, minus = function(value, people), function(-value, people)
        assert plus.yi == -minus.yi
        assert plus.vi == minus.vi


@given(value=r, people=n)
def test_correction_enlarges_but_not_beyond_one(value: float, people: int) -> None:
    yi = correlations.unbiased_correlation(value, people).yi
    assert abs(value) * (1 - 1e-15) <= abs(yi) <= 1


@given(rows=st.lists(st.tuples(r, n), min_size=1, max_size=5))
def test_a_batch_is_its_rows(rows: list) -> None:
    values, people = np.array(rows).T
    batch = correlations.unbiased_correlation(values, people, vtype="UB")
    for position, (value, count) in enumerate(rows):
        one = correlations.unbiased_correlation(value, count, vtype="UB")
        assert batch.yi[position] == pytest.approx(one.yi, rel=1e-14)
        # variances near r of ±1 are differences of numbers a million times as large
        assert batch.vi[position] == pytest.approx(one.vi, rel=1e-8, nan_ok=True)


@pytest.mark.parametrize(
    ("value", "people", "reason"),
    [
        (1.01, 20, Reason.OUT_OF_RANGE),
        (0.5, 3, Reason.SMALL_N),
        (np.nan, 20, Reason.MISSING),
        (0.5, np.inf, Reason.NOT_FINITE),
    ],
)
def test_impossible_rows_have_a_reason(value: float, people: float, reason: Reason) -> None:
    for function in (correlations.correlation, correlations.unbiased_correlation, correlations.z_correlation):
        assert function(value, people).reason == reason


def test_perfect_correlations_have_no_variance() -> None:
    assert correlations.correlation(1, 20).reason == Reason.ZERO_VARIANCE
    assert correlations.z_correlation(-1, 20).reason == Reason.NOT_FINITE


def test_average_form() -> None:
    effects = correlations.correlation([0.2, 0.6, np.nan], [20, 60, 9], vtype="AV")
    np.testing.assert_allclose(effects.vi[:2], (1 - 0.5**2) ** 2 / np.array([19, 59]), rtol=1e-14)
    assert effects.reason.tolist() == [0, 0, Reason.MISSING]

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.effects import paired, prepost
from synthesis.effects.hedges import j
from synthesis.effects.outcome import Reason

mean = st.floats(-100, 100)
sd = st.floats(0.1, 10)
n = st.integers(3, 300)
r = st.floats(-0.9, 0.95)
group = st.tuples(mean, mean, sd, sd, n, r)


def _without_post_sd(values: tuple) -> tuple:
    return (*values[:2], *values[3:])


@given(a=group, b=group)
def test_sign_flips_when_groups_are_exchanged(a: tuple, b: tuple) -> None:
    pairs = [(prepost.difference_of_changes, a, b)]
    short = _without_post_sd(a), _without_post_sd(b)
    pairs += [
        (prepost.difference_of_standardised_changes, *short),
        (prepost.standardised_difference_of_changes, *short),
    ]
    for function, first, second in pairs:
        there, back = function(*first, *second), function(*second, *first)
        assert there.yi == pytest.approx(-back.yi, rel=1e-9, abs=1e-9)
        assert there.vi == pytest.approx(back.vi, rel=1e-10)


@given(a=group, b=group)
def test_differences_are_made_of_changes_of_each_group(a: tuple, b: tuple) -> None:
    changes = [paired.mean_change(m1, s1, m0, s0, k, c) for m1, m0, s1, s0, k, c in (a, b)]
    both = prepost.difference_of_changes(*a, *b)
    assert both.yi == pytest.approx(changes[0].yi - changes[1].yi, rel=1e-12, abs=1e-12)
    assert both.vi == pytest.approx(changes[0].vi + changes[1].vi, rel=1e-12)
    changes = [paired.standardised_by_first(m1, s0, m0, k, c) for m1, m0, _, s0, k, c in (a, b)]
    both = prepost.difference_of_standardised_changes(*_without_post_sd(a), *_without_post_sd(b))
    assert both.yi == pytest.approx(changes[0].yi - changes[1].yi, rel=1e-12, abs=1e-12)
    assert both.vi == pytest.approx(changes[0].vi + changes[1].vi, rel=1e-12)


def test_pooled_form_in_decimals(exact_j: Callable[[int], Decimal]) -> None:
    n1, n2, m = 12, 15, 25
    pooled = ((11 * Decimal(2) ** 2 + 14 * Decimal(3) ** 2) / 25).sqrt()
    g = exact_j(m) * Decimal("1.5") / pooled
    own = 2 * (1 - Decimal("0.5")) * (1 / Decimal(n1) + 1 / Decimal(n2))
    vi = exact_j(m) ** 2 * Decimal(m) / (m - 2) * (own + g**2) - g**2
    effects = prepost.standardised_difference_of_changes(6, 4, 2, n1, 0.5, 5.5, 5, 3, n2, 0.5)
    assert effects.yi == pytest.approx(float(g), rel=1e-14)
    assert effects.vi == pytest.approx(float(vi), rel=1e-13)


def test_pooled_form_is_unbiased_and_as_variable_as_it_says(rng: np.random.Generator) -> None:
    delta, n1, n2, corr, k = 0.8, 8, 10, 0.6, 400_000
    m = n1 + n2 - 2
    change = rng.normal(delta, np.sqrt(2 * (1 - corr) * (1 / n1 + 1 / n2)), k)
    sd = np.sqrt(rng.chisquare(m, k) / m)  # before, pooled; independent of the means
    g = prepost.standardised_difference_of_changes(change, 0, sd, n1, corr, 0, 0, sd, n2, corr).yi
    assert abs(g.mean() - delta) < 4 * g.std() / np.sqrt(k)
    stated = prepost.standardised_difference_of_changes(delta / j(m), 0, 1, n1, corr, 0, 0, 1, n2, corr).vi
    assert g.var() == pytest.approx(float(stated), rel=0.015)  # Monte Carlo error of the variance: 0.3 %


@pytest.mark.parametrize(
    ("position", "value", "reason"),
    [
        (0, np.nan, Reason.MISSING),
        (4, 1.2, Reason.OUT_OF_RANGE),
        (2, -1.0, Reason.NEGATIVE_SD),
        (3, 1, Reason.SMALL_N),
    ],
)
def test_impossible_rows_have_a_reason(position: int, value: float, reason: Reason) -> None:
    row = [6, 4, 2, 20, 0.5, 5, 4, 2, 25, 0.5]
    row[position] = value
    assert prepost.difference_of_standardised_changes(*row).reason == reason
    assert prepost.standardised_difference_of_changes(*row).reason == reason
    long = [6, 4, 2, 2, 20, 0.5, 5, 4, 2, 2, 25, 0.5]
    long[position if position < 3 else position + 1] = value
    assert prepost.difference_of_changes(*long).reason == reason


def test_groups_without_spread_have_a_reason() -> None:
    row = (6, 4, 0, 20, 0.5, 5, 4, 0, 25, 0.5)
    assert prepost.difference_of_standardised_changes(*row).reason == Reason.ZERO_SD
    assert prepost.standardised_difference_of_changes(*row).reason == Reason.ZERO_SD

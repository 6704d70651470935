from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.effects import spreads
from synthesis.effects.outcome import Reason

n = st.integers(2, 500)
sd = st.floats(0.1, 10)
mean = st.floats(1, 100)


@given(
    a=st.tuples(mean, sd, n),
    b=st.tuples(mean, sd, n),
    correct=st.booleans(),
    form=st.sampled_from(["LS", "LS2"]),
)
def test_exchange_of_groups_flips_the_sign(a: tuple, b: tuple, correct: bool, form: str) -> None:
    there = spreads.cvr(*a, *b, correct=correct, vtype=form)
    back = spreads.cvr(*b, *a, correct=correct, vtype=form)
    assert there.yi == pytest.approx(-back.yi, rel=1e-11, abs=1e-13)
    assert there.vi == pytest.approx(back.vi, rel=1e-13)
    there = spreads.vr(*a[1:], *b[1:], correct=correct, vtype=form)
    back = spreads.vr(*b[1:], *a[1:], correct=correct, vtype=form)
    assert there.yi == pytest.approx(-back.yi, rel=1e-11, abs=1e-13)
    assert there.vi == pytest.approx(back.vi, rel=1e-13)


@given(a=st.tuples(mean, sd, n), b=st.tuples(mean, sd, n), factor=st.floats(1e-6, 1e6))
def test_the_unit_does_not_matter(a: tuple, b: tuple, factor: float) -> None:
    before = spreads.cvr(*a, *b)
    after = spreads.cvr(a[0] * factor, a[1] * factor, a[2], b[0] * factor, b[1] * factor, b[2])
    assert after.yi == pytest.approx(before.yi, rel=1e-10, abs=1e-12)
    assert after.vi == pytest.approx(before.vi, rel=1e-11)


def test_simulated_bias_and_variance_of_log_sd(rng: np.random.Generator) -> None:
    n1, n2, k = 9, 13, 1_000_000
    s1 = 2 * np.sqrt(rng.chisquare(n1 - 1, k) / (n1 - 1))
    s2 = 3 * np.sqrt(rng.chisquare(n2 - 1, k) / (n2 - 1))
    truth = np.log(2 / 3)
    raw = spreads.vr(s1, n1, s2, n2, correct=False).yi
    assert abs(spreads.vr(s1, n1, s2, n2).yi.mean() - truth) < abs(raw.mean() - truth) / 4
    first, second = (spreads.vr(2, n1, 3, n2, vtype=form).vi for form in ("LS", "LS2"))
    assert abs(second - raw.var()) < abs(first - raw.var())


def test_simulated_bias_and_variance_of_log_cv(rng: np.random.Generator) -> None:
    groups, k = ((10.0, 2.0, 12), (8.0, 3.0, 15)), 1_000_000
    drawn: list[np.ndarray | int] = []
    for mu, sigma, people in groups:
        drawn += [
            rng.normal(mu, sigma / np.sqrt(people), k),
            sigma * np.sqrt(rng.chisquare(people - 1, k) / (people - 1)),
            people,
        ]
    truth = np.log((2 / 10) / (3 / 8))
    raw, corrected = (spreads.cvr(*drawn, correct=correct).yi for correct in (False, True))
    error = raw.std() / np.sqrt(k)
    assert abs(corrected.mean() - truth) < abs(raw.mean() - truth) / 3 + 3 * error
    first, second = (spreads.cvr(*groups[0], *groups[1], vtype=form).vi for form in ("LS", "LS2"))
    assert abs(second - raw.var()) < abs(first - raw.var())


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ((5, 0, 20, 4, 2, 20), Reason.ZERO_SD),
        ((5, 2, 1, 4, 2, 20), Reason.SMALL_N),
        ((0, 2, 20, 4, 2, 20), Reason.MEAN_NOT_POSITIVE),
        ((5, -2, 20, 4, 2, 20), Reason.NEGATIVE_SD),
        ((5, np.nan, 20, 4, 2, 20), Reason.MISSING),
    ],
)
def test_impossible_rows_have_a_reason(numbers: tuple, reason: Reason) -> None:
    assert spreads.cvr(*numbers).reason == reason

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import comb, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.effects import counts
from synthesis.effects.outcome import Reason

cell = st.integers(0, 400)
table = st.tuples(cell, cell, cell, cell)
ALL = (counts.odds_ratio, counts.risk_ratio, counts.risk_difference, counts.arcsine_difference, counts.peto)


@pytest.mark.parametrize("function", ALL)
@given(cells=table)
def test_sign_flips_when_groups_are_exchanged(function: Callable, cells: tuple) -> None:
    a, b, c, d = cells
    there, back = function(a, b, c, d), function(c, d, a, b)
    assert there.reason == back.reason
    if there.reason == 0:
        assert there.yi == pytest.approx(-back.yi, rel=1e-12, abs=1e-13)
        assert there.vi == pytest.approx(back.vi, rel=1e-12)


@given(cells=table)
def test_odds_ratio_is_reciprocal_when_the_outcome_is_exchanged(cells: tuple) -> None:
    a, b, c, d = cells
    there, back = counts.odds_ratio(a, b, c, d), counts.odds_ratio(b, a, d, c)
    assert there.reason == back.reason
    if there.reason == 0:
        assert np.exp(there.yi) * np.exp(back.yi) == pytest.approx(1, rel=1e-12)


@given(cells=st.tuples(*[st.integers(1, 10**6)] * 4))
def test_odds_ratio_and_variance_in_fractions(cells: tuple) -> None:
    a, b, c, d = cells
    effects = counts.odds_ratio(*cells)
    assert effects.yi == pytest.approx(log(Fraction(a * d, b * c)), rel=1e-12, abs=1e-14)
    assert effects.vi == pytest.approx(float(sum(Fraction(1, x) for x in cells)), rel=1e-14)
    effects = counts.risk_ratio(*cells)
    exact = Fraction(1, a) - Fraction(1, a + b) + Fraction(1, c) - Fraction(1, c + d)
    assert effects.vi == pytest.approx(float(exact), rel=1e-14)
    n1, n2 = a + b, c + d
    exact = Fraction(a * b, n1**2 * (n1 - 1)) + Fraction(c * d, n2**2 * (n2 - 1))
    assert counts.risk_difference(*cells, vtype="UB").vi == pytest.approx(float(exact), rel=1e-13)


def test_peto_by_all_hypergeometric_tables() -> None:
    a, b, c, d = 5, 7, 2, 11
    n1, n2, events = a + b, c + d, a + c
    weights = {k: comb(n1, k) * comb(n2, events - k) for k in range(max(0, events - n2), min(n1, events) + 1)}
    total = sum(weights.values())
    mean = sum(Fraction(k * w, total) for k, w in weights.items())
    variance = sum(Fraction(w, total) * (k - mean) ** 2 for k, w in weights.items())
    effects = counts.peto(a, b, c, d)
    assert effects.yi == pytest.approx(float((a - mean) / variance), rel=1e-14)
    assert effects.vi == pytest.approx(float(1 / variance), rel=1e-14)


def test_unbiased_variance_of_the_risk_difference_by_all_outcomes() -> None:
    n1, n2, p1, p2 = 4, 5, 0.3, 0.6
    expected = 0.0
    for a, c in product(range(n1 + 1), range(n2 + 1)):
        chance = comb(n1, a) * p1**a * (1 - p1) ** (n1 - a) * comb(n2, c) * p2**c * (1 - p2) ** (n2 - c)
        vi = counts.risk_difference(a, n1 - a, c, n2 - c, add=0, vtype="UB").vi
        expected += chance * (0 if np.isnan(vi) else float(vi))  # a variance of 0 is given as undefined
    assert expected == pytest.approx(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2, rel=1e-13)


@pytest.mark.parametrize(
    ("cells", "options", "reason"),
    [
        ((0, 20, 3, 17), {"add": 0}, Reason.ZERO_CELL),
        ((0, 20, 3, 17), {"to": "none"}, Reason.ZERO_CELL),
        ((0, 20, 0, 17), {"drop00": True}, Reason.NO_EVENTS),
        ((20, 0, 17, 0), {"drop00": True}, Reason.NO_EVENTS),
        ((0, 0, 3, 17), {}, Reason.SMALL_N),
        ((-1, 20, 3, 17), {}, Reason.BAD_COUNT),
        ((np.nan, 20, 3, 17), {}, Reason.MISSING),
        ((np.inf, 20, 3, 17), {}, Reason.NOT_FINITE),
    ],
)
def test_impossible_tables_have_a_reason(cells: tuple, options: dict, reason: Reason) -> None:
    effects = counts.odds_ratio(*cells, **options)
    assert effects.reason == reason
    assert np.isnan(effects.yi)


def test_peto_needs_no_correction_but_needs_events() -> None:
    effects = counts.peto([0, 0, 5], [20, 20, 0], [3, 0, 6], [17, 17, 0])
    assert effects.reason.tolist() == [0, Reason.NO_EVENTS, Reason.NO_EVENTS]


def test_dropped_tables_do_not_make_others_change() -> None:
    cells = np.array([[0, 10, 0, 12], [2, 8, 3, 9]], dtype=float).T
    assert counts.odds_ratio(*cells, to="if0all", drop00=True).yi[1] == pytest.approx(log(2 * 9 / (8 * 3)))


def test_a_constant_added_by_hand_is_the_same() -> None:
    ours = counts.odds_ratio(0, 20, 3, 17, add=0.5)
    by_hand = counts.odds_ratio(0.5, 20.5, 3.5, 17.5)
    assert ours.yi == by_hand.yi
    assert ours.vi == by_hand.vi


@given(rows=st.lists(table, min_size=1, max_size=6))
def test_a_batch_is_its_rows(rows: list) -> None:
    batch = counts.risk_ratio(*np.array(rows, dtype=float).T)
    for position, row in enumerate(rows):
        one = counts.risk_ratio(*row)
        assert batch.reason[position] == one.reason
        assert batch.yi[position] == pytest.approx(one.yi, rel=1e-13, abs=1e-15, nan_ok=True)
        assert batch.vi[position] == pytest.approx(one.vi, rel=1e-15, abs=0, nan_ok=True)


@pytest.mark.parametrize("function", ALL)
def test_equal_tables_have_exactly_no_effect(function: Callable) -> None:
    assert function(3, 5, 3, 5).yi == 0

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.albatross import deviate
from synthesis.consistency.albatross_ratios import (
    implied_odds_ratio,
    implied_risk_ratio,
    odds_ratio_contour,
    risk_ratio_contour,
)
from synthesis.errors import NumbersError

P = st.floats(1e-9, 0.9)
RISK = st.floats(0.02, 0.6)
RATIO = st.floats(0.2, 5)


def test_odds_ratio(worked):
    entry = worked("alb-or")
    given_, near = entry["inputs"], entry["tolerance"]["rel"]
    got = odds_ratio_contour(given_["p_two_sided"], given_["OR"], given_["baseline"], given_["ratio"])
    assert got.item() == pytest.approx(entry["expected"]["N_harrison"], rel=near)
    cox = odds_ratio_contour(given_["p_two_sided"], given_["OR"])
    assert cox.item() == pytest.approx(entry["expected"]["N_metap_cox"], rel=near)


def test_risk_ratio(worked):
    entry = worked("alb-rr-md")
    given_ = entry["inputs"]
    got = risk_ratio_contour(given_["p_two_sided"], given_["RR"], given_["baseline"], given_["ratio"])
    assert got.item() == pytest.approx(entry["expected"]["N_rr"], rel=entry["tolerance"]["rel"])


@given(P, st.floats(0.3, 3).filter(lambda x: abs(x - 1) > 0.05), RISK, RATIO)
def test_contours_are_the_wald_test(p, effect, b, ratio):
    # Independent: put N on both groups and ask for the deviate of the log ratio from its table.
    z = deviate(p).item()
    if effect * b < 0.95:
        n = risk_ratio_contour(p, effect, b, ratio).item()
        n1, n2 = n * ratio / (ratio + 1), n / (ratio + 1)
        variance = (1 / (effect * b) - 1) / n1 + (1 / b - 1) / n2
        assert abs(np.log(effect)) / np.sqrt(variance) == pytest.approx(z, rel=1e-9)
    n = odds_ratio_contour(p, effect, b, ratio).item()
    n1, n2 = n * ratio / (ratio + 1), n / (ratio + 1)
    risk = effect * b / (1 - b + effect * b)
    variance = 1 / (n1 * risk * (1 - risk)) + 1 / (n2 * b * (1 - b))
    assert abs(np.log(effect)) / np.sqrt(variance) == pytest.approx(z, rel=1e-9)


def test_the_circulating_risk_ratio_formula_fails_for_unequal_groups():
    # N = (r + 1)(r + RR (r - b - r b)) z^2 / (r RR b ln^2 RR) agrees at r = 1 only.
    b, rr, r, p = 0.2, 2.0, 2.0, 0.05
    z2 = deviate(p).item() ** 2

    def circulating(ratio: float) -> float:
        top = (ratio + 1) * (ratio + rr * (ratio - b - ratio * b)) * z2
        return top / (ratio * rr * b * np.log(rr) ** 2)

    assert risk_ratio_contour(p, rr, b, 1.0).item() == pytest.approx(circulating(1.0))
    n = circulating(r)
    variance = (1 / (rr * b) - 1) / (n * 2 / 3) + (1 / b - 1) / (n / 3)
    assert np.log(rr) ** 2 / variance > 1.2 * z2


@given(P, st.floats(1.1, 2.5), RISK, RATIO, st.sampled_from([-1, 1]))
def test_round_trips_near_the_null(p, size, b, ratio, direction):
    effect = size**direction
    n = odds_ratio_contour(p, effect, b, ratio)
    assert implied_odds_ratio(p, n, b, ratio, direction).item() == pytest.approx(effect, rel=1e-7)
    if effect * b < 0.9:
        n = risk_ratio_contour(p, effect, b, ratio)
        assert implied_risk_ratio(p, n, b, ratio, direction).item() == pytest.approx(effect, rel=1e-7)


def test_too_few_persons_and_neutral_p():
    assert np.isnan(implied_odds_ratio(1e-12, 10, 0.2))
    assert np.isnan(implied_risk_ratio(1e-12, 10, 0.2))
    assert np.isnan(implied_odds_ratio(1.0, 100, 0.2))
    assert np.isnan(risk_ratio_contour(0.05, 6.0, 0.2))


def test_batch_equals_single():
    p, n = np.array([0.05, 0.001, 0.3]), np.array([200.0, 500.0, 90.0])
    batch = implied_risk_ratio(p, n, 0.2, 1.5, -1)
    for i in range(3):
        assert batch[i] == implied_risk_ratio(p[i], n[i], 0.2, 1.5, -1)


def test_wrong_input():
    with pytest.raises(NumbersError, match="baseline"):
        odds_ratio_contour(0.05, 2.0, 1.0)
    with pytest.raises(NumbersError, match="risk_ratio"):
        risk_ratio_contour(0.05, -2.0, 0.2)

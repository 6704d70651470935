from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.effects import rates
from synthesis.effects.measures import MEASURES
from synthesis.effects.outcome import Reason

events = st.integers(0, 500)
time = st.floats(0.01, 1e5)


@pytest.mark.parametrize("measure", ["IRR", "IRD", "IRSD"])
@given(x1=events, t1=time, x2=events, t2=time)
def test_sign_flips_when_groups_are_exchanged(measure: str, x1: int, t1: float, x2: int, t2: float) -> None:
    function = MEASURES[measure].function
    there, back = function(x1, t1, x2, t2), function(x2, t2, x1, t1)
    assert there.reason == back.reason
    if there.reason == 0:
        assert there.yi == pytest.approx(-back.yi, rel=1e-11, abs=1e-12)
        assert there.vi == pytest.approx(back.vi, rel=1e-12)


@given(x=st.integers(1, 500), t=time, unit=st.floats(1e-3, 1e3))
def test_the_unit_of_time_scales_rates(x: int, t: float, unit: float) -> None:
    assert rates.rate(x, t * unit).yi == pytest.approx(rates.rate(x, t).yi / unit, rel=1e-12)
    ratio = [rates.rate_ratio(x, t * u, 7, 30 * u) for u in (1, unit)]
    assert ratio[0].yi == pytest.approx(ratio[1].yi, rel=1e-10, abs=1e-12)
    assert ratio[0].vi == ratio[1].vi


@pytest.mark.parametrize("measure", ["IR", "IRLN", "IRS"])
def test_back_and_forward_are_inverse(measure: str) -> None:
    found = MEASURES[measure]
    assert found.scale.back is not None
    assert found.scale.back(found.function(12, 30).yi) == pytest.approx(0.4, rel=1e-14)


def test_rates_are_as_variable_as_they_say(rng: np.random.Generator) -> None:
    x, t = rng.poisson(80, 200_000), 40.0
    for measure in ("IR", "IRLN", "IRS", "IRFT"):
        stated = float(MEASURES[measure].function(80, t).vi)
        assert MEASURES[measure].function(x, t).yi.var() == pytest.approx(stated, rel=0.03)  # order 1/80


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ((3, 0, 4, 10), Reason.NO_TIME),
        ((-3, 5, 4, 10), Reason.BAD_COUNT),
        ((np.nan, 5, 4, 10), Reason.MISSING),
    ],
)
def test_impossible_rows_have_a_reason(numbers: tuple, reason: Reason) -> None:
    assert rates.rate_ratio(*numbers).reason == reason
    assert rates.rate(*numbers[:2]).reason == reason


def test_rows_without_events_can_be_dropped() -> None:
    assert rates.rate_ratio(0, 5, 0, 6, drop00=True).reason == Reason.NO_EVENTS
    assert rates.rate_ratio(0, 5, 0, 6).reason == Reason.DEFINED
    assert rates.rate_ratio(0, 5, 3, 6, add=0).reason == Reason.ZERO_CELL
    assert rates.log_rate(0, 5, to="none").reason == Reason.ZERO_CELL

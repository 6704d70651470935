from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest

from synthesis.effects.hedges import j, log_j, unbiased_share

SIZES = [*range(2, 60), 100, 343, 344, 1000, 13_998, 100_000]


@pytest.mark.parametrize("m", SIZES)
def test_j_is_the_ratio_of_gamma_functions(m: int, exact_j: Callable[[int], Decimal]) -> None:
    # log-gamma is right to 2e-16 of its size, up to 15 below m = 21; the series is right to 1e-16
    assert float(j(m)) == pytest.approx(float(exact_j(m)), rel=5e-15, abs=0)


@pytest.mark.parametrize("m", SIZES)
def test_share_of_the_unbiased_variance_keeps_its_digits(m: int, exact_j: Callable[[int], Decimal]) -> None:
    exact = 1 - Decimal(m - 2) / (m * exact_j(m) ** 2)
    # the error of log J, some 3e-15, over a share of about 1/(2m)
    assert float(unbiased_share(m)) == pytest.approx(float(exact), rel=1e-12, abs=0)


def test_j_does_not_jump_where_the_series_takes_over() -> None:
    below, above = np.nextafter(21.0, 0), 21.0
    assert float(log_j(below)) == pytest.approx(float(log_j(above)), rel=1e-13)


def test_j_is_undefined_without_degrees_of_freedom() -> None:
    assert np.isnan(j([1.0, 0.5, 0.0, -3.0, np.nan])).all()


def test_j_rises_to_one() -> None:
    values = j(np.arange(2, 2000))
    assert (np.diff(values) > 0).all()
    assert values[-1] < 1

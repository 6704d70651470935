"""What the tests of effect sizes share."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, getcontext

import numpy as np
import pytest
from hypothesis import settings

# Two busy cores make single examples slow now and then; a time limit would fail at random.
settings.register_profile("effects", deadline=None, derandomize=True)
settings.load_profile("effects")

getcontext().prec = 50


@pytest.fixture
def rng() -> np.random.Generator:
    """Random numbers that are the same in every run."""
    return np.random.default_rng(20261121)


@pytest.fixture(scope="session")
def exact_j() -> Callable[[int], Decimal]:
    """Correction factor J(m) of whole m to 45 digits, by the recursion of the ratio of gamma functions."""
    pi = Decimal("3.14159265358979323846264338327950288419716939937510")
    ratios = [Decimal(0), Decimal(0), 1 / pi.sqrt()]  # Γ(m/2) / Γ((m-1)/2) from m = 2 on

    def j(m: int) -> Decimal:
        while len(ratios) <= m:
            k = len(ratios) - 1
            ratios.append(Decimal(k - 1) / 2 / ratios[k])
        return ratios[m] / (Decimal(m) / 2).sqrt()

    return j


@pytest.fixture
def mean_and_error() -> Callable[[np.ndarray], tuple[float, float]]:
    """Mean of simulated values and its Monte Carlo standard error."""

    def of(values: np.ndarray) -> tuple[float, float]:
        return float(values.mean()), float(values.std(ddof=1) / np.sqrt(values.size))

    return of

"""How often the rules err where the truth is known; the whole table is printed by tests/benchmarks."""

from __future__ import annotations

import numpy as np
import pytest

from synthesis.consistency.labels import Label
from synthesis.consistency.rules import judge
from synthesis.consistency.tally import Tally

MARKERS = 4000


def labels(smd: float, k: int, *, prints: bool) -> np.ndarray:
    rng = np.random.default_rng(11)
    n = rng.choice((10, 15, 20, 25, 25, 30, 40, 50, 100), size=(MARKERS, k))
    z = smd * np.sqrt(n / 2) + rng.normal(size=n.shape)
    silent = np.where(z > 0, 2, 5) if prints else 6
    return judge(Tally.of_votes(np.where(abs(z) > 1.96, np.where(z > 0, 0, 3), silent), people=2 * n)).label


@pytest.mark.parametrize("k", [8, 20])
@pytest.mark.parametrize("prints", [True, False])
def test_without_an_effect_hardly_any_marker_is_called_consistent(k, prints):
    # a true 1 % would give up to 1.6 % of 4,000 with 4 standard errors
    assert np.mean(labels(0.0, k, prints=prints) == Label.CONSISTENT) < 0.016


def test_hidden_directions_hide_a_small_effect():
    assert np.mean(labels(0.2, 20, prints=False) == Label.MOSTLY_NULL) > 0.9
    assert np.mean(labels(0.2, 20, prints=True) == Label.MOSTLY_NULL) < 0.4

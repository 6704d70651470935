from __future__ import annotations

import numpy as np
import pytest

from synthesis.models.likelihood import maximise
from synthesis.models.mean_problem import MeanProblem
from synthesis.models.modes import all_modes
from synthesis.models.pool import pool
from synthesis.models.regression_problem import RegressionProblem
from tests.models.reference import exact_reml, log_likelihood

#: Two maxima, at 0 and inside; found by searching random data.
TWO_MODES = [
    ([0.1, -0.87, 2.95, -0.48, -0.17, 0.96], [0.15, 0.15, 2.84, 0.18, 0.02, 0.49]),
    ([-2.37, 4.31, -0.3, 0.08, 3.8, -0.12], [0.67, 5.98, 0.13, 0.25, 4.27, 0.08]),
    ([-0.75, -8.2, -0.16, 0.06, 0.1, 0.65], [0.71, 2.44, 1.24, 0.07, 0.06, 0.85]),
]
#: Plain Fisher scoring from the Hedges estimate never settles on these.
CYCLING = [
    ([0.56, 0.67, 0.37, -0.02, 0.57, 0.84], [0.39, 0.6, 0.26, 0.03, 0.22, 0.46]),
    ([0.25, -0.24, -0.12, -0.18, 0.46, 0.15], [0.52, 0.07, 0.53, 0.47, 0.14, 0.65]),
    ([-0.72, -0.66, -0.02, -0.62, -1.14, -1.04], [0.59, 0.84, 0.05, 0.48, 1.23, 0.72]),
    ([0.3, -0.29, 0.56, 0.21, 0.65, 0.43], [1.42, 0.04, 0.25, 0.58, 0.47, 0.42]),
]
GRID = np.r_[0.0, np.geomspace(1e-6, 300.0, 6000)]


def peaks(y, v, *, restricted):
    height = log_likelihood(y, v, GRID, restricted=restricted)
    inner = (height[1:-1] > height[:-2]) & (height[1:-1] >= height[2:])
    return int(inner.sum() + (height[0] >= height[1])), height.max()


@pytest.mark.parametrize("restricted", [True, False])
def test_the_global_maximum_is_found_and_the_modes_are_counted(restricted):
    rng = np.random.default_rng(8)
    v = 0.1 * np.exp(1.5 * rng.normal(size=(1500, 7)))
    y = rng.normal(size=v.shape) * np.sqrt(v + rng.choice([0.0, 0.05, 0.5, 4.0], size=(1500, 1)))
    found = maximise(MeanProblem.from_rows(y, v), restricted=restricted)
    for i in range(len(y)):
        count, highest = peaks(y[i], v[i], restricted=restricted)
        own = log_likelihood(y[i], v[i], found.tau2[i : i + 1], restricted=restricted)[0]
        assert own >= highest - 1e-12  # rounding of a sum of seven terms
        assert found.modes[i] == count
    assert (found.modes > 1).sum() >= 3  # the draw has such cases, or this test says little


@pytest.mark.parametrize(("y", "v"), TWO_MODES)
def test_both_modes_are_reported(y, v):
    found = maximise(MeanProblem.from_rows(np.array([y]), np.array([v])), restricted=True)
    assert found.modes == 2.0
    assert found.other == 0.0
    at = log_likelihood(np.array(y), np.array(v), np.array([found.tau2[0], 0.0]), restricted=True)
    assert found.gain[0] == pytest.approx(at[0] - at[1], abs=1e-12)
    assert found.gain[0] > 0.0


@pytest.mark.parametrize(("y", "v"), CYCLING)
def test_data_on_which_fisher_scoring_cycles(y, v):
    problem = MeanProblem.from_rows(np.array([y]), np.array([v]))
    t, step = np.maximum(problem.spread / 5.0 - np.mean(v), 0.0), np.ones(1)
    for _ in range(500):
        s = problem.score(t, restricted=True)
        after = np.maximum(t + (s.a - s.b) / s.b2, 0.0)
        t, step = after, np.abs(after - t)
    assert step[0] > 1e-3  # it does cycle
    found = float(maximise(problem, restricted=True).tau2[0])
    assert found == pytest.approx(exact_reml(y, v, 0.0, 5.0), rel=1e-12)


def test_reml_has_twelve_digits(bcg):
    found = pool(bcg.yi, bcg.vi)
    exact = exact_reml(bcg.yi.tolist(), bcg.vi.tolist(), 0.0, 5.0)
    assert float(found.tau2) == pytest.approx(exact, rel=1e-13)


def test_a_batch_of_one_takes_the_short_way_to_the_same_place():
    rng = np.random.default_rng(2)
    v = 0.1 * np.exp(rng.normal(size=(400, 6)))
    y = rng.normal(size=v.shape) * np.sqrt(v + 0.1)
    for restricted in (True, False):
        together = maximise(MeanProblem.from_rows(y, v), restricted=restricted)
        for i in range(len(y)):
            alone = maximise(MeanProblem.from_rows(y[i : i + 1], v[i : i + 1]), restricted=restricted)
            # two summation orders; the equation passes them on with a condition number of some tens
            assert alone.tau2[0] == pytest.approx(together.tau2[i], rel=1e-12, abs=1e-14)
            assert alone.modes[0] == together.modes[i]


def test_regressions_reach_the_maximum_too():
    rng = np.random.default_rng(3)
    n, k = 60, 8
    v = 0.2 * np.exp(1.2 * rng.normal(size=(n, k)))
    x = np.concatenate([np.ones((n, k, 1)), rng.normal(size=(n, k, 1))], axis=-1)
    y = rng.normal(size=(n, k)) * np.sqrt(v + 0.2)
    problem = RegressionProblem.from_rows(y, v, x)
    found = maximise(problem, restricted=True)
    grid = np.r_[0.0, np.geomspace(1e-5, 50.0, 800)]
    for i in range(n):
        alone = problem.take(np.full(grid.size, i))
        own = problem.take(np.array([i])).log_likelihood(found.tau2[i : i + 1], restricted=True)
        assert own[0] >= alone.log_likelihood(grid, restricted=True).max() - 1e-11


def test_the_search_for_all_modes_agrees_with_the_proof_that_there_is_one():
    rng = np.random.default_rng(4)
    v = rng.uniform(0.1, 0.2, (50, 10))  # within a factor of two: always one mode
    y = rng.normal(size=v.shape) * np.sqrt(v + 0.05)
    problem = MeanProblem.from_rows(y, v)
    found = maximise(problem, restricted=True)
    best, modes, _, _ = all_modes(problem, found.tau2, restricted=True)
    np.testing.assert_array_equal(best, found.tau2)
    assert (modes == 1).all()

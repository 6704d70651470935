from __future__ import annotations

import numpy as np
import pytest

from synthesis.models.mean_problem import MeanProblem
from synthesis.models.q_root import q_root

RNG = np.random.default_rng(6)
V = 0.1 * np.exp(2.0 * RNG.normal(size=(300, 8)))
Y = RNG.normal(size=V.shape) * np.sqrt(V + 0.3)
PROBLEM = MeanProblem.from_rows(Y, V)


@pytest.mark.parametrize("start", [None, 1e-6, 5.0, 1e4])
def test_q_at_the_root_is_the_target_from_any_start(start):
    target = np.full(300, 4.0)
    root = q_root(PROBLEM, target, None if start is None else np.full(300, start))
    q = PROBLEM.residual(root).q
    inside = root > 0.0
    assert inside.sum() > 200
    np.testing.assert_allclose(q[inside], 4.0, rtol=1e-12)
    assert (q[~inside] <= 4.0).all()


def test_identical_effects_give_zero():
    problem = MeanProblem.from_rows(np.full((1, 4), 0.3), np.array([[0.1, 0.2, 0.3, 0.4]]))
    assert q_root(problem, np.array([3.0]))[0] == 0.0


def test_variances_over_eighteen_orders_of_magnitude():
    v = np.array([[1e-12, 1e-6, 1.0, 1e6]])
    problem = MeanProblem.from_rows(np.array([[0.0, 0.5, 1.0, 2.0]]), v)
    root = q_root(problem, np.array([3.0]))
    assert problem.residual(root).q[0] == pytest.approx(3.0, rel=1e-12)

from __future__ import annotations

import numpy as np
import pytest

from synthesis.models.mean_problem import MeanProblem
from synthesis.models.regression_problem import RegressionProblem
from tests.models.reference import dense_p

RNG = np.random.default_rng(11)
K = 9
Y, V = RNG.normal(size=(3, K)), RNG.uniform(0.05, 2.0, (3, K))
ONES = np.ones((3, K, 1))
X = np.concatenate([ONES, RNG.normal(size=(3, K, 2)) + 5.0], axis=-1)
T = np.array([0.0, 0.3, 4.0])
WEIGHTS = RNG.uniform(0.2, 3.0, (3, K))


def problems():
    return [
        pytest.param(MeanProblem.from_rows(Y, V), ONES, id="mean"),
        pytest.param(RegressionProblem.from_rows(Y, V, ONES), ONES, id="mean by regression"),
        pytest.param(RegressionProblem.from_rows(Y, V, X), X, id="regression"),
        pytest.param(RegressionProblem.from_rows(Y, V, X[..., 1:2]), X[..., 1:2], id="through the origin"),
    ]


@pytest.mark.parametrize(("problem", "x"), problems())
def test_sums_are_those_of_the_matrices_written_out(problem, x):
    residual, located = problem.residual(T), problem.located(T)
    reml, ml = problem.score(T, restricted=True), problem.score(T, restricted=False)
    for b in range(3):
        p = dense_p(V[b], x[b], T[b])
        w = np.diag(1 / (V[b] + T[b]))
        # two ways through the same sums in double precision: a few units in the thirteenth digit
        close = {"rtol": 1e-11, "atol": 1e-13}
        np.testing.assert_allclose(residual.q[b], Y[b] @ p @ Y[b], **close)
        np.testing.assert_allclose(residual.a[b], Y[b] @ p @ p @ Y[b], **close)
        np.testing.assert_allclose(reml.a3[b], Y[b] @ p @ p @ p @ Y[b], **close)
        np.testing.assert_allclose([reml.b[b], reml.b2[b]], [np.trace(p), np.trace(p @ p)], **close)
        np.testing.assert_allclose([ml.b[b], ml.b2[b]], [np.trace(w), np.trace(w @ w)], **close)
        cov = np.linalg.inv(x[b].T @ w @ x[b])
        np.testing.assert_allclose(located.cov[b], cov, rtol=1e-10)
        np.testing.assert_allclose(located.beta[b], cov @ x[b].T @ w @ Y[b], rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(located.q[b], residual.q[b], **close)


@pytest.mark.parametrize(("problem", "x"), problems())
@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_moment_sums_are_those_of_the_matrices_written_out(problem, x, weights):
    traces = problem.traces(weights)
    for b in range(3):
        a = np.diag(np.ones(K) if weights is None else weights[b])
        p = a - a @ x[b] @ np.linalg.inv(x[b].T @ a @ x[b]) @ x[b].T @ a
        pv = p @ np.diag(V[b])
        expected = [
            Y[b] @ p @ Y[b],
            np.trace(p),
            np.trace(p @ p),
            np.trace(pv),
            np.trace(pv @ p),
            np.trace(pv @ pv),
        ]
        np.testing.assert_allclose([part[b] for part in traces], expected, rtol=1e-11)


@pytest.mark.parametrize(("problem", "x"), problems())
@pytest.mark.parametrize("restricted", [True, False])
def test_the_likelihood_is_the_normal_density(problem, x, restricted):
    values = problem.log_likelihood(T, restricted=restricted)
    for b in range(3):
        sigma = np.diag(V[b] + T[b])
        p = dense_p(V[b], x[b], T[b])
        p_columns = x.shape[-1]
        value = -np.linalg.slogdet(sigma)[1] - Y[b] @ p @ Y[b] - K * np.log(2 * np.pi)
        if restricted:
            value += np.linalg.slogdet(x[b].T @ x[b])[1] + p_columns * np.log(2 * np.pi)
            value -= np.linalg.slogdet(x[b].T @ np.linalg.inv(sigma) @ x[b])[1]
        np.testing.assert_allclose(values[b], value / 2, rtol=1e-12)


@pytest.mark.parametrize(("problem", "x"), problems())
def test_other_weights_give_the_sandwich(problem, x):
    located = problem.located_by(WEIGHTS, T)
    for b in range(3):
        a = np.diag(WEIGHTS[b])
        bread = np.linalg.inv(x[b].T @ a @ x[b])
        meat = x[b].T @ a @ np.diag(V[b] + T[b]) @ a @ x[b]
        np.testing.assert_allclose(located.beta[b], bread @ x[b].T @ a @ Y[b], rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(located.cov[b], bread @ meat @ bread, rtol=1e-10)


def test_an_absent_study_changes_nothing():
    y, v = np.insert(Y, 4, np.nan, axis=1), np.insert(V, 4, 0.7, axis=1)
    plain, gapped = MeanProblem.from_rows(Y, V), MeanProblem.from_rows(y, v)
    for a, b in zip(plain.score(T, restricted=True), gapped.score(T, restricted=True), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-14)
    np.testing.assert_array_equal(plain.k, gapped.k)
    x = np.insert(X, 4, 1.0, axis=1)
    plain_x, gapped_x = RegressionProblem.from_rows(Y, V, X), RegressionProblem.from_rows(y, v, x)
    for a, b in zip(plain_x.score(T, restricted=True), gapped_x.score(T, restricted=True), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-11)


def test_take_repeats_and_reorders():
    for problem in (MeanProblem.from_rows(Y, V), RegressionProblem.from_rows(Y, V, X)):
        rows = np.array([2, 0, 2])
        np.testing.assert_array_equal(problem.take(rows).residual(T[rows]).q, problem.residual(T).q[rows])


def test_traces_keep_their_digits_when_one_weight_dwarfs_the_rest():
    # tr P of weights w is 2 sum_{i<j} w_i w_j / sum w: with w0 = 1e12 it is twice the sum of the others
    v = np.array([[1e-12, 1.0, 2.0, 4.0]])
    problem = MeanProblem.from_rows(np.array([[0.5, 1.0, 0.2, 0.1]]), v)
    score = problem.score(np.zeros(1), restricted=True)
    np.testing.assert_allclose(score.b, 1.75 + 1.75 - 0.0, rtol=1e-11)


def test_spread_keeps_its_digits_when_the_most_precise_study_is_far_off():
    y = np.array([[1e6, 0.1, 0.2, 0.4]])
    far = np.array([[0.0, 1e6 + 1.0, 1e6 + 2.0, 1e6 + 4.0]])
    for given in (y, far):
        problem = MeanProblem.from_rows(given, np.array([[0.01, 1.0, 1.0, 1.0]]))
        np.testing.assert_allclose(problem.spread, 4 * given.var(), rtol=1e-12)

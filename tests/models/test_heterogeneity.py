from __future__ import annotations

import numpy as np
import pytest

from synthesis.errors import NumbersError
from synthesis.models.heterogeneity import estimate
from synthesis.models.mean_problem import MeanProblem
from synthesis.models.options import MEAN_UNBIASED_ROOT, Method
from synthesis.models.pool import pool
from synthesis.models.quadratic_forms import mixture_cdf
from synthesis.models.regression_problem import RegressionProblem
from tests.models.reference import dense_p

#: metafor 3.8-1 with tight control on the BCG trials, tau2 and its standard error.
PINNED = {
    "DL": (0.308760262862376, 0.229869992511026),
    "HE": (0.328563857995769, 0.207087178298934),
    "HS": (0.228362863676907, 0.12790455661328),
    "HSk": (0.249169930280965, 0.150709190075735),
    "SJ": (0.345515701598595, 0.149680511347343),
    "ML": (0.280028137268644, 0.144251949382764),
    "REML": (0.313243258136481, 0.166425752836971),
    "EB": (0.318068452205024, 0.173663027462757),
    "PM": (0.318068452205024, 0.173663027462756),
    "PMM": (0.343387906895807, 0.184775715543423),
    "SJIT": (0.318068452205025, 0.173663027462757),
    "DLIT": (0.318068452205024, 0.173663027462757),  # 5.1-12: one root with PM, EB and SJIT
}


@pytest.mark.parametrize("method", PINNED)
def test_bcg(bcg, method):
    fit = pool(bcg.yi, bcg.vi, method=method)
    assert float(fit.tau2) == pytest.approx(PINNED[method][0], rel=1e-13)
    assert float(fit.se_tau2) == pytest.approx(PINNED[method][1], rel=1e-13)


def test_four_names_share_one_root(bcg):
    values = {float(pool(bcg.yi, bcg.vi, method=method).tau2) for method in MEAN_UNBIASED_ROOT}
    assert len(values) == 1


def test_every_method_agrees_between_the_two_kinds_of_problem(bcg):
    y, v = bcg.yi.to_numpy()[None], bcg.vi.to_numpy()[None]
    weights = 1.0 / (v + 0.1)
    mean, general = MeanProblem.from_rows(y, v), RegressionProblem.from_rows(y, v, np.ones((1, 13, 1)))
    for method in Method:
        one, two = estimate(mean, method, weights=weights), estimate(general, method, weights=weights)
        np.testing.assert_allclose(one.value, two.value, rtol=1e-12)
        np.testing.assert_allclose(one.se, two.se, rtol=1e-12)


def test_genq_with_inverse_variances_is_dl_and_with_ones_is_he(bcg):
    v = bcg.vi.to_numpy()
    for weights, method in ((1.0 / v, "DL"), (np.ones(13), "HE")):
        fit = pool(bcg.yi, v, method="GENQ", weights=weights)
        assert float(fit.tau2) == pytest.approx(PINNED[method][0], rel=1e-12)
        assert float(fit.se_tau2) == pytest.approx(PINNED[method][1], rel=1e-12)


def test_genqm_puts_the_observed_q_at_the_median(bcg):
    y, v = bcg.yi.to_numpy(), bcg.vi.to_numpy()
    a = 1.0 / (v + 0.1)
    tau2 = float(pool(y, v, method="GENQM", weights=a).tau2)
    p = np.diag(a) - np.outer(a, a) / a.sum()
    root = np.sqrt(np.diag(v + tau2))
    assert mixture_cdf(float(y @ p @ y), np.linalg.eigvalsh(root @ p @ root)[1:]) == pytest.approx(
        0.5, abs=1e-11
    )


def test_genq_without_weights_says_what_is_missing():
    with pytest.raises(NumbersError, match="needs weights"):
        pool([0.1, 0.2], [0.1, 0.1], method="GENQ")


def test_negative_moment_estimates_are_zero_with_the_standard_error_at_zero():
    fit = pool([0.1, 0.11, 0.12, 0.1], [0.1, 0.2, 0.1, 0.3], method="DL")
    p = dense_p(np.array([0.1, 0.2, 0.1, 0.3]), np.ones((4, 1)), 0.0)
    assert float(fit.tau2) == 0.0
    assert float(fit.se_tau2) == pytest.approx(np.sqrt(2 * 3) / np.trace(p), rel=1e-13)

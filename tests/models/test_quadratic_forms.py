from __future__ import annotations

import numpy as np
import pytest
from scipy.special import chdtr

from synthesis.models.quadratic_forms import mixture_cdf

LEGENDRE = np.polynomial.legendre.leggauss(1000)


@pytest.mark.parametrize("n", [1, 2, 3, 10, 100, 2000])
@pytest.mark.parametrize("share", [0.01, 0.5, 1.0, 1.5, 3.0])
def test_equal_weights_are_chi_squared(n, share):
    x = n * share
    assert mixture_cdf(0.7 * x, np.full(n, 0.7)) == pytest.approx(float(chdtr(n, x)), rel=1e-11, abs=1e-300)


@pytest.mark.parametrize(
    ("large", "n", "small"), [(5.0, 300, 0.01), (1.0, 3, 0.05), (50.0, 1, 1.0), (3.0, 20, 2.0)]
)
@pytest.mark.parametrize("x", [0.5, 3.2, 10.0, 80.0])
def test_one_weight_apart_from_the_rest_against_a_convolution(large, n, small, x):
    node, weight = LEGENDRE
    u = np.sqrt(x / large) * (node + 1) / 2
    density = 2 * np.exp(-u * u / 2) / np.sqrt(2 * np.pi)
    exact = (chdtr(n, (x - large * u * u) / small) * density * weight).sum() * np.sqrt(x / large) / 2
    # the rule of 1000 nodes is itself good to about 1e-10 where the inner step is steep
    assert mixture_cdf(x, np.r_[np.full(n, small), large]) == pytest.approx(exact, abs=1e-9)


def test_weights_of_zero_add_nothing():
    weights = np.array([0.3, 1.0, 2.5])
    assert mixture_cdf(2.0, np.append(weights, [0.0, 0.0])) == pytest.approx(
        mixture_cdf(2.0, weights), rel=1e-13
    )


def test_nothing_lies_below_zero():
    assert mixture_cdf(0.0, np.ones(3)) == 0.0
    assert mixture_cdf(-1.0, np.ones(3)) == 0.0

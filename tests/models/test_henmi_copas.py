from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gammainc

from synthesis.errors import NumbersError
from synthesis.models.henmi_copas import henmi_copas
from synthesis.models.univariate import rma


def tail_probability(made, v, level):
    """P(|pivot| beyond the bound) again, from matrices and a plain sum over a fine grid."""
    k, a, tau2 = v.size, 1 / v, made.tau2
    total = a.sum()
    p = np.diag(a) - np.outer(a, a) / total
    sigma = np.diag(v + tau2)
    c = a / np.sqrt(total)
    s = sigma @ c
    grown = c @ s
    u = (made.ci_ub - made.estimate) / made.se
    shrunk = sigma - np.outer(s, s) / grown
    r = np.linspace(u / np.sqrt(grown), u / np.sqrt(grown) + 12, 40_001)
    shift = np.sqrt(grown) * r / grown
    mean = np.trace(p @ shrunk) + shift**2 * (s @ p @ s)
    variance = 2 * np.trace(p @ shrunk @ p @ shrunk) + 4 * shift**2 * (s @ p @ shrunk @ p @ s)
    bound = (k - 1) + (total**2 / (a @ a) - 1) * (grown * (r / u) ** 2 - 1)
    density = gammainc(mean**2 / variance, bound * mean / variance) * np.exp(-r * r / 2) / np.sqrt(2 * np.pi)
    return np.trapezoid(density, r), 0.5 - level / 200


@pytest.mark.parametrize("level", [90, 95])
def test_the_bound_leaves_the_right_tail(bcg, level):
    v = bcg.vi.to_numpy()
    probability, tail = tail_probability(henmi_copas(bcg.yi.to_numpy(), v, level=level), v, level)
    assert probability == pytest.approx(tail, abs=1e-7)  # the plain sum over the grid is good to this


def test_bcg_against_metafor(bcg):
    made = rma(data=bcg).henmi_copas()
    assert made.estimate == pytest.approx(-0.430285163654091, rel=1e-13)
    assert made.se == pytest.approx(0.28354435135525, rel=1e-13)
    # metafor integrates with R's default tolerance of about 1e-4
    assert (made.ci_lb, made.ci_ub) == pytest.approx((-1.15554876193203, 0.294978434623848), rel=1e-8)


def test_it_is_for_a_mean_of_two_or_more(bcg):
    with pytest.raises(NumbersError, match="needs two or more"):
        henmi_copas(np.array([0.1]), np.array([0.2]))
    with pytest.raises(NumbersError, match="mean alone"):
        rma(mods="~ ablat", data=bcg).henmi_copas()

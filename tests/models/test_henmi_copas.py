from __future__ import annotations

import numpy as np
import pytest

from synthesis.errors import NumbersError
from synthesis.models.henmi_copas import henmi_copas
from synthesis.models.univariate import rma
from tests.models.reference import tail_probability


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

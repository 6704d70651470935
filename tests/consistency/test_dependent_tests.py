from __future__ import annotations

import numpy as np
import pytest

from synthesis.consistency.combine_p import stouffer
from synthesis.consistency.dependent_tests import strube
from synthesis.consistency.one_sided import from_z
from synthesis.errors import NumbersError


def test_worked(worked):
    entry = worked("strube")
    p, want, near = from_z(entry["inputs"]["z"]), entry["expected"], entry["tolerance"]["abs"]
    got = strube(p, entry["inputs"]["rho"])
    assert got.statistic.item() == pytest.approx(want["z"], abs=near)
    assert got.p.item() == pytest.approx(want["p_one_sided"], abs=near)
    assert stouffer(p).statistic.item() == pytest.approx(want["z_if_independence_assumed"], abs=near)


def test_no_correlation_is_stouffer_and_full_correlation_the_mean():
    p = from_z([2.0, 1.0, 0.5])
    assert strube(p, 0.0).statistic.item() == pytest.approx(stouffer(p).statistic.item())
    assert strube(p, 1.0).statistic.item() == pytest.approx(3.5 / 3)


def test_matrix_and_missing():
    matrix = np.array([[1, 0.2, 0.9], [0.2, 1, 0.4], [0.9, 0.4, 1]])
    got = strube(from_z([[2.0, 1.0, np.nan], [2.0, 1.0, 0.5]]), matrix)
    assert got.statistic[0] == pytest.approx(3.0 / np.sqrt(2 + 0.4))
    assert got.statistic[1] == pytest.approx(3.5 / np.sqrt(matrix.sum()))


def test_impossible_correlations_are_noted_or_refused():
    got = strube(from_z([1.0, 1.0]), -1.0)
    assert np.isnan(got.statistic)
    assert any("correlations" in note for note in got.notes)
    with pytest.raises(NumbersError, match="correlation"):
        strube([0.1, 0.2], np.eye(3))
    with pytest.raises(NumbersError, match="correlation"):
        strube([0.1, 0.2], 1.5)

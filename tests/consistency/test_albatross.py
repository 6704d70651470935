from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.albatross import (
    correlation_contour,
    equivalent_n,
    implied_correlation,
    implied_mean_difference,
    implied_smd,
    implied_smd_range,
    mean_difference_contour,
    smd_contour,
)
from synthesis.errors import NumbersError

P = st.floats(1e-12, 0.9)
RATIO = st.floats(0.2, 5)


def test_smd_contours(worked):
    entry = worked("alb-smd")
    for case, want in zip(entry["inputs"]["cases"], entry["expected"]["N"], strict=True):
        got = smd_contour(case["p_two_sided"], case["smd"], case["ratio"])
        assert got.item() == pytest.approx(want, rel=entry["tolerance"]["rel"])


def test_implied_smd(worked):
    entry = worked("alb-smd-inv")
    for case, want in zip(entry["inputs"]["cases"], entry["expected"]["smd"], strict=True):
        got = implied_smd(case["p_two_sided"], case["N"], case["ratio"])
        assert got.item() == pytest.approx(want, rel=entry["tolerance"]["rel"])


def test_published_smds_are_recovered(worked):
    entry = worked("alb-zhang")
    for row, want in zip(entry["inputs"]["rows"], entry["expected"]["published_smd"], strict=True):
        got = implied_smd(2 * row["p_one_sided"], row["n1"] + row["n2"], row["n1"] / row["n2"])
        assert got.item() == pytest.approx(want, abs=entry["tolerance"]["abs"])


def test_correlation(worked):
    entry = worked("alb-r")
    p, rho, near = entry["inputs"]["p_two_sided"], entry["inputs"]["r"], entry["tolerance"]["rel"]
    assert correlation_contour(p, rho).item() == pytest.approx(entry["expected"]["N_harrison_wald"], rel=near)
    assert correlation_contour(p, rho, "fisher").item() == pytest.approx(
        entry["expected"]["N_metap_fisher_z"], rel=near
    )


def test_mean_difference(worked):
    entry = worked("alb-rr-md")
    given_ = entry["inputs"]
    got = mean_difference_contour(given_["p_two_sided"], given_["MD"], given_["sd"], given_["ratio"])
    assert got.item() == pytest.approx(entry["expected"]["N_md"], rel=entry["tolerance"]["rel"])


@given(P, st.floats(0.05, 3), RATIO)
def test_smd_round_trip_and_symmetry(p, smd, ratio):
    n = smd_contour(p, smd, ratio)
    assert implied_smd(p, n, ratio).item() == pytest.approx(smd, rel=1e-8)
    assert smd_contour(p, -smd, 1 / ratio).item() == pytest.approx(n.item(), rel=1e-10)


@given(P, st.floats(0.02, 0.95), st.floats(0.1, 10), RATIO)
def test_other_round_trips(p, rho, difference, ratio):
    for form in ("wald", "fisher"):
        n = correlation_contour(p, rho, form)
        assert implied_correlation(p, n, form).item() == pytest.approx(rho, rel=1e-8)
    n = mean_difference_contour(p, difference, 2.0, ratio)
    assert implied_mean_difference(p, n, 2.0, ratio).item() == pytest.approx(difference, rel=1e-10)


@given(P, st.floats(20, 5000), RATIO, RATIO)
def test_equivalent_n_implies_the_same_smd(p, n, ratio, contour_ratio):
    # N is meant for the nearest contour, so its SMD at the contour's ratio must be the study's own.
    own = implied_smd(p, n, ratio)
    if np.isnan(own):
        assert np.isnan(equivalent_n(p, n, ratio, contour_ratio))
        return
    moved = implied_smd(p, equivalent_n(p, n, ratio, contour_ratio), contour_ratio)
    assert moved.item() == pytest.approx(own.item(), rel=1e-7)


def test_smaller_p_or_n_implies_more():
    assert np.all(np.diff(implied_smd([0.9, 0.5, 0.05, 1e-6], 60)) > 0)
    assert np.all(np.diff(implied_smd(0.01, [20, 50, 500])) < 0)


def test_ranges():
    low, high = implied_smd_range([1, -1, 0], [0.01, 0.01, 0.05], [0.05, 0.05, 1.0], 100)
    assert low[0] == pytest.approx(implied_smd(0.05, 100))
    assert high[0] == pytest.approx(implied_smd(0.01, 100))
    assert (low[1], high[1]) == (-high[0], -low[0])
    assert low[2] == -high[2] == -implied_smd(0.05, 100)


def test_impossible_and_neutral():
    assert np.isnan(implied_smd(1e-30, 10))
    assert implied_smd(1.0, 100).item() == pytest.approx(0.0, abs=1e-12)
    assert np.isnan(implied_correlation(0.05, 3, "fisher"))
    assert smd_contour(0.05, 0.0).item() == np.inf


def test_wrong_input():
    with pytest.raises(NumbersError, match="ratio"):
        smd_contour(0.05, 0.5, 0.0)
    with pytest.raises(NumbersError, match="p:"):
        implied_smd(1.5, 10)
    with pytest.raises(NumbersError, match="direction"):
        implied_smd_range(2, 0.1, 0.2, 10)

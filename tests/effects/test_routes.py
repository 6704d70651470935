from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as t_distribution

from synthesis.effects import correlations, from_tests, means, paired
from synthesis.effects.escalc import escalc
from synthesis.effects.measures import MEASURES
from synthesis.effects.routes import columns_for

SIZES = {"n1i": 20, "n2i": 25}


def one(measure: str = "SMD", **numbers: object) -> pd.Series:
    return escalc(pd.DataFrame([numbers]), measure).iloc[0]


@pytest.mark.parametrize(
    ("name", "value", "d"),
    [
        ("di", 0.5, 0.5),
        ("ti", 1.7, 1.7 * np.sqrt(1 / 20 + 1 / 25)),
        ("fi", -2.89, -1.7 * np.sqrt(1 / 20 + 1 / 25)),
        ("ri", 0.3, float(from_tests.d_from_r(0.3, 20, 25))),
        ("pi", -0.04, float(from_tests.d_from_p(-0.04, 20, 25))),
    ],
)
def test_statistics_of_a_difference_give_its_size(name: str, value: float, d: float) -> None:
    row = one(**{name: value}, **SIZES)
    expected = means.smd_from_d(d, 20, 25)
    assert row["yi"] == pytest.approx(expected.yi, rel=1e-14)
    assert row["vi"] == pytest.approx(expected.vi, rel=1e-14)
    assert name in row["how"]
    assert row["note"] == ("taken from p, as of a t test" if name == "pi" else "")


def test_the_first_way_is_taken_and_others_are_compared() -> None:
    row = one(di=0.5, ti=0.5 / np.sqrt(1 / 20 + 1 / 25), **SIZES)
    assert row["note"] == ""
    row = one(di=0.5, ti=3.4, **SIZES)
    assert row["yi"] == means.smd_from_d(0.5, 20, 25).yi
    assert row["note"] == "the effect is 0.491 by di, n1i, n2i, but 1.00 by ti, n1i, n2i"


def test_a_difference_and_its_test_give_the_spread() -> None:
    x = {"m1i": 5.0, "m2i": 4.0, **SIZES}
    sd = 2.2
    t = 1 / (sd * np.sqrt(1 / 20 + 1 / 25))
    for extra in ({"ti": t}, {"pi": float(2 * t_distribution(43).sf(t))}):
        row = one("ROM", **x, **extra)
        expected = means.rom(5, sd, 20, 4, sd, 25)
        assert row["yi"] == pytest.approx(expected.yi, rel=1e-9)
        assert row["vi"] == pytest.approx(expected.vi, rel=1e-9)
        assert "taken from the test of the means" in row["note"]
    assert np.isnan(one("VR", **x, ti=t)["yi"])
    assert np.isnan(one("MD", **x, pi=0.05, p_relation="<")["yi"])


def test_percent_differences_are_ratios() -> None:
    row = one("ROM", pcti=-40.0)
    assert row["yi"] == pytest.approx(np.log(0.6))
    assert np.isnan(row["vi"])
    assert row["note"] == "no spread is known, so the effect has no sampling variance"
    row = one("ROM", pcti=-40.0, pi=-0.01, **SIZES)
    t = t_distribution(43).isf(0.005)
    assert row["sei"] == pytest.approx(-np.log(0.6) / t, rel=1e-9)
    assert np.isnan(one("ROM", pcti=-120.0)["yi"])


def test_tables_by_cells_or_sizes() -> None:
    by_cells, by_sizes = one("OR", ai=4, bi=119, ci=11, di=128), one("OR", ai=4, n1i=123, ci=11, n2i=139)
    assert by_cells["yi"] == by_sizes["yi"]
    assert by_sizes["how"] == "OR, variance LS; from ai, ci, n1i, n2i"
    assert one("OR", ai=4, bi=119, ci=11, di=128, n1i=123, n2i=139)["note"] == ""
    clash = one("OR", ai=4, bi=119, ci=11, di=128, n1i=124, n2i=139)
    assert np.isnan(clash["yi"])
    assert clash["note"] == "n1i is not ai + bi"
    assert one("RR", ai=4, n1i=3, ci=1, n2i=5)["note"] == "a count is negative, or larger than its group"


def test_shares_by_cells_or_sizes() -> None:
    assert one("PLO", xi=3, mi=7)["yi"] == one("PLO", xi=3, ni=10)["yi"]
    assert one("PLO", xi=3, mi=7, ni=11)["note"] == "ni is not xi + mi"


def test_correlations_by_tests() -> None:
    t = 0.5 * np.sqrt(18 / 0.75)
    p = 2 * t_distribution(18).sf(t)
    expected = correlations.z_correlation(0.5, 20)
    for given in ({"ri": 0.5}, {"ti": t}, {"pi": p}):
        row = one("ZCOR", ni=20, **given)
        assert row["yi"] == pytest.approx(expected.yi, rel=1e-9)
        assert row["vi"] == expected.vi
    assert "0.549" in one("ZCOR", ni=20, ri=0.5, ti=0.1)["note"]


def test_paired_means_by_the_sd_of_the_change() -> None:
    numbers = {"m1i": 5, "sd1i": 2, "m2i": 4, "sd2i": 2, "ni": 20}
    by_r, by_change = one("MC", **numbers, ri=0.5), one("MC", **numbers, sdci=2.0)
    assert by_r["vi"] == pytest.approx(by_change["vi"], rel=1e-14)
    assert "sdci" in by_change["how"]
    assert one("MC", **numbers)["note"] == "missing: ri"


def test_standardised_changes_by_tests() -> None:
    expected = paired.standardised_by_change_from_d(0.4, 25)
    p = 2 * t_distribution(24).sf(2.0)
    for given in ({"di": 0.4}, {"ti": 2.0}, {"pi": p}):
        assert one("SMCC", ni=25, **given)["yi"] == pytest.approx(expected.yi, rel=1e-9)


@pytest.mark.parametrize("measure", MEASURES)
def test_columns_that_are_looked_for_are_listed_once(measure: str) -> None:
    names = columns_for(MEASURES[measure])
    assert len(set(names)) == len(names)
    assert set(MEASURES[measure].needs) <= set(names)


@pytest.mark.parametrize("measure", MEASURES)
def test_any_single_column_is_met_with_a_reason(measure: str) -> None:
    """Whatever one column a row has: no crash, no effect without what it needs, and a note."""
    for name in columns_for(MEASURES[measure]):
        row = one(measure, **{name: 0.5})
        assert np.isnan(row["vi"])
        assert row["note"]

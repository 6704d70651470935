from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as t_distribution

from synthesis.effects import means, medians
from synthesis.effects.escalc import escalc

SECOND = {"m2i": 4.0, "sd2i": 2.0, "n2i": 25}


def one(measure: str = "MD", options: dict | None = None, **numbers: float) -> pd.Series:
    return escalc(pd.DataFrame([numbers]), measure, **(options or {})).iloc[0]


def test_spread_by_standard_error_or_interval() -> None:
    half = t_distribution(19).ppf(0.975) * 2 / np.sqrt(20)
    for spread in ({"se1i": 2 / np.sqrt(20)}, {"lo1i": 5 - half, "hi1i": 5 + half}):
        row = one(m1i=5, n1i=20, **spread, **SECOND)
        assert row["vi"] == pytest.approx(means.md(5, 2, 20, 4, 2, 25).vi, rel=1e-12)
        assert row["note"] == ""


def test_intervals_have_the_level_that_is_said() -> None:
    half = t_distribution(19).ppf(0.95) * 2 / np.sqrt(20)
    row = one("MD", {"level": 90}, m1i=5, n1i=20, lo1i=5 - half, hi1i=5 + half, **SECOND)
    assert row["vi"] == pytest.approx(means.md(5, 2, 20, 4, 2, 25).vi, rel=1e-12)


def test_spreads_that_disagree_are_noted() -> None:
    row = one(m1i=5, n1i=20, sd1i=2, se1i=2, **SECOND)
    assert row["vi"] == means.md(5, 2, 20, 4, 2, 25).vi
    assert row["note"] == "group 1: SD is 2.00 by sd1i, but 8.94 by se1i"


def test_a_mean_off_the_middle_of_its_interval_is_noted() -> None:
    note = one(m1i=2, n1i=20, lo1i=1, hi1i=4, **SECOND)["note"]
    assert note == "group 1: the mean lies 17% of the width off the middle of its 95 % interval"


def test_medians_are_estimated_and_said() -> None:
    row = one(med1i=5, q11i=4, q31i=6.2, n1i=20, **SECOND)
    estimated = medians.mean_sd(5, 20, q1=4, q3=6.2)
    assert row["yi"] == pytest.approx(float(estimated.mean) - 4, rel=1e-12)
    assert row["note"] == "group 1: mean and SD estimated from the median and its quantiles, as normal"
    assert row["how"].endswith("from n1i, m2i, sd2i, n2i, med1i, q11i, q31i")


def test_symmetric_medians_are_means_in_the_limit() -> None:
    quartile = 0.6744897501960817
    row = one(
        "SMD", med1i=5, q11i=5 - 2 * quartile, q31i=5 + 2 * quartile, n1i=10**6, m2i=4, sd2i=2, n2i=10**6
    )
    assert row["yi"] == pytest.approx(0.5, rel=1e-5)
    assert one("SMD", med1i=5, iqr1i=4 * quartile, n1i=10**6, m2i=4, sd2i=2, n2i=10**6)[
        "yi"
    ] == pytest.approx(0.5, rel=1e-5)


SKEWED = {"med1i": 4.0, "q11i": 3.0, "q31i": 12.0, "n1i": 40}
TAME = {"med2i": 3.0, "q12i": 2.0, "q32i": 4.0, "n2i": 40}


def test_skewed_medians_make_both_groups_log_normal() -> None:
    row = one(**SKEWED, **TAME)
    assert row["note"].count("as log-normal") == 2
    first, second = (
        medians.mean_sd(m, 40, q1=a, q3=b, log_normal=True) for m, a, b in ((4, 3, 12), (3, 2, 4))
    )
    assert row["yi"] == pytest.approx(float(first.mean - second.mean), rel=1e-12)
    assert "group 1: skewed even as logarithms" in row["note"]


def test_one_distribution_may_be_asked_for() -> None:
    normal = one("MD", {"dist": "normal"}, **SKEWED, **TAME)
    assert np.isnan(normal["yi"])
    assert normal["note"].startswith("too skewed for a normal distribution")
    assert (
        one("MD", {"dist": "lnorm"}, **(SKEWED | {"q31i": 5.5}), **TAME)["note"].count("as log-normal") == 2
    )


def test_skewed_medians_below_zero_give_nothing() -> None:
    row = one(**(SKEWED | {"q11i": -1.0, "med1i": 0.5}), **TAME)
    assert np.isnan(row["yi"])
    assert "too skewed" in row["note"]


def test_means_with_quartiles_range_or_width_use_the_width() -> None:
    quartiles = one(m1i=5, q11i=4, q31i=6, n1i=20, **SECOND)
    assert quartiles["sei"] == pytest.approx(
        float(np.sqrt(medians.sd_from_quartiles(2, 20) ** 2 / 20 + 4 / 25)), rel=1e-12
    )
    assert one(m1i=5, iqr1i=2, n1i=20, **SECOND)["vi"] == quartiles["vi"]
    spread = float(medians.sd_from_range(9, 20))
    assert one(m1i=5, min1i=1, max1i=10, n1i=20, **SECOND)["vi"] == pytest.approx(spread**2 / 20 + 4 / 25)


def test_a_median_with_a_width_is_taken_as_mean() -> None:
    row = one(med1i=5, iqr1i=2, n1i=20, **SECOND)
    assert row["yi"] == 1
    assert row["note"] == "group 1: median taken as mean, SD from the width of the quartiles"


def test_given_means_are_not_replaced_by_medians() -> None:
    row = one(m1i=5, sd1i=2, med1i=4.8, q11i=3.6, q31i=6.2, n1i=20, **SECOND)
    assert row["yi"] == 1
    assert row["note"] == ""  # the quantiles give an SD within a tenth
    wide = one(m1i=5, sd1i=2, med1i=4.8, q11i=2, q31i=8, n1i=20, **SECOND)
    assert "SD is 2.00 by sd1i, but 4" in wide["note"]


@pytest.mark.parametrize(
    ("numbers", "note"),
    [
        ({"med1i": 5, "q11i": 6, "q31i": 7, "n1i": 20}, "quantiles are not in order"),
        ({"med1i": 5, "q11i": 4, "q31i": 7, "n1i": 4}, "too few people"),
        ({"med1i": 5, "n1i": 40}, "missing: m1i, sd1i"),
        ({"med1i": 5, "q11i": 4, "q31i": 7}, "missing: m1i, sd1i, n1i"),
    ],
)
def test_medians_that_give_nothing_say_why(numbers: dict, note: str) -> None:
    assert one(**numbers, **SECOND)["note"] == note

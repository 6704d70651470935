from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from synthesis.effects.escalc import escalc


def one(measure: str, options: dict | None = None, **numbers: object) -> pd.Series:
    return escalc(pd.DataFrame([numbers]), measure, **(options or {})).iloc[0]


def interval(estimate: float, se: float, level: float = 95) -> dict[str, float]:
    half = norm.ppf(0.5 + level / 200) * se
    return {"ci_lb": float(np.exp(estimate - half)), "ci_ub": float(np.exp(estimate + half))}


def test_an_odds_ratio_with_its_interval() -> None:
    row = one("OR", out=2.5, **interval(np.log(2.5), 0.3))
    assert row["yi"] == pytest.approx(np.log(2.5), rel=1e-14)
    assert row["sei"] == pytest.approx(0.3, rel=1e-12)
    assert row["note"] == ""
    assert one("OR", {"level": 90}, out=2.5, **interval(np.log(2.5), 0.3, 90))["sei"] == pytest.approx(0.3)


def test_z_and_p_give_the_same() -> None:
    z = np.log(2.5) / 0.3
    assert one("OR", out=2.5, zval=z)["sei"] == pytest.approx(0.3, rel=1e-12)
    assert one("OR", out=2.5, pval=2 * norm.sf(z))["sei"] == pytest.approx(0.3, rel=1e-9)


def test_interval_and_p_that_disagree_are_noted() -> None:
    row = one("OR", out=2.5, **interval(np.log(2.5), 0.3), pval=0.2)
    assert row["sei"] == pytest.approx(0.3)
    assert row["note"] == "the standard error is 0.300 by ci_lb, ci_ub, but 0.715 by pval"
    z = np.log(2.5) / 0.3
    assert one("OR", out=2.5, **interval(np.log(2.5), 0.3), zval=z, pval=2 * norm.sf(z))["note"] == ""


def test_an_estimate_off_its_interval_is_noted() -> None:
    assert "off the middle of its 95 % interval" in one("OR", out=2.5, ci_lb=1.0, ci_ub=4.0)["note"]
    assert one("RD", out=0.25, ci_lb=0.1, ci_ub=0.4)["note"] == ""


def test_a_table_comes_before_a_reported_effect() -> None:
    table = {"ai": 40, "bi": 60, "ci": 20, "di": 80}
    effect = one("OR", **table)
    same = one("OR", **table, out=8 / 3, **interval(np.log(8 / 3), effect["sei"]))
    assert same["note"] == ""
    assert same["how"] == "OR, variance LS; from ai, bi, ci, di"
    other = one("OR", **table, out=1.2, **interval(np.log(1.2), 0.3))
    assert other["note"] == "the effect is 0.981 by ai, bi, ci, di, but 0.182 by out, ci_lb, ci_ub"
    wider = one("OR", **table, out=8 / 3, **interval(np.log(8 / 3), 0.6))
    assert wider["note"].startswith("the standard error is 0.323 by ai, bi, ci, di, but 0.600 by")


def test_an_effect_alone_has_no_variance() -> None:
    row = one("OR", out=2.5)
    assert row["yi"] == pytest.approx(np.log(2.5))
    assert np.isnan(row["vi"])
    assert row["note"] == "no spread is known, so the effect has no sampling variance"


@pytest.mark.parametrize(("measure", "out"), [("OR", -1.0), ("OR", 0.0), ("ZCOR", 1.5), ("PLO", 1.2)])
def test_estimates_out_of_range_have_a_reason(measure: str, out: float) -> None:
    row = one(measure, out=out, ci_lb=0.1, ci_ub=0.9)
    assert np.isnan(row["yi"])
    assert (
        row["note"].startswith("a correlation, share or probability is outside its range") or measure == "OR"
    )


def test_the_null_of_an_area_is_a_half() -> None:
    z = 3.0
    assert one("AUC", out=0.8, zval=z)["sei"] == pytest.approx(0.1)


def test_a_share_has_no_test_of_no_effect() -> None:
    assert np.isnan(one("PR", out=0.8, pval=0.01)["vi"])

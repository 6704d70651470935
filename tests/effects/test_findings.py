from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import synthesis as syn
from synthesis.effects import counts, means, medians
from synthesis.effects.escalc import RESULT, escalc
from synthesis.effects.findings import READ
from synthesis.effects.measures import MEASURES, Family
from synthesis.errors import NumbersError
from synthesis.store.atlas import Atlas
from synthesis.store.columns import FINDINGS

ARMS = {"cases_n": 20, "cases_center": 5.0, "cases_spread": 2.0, "controls_n": 25, "controls_center": 4.0,
        "controls_spread": 3.0}  # fmt: skip


def findings(*rows: dict[str, object]) -> pd.DataFrame:
    """Findings frame of these rows; what a row does not say is unknown."""
    usual = {
        "finding_id": "a/b", "contrast": "cases-vs-controls", "statistic": "mean-sd", "direction": "higher",
        "marker_kind": "cytokine", "unit": "pg/ml", "flags": "", "multiplicity": "not-stated",
    }  # fmt: skip
    frame = pd.DataFrame([usual | row for row in rows])
    for name in (*READ, "note", "finding_id"):
        if name not in frame.columns:
            frame[name] = None
    return frame.convert_dtypes(dtype_backend="pyarrow")


def one(measure: str = "SMD", /, options: dict | None = None, **row: object) -> pd.Series:
    return escalc(findings(row), measure, **(options or {})).iloc[0]


def test_means_and_deviations_of_cases_and_controls() -> None:
    row = one(**ARMS)
    expected = means.smd(5, 2, 20, 4, 3, 25)
    assert row["yi"] == expected.yi
    assert row["vi"] == expected.vi
    assert row["note"] == ""


def test_standard_errors_intervals_and_quantiles_go_where_they_belong() -> None:
    se = ARMS | {"statistic": "mean-se", "cases_spread": 2 / np.sqrt(20), "controls_spread": 3 / np.sqrt(25)}
    assert one("MD", **se)["vi"] == pytest.approx(means.md(5, 2, 20, 4, 3, 25).vi, rel=1e-12)
    bounds = {"cases_low": 4.0, "cases_high": 6.5, "controls_low": 3.0, "controls_high": 5.2}
    centres = {name: value for name, value in ARMS.items() if "spread" not in name}
    median = one("MD", statistic="median-iqr", **centres, **bounds)
    groups = [medians.mean_sd(5, 20, q1=4, q3=6.5), medians.mean_sd(4, 25, q1=3, q3=5.2)]
    assert median["yi"] == pytest.approx(float(groups[0].mean - groups[1].mean))
    ranges = one("MD", statistic="median-range", **centres, **bounds)
    groups = [medians.mean_sd(5, 20, low=4, high=6.5), medians.mean_sd(4, 25, low=3, high=5.2)]
    assert ranges["yi"] == pytest.approx(float(groups[0].mean - groups[1].mean))
    quartiles = one("MD", statistic="mean-iqr", **centres, **bounds)
    assert quartiles["yi"] == 1
    assert one("MD", statistic="mean-ci95", **centres, **bounds)["yi"] == 1


def test_flags_say_how_to_read_bounds() -> None:
    centres = {name: value for name, value in ARMS.items() if "spread" not in name}
    bounds = {"cases_low": 1.0, "cases_high": 10.0, "controls_low": 1.0, "controls_high": 9.0}
    ranged = one("MD", statistic="none", flags="needs-check;mean-with-range", **centres, **bounds)
    sds = medians.sd_from_range([9, 8], [20, 25])
    assert ranged["vi"] == pytest.approx(sds[0] ** 2 / 20 + sds[1] ** 2 / 25)
    assert np.isnan(one("MD", statistic="none", **centres, **bounds)["yi"])
    width = one("MD", statistic="median-iqr", flags="iqr-as-width", **ARMS)
    sds = medians.sd_from_quartiles([2, 3], [20, 25])
    assert width["vi"] == pytest.approx(sds[0] ** 2 / 20 + sds[1] ** 2 / 25)
    assert "median taken as mean" in width["note"]


def test_spread_of_unstated_kind_is_read_as_deviation_and_said() -> None:
    row = one(flags="spread-type-unstated", **ARMS)
    assert row["yi"] == means.smd(5, 2, 20, 4, 3, 25).yi
    assert row["note"] == (
        "kind of spread not stated, read as SD; were it a standard error, "
        "SDs would be about 4.7 times as large"
    )


def test_exact_p_with_a_direction_is_enough() -> None:
    sizes = {"cases_n": 20, "controls_n": 25, "statistic": "none", "p_value": 0.03}
    up = one(p_relation="=", **sizes)
    down = one(p_relation="=", direction="lower", **sizes)
    assert up["yi"] == -down["yi"] > 0
    assert up["note"] == "taken from p, as of a t test"
    assert np.isnan(one(p_relation="=", direction="no-difference", **sizes)["yi"])
    assert np.isnan(one(p_relation="=", direction=None, **sizes)["yi"])
    bounded = one(p_relation="<", **sizes)
    assert np.isnan(bounded["yi"])
    assert "means a difference of at least" in bounded["note"]


def test_adjusted_and_corrected_p_are_not_used() -> None:
    row = {"cases_n": 20, "controls_n": 25, "statistic": "none", "p_value": 0.03, "p_relation": "="}
    assert "adjusted comparison" in one(flags="adjusted", **row)["note"]
    assert "corrected for the number of tests" in one(multiplicity="corrected", **row)["note"]
    assert np.isnan(one(flags="model-coefficient", **row)["yi"])


def test_means_and_p_that_disagree_are_noted() -> None:
    note = one(**ARMS, p_value=0.0001, p_relation="=")["note"]
    assert note == "the effect is 0.377 by m1i, sd1i, n1i, m2i, sd2i, n2i, but 1.26 by pi, n1i, n2i"


def test_effects_against_the_recorded_direction_are_noted() -> None:
    assert one(direction="lower", **ARMS)["note"] == "recorded as lower in cases, but the numbers say higher"
    flipped = ARMS | {"cases_center": 3.0}
    assert (
        one(direction="higher", **flipped)["note"] == "recorded as higher in cases, but the numbers say lower"
    )
    for said in ("no-difference", "mixed", "altered", None):
        assert one(direction=said, **flipped)["note"] == ""
    area = one("AUCN", direction="higher", **flipped)
    assert area["yi"] < 0.5
    assert "the numbers say lower" in area["note"]


@pytest.mark.parametrize("contrast", ["treatment", "case-vs-case", "within-case", "other"])
def test_other_contrasts_have_no_effect_of_two_groups(contrast: str) -> None:
    row = one(contrast=contrast, **ARMS)
    assert np.isnan(row["yi"])
    assert row["note"] == f"not a comparison of cases with controls ({contrast})"


def test_logarithms_have_no_ratios() -> None:
    row = ARMS | {"unit": "log2 RFU"}
    assert one("ROM", **row)["note"].startswith("the unit is log2 RFU")
    assert np.isnan(one("CVR", **row)["yi"])
    assert one("MD", **row)["yi"] == 1


def test_log_normal_is_for_kinds_of_marker_that_are_known_for_it() -> None:
    skewed = {
        "statistic": "median-iqr", "cases_n": 40, "cases_center": 4.0, "cases_low": 3.0, "cases_high": 12.0,
        "controls_n": 40, "controls_center": 3.0, "controls_low": 2.0, "controls_high": 4.0,
    }  # fmt: skip
    assert "as log-normal" in one(**skewed)["note"]
    assert one(marker_kind="cell-subset", **skewed)["note"].startswith("too skewed")
    assert one(unit="log10 pg/ml", **skewed)["note"].startswith("too skewed")
    assert "as log-normal" in one("SMD", {"dist": "log-normal"}, marker_kind="cell-subset", **skewed)["note"]


def test_percent_differences_are_ratios_of_means() -> None:
    row = {
        "statistic": "percent-change",
        "cases_center": -68.0,
        "cases_n": 16,
        "controls_n": 12,
        "direction": "lower",
    }
    assert one("ROM", **row)["yi"] == pytest.approx(np.log(0.32))
    assert np.isnan(one("SMD", **row)["yi"])


def test_events_make_tables_and_shares() -> None:
    row = {"statistic": "events", "cases_n": 60, "cases_events": 31, "controls_n": 30, "controls_events": 1}
    assert one("OR", **row)["yi"] == counts.odds_ratio(31, 29, 1, 29).yi
    assert one("PR", **row)["yi"] == pytest.approx(31 / 60)
    assert one("OR", flags="events-from-percent", **row)["note"] == "counts rebuilt from a rounded percentage"
    alone = {name: value for name, value in row.items() if "controls" not in name}
    assert one("OR", **alone)["note"] == "missing: ci, di"
    assert one("PLO", contrast="other", **alone)["vi"] > 0
    assert one("PLO", contrast="treatment", **alone)["note"] == "a share of people under treatment"
    assert np.isnan(one("OR", **ARMS)["yi"])


def test_measures_that_findings_cannot_give_are_refused() -> None:
    with pytest.raises(NumbersError, match="allowed: SMD"):
        escalc(findings(ARMS), "ZCOR")


def test_the_note_of_the_record_is_kept_under_another_name() -> None:
    result = escalc(findings(ARMS | {"note": "read twice"}))
    assert result["record_note"].iloc[0] == "read twice"
    assert result["note"].iloc[0] == ""
    assert list(escalc(result).columns) == list(result.columns)


def test_columns_that_are_read_exist_in_the_store() -> None:
    assert set(READ) <= set(FINDINGS.names)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return syn.load()


POSSIBLE = [m.id for m in MEASURES.values() if m.family in (Family.TWO_MEANS, Family.TABLE, Family.SHARE)]


@pytest.mark.parametrize("measure", POSSIBLE)
def test_no_finding_of_the_atlas_is_lost_or_unexplained(atlas: Atlas, measure: str) -> None:
    result = escalc(atlas, measure)
    source = atlas.findings
    assert result["finding_id"].tolist() == source["finding_id"].tolist()
    assert list(result.columns) == [
        *("record_note" if name == "note" else name for name in source.columns),
        *RESULT,
    ]
    without = result["vi"].isna()
    assert result.loc[without, "note"].ne("").all()
    assert (result.loc[~without, "vi"] > 0).all()
    assert result["yi"].notna().any()
    if MEASURES[measure].family is not Family.SHARE:
        assert result.loc[result["contrast"].ne("cases-vs-controls"), "yi"].isna().all()
    pd.testing.assert_frame_equal(escalc(source, measure), result)


def test_effects_of_the_atlas_point_the_recorded_way_or_say_so(atlas: Atlas) -> None:
    result = escalc(atlas, "SMD")
    for said, sign in (("higher", 1), ("lower", -1)):
        rows = result[(result["direction"] == said) & result["yi"].notna()]
        against = rows["yi"] * sign < 0
        assert rows.loc[against, "note"].str.contains("but the numbers say").all()
        assert not rows.loc[~against, "note"].str.contains("but the numbers say").any()


def test_brain_imaging_of_2014_by_hand(atlas: Atlas) -> None:
    """Midbrain as printed: 9 cases, 10 controls, means and deviations of binding potential."""
    result = escalc(atlas, "SMD").set_index("finding_id")
    row = result.loc["nakatomi-2014-neuroinflammation-japan/tspo-pet-midbrain.brain.ft"]
    assert row["yi"] == means.smd(0.181, 0.027, 9, 0.123, 0.024, 10).yi

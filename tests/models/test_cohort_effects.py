"""One estimate a cohort: who is averaged, who is combined, who is left out, and why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from synthesis.effects.escalc import escalc
from synthesis.errors import NumbersError
from synthesis.models.cohort_effects import cohort_effects
from synthesis.models.univariate import rma
from synthesis.store.load import load


def finding(name: str, cohort: str = "c1", **fields: Any) -> dict[str, Any]:
    subgroup = fields.get("subgroup")
    return {
        "finding_id": f"{cohort}/{name}", "slug": f"{cohort}-study", "label": f"{cohort} 2001",
        "cohort_id": cohort, "question_key": "q", "counted": True, "whole_group": subgroup is None,
        "subgroup": None, "direction": "higher", "significance": "not-stated", "inferred": False,
        "cases_n": 20, "controls_n": 18, "yi": 0.5, "vi": 0.09, "measure": "SMD", "note": "",
    } | fields  # fmt: skip


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows)


def test_a_single_effect_stays_as_it_is() -> None:
    found = cohort_effects(table(finding("a")))
    row = found.frame.iloc[0]
    assert (row["yi"], row["vi"], row["sei"]) == (0.5, 0.09, 0.3)
    assert (row["label"], row["slugs"], row["cases"], row["controls"]) == ("c1 2001", "c1-study", 20, 18)
    assert (row["finding_ids"], row["direction"], row["questions"]) == ("c1/a", "higher", "q")
    assert pd.isna(row["how"]) or row["how"] == ""
    assert pd.isna(row["reason"])
    assert found.left_out.empty


@pytest.mark.parametrize("rho", [0.0, 0.3, 1.0])
def test_effects_of_the_same_people_are_averaged(rho: float) -> None:
    y, v = np.array([0.2, 0.5, 1.1]), np.array([0.04, 0.09, 0.25])
    rows = [finding(str(i), yi=a, vi=b) for i, (a, b) in enumerate(zip(y, v, strict=True))]
    row = cohort_effects(table(*rows), rho=rho).frame.iloc[0]
    root = np.sqrt(v)
    covariance = np.where(np.eye(3, dtype=bool), np.diag(v), rho * np.outer(root, root))
    share = np.full(3, 1 / 3)
    assert row["yi"] == pytest.approx(y.mean(), rel=1e-14)
    assert row["vi"] == pytest.approx(share @ covariance @ share, rel=1e-14)
    assert row["how"].startswith("mean of 3 effects of the same people")


def test_two_papers_on_one_cohort_are_one_row() -> None:
    found = cohort_effects(table(finding("a"), finding("b", slug="other", label="Other 2003", yi=0.7)))
    assert found.frame["label"].tolist() == ["c1 2001 / Other 2003"]
    assert found.frame["slugs"].tolist() == ["c1-study other"]
    assert (found.k, found.frame["yi"].iloc[0]) == (1, pytest.approx(0.6))


def test_women_and_men_are_combined_as_different_people() -> None:
    rows = [
        finding("w", subgroup="female", yi=0.4, vi=0.10, cases_n=10, controls_n=10),
        finding("m", subgroup="men", yi=1.0, vi=0.40, cases_n=5, controls_n=8, direction="no-difference"),
        finding("severe", subgroup="severe cases", yi=2.0),
    ]
    found = cohort_effects(table(*rows))
    row = found.frame.iloc[0]
    pooled = rma([0.4, 1.0], [0.10, 0.40], method="FE")
    assert row["yi"] == pytest.approx(float(pooled.beta[0]), rel=1e-14)
    assert row["sei"] == pytest.approx(float(pooled.se[0]), rel=1e-14)
    assert (row["cases"], row["controls"], row["how"]) == (15, 18, "female and male combined")
    assert row["direction"] == "mixed"
    reason = "about part of the cases (severe cases); other findings cover them"
    assert found.left_out["reason"].tolist() == [reason]


def test_several_effects_of_each_sex_are_averaged_first() -> None:
    rows = [finding(f"w{i}", subgroup="female", yi=y, vi=0.1) for i, y in enumerate((0.0, 1.0))]
    row = cohort_effects(table(*rows, finding("m", subgroup="male", yi=0.5, vi=0.075)), rho=0.5).frame.iloc[0]
    assert row["vi"] == pytest.approx(0.0375)  # two parts of 0.075 each
    assert row["yi"] == pytest.approx(0.5)
    assert row["how"].startswith("female and male combined; mean of 2 effects")


def test_the_whole_group_goes_before_its_parts() -> None:
    found = cohort_effects(table(finding("w", subgroup="female", yi=0.9), finding("all", yi=0.1)))
    assert found.frame["yi"].tolist() == [0.1]
    assert found.left_out["finding_id"].tolist() == ["c1/w"]


def test_parts_serve_where_the_whole_group_has_no_effect() -> None:
    whole = finding("all", yi=np.nan, vi=np.nan, note="the p value is only a bound")
    found = cohort_effects(table(whole, finding("w", subgroup="women", yi=0.9)))
    assert (found.frame["yi"].tolist(), found.frame["how"].tolist()) == ([0.9], ["female only"])
    assert found.left_out["reason"].tolist() == ["the p value is only a bound"]


def test_a_cohort_without_effect_stays_with_direction_people_and_reason() -> None:
    rows = [
        finding("a", "c2", yi=np.nan, vi=np.nan, note="no numbers", direction="lower"),
        finding("b", "c3", subgroup="severe cases", direction="no-difference"),
        finding("c", "c4", vi=np.nan, note="", direction=None, cases_n=None),
        finding("d", "c1"),
    ]
    found = cohort_effects(table(*rows))
    frame = found.frame.set_index("cohort_id")
    assert (found.k, list(frame.index)) == (1, ["c2", "c3", "c4", "c1"])
    assert frame["yi"].isna().tolist() == [True, True, True, False]
    assert frame["direction"].tolist() == ["lower", "no-difference", "altered", "higher"]
    assert frame["reason"].tolist()[:3] == [
        "no numbers", "about part of the cases (severe cases)", "no effect with a sampling variance",
    ]  # fmt: skip
    assert frame["cases"].isna().tolist() == [False, False, True, False]
    fit = rma(data=found.frame, slab="label")
    assert fit.k == 1
    assert repr(found) == "<CohortEffects: 1 of 4 cohorts with an estimate>"


def test_an_effect_without_error_is_none() -> None:
    found = cohort_effects(table(finding("a", vi=0.0), finding("b", "c2", vi=np.inf)))
    assert found.k == 0
    assert found.frame["reason"].tolist() == ["no effect with a sampling variance"] * 2


def test_a_cohort_without_effect_is_described_by_its_whole_group() -> None:
    part = finding("a", subgroup="severe cases", direction="lower", yi=np.nan, cases_n=90, note="a part")
    whole = finding("b", direction="no-difference", yi=np.nan, cases_n=40, note="all of them")
    row = cohort_effects(table(part, whole)).frame.iloc[0]
    assert (row["direction"], row["cases"], row["reason"]) == ("no-difference", 40, "all of them")


def test_findings_that_do_not_count_are_left_out() -> None:
    found = cohort_effects(table(finding("a"), finding("b", counted=False, note="a treatment")))
    assert found.left_out[["finding_id", "reason"]].iloc[0].tolist() == ["c1/b", "a treatment"]


def test_every_finding_of_the_atlas_has_a_place() -> None:
    effects = escalc(load(), "SMD")
    found = cohort_effects(effects)
    behind = [name for names in found.frame["finding_ids"].dropna() for name in names.split(";")]
    assert sorted([*behind, *found.left_out["finding_id"]]) == sorted(effects["finding_id"])


def test_no_findings_give_no_cohorts() -> None:
    found = cohort_effects(escalc(load().where(counted=True), "SMD").iloc[:0])
    assert (found.k, len(found.frame), len(found.left_out)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("data", "rho", "message"),
    [
        (table(finding("a")).drop(columns="vi"), 0.5, "no column vi; give what escalc"),
        (table(finding("a"), finding("b", measure="MD")), 0.5, "several measures: MD and SMD"),
        (table(finding("a")), -0.1, "rho: -0.1 is not a correlation"),
        (table(finding("a")), float("nan"), "is not a correlation"),
    ],
)
def test_what_cannot_be_taken_is_an_error(data: pd.DataFrame, rho: float, message: str) -> None:
    with pytest.raises(NumbersError, match=message):
        cohort_effects(data, rho=rho)

from __future__ import annotations

import pandas as pd
import pytest

from synthesis.consistency.verdict import verdict
from synthesis.effects.escalc import escalc
from synthesis.models.cohort_effects import cohort_effects
from synthesis.models.univariate import rma
from synthesis.store.atlas import Atlas
from synthesis.store.load import load
from synthesis.store.tidy import items
from synthesis.tables import summary_of_findings


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load().where(topic="cytokines")


@pytest.fixture(scope="module")
def rows(atlas: Atlas) -> pd.DataFrame:
    return summary_of_findings.rows(atlas)


def test_verdict_and_certainty_are_those_of_the_question(atlas: Atlas, rows: pd.DataFrame) -> None:
    for row in rows.head(6).astype(object).itertuples():
        alone = verdict(atlas, row.marker, row.question_key)
        assert (row.label, row.k, row.people, row.sentence) == (
            alone.label, alone.k, alone.people, alone.sentence,
        )  # fmt: skip
        assert row.certainty == alone.certainty.level
        lowered = [step for step in alone.certainty.steps if step.lowers]
        assert row.reasons == "; ".join(f"{step.domain}: {step.text}" for step in lowered)


def test_certainty_falls_one_step_for_each_reason(rows: pd.DataFrame) -> None:
    levels = ("moderate", "low", "very low", "very low")
    for row in rows.astype(object).itertuples():
        steps = 0 if row.reasons.startswith("no domain") else len(items(row.reasons))
        assert row.certainty == levels[steps]


def test_pooled_mean_is_that_of_one_effect_a_cohort(atlas: Atlas, rows: pd.DataFrame) -> None:
    pooled = rows[rows["smd"].notna()]
    assert len(pooled) > 5
    row = pooled.sort_values("effects", ascending=False).iloc[0]
    cohorts = verdict(atlas, row["marker"], row["question_key"]).cohorts
    behind = [name for findings in cohorts["findings"] for name in items(findings)]
    effects = escalc(atlas.findings)
    one_each = cohort_effects(effects[effects["finding_id"].isin(behind)]).frame
    one_each = one_each[one_each["yi"].notna()]
    fit = rma(one_each["yi"].to_numpy(float), one_each["vi"].to_numpy(float), test="adhoc")
    assert row["effects"] == len(one_each)
    assert row["smd"] == pytest.approx(float(fit.beta[0]), rel=1e-6)  # two ways to the same maximum
    assert row["smd_low"] == pytest.approx(float(fit.ci_lb[0]), rel=1e-6)


def test_one_or_two_effects_are_not_pooled(atlas: Atlas, rows: pd.DataFrame) -> None:
    assert bool((rows["effects"] == 2).any())
    assert bool(rows.loc[rows["effects"] < 3, "smd"].isna().all())
    assert bool(rows.loc[rows["effects"] >= 3, "smd"].notna().all())
    two = int(rows.index[rows["effects"] == 2][0])
    texts = summary_of_findings.table(atlas).texts
    assert texts["pooled"].iloc[two].startswith("not pooled: numbers in 2 of ")


@pytest.mark.parametrize(("low", "high", "said"), [(-0.9, 1.2, True), (-0.7, 1.2, False), (-0.9, 0.7, False)])
def test_wide_interval_is_said_to_say_nothing(
    monkeypatch: pytest.MonkeyPatch, atlas: Atlas, rows: pd.DataFrame, low: float, high: float, said: bool
) -> None:
    one = rows[rows["smd"].notna()].head(1).assign(smd_low=low, smd_high=high)
    monkeypatch.setattr(summary_of_findings, "rows", lambda _atlas: one)
    (text,) = summary_of_findings.table(atlas).texts["pooled"]
    assert text.endswith("so wide that it says nothing") is said

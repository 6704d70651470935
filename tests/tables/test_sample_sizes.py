from __future__ import annotations

from synthesis.store.atlas import Atlas
from synthesis.tables import sample_sizes


def test_numbers_by_hand(atlas: Atlas) -> None:
    everything = sample_sizes.rows(atlas).iloc[0]
    assert (everything.studies, everything.studies_sized, everything.cohorts) == (5, 3, 4)
    # cohorts with known cases: shared 30, Davis 10, Evans 40; with known controls: 20, 12, 40
    assert (everything.cohorts_cases_known, everything.cases_total, everything.cases_median) == (3, 80, 30.0)
    assert (everything.cases_least, everything.cases_most) == (10, 40)
    assert (everything.controls_total, everything.controls_median) == (72, 20.0)


def test_unknown_is_missing_not_zero(atlas: Atlas) -> None:
    rows = sample_sizes.rows(atlas).set_index("value")
    unknown = rows.loc["cross-sectional", ["cases_total", "cases_median", "cases_least", "controls_total"]]
    assert unknown.isna().all()
    assert rows.loc["cross-sectional", "cohorts_cases_known"] == 0


def test_topic_counts_each_finding_and_cohort_once(atlas: Atlas) -> None:
    # both sections of the page select the IL-6 findings of Adams; Evans has no finding; 30 + 10 cases
    topic = sample_sizes.rows(atlas).set_index("value").loc["cytokines"]
    assert (topic.studies, topic.cohorts, topic.cases_total, topic.controls_total) == (4, 3, 40, 32)


def test_topic_without_findings_has_no_row(atlas: Atlas) -> None:
    assert "empty" not in set(sample_sizes.rows(atlas)["value"])


def test_range_of_one_value_is_that_value(atlas: Atlas) -> None:
    texts = sample_sizes.table(atlas).texts.set_index("label")
    assert texts.loc["exercise challenge", "cases_range"] == "10"
    assert texts.loc["case-control", "cases_range"] == "30–40"
    assert texts.loc["cross-sectional", "cases_range"] == "–"

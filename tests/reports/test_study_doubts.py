from __future__ import annotations

from typing import Any

import pytest

from synthesis.reports.study_doubts import DESIGN, MEASUREMENT, READING, Case, doubts
from synthesis.store.load import load
from synthesis.store.tidy import records
from synthesis.tables.limit_rules import COHORT_LIMITS, FINDING_LIMITS, STUDY_LIMITS, TOUCHED_LIMITS
from synthesis.vocabulary.study import Comparator, Design

STUDY: dict[str, Any] = {
    "slug": "a-2001-b",
    "design": "case-control",
    "comparator": "healthy",
    "eligible": True,
    "identified": True,
    "case_definitions": "ccc-2003",
    "pem": "yes",
    "n_cases": 20,
    "n_controls": 20,
    "atlas_page_only": False,
    "review_state": "checked",
}
FINDING: dict[str, Any] = {
    "marker": "il-6",
    "counted": True,
    "matrix_class": "other",
    "specimen": "serum",
    "direction": "higher",
    "significance": "significant",
    "multiplicity": "corrected",
    "source_kind": "primary-full-text",
    "atlas_page_only": False,
    "identified": True,
    "flags": None,
    "inferred": False,
    "whole_group": True,
    "information_level": "L4",
    "open_conflict": False,
}
#: What is said of every study with a finding that counts.
ALWAYS = {"design", "comparison", "size", "matching-not-recorded", "one-specimen", "groups-not-persons"}


def rules(
    study: dict[str, Any] | None = None, *findings: dict[str, Any], link: str | None = None
) -> set[str]:
    rows = [FINDING | finding for finding in findings] or [FINDING]
    cohorts = [{"cohort_id": "a", "n_studies": 2 if link else 1, "link": link}]
    found = doubts(Case(STUDY | (study or {}), rows, cohorts))
    return {doubt.rule for told in found.values() for doubt in told}


def test_best_case_keeps_what_no_study_can_prove() -> None:
    assert rules() == ALWAYS


@pytest.mark.parametrize(
    ("study", "rule"),
    [
        ({"case_definitions": None}, "case-definition-unknown"),
        ({"pem": "unclear"}, "pem-unclear"),
        ({"pem": "no"}, "pem-not-required"),
        ({"identified": False}, "study-unidentified"),
        ({"review_state": "draft"}, "not-checked"),
    ],
)
def test_rules_on_the_study(study: dict[str, Any], rule: str) -> None:
    assert rules(study) == ALWAYS | {rule}


@pytest.mark.parametrize("arm", ["n_cases", "n_controls"])
def test_unknown_size_is_said_instead_of_what_could_be_seen(arm: str) -> None:
    assert rules({arm: None}) == ALWAYS - {"size"} | {"group-sizes-unknown"}


@pytest.mark.parametrize(
    ("finding", "rule"),
    [
        ({"source_kind": "primary-abstract"}, "abstract-only"),
        ({"source_kind": "review-table"}, "review-table"),
        ({"source_kind": "secondary-report"}, "secondary-report"),
        ({"atlas_page_only": True}, "atlas-page-only"),
        ({"identified": False}, "unidentified-publication"),
        ({"flags": "needs-check"}, "needs-check"),
        (
            {"direction": "no-difference", "significance": "not-significant", "inferred": True},
            "inferred-null",
        ),
        ({"whole_group": False}, "subgroup-only"),
        ({"direction": "altered"}, "direction-unknown"),
        ({"significance": "not-stated"}, "significance-not-stated"),
        ({"information_level": "L1"}, "no-group-statistics"),
        ({"flags": "not-published-alone"}, "not-published-alone"),
        ({"open_conflict": True}, "findings-in-open-conflict"),
        ({"matrix_class": "circulating-protein"}, "blood-is-not-tissue"),
        ({"matrix_class": "csf-protein"}, "fluid-is-not-brain"),
        ({"matrix_class": "secreted-stimulated"}, "outside-the-body"),
        ({"matrix_class": "mrna"}, "message-is-not-protein"),
        ({"matrix_class": "cell-percentage"}, "share-is-not-number"),
        ({"matrix_class": "antibody-seropositivity"}, "antibody-is-not-effect"),
        ({"matrix_class": "imaging"}, "signal-is-indirect"),
    ],
)
def test_rules_on_a_finding(finding: dict[str, Any], rule: str) -> None:
    assert rules(None, finding) == ALWAYS | {rule}


def test_many_tests_need_two_markers_and_a_result_that_is_not_corrected() -> None:
    loose = {"multiplicity": "not-stated"}
    assert "many-tests" not in rules(None, loose)
    assert "many-tests" not in rules(None, {}, {"marker": "il-8"})
    assert "many-tests" in rules(None, loose, {"marker": "il-8"})


def test_probable_overlap_is_said_and_a_certain_one_is_not_a_doubt() -> None:
    assert "probable-overlap" in rules(link="probable")
    assert "probable-overlap" not in rules(link="certain")


def test_study_without_a_counted_finding_is_not_judged_by_findings() -> None:
    excluded = {"counted": False, "source_kind": "primary-abstract"}
    assert rules({"eligible": False, "review_state": "draft"}, excluded) == {
        "design",
        "comparison",
        "not-checked",
    }


@pytest.mark.parametrize("design", list(Design))
@pytest.mark.parametrize("comparator", list(Comparator))
def test_every_design_and_comparison_has_its_sentence(design: Design, comparator: Comparator) -> None:
    found = doubts(Case(STUDY | {"design": design, "comparator": comparator}, [FINDING], []))
    texts = {doubt.rule: doubt.text for doubt in found[DESIGN]}
    assert texts["design"].endswith(".")
    assert texts["comparison"].endswith(".")


def test_shares_are_written_plainly() -> None:
    def text(*findings: dict[str, Any]) -> str:
        told = doubts(Case(STUDY, [FINDING | finding for finding in findings], []))[READING]
        return next(doubt.text for doubt in told if doubt.rule == "abstract-only")

    read = {"source_kind": "primary-abstract"}
    assert text(read).startswith("Read from an abstract: the one finding that counts. ")
    assert text(read, read).startswith("Read from an abstract: all 2 findings that count. ")
    assert text(read, {}, {}).startswith("Read from an abstract: 1 of 3 findings that count. ")


def test_rules_that_the_table_of_limits_counts_keep_their_ids() -> None:
    """Of the rules that fire over the atlas, each is one of the table or of those named here."""
    atlas = load(progress=False)
    findings: dict[str, list[Any]] = {}
    for row in records(atlas.findings, list(atlas.findings.columns)):
        findings.setdefault(row["slug"], []).append(row)
    cohorts = {row["cohort_id"]: row for row in records(atlas.cohorts, list(atlas.cohorts.columns))}
    fired: set[str] = set()
    for study in records(atlas.studies, list(atlas.studies.columns)):
        own = [cohorts[cohort] for cohort in study["cohorts"].split(";")]
        found = doubts(Case(study, findings.get(study["slug"], []), own))
        assert set(found) <= {DESIGN, MEASUREMENT, READING}
        fired |= {doubt.rule for told in found.values() for doubt in told}
    counted = {
        limit.id
        for limits in (FINDING_LIMITS, STUDY_LIMITS, TOUCHED_LIMITS, COHORT_LIMITS)
        for limit in limits
    }
    own_rules = ALWAYS | {"many-tests", "outside-the-body", "test-in-a-dish"}
    own_rules |= {
        "blood-is-not-tissue",
        "fluid-is-not-brain",
        "message-is-not-protein",
        "share-is-not-number",
    }
    own_rules |= {"antibody-is-not-effect", "signal-is-indirect"}
    assert fired <= counted | own_rules
    # On the page of a study this one is said by the rule on its findings.
    assert counted - fired == {"study-on-atlas-page-only"}
    assert own_rules <= fired

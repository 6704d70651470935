"""The record classes: frozen, closed, one spelling a word, and the small facts they derive."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from synthesis.records.citation import Citation
from synthesis.records.cohort import CaseSelection, Cohort
from synthesis.records.finding import Finding
from synthesis.records.marker import Marker
from synthesis.records.study import Review, Study
from synthesis.records.topic import Section
from synthesis.records.use import exclusion_of, information_level, question_key
from synthesis.vocabulary.case_definition import Pem
from synthesis.vocabulary.measurement import MarkerKind, Specimen
from synthesis.vocabulary.result import FindingExclusion, SourceKind
from synthesis.vocabulary.study import GroupRole

FULL_TEXT = {"kind": "primary-full-text", "ref": "pmid:1"}
PAGE = {"kind": "atlas-page", "ref": "https://example.org"}


def _finding(**changes: Any) -> Finding:
    sound = {
        "id": "one",
        "marker": "example-a",
        "marker_kind": "cytokine",
        "quantity": "concentration",
        "specimen": "serum",
        "contrast": "cases-vs-controls",
        "direction": "higher",
        "sources": [FULL_TEXT],
    }
    return Finding.model_validate(sound | changes)


def _study(*findings: Finding, **changes: Any) -> Study:
    sound = {
        "slug": "example-2001-alpha",
        "citation": {},
        "kind": "primary",
        "design": "case-control",
        "population": "me-cfs",
        "cohorts": [{"id": "a"}, {"id": "b"}],
    }
    return Study.model_validate(sound | changes | {"findings": findings})


def _marker(**changes: Any) -> Marker:
    return Marker.model_validate({"marker_id": "example-a", "name": "A", "kind": "cytokine"} | changes)


def test_records_are_frozen_and_hashable() -> None:
    finding = _finding()
    with pytest.raises(ValidationError, match="frozen"):
        finding.marker = "other"  # type: ignore[misc]  # frozen is the point
    assert hash(finding) == hash(_finding())


def test_every_spelling_is_accepted_and_one_is_stored() -> None:
    assert (
        _finding(specimen="Cerebrospinal Fluid", direction="elevated").model_dump(mode="json")["specimen"]
        == "csf"
    )


@pytest.mark.parametrize("value", [True, 1.5, "3", -1])
def test_counts_are_whole_numbers(value: object) -> None:
    with pytest.raises(ValidationError):
        _finding(cases={"n": value})


@pytest.mark.parametrize("value", ["1.5", True, float("nan"), float("inf")])
def test_reals_are_finite_numbers(value: object) -> None:
    with pytest.raises(ValidationError):
        _finding(cases={"center": value})


def test_whole_numbers_are_reals_too() -> None:
    assert _finding(cases={"center": 3}).cases.center == 3.0


@pytest.mark.parametrize("written", ["2026-01-31", date(2026, 1, 31)])
def test_days(written: object) -> None:
    assert Review.model_validate({"on": written}).on == date(2026, 1, 31)


def test_json_and_back() -> None:
    study = _study(_finding(cohort="a"), review={"state": "checked", "on": "2026-01-31"})
    assert Study.model_validate_json(study.model_dump_json()) == study


@pytest.mark.parametrize(
    ("citation", "reference"),
    [
        ({"doi": "10.0000/x", "pmid": "1"}, "doi:10.0000/x"),
        ({"pmid": "1", "pmcid": "PMC1"}, "pmid:1"),
        ({"pmcid": "PMC1"}, "pmcid:PMC1"),
        ({}, ""),
    ],
)
def test_reference_is_the_best_identifier(citation: dict[str, Any], reference: str) -> None:
    assert Citation.model_validate(citation).reference == reference


@pytest.mark.parametrize(
    ("selection", "pem"),
    [
        ({}, Pem.UNCLEAR),
        ({"all_of": ["fukuda-1994", "ccc-2003"]}, Pem.YES),
        ({"any_of": ["fukuda-1994", "ccc-2003"]}, Pem.UNCLEAR),
        ({"unstated": ["fukuda-1994", "ccc-2003"]}, Pem.UNCLEAR),
        ({"unstated": ["icc-2011", "ccc-2003"]}, Pem.YES),
        ({"any_of": ["holmes-1988"], "unstated": ["fukuda-1994"]}, Pem.NO),
        ({"all_of": ["fukuda-1994"], "pem_stated": "yes"}, Pem.YES),
    ],
)
def test_pem_of_a_selection(selection: dict[str, Any], pem: Pem) -> None:
    assert CaseSelection.model_validate(selection).pem is pem


def test_people_of_a_cohort() -> None:
    groups = [
        {"id": "mild", "role": "cases", "n": 10},
        {"id": "severe", "role": "cases", "n": 5},
        {"id": "healthy", "role": "comparison"},
    ]
    cohort = Cohort.model_validate({"id": "a", "groups": groups})
    assert cohort.n(GroupRole.CASES) == 15
    assert cohort.n(GroupRole.COMPARISON) is None


def test_cohort_of_a_finding() -> None:
    study = _study()
    assert study.cohort_of(_finding()).id == "a"
    assert study.cohort_of(_finding(cohort="b")).id == "b"
    with pytest.raises(KeyError):
        study.cohort_of(_finding(cohort="c"))


def test_sources_of_a_study() -> None:
    page, text = _finding(id="page", sources=[PAGE]), _finding(id="text", sources=[PAGE, FULL_TEXT])
    assert page.atlas_page_only
    assert not text.atlas_page_only
    assert text.source_kind is SourceKind.ATLAS_PAGE
    assert _study().read_from() is None
    assert not _study().atlas_page_only()
    assert _study(page).atlas_page_only()
    assert not _study(page, text).atlas_page_only()
    assert _study(page, text).read_from() is SourceKind.FULL_TEXT


def test_section_selects_by_specimen_and_kind() -> None:
    section = Section.model_validate({"title": "t", "specimens": ["csf"], "marker_kinds": ["cytokine"]})
    assert section.selects(Specimen.CSF, MarkerKind.CYTOKINE)
    assert not section.selects(Specimen.CSF, MarkerKind.IMAGING)
    assert not section.selects(Specimen.SERUM, MarkerKind.CYTOKINE)
    assert Section.model_validate({"title": "t", "specimens": ["csf"]}).selects(
        Specimen.CSF, MarkerKind.IMAGING
    )
    assert not Section.model_validate({"title": "t", "marker_kinds": ["cytokine"]}).selects(
        Specimen.CSF, MarkerKind.CYTOKINE
    )


@pytest.mark.parametrize(
    ("study", "finding", "marker", "reason"),
    [
        ({}, {}, {}, None),
        ({"excluded": {"reason": "other"}}, {"contrast": "treatment"}, {}, FindingExclusion.STUDY_EXCLUDED),
        ({}, {"exclusion": {"reason": "unusable"}, "contrast": "treatment"}, {}, FindingExclusion.UNUSABLE),
        ({}, {"contrast": "treatment"}, {"panel": True}, FindingExclusion.TREATMENT),
        ({}, {"contrast": "case-vs-case"}, {}, FindingExclusion.CASE_VS_CASE),
        ({}, {"contrast": "within-case"}, {}, FindingExclusion.WITHIN_CASE),
        ({}, {"contrast": "other"}, {}, FindingExclusion.OTHER_CONTRAST),
        ({}, {}, {"panel": True}, FindingExclusion.NOT_A_MARKER),
        ({}, {}, {"immune": False}, FindingExclusion.NOT_A_MARKER),
    ],
)
def test_why_a_finding_does_not_count(
    study: dict[str, Any], finding: dict[str, Any], marker: dict[str, Any], reason: FindingExclusion | None
) -> None:
    assert exclusion_of(_study(**study), _finding(**finding), _marker(**marker)) is reason


@pytest.mark.parametrize(
    ("finding", "policy", "key"),
    [
        ({}, "pool", "example-a | unclear | unclear | cases-vs-controls"),
        (
            {"matrix_class": "circulating-protein", "state": "rest"},
            "split",
            "example-a | circulating-protein:serum | rest | cases-vs-controls",
        ),
        (
            {
                "matrix_class": "intracellular",
                "cell_population": "CD4 T cells",
                "state": "stimulated-culture",
                "stimulus": "PHA",
            },
            "split",
            "example-a | intracellular:cd4 t cells | stimulated-culture:pha | cases-vs-controls",
        ),
    ],
)
def test_question_key(finding: dict[str, Any], policy: str, key: str) -> None:
    assert question_key(_finding(**finding), _marker(matrix_policy=policy)) == key


@pytest.mark.parametrize(
    ("finding", "level"),
    [
        ({"direction": "no-difference"}, "L0"),
        ({"direction": "altered"}, "L0"),
        ({}, "L1"),
        ({"p": {"printed": "<0.05", "relation": "<", "value": 0.05}}, "L1"),
        ({"p": {"printed": "0.03", "relation": "=", "value": 0.03}}, "L2"),
        (
            {
                "statistic": "mean-sd",
                "cases": {"n": 9, "center": 2, "spread": 1},
                "controls": {"n": 9, "center": 1, "spread": 1},
            },
            "L4",
        ),
        (
            {
                "statistic": "mean-sd",
                "cases": {"n": 9, "center": 2, "spread": 1},
                "controls": {"center": 1, "spread": 1},
            },
            "L1",
        ),
        (
            {
                "statistic": "median-iqr",
                "cases": {"n": 9, "center": 2, "low": 1, "high": 3},
                "controls": {"n": 9, "center": 2, "low": 1, "high": 3},
            },
            "L4",
        ),
        ({"statistic": "events", "cases": {"n": 9, "events": 2}, "controls": {"n": 9, "events": 0}}, "L4"),
        ({"statistic": "events", "cases": {"n": 9, "events": 2}, "controls": {"n": 9}}, "L1"),
        (
            {"statistic": "median-only", "cases": {"n": 9, "center": 2}, "controls": {"n": 9, "center": 1}},
            "L1",
        ),
    ],
)
def test_information_level(finding: dict[str, Any], level: str) -> None:
    assert information_level(_finding(**finding)) == level

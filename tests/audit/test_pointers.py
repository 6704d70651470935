"""Evidence that no verdict covers: read study by study, judged by the same table."""

from __future__ import annotations

from types import SimpleNamespace

import pytest


def test_duration_is_read_from_parts_of_the_cases(make: SimpleNamespace) -> None:
    early = make.finding("early", code="H*", subgroup="ill for 3 years or less")
    late = make.finding("late", code="U", subgroup="ill for more than 3 years")
    claim = {
        "kind": "duration",
        "markers": ["il-6"],
        "direction": "altered",
        "strength": "single-study",
        "citation": {"author": "Adams", "year": 2001},
    }
    found = make.audited([make.study("adams-2001", early, late)], claim)
    assert (found.label.label, found.citation.label) == ("SUPPORTED", "MATCH")
    assert found.verdict == "IL-6 (relation with duration of illness): NO VERDICT (1)"
    alone = make.audited([make.study("adams-2001", early)], claim)
    assert alone.label.label == "NOT IN RECORD"  # one part says nothing about the other
    same = make.audited([make.study("adams-2001", early, {**late, "direction": "higher"})], claim)
    assert same.label.label == "NOT BORNE OUT"


@pytest.mark.parametrize(
    ("code", "direction", "label"), [("H*", "higher", "SUPPORTED"), ("L*", "higher", "TOO FEW STUDIES")]
)
def test_severity_is_read_from_comparisons_of_cases(
    make: SimpleNamespace, code: str, direction: str, label: str
) -> None:
    finding = make.finding("f", code=code, contrast="case-vs-case", subgroup="severe against mild")
    claim = {"kind": "severity", "markers": ["il-6"], "direction": direction, "strength": "existential"}
    found = make.audited([make.study("adams-2001", finding)], claim)
    assert found.label.label == label
    assert found.questions == ("il-6 | relation with severity",)


def test_other_parts_of_the_cases_are_not_severity(make: SimpleNamespace) -> None:
    finding = make.finding("f", subgroup="women")
    claim = {"kind": "severity", "markers": ["il-6"], "direction": "higher", "strength": "existential"}
    assert make.audited([make.study("adams-2001", finding)], claim).label.label == "NOT IN RECORD"


def test_a_named_part_of_the_cases(make: SimpleNamespace) -> None:
    finding = make.finding("f", code="L*", subgroup="severe")
    claim = {"markers": ["il-6"], "direction": "lower", "subgroup": "severe", "strength": "existential"}
    studies = [make.study("adams-2001", finding), *make.cast("il-6", "H* H* H* H*")]
    assert make.audited(studies, claim).label.label == "SUPPORTED"
    assert make.audited(studies, claim | {"subgroup": "mild"}).label.label == "NOT IN RECORD"


def test_a_trial_is_looked_up_alone(make: SimpleNamespace) -> None:
    def trial(slug: str, code: str) -> object:
        return make.study(
            slug, make.finding("f", "response", code, contrast="treatment", state="on-treatment")
        )

    studies = [trial("adams-2001", "U"), trial("baker-2002", "H*"), trial("clark-2003", "H*")]
    claim = {
        "kind": "treatment",
        "markers": ["response"],
        "direction": "higher",
        "strength": "single-study",
        "citation": {"author": "Adams", "year": 2001},
    }
    found = make.audited(studies, claim)
    assert (found.label.label, found.citation.label) == ("NOT BORNE OUT", "MATCH")
    assert (found.cohorts_for, found.cohorts_other) == ((), ("adams-2001",))
    assert "found no significant difference" in found.suggested


def test_presence_is_read_from_positive_cases(make: SimpleNamespace) -> None:
    def share(slug: str, events: int) -> object:
        parts = {
            "marker_kind": "autoantibody",
            "matrix_class": "antibody-seropositivity",
            "quantity": "seropositivity",
            "statistic": "events",
            "cases": {"n": 60, "events": events},
            "controls": {"n": 60, "events": events},
        }
        return make.study(slug, make.finding("f", "antibody", "U", **parts))

    claim = {"kind": "prevalence", "markers": ["antibody"], "direction": "present", "strength": "existential"}
    found = make.audited([share("adams-2001", 5), share("baker-2002", 0)], claim)
    assert (found.label.label, found.cohorts_for) == ("SUPPORTED", ("adams-2001",))
    assert any(text.startswith("against controls: Antibody") for text in found.modifiers)
    assert make.audited([share("baker-2002", 0)], claim).label.label == "TOO FEW STUDIES"


def test_panels_are_read_as_they_stand(make: SimpleNamespace) -> None:
    studies = [
        make.study(f"adams-{2001 + i}", make.finding("f", "panel", code)) for i, code in enumerate("UUUM")
    ]
    claim = {"markers": ["panel"], "direction": "altered", "strength": "existential"}
    found = make.audited(studies, claim)
    assert (found.label.label, found.cohorts_for) == ("SUPPORTED", ("adams-2004",))


def test_a_sentence_that_says_significant_needs_a_significant_result(make: SimpleNamespace) -> None:
    claim = {
        "markers": ["il-6"],
        "direction": "higher",
        "strength": "single-study",
        "citation": {"author": "Adams", "year": 2001},
    }
    studies = [make.study("adams-2001", make.finding("f", code="H"))]
    said, plain = make.audited(studies, claim | {"significant": True}, claim)
    assert (said.label.label, plain.label.label) == ("NOT BORNE OUT", "SUPPORTED")
    assert "does not show it as significant" in said.reason
    assert (said.cohorts_for, plain.cohorts_for) == ((), ("adams-2001",))

"""Several questions and several markers: one conservative rule."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from synthesis.audit.combine import FROM_WORST
from synthesis.vocabulary.claim import AuditLabel


def tgf(make: SimpleNamespace, serum: str, plasma: str) -> list[Any]:
    """Studies of an analyte whose serum and plasma are kept apart."""
    found: list[Any] = make.cast("tgf", plasma, specimen="plasma")
    for study in make.cast("tgf", serum):
        parts = study.model_dump(mode="json")
        parts["slug"] = parts["cohorts"][0]["id"] = "serum" + parts["slug"]
        found.append(type(study).model_validate(parts))
    return found


def test_every_label_has_its_place() -> None:
    assert set(FROM_WORST) == set(AuditLabel) - {AuditLabel.NOT_CHECKABLE}


@pytest.mark.parametrize(
    ("serum", "plasma", "strength", "label"),
    [
        # A claim without a quantifier must hold in both fluids.
        ("H* H* H* H*", "H* H* H* H*", "generic", "SUPPORTED"),
        ("H* H* H* H*", "U U U U", "generic", "NOT BORNE OUT"),
        ("H* H* H* H*", "L* L* L* L*", "generic", "CONTRADICTED"),
        # One or two cohorts decide nothing where another question has more, and decide where none has.
        ("H* H* H* H*", "L* U", "generic", "SUPPORTED"),
        ("H* H*", "L* U", "generic", "TOO FEW STUDIES"),
        # One instance anywhere is an instance.
        ("U U U U", "L* H", "existential", "SUPPORTED"),
        ("U U U U", "L* U", "existential", "NOT BORNE OUT"),
    ],
)
def test_several_questions_on_one_marker(
    make: SimpleNamespace, serum: str, plasma: str, strength: str, label: str
) -> None:
    claim = {"markers": ["tgf"], "direction": "higher", "strength": strength}
    found = make.audited(tgf(make, serum, plasma), claim)
    assert found.label.label == label
    assert len(found.questions) == 2


@pytest.mark.parametrize(
    ("il6", "il8", "reach", "label"),
    [
        ("H* H* H* H*", "H* H* H* H*", "each", "SUPPORTED"),
        ("H* H* H* H*", "U U U U", "each", "NOT BORNE OUT"),
        ("H* H* H* H*", "U U U U", "any", "SUPPORTED (for 1 of 2 markers)"),
        ("H* H* H* H*", "H*", "each", "TOO FEW STUDIES"),
        ("H* H* H* H*", "", "each", "NOT IN RECORD"),
        ("H* H* H* H*", "", "any", "SUPPORTED (for 1 of 2 markers)"),
        ("U U U U", "", "any", "NOT BORNE OUT"),
        ("", "", "any", "NOT IN RECORD"),
    ],
)
def test_several_markers(make: SimpleNamespace, il6: str, il8: str, reach: str, label: str) -> None:
    claim = {"markers": ["il-6", "il-8"], "direction": "higher", "reach": reach}
    studies = [*make.cast("il-6", il6), *make.cast("il-8", il8), *make.cast("il-10", "H*")]
    assert make.audited(studies, claim).label_text == label


def test_a_class_is_every_recorded_marker_of_the_kind(make: SimpleNamespace) -> None:
    claim = {"marker_kinds": ["cytokine"], "direction": "lower", "strength": "repeated", "reach": "any"}
    studies = [*make.cast("il-6", "L* L* U"), *make.cast("il-8", "H* H*"), *make.cast("nk-cells", "L*")]
    found = make.audited(studies, claim)
    assert found.label_text == "SUPPORTED (for 1 of 2 markers)"
    assert found.markers == ("il-6", "il-8")
    assert found.questions == ("il-6 | circulating-protein | rest | cases-vs-controls",)
    assert "markers: supported for 1 of 2 recorded markers of the class: IL-6" in found.modifiers
    assert "rests on: IL-6" in found.modifiers


def test_a_cohort_stands_on_one_side_only(make: SimpleNamespace) -> None:
    study = make.study("adams-2001", make.finding("a", "il-6", "H*"), make.finding("b", "il-8", "L*"))
    claim = {"markers": ["il-6", "il-8"], "direction": "higher", "strength": "existential"}
    found = make.audited([study], claim)
    assert (found.cohorts_for, found.cohorts_against, found.cohorts_other) == (("adams-2001",), (), ())


def test_a_wider_entry_without_questions_of_its_own_counts_the_narrower_ones(make: SimpleNamespace) -> None:
    studies = make.cast(
        "receptor-a", "H* H* H* H*", marker_kind="receptor-expression", matrix_class="cell-expression"
    )
    found = make.audited(studies, {"markers": ["receptor"], "direction": "higher"})
    assert found.label.label == "SUPPORTED"
    assert "identity: narrower markers counted as Receptor" in found.modifiers


def test_the_kind_of_measurement_chooses_the_question(make: SimpleNamespace) -> None:
    count = {"marker_kind": "cell-subset", "specimen": "whole-blood", "matrix_class": "cell-count"}
    studies = make.cast("nk-cells", "L* L* L* L*", **count)
    named, other = make.audited(
        studies,
        {"markers": ["nk-cells"], "direction": "lower", "matrix_classes": ["cell-count"]},
        {"markers": ["nk-cells"], "direction": "lower", "matrix_classes": ["function-per-cell"]},
    )
    assert (named.label.label, other.label.label) == ("SUPPORTED", "NOT IN RECORD")
    assert other.modifiers == ("recorded instead: NK cells, cell count, at rest, MOSTLY lower (4 cohorts)",)


def test_another_comparison_group_is_another_question(make: SimpleNamespace) -> None:
    studies = make.cast("il-6", "H* H* H* H*")
    claim = {"markers": ["il-6"], "direction": "higher", "comparator": "other-disease"}
    assert make.audited(studies, claim).label.label == "NOT IN RECORD"
    assert make.audited(studies, claim | {"comparator": "healthy"}).label.label == "SUPPORTED"


def test_a_named_fluid_opens_its_own_book(make: SimpleNamespace) -> None:
    plasma = make.cast("il-6", "L* L* L* L*", specimen="plasma")
    serum = [s.model_copy(update={"slug": f"x{s.slug}"}) for s in make.cast("il-6", "H* H* H* H*")]
    serum = [
        type(s).model_validate(s.model_dump(mode="json") | {"cohorts": [{"id": s.slug, "groups": []}]})
        for s in serum
    ]
    claim = {"markers": ["il-6"], "direction": "higher"}
    both, one = make.audited([*plasma, *serum], claim, claim | {"specimens": ["serum"]})
    assert (both.label.label, one.label.label) == ("DISPUTED", "SUPPORTED")
    assert any("depends on the specimen: serum MOSTLY higher" in text for text in both.modifiers)
    assert not any("specimen" in text for text in one.modifiers)

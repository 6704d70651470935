"""What is said beside a label, one modifier after the other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

HIGHER = {"markers": ["il-6"], "direction": "higher"}


def starting(claim: Any, word: str) -> list[str]:
    return [text for text in claim.modifiers if text.startswith(word)]


def test_an_instance_comes_with_its_count(make: SimpleNamespace) -> None:
    found = make.audited(make.cast("il-6", "H* H L* U U"), HIGHER | {"strength": "existential"})
    assert starting(found, "count") == ["count: 2 of 5 cohorts, 1 the other way"]
    assert (found.cohorts_for, found.cohorts_against) == (("il6a-2001", "il6b-2002"), ("il6c-2003",))
    assert len(found.cohorts_other) == 2


@pytest.mark.parametrize(("codes", "said"), [("H H? U", True), ("H* H U", False), ("U U U", False)])
def test_no_significant_cohort(make: SimpleNamespace, codes: str, said: bool) -> None:
    found = make.audited(make.cast("il-6", codes), HIGHER | {"strength": "existential"})
    assert bool(starting(found, "significance")) is said


def test_one_research_group(make: SimpleNamespace) -> None:
    studies = [make.study(f"adams-{year}", make.finding("f")) for year in (2001, 2002, 2003)]
    found = make.audited(studies, HIGHER)
    assert starting(found, "one group") == [
        "one group: all 3 cohorts in that direction come from one research group"
    ]
    assert not starting(make.audited(make.cast("il-6", "H* H* H*"), HIGHER), "one group")


def test_a_declared_part_of_the_cases_is_an_instance(make: SimpleNamespace) -> None:
    part = make.finding("part", code="H*", subgroup="women")
    study = make.study("adams-2001", make.finding("all", code="U"), part)
    claims = [HIGHER | {"strength": strength} for strength in ("existential", "generic")]
    some, all_ = make.audited([study, *make.cast("il-6", "U U U")], *claims)
    assert (some.label.label, all_.label.label) == ("SUPPORTED", "NOT BORNE OUT")
    assert starting(some, "parts of the cases") == ["parts of the cases: adams-2001 (women)"]
    assert not starting(all_, "parts")


def test_scope_of_an_analyte_with_its_fluids_apart(make: SimpleNamespace) -> None:
    plasma = make.cast("tgf", "U U U U", specimen="plasma")
    serum = [make.study(f"serum{i}-2001", make.finding("f", "tgf", "H*")) for i in "abcd"]
    found = make.audited([*plasma, *serum], {"markers": ["tgf"], "direction": "higher"})
    assert starting(found, "scope: TGF depends") == [
        "scope: TGF depends on the specimen: plasma MOSTLY NO SIGNIFICANT DIFFERENCE (4 cohorts) and "
        "serum MOSTLY higher (4 cohorts)"
    ]


def test_scope_of_the_case_definition(make: SimpleNamespace) -> None:
    strict = {"case_selection": {"all_of": ["ccc-2003"]}}
    required = [make.study(f"strict{i}-2001", make.finding("f", code="U"), **strict) for i in "abcd"]
    found = make.audited([*make.cast("il-6", "H* H* H* H* H* H* H*"), *required], HIGHER)
    assert starting(found, "scope") == [
        "scope: IL-6 depends on the case definition: PEM required MOSTLY NO SIGNIFICANT DIFFERENCE "
        "(4 cohorts)"
    ]
    few = make.audited([*make.cast("il-6", "H* H* H*"), required[0]], HIGHER)
    assert starting(few, "scope") == [
        "scope: PEM required in 1 of 4 cohorts on IL-6 (circulating level, at rest)"
    ]


def test_identity_of_an_isoform_that_is_not_stated(make: SimpleNamespace) -> None:
    studies = [*make.cast("tgf-open", "H* H* H*"), *make.cast("tgf", "L* L* U")]
    found = make.audited(studies, {"markers": ["tgf-open"], "direction": "higher"})
    assert starting(found, "identity") == [
        "identity: isoform or form not stated in 3 cohorts; counted together: TGF, "
        "circulating level (serum), at rest, CONFLICTING (6 cohorts)"
    ]
    assert not starting(make.audited(studies, {"markers": ["tgf"], "direction": "higher"}), "identity")


def test_checks_say_where_a_verdict_does_not_hold(make: SimpleNamespace) -> None:
    found = make.audited(make.cast("il-6", "H* H* H* H* U U"), HIGHER)
    (said,) = starting(found, "checks")
    assert said.startswith("checks: MOSTLY higher on IL-6 holds in ")
    assert "significance only where corrected for multiple tests" in said
    assert not starting(make.audited(make.cast("il-6", "U U U U"), HIGHER), "checks")


def test_markers_without_records_are_named(make: SimpleNamespace) -> None:
    claim = HIGHER | {"markers": ["il-6", "il-8"]}
    found = make.audited(make.cast("il-6", "H* H* H*"), claim)
    assert starting(found, "not in record") == ["not in record: IL-8"]
    assert not starting(make.audited(make.cast("il-10", "H*"), claim), "not in record")


def test_spinal_fluid_is_left_aside_and_said(make: SimpleNamespace) -> None:
    csf = make.study("adams-2001", make.finding("f", specimen="csf", matrix_class="csf-protein"))
    found = make.audited([csf, *make.cast("il-6", "U U U")], HIGHER)
    assert starting(found, "in spinal") == ["in spinal fluid: IL-6, higher in the only cohort that tested it"]
    assert "adams-2001" not in found.cohorts_for


def test_whole_panels_stand_beside_a_class(make: SimpleNamespace) -> None:
    panel = make.study("adams-2001", make.finding("f", "panel", "U"))
    claim = {"marker_kinds": ["cytokine"], "direction": "higher", "strength": "repeated", "reach": "any"}
    found = make.audited([panel, *make.cast("il-6", "H* H* U")], claim)
    assert starting(found, "whole panels") == [
        "whole panels: Cytokine panel, the only cohort that tested it reported no significant difference, "
        "without its direction"
    ]


def test_superlatives_are_ranks(make: SimpleNamespace) -> None:
    studies = [
        *make.cast("il-6", "H* H* H* H*"),
        *make.cast("il-8", "H* H* H U U"),
        *make.cast("il-10", "U U U U"),
        *make.cast("tgf", "H H H H H H U"),
        *make.cast(
            "receptor", "L* L* L* L* L* U", marker_kind="receptor-expression", matrix_class="cell-expression"
        ),
    ]
    claims = [
        {"markers": [marker], "direction": "altered", "strength": "superlative"}
        for marker in ("il-6", "tgf", "receptor", "il-8", "il-10")
    ]
    found = make.audited(studies, *claims)
    assert [claim.label.label for claim in found] == [
        "SUPPORTED",
        "SUPPORTED",
        "SUPPORTED",
        "OVERSTATED",  # LEANING comes after three that are MOSTLY
        "NOT BORNE OUT",
    ]
    places = [claim.reason.partition("rank ")[2].partition(" with")[0] for claim in found[:4]]
    assert places[0] == "1 of 5 immune markers of all kinds"
    assert places[3] == "4 of 5 immune markers of all kinds"


def test_a_value_word_is_not_a_rank(make: SimpleNamespace) -> None:
    claim = HIGHER | {"strength": "superlative", "kind": "importance"}
    assert make.audited(make.cast("il-6", "H* H* H*"), claim).label.label == "NOT CHECKABLE HERE"

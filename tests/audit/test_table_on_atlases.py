"""Every cell of the table reached from records, through the public function."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

STRENGTHS = {
    "S5": "universal",
    "S4": "majority",
    "S3": "generic",
    "S2": "existential",
    "S1": "hedged",
    "S4r": "repeated",
    "S1m": "mixed",
}
S, V, D, U = "SUPPORTED", "OVERSTATED", "DISPUTED", "UNSETTLED"
N, F, C, X = "NOT BORNE OUT", "TOO FEW STUDIES", "CONTRADICTED", "NOT CONTRADICTED"
EXPECTED = {
    "H* H* H* H* H* H* H* H*": {"S5": S, "S4": S, "S3": S, "S2": S, "S1": X, "S4r": S, "S1m": N},
    "H* H* H* H* U U": {"S5": V, "S4": S, "S3": S, "S2": S, "S1": X, "S4r": S, "S1m": S},
    "H* H* H U U": {"S5": V, "S4": V, "S3": S, "S2": S, "S1": X, "S4r": S, "S1m": S},
    "L* L* L U U": {"S5": C, "S4": C, "S3": C, "S2": C, "S1": X, "S4r": C, "S1m": C},
    "H* H* L* U": {"S5": D, "S4": D, "S3": D, "S2": S, "S1": X, "S4r": D, "S1m": S},
    "H* H* L L": {"S5": V, "S4": V, "S3": U, "S2": S, "S1": X, "S4r": S, "S1m": S},
    "H U U U": {"S5": N, "S4": N, "S3": N, "S2": S, "S1": X, "S4r": N, "S1m": S},
    "U U U U": {"S5": N, "S4": N, "S3": N, "S2": N, "S1": X, "S4r": N, "S1m": N},
    "U U U": {"S5": V, "S4": V, "S3": U, "S2": U, "S1": X, "S4r": V, "S1m": N},
    "H* H*": {"S5": F, "S4": F, "S3": F, "S2": S, "S1": X, "S4r": S, "S1m": F},
    "U U": {"S5": F, "S4": F, "S3": F, "S2": F, "S1": X, "S4r": F, "S1m": F},
    "L* L* L* L* L* L* L* L*": {"S5": C, "S4": C, "S3": C, "S2": C, "S1": C, "S4r": C, "S1m": C},
    "L* L* L* L* U U": {"S5": C, "S4": C, "S3": C, "S2": C, "S1": C, "S4r": C, "S1m": C},
    "L* L* L* L* L* L* L* H": {"S5": C, "S4": C, "S3": C, "S2": S, "S1": C, "S4r": C, "S1m": S},
}


@pytest.mark.parametrize("codes", EXPECTED)
def test_labels_of_a_claim_of_higher(make: SimpleNamespace, codes: str) -> None:
    claims = [
        {"markers": ["il-6"], "direction": "higher", "strength": STRENGTHS[level]}
        for level in EXPECTED[codes]
    ]
    found = make.audited(make.cast("il-6", codes), *claims)
    assert {claim.strength: claim.label.label for claim in found} == EXPECTED[codes]


@pytest.mark.parametrize("codes", ["H* H* H* H* U U", "H* H* L* U", "H U U U", "L* L* L* L* L* L* L* H"])
def test_a_claim_of_lower_is_the_mirror(make: SimpleNamespace, codes: str) -> None:
    mirrored = codes.translate(str.maketrans("HL", "LH"))
    claims = [
        {"markers": ["il-6"], "direction": "lower", "strength": STRENGTHS[level]} for level in EXPECTED[codes]
    ]
    found = make.audited(make.cast("il-6", mirrored), *claims)
    assert {claim.strength: claim.label.label for claim in found} == EXPECTED[codes]


@pytest.mark.parametrize("strength", [*STRENGTHS.values(), "superlative"])
def test_nothing_recorded(make: SimpleNamespace, strength: str) -> None:
    claim = {"markers": ["il-8"], "direction": "higher", "strength": strength}
    found = make.audited(make.cast("il-6", "H* H*"), claim)
    assert found.label.label == "NOT IN RECORD"
    assert found.rule.endswith("-no-records")
    assert found.suggested == "IL-8: no such comparison in the record"
    assert found.margin == "a record of such a comparison"


@pytest.mark.parametrize(
    ("codes", "direction", "strength", "label"),
    [
        ("H* H* L* L*", "altered", "generic", "SUPPORTED"),
        ("H* H* L* L*", "altered", "universal", "OVERSTATED"),
        ("H* L*", "altered", "repeated", "SUPPORTED"),
        ("M M U U", "altered", "existential", "SUPPORTED"),
        ("U U U U", "altered", "generic", "NOT BORNE OUT"),
        ("L* L* L* L* L* L* L* L*", "altered", "universal", "SUPPORTED"),
        ("U U U U", "no-difference", "generic", "SUPPORTED"),
        ("U U U U", "no-difference", "universal", "OVERSTATED"),
        ("H* H* H* H*", "no-difference", "generic", "CONTRADICTED"),
        ("H* H* L* U", "no-difference", "generic", "DISPUTED"),
        ("H* H* L* L*", "mixed", "generic", "SUPPORTED"),
        ("U U U U", "mixed", "generic", "CONTRADICTED"),
    ],
)
def test_directions_other_than_higher_and_lower(
    make: SimpleNamespace, codes: str, direction: str, strength: str, label: str
) -> None:
    claim = {"markers": ["il-6"], "direction": direction, "strength": strength}
    assert make.audited(make.cast("il-6", codes), claim).label.label == label


@pytest.mark.parametrize(
    ("kind", "why"),
    [("causal", "cause"), ("importance", "value"), ("treatment", "treatment effect")],
)
def test_what_records_cannot_bear_on(make: SimpleNamespace, kind: str, why: str) -> None:
    claim = {"markers": ["il-6"], "direction": "higher", "kind": kind}
    found = make.audited(make.cast("il-6", "H* H* H*"), claim)
    assert (found.label.label, found.rule) == ("NOT CHECKABLE HERE", f"N-{kind}")
    assert why in found.reason
    assert (found.questions, found.suggested, found.margin) == ((), "", "")


def test_the_reader_can_say_that_a_claim_is_not_checkable_or_only_in_part(make: SimpleNamespace) -> None:
    claim = {"markers": ["il-6"], "direction": "higher", "reason": "a matter of taste"}
    not_, partly = make.audited(
        make.cast("il-6", "H* H* H*"), claim | {"checkable": "no"}, claim | {"checkable": "partly"}
    )
    assert not_.reason == "Not checkable here: a matter of taste."
    assert partly.label.label == "SUPPORTED"
    assert partly.modifiers[0] == "in part: a matter of taste"


def test_proposed_claims_are_not_audited(make: SimpleNamespace) -> None:
    confirmed = {"markers": ["il-6"], "direction": "higher"}
    proposed = confirmed | {"status": "proposed", "confirmed_by": None}
    assert make.audited(make.cast("il-6", "H*"), confirmed, proposed).claim_id == "article/c1"

"""What would flip a label."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from synthesis.audit.claims import confirmed
from synthesis.audit.judge import Judge
from synthesis.audit.library import Library
from synthesis.audit.margin import LIMIT, flips
from synthesis.consistency.fragility import fragility

LEVEL = "IL-6 (circulating level, at rest)"


@pytest.mark.parametrize(
    ("codes", "strength", "said"),
    [
        (
            "H* H* H* H* U U",
            "generic",
            f"2 new cohorts significant the other way on {LEVEL}: DISPUTED",
        ),
        ("H* H*", "repeated", "without il6a-2001 or il6b-2002: TOO FEW STUDIES"),
        ("H U U U", "existential", "without il6a-2001: UNSETTLED"),
        (
            "H* H* H* H* H* H* H* H*",
            "universal",
            f"2 new cohorts significant the other way on {LEVEL}: OVERSTATED",
        ),
    ],
)
def test_said(make: SimpleNamespace, codes: str, strength: str, said: str) -> None:
    claim = {"markers": ["il-6"], "direction": "higher", "strength": strength}
    found = make.audited(make.cast("il-6", codes), claim)
    assert said in found.margin.split("; ")


def test_one_study_needs_no_more_cohorts(make: SimpleNamespace) -> None:
    claim = {
        "markers": ["il-6"],
        "direction": "higher",
        "strength": "single-study",
        "citation": {"author": "il6a", "year": 2001},
    }
    found = make.audited(make.cast("il-6", "H* U U"), claim)
    assert found.margin == "without il6a-2001: NOT IN RECORD"


def test_nothing_small_flips_it(make: SimpleNamespace) -> None:
    claim = {"markers": ["il-6"], "direction": "higher", "strength": "existential"}
    found = make.audited(make.cast("il-6", "H* H* L* L*"), claim)
    assert found.margin == f"neither one cohort less nor {LIMIT} new ones of a kind on one question"


def test_new_cohorts_are_those_of_fragility(make: SimpleNamespace) -> None:
    """Where each step of the verdict is a step of the label, both count the same new cohorts."""
    atlas = make.atlas(
        make.cast("il-6", "H* H* H* H* H* H* H* H*"),
        {"markers": ["il-6"], "direction": "higher", "strength": "universal"},
    )
    library = Library(atlas)
    found = flips(Judge(library).judge(confirmed(atlas)[0]), library)
    counted = {flip.change.partition(" ")[0] for flip in found}
    tipping = {t.kind: t.cohorts for t in fragility(atlas, "il-6")}
    assert counted == {str(tipping["opposite"]), str(tipping["silent"])}


def test_every_flip_comes_true(make: SimpleNamespace) -> None:
    """A cohort named as decisive is, when it is taken out of the atlas."""
    studies = make.cast("il-6", "H* H* H U U")
    claim = {"markers": ["il-6"], "direction": "higher", "strength": "majority"}
    atlas = make.atlas(studies, claim | {"strength": "generic"})
    library = Library(atlas)
    named = {
        cohort: flip.label
        for flip in flips(Judge(library).judge(confirmed(atlas)[0]), library)
        if flip.change.startswith("without ")
        for cohort in flip.change.removeprefix("without ").replace(" or ", ", ").split(", ")
    }
    before = make.audited(studies, claim | {"strength": "generic"}).label
    assert named
    for study in studies:
        rest = [other for other in studies if other is not study]
        after = make.audited(rest, claim | {"strength": "generic"}).label
        assert named.get(study.slug, before) is after

"""The topic article, end to end: labels whose reasons hold when the records are read."""

from __future__ import annotations

import pytest

from synthesis.audit.audit import Audit, AuditedClaim
from synthesis.consistency.verdict import verdict
from synthesis.store.atlas import Atlas
from synthesis.vocabulary.claim import AuditLabel, CitationLabel, HandVerdict

#: Hand verdicts that a label bears out. Where a claim's label is not in the set of its hand verdict, the two
#: readers differ, and `DIFFERENT` says so.
AGREES = {
    HandVerdict.SUPPORTED: {AuditLabel.SUPPORTED},
    HandVerdict.MIXED: {
        AuditLabel.OVERSTATED,
        AuditLabel.DISPUTED,
        AuditLabel.UNSETTLED,
        AuditLabel.TOO_FEW_STUDIES,
        AuditLabel.NOT_CONTRADICTED,
    },
    HandVerdict.CONTRADICTED: {AuditLabel.CONTRADICTED, AuditLabel.NOT_BORNE_OUT},
    HandVerdict.NOT_FOUND: {AuditLabel.NOT_IN_RECORD},
    HandVerdict.NOT_CHECKABLE: {AuditLabel.NOT_CHECKABLE},
}


def claim(seed: Audit, name: str) -> AuditedClaim:
    return next(c for c in seed.claims if c.claim_id == f"immune-dysregulation/{name}")


def test_the_whole_article_is_curated(seed: Audit, real: Atlas) -> None:
    frame = real.claims[real.claims["article"] == "immune-dysregulation"]
    assert len(seed.claims) == len(frame) == 67
    assert frame["confirmed_by"].notna().all()
    assert frame["char_start"].is_monotonic_increasing
    assert ((frame["char_end"] - frame["char_start"]) > 20).all()
    assert frame["hand_verdict"].notna().sum() == 49
    assert set(frame["section"]) == {
        "Introduction",
        "Cytokine Dysregulation",
        "Natural Killer Cell Dysfunction",
        "T Cell Abnormalities",
        "Autoantibodies in ME/CFS",
        "Mast Cell Activation",
        "Neuroinflammation",
        "What This Means for Treatment",
    }


def test_every_accepted_label_holds(seed: Audit) -> None:
    assert seed.moved == ()
    assert all(c.accepted is not None for c in seed.claims)


@pytest.mark.parametrize("name", ["T12", "T13", "T14", "T15"])
def test_the_study_of_2017_is_that_of_2015(seed: Audit, name: str) -> None:
    found = claim(seed, name)
    assert found.citation is CitationLabel.YEAR_MISMATCH
    assert found.cited_study == "hornig-2015-distinct-plasma"
    assert "hornig-2017-immune-network" in found.citation_note
    assert claim(seed, "T12").label is AuditLabel.CONTRADICTED


def test_tgf_beta_is_not_consistently_raised(seed: Audit, real: Atlas) -> None:
    found = claim(seed, "T08")
    assert (found.strength, found.label) == ("S5", AuditLabel.OVERSTATED)
    assert any(text.startswith("identity: isoform") for text in found.modifiers)
    assert any("depends on the specimen" in text for text in found.modifiers)
    assert "montoya-2017-cytokine-signature" in found.studies_for
    labels = [verdict(real, key.partition(" | ")[0], key).label for key in found.questions]
    assert not any(label.startswith(("CONSISTENT", "MOSTLY higher")) for label in labels)


@pytest.mark.parametrize("name", ["T18", "T19", "T55"])
def test_nk_cytotoxicity_is_consistently_lower(seed: Audit, real: Atlas, name: str) -> None:
    found, judged = claim(seed, name), verdict(real, "nk-cell-cytotoxicity")
    assert found.label is AuditLabel.SUPPORTED
    assert judged.label == "CONSISTENT lower"
    assert (len(found.cohorts_for), len(found.cohorts_against)) == (judged.lower, judged.higher)
    assert any(text.startswith("checks: ") and "50 cases and 50 controls" in text for text in found.modifiers)


def test_t_cell_metabolism(seed: Audit, real: Atlas) -> None:
    found = {name: claim(seed, name) for name in ("T28", "T29", "T30", "T31")}
    assert [c.label for c in found.values()] == [AuditLabel.SUPPORTED] * 3 + [AuditLabel.NOT_IN_RECORD]
    assert [c.citation for c in found.values()] == [CitationLabel.YEAR_OFF_BY_ONE] * 3 + [
        CitationLabel.REPORTED_SOMETHING_ELSE
    ]
    study = real.where(slug="mandarano-2020-myalgic-encephalomyelitis").findings
    assert set(study["marker"]) == {"cd8-t-cell-mitochondrial-membrane-potential", "t-cell-glycolysis"}
    assert set(study["direction"]) == {"lower"}


def test_pet_study(seed: Audit, real: Atlas) -> None:
    regions = [claim(seed, name) for name in ("T39", "T62", "T63", "T64", "T65", "T66")]
    assert all(c.citation is CitationLabel.MATCH for c in regions)
    assert all("Raijmakers 2022 no significant difference" in c.context for c in regions)
    labels = {c.markers[0]: c.label for c in regions}
    assert labels.pop("tspo-pet-amygdala") is AuditLabel.NOT_BORNE_OUT
    assert set(labels.values()) == {AuditLabel.SUPPORTED}
    findings = real.where(slug="nakatomi-2014-neuroinflammation-japan", marker="tspo-pet-amygdala").findings
    assert findings["significance"].tolist() == ["not-significant"]


def test_autoantibodies(seed: Audit) -> None:
    labels = {name: claim(seed, name).label_text for name in ("T32", "T33", "T34", "T35", "T60")}
    assert labels == {
        "T32": "SUPPORTED (for 2 of 22 markers)",
        "T33": "TOO FEW STUDIES",
        "T34": "SUPPORTED (for 2 of 5 markers)",
        "T35": "SUPPORTED",
        "T60": "NOT BORNE OUT",
    }
    assert any("whole panels: Autoantibody panel" in text for text in claim(seed, "T32").modifiers)
    assert any(text.startswith("against controls") for text in claim(seed, "T35").modifiers)


def test_suggested_wording_gives_both_denominators(seed: Audit) -> None:
    assert claim(seed, "T04").suggested == (
        "IL-6 (circulating level, at rest): higher in 3 of the 14 cohorts that tested it (2 reported as "
        "significant), lower in three (1 reported as significant); eight reported no significant difference, "
        "without its direction"
    )


def test_supported_never_stands_bare_where_it_says_too_much(seed: Audit) -> None:
    remarks = {name: claim(seed, name).remark for name in ("T02", "T10", "T14", "T17", "T18", "T29")}
    assert remarks == {
        "T02": "in part, for 1 of 261 markers",
        "T10": "not reported as significant",
        "T14": "",  # five of its six markers are significant
        "T17": "in part, for 1 of 2 markers",
        "T18": "",
        "T29": "in part, not reported as significant",
    }
    assert claim(seed, "T35").suggested.endswith("nothing about how often it is found in controls")


def test_cohorts_that_may_repeat_others_are_said(seed: Audit) -> None:
    (said,) = (text for text in claim(seed, "T18").modifiers if text.startswith("scope: known only as a row"))
    assert "9 of 22 cohorts on NK cell cytotoxicity" in said
    assert "without such rows: CONSISTENT lower, lower in 9 of the 13 cohorts" in said


def test_results_that_differ_are_borne_out_by_both_sides(seed: Audit) -> None:
    found = claim(seed, "T51")
    assert (len(found.cohorts_for), len(found.cohorts_against), len(found.cohorts_other)) == (6, 0, 6)


def test_every_label_has_a_reason_and_every_checked_claim_its_questions(seed: Audit, real: Atlas) -> None:
    keys = set(real.findings["question_key"])
    for found in seed.claims:
        assert found.reason.endswith("."), found.claim_id
        checked = found.label not in (AuditLabel.NOT_CHECKABLE, AuditLabel.NOT_IN_RECORD)
        assert bool(found.questions) is (checked and not found.rule.startswith("C-")), found.claim_id
        for key in found.questions:
            marker = key.partition(" | ")[0]
            assert key in keys or key.count(" | ") == 1 or marker in set(real.markers["group"]), key


def test_where_the_audit_and_the_hand_verdicts_agree(seed: Audit) -> None:
    compared = [(c, c.hand_verdict) for c in seed.claims if c.hand_verdict is not None]
    different = {c.claim_id.partition("/")[2] for c, by_hand in compared if c.label not in AGREES[by_hand]}
    assert len(compared) == 49
    assert different == DIFFERENT


#: Claims on which the two differ, by the reason.
DIFFERENT = {
    # One instance bears the sentence out; the reader weighed how many cohorts go the other way.
    *("T04", "T05", "T06", "T10", "T21", "T35"),
    # A class or one of two markers bears it; the number is printed beside the label.
    *("T02", "T17", "T32"),
    # The verdict is CONSISTENT; the reader weighed two large cohorts without a difference.
    "T18",
    # The report is in the record; the reader missed what else the study reports.
    *("T14", "T28"),
    # The study's record has the comparison, without the claimed result.
    *("T15", "T46"),
    # Function is not recorded; the reader took numbers of cells instead.
    "T27",
    # Causes, treatments and values are not checked here; the reader looked for what is near.
    *("T09", "T22", "T36", "T40", "T41", "T42", "T43", "T44", "T47"),
    # Overstated, the reader's word was contradicted.
    "T08",
}

"""Every rule of the proposer has a sentence that it fires on, and every trap one that it is wary of."""

from __future__ import annotations

import re

import pytest

from synthesis.audit.propose import lexicon
from synthesis.audit.propose.cited import FORMS
from synthesis.audit.propose.clauses import BOUNDARIES, clauses
from synthesis.audit.propose.lexicon import Cue, Doubt, find
from synthesis.audit.propose.markers import RESPELLINGS
from synthesis.audit.propose.proposals import Proposals
from synthesis.audit.propose.propose import propose
from synthesis.store.atlas import Atlas

#: Text -> rules that fire; markers with direction and rung of the ladder.
FIRES: dict[str, tuple[str, str]] = {
    "IL-6 is elevated.": ("d-higher-elevated l-predicate m-name", "il-6 higher S3"),
    "Patients showed an increase in IL-6.": ("d-higher-increased l-noun", "il-6 higher S3"),
    "IL-6 was raised.": ("d-higher-raised", "il-6 higher S3"),
    "IL-6 was up-regulated.": ("d-higher-upregulated", "il-6 higher S3"),
    "IL-6 was higher than in controls.": ("d-higher-higher", "il-6 higher S3"),
    "Patients had reduced levels of IL-6 and IL-10.": (
        "d-lower-reduced l-before",
        "il-6 lower S3, il-10 lower S3",
    ),
    "IL-6 was decreased.": ("d-lower-decreased", "il-6 lower S3"),
    "IL-6 was lower.": ("d-lower-lower", "il-6 lower S3"),
    "IL-6 was diminished.": ("d-lower-diminished", "il-6 lower S3"),
    "Loss of CD38 was observed.": ("d-lower-loss m-synonym", "cd38-expression lower S3"),
    "T cell proliferation is impaired.": ("d-function-impaired", "t-cell-proliferation lower S3"),
    "IL-6 was abnormal.": ("d-altered-abnormal", "il-6 altered S3"),
    "IL-6 is dysregulated.": ("d-altered-altered", "il-6 altered S3"),
    "IL-6 was unchanged.": ("d-none-unchanged", "il-6 no-difference S3"),
    "IL-6 was similar in patients and controls.": ("d-none-similar", "il-6 no-difference S3"),
    "IL-6 did not differ between patients and controls.": (
        "d-none-did-not-differ l-verb",
        "il-6 no-difference S3",
    ),
    "IL-6 was not significantly different from controls.": ("d-none-not-different", "il-6 no-difference S3"),
    "No difference between patients and controls was found in IL-6.": (
        "d-none-no-difference",
        "il-6 no-difference S3",
    ),
    "ANA was present in patients.": ("d-present", "antinuclear-antibodies present S3"),
    "Some found raised IL-6, while others did not.": ("q-mixed", "il-6 higher S1m"),
    "IL-6 is consistently raised.": ("q-universal-consistent", "il-6 higher S5"),
    "It is well established that IL-6 is raised.": ("q-universal-established", "il-6 higher S5"),
    "Most studies found raised IL-6.": ("q-majority", "il-6 higher S4"),
    "Several studies found raised IL-6.": ("q-repeated r-studies", "il-6 higher S4r"),
    "One study found raised IL-6.": ("q-single", "il-6 higher S2s"),
    "Some patients have raised IL-6.": ("q-existential", "il-6 higher S2"),
    "IL-6 may be raised.": ("h-modal", "il-6 higher S1"),
    "Several studies suggest that IL-6 is raised.": ("h-suggest", "il-6 higher S1"),
    "There was a trend towards higher IL-6.": ("h-possible", "il-6 higher S1"),
    "IL-6 is possibly raised.": ("h-possible", "il-6 higher S1"),
    "IL-6 was found to be raised.": ("r-reported", "il-6 higher S3"),
    "The 2015 study by Nobodyknown found raised IL-6.": ("b-year-study-by", "il-6 higher S2s"),
    "Nobodyknown et al. (2015) found raised IL-6.": ("b-author-year r-cited", "il-6 higher S2s"),
    "The study by Nobodyknown et al. found raised IL-6.": ("b-study-by", "il-6 higher S2s"),
    "Patients show signs of T cell exhaustion (PD-1).": (
        "d-exhaustion-shown l-exhaustion",
        "exhausted-t-cells higher S3, pd-1-expression-t-cells higher S3",
    ),
    "IL-6 is raised. This is one of the most replicated findings.": (
        "s-this k-replication q-universal-replicated",
        "il-6 higher S3, il-6 higher S5",
    ),
    "Studies found abnormal cytokine profiles.": (
        "m-class-cytokines",
        "cytokine+chemokine+growth-factor altered S3",
    ),
    "Studies found reduced chemokines.": ("m-class-chemokines", "chemokine lower S3"),
    "Several studies found raised autoantibodies, including:\n- ANA: unlike others\n": (
        "m-class-autoantibodies s-lead-in",
        "autoantibody higher S4r, antinuclear-antibodies higher S4r",
    ),
    "Antibodies:\n- Antinuclear antibodies (ANA): Present in a subset\n": (
        "s-label-subject",
        "antinuclear-antibodies present S2",
    ),
    "Exhausted T cells (ExTs) are few. ExTs were raised.": ("m-abbreviation", "exhausted-t-cells higher S3"),
    "MCP-4 is raised.": ("m-bracket", "ccl13-mcp-4 higher S3"),
    "Interleukin-11 is raised.": ("m-name+w-interleukin", "il-11 higher S3"),
    "Interferon-lambda 1 is raised.": ("m-name+w-interferon", "ifn-lambda-1 higher S3"),
    "NK cell cytotoxic activity is raised.": ("m-synonym+w-nk", "nk-cell-cytotoxicity higher S3"),
    "Natural killer cytotoxicity is raised.": (
        "m-synonym+w-natural-killer",
        "nk-cell-cytotoxicity higher S3",
    ),
    "Natural killer cell function is raised.": (
        "m-synonym+w-natural-killer-cell",
        "nk-cell-cytotoxicity higher S3",
    ),
    "Tumor necrosis factor alpha is raised.": ("m-synonym+w-tumour", "tnf-alpha higher S3"),
    "Serum IL-6 is raised.": ("f-serum", "il-6 higher S3"),
    "Plasma IL-6 is raised.": ("f-plasma", "il-6 higher S3"),
    "IL-6 is raised in cerebrospinal fluid.": ("f-csf", "il-6 higher S3"),
    "IL-6 is raised in saliva.": ("f-saliva", "il-6 higher S3"),
    "IL-6 is raised in urine.": ("f-urine", "il-6 higher S3"),
    "Calprotectin is raised in stool.": ("f-faeces", "calprotectin higher S3"),
    "Patients had reduced NK cell counts.": ("x-count", "nk-cells lower S3"),
    "Patients had a lower proportion of memory B cells.": ("x-share", "memory-b-cells lower S3"),
    "Regulatory T cell function is abnormal.": ("x-function", "regulatory-t-cells altered S3"),
    "IL-6 is significantly higher.": ("p-significant", "il-6 higher S3"),
}
#: Text -> why nothing is proposed.
WARY: dict[str, Doubt] = {
    "IL-6 was measured.": Doubt.NO_DIRECTION,
    "Reduced inflammation was reported.": Doubt.NO_MARKER,
    "Increased IL-6 receptor levels were found.": Doubt.OTHER_THING,
    "IL-6/IL-10 was raised.": Doubt.OTHER_THING,
    "IL-6-producing cells were increased.": Doubt.OTHER_THING,
    "Raised pro-inflammatory cytokines were found.": Doubt.OTHER_THING,
    "Elevated cytokines such as IL-6 were reported.": Doubt.OTHER_THING,
    "Altered expression of TRPM3 was found.": Doubt.OTHER_THING,
    "IL-6 expression was raised.": Doubt.OTHER_THING,
    "IL-6 was not elevated.": Doubt.NEGATED,
    "Elevated IL-6 was reported without proof.": Doubt.NEGATED,
    "Patients failed to show elevated IL-6.": Doubt.NEGATED,
    "No study found elevated IL-6.": Doubt.NEGATED,
    "Neither IL-6 nor IL-10 was elevated.": Doubt.NEGATED,
    "Elevated IL-6 has not been reported again.": Doubt.NEGATED,
    "Studies found elevated IL-6, but this was not confirmed.": Doubt.NEGATED,
    "IL-6 was reduced in exhausted people.": Doubt.TRAP,
    "IL-6 is raised in antibody deficiency.": Doubt.TRAP,
    "Impaired IL-6 was found.": Doubt.TRAP,
    "Few studies found elevated IL-6.": Doubt.TRAP,
    "IL-6 was elevated, which was an artefact.": Doubt.NEGATED,
    "IL-6 was elevated in a disputed report.": Doubt.TRAP,
    "IL-6 is elevated in ratio to others.": Doubt.TRAP,
    "IL-6 was elevated above the threshold.": Doubt.TRAP,
    "It is a myth that IL-6 is elevated.": Doubt.TRAP,
    "IL-6 was lower in controls than in patients.": Doubt.REVERSED,
    "Healthy controls showed elevated IL-10.": Doubt.REVERSED,
    "Compared with patients, controls had lower IL-6.": Doubt.REVERSED,
    "The others had lower IL-6 than patients.": Doubt.REVERSED,
    "One of two cohorts showed elevated IL-6.": Doubt.TRAP,
    "IL-6 was elevated in some patients but reduced in many.": Doubt.CONTRADICTORY,
    "Siblings had elevated IL-6.": Doubt.OTHER_POPULATION,
    "IL-6 was elevated in severe patients.": Doubt.OTHER_CONTRAST,
    "IL-6 was elevated in early illness.": Doubt.OTHER_CONTRAST,
    "IL-6 was elevated after exercise.": Doubt.OTHER_CONTRAST,
    "IL-6 was elevated and correlated with pain.": Doubt.OTHER_CONTRAST,
    "IL-6 was elevated in stimulated cells.": Doubt.OTHER_CONTRAST,
    "IL-6 was elevated in women.": Doubt.OTHER_CONTRAST,
    "More patients had raised IL-6.": Doubt.OTHER_CONTRAST,
    "IL-6 was elevated in mice.": Doubt.OTHER_POPULATION,
    "IL-6 was elevated in lupus.": Doubt.OTHER_POPULATION,
    "IL-6 was similar in structure.": Doubt.OTHER_POPULATION,
    "IL-6 was elevated in a trial.": Doubt.TREATMENT,
    "Rituximab reduced IL-6.": Doubt.ACTIVE_VERB,
    "Sleep increases IL-6.": Doubt.ACTIVE_VERB,
    "Patients try to lower IL-6.": Doubt.ACTIVE_VERB,
    "Patients with elevated IL-6 sleep badly.": Doubt.CONDITION,
    "Reduction of IL-6 improves sleep.": Doubt.CONDITION,
    "NK cells had increased IL-6.": Doubt.CELLS_AS_PLACE,
    "T cells are abnormal.": Doubt.CELLS_AS_PLACE,
    "Reduced T cell metabolism was found.": Doubt.CELLS_AS_PLACE,
    "Is IL-6 elevated?": Doubt.QUESTION,
    "IL-6 was elevated or reduced.": Doubt.CONTRADICTORY,
    "IL-6 was elevated; IL-6 was reduced.": Doubt.CONTRADICTORY,
    "Studies found the most reduced IL-6.": Doubt.RANKED,
}
#: Doubt cues -> words they are found in.
WORDS = {
    "t-treatment": "therapy", "t-animals": "mice", "t-other-illness": "lupus", "t-superlative": "the most",
    "t-severity": "severe", "t-time": "early", "t-exertion": "after", "t-relation": "correlated",
    "t-stimulus": "stimulated", "t-sex": "women", "t-exhaustion": "exhausted", "t-deficiency": "deficiency",
    "t-threshold": "threshold", "t-few": "only", "t-fraction": "one of two cohorts",
    "t-refuted": "refuted", "t-more-people": "more patients",
    "t-ratio": "ratio", "t-others": "siblings", "t-once-thought": "whether",
    "n-not": "not", "n-no": "without", "n-failed": "failed to",
}  # fmt: skip


def said(found: Proposals) -> str:
    return ", ".join(
        f"{'+'.join(claim.markers or claim.marker_kinds)} {claim.direction} {claim.strength.level}"
        for claim in found.claims
    )


@pytest.mark.parametrize(("text", "expected"), FIRES.items(), ids=list(FIRES))
def test_a_rule_fires(text: str, expected: tuple[str, str], real: Atlas) -> None:
    found = propose(text, real)
    assert said(found) == expected[1]
    assert set(expected[0].split()) <= {fired.rule for fired in found.rules}


@pytest.mark.parametrize(("text", "doubt"), WARY.items(), ids=list(WARY))
def test_a_trap_is_left_to_a_reader(text: str, doubt: Doubt, real: Atlas) -> None:
    found = propose(text, real)
    assert found.claims == ()
    assert doubt in {left.doubt for left in found.abstained}


def test_every_rule_has_its_sentence() -> None:
    tables = [table for table in vars(lexicon).values() if isinstance(table, tuple) and table]
    cues = [cue for table in tables for cue in table if isinstance(cue, Cue)]
    cues += [lexicon.SIGNIFICANT, lexicon.EXHAUSTION, lexicon.ANAPHORA, lexicon.REPLICATION]
    ids = [cue.id for cue in cues]
    assert len(set(ids)) == len(ids) > 60
    shown = {rule for rules, _ in FIRES.values() for rule in rules.split()}
    parts = {part for rule in shown for part in rule.split("+")}
    needed = set(ids) | {rule for rule, _ in FORMS} | {rule for rule, _, _ in RESPELLINGS}
    assert needed - parts == set(WORDS)
    for cue in cues:
        if cue.id in WORDS:
            assert [hit.cue.id for hit in find((cue,), f"x {WORDS[cue.id]} y")] == [cue.id]
    assert set(WARY.values()) == set(Doubt) - {Doubt.AMBIGUOUS_MARKER}


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        ("c-mark", "x is up; y"),
        ("c-colon", "label: y"),
        ("c-contrast", "x is up, whereas y"),
        ("c-trailing", "x is up, suggesting y"),
        ("c-relative", "x is up, which y"),
        ("c-subject", "x is up and others y"),
        ("c-intro", "In general, most patients y"),
    ],
)
def test_clauses_end(rule: str, part: str) -> None:
    pattern = dict(BOUNDARIES)[rule]
    assert re.search(pattern, part, re.IGNORECASE) is not None
    first, second = clauses(part)
    assert first.end == second.start
    assert part[second.start :].endswith("y")


def test_short_names_and_words_in_capitals_keep_their_letters(real: Atlas) -> None:
    small = propose(
        "A mig was raised; lif was raised; ana is raised; c4 is raised; a trail was raised.", real
    )
    assert small.claims == ()
    assert {left.doubt for left in small.abstained} == {Doubt.NO_MARKER}
    large = propose("MIG was raised. LIF was raised. ANA is raised. C4 is raised. TRAIL was raised.", real)
    assert [claim.markers[0] for claim in large.claims] == [
        "cxcl9-mig", "lif", "antinuclear-antibodies", "complement-c4", "trail",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "written", ["TNF-alpha", "TNF-α", "TNFα", "TNF‑α", "TNF–α", "Tumor necrosis factor-α"]
)
def test_spellings_of_one_marker(written: str, real: Atlas) -> None:
    assert said(propose(f"{written} is raised.", real)) == "tnf-alpha higher S3"


@pytest.mark.parametrize(
    ("written", "marker"),
    [
        ("IL-1", "il-1-isoform-not-stated"),
        ("IL-1β", "il-1beta"),
        ("IL-12", "il-12-form-not-stated"),
        ("IL-1Ra", "il-1ra"),
        ("TGF-β", "tgf-beta-isoform-not-stated"),
        ("TGF-β1", "tgf-beta1"),
        ("C4a", "c4a-anaphylatoxin"),
        ("NK cell function", "nk-cell-cytotoxicity"),
    ],
)
def test_the_longest_name_wins(written: str, marker: str, real: Atlas) -> None:
    assert said(propose(f"{written} is raised.", real)) == f"{marker} higher S3"


@pytest.mark.parametrize("alias", ["HGF/SF", "CLMF", "60B8AG", "C4A", "anakinra", "CO4"])
def test_gene_aliases_are_not_names(alias: str, real: Atlas) -> None:
    assert propose(f"{alias} is raised.", real).claims == ()


def test_a_name_that_two_markers_share_is_left(real: Atlas) -> None:
    """Two markers of the registry are made to share a name, which its own check would refuse."""
    import pandas as pd

    from synthesis.audit.propose.markers import Registry

    class Twice:
        markers: pd.DataFrame = real.markers.assign(
            synonyms=real.markers["synonyms"].where(~real.markers["marker"].isin(["il-6", "il-10"]), "Twin-1")
        )

    registry = Registry(Twice())  # type: ignore[arg-type]  # stands in for an atlas
    mentions = registry.mentions("Twin-1 is raised")
    assert [mention.doubt for mention in mentions] == [Doubt.AMBIGUOUS_MARKER]

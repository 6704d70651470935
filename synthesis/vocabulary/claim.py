"""Words for claims: what a sentence asserts, how strongly, and what an audit says about it."""

from __future__ import annotations

from synthesis.vocabulary.term import Term


class ClaimDirection(Term):
    """The direction a sentence asserts."""

    HIGHER = "higher"
    LOWER = "lower"
    ALTERED = "altered", "altered, direction not said"
    NO_DIFFERENCE = "no-difference", "no difference"
    PRESENT = "present", "present, without a comparison"
    MIXED = "mixed", "mixed results"


class ClaimStrength(Term):
    """How strongly a sentence asserts it: a rung of the ladder, which `level` abbreviates."""

    UNIVERSAL = "universal", "consistently, always, well established"
    MAJORITY = "majority", "most studies, typically"
    REPEATED = "repeated", "several studies"
    GENERIC = "generic", "said without a quantifier"
    EXISTENTIAL = "existential", "some studies, some patients"
    SINGLE_STUDY = "single-study", "one named study"
    MIXED = "mixed", "some find it, others do not"
    HEDGED = "hedged", "may, might, suggests"
    SUPERLATIVE = "superlative", "among the most"

    @property
    def level(self) -> str:
        """Rung of the ladder: S5 the strongest; r repeated, m mixed, s one study, SUP a comparison."""
        return _LEVELS[self]


_LEVELS = {
    ClaimStrength.UNIVERSAL: "S5",
    ClaimStrength.MAJORITY: "S4",
    ClaimStrength.REPEATED: "S4r",
    ClaimStrength.GENERIC: "S3",
    ClaimStrength.EXISTENTIAL: "S2",
    ClaimStrength.SINGLE_STUDY: "S2s",
    ClaimStrength.MIXED: "S1m",
    ClaimStrength.HEDGED: "S1",
    ClaimStrength.SUPERLATIVE: "SUP",
}


class ClaimKind(Term):
    """What sort of statement it is."""

    DIFFERENCE = "difference", "difference between cases and controls"
    SEVERITY = "severity", "relation with severity"
    DURATION = "duration", "relation with duration of illness"
    PREVALENCE = "prevalence", "how often it is present in cases"
    COMPARATIVE = "comparative", "comparison between markers or illnesses"
    REPLICATION = "replication", "how often it was found again"
    CITATION = "citation", "which study reported it, and when"
    INTERPRETATION = "interpretation", "interpretation of findings"
    CAUSAL = "causal", "cause or explanation"
    TREATMENT = "treatment", "treatment and its effect"
    IMPORTANCE = "importance", "importance or value"


class Modality(Term):
    """In whose name the sentence speaks."""

    ASSERTED = "asserted", "asserted by the article"
    REPORTED = "reported", "reported from studies"
    HEDGED = "hedged", "said to be possible"


class Checkable(Term):
    """Whether records of comparisons can bear on the statement."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no", "not checkable here"


class ClaimStatus(Term):
    """Whether a person stands behind the structured claim; only confirmed claims are audited."""

    CONFIRMED = "confirmed"
    PROPOSED = "proposed"


class ClaimReach(Term):
    """How a statement about several markers is meant."""

    EACH = "each", "each of the markers"
    ANY = "any", "some of the markers, or their class"


class HandVerdict(Term):
    """A reader's own judgement of a claim; compared with computed ones, not a gold standard."""

    SUPPORTED = "supported"
    MIXED = "mixed"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not-found", "no evidence found"
    NOT_CHECKABLE = "not-checkable", "cannot be checked"


class AuditLabel(Term):
    """What an audit says about a claim, held against the records of one day."""

    SUPPORTED = "supported", "SUPPORTED"
    NOT_CONTRADICTED = "not-contradicted", "NOT CONTRADICTED"
    OVERSTATED = "overstated", "OVERSTATED"
    DISPUTED = "disputed", "DISPUTED"
    UNSETTLED = "unsettled", "UNSETTLED"
    NOT_BORNE_OUT = "not-borne-out", "NOT BORNE OUT"
    TOO_FEW_STUDIES = "too-few-studies", "TOO FEW STUDIES"
    CONTRADICTED = "contradicted", "CONTRADICTED"
    NOT_IN_RECORD = "not-in-record", "NOT IN RECORD"
    NOT_CHECKABLE = "not-checkable", "NOT CHECKABLE HERE"


class CitationLabel(Term):
    """What the records hold of a study that a sentence cites."""

    MATCH = "match", "MATCH"
    YEAR_OFF_BY_ONE = "year-off-by-one", "YEAR ±1"
    YEAR_MISMATCH = "year-mismatch", "YEAR MISMATCH"
    REPORTED_SOMETHING_ELSE = "reported-something-else", "REPORTED SOMETHING ELSE"
    AMBIGUOUS = "ambiguous", "AMBIGUOUS"
    NOT_IN_RECORD = "not-in-record", "NOT IN RECORD"

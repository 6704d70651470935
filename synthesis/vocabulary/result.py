"""Words for results: contrast, direction, significance, statistics, sources, flags."""

from __future__ import annotations

from synthesis.vocabulary.term import Term


class Contrast(Term):
    """Which groups or times a result compares."""

    CASES_VS_CONTROLS = "cases-vs-controls", "cases against controls"
    TREATMENT = "treatment", "change or difference under treatment"
    CASE_VS_CASE = "case-vs-case", "cases against other cases"
    WITHIN_CASE = "within-case", "within cases"
    OTHER = "other", "another comparison"


class Direction(Term):
    """Where cases stand relative to controls, as the source states it."""

    HIGHER = "higher", "higher in cases", ("elevated", "increased", "raised", "up")
    LOWER = "lower", "lower in cases", ("reduced", "decreased", "down")
    NO_DIFFERENCE = (
        "no-difference",
        "no difference reported",
        ("no significant difference", "comparable", "similar", "ns"),
    )
    MIXED = "mixed", "mixed within the study"
    ALTERED = "altered", "different, direction not stated"


class Significance(Term):
    """What the source says about statistical significance at its own threshold."""

    SIGNIFICANT = "significant", "significant"
    NOT_SIGNIFICANT = "not-significant", "not significant", ("ns",)
    NOT_STATED = "not-stated", "significance not stated"


class PRelation(Term):
    """How the printed p value relates to its number."""

    EQUAL = "="
    LESS = "<", "<", ("<=",)
    GREATER = ">"
    NOT_SIGNIFICANT = "ns", "not significant, no number"


class Multiplicity(Term):
    """Whether the result was corrected for the number of tests made."""

    CORRECTED = "corrected", "corrected for multiple tests"
    UNCORRECTED = "uncorrected", "not corrected for multiple tests"
    NOT_STATED = "not-stated", "correction not stated"


class StatisticKind(Term):
    """Which summary statistics of the two groups are recorded."""

    MEAN_SD = "mean-sd", "mean and standard deviation"
    MEAN_SE = "mean-se", "mean and standard error"
    MEAN_CI95 = "mean-ci95", "mean and 95 % confidence interval"
    MEAN_IQR = "mean-iqr", "mean and quartiles"
    MEDIAN_IQR = "median-iqr", "median and quartiles"
    MEDIAN_RANGE = "median-range", "median and range"
    MEDIAN_ONLY = "median-only", "median only"
    EVENTS = "events", "events out of n"
    PERCENT_CHANGE = "percent-change", "difference from controls in percent"
    NONE = "none", "no group statistics"


class SourceKind(Term):
    """What sort of text or data a value was read from, best first."""

    FULL_TEXT = "primary-full-text", "full text of the paper"
    INDIVIDUAL_DATA = "computed-from-individual-data", "computed from deposited individual data"
    ABSTRACT = "primary-abstract", "abstract of the paper"
    REVIEW_TABLE = "review-table", "table of a review"
    SECONDARY = "secondary-report", "secondary report"
    ATLAS_PAGE = "atlas-page", "summary on an atlas page"

    @property
    def trust(self) -> int:
        """Rank of trust, 1 the best; full text and individual data share it."""
        return {
            SourceKind.FULL_TEXT: 1,
            SourceKind.INDIVIDUAL_DATA: 1,
            SourceKind.ABSTRACT: 2,
            SourceKind.REVIEW_TABLE: 3,
            SourceKind.SECONDARY: 4,
            SourceKind.ATLAS_PAGE: 5,
        }[self]


class FindingExclusion(Term):
    """Why a finding takes no part in counts of cases against controls."""

    STUDY_EXCLUDED = "study-excluded", "its study is excluded"
    TREATMENT = "treatment", "change under treatment, not cases against controls"
    CASE_VS_CASE = "case-vs-case", "cases against other cases"
    WITHIN_CASE = "within-case", "within cases only"
    OTHER_CONTRAST = "other-contrast", "another comparison than cases against controls"
    NOT_A_MARKER = "not-a-marker", "about a panel or a symptom, not one immune marker"
    UNUSABLE = "unusable", "cannot be used as recorded"


class Flag(Term):
    """Something a reader must know about a finding."""

    ASSAY_BATCH_ARTEFACT = "assay-batch-artefact", "later called an assay artefact by the same group"
    SUBGROUP_ONLY = "subgroup-only", "part of the cases or one sex only"
    UNCORRECTED_P = "uncorrected-p", "one of many tests, not corrected"
    SPREAD_TYPE_UNSTATED = "spread-type-unstated", "kind of spread not stated"
    NEEDS_CHECK = "needs-check", "full text should be read before use"
    MACHINE_WRITTEN_SUMMARY = "machine-written-summary", "read from a generated summary"
    NOT_PUBLISHED_ALONE = "not-published-alone", "computed here; the paper prints no result for it alone"
    CENTRE_ONLY = "centre-only", "no spread given"
    MEAN_WITH_RANGE = "mean-with-range", "mean with minimum and maximum"
    IQR_AS_WIDTH = "iqr-as-width", "spread is the width between the quartiles"
    EVENTS_FROM_PERCENT = "events-from-percent", "counts rebuilt from a rounded percentage"
    DIRECTION_FROM_PERCENT = "direction-from-percent", "direction read from two percentages, no printed test"
    DIRECTION_NOT_STATED = "direction-not-stated", "a difference without a stated direction"
    N_FROM_OTHER_SOURCE = "n-from-other-source", "group sizes from another source"
    CONFIDENCE_INTERVAL_INCLUDES_NULL = (
        "confidence-interval-includes-null",
        "confidence interval includes no effect",
    )
    PANEL_NOT_MARKER = "panel-not-marker", "about a group of markers"
    THIRD_PARTY_COPY = "third-party-copy", "abstract read in a copy on another site"
    MODEL_COEFFICIENT = "model-coefficient", "taken from a statistical model"
    CHANGE_NOT_LEVEL = "change-not-level", "a change, not a level"
    UNIDENTIFIED_PUBLICATION = "unidentified-publication", "publication not identified"
    MULTIPLE_P_VALUES = "multiple-p-values", "several p values for one statement"
    ADJUSTED = "adjusted", "adjusted result"
    NOT_SIGNIFICANT = "not-significant", "direction stated although not significant"
    READ_FROM_FLATTENED_TABLE = "read-from-flattened-table", "table columns had to be reconstructed"
    POPULATION_ADJACENT = "population-adjacent", "population next to ME/CFS"
    ZERO_SPREAD_GROUP = "zero-spread-group", "one group has no spread"
    HANDLING_ARTEFACT = "handling-artefact", "sample handling may explain it"
    REVIEW_DISAGREES_WITH_PRIMARY = "review-disagrees-with-primary", "a review prints it differently"
    FAMILY_CLUSTER = "family-cluster", "cases from families"
    SHIPPED_SAMPLES = "shipped-samples", "samples were shipped"


class ConflictStatus(Term):
    """Whether a disagreement between sources is settled."""

    RESOLVED = "resolved", "settled"
    UNRESOLVED = "unresolved", "open"


class Reproducible(Term):
    """How far a published result can be recomputed from the records."""

    FULL = "full", "in full"
    PARTIAL = "partial", "in part"
    NO = "no", "not"

"""Words for studies: kind, design, population, comparison, role in a synthesis."""

from __future__ import annotations

from synthesis.vocabulary.term import Term


class StudyKind(Term):
    """What sort of publication it is."""

    PRIMARY = "primary", "primary study"
    TRIAL = "trial", "trial"
    SYSTEMATIC_REVIEW = "systematic-review", "systematic review", (), "OBI:0001958"
    META_ANALYSIS = "meta-analysis", "meta-analysis"
    NARRATIVE_REVIEW = "narrative-review", "narrative review"
    METHODS = "methods", "methods paper"
    OTHER = "other", "other publication"


class Design(Term):
    """How the study was laid out."""

    CASE_CONTROL = "case-control", "case-control", ("case control study",), "OBI:0002624"
    CROSS_SECTIONAL = "cross-sectional", "cross-sectional"
    COHORT = "cohort", "cohort"
    LONGITUDINAL = "longitudinal", "longitudinal", ("time series",), "OBI:0500020"
    EXERCISE_CHALLENGE = "exercise-challenge", "exercise challenge", ("repeated measures",), "OBI:0500002"
    RANDOMISED_TRIAL = "randomised-trial", "randomised trial", ("randomized trial", "rct")
    NON_RANDOMISED_TRIAL = "non-randomised-trial", "non-randomised trial", ("non-randomized trial",)
    CASE_SERIES = "case-series", "case series", (), "OBI:0002674"
    IN_VITRO = "in-vitro", "in vitro", (), "OBI:0001285"
    IMAGING_CASE_CONTROL = "imaging-case-control", "imaging case-control"
    SYSTEMATIC_REVIEW = "systematic-review", "systematic review", (), "OBI:0001958"
    META_ANALYSIS = "meta-analysis", "meta-analysis"
    NARRATIVE_REVIEW = "narrative-review", "narrative review"
    METHODS = "methods", "methods"
    UNCLEAR = "unclear", "design not clear"


class Population(Term):
    """Whom the study is about."""

    ME_CFS = "me-cfs", "ME/CFS", ("cfs", "me/cfs", "chronic fatigue syndrome")
    MULTIPLE_SCLEROSIS = "multiple-sclerosis", "multiple sclerosis", ("ms",)
    LONG_COVID = "long-covid", "long COVID"
    GULF_WAR_ILLNESS = "gulf-war-illness", "Gulf War illness"
    FIBROMYALGIA = "fibromyalgia", "fibromyalgia"
    MIXED = "mixed", "mixed population"
    OTHER = "other", "other population"


class Comparator(Term):
    """Who or what the cases are compared with."""

    HEALTHY = "healthy", "healthy controls", ("healthy control",)
    HEALTHY_SEDENTARY = "healthy-sedentary", "healthy sedentary controls"
    OTHER_DISEASE = "other-disease", "people with another disease"
    OTHER_FATIGUED = "other-fatigued", "other fatigued people"
    WITHIN_PATIENT = "within-patient", "the same people at another time"
    PLACEBO = "placebo", "placebo"
    NONE = "none", "nobody"
    UNCLEAR = "unclear", "comparison not clear"


class GroupRole(Term):
    """The part a group of people plays."""

    CASES = "cases", "cases"
    COMPARISON = "comparison", "comparison group", ("controls",)


class CohortLink(Term):
    """How sure it is that publications with one cohort id report on the same people."""

    CERTAIN = "certain", "stated to be the same people"
    PROBABLE = "probable", "probably the same people"


class Sex(Term):
    """Sex of the people a value is about."""

    FEMALE = "female", "female", ("women", "f")
    MALE = "male", "male", ("men", "m")


class StudyExclusion(Term):
    """Why a study does not take part in a synthesis."""

    REVIEW = "review", "review of other studies"
    NOT_ME_CFS = "not-me-cfs", "people without ME/CFS"
    NO_CONTROL_GROUP = "no-control-group", "no control group"
    TREATMENT_CHANGE = "treatment-change", "change under treatment only"
    CASE_CASE_COMPARISON = "case-case-comparison", "compares cases with cases"
    NO_MARKER_RESULT = "no-marker-result", "no result for a marker"
    DUPLICATE_PUBLICATION = "duplicate-publication", "same report published twice"
    UNIDENTIFIED_PUBLICATION = "unidentified-publication", "publication not identified"
    OTHER = "other", "other reason"


class PemBadge(Term):
    """The post-exertional malaise badge that the atlas page showed."""

    REQUIRED = "required", "PEM required"
    NOT_REQUIRED = "not-required", "PEM not required"
    UNCLEAR = "unclear", "PEM unclear"
    NOT_SHOWN = "not-shown", "no badge seen"


class EvidenceLevel(Term):
    """The evidence level that the atlas page showed."""

    E0 = "E0"
    E1 = "E1"
    E2 = "E2"
    E3 = "E3"


class ReviewState(Term):
    """Whether a second reader compared the record with its sources."""

    DRAFT = "draft", "draft, one reading"
    CHECKED = "checked", "checked by a second reader"

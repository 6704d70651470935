"""What one study does not prove: sentences derived from its record, each with the id of its rule.

Rules that the table of limits counts over a whole atlas keep their id and their test here
(`synthesis.tables.limit_rules`); the others look at design, comparison, size and specimen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from synthesis.consistency.badges import detectable
from synthesis.store.tidy import Row
from synthesis.tables.labels import capital
from synthesis.tables.limit_rules import FINDING_LIMITS, STUDY_LIMITS, TOUCHED_LIMITS
from synthesis.vocabulary.measurement import MatrixClass, Specimen
from synthesis.vocabulary.result import Multiplicity, Significance
from synthesis.vocabulary.study import CohortLink, Comparator, Design
from synthesis.wording import count, number, series


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that a study does not prove.

    Attributes
    ----------
    rule
        Id of the rule, the same on every page.
    text
        What follows from the record, in whole sentences.
    """

    rule: str
    text: str


#: Blocks of the list, in the order of a page.
DESIGN, MEASUREMENT, READING = (
    "How it was done, and with whom",
    "What was measured",
    "How it was read and recorded",
)


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules look at.

    Attributes
    ----------
    study
        Row of the study.
    findings
        Rows of its findings.
    cohorts
        Rows of its cohorts.
    """

    study: Row
    findings: Sequence[Row]
    cohorts: Sequence[Row]

    @property
    def counted(self) -> list[Row]:
        """Findings that count."""
        return [finding for finding in self.findings if finding["counted"]]


_SNAPSHOT = (
    "The groups were compared as they were at the time. This cannot show whether a difference was there "
    "before the illness, came with it, or came after it, and not what caused it."
)
_FOLLOWED = (
    "People were followed over time, but nobody assigned them to the illness. What changed together need "
    "not have caused one another."
)
_TREATED = (
    "A treatment was tested. What changes under a treatment, or does not, does not show that the marker "
    "causes the illness."
)
_SUMMARY = (
    "It reports on other studies and adds no measurements of its own, so its statements are not counted "
    "beside theirs."
)
_BY_DESIGN = {
    Design.CASE_CONTROL: _SNAPSHOT,
    Design.CROSS_SECTIONAL: _SNAPSHOT,
    Design.IMAGING_CASE_CONTROL: _SNAPSHOT,
    Design.COHORT: _FOLLOWED,
    Design.LONGITUDINAL: _FOLLOWED,
    Design.EXERCISE_CHALLENGE: (
        "It shows what was measured around one exertion. What exertion does in daily life, or what a "
        "difference means for symptoms, does not follow from that alone."
    ),
    Design.RANDOMISED_TRIAL: _TREATED,
    Design.NON_RANDOMISED_TRIAL: (
        f"{_TREATED} Chance did not decide who was treated, so other reasons for a change remain."
    ),
    Design.CASE_SERIES: "There is no comparison group, so nothing shows what is different in the illness.",
    Design.IN_VITRO: "Cells were studied outside the body; in it they may behave in another way.",
    Design.SYSTEMATIC_REVIEW: _SUMMARY,
    Design.META_ANALYSIS: _SUMMARY,
    Design.NARRATIVE_REVIEW: _SUMMARY,
    Design.METHODS: "It is about a method, not about a difference between groups of people.",
    Design.UNCLEAR: "How the study was laid out is not clear from what was read, so less can be said for it.",
}
_BY_COMPARATOR = {
    Comparator.HEALTHY: (
        "Cases were compared with healthy people. A difference need not belong to ME/CFS: it may go with "
        "being ill, tired or less active, whatever the cause."
    ),
    Comparator.HEALTHY_SEDENTARY: (
        "Cases were compared with healthy people who are not very active. A difference need not belong to "
        "ME/CFS: other illnesses may show it too."
    ),
    Comparator.OTHER_DISEASE: (
        "Cases were compared with people who have another illness. Higher or lower is against them, not "
        "against healthy people."
    ),
    Comparator.OTHER_FATIGUED: (
        "Cases were compared with other fatigued people. Higher or lower is against them, not against "
        "healthy people."
    ),
    Comparator.WITHIN_PATIENT: (
        "People were compared with themselves at another time, not with people without ME/CFS."
    ),
    Comparator.PLACEBO: (
        "Treated people were compared with people on placebo, not with people without ME/CFS."
    ),
    Comparator.NONE: "Nobody was compared with the cases.",
    Comparator.UNCLEAR: "Who the cases were compared with is not clear from what was read.",
}
_BY_MATRIX = {
    MatrixClass.CIRCULATING: (
        "blood-is-not-tissue",
        "Levels in the blood were measured. What happens in a tissue or an organ need not show in the blood.",
    ),
    MatrixClass.CSF: (
        "fluid-is-not-brain",
        "Levels in spinal fluid were measured. They are not levels in the brain, and not in the blood.",
    ),
    MatrixClass.SECRETED_STIMULATED: (
        "outside-the-body",
        "Cells were stimulated in the laboratory. What they can release then is not what they release in a "
        "person.",
    ),
    MatrixClass.SECRETED_UNSTIMULATED: (
        "outside-the-body",
        "Cells were kept in culture. What they release there is not what they release in a person.",
    ),
    MatrixClass.MRNA: (
        "message-is-not-protein",
        "The activity of genes was measured. How much of the protein there is does not follow from it.",
    ),
    MatrixClass.CELL_PERCENTAGE: (
        "share-is-not-number",
        "Shares of cells were measured. A share can change because other cells became more or fewer.",
    ),
    MatrixClass.FUNCTION: (
        "test-in-a-dish",
        "What cells can do was tested outside the body. How well they do it in a person does not follow.",
    ),
    MatrixClass.SEROPOSITIVITY: (
        "antibody-is-not-effect",
        "Antibodies were found or not. That an antibody is there does not show that it does anything.",
    ),
    MatrixClass.ANTIBODY_TITRE: (
        "antibody-is-not-effect",
        "Levels of antibodies were measured. That there is more or less of one does not show what it does.",
    ),
    MatrixClass.IMAGING: (
        "signal-is-indirect",
        "A signal in a scan was measured. Several things can make it stronger or weaker.",
    ),
}
_OF_STUDY = {
    "case-definition-unknown": (
        "Which case definition was used is not known, so who counted as a case is not known."
    ),
    "pem-unclear": (
        "It is unclear whether every case had to have post-exertional malaise (PEM). People without it may "
        "be among the cases."
    ),
    "pem-not-required": (
        "Post-exertional malaise (PEM) was not required of every case. People without it may be among the "
        "cases."
    ),
    "group-sizes-unknown": (
        "The size of at least one group is not known, so how much the study could have seen is not known."
    ),
    "study-unidentified": (
        "The publication was not identified; only a row of a review is known. It may repeat a study that is "
        "listed under its own name."
    ),
    "not-checked": (
        "No second reader has compared this record with its sources. Slips of the first reading may remain."
    ),
}


def doubts(case: Case) -> dict[str, tuple[Doubt, ...]]:
    """Say what a study does not prove.

    Parameters
    ----------
    case
        Study, findings and cohorts, as rows of the frames of an atlas.

    Returns
    -------
    dict of str to tuple of Doubt
        By block; a block without a doubt is left out.
    """
    found = {block: tuple(d for rule in rules for d in rule(case)) for block, rules in _RULES.items()}
    return {block: told for block, told in found.items() if told}


def _design(case: Case) -> list[Doubt]:
    return [Doubt("design", _BY_DESIGN[Design(case.study["design"])])]


def _comparison(case: Case) -> list[Doubt]:
    return (
        [Doubt("comparison", _BY_COMPARATOR[Comparator(case.study["comparator"])])] if case.findings else []
    )


def _people(case: Case) -> list[Doubt]:
    return _study_rules(case, ("case-definition-unknown", "pem-unclear", "pem-not-required"))


def _size(case: Case) -> list[Doubt]:
    """Say what the cohort could have seen, else that its size is not known."""
    (smallest,) = detectable([dict(case.study)])
    if not case.counted or not isfinite(smallest):
        return _study_rules(case, ("group-sizes-unknown",))
    n_cases, n_controls = case.study["n_cases"], case.study["n_controls"]
    text = (
        f"With {count(n_cases, 'case')} and {count(n_controls, 'control')}, a difference of "
        f"{number(smallest, 1)} standard deviations would be found in four of five such studies; smaller "
        "ones are missed more often. No significant difference is not the same as no difference."
    )
    return [Doubt("size", text)]


def _measurement(case: Case) -> list[Doubt]:
    classes = {finding["matrix_class"] for finding in case.counted}
    said = [Doubt(*_BY_MATRIX[matrix]) for matrix in _BY_MATRIX if matrix in classes]
    specimens = sorted({finding["specimen"] for finding in case.counted} - {"unclear", "other"})
    if len(specimens) == 1:
        where = Specimen(specimens[0]).label
        said.append(
            Doubt("one-specimen", f"Everything that counts was measured in one kind of sample ({where}).")
        )
    return said


def _multiplicity(case: Case) -> list[Doubt]:
    significant = [f for f in case.counted if f["significance"] == Significance.SIGNIFICANT]
    open_ones = [f for f in significant if f["multiplicity"] != Multiplicity.CORRECTED]
    tested = len({f["marker"] for f in case.counted})
    if not open_ones or tested < 2:
        return []
    text = (
        f"{count(tested, 'marker')} are recorded from it; {len(open_ones)} of {len(significant)} significant "
        "results are not corrected for the number of tests, or the record does not say so. The more tests, "
        "the more of them come out significant by chance."
    )
    return [Doubt("many-tests", text)]


def _reading(case: Case) -> list[Doubt]:
    """Say how findings were read and what they leave open, by the rules of the table of limits."""
    said = []
    for limit in (*FINDING_LIMITS, *TOUCHED_LIMITS):
        among = [finding for finding in case.findings if limit.among(finding)]
        if n := sum(map(limit.has, among)):
            how_many = _of(n, len(among), limit.unit)
            said.append(Doubt(limit.id, f"{capital(limit.text)}: {how_many}. {capital(limit.meaning)}."))
    return said


def _of(n: int, all_: int, unit: str) -> str:
    """Write how many of the findings of a study it is; of one finding there is no share."""
    if all_ == 1:
        return f"the one {_SINGULAR[unit]}"
    return f"all {all_} {unit}" if n == all_ else f"{n} of {all_} {unit}"


def _overlap(case: Case) -> list[Doubt]:
    shared = [c["cohort_id"] for c in case.cohorts if c["n_studies"] > 1 and c["link"] == CohortLink.PROBABLE]
    if not shared:
        return []
    text = f"Another publication probably reports on the same people ({series(shared)}); this is not certain."
    return [Doubt("probable-overlap", text)]


def _record(case: Case) -> list[Doubt]:
    return _study_rules(case, ("study-unidentified", "not-checked"))


def _matching(case: Case) -> list[Doubt]:
    text = (
        "Whether the groups were alike in age, sex, weight, activity, medicines and time of sampling is not "
        "part of this record."
    )
    return [Doubt("matching-not-recorded", text)] if case.counted else []


def _persons(case: Case) -> list[Doubt]:
    text = (
        "Groups were compared on average. Nothing here says anything about one person, and a difference "
        "between groups is not a test for the illness."
    )
    return [Doubt("groups-not-persons", text)] if case.counted else []


_RULES: dict[str, tuple[Callable[[Case], list[Doubt]], ...]] = {
    DESIGN: (_design, _comparison, _people, _size, _matching, _overlap),
    MEASUREMENT: (_measurement, _multiplicity, _persons),
    READING: (_reading, _record),
}

_SINGULAR = {
    "findings that count": "finding that counts",
    "findings of no difference reported": "finding of no difference reported",
    "findings of higher or lower": "finding of higher or lower",
}


def _study_rules(case: Case, wanted: Sequence[str]) -> list[Doubt]:
    return [
        Doubt(limit.id, _OF_STUDY[limit.id])
        for limit in STUDY_LIMITS
        if limit.id in wanted and limit.among(case.study) and limit.has(case.study)
    ]

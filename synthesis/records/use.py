"""Whether a finding counts, at which rung of information, and under which question."""

from __future__ import annotations

from synthesis.records.finding import Arm, Finding
from synthesis.records.marker import Marker, MatrixPolicy
from synthesis.records.study import Study
from synthesis.vocabulary.measurement import MatrixClass
from synthesis.vocabulary.result import Contrast, Direction, FindingExclusion, PRelation, StatisticKind

_BY_CONTRAST = {
    Contrast.TREATMENT: FindingExclusion.TREATMENT,
    Contrast.CASE_VS_CASE: FindingExclusion.CASE_VS_CASE,
    Contrast.WITHIN_CASE: FindingExclusion.WITHIN_CASE,
    Contrast.OTHER: FindingExclusion.OTHER_CONTRAST,
}


def exclusion_of(study: Study, finding: Finding, marker: Marker) -> FindingExclusion | None:
    """Why a finding takes no part in counts of cases against controls; None when it does.

    The first reason that holds is given, in this order: the study is excluded, the record says so, the
    contrast is another one, the entry is a panel or not an immune marker.
    """
    if study.excluded is not None:
        return FindingExclusion.STUDY_EXCLUDED
    if finding.exclusion is not None:
        return finding.exclusion.reason
    if finding.contrast is not Contrast.CASES_VS_CONTROLS:
        return _BY_CONTRAST[finding.contrast]
    if marker.panel or not marker.immune:
        return FindingExclusion.NOT_A_MARKER
    return None


def question_key(finding: Finding, marker: Marker) -> str:
    """Write the question a finding answers: marker | matrix | state | contrast.

    Findings are never counted or pooled across question keys. The matrix names the cells when they are
    not part of the marker, and tells serum from plasma for analytes that platelets release; the state
    names the stimulus.
    """
    matrix = finding.matrix_class.value
    if finding.matrix_class is MatrixClass.CIRCULATING and marker.matrix_policy is MatrixPolicy.SPLIT:
        matrix += f":{finding.specimen.value}"
    if finding.cell_population:
        matrix += f":{finding.cell_population.casefold()}"
    state = finding.state.value + (f":{finding.stimulus.casefold()}" if finding.stimulus else "")
    return " | ".join((finding.marker, matrix, state, finding.contrast.value))


def information_level(finding: Finding) -> str:
    """Rung of the ladder of information.

    L4 group statistics, L2 direction with exact p, L1 direction alone, L0 no direction.
    """
    if all(_has_statistics(arm, finding.statistic) for arm in (finding.cases, finding.controls)):
        return "L4"
    if finding.direction in (Direction.HIGHER, Direction.LOWER):
        p = finding.p
        exact = p is not None and p.relation is PRelation.EQUAL and p.value is not None
        return "L2" if exact else "L1"
    return "L0"


def _has_statistics(arm: Arm, kind: StatisticKind) -> bool:
    if not arm.n:
        return False
    if kind is StatisticKind.EVENTS:
        return arm.events is not None
    if kind in (StatisticKind.PERCENT_CHANGE, StatisticKind.MEDIAN_ONLY, StatisticKind.NONE):
        return False
    interval = arm.low is not None and arm.high is not None
    return arm.center is not None and (arm.spread is not None or interval)

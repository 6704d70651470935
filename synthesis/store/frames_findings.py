"""Findings and their sources to rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from synthesis.errors import SynthesisError
from synthesis.records.finding import Arm, Finding
from synthesis.records.marker import Marker
from synthesis.records.source import Reading
from synthesis.records.study import Study
from synthesis.records.use import exclusion_of, information_level, question_key
from synthesis.store.arrow import Row
from synthesis.store.frames_studies import finding_key
from synthesis.vocabulary.result import ConflictStatus, Flag


def finding_rows(
    studies: Sequence[Study], markers: Mapping[str, Marker], names: Mapping[str, str]
) -> Iterator[Row]:
    """Rows of the table ``findings``: each finding with its study, cohort and marker.

    Raises
    ------
    SynthesisError
        When a finding names a marker or a cohort that does not exist.
    """
    disputed = {
        finding_key(study, finding)
        for study in studies
        for conflict in study.conflicts
        if conflict.status is ConflictStatus.UNRESOLVED
        for finding in conflict.findings
    }
    for study in studies:
        shared = {**_of_study(study), "label": names[study.slug]}
        for finding in study.findings:
            where = finding_key(study, finding.id)
            marker = markers.get(finding.marker)
            if marker is None:
                raise SynthesisError(
                    f"the marker {finding.marker!r} is not in the registry",
                    where=where,
                    hint="add it to markers.csv",
                )
            try:
                cohort = study.cohort_of(finding)
            except KeyError:
                known = ", ".join(c.id for c in study.cohorts)
                raise SynthesisError(
                    f"the study has no cohort {finding.cohort!r}", where=where, hint=f"allowed: {known}"
                ) from None
            excluded = exclusion_of(study, finding, marker)
            yield {
                **shared,
                **_measured(finding, marker),
                **_result(finding),
                **_arm("cases", finding.cases),
                **_arm("controls", finding.controls),
                "finding_id": where,
                "cohort_id": cohort.id,
                "open_conflict": where in disputed,
                "counted": excluded is None,
                "exclusion_reason": excluded,
            }


def source_rows(studies: Iterable[Study]) -> Iterator[Row]:
    """Rows of the table ``sources``, the preferred source of each finding first."""
    for study in studies:
        for finding in study.findings:
            for position, source in enumerate(finding.sources, 1):
                yield {
                    "finding_id": finding_key(study, finding.id),
                    "position": position,
                    "kind": source.kind,
                    "ref": source.ref,
                    "locator": source.locator,
                    "reported_by": source.reported_by,
                    "record": source.record,
                    "supplies": ";".join(source.supplies),
                    "reads": reading_text(source.reads) if source.reads else None,
                }


def reading_text(reading: Reading) -> str:
    """Write what a source says differently, such as ``direction: higher; p: <0.05``.

    Examples
    --------
    >>> reading_text(Reading(p="<0.05", cases_n=20))
    'p: <0.05; cases_n: 20'
    """
    said = reading.model_dump(exclude_none=True, mode="json")
    return "; ".join(f"{field}: {value}" for field, value in said.items())


def _of_study(study: Study) -> Row:
    return {
        "slug": study.slug,
        "year": study.citation.year,
        "identified": study.citation.identified,
        "design": study.design,
        "population": study.population,
        "comparator": study.comparator,
        "pem": study.case_selection.pem,
        "case_definitions": ";".join(study.case_selection.definitions),
    }


def _measured(finding: Finding, marker: Marker) -> Row:
    handling = finding.handling
    return {
        "marker": finding.marker,
        "marker_name": marker.name,
        "marker_reported": finding.marker_reported,
        "marker_group": marker.group or marker.marker_id,
        "marker_kind": finding.marker_kind,
        "quantity": finding.quantity,
        "specimen": finding.specimen,
        "cell_population": finding.cell_population,
        "anticoagulant": handling.anticoagulant if handling else None,
        "cell_handling": handling.cells if handling else None,
        "assay": finding.assay.name,
        "assay_family": finding.assay.family,
        "panel_size": finding.assay.panel_size,
        "state": finding.state,
        "stimulus": finding.stimulus,
        "method_note": finding.method_note,
        "timepoint": finding.timepoint,
        "subgroup": finding.subgroup,
        "whole_group": finding.subgroup is None and Flag.SUBGROUP_ONLY not in finding.flags,
        "contrast": finding.contrast,
        "matrix_class": finding.matrix_class,
        "question_key": question_key(finding, marker),
    }


def _result(finding: Finding) -> Row:
    preferred, p = finding.sources[0], finding.p
    return {
        "direction": finding.direction,
        "significance": finding.significance,
        "p_printed": p.printed if p else None,
        "p_relation": p.relation if p else None,
        "p_value": p.value if p else None,
        "multiplicity": finding.multiplicity,
        "statistic": finding.statistic,
        "unit": finding.unit,
        "information_level": information_level(finding),
        "inferred": finding.inferred,
        "flags": ";".join(finding.flags),
        "source_kind": preferred.kind,
        "source_ref": preferred.ref,
        "source_locator": preferred.locator,
        "reported_by": preferred.reported_by,
        "n_sources": len(finding.sources),
        "atlas_page_only": finding.atlas_page_only,
        "note": finding.note,
    }


def _arm(name: str, arm: Arm) -> Row:
    return {
        f"{name}_n": arm.n,
        f"{name}_center": arm.center,
        f"{name}_spread": arm.spread,
        f"{name}_low": arm.low,
        f"{name}_high": arm.high,
        f"{name}_events": arm.events,
    }

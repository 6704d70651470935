"""Studies to rows: the study itself, its conflicts, what was left out, what was acknowledged, the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from synthesis.records.cohort import CaseSelection
from synthesis.records.study import Study
from synthesis.store.arrow import Row
from synthesis.vocabulary.study import GroupRole, PemBadge


def study_rows(studies: Iterable[Study], names: Mapping[str, str]) -> Iterator[Row]:
    """Rows of the table ``studies``; counts are filled in by `counts.recount`."""
    for study in studies:
        cited, page, excluded = study.citation, study.atlas_page, study.excluded
        yield {
            "slug": study.slug,
            "label": names[study.slug],
            "first_author": cited.first_author,
            "year": cited.year,
            "title": cited.title,
            "authors": ";".join(cited.authors),
            "journal": cited.journal,
            "doi": cited.doi,
            "pmid": cited.pmid,
            "pmcid": cited.pmcid,
            "reference": cited.reference,
            "identified": cited.identified,
            "kind": study.kind,
            "design": study.design,
            "population": study.population,
            "country": study.country,
            "case_definitions": ";".join(study.case_selection.definitions),
            "case_definition_logic": case_definition_logic(study.case_selection),
            "pem": study.case_selection.pem,
            "pem_badge": page.pem_badge if page else PemBadge.NOT_SHOWN,
            "evidence_level": page.evidence_level if page else None,
            "comparator": study.comparator,
            "cohorts": ";".join(cohort.id for cohort in study.cohorts),
            "n_cases": people(study, GroupRole.CASES),
            "n_controls": people(study, GroupRole.COMPARISON),
            "eligible": excluded is None,
            "exclusion_reason": excluded.reason if excluded else None,
            "exclusion_note": excluded.note if excluded else None,
            "findings": 0,
            "findings_counted": 0,
            "read_from": study.read_from(),
            "atlas_page_only": study.atlas_page_only(),
            "open_conflicts": 0,
            "review_state": study.review.state,
            "atlas_url": page.url if page else None,
            "note": study.note,
        }


def case_definition_logic(selection: CaseSelection) -> str:
    """Say how several case definitions combine; nothing for one or none.

    Examples
    --------
    >>> from synthesis.vocabulary.case_definition import CaseDefinition as D
    >>> case_definition_logic(CaseSelection(any_of=(D.FUKUDA_1994, D.CCC_2003)))
    'any of'
    >>> case_definition_logic(CaseSelection(all_of=(D.FUKUDA_1994,), any_of=(D.CCC_2003, D.ICC_2011)))
    'all of fukuda-1994, any of ccc-2003 or icc-2011'
    """
    parts = [
        (words, between, definitions)
        for words, between, definitions in (
            ("all of", " and ", selection.all_of),
            ("any of", " or ", selection.any_of),
            ("not stated", " and ", selection.unstated),
        )
        if definitions
    ]
    if len(selection.definitions) < 2:
        return ""
    if len(parts) == 1:
        return parts[0][0]
    return ", ".join(f"{words} {between.join(definitions)}" for words, between, definitions in parts)


def people(study: Study, role: GroupRole) -> int | None:
    """People of a study with that role over all its cohorts; None when no group size is known."""
    sizes = [n for cohort in study.cohorts if (n := cohort.n(role)) is not None]
    return sum(sizes) if sizes else None


def finding_key(study: Study, name: str) -> str:
    """Key of a finding that a study's record names: one of its own, or ``study/finding`` of another."""
    return name if "/" in name else f"{study.slug}/{name}"


def conflict_rows(studies: Iterable[Study]) -> Iterator[Row]:
    """Rows of the table ``conflicts``; a third statement is written next to the second."""
    for study in studies:
        for conflict in study.conflicts:
            first, *others = conflict.statements
            yield {
                "conflict_id": f"{study.slug}/{conflict.id}",
                "slug": study.slug,
                "finding_ids": ";".join(finding_key(study, finding) for finding in conflict.findings),
                "field": conflict.field,
                "value_a": first.value,
                "source_a": first.source,
                "value_b": "; ".join(statement.value for statement in others),
                "source_b": "; ".join(statement.source for statement in others),
                "status": conflict.status,
                "resolution": conflict.resolution,
            }


def left_out_rows(studies: Iterable[Study]) -> Iterator[Row]:
    """Rows of the table ``left_out``."""
    for study in studies:
        for position, left_out in enumerate(study.left_out, 1):
            yield {
                "slug": study.slug,
                "position": position,
                "item": left_out.item,
                "reason": left_out.reason,
                "source": left_out.source,
            }


def acknowledged_rows(studies: Iterable[Study]) -> Iterator[Row]:
    """Rows of the table ``acknowledged``."""
    for study in studies:
        for position, known in enumerate(study.acknowledged, 1):
            yield {
                "slug": study.slug,
                "position": position,
                "rule": known.rule,
                "finding_id": finding_key(study, known.finding) if known.finding else None,
                "reason": known.reason,
            }


def record_rows(studies: Iterable[Study]) -> Iterator[Row]:
    """Rows of the table ``records``: whole studies as JSON, without what is not known."""
    for study in studies:
        yield {
            "slug": study.slug,
            "record": study.model_dump_json(exclude_defaults=True, exclude_none=True),
        }

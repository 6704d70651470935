"""Study: one publication with its people, findings, sources and open questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field

from synthesis.records.base import Day, Record, Slug, Text, unique_ids
from synthesis.records.citation import AtlasPage, Citation
from synthesis.records.cohort import CaseSelection, Cohort
from synthesis.records.finding import Finding
from synthesis.records.source import Conflict, Source
from synthesis.vocabulary.result import SourceKind
from synthesis.vocabulary.study import Comparator, Design, Population, ReviewState, StudyExclusion, StudyKind


class StudyExcluded(Record):
    """Why the study is kept but takes no part in a synthesis."""

    reason: StudyExclusion
    """Reason, as a term."""

    note: Text | None = None
    """Reason, in words."""


class LeftOut(Record):
    """A statement met in a source but not turned into a finding."""

    item: Text
    """What was met."""

    reason: Text
    """Why it is not a finding."""

    source: Text
    """Where it was met."""


class Review(Record):
    """State of the record's own review by a second reader."""

    state: ReviewState = ReviewState.DRAFT
    """Draft, or checked by a second reader."""

    by: Text | None = None
    """Who checked it."""

    on: Day | None = None
    """Day of the check, as year-month-day."""


class Acknowledgement(Record):
    """A check that is known to fire on this record, and why that is right."""

    rule: Slug
    """Id of the rule, as printed with the problem."""

    finding: Slug | None = None
    """Finding concerned; left out to acknowledge the rule for the whole study."""

    reason: Text
    """Why the record stays as it is; printed with the problem."""


class Study(Record):
    """One publication: an eligible study, or one that is kept with the reason for its exclusion.

    A study without `excluded` is eligible: it compares people with ME/CFS with people without for at
    least one marker.
    """

    slug: Slug
    """Key of the study; the file has the same name."""

    citation: Citation
    """Where the study was published."""

    kind: StudyKind
    """Sort of publication."""

    design: Design
    """How the study was laid out."""

    population: Population
    """Whom the study is about."""

    country: Text | None = None
    """Country, as the source gives it."""

    case_selection: CaseSelection = CaseSelection()
    """Case definitions used and how they were combined."""

    comparator: Comparator = Comparator.UNCLEAR
    """Who or what the cases are compared with."""

    cohorts: Annotated[tuple[Cohort, ...], Field(min_length=1), AfterValidator(unique_ids)]
    """People of the study; when overlap with others is unknown, one cohort named by the study's slug."""

    atlas_page: AtlasPage | None = None
    """Page of the source atlas about the study."""

    excluded: StudyExcluded | None = None
    """Why the study takes no part in a synthesis; left out for an eligible study."""

    findings: Annotated[tuple[Finding, ...], AfterValidator(unique_ids)] = ()
    """Results of the study, one entry a marker and comparison."""

    conflicts: Annotated[tuple[Conflict, ...], AfterValidator(unique_ids)] = ()
    """Disagreements between sources about this study."""

    left_out: tuple[LeftOut, ...] = ()
    """Statements met in a source but not turned into a finding."""

    acknowledged: tuple[Acknowledgement, ...] = ()
    """Checks that are known to fire on this record, each with the reason for keeping it."""

    review: Review = Review()
    """Whether a second reader compared the record with its sources."""

    note: Text | None = None
    """What else a reader must know."""

    def cohort_of(self, finding: Finding) -> Cohort:
        """Find the cohort a finding is about: the one it names, else the first.

        Raises
        ------
        KeyError
            When the finding names a cohort the study does not have (a check reports this with its line).
        """
        if finding.cohort is None:
            return self.cohorts[0]
        return {c.id: c for c in self.cohorts}[finding.cohort]

    def read_from(self) -> SourceKind | None:
        """Kind of the best source of any finding; None for a study without findings."""
        kinds = [s.kind for s in self._sources()]
        return min(kinds, key=lambda k: k.trust) if kinds else None

    def atlas_page_only(self) -> bool:
        """Whether every finding rests on an atlas page alone."""
        return bool(self.findings) and all(f.atlas_page_only for f in self.findings)

    def _sources(self) -> Iterator[Source]:
        for finding in self.findings:
            yield from finding.sources

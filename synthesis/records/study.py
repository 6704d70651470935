"""Study: one publication with its people, findings, sources and open questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import Field, model_validator

from synthesis.records.base import Record, Slug, Text
from synthesis.records.citation import AtlasPage, Citation
from synthesis.records.cohort import CaseSelection, Cohort
from synthesis.records.finding import Finding
from synthesis.records.source import Conflict, Source
from synthesis.vocabulary.result import SourceKind
from synthesis.vocabulary.study import Comparator, Design, Population, ReviewState, StudyExclusion, StudyKind


class StudyExcluded(Record):
    """Why the study is kept but takes no part in a synthesis."""

    reason: StudyExclusion
    note: Text | None = None


class LeftOut(Record):
    """A statement met in a source but not turned into a finding, with the reason."""

    item: Text
    reason: Text
    source: Text


class Review(Record):
    """State of the record's own review by a second reader."""

    state: ReviewState = ReviewState.DRAFT
    by: Text | None = None
    on: date | None = None


class Acknowledgement(Record):
    """A check that is known to fire on this record, and why that is right."""

    rule: Slug
    finding: Slug | None = None
    reason: Text


class Study(Record):
    """One publication: an eligible study, or one that is kept with the reason for its exclusion.

    A study without `excluded` is eligible: it compares people with ME/CFS with people without for at
    least one marker. `cohorts` holds the people; a study whose overlap with others is unknown has one
    cohort whose id is its own slug.
    """

    slug: Slug
    citation: Citation
    kind: StudyKind
    design: Design
    population: Population
    country: Text | None = None
    case_selection: CaseSelection = CaseSelection()
    comparator: Comparator = Comparator.UNCLEAR
    cohorts: tuple[Cohort, ...] = Field(min_length=1)
    atlas_page: AtlasPage | None = None
    excluded: StudyExcluded | None = None
    findings: tuple[Finding, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    acknowledged: tuple[Acknowledgement, ...] = ()
    review: Review = Review()
    note: Text | None = None

    @model_validator(mode="after")
    def _unique_ids(self) -> Study:
        for what, ids in (
            ("finding", [f.id for f in self.findings]),
            ("cohort", [c.id for c in self.cohorts]),
            ("conflict", [c.id for c in self.conflicts]),
        ):
            twice = sorted({i for i in ids if ids.count(i) > 1})
            if twice:
                raise ValueError(f"{what} ids must differ, used twice: {', '.join(twice)}")
        return self

    def cohort_of(self, finding: Finding) -> Cohort:
        """The cohort a finding is about: the one it names, else the first.

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

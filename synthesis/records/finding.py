"""Finding: one result for one marker in one study."""

from __future__ import annotations

from pydantic import Field

from synthesis.records.base import Count, Probability, Real, Record, Slug, Text
from synthesis.records.source import Source
from synthesis.vocabulary.measurement import (
    Anticoagulant,
    AssayFamily,
    CellHandling,
    MarkerKind,
    MatrixClass,
    Quantity,
    Specimen,
    State,
)
from synthesis.vocabulary.result import (
    Contrast,
    Direction,
    FindingExclusion,
    Flag,
    Multiplicity,
    PRelation,
    Significance,
    SourceKind,
    StatisticKind,
)


class Handling(Record):
    """What happened to the specimen before the assay, as far as the source says."""

    anticoagulant: Anticoagulant | None = None
    cells: CellHandling | None = None
    storage: Text | None = None
    fasting: bool | None = None
    time_of_day: Text | None = None
    posture: Text | None = None


class Assay(Record):
    """The laboratory method: its name as the source gives it, its family, the number of analytes tested."""

    name: Text | None = None
    family: AssayFamily = AssayFamily.UNCLEAR
    panel_size: Count | None = None


class PValue(Record):
    """A p value as printed, and as a number with its relation; the number is absent when none is printed."""

    printed: Text
    relation: PRelation | None = None
    value: Probability | None = None


class Arm(Record):
    """Summary of one group, on the scale of the finding's `unit`.

    `center` is a mean, median or percent difference and `spread` a standard deviation, standard error or
    interquartile width, as the finding's `statistic` and flags say; `low` and `high` bound a confidence
    interval, the quartiles or the range; `events` counts people with the outcome among `n`.
    """

    n: Count | None = None
    center: Real | None = None
    spread: Real | None = Field(default=None)
    low: Real | None = None
    high: Real | None = None
    events: Count | None = None


class Exclusion(Record):
    """Why a finding is kept but not counted."""

    reason: FindingExclusion
    note: Text | None = None


class Finding(Record):
    """One result for one marker, as a source reports it.

    `direction` is the place of cases relative to controls; it is empty when the contrast is another one.
    `inferred` is true when "no difference" follows from a marker having been measured and not listed
    among the differences. The first of `sources` is the preferred one. `cohort` names one of the study's
    cohorts and may be left out when the study has one.
    """

    id: Slug
    marker: Slug
    marker_reported: Text | None = None
    marker_kind: MarkerKind
    quantity: Quantity
    specimen: Specimen
    handling: Handling | None = None
    cell_population: Text | None = None
    assay: Assay = Assay()
    state: State = State.UNCLEAR
    stimulus: Text | None = None
    method_note: Text | None = None
    matrix_class: MatrixClass = MatrixClass.UNCLEAR
    timepoint: Text | None = None
    subgroup: Text | None = None
    cohort: Slug | None = None
    contrast: Contrast
    direction: Direction | None = None
    significance: Significance = Significance.NOT_STATED
    p: PValue | None = None
    multiplicity: Multiplicity = Multiplicity.NOT_STATED
    statistic: StatisticKind = StatisticKind.NONE
    unit: Text | None = None
    cases: Arm = Arm()
    controls: Arm = Arm()
    inferred: bool = False
    flags: tuple[Flag, ...] = ()
    exclusion: Exclusion | None = None
    sources: tuple[Source, ...] = Field(min_length=1)
    note: Text | None = None

    @property
    def source_kind(self) -> SourceKind:
        """Kind of the preferred source."""
        return self.sources[0].kind

    @property
    def atlas_page_only(self) -> bool:
        """Whether nothing but a generated summary on an atlas page carries the finding."""
        return all(s.kind is SourceKind.ATLAS_PAGE for s in self.sources)

"""Finding: one result for one marker in one study."""

from __future__ import annotations

from pydantic import Field

from synthesis.records.base import Count, Probability, Real, Record, Slug, Text, Truth
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
    """What kept the blood from clotting."""

    cells: CellHandling | None = None
    """How cells reached the assay."""

    storage: Text | None = None
    """Temperature, time and thawing before the assay."""

    fasting: Truth | None = None
    """Whether people had fasted."""

    time_of_day: Text | None = None
    """When the specimen was taken."""

    posture: Text | None = None
    """Lying, sitting or standing, and for how long."""


class Assay(Record):
    """The laboratory method."""

    name: Text | None = None
    """Name of the method as the source gives it."""

    family: AssayFamily = AssayFamily.UNCLEAR
    """Family the method belongs to."""

    panel_size: Count | None = None
    """Number of analytes tested together."""


class PValue(Record):
    """A p value as printed, and as a number with its relation."""

    printed: Text
    """The p value exactly as printed, in quotes, such as '<0.05'."""

    relation: PRelation | None = None
    """How the printed value relates to the number; empty when the text gives neither a number nor "ns"."""

    value: Probability | None = None
    """The number; absent when none is printed. A printed 0.000 means below 0.0005."""


class Arm(Record):
    """Summary of one group, on the scale of the finding's `unit`; what is meant depends on `statistic`."""

    n: Count | None = None
    """People analysed."""

    center: Real | None = None
    """Mean, median or difference in percent."""

    spread: Real | None = None
    """Standard deviation, standard error or interquartile width."""

    low: Real | None = None
    """Lower bound of the confidence interval, the quartiles or the range."""

    high: Real | None = None
    """Upper bound of the confidence interval, the quartiles or the range."""

    events: Count | None = None
    """People with the outcome, among `n`."""


class Exclusion(Record):
    """Why a finding is kept but not counted."""

    reason: FindingExclusion
    """Reason, as a term."""

    note: Text | None = None
    """Reason, in words."""


class Finding(Record):
    """One result for one marker, as a source reports it."""

    id: Slug
    """Key of the finding within the study."""

    marker: Slug
    """Marker id from markers.csv."""

    marker_reported: Text | None = None
    """Name of the marker in the source."""

    marker_kind: MarkerKind
    """Sort of marker, as in markers.csv."""

    quantity: Quantity
    """What about the marker was quantified."""

    specimen: Specimen
    """What the marker was measured in."""

    handling: Handling | None = None
    """What happened to the specimen before the assay."""

    cell_population: Text | None = None
    """Cells measured, when the marker does not name them."""

    assay: Assay = Assay()
    """Laboratory method."""

    state: State = State.UNCLEAR
    """What had been done to the person or the cells before the measurement."""

    stimulus: Text | None = None
    """Stimulus or exertion."""

    method_note: Text | None = None
    """Further condition of the measurement."""

    matrix_class: MatrixClass = MatrixClass.UNCLEAR
    """Kind of measurement; part of the question key, across which findings are never counted."""

    timepoint: Text | None = None
    """When it was measured."""

    subgroup: Text | None = None
    """Part of the cases; empty for the whole case group."""

    cohort: Slug | None = None
    """Which of the study's cohorts; may be left out when the study has one."""

    contrast: Contrast
    """Which groups or times are compared."""

    direction: Direction | None = None
    """Place of cases relative to controls, as the source states it; may be empty for another contrast."""

    significance: Significance = Significance.NOT_STATED
    """What the source says about significance at its own threshold."""

    p: PValue | None = None
    """P value of the comparison."""

    multiplicity: Multiplicity = Multiplicity.NOT_STATED
    """Whether the result was corrected for the number of tests made."""

    statistic: StatisticKind = StatisticKind.NONE
    """Which summary statistics `cases` and `controls` hold."""

    unit: Text | None = None
    """Unit of the summary statistics, as printed."""

    cases: Arm = Arm()
    """Summary of the cases."""

    controls: Arm = Arm()
    """Summary of the group they are compared with."""

    inferred: Truth = False
    """True when "no difference" follows from a marker having been measured and not listed among the
    differences."""

    flags: tuple[Flag, ...] = ()
    """What a reader must know about the finding."""

    exclusion: Exclusion | None = None
    """Why the finding is kept but not counted; empty when it may count."""

    sources: tuple[Source, ...] = Field(min_length=1)
    """Where the finding was read, the preferred source first."""

    note: Text | None = None
    """What else a reader must know."""

    @property
    def source_kind(self) -> SourceKind:
        """Kind of the preferred source."""
        return self.sources[0].kind

    @property
    def atlas_page_only(self) -> bool:
        """Whether nothing but a generated summary on an atlas page carries the finding."""
        return all(s.kind is SourceKind.ATLAS_PAGE for s in self.sources)

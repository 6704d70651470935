"""Where a value was seen, and what happened when two sources disagree."""

from __future__ import annotations

from pydantic import Field

from synthesis.records.base import Count, FindingId, Record, Reference, Slug, Text
from synthesis.vocabulary.measurement import Specimen
from synthesis.vocabulary.result import ConflictStatus, Direction, SourceKind


class Reading(Record):
    """What a further source says where it differs from the finding as recorded."""

    marker: Slug | None = None
    """Marker it gives, by marker id."""

    specimen: Specimen | None = None
    """Specimen it gives."""

    direction: Direction | None = None
    """Direction it gives."""

    p: Text | None = None
    """P value it prints."""

    cases_n: Count | None = None
    """Number of cases it gives."""

    controls_n: Count | None = None
    """Number of controls it gives."""

    note: Text | None = None
    """Other differences, in words."""


class Source(Record):
    """One text or data set from which a finding was read."""

    kind: SourceKind
    """Sort of text or data."""

    ref: Reference
    """Identifier or address: doi:…, pmid:…, pmcid:… or https://…"""

    locator: Text | None = None
    """Table, figure, section or file that holds the value."""

    reported_by: Slug | None = None
    """Study (a review, say) whose text or table carries the value, by slug."""

    record: Text | None = None
    """Id under which this reading was kept before readings of one contrast were merged."""

    supplies: tuple[Text, ...] = ()
    """Fields of the finding that come from this source although it is not the first one."""

    reads: Reading | None = None
    """What this source says where it differs from the finding as recorded."""


class Statement(Record):
    """A value and the source that states it."""

    value: Text
    """What is stated."""

    source: Text
    """Who states it."""


class Conflict(Record):
    """Two sources that disagree about one field, what was preferred and why."""

    id: Slug
    """Key of the conflict."""

    field: Text
    """What the sources disagree about."""

    statements: tuple[Statement, ...] = Field(min_length=2)
    """What each source states."""

    status: ConflictStatus
    """Whether the disagreement is settled."""

    resolution: Text | None = None
    """What was preferred and why, or what is open."""

    findings: tuple[FindingId, ...] = ()
    """Findings concerned: the id within this study, slug/id in another; empty for the study itself."""

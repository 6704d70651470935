"""Where a value was seen, and what happened when two sources disagree."""

from __future__ import annotations

from pydantic import Field

from synthesis.records.base import Count, Record, Reference, Slug, Text
from synthesis.vocabulary.measurement import Specimen
from synthesis.vocabulary.result import ConflictStatus, Direction, SourceKind


class Reading(Record):
    """What a further source says where it differs from the finding as recorded."""

    marker: Slug | None = None
    specimen: Specimen | None = None
    direction: Direction | None = None
    p: Text | None = None
    cases_n: Count | None = None
    controls_n: Count | None = None
    note: Text | None = None


class Source(Record):
    """One text or data set from which a finding was read.

    `reported_by` is the study (a review, say) whose text or table carries the value. `supplies` names the
    fields of the finding that come from this source although it is not the first one. `record` is the id
    under which this reading was kept before readings of one contrast were merged.
    """

    kind: SourceKind
    ref: Reference
    locator: Text | None = None
    reported_by: Slug | None = None
    record: Text | None = None
    supplies: tuple[Text, ...] = ()
    reads: Reading | None = None


class Statement(Record):
    """A value and the source that states it."""

    value: Text
    source: Text


class Conflict(Record):
    """Two sources that disagree about one field, what was preferred and why.

    `findings` holds the ids of the findings concerned: the id alone within this study, ``slug/id`` in
    another one. It is empty when the conflict is about the study itself.
    """

    id: Slug
    field: Text
    statements: tuple[Statement, ...] = Field(min_length=2)
    status: ConflictStatus
    resolution: Text | None = None
    findings: tuple[Text, ...] = ()

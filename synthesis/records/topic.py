"""Topic: the contents of one topic page."""

from __future__ import annotations

from synthesis.records.base import Record, Slug, Text
from synthesis.vocabulary.measurement import MarkerKind, Specimen


class Section(Record):
    """A part of a topic page: markers by name, and findings by specimen and kind of marker."""

    title: Text
    """Heading of the section."""

    markers: tuple[Slug, ...] = ()
    """Markers of the section, by marker id, in the order of the page."""

    specimens: tuple[Specimen, ...] = ()
    """Further findings: those measured in one of these specimens."""

    marker_kinds: tuple[MarkerKind, ...] = ()
    """Limits the selection by specimen to these sorts of marker; empty for all."""

    def selects(self, specimen: Specimen, kind: MarkerKind) -> bool:
        """Whether findings in that specimen, on that sort of marker, belong to the section."""
        return specimen in self.specimens and (not self.marker_kinds or kind in self.marker_kinds)


class Topic(Record):
    """One topic page."""

    id: Slug
    """Key of the topic; the file has the same name."""

    title: Text
    """Title of the page."""

    summary: Text
    """What the page covers, in one sentence."""

    includes: tuple[Slug, ...] = ()
    """Topics that an overview contains, by topic id."""

    sections: tuple[Section, ...] = ()
    """Sections in the order of the page."""

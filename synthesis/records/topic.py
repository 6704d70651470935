"""Topic: the contents of one topic page."""

from __future__ import annotations

from pydantic import Field

from synthesis.records.base import Record, Slug, Text
from synthesis.vocabulary.measurement import MarkerKind, Specimen


class Section(Record):
    """A part of a topic page: markers by name, and findings by specimen and kind of marker."""

    title: Text
    markers: tuple[Slug, ...] = ()
    specimens: tuple[Specimen, ...] = ()
    marker_kinds: tuple[MarkerKind, ...] = ()


class Topic(Record):
    """One topic page; `includes` names the topics an overview contains."""

    id: Slug
    title: Text
    summary: Text
    includes: tuple[Slug, ...] = ()
    sections: tuple[Section, ...] = Field(default=())

"""The bibliographic description of a publication and of its atlas page."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from synthesis.records.base import Doi, Pmcid, Pmid, Record, Text, Url, Year
from synthesis.vocabulary.study import EvidenceLevel, PemBadge


class Citation(Record):
    """Where a study was published.

    `identified` is false when the publication is known only as a row of a review: such a row may repeat
    a study that is listed under its own name.
    """

    title: Text | None = None
    authors: tuple[Text, ...] = ()
    first_author: Text | None = None
    year: Year | None = None
    journal: Text | None = None
    doi: Doi | None = None
    pmid: Pmid | None = None
    pmcid: Pmcid | None = None
    identified: bool = True

    @property
    def reference(self) -> str:
        """The best identifier as ``doi:…``, ``pmid:…`` or ``pmcid:…``; empty when there is none."""
        for prefix, value in (("doi", self.doi), ("pmid", self.pmid), ("pmcid", self.pmcid)):
            if value:
                return f"{prefix}:{value}"
        return ""

    @property
    def label(self) -> str:
        """First author and year as a figure prints them, such as ``Hornig 2015``."""
        year = str(self.year) if self.year else "no year"
        return f"{self.first_author or 'Author unknown'} {year}"


class Snapshot(Record):
    """The atlas's own line about the version of its page."""

    generator: Text
    scanner: Text
    policy: Text
    accessed: date


class AtlasPage(Record):
    """The page of the source atlas about the study, and the badges it showed."""

    url: Url | None = None
    pem_badge: PemBadge = PemBadge.NOT_SHOWN
    evidence_level: EvidenceLevel | None = None
    snapshot: Snapshot | None = Field(default=None)

"""The bibliographic description of a publication and of its atlas page."""

from __future__ import annotations

from synthesis.records.base import Day, Doi, Pmcid, Pmid, Record, Text, Truth, Url, Year
from synthesis.vocabulary.study import EvidenceLevel, PemBadge


class Citation(Record):
    """Where a study was published."""

    title: Text | None = None
    """Title as printed, without a final full stop."""

    authors: tuple[Text, ...] = ()
    """Authors in the printed order, each as family name, comma, initials."""

    first_author: Text | None = None
    """Family name of the first author, as figures print it."""

    year: Year | None = None
    """Year of publication."""

    journal: Text | None = None
    """Journal, book or series."""

    doi: Doi | None = None
    """Digital object identifier without prefix, such as 10.1000/xyz123."""

    pmid: Pmid | None = None
    """PubMed identifier, in quotes because it is a name and not a number."""

    pmcid: Pmcid | None = None
    """PubMed Central identifier, such as PMC1234567."""

    identified: Truth = True
    """False when the publication is known only as a row of a review: such a row may repeat a study that is
    listed under its own name."""

    @property
    def reference(self) -> str:
        """The best identifier as ``doi:…``, ``pmid:…`` or ``pmcid:…``; empty when there is none."""
        for prefix, value in (("doi", self.doi), ("pmid", self.pmid), ("pmcid", self.pmcid)):
            if value:
                return f"{prefix}:{value}"
        return ""


class Snapshot(Record):
    """The atlas's own line about the version of its page."""

    generator: Text
    """Version of the program that wrote the page."""

    scanner: Text
    """Version of the program that read the paper."""

    policy: Text
    """Version of the rules the page was written under."""

    accessed: Day
    """Day on which the page was read, as year-month-day."""


class AtlasPage(Record):
    """The page of the source atlas about the study, and the badges it showed."""

    url: Url | None = None
    """Address of the page."""

    pem_badge: PemBadge = PemBadge.NOT_SHOWN
    """What the page's badge says about post-exertional malaise; kept apart from what is derived from the case
    definitions."""

    evidence_level: EvidenceLevel | None = None
    """Evidence level that the page showed."""

    snapshot: Snapshot | None = None
    """Version line of the page, when it was noted."""

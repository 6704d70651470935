"""`Reference`: what is recorded about a publication, ready to be written in any format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from synthesis.tables.address import address

if TYPE_CHECKING:
    from synthesis.records.citation import AtlasPage
    from synthesis.records.study import Study
    from synthesis.store.atlas import Atlas

#: Stands last in a list of authors that a record cuts short.
_CUT_SHORT = "et al."

#: How much of the list of authors is recorded.
Recorded = Literal["all", "some", "first", "none"]

#: What a reference manager is told about a list of authors that is not whole.
AUTHORS_NOTE: dict[Recorded, str] = {
    "all": "",
    "some": "Only some of the authors are recorded; complete the list from the publication",
    "first": "Only the first author is recorded; complete the list from the publication",
    "none": "The authors are not recorded",
}


@dataclass(frozen=True, slots=True)
class Author:
    """One author: family name, and given names or initials where they are recorded."""

    family: str
    given: str = ""

    @property
    def sorted_name(self) -> str:
        """Family name, comma, given names.

        Examples
        --------
        >>> Author("van Driel", "M L").sorted_name, Author("Hornig").sorted_name
        ('van Driel, M L', 'Hornig')
        """
        return f"{self.family}, {self.given}" if self.given else self.family


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication as far as its record describes it; what is not recorded is None or empty.

    Attributes
    ----------
    slug, name
        Key of the study and its short name.
    authors, recorded
        Authors in the printed order, and how much of the list this is.
    title, year, journal, doi, pmid, pmcid
        As recorded.
    url
        Address of the publication: DOI, PubMed, PubMed Central.
    identified
        False when it is known only as a row of a review.
    seen_in
        Slugs of the publications, such as reviews, whose text or table carries a finding of it.
    atlas_page
        Page of the source atlas about it.
    """

    slug: str
    name: str
    authors: tuple[Author, ...]
    recorded: Recorded
    title: str | None
    year: int | None
    journal: str | None
    doi: str | None
    pmid: str | None
    pmcid: str | None
    url: str | None
    identified: bool
    seen_in: tuple[str, ...]
    atlas_page: AtlasPage | None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reference manager keeps beside the fields: further identifiers, and what is missing."""
        told = (
            f"PubMed: {self.pmid}" if self.pmid else "",
            f"PubMed Central: {self.pmcid}" if self.pmcid else "",
            AUTHORS_NOTE[self.recorded],
            "" if self.title else "The title is not recorded",
        )
        return tuple(note for note in told if note)


def references_of(atlas: Atlas, slugs: Iterable[str]) -> tuple[Reference, ...]:
    """Give the references of some studies, by first author, year and title.

    Parameters
    ----------
    atlas
        The atlas that holds them.
    slugs
        Studies; one that is named twice is given once.

    Raises
    ------
    FilterError
        When the atlas has no such study.

    Examples
    --------
    >>> import synthesis as syn
    >>> atlas = syn.load()
    >>> slug = atlas.studies["slug"].iloc[0]
    >>> [reference.slug == slug for reference in references_of(atlas, [slug, slug])]
    [True]
    """
    names = dict(zip(atlas.studies["slug"], atlas.studies["label"], strict=True))
    found = [reference_of(atlas.study(slug), names[slug]) for slug in sorted(set(slugs))]
    return tuple(sorted(found, key=_place))


def reference_of(study: Study, name: str) -> Reference:
    """Read the reference of a study from its record.

    Parameters
    ----------
    study
        The record.
    name
        Short name of the study in its atlas.
    """
    cited = study.citation
    named = [_author(text) for text in cited.authors if text != _CUT_SHORT]
    recorded: Recorded = "some" if len(named) < len(cited.authors) else "all"
    if not named:
        named = [Author(cited.first_author)] if cited.first_author else []
        recorded = "first" if named else "none"
    identifiers = {"doi": cited.doi, "pmid": cited.pmid, "pmcid": cited.pmcid}
    carried = {source.reported_by for finding in study.findings for source in finding.sources}
    return Reference(
        slug=study.slug,
        name=name,
        authors=tuple(named),
        recorded=recorded,
        title=cited.title,
        year=cited.year,
        journal=cited.journal,
        **identifiers,
        url=address({**identifiers, "atlas_url": None}),
        identified=cited.identified,
        seen_in=tuple(sorted(slug for slug in carried if slug)),
        atlas_page=study.atlas_page,
    )


def _author(text: str) -> Author:
    family, _, given = text.partition(",")
    return Author(family.strip(), given.strip())


def _place(reference: Reference) -> tuple[str, int, str, str]:
    """Where a reference stands in a list; one without authors stands by its title."""
    first = reference.authors[0].family if reference.authors else reference.title or reference.slug
    return (first.casefold(), reference.year or 9999, (reference.title or "").casefold(), reference.slug)

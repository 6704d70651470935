"""The citation axis: what the records hold of the study that a sentence cites.

It is independent of the label. A citation by author and year is looked up among the first authors of all
studies, whatever a reader takes it to mean; a finding *matches* when it is about a marker of the claim and,
for severity, duration and treatment, about that contrast. Words such as "landmark" are kept and not scored.

| what is found | label |
|---|---|
| one study of that author and year, with a matching finding | MATCH |
| none in that year; one a year off, with a matching finding | YEAR ±1 |
| another year of that author holds the matching finding | YEAR MISMATCH, naming it |
| a study of that author within a year, without a matching finding anywhere | REPORTED SOMETHING ELSE |
| several studies would do | AMBIGUOUS |
| no study of that author, or none near that year that matches | NOT IN RECORD |

A sentence that describes a study without naming an author is taken as the reader took it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synthesis.audit.pointers import Pointers
from synthesis.records.claim import CitedStudy, Claim
from synthesis.store.tidy import records
from synthesis.vocabulary.claim import CitationLabel, ClaimKind
from synthesis.wording import series

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas


@dataclass(frozen=True, slots=True)
class Citation:
    """What was found.

    Attributes
    ----------
    label
        Outcome on the axis.
    study, name
        The study meant, by slug and by short name; empty when none or several are.
    note
        What was found, in one sentence.
    """

    label: CitationLabel
    study: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    slug: str
    label: str
    year: int | None
    matches: bool


class Shelf:
    """The studies of an atlas by first author."""

    def __init__(self, atlas: Atlas, pointers: Pointers, groups: Mapping[str, str]) -> None:
        self._pointers = pointers
        self._groups = groups
        self._studies: dict[str, dict[str, Any]] = {}
        self._by_author: dict[str, list[str]] = {}
        for study in records(atlas.studies, ("slug", "label", "first_author", "year")):
            self._studies[study["slug"]] = study
            if study["first_author"] is not None:
                self._by_author.setdefault(_folded(study["first_author"]), []).append(study["slug"])

    def label_of(self, slug: str) -> str:
        """Give the short name of a study."""
        return str(self._studies[slug]["label"]) if slug in self._studies else slug

    def year_of(self, slug: str) -> int | None:
        """Give the year of a study."""
        return self._studies.get(slug, {}).get("year")

    def find(self, claim: Claim, family: tuple[Claim, ...]) -> Citation | None:
        """Look up what a claim cites; None when it cites nothing.

        Parameters
        ----------
        claim
            The claim.
        family
            All claims that rest on the same citation: what the study is said to report is known from them
            together, because a sentence about a year names no marker.
        """
        cited = claim.citation
        if cited is None:
            return None
        if cited.author is None:
            return self._by_reader(claim, cited, family)
        found = [
            self._candidate(slug, claim, family) for slug in self._by_author.get(_folded(cited.author), ())
        ]
        return _judged(cited, found)

    def _by_reader(self, claim: Claim, cited: CitedStudy, family: tuple[Claim, ...]) -> Citation | None:
        if cited.study is None:
            return None
        if cited.study not in self._studies:  # a filter took it away
            note = f"described, not named; taken to be {cited.study}, which is not among these records"
            return Citation(CitationLabel.NOT_IN_RECORD, "", "", note)
        found = self._candidate(cited.study, claim, family)
        if found.matches:
            note = f"described, not named; taken to be {found.label} ({found.slug})"
            return Citation(CitationLabel.MATCH, found.slug, found.label, note)
        note = f"taken to be {found.label} ({found.slug}), whose record has no such finding"
        return Citation(CitationLabel.REPORTED_SOMETHING_ELSE, found.slug, found.label, note)

    def _candidate(self, slug: str, claim: Claim, family: tuple[Claim, ...]) -> _Candidate:
        study = self._studies[slug]
        own = claim.kind is not ClaimKind.CITATION and bool(claim.markers)
        wanted = (claim,) if own else family
        return _Candidate(slug, study["label"], study["year"], any(self._reports(slug, c) for c in wanted))

    def _reports(self, slug: str, claim: Claim) -> bool:
        """Tell whether a study's record has a finding on a marker of the claim, of the same kind."""
        wanted = set(claim.markers)
        narrower = {marker for marker, group in self._groups.items() if group in wanted}
        return any(self._pointers.reports(slug, claim, marker) for marker in sorted(wanted | narrower))


def _judged(cited: CitedStudy, found: list[_Candidate]) -> Citation:
    """Apply the table of this module."""
    matching = [c for c in found if c.matches]
    year = cited.year
    if year is None:
        return _one_of(matching, found, cited, CitationLabel.MATCH)
    same = [c for c in found if c.year == year]
    near = [c for c in found if c.year is not None and abs(c.year - year) == 1]
    if any(c.matches for c in same):
        return _one_of([c for c in same if c.matches], same, cited, CitationLabel.MATCH)
    if any(c.matches for c in near):
        return _one_of([c for c in near if c.matches], near, cited, CitationLabel.YEAR_OFF_BY_ONE)
    if matching:
        return _one_of(matching, found, cited, CitationLabel.YEAR_MISMATCH)
    return _one_of([], same or near, cited, CitationLabel.REPORTED_SOMETHING_ELSE)


def _one_of(
    fitting: list[_Candidate], around: list[_Candidate], cited: CitedStudy, label: CitationLabel
) -> Citation:
    said = cited.author or ""
    said += f" {cited.year}" if cited.year is not None else ""
    if len(fitting) > 1:
        names = series([f"{c.label} ({c.slug})" for c in fitting], "or")
        return Citation(CitationLabel.AMBIGUOUS, "", "", f"{said} could be {names}")
    if fitting:
        found = fitting[0]
        named = f"{found.label} ({found.slug})"
        note = {
            CitationLabel.MATCH: f"{said} is in the record as {found.slug}",
            CitationLabel.YEAR_OFF_BY_ONE: f"{said} is {named}; online and print years may differ",
            CitationLabel.YEAR_MISMATCH: f"{said} does not report this; the study meant is {named}",
        }[label]
        others = [c for c in around if c.year == cited.year and c is not found]
        if label is CitationLabel.YEAR_MISMATCH and others:
            note += f"; {series([f'{c.label} ({c.slug})' for c in others])} reports something else"
        return Citation(label, found.slug, found.label, note)
    if len(around) == 1:
        named = f"{around[0].label} ({around[0].slug})"
        note = f"{said} is {named}, whose record has no such finding"
        if around[0].year != cited.year and cited.year is not None:
            note += "; the year is one off"
        return Citation(CitationLabel.REPORTED_SOMETHING_ELSE, around[0].slug, around[0].label, note)
    if around:
        names = series([f"{c.label} ({c.slug})" for c in around], "or")
        return Citation(CitationLabel.AMBIGUOUS, "", "", f"{said} could be {names}; none has such a finding")
    return Citation(CitationLabel.NOT_IN_RECORD, "", "", f"no study by {said} is in the record")


def _folded(name: str) -> str:
    """Spell a family name without accents, case and marks, as it may stand in an article."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain.casefold() if letter.isalnum())

"""`Library`: everything an audit looks up, each part opened once and when it is first needed."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from synthesis.audit.books import Answer, Book
from synthesis.audit.pointers import Pointers
from synthesis.consistency.choices import PRIMARY, Choices
from synthesis.consistency.sensitivity import Sensitivity, sensitivity

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas


class Library:
    """The books an audit looks into; each is written when it is first opened."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas

    @cached_property
    def strict(self) -> Book:
        """Each marker alone: the book that labels rest on."""
        return Book(self.atlas)

    @cached_property
    def lenient(self) -> Book:
        """Markers under their wider entries."""
        return Book(self.atlas, "lenient")

    @cached_property
    def pem(self) -> Book:
        """Only studies in which post-exertional malaise was required."""
        return self._under(replace(PRIMARY, pem="required"))

    @cached_property
    def serum(self) -> Book:
        """Only findings in serum."""
        return self._under(replace(PRIMARY, specimen="serum"))

    @cached_property
    def plasma(self) -> Book:
        """Only findings in plasma."""
        return self._under(replace(PRIMARY, specimen="plasma"))

    @cached_property
    def identified(self) -> Book:
        """Only publications that were identified."""
        return self._under(replace(PRIMARY, unidentified=False))

    @cached_property
    def pointers(self) -> Pointers:
        """Evidence beside the verdicts."""
        return Pointers(self.atlas)

    def grid(self, answer: Answer) -> Sensitivity:
        """Run the pre-declared checks on one answer."""
        return sensitivity(self.atlas, answer.marker, answer.key)

    def without(self, answer: Answer, cohort: str) -> Answer | None:
        """Give an answer without one of its cohorts; None when no other is left."""
        opened = [book for book in vars(self).values() if isinstance(book, Book)]
        for book in opened:
            if book.answers.get(answer.key) is answer:
                return book.without(answer.key, cohort)
        votes = [vote for vote in answer.votes if vote.cohort != cohort]
        return Answer.of_votes(answer.marker, answer.name, answer.words, votes) if votes else None

    @cached_property
    def groups(self) -> dict[str, str]:
        """Wider entry of each marker that has one."""
        markers = self.atlas.markers
        pairs = zip(markers["marker"], markers["group"], strict=True)
        return {str(marker): str(group) for marker, group in pairs if isinstance(group, str)}

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each marker."""
        markers = self.atlas.markers
        return {str(m): str(n) for m, n in zip(markers["marker"], markers["name"], strict=True)}

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Kind of each marker, without panels and what is not an immune marker."""
        markers = self.atlas.markers
        single = markers[markers["immune"].to_numpy(bool) & ~markers["panel"].to_numpy(bool)]
        return {str(m): str(k) for m, k in zip(single["marker"], single["kind"], strict=True)}

    def _under(self, choices: Choices) -> Book:
        return Book(self.atlas, choices=choices, ballots=self.strict.ballots)

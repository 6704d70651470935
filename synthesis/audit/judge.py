"""One claim, held against the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from synthesis.audit.books import Answer, Vote
from synthesis.audit.cells import Outcome
from synthesis.audit.citation import Citation, Shelf
from synthesis.audit.claims import ArticleClaim
from synthesis.audit.combine import MarkerReading, over_markers
from synthesis.audit.library import Library
from synthesis.audit.questions import MarkerAnswers, asked_of
from synthesis.audit.ranks import rank
from synthesis.audit.readings import Reading, nothing_recorded, read, sides_of
from synthesis.records.claim import Claim
from synthesis.vocabulary.claim import (
    AuditLabel,
    Checkable,
    CitationLabel,
    ClaimDirection,
    ClaimKind,
    ClaimReach,
    ClaimStrength,
)
from synthesis.vocabulary.result import Significance

#: Kinds of statement that records of comparisons cannot bear on, with the reason.
NOT_HERE = {
    ClaimKind.CAUSAL: "a cause or an explanation, which comparisons of cases and controls cannot show",
    ClaimKind.IMPORTANCE: "a statement of value",
}
#: Labels of a statement about a citation.
OF_CITATION = {
    CitationLabel.MATCH: Outcome(AuditLabel.SUPPORTED),
    CitationLabel.YEAR_OFF_BY_ONE: Outcome(AuditLabel.SUPPORTED, "one year off"),
    CitationLabel.YEAR_MISMATCH: Outcome(AuditLabel.CONTRADICTED),
    CitationLabel.REPORTED_SOMETHING_ELSE: Outcome(AuditLabel.NOT_BORNE_OUT),
    CitationLabel.AMBIGUOUS: Outcome(AuditLabel.UNSETTLED),
    CitationLabel.NOT_IN_RECORD: Outcome(AuditLabel.NOT_IN_RECORD),
}


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A claim with what the records say about it.

    Attributes
    ----------
    item
        The claim and its article.
    outcome
        Label and remark.
    rule
        Cell of the audit table, or rule for what the table does not cover.
    markers
        What the records say marker by marker; empty for a claim that is not checked against votes.
    decisive
        The marker that decides; None without one.
    citation
        What was found of the cited study; None when none is cited.
    """

    item: ArticleClaim
    outcome: Outcome
    rule: str
    markers: tuple[MarkerReading, ...] = ()
    decisive: MarkerReading | None = None
    citation: Citation | None = None

    @property
    def claim(self) -> Claim:
        """The claim."""
        return self.item.claim

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings that the label rests on.

        Said of each marker, or asked of one, all of them; said of some, those of the deciding marker.
        """
        if self.decisive is None:
            return ()
        rests_on = (self.decisive,) if self.claim.reach is ClaimReach.ANY else self.markers
        return tuple(r for marker in rests_on for r in marker.readings if r.answer is not None)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers that the label rests on."""
        return tuple(reading.answer for reading in self.readings if reading.answer is not None)

    @property
    def direction(self) -> ClaimDirection:
        """Direction that votes are sorted by."""
        return self.claim.direction or ClaimDirection.ALTERED

    @property
    def nowhere_significant(self) -> bool:
        """Whether cohorts report the claimed direction, and none is reported as significant."""
        votes = [vote for reading in self.readings for vote in reading.sides.supporting]
        directed = self.direction is not ClaimDirection.PRESENT and any(v.direction in "HL" for v in votes)
        return directed and not any(vote.mark == "*" for vote in votes)

    def votes(self) -> dict[str, list[Vote]]:
        """Give the votes behind the label by side, a cohort once: ``for``, ``against`` and ``other``.

        A cohort that supports the claim on one question stands on that side, whatever it says on others.
        """
        sides: dict[str, list[Vote]] = {"for": [], "against": [], "other": []}
        seen: set[str] = set()
        study = None if self.citation is None else self.citation.study or None
        only = study if self.claim.strength is ClaimStrength.SINGLE_STUDY else None
        hits = self.claim.significant
        sorted_ = [sides_of(answer.votes, self.direction, only, hits_only=hits) for answer in self.answers]
        for side, votes in (
            ("for", [v for s in sorted_ for v in s.supporting]),
            ("against", [v for s in sorted_ for v in s.opposing]),
            ("other", [v for s in sorted_ for v in s.other]),
        ):
            for vote in votes:
                if vote.cohort not in seen:
                    seen.add(vote.cohort)
                    sides[side].append(vote)
        return sides


class Judge:
    """Judges claims against one atlas; what the records hold is looked up once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.shelf = Shelf(library.atlas, library.pointers, library.groups)

    def judge(self, item: ArticleClaim, family: Iterable[Claim] = ()) -> Judged:
        """Judge one claim.

        Parameters
        ----------
        item
            The claim.
        family
            Claims that rest on the same citation, itself among them.
        """
        claim = item.claim
        citation = self.shelf.find(claim, tuple(family) or (claim,))
        if claim.kind is ClaimKind.CITATION:
            found = citation or Citation(CitationLabel.NOT_IN_RECORD, "", "", "")
            return Judged(item, OF_CITATION[found.label], f"C-{found.label.value}", citation=citation)
        if why_not(claim):
            rule = f"N-{claim.kind.value}"
            return Judged(item, Outcome(AuditLabel.NOT_CHECKABLE), rule, citation=citation)
        asked = asked_of(claim, self.library)
        readings = tuple(self._read(claim, answers, citation) for answers in asked)
        if not readings:
            empty = nothing_recorded(claim.strength)
            return Judged(item, empty.outcome, empty.cell.id, citation=citation)
        decisive = over_markers(readings, claim.reach)
        outcome = decisive.decisive.outcome
        judged = Judged(item, outcome, decisive.decisive.cell.id, readings, decisive, citation)
        if outcome.label is not AuditLabel.SUPPORTED:
            return judged
        return replace(judged, outcome=Outcome(outcome.label, ", ".join(_remarks(judged))))

    def _read(self, claim: Claim, asked: MarkerAnswers, citation: Citation | None) -> MarkerReading:
        """Read all answers about one marker."""
        readings = [self._read_one(claim, asked.marker, answer, citation) for answer in asked.answers]
        return MarkerReading.of(asked.marker, asked.name, readings, claim.strength, rolled=asked.rolled)

    def _read_one(self, claim: Claim, marker: str, answer: Answer, citation: Citation | None) -> Reading:
        direction = claim.direction or ClaimDirection.ALTERED
        study = None
        if claim.strength is ClaimStrength.SINGLE_STUDY:
            study = citation.study if citation is not None else ""
            own = [vote for vote in answer.votes if study in vote.studies]
            if not own:
                return nothing_recorded(claim.strength)
            if claim.kind is ClaimKind.TREATMENT:  # trials of other treatments say nothing about this one
                answer = Answer.of_votes(marker, answer.name, answer.words, own, answer.terms)
        parts = self._parts(claim, answer, direction, study)
        place = rank(self.library, marker) if claim.strength is ClaimStrength.SUPERLATIVE else None
        hits = claim.significant
        return read(answer, direction, claim.strength, study=study, hits_only=hits, parts=parts, rank=place)

    def _parts(
        self, claim: Claim, answer: Answer, direction: ClaimDirection, study: str | None
    ) -> tuple[str, ...]:
        """Find studies with a declared part of the cases in the claimed direction."""
        if claim.strength not in (ClaimStrength.EXISTENTIAL, ClaimStrength.SINGLE_STUDY):
            return ()
        findings = self.library.pointers.parts(answer.key, answer.marker)
        return tuple(
            sorted(
                {
                    f"{f['slug']} ({f['subgroup']})"
                    for f in findings
                    if f["direction"] == direction
                    and (study is None or f["slug"] == study)
                    and (f["significance"] == Significance.SIGNIFICANT or not claim.significant)
                }
            )
        )


def _remarks(judged: Judged) -> Iterator[str]:
    """Say what the bare word SUPPORTED would leave out."""
    claim = judged.claim
    if judged.outcome.remark:
        yield judged.outcome.remark
    if claim.checkable is Checkable.PARTLY:
        yield "in part"
    if judged.nowhere_significant:
        yield "not reported as significant"
    if claim.reach is ClaimReach.ANY and len(judged.markers) > 1:
        holds = sum(marker.label is AuditLabel.SUPPORTED for marker in judged.markers)
        yield f"for {holds} of {len(judged.markers)} markers"


def why_not(claim: Claim) -> str:
    """Say why a claim cannot be checked here; empty when it can.

    A treatment effect is looked up only as the report of one named trial: trials are not part of the
    comparison of cases and controls.

    Examples
    --------
    >>> why_not(Claim(id="a", section="s", claim="c", kind="importance"))
    'a statement of value'
    """
    if claim.checkable is Checkable.NO:
        return claim.reason or "no record bears on it"
    if claim.kind in NOT_HERE:
        return NOT_HERE[claim.kind]
    if claim.kind is ClaimKind.TREATMENT and claim.strength is not ClaimStrength.SINGLE_STUDY:
        return "a treatment effect; the records compare cases with controls"
    if not claim.markers and not claim.marker_kinds:
        return "no marker is named"
    return ""

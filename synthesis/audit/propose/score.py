"""`score`: proposals against a list of claims that a person curated for the same text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from synthesis.audit.propose.lexicon import Doubt
from synthesis.audit.propose.proposals import Proposals
from synthesis.records.claim import Claim
from synthesis.vocabulary.claim import ClaimKind


@dataclass(frozen=True, slots=True)
class Score:
    """How proposals compare with curated claims.

    Attributes
    ----------
    right
        Proposals that agree with a curated claim: the places overlap, the curated claim is about the marker
        (or one of its group, or the class) and has the direction; or it cites the same author and year.
    covered
        Pairs of a proposal and a curated claim that say the same. A proposal that only names the cited study
        covers no claim about what the study found.
    wrong_direction
        Proposals about a marker that the curated list holds at that place, with other directions only.
    unmatched
        Proposals about a marker that the curated list does not hold at that place.
    missed
        Curated claims that no proposal agrees with.
    other_strength
        Proposals that are right but for the rung of the ladder.
    abstained
        Number of abstentions by reason, the most frequent first.
    """

    right: tuple[str, ...]
    covered: tuple[tuple[str, str], ...]
    wrong_direction: tuple[str, ...]
    unmatched: tuple[str, ...]
    missed: tuple[str, ...]
    other_strength: tuple[str, ...]
    abstained: tuple[tuple[Doubt, int], ...]

    @property
    def precision(self) -> float:
        """Share of proposals that are right; not a number without proposals."""
        wrong = len(self.wrong_direction) + len(self.unmatched)
        return _share(len(self.right), len(self.right) + wrong)

    @property
    def coverage(self) -> float:
        """Share of curated claims that a proposal agrees with; not a number without claims."""
        found = {curated for _, curated in self.covered}
        return _share(len(found), len(found) + len(self.missed))


def score(proposals: Proposals, curated: Sequence[Claim]) -> Score:
    """Compare proposals with curated claims of the same text.

    Parameters
    ----------
    proposals
        What the rules gave.
    curated
        Claims with places; those without one are never agreed with.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.audit.propose.propose import propose
    >>> found = propose("IL-6 is elevated in ME/CFS.", syn.load())
    >>> score(found, found.claims).precision
    1.0
    """
    groups = dict(proposals.groups)
    right: list[str] = []
    covered: list[tuple[str, str]] = []
    wrong: list[str] = []
    unmatched: list[str] = []
    other: list[str] = []
    for claim in proposals.claims:
        same = [entry for entry in curated if _same_subject(claim, entry, groups)]
        cites = claim.kind is ClaimKind.CITATION
        agreeing = [entry for entry in same if cites or entry.direction is claim.direction]
        if agreeing:
            right.append(claim.id)
            covered += [(claim.id, entry.id) for entry in agreeing if not cites or entry.kind is claim.kind]
            if all(entry.strength is not claim.strength for entry in agreeing):
                other.append(claim.id)
        else:
            (wrong if same else unmatched).append(claim.id)
    agreed = {curated for _, curated in covered}
    return Score(
        right=tuple(right),
        covered=tuple(covered),
        wrong_direction=tuple(wrong),
        unmatched=tuple(unmatched),
        missed=tuple(entry.id for entry in curated if entry.id not in agreed),
        other_strength=tuple(other),
        abstained=tuple(Counter(left.doubt for left in proposals.abstained).most_common()),
    )


def _same_subject(claim: Claim, entry: Claim, groups: dict[str, str]) -> bool:
    """Tell whether two claims stand at one place and are about one thing."""
    if claim.place is None or entry.place is None:
        return False
    if claim.place.start >= entry.place.end or entry.place.start >= claim.place.end:
        return False
    if claim.kind is ClaimKind.CITATION:
        ours, theirs = claim.citation, entry.citation
        return (
            ours is not None
            and theirs is not None
            and (ours.author, ours.year) == (theirs.author, theirs.year)
        )
    if (claim.kind is ClaimKind.PREVALENCE) is not (entry.kind is ClaimKind.PREVALENCE):
        return False
    if claim.markers:
        return bool(
            set(claim.markers) & {*entry.markers, *(groups.get(name, name) for name in entry.markers)}
        )
    return (
        bool(claim.marker_kinds) and not entry.markers and set(claim.marker_kinds) == set(entry.marker_kinds)
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")

"""An answer read from the direction of a claim: the row of the table, the sides, and the outcome."""

from __future__ import annotations

from dataclasses import dataclass

from synthesis.audit.books import Answer, Vote
from synthesis.audit.cells import CELLS, Cell, Need, Outcome, Row
from synthesis.audit.ranks import Rank
from synthesis.consistency.labels import Label
from synthesis.vocabulary.claim import ClaimDirection, ClaimStrength

_SAME = {
    Label.CONSISTENT: Row.CONSISTENT_SAME,
    Label.MOSTLY: Row.MOSTLY_SAME,
    Label.LEANING: Row.LEANING_SAME,
}
_PLAIN = {
    Label.TOO_FEW: Row.TOO_FEW,
    Label.CONFLICTING: Row.CONFLICTING,
    Label.MOSTLY_NULL: Row.MOSTLY_NULL,
    Label.UNRESOLVED: Row.UNCLEAR,
    Label.NO_CLEAR_DIRECTION: Row.UNCLEAR,
}
#: Rows that a verdict without a direction takes for claims that assert none, where they differ.
_READ_AS: dict[ClaimDirection, dict[Label, Row]] = {
    # A difference in both directions is a difference, of which no direction is agreed.
    ClaimDirection.ALTERED: {Label.CONFLICTING: Row.LEANING_SAME},
    ClaimDirection.NO_DIFFERENCE: {Label.MOSTLY_NULL: Row.MOSTLY_SAME},
    ClaimDirection.MIXED: {Label.CONFLICTING: Row.MOSTLY_SAME, Label.MOSTLY_NULL: Row.OPPOSITE},
}
#: Letters of the votes for and against each direction.
_SIDES: dict[ClaimDirection, tuple[str, str]] = {
    ClaimDirection.HIGHER: ("H", "L"),
    ClaimDirection.LOWER: ("L", "H"),
    ClaimDirection.ALTERED: ("HLM", ""),
    ClaimDirection.NO_DIFFERENCE: ("U", "HL"),
    ClaimDirection.PRESENT: ("H", ""),
    ClaimDirection.MIXED: ("M", "HL"),
}


@dataclass(frozen=True, slots=True)
class Sides:
    """Votes on one question, from the direction of a claim.

    Attributes
    ----------
    supporting, opposing, other
        Cohorts in the claimed direction, in the opposite one, and all others that tested it.
    """

    supporting: tuple[Vote, ...]
    opposing: tuple[Vote, ...]
    other: tuple[Vote, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What one answer says about a claim.

    Attributes
    ----------
    answer
        The answer; None when nothing is recorded.
    sides
        Its votes; for a claim about one named study, only those of that study can support it.
    parts
        Studies in which part of the cases shows the claimed direction, although the cohort does not.
    cell
        Cell of the audit table.
    outcome
        What the cell gives.
    rank
        Place of the marker among its kind, for a comparison.
    """

    answer: Answer | None
    sides: Sides
    parts: tuple[str, ...]
    cell: Cell
    outcome: Outcome
    rank: Rank | None = None

    @property
    def decides(self) -> bool:
        """Whether it has the three cohorts from which on a verdict says something."""
        return self.answer is not None and self.answer.label is not Label.TOO_FEW


def row_of(label: Label, sign: int, direction: ClaimDirection) -> Row:
    """Find the row of the table that a verdict takes for a claim.

    Examples
    --------
    >>> row_of(Label.MOSTLY, -1, ClaimDirection.HIGHER).value
    'opposite'
    >>> row_of(Label.CONFLICTING, 0, ClaimDirection.ALTERED).value
    'leaning-same'
    """
    if not label.directional:
        return _READ_AS.get(direction, {}).get(label, _PLAIN[label])
    if direction is ClaimDirection.ALTERED:
        return _SAME[label]
    claimed = {ClaimDirection.HIGHER: 1, ClaimDirection.PRESENT: 1, ClaimDirection.LOWER: -1}.get(direction)
    return _SAME[label] if claimed == sign else Row.OPPOSITE


def sides_of(
    votes: tuple[Vote, ...], direction: ClaimDirection, study: str | None = None, *, hits_only: bool = False
) -> Sides:
    """Sort votes by the side they take.

    Parameters
    ----------
    votes
        Votes on one question.
    direction
        Direction of the claim.
    study
        Only votes of this study can support it; all when None.
    hits_only
        Only significant votes can support it, as for a sentence that says so.
    """
    letters, opposing = _SIDES[direction]
    if direction is ClaimDirection.MIXED and {"H", "L"} <= {vote.direction for vote in votes}:
        letters, opposing = "HLM", ""  # cohorts that contradict each other bear it out together
    own = tuple(
        v
        for v in votes
        if v.direction in letters
        and (study is None or study in v.studies)
        and (v.mark == "*" or not hits_only)
    )
    against = tuple(v for v in votes if v.direction in opposing)
    return Sides(own, against, tuple(v for v in votes if v not in own and v not in against))


def read(
    answer: Answer,
    direction: ClaimDirection,
    strength: ClaimStrength,
    *,
    study: str | None = None,
    hits_only: bool = False,
    parts: tuple[str, ...] = (),
    rank: Rank | None = None,
) -> Reading:
    """Read an answer from the direction of a claim, and look up its cell.

    Parameters
    ----------
    answer
        What the records hold.
    direction, strength
        What the claim asserts.
    study
        The study that a claim about one study means.
    hits_only
        Whether the claim says that the difference was significant.
    parts
        Studies with a declared part of the cases in the claimed direction.
    rank
        Place of the marker among its kind.
    """
    sides = sides_of(answer.votes, direction, study, hits_only=hits_only)
    row = row_of(answer.label, answer.sign, direction)
    cell = CELLS[row, strength]
    return Reading(answer, sides, parts, cell, outcome_of(cell, answer, sides, parts, direction, rank), rank)


def nothing_recorded(strength: ClaimStrength) -> Reading:
    """Give the reading of a marker or study on which nothing is recorded."""
    cell = CELLS[Row.NO_RECORDS, strength]
    return Reading(None, Sides((), (), ()), (), cell, cell.outcome)


def outcome_of(
    cell: Cell,
    answer: Answer,
    sides: Sides,
    parts: tuple[str, ...],
    direction: ClaimDirection,
    rank: Rank | None,
) -> Outcome:
    """Apply the test of a cell, where it makes one."""
    if cell.need is None or cell.otherwise is None:
        return cell.outcome
    found = len(sides.supporting)
    hits = significant(sides, direction)
    met = {
        Need.ONE_COHORT: found > 0 or bool(parts),
        Need.TWO_SIGNIFICANT: hits > 1,
        Need.BOTH_KINDS: (found > 0 or bool(parts)) and found < answer.k,
        Need.HIGH_RANK: rank is not None and rank.high,
        Need.STRONG_OPPOSITE: answer.label in (Label.MOSTLY, Label.CONSISTENT, Label.MOSTLY_NULL),
    }[cell.need]
    return cell.outcome if met else cell.otherwise


def significant(sides: Sides, direction: ClaimDirection) -> int:
    """Count the supporting cohorts that are significant; of no difference, all, as none can be."""
    if direction is ClaimDirection.NO_DIFFERENCE:
        return len(sides.supporting)
    return sum(vote.mark == "*" for vote in sides.supporting)

"""`fragility`: the smallest number of new cohorts that would change a label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthesis.consistency.choices import PRIMARY, Choices
from synthesis.consistency.decide import tally
from synthesis.consistency.labels import label_text
from synthesis.consistency.questions import Identity
from synthesis.consistency.rules import judge
from synthesis.consistency.tally import Measures, Tally, one
from synthesis.consistency.thresholds import DEFAULT, Thresholds
from synthesis.consistency.votes import asked
from synthesis.errors import NumbersError
from synthesis.wording import count

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Kinds of new cohorts, with the kind of vote when higher and when lower dominates.
NEW_COHORTS = {
    "opposite": ("significant in the opposite direction", 3, 0),
    "silent": ("no significant difference, direction not given", 6, 6),
    "agreeing": ("in the same direction, not significant", 2, 5),
}


@dataclass(frozen=True, slots=True)
class Tipping:
    """How many new cohorts of one kind change a label.

    Attributes
    ----------
    kind
        ``opposite``, ``silent`` or ``agreeing``.
    what
        The new cohorts in words. Without a dominant direction, opposite means lower.
    cohorts
        Smallest number that changes the label; None when none up to the limit does.
    limit
        Largest number tried.
    label
        The label then; empty when none changes it.
    """

    kind: str
    what: str
    cohorts: int | None
    limit: int
    label: str

    def __str__(self) -> str:
        if self.cohorts is None:
            return f"{self.what}: the label stays for up to {self.limit} new cohorts"
        return f"{self.what}: {count(self.cohorts, 'new cohort')} would make it {self.label}"


def tipping_points(
    votes: Tally, *, people: int = 100, limit: int = 100, thresholds: Thresholds = DEFAULT
) -> tuple[Tipping, ...]:
    """Find the smallest numbers of new cohorts that change the label of a single question.

    Parameters
    ----------
    votes
        Votes of one question, batch of one.
    people
        Participants of each new cohort; each comes from a research group of its own.
    limit
        Most new cohorts to try.
    thresholds
        Where the rules draw their lines.

    Raises
    ------
    NumbersError
        When the limit is below 1 or people is negative.

    Examples
    --------
    >>> five_and_three = Tally.of_votes([[0] * 5 + [6] * 3], people=60)
    >>> [(t.cohorts, t.label) for t in tipping_points(five_and_three)]
    [(2, 'CONFLICTING'), (3, 'LEANING higher'), (1, 'CONSISTENT higher')]
    """
    if limit < 1 or people < 0:
        raise NumbersError(
            f"limit {limit} with {people} people",
            where="fragility",
            hint="give a limit of 1 or more and 0 people or more",
        )
    before = judge(votes, thresholds)
    lower = one(Measures.of(votes).sign) < 0
    more = np.arange(1, limit + 1)
    found = []
    for kind, (what, if_higher, if_lower) in NEW_COHORTS.items():
        after = judge(votes.plus(if_lower if lower else if_higher, more, people), thresholds)
        changed = np.flatnonzero((after.label != one(before.label)) | (after.sign != one(before.sign)))
        if len(changed):
            first = int(changed[0])
            label = label_text(int(after.label[first]), int(after.sign[first]))
            found.append(Tipping(kind, what, first + 1, limit, label))
        else:
            found.append(Tipping(kind, what, None, limit, ""))
    return tuple(found)


def fragility(
    atlas: Atlas,
    marker: str,
    question: str | None = None,
    *,
    people: int = 100,
    limit: int = 100,
    identity: Identity = "strict",
    choices: Choices = PRIMARY,
    thresholds: Thresholds = DEFAULT,
) -> tuple[Tipping, ...]:
    """Say what would change the label of a question.

    Parameters
    ----------
    atlas, marker, question, identity, choices, thresholds
        As for `verdict`.
    people, limit
        As for `tipping_points`.

    Raises
    ------
    FilterError
        When there is no such marker or question.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.consistency.fragility import fragility
    >>> [t.kind for t in fragility(syn.load(), "crp")]
    ['opposite', 'silent', 'agreeing']
    """
    ballots, cells, key = asked(atlas, marker, question, identity, choices)
    votes = tally(ballots, cells).take([key])
    return tipping_points(votes, people=people, limit=limit, thresholds=thresholds)

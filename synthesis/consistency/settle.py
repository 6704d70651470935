"""`settle`: how many further cohorts it would take until a label could become clear.

Exact: a further cohort is significant or not, in one direction or the other, or silent, with probabilities
that follow from the true difference and the group size; all compositions of m further cohorts are judged
and their multinomial probabilities added up. Nothing is simulated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from synthesis.consistency.choices import PRIMARY, Choices
from synthesis.consistency.decide import tally
from synthesis.consistency.inputs import BoolArray, FloatArray
from synthesis.consistency.labels import Label
from synthesis.consistency.power import cohort_power
from synthesis.consistency.questions import Identity
from synthesis.consistency.rules import judge
from synthesis.consistency.tally import KINDS, IntArray, Measures, Tally, one
from synthesis.consistency.thresholds import DEFAULT, Thresholds
from synthesis.consistency.votes import asked
from synthesis.errors import NumbersError
from synthesis.wording import count, number, percent

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: True standardised differences that are always shown; 0 is the case for "no significant difference".
SMD_GRID = (0.0, 0.2, 0.5, 0.8)
#: Kinds of vote a further cohort can cast: significant for, not, against but not significant, significant
#: against (numbers of `VOTE_KINDS` where higher dominates), and silent.
_HIGHER_FIRST = (0, 2, 5, 3, 6)
_LOWER_FIRST = (3, 5, 2, 0, 6)


@dataclass(frozen=True, slots=True, eq=False)
class Settling:
    """What further cohorts of one size would do to a label.

    Attributes
    ----------
    per_arm, wanted
        Cases, and controls, of each further cohort; probability that is asked for.
    print_direction
        Whether further cohorts give the direction of a result that is not significant.
    direction
        1 when the true difference is taken as higher, -1 as lower.
    smd, power
        True differences, and the two-sided power of one cohort for each; shape (smds,).
    soonest_consistent, soonest_null
        Fewest further cohorts with which CONSISTENT (MOSTLY NO SIGNIFICANT DIFFERENCE) is possible at all:
        every one of them agrees significantly (is not significant). 0 when the label is there already, None
        beyond the limit.
    consistent, null
        Probability of the label after 0, 1, ... further cohorts; shape (smds, limit + 1).
    needed_consistent, needed_null
        Fewest further cohorts from which on the probability stays at `wanted` up to the limit; None beyond.
    """

    per_arm: int
    wanted: float
    print_direction: bool
    direction: int
    smd: FloatArray
    power: FloatArray
    soonest_consistent: int | None
    soonest_null: int | None
    consistent: FloatArray
    null: FloatArray
    needed_consistent: tuple[int | None, ...]
    needed_null: tuple[int | None, ...]

    def __str__(self) -> str:
        size = f"{self.per_arm} cases and {self.per_arm} controls each"
        limit = self.consistent.shape[1] - 1
        lines = [f"Further cohorts of {size}, up to {limit}:"]
        for label, soonest in (
            ("CONSISTENT", self.soonest_consistent),
            ("MOSTLY NO SIGNIFICANT DIFFERENCE", self.soonest_null),
        ):
            lines.append(f"- {label} is possible after {_cohorts(soonest, limit)} at the soonest")
        for i, smd in enumerate(self.smd):
            chance = f"true SMD {number(float(smd), 1)} (power {percent(float(self.power[i]))})"
            lines.append(
                f"- {chance}: {percent(self.wanted)} chance of CONSISTENT after "
                f"{_cohorts(self.needed_consistent[i], limit)}, of MOSTLY NO SIGNIFICANT DIFFERENCE after "
                f"{_cohorts(self.needed_null[i], limit)}"
            )
        return "\n".join(lines)


def settle_votes(
    votes: Tally,
    *,
    per_arm: int = 50,
    smd: Sequence[float] = SMD_GRID,
    limit: int = 20,
    wanted: float = 0.8,
    print_direction: bool = True,
    thresholds: Thresholds = DEFAULT,
) -> Settling:
    """Compute what further cohorts would do to the label of a single question.

    Parameters
    ----------
    votes
        Votes of one question, batch of one.
    per_arm
        Cases, and controls, of each further cohort; each comes from a research group of its own.
    smd
        True standardised mean differences to assume, 0 or more, in the dominant direction (higher where
        there is none).
    limit
        Most further cohorts to try, up to 40.
    wanted
        Probability that is asked for.
    print_direction
        Whether further cohorts give the direction of results that are not significant.
    thresholds
        Where the rules draw their lines.

    Raises
    ------
    NumbersError
        When a number is out of range.

    Examples
    --------
    >>> six_of_six = Tally.of_votes([[0, 0, 0, 2, 2, 2]], people=60)
    >>> found = settle_votes(six_of_six, smd=[0.5], limit=6)
    >>> found.soonest_consistent, found.soonest_null
    (1, 3)
    """
    _check(per_arm, smd, limit, wanted)
    lower = one(Measures.of(votes).sign) < 0
    kinds = _LOWER_FIRST if lower else _HIGHER_FIRST
    sizes = np.asarray(smd, dtype=np.float64)
    chance = cohort_power(sizes, per_arm, per_arm)
    probabilities = _kind_probabilities(chance.right, chance.wrong, chance.right_sign, print_direction)
    made, totals = _compositions(limit, probabilities.shape[1])
    added = np.zeros((len(made), KINDS), dtype=np.int64)
    added[:, list(kinds[: made.shape[1]])] = made
    judged = judge(_with_more(votes, added, per_arm), thresholds)
    consistent = (judged.label == Label.CONSISTENT.value) & (judged.sign == (-1 if lower else 1))
    null = judged.label == Label.MOSTLY_NULL.value
    weights = np.exp(_log_multinomial(made, probabilities))
    per_label = [_by_total(np.where(label, weights, 0.0), totals, limit) for label in (consistent, null)]
    return Settling(
        per_arm=per_arm,
        wanted=wanted,
        print_direction=print_direction,
        direction=-1 if lower else 1,
        smd=sizes,
        power=chance.significant,
        soonest_consistent=_soonest(consistent, totals),
        soonest_null=_soonest(null, totals),
        consistent=per_label[0],
        null=per_label[1],
        needed_consistent=tuple(_stays(row, wanted) for row in per_label[0]),
        needed_null=tuple(_stays(row, wanted) for row in per_label[1]),
    )


def settle(
    atlas: Atlas,
    marker: str,
    question: str | None = None,
    *,
    per_arm: int = 50,
    smd: Sequence[float] = SMD_GRID,
    limit: int = 20,
    wanted: float = 0.8,
    print_direction: bool = True,
    identity: Identity = "strict",
    choices: Choices = PRIMARY,
    thresholds: Thresholds = DEFAULT,
) -> Settling:
    """Say how many further cohorts a question needs before its label could become clear.

    Parameters
    ----------
    atlas, marker, question, identity, choices, thresholds
        As for `verdict`. Caps stay as they are.
    per_arm, smd, limit, wanted, print_direction
        As for `settle_votes`.

    Raises
    ------
    FilterError
        When there is no such marker or question.
    NumbersError
        When a number is out of range.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.consistency.settle import settle
    >>> settle(syn.load(), "NK cell cytotoxicity", limit=3).soonest_consistent
    0
    """
    ballots, cells, key = asked(atlas, marker, question, identity, choices)
    return settle_votes(
        tally(ballots, cells).take([key]),
        per_arm=per_arm,
        smd=smd,
        limit=limit,
        wanted=wanted,
        print_direction=print_direction,
        thresholds=thresholds,
    )


def _check(per_arm: int, smd: Sequence[float], limit: int, wanted: float) -> None:
    if per_arm < 2:
        raise NumbersError(f"{per_arm} per arm", where="per_arm", hint="give 2 or more")
    if not len(smd) or min(smd) < 0:
        raise NumbersError(f"{list(smd)}", where="smd", hint="give differences of 0 or more")
    if not 1 <= limit <= 40:
        raise NumbersError(f"{limit} further cohorts", where="limit", hint="give 1 to 40")
    if not 0 < wanted < 1:
        raise NumbersError(
            f"{wanted} is not a probability to ask for", where="wanted", hint="between 0 and 1"
        )


def _kind_probabilities(
    right: FloatArray, wrong: FloatArray, right_sign: FloatArray, print_direction: bool
) -> FloatArray:
    """Give the probability of each kind of vote, shape (smds, kinds)."""
    along, against = right_sign - right, 1.0 - right_sign - wrong
    if print_direction:
        return np.maximum(np.stack([right, along, against, wrong], axis=-1), 0.0)
    none = np.zeros_like(right)
    return np.maximum(np.stack([right, none, none, wrong, along + against], axis=-1), 0.0)


@cache
def _splits(total: int, parts: int) -> tuple[tuple[int, ...], ...]:
    if parts == 1:
        return ((total,),)
    return tuple((first, *rest) for first in range(total + 1) for rest in _splits(total - first, parts - 1))


def _compositions(limit: int, kinds: int) -> tuple[IntArray, IntArray]:
    """List every way in which 0 to `limit` cohorts fall into the kinds that can occur."""
    used = (0, 3, 4) if kinds == 5 else (0, 1, 2, 3)
    ways = [split for total in range(limit + 1) for split in _splits(total, len(used))]
    made = np.zeros((len(ways), kinds), dtype=np.int64)
    made[:, list(used)] = np.array(ways, dtype=np.int64)
    return made, made.sum(axis=1)


def _log_multinomial(made: IntArray, probabilities: FloatArray) -> FloatArray:
    """Give the log probability of each composition, shape (smds, compositions)."""
    ways = special.gammaln(made.sum(axis=1) + 1.0) - special.gammaln(made + 1.0).sum(axis=1)
    return np.asarray(ways + special.xlogy(made[None, :, :], probabilities[:, None, :]).sum(axis=-1))


def _with_more(votes: Tally, added: IntArray, per_arm: int) -> Tally:
    """Add each composition to the votes; every new cohort is a research group of its own."""
    more = added.sum(axis=1)
    return Tally(
        votes.counts[0] + added,
        votes.people[0] + more * 2 * per_arm,
        votes.groups_higher[0] + added[:, 0:3].sum(axis=1),
        votes.groups_lower[0] + added[:, 3:6].sum(axis=1),
        np.broadcast_to(votes.unresolved[0], more.shape),
    )


def _by_total(weights: FloatArray, totals: IntArray, limit: int) -> FloatArray:
    return np.stack([np.bincount(totals, weights=row, minlength=limit + 1) for row in weights])


def _soonest(reached: BoolArray, totals: IntArray) -> int | None:
    return int(totals[reached].min()) if reached.any() else None


def _stays(probability: FloatArray, wanted: float) -> int | None:
    """Find the first place from which on the probability is high enough up to the end."""
    low = np.flatnonzero(probability < wanted - 1e-12)  # sums of weights carry rounding dust
    if not len(low):
        return 0
    after = int(low[-1]) + 1
    return after if after < len(probability) else None


def _cohorts(needed: int | None, limit: int) -> str:
    return f"more than {limit}" if needed is None else count(needed, "further cohort")

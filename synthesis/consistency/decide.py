"""How the findings of a cohort become its vote.

`decide` gives each cell (one cohort on one question) its vote. It is the only place where findings
become votes, so a single verdict, the sensitivity grid and the multiverse share one path.

How a cohort votes:

1. results on the whole case group are taken where there are any, otherwise those on part of it;
2. *higher* (*lower*) when at least 70 % of its results with a direction say so, a result that is mixed
   counting in the whole; with a direction but without such a majority the cohort is *mixed*;
3. without any direction, a difference whose direction is not stated (`altered`) makes it *mixed* as well:
   it counts as tested and for neither side; without one it is *silent*.

When a vote is significant: some result with that direction is, and none in the other direction. Where the
vote rests on parts of the cases, 70 % of the results must be, or the significance is unknown: a hit in one
of two subgroups is not a hit of the cohort. Papers that report one cohort again add results, never votes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthesis.consistency.ballots import (
    HIGHER,
    LOWER,
    MIXED,
    NO_DIFFERENCE,
    NO_VOTE,
    NOT_SIGNIFICANT,
    NOT_STATED,
    SIGNIFICANT,
    Ballots,
)
from synthesis.consistency.choices import Choices
from synthesis.consistency.inputs import BoolArray
from synthesis.consistency.tally import ABSENT, KINDS, IntArray, Tally

#: Exactly 70 %: 7 of 10.
_SEVENTY = (7, 10)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """What each cell says.

    Attributes
    ----------
    kind
        Number of the kind of vote (`tally.VOTE_KINDS`), -1 for a cell without a vote.
    taken
        Which findings speak for their cell.
    results
        Results taken, by direction code and significance code; shape (cells, 6, 3).
    whole
        Whether the results are on the whole case group.
    unresolved
        Whether every result taken is on a marker whose isoform or subunit is not stated.
    """

    kind: IntArray
    taken: BoolArray
    results: IntArray
    whole: BoolArray
    unresolved: BoolArray


def decide(ballots: Ballots, choices: Choices) -> Cells:
    """Give every cell its vote.

    Parameters
    ----------
    ballots
        The findings.
    choices
        Which of them take part, and how they are read.
    """
    cells = len(ballots.key_of_cell)
    direction = ballots.direction if choices.directions == "as-stated" else ballots.measured
    admitted = ballots.admitted(choices) & (direction != NO_VOTE)
    whole = np.bincount(ballots.cell[admitted & ballots.whole], minlength=cells) > 0
    taken = admitted & (ballots.whole | ~whole[ballots.cell])
    where = ballots.cell[taken]
    significance = _read_significance(ballots, choices)[taken]
    slots = (where * 6 + direction[taken]) * 3 + significance
    results = np.bincount(slots, minlength=cells * 18).reshape(cells, 6, 3)
    unresolved = np.bincount(where[~ballots.unresolved[taken]], minlength=cells) == 0
    return Cells(_kinds(results, whole, choices), taken, results, whole, unresolved)


def tally(ballots: Ballots, cells: Cells) -> Tally:
    """Count the votes of the cells question by question; shape (questions, 9)."""
    questions = len(ballots.keys)
    votes = cells.kind != ABSENT
    key = ballots.key_of_cell[votes]
    counts = np.bincount(key * KINDS + cells.kind[votes], minlength=questions * KINDS)
    people = np.bincount(key, weights=ballots.people[votes], minlength=questions)
    return Tally(
        counts.reshape(questions, KINDS).astype(np.int64),
        people.astype(np.int64),
        _groups_voting(ballots, cells, 0),
        _groups_voting(ballots, cells, 3),
        np.bincount(key[cells.unresolved[votes]], minlength=questions).astype(np.int64),
    )


def group_votes(ballots: Ballots, cells: Cells, first_kind: int) -> IntArray:
    """Count the votes of each pair of question and research group for the direction of a kind."""
    chosen = (cells.kind >= first_kind) & (cells.kind < first_kind + 3)
    return np.bincount(ballots.pair_of_cell[chosen], minlength=len(ballots.key_of_pair)).astype(np.int64)


def _groups_voting(ballots: Ballots, cells: Cells, first_kind: int) -> IntArray:
    there = group_votes(ballots, cells, first_kind) > 0
    return np.bincount(ballots.key_of_pair[there], minlength=len(ballots.keys)).astype(np.int64)


def _read_significance(ballots: Ballots, choices: Choices) -> IntArray:
    """Apply the choices on multiplicity and on significance that is not stated."""
    codes = ballots.significance
    if choices.multiplicity == "corrected":
        codes = np.where((codes == SIGNIFICANT) & ~ballots.corrected, NOT_STATED, codes)
    if choices.unstated != "unknown":
        read = SIGNIFICANT if choices.unstated == "significant" else NOT_SIGNIFICANT
        unstated = ballots.significance == NOT_STATED
        codes = np.where(unstated, read, codes)
    return codes


def _kinds(results: IntArray, whole: BoolArray, choices: Choices) -> IntArray:
    """Apply the 70 % rule and the rule on significance to the results of each cell."""
    numerator, denominator = _SEVENTY
    by_direction = results.sum(axis=2)
    total = by_direction[:, :NO_VOTE].sum(axis=1)
    directed = by_direction[:, [HIGHER, LOWER, MIXED]].sum(axis=1)
    base = total if choices.silent == "counted" else directed
    kind = np.full(len(results), ABSENT, dtype=np.int64)
    kind[total > 0] = 6
    clear = results[:, :NO_DIFFERENCE, :NOT_SIGNIFICANT].sum(axis=(1, 2)) == 0
    split = by_direction[:, :NO_DIFFERENCE].sum(axis=1) > 0
    kind[split] = np.where(clear, 8, 7)[split]
    for code, opposite, first in ((HIGHER, LOWER, 0), (LOWER, HIGHER, 3)):
        mine = by_direction[:, code]
        wins = (mine > 0) & (mine * denominator >= numerator * base)
        hits = results[:, code, SIGNIFICANT]
        enough = np.where(whole, hits > 0, (hits > 0) & (hits * denominator >= numerator * total))
        against = results[:, opposite, SIGNIFICANT] > 0
        maybe = (hits > 0) | against | (results[:, code, NOT_STATED] > 0)
        kind[wins] = (first + np.where(enough & ~against, 0, np.where(maybe, 1, 2)))[wins]
    return kind

"""What verdicts stand on: certainty with its reasons, what is missing, and what would turn them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthesis.consistency.badges import Certainty, caps, certainty
from synthesis.consistency.ballots import Ballots
from synthesis.consistency.choices import PRIMARY
from synthesis.consistency.decide import decide, tally
from synthesis.consistency.fragility import Tipping, tipping_points
from synthesis.consistency.frames import Row, as_rows
from synthesis.consistency.gaps import Gap, gaps
from synthesis.consistency.labels import Label, compare, label_text
from synthesis.consistency.leave_out import leave_out
from synthesis.consistency.rules import RULES, judge
from synthesis.consistency.tally import Measures
from synthesis.consistency.thresholds import DEFAULT
from synthesis.consistency.verdict import facts_of
from synthesis.consistency.vote_frames import vote_frame

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Cohorts from which on a question has a verdict to stand.
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Hinge:
    """A cohort without which a question has another label, and that label."""

    cohort_id: str
    label: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the verdict on one question stands on.

    Attributes
    ----------
    certainty
        Certainty with the reasons of every step.
    next_label, lacking
        The next label up and the conditions it lacks; empty at the top.
    tipping
        Smallest numbers of new cohorts that change the label.
    hinges
        Cohorts that the label hangs on, in the order of their ids.
    """

    certainty: Certainty
    next_label: str
    lacking: tuple[Gap, ...]
    tipping: tuple[Tipping, ...]
    hinges: tuple[Hinge, ...]


def standings(atlas: Atlas) -> dict[str, Standing]:
    """Say what each verdict stands on, for all questions that three cohorts or more have tested.

    Every part is what `verdict`, `fragility` and `leave_one_out` give for the question alone.

    Returns
    -------
    dict of str to Standing
        By question key.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.consistency.standing import standings
    >>> found = standings(syn.load())["crp | circulating-protein | rest | cases-vs-controls"]
    >>> [tipping.kind for tipping in found.tipping]
    ['opposite', 'silent', 'agreeing']
    """
    ballots = Ballots.of(atlas, "strict")
    cells = decide(ballots, PRIMARY)
    counted = tally(ballots, cells)
    keys = np.flatnonzero(counted.counts.sum(axis=-1) >= _LEAST).tolist()
    if not keys:
        return {}
    judged = judge(counted, DEFAULT)
    cast: dict[str, list[Row]] = defaultdict(list)
    for vote in as_rows(vote_frame(ballots, cells, keys)):
        cast[vote["question_key"]].append(vote)
    hinges: dict[int, list[Hinge]] = defaultdict(list)
    turns = leave_out(ballots, cells, "cohort", DEFAULT)
    for key, cell, label, sign in zip(
        turns.key.tolist(),
        turns.unit.tolist(),
        turns.judged.label.tolist(),
        turns.judged.sign.tolist(),
        strict=True,
    ):
        if compare(label, sign, int(judged.label[key]), int(judged.sign[key])) != "same":
            name = ballots.cohorts[int(ballots.cohort_of_cell[cell])]
            hinges[key].append(Hinge(name, label_text(label, sign)))
    found = {}
    for key in keys:
        votes, rows = counted.take([key]), cast[ballots.keys[key]]
        label, rule = Label(int(judged.label[key])), RULES[int(judged.rule[key])]
        facts = facts_of(rows, Measures.of(votes), label, moderate_ruled_out=False, smallest=[])
        limits = caps(facts, DEFAULT)
        next_label, lacking = gaps(votes, label, rule, limits, DEFAULT)
        found[ballots.keys[key]] = Standing(
            certainty(facts, DEFAULT.consistent_people),
            next_label,
            lacking,
            tipping_points(votes),
            tuple(sorted(hinges[key], key=lambda hinge: hinge.cohort_id)),
        )
    return found

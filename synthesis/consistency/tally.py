"""Counts of cohort votes, for one question or any batch of them.

The last axis of a tally's counts is the kind of vote (`VOTE_KINDS`), the leading axes are any batch of
questions. Everything a verdict rests on follows from these counts, the number of people, and the number of
research groups on either side, so one question and ten thousand take the same path.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from synthesis.errors import NumbersError

IntArray = NDArray[np.int64]

#: Kinds of vote: code and significance. ``unknown``: a difference is reported, but not whether it is
#: significant, or in mixed votes which of them.
VOTE_KINDS = (
    ("H", "significant"),
    ("H", "unknown"),
    ("H", "not-significant"),
    ("L", "significant"),
    ("L", "unknown"),
    ("L", "not-significant"),
    ("U", "not-significant"),
    ("M", "unknown"),
    ("M", "not-significant"),
)
KINDS = len(VOTE_KINDS)
#: Where a kind goes when higher and lower are swapped.
MIRRORED = (3, 4, 5, 0, 1, 2, 6, 7, 8)
#: In an array of votes: no cohort here.
ABSENT = -1


def kind_of(vote: str, significance: str) -> int:
    """Give the number of a kind of vote.

    Raises
    ------
    NumbersError
        When there is no such kind.

    Examples
    --------
    >>> kind_of("L", "significant"), kind_of("U", "not-significant")
    (3, 6)
    """
    if (vote, significance) not in VOTE_KINDS:
        known = ", ".join(f"{v} {s}" for v, s in VOTE_KINDS)
        raise NumbersError(f"there is no vote {vote} {significance}", where="vote", hint=f"one of: {known}")
    return VOTE_KINDS.index((vote, significance))


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Votes, people and research groups of a batch of questions.

    Attributes
    ----------
    counts
        Cohorts by kind of vote, shape (..., 9).
    people
        Participants of all voting cohorts whose size is known, shape (...).
    groups_higher, groups_lower
        Research groups with at least one higher (lower) vote, shape (...).
    unresolved
        Cohorts whose vote rests on a marker whose isoform or subunit is not stated, shape (...).
    """

    counts: IntArray
    people: IntArray
    groups_higher: IntArray
    groups_lower: IntArray
    unresolved: IntArray

    @classmethod
    def of_votes(cls, kinds: ArrayLike, people: ArrayLike = 0, groups: ArrayLike | None = None) -> Tally:
        """Count votes that are given cohort by cohort.

        Parameters
        ----------
        kinds
            Number of the kind of each vote, -1 for an absent cohort; shape (..., cohorts).
        people
            Participants of each cohort; broadcasts with `kinds`.
        groups
            Number of the research group of each cohort; every cohort its own when left out.

        Raises
        ------
        NumbersError
            When there is no such kind of vote.

        Examples
        --------
        >>> tally = Tally.of_votes([[0, 0, 6, -1], [3, 5, 8, 8]], people=60)
        >>> tally.counts[:, [0, 3, 6]], tally.people
        (array([[2, 0, 1],
               [0, 1, 0]]), array([180, 240]))
        """
        votes = np.asarray(kinds, dtype=np.int64)
        if votes.size and (votes.min() < ABSENT or votes.max() >= KINDS):
            raise NumbersError(
                "there is no such kind of vote", where="kinds", hint=f"give {ABSENT} to {KINDS - 1}"
            )
        flat = votes.reshape(math.prod(votes.shape[:-1]), votes.shape[-1])
        rows, there = np.arange(len(flat))[:, None], flat != ABSENT
        slots = np.where(there, flat, KINDS) + rows * (KINDS + 1)
        counts = np.bincount(slots.ravel(), minlength=len(flat) * (KINDS + 1)).reshape(-1, KINDS + 1)
        sizes = np.where(
            there, np.broadcast_to(np.asarray(people, dtype=np.int64), votes.shape).reshape(flat.shape), 0
        )
        own = np.arange(votes.shape[-1]) if groups is None else np.asarray(groups, dtype=np.int64)
        labs = np.broadcast_to(own, votes.shape).reshape(flat.shape)
        batch = votes.shape[:-1]
        return cls(
            counts[:, :KINDS].reshape(*batch, KINDS),
            sizes.sum(axis=-1).reshape(batch),
            _distinct(labs, there & (flat <= 2)).reshape(batch),
            _distinct(labs, there & (flat >= 3) & (flat <= 5)).reshape(batch),
            np.zeros(batch, dtype=np.int64),
        )

    @classmethod
    def zeros(cls, questions: int) -> Tally:
        """Give questions without votes."""
        none = np.zeros(questions, dtype=np.int64)
        return cls(np.zeros((questions, KINDS), dtype=np.int64), none, none, none, none)

    def where(self, kept: NDArray[np.bool_]) -> Tally:
        """Give the same batch with no votes in the questions that are not kept."""
        one = kept.astype(np.int64)
        return Tally(
            self.counts * one[..., None],
            self.people * one,
            self.groups_higher * one,
            self.groups_lower * one,
            self.unresolved * one,
        )

    def plus(self, kind: int, cohorts: ArrayLike, people: ArrayLike = 0) -> Tally:
        """Add further cohorts of one kind, each of a research group of its own.

        Parameters
        ----------
        kind
            Number of the kind of vote.
        cohorts
            How many; broadcasts with the batch.
        people
            Participants of each.

        Examples
        --------
        >>> Tally.of_votes([0, 0]).plus(6, [0, 1, 2]).counts[:, 6]
        array([0, 1, 2])
        """
        more = np.asarray(cohorts, dtype=np.int64)
        added = more[..., None] * (np.arange(KINDS) == kind)
        none = np.zeros_like(more)
        return Tally(
            self.counts + added,
            self.people + more * np.asarray(people, dtype=np.int64),
            self.groups_higher + (more if kind <= 2 else none),
            self.groups_lower + (more if 3 <= kind <= 5 else none),
            self.unresolved + none,
        )

    def take(self, questions: IntArray | list[int]) -> Tally:
        """Give some questions of a batch that has one axis."""
        return Tally(
            self.counts[questions],
            self.people[questions],
            self.groups_higher[questions],
            self.groups_lower[questions],
            self.unresolved[questions],
        )

    @classmethod
    def stack(cls, tallies: Sequence[Tally]) -> Tally:
        """Join batches along a new first axis."""
        return cls(
            np.stack([t.counts for t in tallies]),
            np.stack([t.people for t in tallies]),
            np.stack([t.groups_higher for t in tallies]),
            np.stack([t.groups_lower for t in tallies]),
            np.stack([t.unresolved for t in tallies]),
        )

    def flat(self) -> Tally:
        """Give the same questions along one axis."""
        return Tally(
            self.counts.reshape(-1, KINDS),
            self.people.reshape(-1),
            self.groups_higher.reshape(-1),
            self.groups_lower.reshape(-1),
            self.unresolved.reshape(-1),
        )

    def mirrored(self) -> Tally:
        """Swap higher and lower."""
        return Tally(
            self.counts[..., list(MIRRORED)],
            self.people,
            self.groups_lower,
            self.groups_higher,
            self.unresolved,
        )


def _distinct(labels: IntArray, chosen: NDArray[np.bool_]) -> IntArray:
    """Count the different labels among the chosen of each row."""
    if not labels.shape[-1]:
        return np.zeros(len(labels), dtype=np.int64)
    ordered = np.sort(np.where(chosen, labels, labels.max(initial=0) + 1), axis=-1)
    first = np.ones(ordered.shape, dtype=bool)
    first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    return np.asarray((first & (ordered <= labels.max(initial=0))).sum(axis=-1), dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """What the rules compare, derived from a tally; every array has the batch shape.

    Symbols as in the rule table: `k` cohorts that tested; `higher`, `lower`, `silent` (U), `mixed` (M);
    `d`, `o` the larger and smaller of higher and lower; `kd` cohorts with a direction; `known` = kd + M;
    `s_d`, `s_o` cohorts significant in the dominant and the opposite direction; `unclear` cohorts that may
    be significant, as they report a difference without saying so; `sign` 1 higher dominates, -1 lower,
    0 a tie (then `s_d` is the larger side).
    """

    k: IntArray
    higher: IntArray
    lower: IntArray
    silent: IntArray
    mixed: IntArray
    sign: IntArray
    d: IntArray
    o: IntArray
    kd: IntArray
    known: IntArray
    s_d: IntArray
    s_o: IntArray
    unclear: IntArray
    people: IntArray
    groups: IntArray
    unresolved: IntArray

    @classmethod
    def of(cls, tally: Tally) -> Measures:
        """Derive the measures of a tally.

        Examples
        --------
        >>> m = Measures.of(Tally.of_votes([0, 0, 2, 6, 8]))
        >>> m.k.item(), m.d.item(), m.known.item(), m.s_d.item()
        (5, 3, 4, 2)
        """
        c = tally.counts
        higher, lower = c[..., 0:3].sum(axis=-1), c[..., 3:6].sum(axis=-1)
        mixed = c[..., 7:9].sum(axis=-1)
        s_higher, s_lower = c[..., 0], c[..., 3]
        up = (higher > lower) | ((higher == lower) & (s_higher >= s_lower))
        kd = higher + lower
        return cls(
            k=c.sum(axis=-1),
            higher=higher,
            lower=lower,
            silent=c[..., 6],
            mixed=mixed,
            sign=np.sign(higher - lower),
            d=np.maximum(higher, lower),
            o=np.minimum(higher, lower),
            kd=kd,
            known=kd + mixed,
            s_d=np.where(up, s_higher, s_lower),
            s_o=np.where(up, s_lower, s_higher),
            unclear=c[..., 1] + c[..., 4] + c[..., 7],
            people=tally.people,
            groups=np.where(up, tally.groups_higher, tally.groups_lower),
            unresolved=tally.unresolved,
        )


def one(values: IntArray) -> int:
    """Give the only value of the arrays of a single question.

    Examples
    --------
    >>> one(np.array([[7]]))
    7
    """
    return int(values.reshape(-1)[0])

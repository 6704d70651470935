"""What the records hold on each question: its verdict, its votes, and the same under other choices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from synthesis.consistency.ballots import Ballots
from synthesis.consistency.choices import PRIMARY, Choices
from synthesis.consistency.decide import decide, tally
from synthesis.consistency.frames import Row, as_rows
from synthesis.consistency.labels import Label, label_text
from synthesis.consistency.leave_out import LeftOut, leave_out
from synthesis.consistency.questions import Identity, Question
from synthesis.consistency.rules import judge
from synthesis.consistency.tally import Measures, Tally, kind_of, one
from synthesis.consistency.thresholds import DEFAULT
from synthesis.consistency.vote_frames import vote_frame
from synthesis.store.spellings import respelled, spellings

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Code of a vote by letter and significance column of the frame of votes.
_MARKS = {"H": "*", "L": "*", "unknown": "?", "none": ""}
_SIGNIFICANCES = {"*": "significant", "?": "unknown", "": "not-significant"}


#: What the votes H, L, U and M say in a comparison of cases with controls.
TERMS = ("higher", "lower", "reported no significant difference, without its direction", "mixed")
#: What stands in the place of a verdict where there is none.
NO_VERDICT = "NO VERDICT"


@dataclass(frozen=True, slots=True)
class Vote:
    """The vote of one cohort on one question.

    Attributes
    ----------
    cohort, studies
        Cohort id; slugs of the publications behind the vote.
    label
        Short name of the studies.
    year
        Year of the first publication; None unknown.
    direction
        H higher, L lower, U no direction given, M mixed.
    mark
        ``*`` significant, ``?`` significance not known, empty not significant.
    group
        Research group.
    unresolved
        Whether it rests on a marker whose isoform is not stated.
    identified
        Whether every publication behind it was identified; rows of a review may repeat a named study.
    """

    cohort: str
    studies: tuple[str, ...]
    label: str
    year: int | None
    direction: str
    mark: str
    group: str
    unresolved: bool
    identified: bool = True

    @property
    def code(self) -> str:
        """Direction and mark, such as ``H*``."""
        return self.direction + self.mark


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the records answer to one question.

    Attributes
    ----------
    key, marker, name, words
        Question key; its marker by id and by name; what was compared, in words.
    votes
        One a cohort, oldest first.
    tally
        The same as counts, batch of one.
    label, sign
        Verdict: label after caps; 1 higher, -1 lower, 0 without a direction.
    terms
        What the votes H, L, U and M say.
    """

    key: str
    marker: str
    name: str
    words: str
    votes: tuple[Vote, ...]
    tally: Tally
    label: Label
    sign: int
    terms: tuple[str, str, str, str] = TERMS

    @classmethod
    def of_votes(
        cls,
        marker: str,
        name: str,
        words: str,
        votes: Iterable[Vote],
        terms: tuple[str, str, str, str] = TERMS,
    ) -> Answer:
        """Judge votes that the consistency verdicts do not cast: of trials, severity, panels, positives."""
        cast = tuple(votes)
        kinds = [kind_of(vote.direction, _SIGNIFICANCES[vote.mark]) for vote in cast]
        counted = Tally.of_votes([kinds])
        judged = judge(counted)
        label, sign = Label(one(judged.label)), one(judged.sign)
        return cls(f"{marker} | {words}", marker, name, words, cast, counted, label, sign, terms)

    @property
    def k(self) -> int:
        """Cohorts that tested it."""
        return len(self.votes)

    @property
    def verdict(self) -> str:
        """The verdict in words, such as ``MOSTLY higher``; evidence beside the verdicts has none."""
        return NO_VERDICT if self.pointed else label_text(self.label, self.sign)

    @property
    def pointed(self) -> bool:
        """Whether it is evidence that no verdict covers (`pointers`)."""
        return self.key == f"{self.marker} | {self.words}"

    @property
    def measures(self) -> Measures:
        """Counts that the rules compare."""
        return Measures.of(self.tally)


class Book:
    """All answers under one set of choices."""

    def __init__(
        self,
        atlas: Atlas,
        identity: Identity = "strict",
        choices: Choices = PRIMARY,
        ballots: Ballots | None = None,
    ) -> None:
        ballots = Ballots.of(atlas, identity) if ballots is None else ballots
        cells = decide(ballots, choices)
        counted = tally(ballots, cells)
        judged = judge(counted)
        names = {m: str(n) for m, n in zip(atlas.markers["marker"], atlas.markers["name"], strict=True)}
        spelled = spellings(atlas)
        votes: dict[str, list[Vote]] = {}
        for row in as_rows(vote_frame(ballots, cells, range(len(ballots.keys)))):
            votes.setdefault(row["question_key"], []).append(_vote(row))
        self.ballots = ballots
        self._cells = cells
        self.answers: dict[str, Answer] = {}
        self._of_marker: dict[str, list[Answer]] = {}
        for number, key in enumerate(ballots.keys):
            if key not in votes:
                continue
            question = Question.parse(key)
            answer = Answer(
                key=key,
                marker=question.marker,
                name=names.get(question.marker, question.marker),
                words=respelled(question.words, spelled),
                votes=tuple(votes[key]),
                tally=counted.take([number]),
                label=Label(int(judged.label[number])),
                sign=int(judged.sign[number]),
            )
            self.answers[key] = answer
            self._of_marker.setdefault(question.marker, []).append(answer)

    def about(self, marker: str) -> list[Answer]:
        """Give the answers to the questions on one marker, by key."""
        return self._of_marker.get(marker, [])

    def without(self, key: str, cohort: str) -> Answer | None:
        """Give the answer to a question without one of its cohorts; None when no other is left."""
        answer = self.answers[key]
        votes = tuple(vote for vote in answer.votes if vote.cohort != cohort)
        if not votes:
            return None
        left, turn = self._turns, self._turn_of[key, cohort]
        label, sign = Label(int(left.judged.label[turn])), int(left.judged.sign[turn])
        return replace(answer, votes=votes, tally=left.remaining.take([turn]), label=label, sign=sign)

    @cached_property
    def _turns(self) -> LeftOut:
        return leave_out(self.ballots, self._cells, "cohort", DEFAULT)

    @cached_property
    def _turn_of(self) -> dict[tuple[str, str], int]:
        """Number of the turn in which a cohort of a question is left out."""
        keys, cohort_of_cell = self.ballots.keys, self.ballots.cohort_of_cell
        return {
            (keys[int(key)], self.ballots.cohorts[int(cohort_of_cell[cell])]): turn
            for turn, (key, cell) in enumerate(zip(self._turns.key, self._turns.unit, strict=True))
        }


def _vote(row: Row) -> Vote:
    return Vote(
        cohort=row["cohort_id"],
        studies=tuple(row["studies"].split(";")),
        label=row["label"],
        year=row["year_first"],
        direction=row["vote"],
        mark=_MARKS[row["significance"]],
        group=row["group_id"],
        unresolved=row["unresolved"],
        identified=row["identified"],
    )

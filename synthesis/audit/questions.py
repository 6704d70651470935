"""Which questions a claim is about.

For each marker of a claim:

1. evidence that no verdict covers, where the claim is about such (`pointers`);
2. otherwise the questions on cases against controls whose kind of measurement, state and comparison group
   are those the claim names;
3. where it names none: the circulating level at rest, in serum and in plasma where these are kept apart;
   for a marker without that, every question at rest outside spinal fluid; without that, the question with
   most cohorts;
4. a marker without any question of its own that is the wider entry of others: the questions of these,
   counted under it.

A claim about a class of markers and none by name is about every marker of that kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synthesis.audit.books import Answer, Book
from synthesis.audit.library import Library
from synthesis.consistency.questions import OWN_QUESTION, Question, default_question
from synthesis.records.claim import Claim
from synthesis.vocabulary.measurement import MatrixClass, Specimen, State
from synthesis.vocabulary.result import Contrast

#: Kinds of measurement in spinal fluid.
SPINAL = (MatrixClass.CSF.value, MatrixClass.CSF_CELLS.value)


@dataclass(frozen=True, slots=True, eq=False)
class MarkerAnswers:
    """What the records answer about one marker of a claim.

    Attributes
    ----------
    marker, name
        The marker.
    answers
        Answers to the questions the claim is about; empty when nothing is recorded.
    rolled
        Whether they are counted under this marker as a wider entry.
    """

    marker: str
    name: str
    answers: tuple[Answer, ...]
    rolled: bool = False


def asked_of(claim: Claim, library: Library) -> tuple[MarkerAnswers, ...]:
    """Find the answers to the questions of a claim, marker by marker."""
    book = _book(claim, library)
    if not claim.markers:
        kinds = {kind.value for kind in claim.marker_kinds}
        wanted = sorted(marker for marker, kind in library.kinds.items() if kind in kinds)
        of_class = (_of_marker(claim, marker, book, library) for marker in wanted)
        return tuple(answers for answers in of_class if answers.answers and not answers.rolled)
    return tuple(_of_marker(claim, marker, book, library) for marker in claim.markers)


def _book(claim: Claim, library: Library) -> Book:
    """Open the book of the one blood fraction that a claim names."""
    if claim.specimens == (Specimen.SERUM,):
        return library.serum
    return library.plasma if claim.specimens == (Specimen.PLASMA,) else library.strict


def _of_marker(claim: Claim, marker: str, book: Book, library: Library) -> MarkerAnswers:
    name = library.names.get(marker, marker)
    if library.pointers.covers(claim, marker):
        pointed = library.pointers.answer(claim, marker)
        return MarkerAnswers(marker, name, () if pointed is None else (pointed,))
    own = select(claim, book.about(marker))
    if own:
        return MarkerAnswers(marker, name, own)
    return MarkerAnswers(marker, name, select(claim, library.lenient.about(marker)), rolled=True)


def select(claim: Claim, answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Choose among the answers about one marker those to the questions of a claim."""
    contrast = Contrast.CASES_VS_CONTROLS.value
    if claim.comparator in OWN_QUESTION:
        contrast += f":{claim.comparator}"
    asked = [(Question.parse(answer.key), answer) for answer in answers]
    asked = [(question, answer) for question, answer in asked if question.contrast == contrast]
    if claim.matrix_classes or claim.state is not None:
        return tuple(answer for question, answer in asked if _named(claim, question))
    usual = tuple(answer for question, answer in asked if question.is_default)
    if usual:
        return usual
    rest = tuple(
        answer
        for question, answer in asked
        if question.state in (State.REST, State.UNCLEAR) and _class_of(question) not in SPINAL
    )
    if rest or not asked:
        return rest
    most = default_question((answer.key, vote.cohort) for _, answer in asked for vote in answer.votes)
    return tuple(answer for _, answer in asked if answer.key == most)


def _class_of(question: Question) -> str:
    return question.matrix.partition(":")[0]


def _named(claim: Claim, question: Question) -> bool:
    classes = {kind.value for kind in claim.matrix_classes}
    state = State.REST if claim.state is None else claim.state
    at_state = question.state.partition(":")[0] in (state.value, State.UNCLEAR.value)
    return at_state and (not classes or _class_of(question) in classes)

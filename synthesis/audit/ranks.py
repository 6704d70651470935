"""Superlatives as ranks: where a marker stands among the markers of its kind.

Where fewer than ten markers of the kind can be compared, it is ranked among all immune markers.
"""

from __future__ import annotations

from dataclasses import dataclass

from synthesis.audit.books import Answer
from synthesis.audit.library import Library
from synthesis.consistency.labels import Label
from synthesis.consistency.questions import default_question
from synthesis.consistency.tally import one
from synthesis.vocabulary.measurement import MarkerKind

#: Labels by how much they agree on, best first; those of one step are told apart by the lower bound.
_ORDER = (
    (Label.CONSISTENT,),
    (Label.MOSTLY,),
    (Label.LEANING,),
    (Label.CONFLICTING, Label.UNRESOLVED, Label.NO_CLEAR_DIRECTION, Label.MOSTLY_NULL),
)


#: Fewest markers of a kind among which a rank says something.
_FEWEST = 10


@dataclass(frozen=True, slots=True)
class Rank:
    """Place of a marker by label, then by the lower bound of its share, among the markers of its kind.

    Attributes
    ----------
    place
        From 1; markers that cannot be told apart share the better place.
    of
        Markers compared: those with three or more cohorts on their first question.
    among
        What is compared, in words: the kind, or all markers where fewer than ten of the kind can be.
    """

    place: int
    of: int
    among: str

    @property
    def high(self) -> bool:
        """Whether it is among the first three, or the first tenth."""
        return self.place <= max(3, self.of // 10)

    def __str__(self) -> str:
        return f"rank {self.place} of {self.of} {self.among} with 3 or more cohorts"


def rank(library: Library, marker: str) -> Rank | None:
    """Rank a marker; None when its first question has fewer than three cohorts.

    Examples
    --------
    >>> import synthesis as syn
    >>> rank(Library(syn.load()), "nk-cell-cytotoxicity").place
    1
    """
    scores = {
        other: score for other in library.kinds if (score := _score(library.strict.about(other))) is not None
    }
    if marker not in scores:
        return None
    kind = library.kinds[marker]
    same = {other: score for other, score in scores.items() if library.kinds[other] == kind}
    enough = len(same) >= _FEWEST
    compared = same if enough else scores
    better = sum(score < scores[marker] for score in compared.values())
    among = f"markers of the kind {MarkerKind(kind).label}" if enough else "immune markers of all kinds"
    return Rank(better + 1, len(compared), among)


def _score(answers: list[Answer]) -> tuple[int, float] | None:
    """Give the label's step and the negative lower bound on the first question, small for the best."""
    if not answers:
        return None
    first = default_question((answer.key, vote.cohort) for answer in answers for vote in answer.votes)
    answer = next(a for a in answers if a.key == first)
    if answer.label is Label.TOO_FEW:
        return None
    step = next(i for i, labels in enumerate(_ORDER) if answer.label in labels)
    m = answer.measures
    return step, -one(m.d) / one(m.k)

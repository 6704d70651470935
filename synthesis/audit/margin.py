"""What would flip the label of a claim: the fewest new cohorts of each kind, and any one cohort less.

New cohorts have 100 participants and come from research groups of their own, as in
`synthesis.consistency.fragility`; they are added to one question at a time. A cohort that is taken away is
taken away wherever it stands. Where each of several questions would have to change, nothing small flips the
label, and the text says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from synthesis.audit.books import Answer, Vote
from synthesis.audit.combine import MarkerReading, over_markers
from synthesis.audit.judge import Judged
from synthesis.audit.library import Library
from synthesis.audit.readings import Reading, nothing_recorded, read
from synthesis.audit.suggest import topic_of
from synthesis.consistency.labels import Label
from synthesis.consistency.rules import judge
from synthesis.vocabulary.claim import AuditLabel, ClaimDirection, ClaimStrength
from synthesis.wording import count, series

#: Most new cohorts tried.
LIMIT = 20
_PEOPLE = 100
#: Numbers and codes of the votes that new cohorts cast.
_HIGHER, _LOWER, _SILENT = (0, "H*"), (3, "L*"), (6, "U")


@dataclass(frozen=True, slots=True)
class Flip:
    """One change that gives another label.

    Attributes
    ----------
    change
        What changes, in words.
    label
        The label then.
    """

    change: str
    label: AuditLabel

    def __str__(self) -> str:
        return f"{self.change}: {self.label.label}"


def flips(judged: Judged, library: Library) -> tuple[Flip, ...]:
    """Find what would flip a label; empty for a claim that is not checked against votes."""
    if judged.decisive is None:
        return ()
    return (*_with_more(judged), *_with_less(judged, library))


def margin(judged: Judged, library: Library) -> str:
    """Say in words what would flip a label; empty for a claim that is not checked against votes."""
    if judged.decisive is None:
        return ""
    found = flips(judged, library)
    if found:
        return "; ".join(map(str, found))
    if not judged.answers:
        return "a record of such a comparison"
    return f"neither one cohort less nor {LIMIT} new ones of a kind on one question"


def _with_more(judged: Judged) -> Iterator[Flip]:
    """Find, for each kind of new cohorts, the fewest on one question that change the label."""
    if judged.claim.strength is ClaimStrength.SINGLE_STUDY:
        return  # further cohorts cannot change what one study reported
    fewest: dict[str, tuple[int, str, AuditLabel]] = {}
    for answer in judged.answers:
        if answer.pointed:
            continue
        for what, (kind, code) in _new_cohorts(judged.direction, answer).items():
            most = fewest[what][0] - 1 if what in fewest else LIMIT
            for more, changed in _grown(answer, kind, code, most):
                label = _label_with(judged, {answer.key: changed})
                if label is not judged.outcome.label:
                    fewest[what] = more, topic_of(answer), label
                    break
    for what, (more, topic, label) in fewest.items():
        yield Flip(f"{count(more, 'new cohort')} {what} on {topic}", label)


def _new_cohorts(direction: ClaimDirection, answer: Answer) -> dict[str, tuple[int, str]]:
    """Name the kinds of new cohorts that bear on a claim."""
    if direction is ClaimDirection.NO_DIFFERENCE:
        return {
            "without a direction": _SILENT,
            "significantly higher": _HIGHER,
            "significantly lower": _LOWER,
        }
    if direction in (ClaimDirection.ALTERED, ClaimDirection.MIXED):
        lower = answer.sign < 0
        same, other = "significant in the leading direction", "significant the other way"
    else:
        lower = direction is ClaimDirection.LOWER
        same, other = "significant in the claimed direction", "significant the other way"
    with_, against = (_LOWER, _HIGHER) if lower else (_HIGHER, _LOWER)
    return {same: with_, other: against, "without a direction": _SILENT}


def _grown(answer: Answer, kind: int, code: str, most: int) -> Iterator[tuple[int, Answer]]:
    more = np.arange(1, most + 1)
    grown = answer.tally.plus(kind, more, _PEOPLE)
    after = judge(grown)
    for i, number in enumerate(more.tolist()):
        new = tuple(_new_cohort(n, code) for n in range(number))
        label, sign = Label(int(after.label[i])), int(after.sign[i])
        yield number, replace(answer, votes=answer.votes + new, tally=grown.take([i]), label=label, sign=sign)


def _new_cohort(number: int, code: str) -> Vote:
    name = f"new cohort {number + 1}"
    return Vote(name, (name,), name, None, code[0], code[1:], name, False)


def _with_less(judged: Judged, library: Library) -> Iterator[Flip]:
    """Find the cohorts without any one of which the label is another."""
    everywhere = [r.answer for marker in judged.markers for r in marker.readings if r.answer is not None]
    by_label: dict[AuditLabel, list[str]] = {}
    for cohort in sorted({vote.cohort for answer in judged.answers for vote in answer.votes}):
        changed = {
            answer.key: library.without(answer, cohort)
            for answer in everywhere
            if any(vote.cohort == cohort for vote in answer.votes)
        }
        label = _label_with(judged, changed)
        if label is not judged.outcome.label:
            by_label.setdefault(label, []).append(cohort)
    for label, names in by_label.items():
        yield Flip(f"without {series(names, 'or')}", label)


def _label_with(judged: Judged, changed: Mapping[str, Answer | None]) -> AuditLabel:
    """Judge the claim again with some answers replaced, or gone."""
    claim = judged.claim
    markers = []
    for marker in judged.markers:
        if not any(r.answer is not None and r.answer.key in changed for r in marker.readings):
            markers.append(marker)
            continue
        readings = [_again(judged, reading, changed) for reading in marker.readings]
        kept = [reading for reading in readings if reading.answer is not None]
        markers.append(
            MarkerReading.of(marker.marker, marker.name, kept, claim.strength, rolled=marker.rolled)
        )
    return over_markers(markers, claim.reach).label


def _again(judged: Judged, reading: Reading, changed: Mapping[str, Answer | None]) -> Reading:
    if reading.answer is None or reading.answer.key not in changed:
        return reading
    answer, claim = changed[reading.answer.key], judged.claim
    if answer is None:
        return nothing_recorded(claim.strength)
    study = None
    if claim.strength is ClaimStrength.SINGLE_STUDY and judged.citation is not None:
        study = judged.citation.study
        if not any(study in vote.studies for vote in answer.votes):
            return nothing_recorded(claim.strength)
    there = {slug for vote in answer.votes for slug in vote.studies}
    return read(
        answer,
        judged.direction,
        claim.strength,
        study=study,
        hits_only=claim.significant,
        parts=tuple(part for part in reading.parts if part.partition(" (")[0] in there),
        rank=reading.rank,
    )

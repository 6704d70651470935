"""Which records moved a label: what an audit gave when it was accepted, against what it gives today."""

from __future__ import annotations

from dataclasses import dataclass

from synthesis.audit.cells import RULESET
from synthesis.audit.judge import Judged
from synthesis.records.claim import Accepted, QuestionVotes


@dataclass(frozen=True, slots=True)
class Move:
    """A claim whose accepted label no longer holds.

    Attributes
    ----------
    claim_id
        Key of the claim.
    before, after
        What was accepted, and what the audit gives today: the label, and the outcome of the citation axis
        where that has changed.
    records
        What changed in the records, one text a cohort or question; each names the study.
    """

    claim_id: str
    before: str
    after: str
    records: tuple[str, ...]

    def __str__(self) -> str:
        why = "\n".join(f"    {record}" for record in self.records)
        return f"{self.claim_id}: {self.before} no longer holds, now {self.after}\n{why}"


def accepted_of(judged: Judged) -> Accepted:
    """Write down what an audit gives, to be compared with later ones."""
    questions = tuple(
        QuestionVotes(
            key=answer.key,
            verdict=answer.verdict,
            votes=tuple(f"{vote.code} {vote.cohort}" for vote in answer.votes),
        )
        for answer in judged.answers
    )
    return Accepted(
        label=judged.outcome.label,
        rule=judged.rule,
        ruleset=RULESET,
        citation=None if judged.citation is None else judged.citation.label,
        questions=questions,
    )


def move(judged: Judged) -> Move | None:
    """Compare a claim with what was accepted; None when it still holds, or nothing was accepted."""
    then = judged.claim.accepted
    if then is None:
        return None
    now = accepted_of(judged)
    if now.label is then.label and now.citation is then.citation:
        return None
    before, after = then.label.label, now.label.label
    if now.citation is not then.citation:
        before += f", citation {'none' if then.citation is None else then.citation.label}"
        after += f", citation {'none' if now.citation is None else now.citation.label}"
    changes = _changes(then, now, judged)
    if judged.citation is not None and now.citation is not then.citation:
        changes.append(f"citation: {judged.citation.note}")
    if then.ruleset != now.ruleset:
        changes.append(f"rules: {then.ruleset} then, {now.ruleset} now")
    if not changes:
        changes.append("no vote changed: the claim's own entry, or what it is compared with, did")
    return Move(judged.item.id, before, after, tuple(changes))


def _changes(then: Accepted, now: Accepted, judged: Judged) -> list[str]:
    """List the votes that were added, taken away or changed."""
    studies = {v.cohort: ", ".join(v.studies) for a in judged.answers for v in a.votes}
    old, new = _by_cohort(then.questions), _by_cohort(now.questions)
    changes = []
    for place in sorted(old.keys() | new.keys()):
        key, cohort = place
        before, after = old.get(place), new.get(place)
        if before == after:
            continue
        named = studies.get(cohort, cohort)
        name = named if named == cohort or cohort in named else f"{cohort} ({named})"
        if before is None:
            changes.append(f"added: {name} votes {after} on {key}")
        elif after is None:
            changes.append(f"removed: {name}, which voted {before} on {key}")
        else:
            changes.append(f"changed: {name} votes {after}, formerly {before}, on {key}")
    return changes


def _by_cohort(questions: tuple[QuestionVotes, ...]) -> dict[tuple[str, str], str]:
    votes = {}
    for question in questions:
        for vote in question.votes:
            code, _, cohort = vote.partition(" ")
            votes[question.key, cohort] = code
    return votes

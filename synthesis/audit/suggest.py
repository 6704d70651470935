"""Wording that the record does bear, generated from the verdicts; the reason of a label in one sentence."""

from __future__ import annotations

from synthesis.audit.books import TERMS, Answer
from synthesis.audit.judge import Judged, why_not
from synthesis.audit.readings import Reading
from synthesis.consistency.tally import one
from synthesis.vocabulary.claim import AuditLabel, ClaimDirection, ClaimKind, ClaimReach, ClaimStrength
from synthesis.wording import series, spelled

#: What each strength asks of the record, for a claim of higher or lower.
ASKS = {
    ClaimStrength.UNIVERSAL: "asks for CONSISTENT in that direction",
    ClaimStrength.MAJORITY: "asks for MOSTLY or better in that direction",
    ClaimStrength.REPEATED: "asks for two cohorts significant in that direction, without conflict",
    ClaimStrength.GENERIC: "asks for LEANING or better in that direction",
    ClaimStrength.EXISTENTIAL: "asks for one cohort, or a declared part of one, in that direction",
    ClaimStrength.SINGLE_STUDY: "asks for that finding in the study it names",
    ClaimStrength.MIXED: "asks for both kinds of result",
    ClaimStrength.HEDGED: "is contradicted only by MOSTLY or CONSISTENT the other way",
    ClaimStrength.SUPERLATIVE: "asks for a place among the first of its kind",
}
#: The same where the direction of the claim reads otherwise.
_ASKS_ELSE = {
    (ClaimDirection.ALTERED, ClaimStrength.UNIVERSAL): "asks for CONSISTENT in either direction",
    (ClaimDirection.ALTERED, ClaimStrength.MAJORITY): "asks for MOSTLY or better in either direction",
    (ClaimDirection.ALTERED, ClaimStrength.REPEATED): "asks for two cohorts with a significant difference",
    (ClaimDirection.ALTERED, ClaimStrength.GENERIC): "asks for LEANING or better, or significant both ways",
    (ClaimDirection.ALTERED, ClaimStrength.EXISTENTIAL): "asks for one cohort with a difference",
    (ClaimDirection.PRESENT, ClaimStrength.EXISTENTIAL): "asks for one cohort in which it was found",
    **{
        (ClaimDirection.NO_DIFFERENCE, strength): "asks for MOSTLY NO SIGNIFICANT DIFFERENCE"
        for strength in (ClaimStrength.UNIVERSAL, ClaimStrength.MAJORITY, ClaimStrength.GENERIC)
    },
    (ClaimDirection.NO_DIFFERENCE, ClaimStrength.EXISTENTIAL): (
        "asks for one cohort without a significant difference"
    ),
    **{
        (ClaimDirection.MIXED, strength): "asks for CONFLICTING results"
        for strength in (ClaimStrength.UNIVERSAL, ClaimStrength.MAJORITY, ClaimStrength.GENERIC)
    },
}
_USUAL = ", cases against controls"


def reason(judged: Judged) -> str:
    """Say in one plain sentence why a claim got its label."""
    claim = judged.claim
    if claim.kind is ClaimKind.CITATION:
        return f"{judged.citation.note}." if judged.citation and judged.citation.note else "Nothing is cited."
    if judged.outcome.label is AuditLabel.NOT_CHECKABLE:
        return f"Not checkable here: {why_not(claim)}."
    asks = _ASKS_ELSE.get((judged.direction, claim.strength), ASKS[claim.strength])
    asks = f"{claim.strength.level} ({claim.strength.label}) {asks}"
    decisive = None if judged.decisive is None else judged.decisive.decisive
    if decisive is None or decisive.answer is None:
        cited = judged.citation is not None and judged.citation.name
        one_study = claim.strength is ClaimStrength.SINGLE_STUDY
        where = f"the record of {cited or 'the cited study'}" if one_study else "the record"
        what = _names(judged) or "these markers"
        return f"{asks}; {where} holds no such comparison for {what}."
    return f"{asks}; {_said(judged, decisive)}."


def _said(judged: Judged, reading: Reading) -> str:
    answer = reading.answer
    if answer is None:
        return ""
    given = "no verdict covers it" if answer.pointed else f"the record gives {answer.verdict}"
    text = f"on {topic_of(answer)} {given}: {counts(answer)}"
    if judged.claim.strength is ClaimStrength.SINGLE_STUDY:
        cited = judged.citation.name if judged.citation is not None else ""
        found = "shows it" if reading.sides.supporting or reading.parts else "does not show it"
        hits = " as significant" if judged.claim.significant else ""
        text = f"{cited} {found}{hits}; {text}"
    if reading.rank is not None:
        text += f"; {reading.rank}"
    return text


def _names(judged: Judged) -> str:
    return series([marker.name for marker in judged.markers])


def suggested(judged: Judged) -> str:
    """Write what the record does bear; empty for a claim that is not checked against votes.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.audit.audit import audit
    >>> crp = next(c for c in audit(syn.load()).claims if c.markers == ("crp",))
    >>> crp.suggested.startswith("CRP (circulating level, at rest): higher in 4 of the 6 cohorts")
    True
    """
    if judged.decisive is None:
        return ""
    said: dict[tuple[str, str], list[str]] = {}
    rests_on = judged.markers if judged.claim.reach is ClaimReach.EACH else (judged.decisive,)
    for marker in rests_on:
        for reading in marker.readings:
            if reading.answer is None:
                said.setdefault(("", "no such comparison in the record"), []).append(marker.name)
            else:
                said.setdefault((where(reading.answer), counts(reading.answer)), []).append(
                    reading.answer.name
                )
    words = "; ".join(
        f"{series(names)}{f' ({place})' if place else ''}: {text}" for (place, text), names in said.items()
    )
    alone = judged.direction is ClaimDirection.PRESENT
    return f"{words}; this says nothing about how often it is found in controls" if alone else words


def topic_of(answer: Answer) -> str:
    """Name an answer: its marker and what was compared."""
    return f"{answer.name} ({where(answer)})"


def where(answer: Answer) -> str:
    """Say what was compared, without the usual comparison."""
    return answer.words.removesuffix(_USUAL)


def counts(answer: Answer) -> str:
    """Write the votes on one question, with the number of cohorts that tested it always beside them.

    Examples
    --------
    >>> from synthesis.audit.books import Vote
    >>> cast = [Vote(str(i), (str(i),), str(i), 2000, v, "", "", False) for i, v in enumerate("HHHLUUM")]
    >>> counts(Answer.of_votes("m", "Marker", "level", cast))
    'higher in 3 of the 7 cohorts that tested it (none reported as significant), lower in one (not reported \
as significant), mixed in one; two reported no significant difference, without its direction'
    """
    m = answer.measures
    k, up, down = one(m.k), one(m.higher), one(m.lower)
    silent, mixed = one(m.silent), one(m.mixed)
    higher, lower, quiet, both = answer.terms
    tested = "the only cohort" if k == 1 else f"the {k} cohorts"
    if k == 1 and not silent:
        mark = answer.votes[0].mark if up or down else "*"
        hit = {"*": "", "?": ", significance not stated", "": ", not significantly"}[mark]
        return f"{higher if up else lower if down else both} in {tested} that tested it{hit}"
    found = sorted(((up, higher), (down, lower), (mixed, both)), key=lambda pair: -pair[0])
    said = [(number, word) for number, word in found if number]
    if not said:
        return f"{tested if k == 1 else f'all of {tested}'} that tested it {quiet}"
    (number, word), *others = said
    text = f"{word} in {number} of {tested} that tested it{_hits(answer, word)}"
    text += "".join(f", {word} in {spelled(number)}{_hits(answer, word)}" for number, word in others)
    return text + (f"; {spelled(silent)} {quiet}" if silent else "")


def _hits(answer: Answer, word: str) -> str:
    """Say how many cohorts in a direction are significant; only of cases against controls."""
    if answer.terms is not TERMS or word not in TERMS[:2]:
        return ""
    marks = [vote.mark for vote in answer.votes if vote.direction == "HL"[TERMS.index(word)]]
    hits = marks.count("*")
    if len(marks) == 1:
        return " (significant)" if hits else " (not reported as significant)"
    if 0 < hits < len(marks):
        return f" ({hits} reported as significant)"
    return " (all significant)" if hits else " (none reported as significant)"

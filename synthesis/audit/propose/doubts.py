"""What keeps a link from being read as a difference between cases and controls."""

from __future__ import annotations

import re

from synthesis.audit.propose.lexicon import (
    COMPARED,
    CONTROLS,
    DOUBTS,
    NEEDS_COMPARISON,
    NEGATIONS,
    OF_FUNCTION,
    SELF_NEGATED,
    WHOLE_SENTENCE,
    Doubt,
    find,
)
from synthesis.audit.propose.links import CLASS, MARKER, Link
from synthesis.audit.propose.markers import Mention
from synthesis.vocabulary.claim import ClaimDirection
from synthesis.vocabulary.measurement import MarkerKind

_GROUPS = re.compile(r"\b(?:controls?|groups?|healthy)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"\s+(?:counts?|numbers?|levels?|percentages?|proportions?|frequenc\w+|populations?)\b", re.IGNORECASE)
_FUNCTION = re.compile(r"\s+function\b", re.IGNORECASE)
_MORE = re.compile(rf"\s*[A-Za-z{MARKER}{CLASS}]")
_JOINED = re.compile(r"(?:,|\band\b|\bor\b)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
#: How far before a comparison the word for it may stand.
_REACH = 40


def about_clause(sentence: str, start: int, end: int, link: Link) -> Doubt | None:
    """Say why no link of a clause with this direction is to be used; None when nothing speaks against it.

    Parameters
    ----------
    sentence
        The masked sentence.
    start, end
        The clause in it.
    link
        The link, whose direction stands in the clause.
    """
    if sentence.rstrip().endswith("?"):
        return Doubt.QUESTION
    clause = sentence[start:end]
    cue = link.cue
    for hit in find(DOUBTS, sentence):
        if hit.cue.id in WHOLE_SENTENCE or (start <= hit.start and hit.end <= end):
            return hit.cue.means
    negated = find(NEGATIONS, sentence, start, cue.start)
    if negated and cue.cue.id not in SELF_NEGATED:
        return Doubt.NEGATED
    if len(negated) > 1 or (negated and cue.cue.id in SELF_NEGATED):
        return Doubt.NEGATED
    if cue.cue.id in NEEDS_COMPARISON and _GROUPS.search(sentence[cue.end : end]) is None:
        return Doubt.OTHER_POPULATION
    for control in CONTROLS.finditer(clause):
        if COMPARED.search(clause[max(0, control.start() - _REACH) : control.start()]) is None:
            return Doubt.REVERSED
    return None


def about_marker(text: str, mention: Mention, link: Link) -> Doubt | None:
    """Say why a link is not to be used for one of its markers; None when nothing speaks against it.

    Cells are a marker as their number. A name such as "T cell" before another noun only says where; changes
    "in" cells without saying of what are not read.
    """
    if link.doubt is not None:
        return link.doubt
    if mention.doubt is not None:
        return mention.doubt
    works = mention.kind is MarkerKind.CELL_FUNCTION
    if mention.kind is MarkerKind.CELL_SUBSET:
        works = _FUNCTION.match(text, mention.end) is not None
        amount = _AMOUNT.match(text, mention.end) is not None
        name = text[mention.start : mention.end]
        singular = not name.endswith("s") and not name.endswith("+")
        vague = link.cue.cue.means is ClaimDirection.ALTERED and not works
        if vague or (singular and not (works or amount) and _MORE.match(text, mention.end) is not None):
            return Doubt.CELLS_AS_PLACE
    if link.cue.cue.id in OF_FUNCTION and not works:
        return Doubt.TRAP
    return None


def joined_opposite(sentence: str, links: tuple[Link, ...], link: Link) -> bool:
    """Tell whether another direction is joined to this one: "elevated or reduced"."""
    for other in links:
        if other.cue.cue.means is link.cue.cue.means or other.cue.start == link.cue.start:
            continue
        first, second = sorted((link.cue, other.cue), key=lambda cue: cue.start)
        if _JOINED.fullmatch(sentence[first.end : second.start].lstrip()) is not None:
            return True
    return False

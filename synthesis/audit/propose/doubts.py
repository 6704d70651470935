"""What keeps a link from being read as a difference between cases and controls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from synthesis.audit.propose.lexicon import (
    AGAINST,
    AGAINST_CASES,
    BESIDE,
    CONTROLS,
    DIRECTIONS,
    DOUBTS,
    NEEDS_COMPARISON,
    NEGATIONS,
    OF_FUNCTION,
    WHOLE_SENTENCE,
    Doubt,
    Found,
    find,
)
from synthesis.audit.propose.links import CLASS, MARKER, Link
from synthesis.audit.propose.markers import Mention
from synthesis.vocabulary.claim import ClaimDirection
from synthesis.vocabulary.measurement import MarkerKind

_GROUPS = re.compile(r"\b(?:controls?|groups?|healthy)\b", re.IGNORECASE)
_AMOUNT = re.compile(
    r"\s+(?:counts?|numbers?|levels?|percentages?|proportions?|frequenc\w+|populations?)\b", re.IGNORECASE
)
_FUNCTION = re.compile(r"\s+function\b", re.IGNORECASE)
_EXPRESSION = re.compile(r"\s+expression\b", re.IGNORECASE)
_EXPRESSION_OF = re.compile(r"\bexpression\s+of\s+(?:the\s+)?$", re.IGNORECASE)
#: Kinds of marker that are expressed; expression of any other is another thing than its level or function.
_EXPRESSED = (MarkerKind.RECEPTOR_EXPRESSION, MarkerKind.LYTIC_PROTEIN, MarkerKind.GENE_EXPRESSION)
_MORE = re.compile(rf"\s*[A-Za-z{MARKER}{CLASS}]")
_REFUTED = re.compile(
    r"\b(?:refut|disput|disprov|question|challeng|artefact|artifact|unconfirmed|explained\s+by|due\s+to)",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:,|\band\b|\bor\b)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
#: How far before a comparison the word for it may stand.
_REACH = 60


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
    clause = sentence[start:end]
    cue = link.cue
    for hit in find(DOUBTS, sentence):
        if hit.cue.id in WHOLE_SENTENCE or (start <= hit.start and hit.end <= end):
            return hit.cue.means
    negated = [hit for hit in find(NEGATIONS, sentence, start, end) if not cue.start <= hit.start < cue.end]
    if negated:
        return Doubt.NEGATED
    if cue.cue.id in NEEDS_COMPARISON and _GROUPS.search(sentence[cue.end : end]) is None:
        return Doubt.OTHER_POPULATION
    if AGAINST_CASES.search(clause) is not None:
        return Doubt.REVERSED
    for control in CONTROLS.finditer(clause):
        before = clause[max(0, control.start() - _REACH) : control.start()]
        if AGAINST.search(before) is None and BESIDE.search(before) is None:
            return Doubt.REVERSED
    return None


def taken_back(sentence: str, end: int, link: Link) -> Doubt | None:
    """Say whether what follows a clause takes it back without naming a marker.

    It may negate (", but this was not confirmed") or give another direction ("but reduced in others").
    """
    rest = sentence[end:]
    if re.search(rf"[{MARKER}{CLASS}]", rest) is not None:
        return None
    if find(NEGATIONS, rest) or _REFUTED.search(rest) is not None:
        return Doubt.NEGATED
    others = [hit for hit in find(DIRECTIONS, rest) if hit.cue.id not in NEEDS_COMPARISON]
    return Doubt.CONTRADICTORY if any(hit.cue.means is not link.cue.cue.means for hit in others) else None


def about_marker(text: str, mention: Mention, link: Link, others: Iterable[Mention]) -> Doubt | None:
    """Say why a link is not to be used for one of its markers; None when nothing speaks against it.

    Cells are a marker as their number. A name such as "T cell" before another noun only says where; changes
    "in" cells without saying of what are not read. Cells elsewhere in the clause say where a protein was
    measured, which is another question than its level in blood.

    Parameters
    ----------
    text
        The normalised text.
    mention, link
        The marker, and the link it is part of.
    others
        Mentions of the clause that no link is about.
    """
    if mention.doubt is not None:
        return mention.doubt
    if link.doubt is not None:
        return link.doubt
    cells = any(
        other.kind is MarkerKind.CELL_SUBSET and other.name.casefold() not in mention.name.casefold()
        for other in others
    )
    if cells and mention.kind is not MarkerKind.LYTIC_PROTEIN:
        return Doubt.CELLS_AS_PLACE
    expressed = _EXPRESSION_OF.search(text[max(0, mention.start - _REACH) : mention.start]) is not None
    if mention.kind not in _EXPRESSED and (expressed or _EXPRESSION.match(text, mention.end) is not None):
        return Doubt.OTHER_THING
    works = mention.kind is MarkerKind.CELL_FUNCTION
    if mention.kind is MarkerKind.CELL_SUBSET:
        works = _FUNCTION.match(text, mention.end) is not None
        amount = _AMOUNT.match(text, mention.end) is not None
        name = text[mention.start : mention.end]
        singular = name.casefold().endswith("cell")
        vague = link.cue.cue.means is ClaimDirection.ALTERED and not works
        if vague or (singular and not (works or amount) and _MORE.match(text, mention.end) is not None):
            return Doubt.CELLS_AS_PLACE
    if link.cue.cue.id in OF_FUNCTION and not works:
        return Doubt.TRAP
    return None


def joined_opposite(sentence: str, cues: Sequence[Found[ClaimDirection]], cue: Found[ClaimDirection]) -> bool:
    """Tell whether another direction is joined to this one: "elevated or reduced"."""
    for other in cues:
        if other.cue.means is cue.cue.means:
            continue
        first, second = sorted((cue, other), key=lambda hit: hit.start)
        if _JOINED.fullmatch(sentence[first.end : second.start].lstrip()) is not None:
            return True
    return False

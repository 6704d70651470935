"""Clauses of a sentence: where one statement ends and the next begins, with asides blanked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from synthesis.audit.propose.lexicon import DIRECTIONS, find
from synthesis.audit.propose.links import CLASS, MARKER

#: Where a clause ends, by id; the boundary belongs to the clause after it.
BOUNDARIES = (
    ("c-mark", r"[;\u2014]"),
    ("c-colon", r":(?=\s)"),
    ("c-contrast", r",?\s+(?:while|whereas|but|although|though|however|yet|despite)\b"),
    (
        "c-trailing",
        r",\s+(?:(?:potentially|possibly|perhaps|thus|thereby)\b|"
        r"(?:suggest|indicat|imply|support|point|reflect|explain|contribut|consist|link|mak|lead)\w*\b|"
        r"similar to|like|unlike|as in|particularly|especially|with\b)",
    ),
    ("c-relative", r",?\s+(?:which|that|who|because|since|so that|where)\b"),
    ("c-subject", r",?\s+and\s+(?=(?:it|they|these|those|this|there|we|others|some|several|many|most)\b)"),
    ("c-intro", r"(?<=,)\s+(?=\S+\s+(?:patients|cases|people|individuals|studies)\b)"),
)
_BOUNDARY = re.compile("|".join(f"(?:{pattern})" for _, pattern in BOUNDARIES), re.IGNORECASE)
#: A new subject and its verb, which end the clause when that has a direction already.
_NEW_SUBJECT = re.compile(
    rf",?\s+and\s+(?=[{MARKER}{CLASS}]+(?:\s+\w+)?\s+(?:is|are|was|were|may|might|could|did|does|has|have|had|remain\w*)\b)",
    re.IGNORECASE,
)
#: Asides between commas: "X, which does this, is raised".
_ASIDE = re.compile(
    r",\s+(?:which|who|where|a|an|one|known|also)\b[^,;:\u2014()]*,(?=\s+(?:is|are|was|were|has|have)\b)"
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
#: "found that", "shows that": what follows is the statement itself.
_THAT = re.compile(
    r"\b(?:found|find|finds|show|shows|showed|shown|report|reports|reported|observed|suggest|suggests|suggested|"
    r"indicate|indicates|indicated|concluded|evidence|established)\s+(that)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A range of the blanked text."""

    start: int
    end: int


def blanked(text: str, start: int, end: int) -> str:
    """Give a range of a text with brackets and asides as blanks, so that its length stays.

    Examples
    --------
    >>> blanked("IL-6 (a cytokine) is", 0, 20)
    'IL-6              is'
    """
    part = text[start:end]
    for pattern in (_BRACKETS, _ASIDE):
        part = pattern.sub(lambda found: " " * len(found[0]), part)
    return _THAT.sub(lambda found: found[0][: -len(found[1])] + " " * len(found[1]), part)


def clauses(part: str) -> tuple[Clause, ...]:
    """Split a sentence that is blanked and has its markers masked."""
    return tuple(_cut(part))


def _cut(part: str) -> Iterator[Clause]:
    start = 0
    subjects = {found.start() for found in _NEW_SUBJECT.finditer(part)}
    for at in sorted(subjects | {found.start() for found in _BOUNDARY.finditer(part)}):
        said = at not in subjects or find(DIRECTIONS, part, start, at)
        if said and part[start:at].strip():
            yield Clause(start, at)
            start = at
    if part[start:].strip():
        yield Clause(start, len(part))

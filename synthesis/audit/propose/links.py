"""Which direction word is about which marker, by the few constructions that leave no doubt.

| id | construction |
|---|---|
| l-before | direction, then the marker: "elevated levels of X and Y" |
| l-noun | a noun of direction, "in" or "of", then the marker: "a reduction in X", "no difference in X" |
| l-predicate | the marker, a verb, then the direction: "X and Y were found to be elevated" |
| l-verb | the marker and "did not differ" |
| l-found-in | "no difference between the groups was found in X" |
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from synthesis.audit.propose.lexicon import Doubt, Found
from synthesis.audit.propose.markers import Mention
from synthesis.vocabulary.claim import ClaimDirection

#: Signs that stand for the characters of a marker and of a class of markers in a masked text.
MARKER, CLASS = "\ue000", "\ue001"
_HEADS = (
    r"levels?|concentrations?|expression|counts?|numbers?|percentages?|proportions?|frequenc(?:y|ies)|titres?|titers?|"
    r"values?|function"
)
_FILL = rf"(?:{_HEADS}|amounts?|of|the|an?|both|circulating|serum|plasma|blood|peripheral|total|mean|median|average)"
_GROUP = (
    rf"[{MARKER}{CLASS}]+(?:\s+(?:{_HEADS}))?"
    rf"(?:\s*(?:,\s*(?:and\s+|or\s+)?|and\s+|or\s+|as\s+well\s+as\s+)\s*(?:{_FILL}\s+)*[{MARKER}{CLASS}]+(?:\s+(?:{_HEADS}))?)*"
)
_VERBS = (
    r"is|are|was|were|be|been|(?:has|have|had)\s+been|remain(?:s|ed)?|may|might|could|can|appears?|appeared|seems?|"
    r"seemed|to|found|reported|observed|shown|described|also|often|frequently|commonly|consistently|significantly|"
    r"markedly|slightly|both|all|generally|typically|usually|sometimes|always|invariably|still|repeatedly|modestly|"
    r"clearly|strongly|substantially|not|never|no\s+longer|only|rarely|hardly|reproducibly|possibly|probably|likely"
)
_PLACE = rf"(?:\s+(?:in|of|among|from)\s+(?:(?!(?:{_VERBS})\b)[\w/'-]+\s+){{1,6}}?)?"
_AFTER_GROUP = re.compile(rf"{_GROUP}(?:\s+|,\s+)?{_PLACE}\s*(?:(?:{_VERBS})\s+)+$", re.I)
_BEFORE_VERB = re.compile(rf"{_GROUP}\s*{_PLACE}\s*$", re.I)
_FOLLOWED = re.compile(rf"\s+(?:{_FILL}\s+)*(?P<group>{_GROUP})", re.I)
_NOUN_FOLLOWED = re.compile(
    rf"\s+(?:(?:was|were)\s+(?:found|observed|seen|reported|detected)\s+)?(?:between\s+(?:[\w/'-]+\s+){{1,8}}?)?"
    rf"(?:(?:was|were)\s+(?:found|observed|seen|reported|detected)\s+)?(?:in|of|for)\s+(?:{_FILL}\s+)*(?P<group>{_GROUP})",
    re.I,
)
_CLOSED = re.compile(
    r"\s*(?:$|[,.;)!\u2014]|\s(?:in|among|compared|relative|versus|vs|than|across|at|between|for|and|or|only|from|to|when|as)\b)",
    re.I,
)
_NOUNS = re.compile(
    r"elevations?|increases?|reductions?|decreases?|loss|impairment|abnormalit\w+|alterations?|no\s.*differences?", re.I
)
_PREPOSITION = re.compile(r"(?:^|\s)(in|on|by|from|of|within|among|to|for|with|between|via|through|against|against)\s+$", re.I)
_AMOUNT_OF = re.compile(rf"(?:{_HEADS}|amounts?)\s+(?:of|for)\s+(?:{_FILL}\s+)*$", re.I)
#: What may stand before "elevated X": then it is no verb with X as its object.
_ADJECTIVE = re.compile(
    r"(?:^\W*|[,:]\s*|\b(?:an?|the|show|shows|showed|shown|have|had|has|found|find|finds|finding|report|reports|reported|"
    r"reveal|reveals|revealed|display|displays|displayed|exhibit|exhibits|exhibited|demonstrate|demonstrates|"
    r"demonstrated|observed|detected|with|of|and|or|consistently|significantly|markedly|slightly|modestly|typically|"
    r"generally|often|both|some|no|not|as|including)\s+)$",
    re.I,
)
_TO_ACT = re.compile(r"\b(?:to|can|may|could|might|will|would|not|help|helps)\s+$", re.I)


@dataclass(frozen=True, slots=True)
class Link:
    """A direction and the markers it is about; `doubt` says why it is not to be used."""

    rule: str
    cue: Found[ClaimDirection]
    mentions: tuple[Mention, ...]
    doubt: Doubt | None = None


def masked(part: str, offset: int, mentions: Sequence[Mention]) -> str:
    """Put one sign in place of each character of a mention that is not blanked already.

    Examples
    --------
    >>> masked("is IL-6 up", 0, [Mention(3, 7, "m-name", "il-6")]).replace(MARKER, "#")
    'is #### up'
    """
    for mention in mentions:
        start, end = mention.start - offset, mention.end - offset
        if 0 <= start and end <= len(part) and part[start:end].strip():
            part = part[:start] + (CLASS if mention.classes else MARKER) * (end - start) + part[end:]
    return part


def link(
    part: str, start: int, end: int, offset: int, cue: Found[ClaimDirection], mentions: Sequence[Mention]
) -> Link | None:
    """Link a direction word to the markers of its clause; None when no construction fits.

    Parameters
    ----------
    part
        The masked sentence; `start` and `end` are the clause and `cue` a place in it.
    offset
        Where the sentence begins in the text that `mentions` count in.
    """
    words = part[cue.start : cue.end]
    before, after = part[start : cue.start], part[cue.end : end]
    noun = _NOUNS.fullmatch(words) is not None
    if (follows := (_NOUN_FOLLOWED if noun else _FOLLOWED).match(after)) is not None:
        found = _inside(mentions, offset + cue.end + follows.start("group"), offset + cue.end + follows.end())
        acts = _TO_ACT.search(before) is not None or (
            words.casefold().endswith("ed") and _ADJECTIVE.search(before) is None
        )
        return Link("l-noun" if noun else "l-before", cue, found, Doubt.ACTIVE_VERB if acts and not noun else None)
    if noun and _FOLLOWED.match(after) is not None:
        return Link("l-before", cue, (), Doubt.ACTIVE_VERB)
    rule, pattern = ("l-verb", _BEFORE_VERB) if cue.cue.id == "d-none-did-not-differ" else ("l-predicate", _AFTER_GROUP)
    precedes = pattern.search(before)
    if precedes is None or noun or _CLOSED.match(after) is None:
        return None
    lead = before[: precedes.start()]
    if _PREPOSITION.search(lead) is not None and _AMOUNT_OF.search(lead) is None:
        return None
    return Link(rule, cue, _inside(mentions, offset + start + precedes.start(), offset + start + precedes.end()))


def _inside(mentions: Sequence[Mention], start: int, end: int) -> tuple[Mention, ...]:
    return tuple(mention for mention in mentions if start <= mention.start and mention.end <= end)

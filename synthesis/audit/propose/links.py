"""Which direction word is about which marker, by the few constructions that leave no doubt.

| id | construction |
|---|---|
| l-before | direction, then the marker: "elevated levels of X and Y" |
| l-noun | a noun of direction, "in" or "of", then the marker: "a reduction in X", "no difference in X" |
| l-predicate | the marker, a verb, then the direction: "X and Y were found to be elevated" |
| l-verb | the marker and "did not differ" |
| l-exhaustion | "show markers of T cell exhaustion (X, Y)": more of each (in `sentence`) |
| s-label-subject | a list item's label and its first words: "X: present in a subset" (in `sentence`) |
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from synthesis.audit.propose.lexicon import Doubt, Found
from synthesis.audit.propose.markers import Mention
from synthesis.vocabulary.claim import ClaimDirection

#: Directions that bring their own verb.
_WITH_VERB = frozenset({"d-none-did-not-differ"})
#: Signs that stand for the characters of a marker and of a class of markers in a masked text.
MARKER, CLASS = "\ue000", "\ue001"
_HEADS = (
    r"levels?|concentrations?|expression|counts?|numbers?|percentages?|proportions?|frequenc(?:y|ies)|titres?|titers?|"
    r"values?|function"
)
_FILL = (
    rf"(?:{_HEADS}|amounts?|of|the|an?|both|circulating|serum|plasma|"
    r"blood|peripheral|total|mean|median|average)"
)
_GROUP = (
    rf"[{MARKER}{CLASS}]+(?:\s+(?:{_HEADS}))?"
    rf"(?:\s*(?:,\s*(?:and\s+|or\s+)?|and\s+|or\s+|as\s+well\s+as\s+)\s*(?:{_FILL}\s+)*"
    rf"[{MARKER}{CLASS}]+(?:\s+(?:{_HEADS}))?)*"
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
    r"\s*(?:$|[,.;)!\u2014]|\s(?:in|among|compared|relative|versus|vs|than|across|at|between|for|and|or|only|from|to|when|as|"
    r"after|before|during|following|above|below)\b)",
    re.I,
)
_NOUNS = re.compile(
    r"elevations?|increases?|reductions?|decreases?|loss|impairment|abnormalit\w+|alterations?|no\s.*differences?",
    re.I,
)
#: What may stand before a marker that a verb follows; any other word may make another thing of it.
_SUBJECT = re.compile(
    rf"(?:^\W*|[,:\u2014]\s*|\b(?:the|that|and|both|serum|plasma|blood|circulating|peripheral|total|mean|median|average|"
    rf"while|whereas|but|neither|nor|not|found|finds?|show(?:s|ed|n)?|reports?|reported|suggests?|suggested|"
    rf"indicates?|indicated|observed|established|evidence|although|though|however|yet|studies|cohorts|patients|people|me/cfs|"
    rf"(?:(?:{_HEADS}|amounts?)\s+(?:of|for)(?:\s+{_FILL})*))\s+)$",
    re.I,
)
#: Verbs that state what follows or precedes, unlike "patients with reduced X sleep badly".
_STATES = re.compile(
    r"\b(?:have|has|had|show\w*|display\w*|exhibit\w*|demonstrat\w+|found|finds?|finding|report\w*|confirm(?:s|ed)?|reveal\w*|observ\w+|"
    r"detect\w*|document\w*|describ\w+|noted|seen|identified|there\s+(?:is|are|was|were))\b",
    re.I,
)
_STATED = re.compile(
    r"(?:is|are|was|were|been)\s+(?:\w+ly\s+)?(?:found|reported|observed|seen|noted|described|documented|detected|significant|"
    r"common|typical)\b",
    re.I,
)
_WITH = re.compile(r"\b(?:with|whose|for|by|of|on)\s+(?:(?:an?|the|both)\s+)?$", re.I)
#: What may stand before "elevated X": then it is no verb with X as its object.
_ADJECTIVE = re.compile(
    r"(?:^\W*|[,:]\s*|\b(?:an?|the|show|shows|showed|shown|have|had|has|found|find|finds|finding|report|reports|reported|confirmed|"
    r"reveal|reveals|revealed|display|displays|displayed|exhibit|exhibits|exhibited|demonstrate|demonstrates|"
    r"demonstrated|observed|detected|and|or|consistently|significantly|markedly|slightly|modestly|typically|"
    r"generally|often|most|both|some|no|not|as|including)\s+)$",
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
        if start >= 0 and end <= len(part) and part[start:end].strip():
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
    before, after = part[start : cue.start], part[cue.end : end]
    noun = _NOUNS.fullmatch(part[cue.start : cue.end]) is not None
    if (follows := (_NOUN_FOLLOWED if noun else _FOLLOWED).match(after)) is not None:
        group = (offset + cue.end + follows.start("group"), offset + cue.end + follows.end())
        rule, doubt = ("l-noun", None) if noun else ("l-before", _acts(before, part[cue.start : cue.end]))
        return Link(rule, cue, _inside(mentions, *group), doubt or _unstated(before, after))
    if noun and _FOLLOWED.match(after) is not None:
        return Link("l-before", cue, (), Doubt.ACTIVE_VERB)
    rule, pattern = ("l-verb", _BEFORE_VERB) if cue.cue.id in _WITH_VERB else ("l-predicate", _AFTER_GROUP)
    precedes = pattern.search(before)
    if precedes is None or noun or not is_closed(part, cue.end, end):
        return None
    if _SUBJECT.search(before[: precedes.start()]) is None:
        return None
    return Link(
        rule, cue, _inside(mentions, offset + start + precedes.start(), offset + start + precedes.end())
    )


def _acts(before: str, word: str) -> Doubt | None:
    """Tell "the drug reduced X" and "to lower X" from "found reduced X"."""
    verb = (
        word.casefold().endswith("ed") and _ADJECTIVE.search(before) is None and _WITH.search(before) is None
    )
    return Doubt.ACTIVE_VERB if verb or _TO_ACT.search(before) is not None else None


def _unstated(before: str, after: str) -> Doubt | None:
    """Tell a condition ("patients with reduced X sleep badly") from a statement."""
    if _WITH.search(before) is not None or not (_STATES.search(before) or _STATED.search(after)):
        return Doubt.CONDITION
    return None


def is_closed(part: str, at: int, end: int) -> bool:
    """Tell whether no noun follows that a direction word would belong to, as in "abnormal cells"."""
    return _CLOSED.match(part[at:end]) is not None


def _inside(mentions: Sequence[Mention], start: int, end: int) -> tuple[Mention, ...]:
    return tuple(mention for mention in mentions if start <= mention.start and mention.end <= end)

"""Markers of the registry in a text: longest name first, short names only in their own letters.

Names are compared word by word: letters, digits and Greek names are words, hyphens and blanks are not, so
that "IL-6", "IL6" and "IL 6" are one name. Gene aliases that the registry does not list are never used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from synthesis.audit.propose.lexicon import CLASSES, NARROWER, Cue, Doubt, find
from synthesis.audit.propose.normal import normalise
from synthesis.store.tidy import items, records
from synthesis.vocabulary.measurement import MarkerKind

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Names of up to this many characters are compared letter by letter, capitals included.
SHORT = 4
_GREEK = "alpha|beta|gamma|delta|lambda|kappa"
_WORD = re.compile(
    rf"(?i:{_GREEK})(?![a-z])|\d+|(?:(?!(?i:{_GREEK})(?![a-z]))[A-Za-z])+|\+",
)
_PARENTHESIS = re.compile(r"\s*\(([^()]*)\)")
#: Ways to write a name that only differ in wording: first form in the registry, second form in texts.
RESPELLINGS = (
    ("w-interleukin", "IL-", "interleukin-"),
    ("w-interferon", "IFN-", "interferon-"),
    ("w-nk", "NK ", "NK cell "),
    ("w-natural-killer", "NK ", "natural killer "),
    ("w-natural-killer-cell", "NK ", "natural killer cell "),
    ("w-tumour", "tumour", "tumor"),
)
#: What makes another thing of a marker when it stands after or before its name.
_AFTER = re.compile(
    r"[\s-]*(?:receptors?|antagonists?|agonists?|inhibitors?|blockers?|genes?|genotypes?|polymorphisms?|mrna|transcripts?|"
    r"antibod(?:y|ies)|autoantibod(?:y|ies)|pathways?|signall?ing|family|superfamily|producing|secreting|binding|"
    r"dependent|driven|mediated|induced|positive|negative|like|knock-?out|syndromes?|disorders?|deficien\w+)\b",
    re.I,
)
_BEFORE = re.compile(
    r"(?:\banti|\bpro|\bsoluble|\bmembrane|\bnon|\brecombinant|\blatent|\bactivated)[\s-]+$", re.I
)
_SUCH_AS = re.compile(r",?\s+(?:such\s+as|like|to|against|of|that|which)\b", re.I)
_ABBREVIATION = re.compile(r"\s*\(([A-Z][A-Za-z0-9-]{1,7})\)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A marker, or a class of markers, in a normalised text.

    Attributes
    ----------
    start, end
        Its range.
    rule
        Rule that found it.
    marker, name, kind
        The marker, what it is called, its kind; `marker` is empty for a class or a doubt.
    classes
        Kinds of marker, for a class.
    doubt
        Set when the name is not to be used.
    """

    start: int
    end: int
    rule: str
    marker: str = ""
    name: str = ""
    kind: MarkerKind = MarkerKind.OTHER
    classes: tuple[MarkerKind, ...] = ()
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class _Alias:
    marker: str
    name: str
    kind: MarkerKind
    written: str
    rule: str
    exact: bool


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


class Registry:
    """The names of the markers of an atlas; panels and what is not immune are left out."""

    def __init__(self, atlas: Atlas) -> None:
        self._aliases: dict[tuple[str, ...], list[_Alias]] = {}
        self.groups: dict[str, str] = {}
        columns = ("marker", "name", "kind", "synonyms", "panel", "immune", "group")
        for row in records(atlas.markers, columns):
            if row["group"] is not None:
                self.groups[row["marker"]] = row["group"]
            if row["panel"] or not row["immune"]:
                continue
            for rule, written in _spellings(row["name"], items(row["synonyms"])):
                plain = normalise(written).text
                alias = _Alias(
                    row["marker"], row["name"], MarkerKind.parse(row["kind"]), plain, rule, _is_exact(plain)
                )
                self._add(alias)
        self._longest = max((len(key) for key in self._aliases), default=0)

    def _add(self, alias: _Alias) -> None:
        known = self._aliases.setdefault(_key(_words(alias.written)), [])
        if all((other.marker, other.written) != (alias.marker, alias.written) for other in known):
            known.append(alias)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Find markers and classes of markers in a normalised text, in its order, none overlapping.

        An abbreviation in brackets behind a marker's name stands for the marker in the rest of the text.
        """
        words = list(_words(text))
        found = list(self._scan(text, words, {}))
        own = dict(_abbreviations(text, found, self._known))
        if own:
            found = list(self._scan(text, words, own))
        taken = [(mention.start, mention.end) for mention in found]
        for hit in find(CLASSES, text):
            if not any(start < hit.end and hit.start < end for start, end in taken):
                before, after = text[max(0, hit.start - 30) : hit.start], text[hit.end :]
                narrow = NARROWER.search(before) is not None or _SUCH_AS.match(after) is not None
                found.append(_class(hit.cue, hit.start, hit.end, narrow))
        return tuple(sorted(found, key=lambda mention: mention.start))

    def _known(self, written: str) -> bool:
        return _key(_words(written)) in self._aliases

    def _scan(self, text: str, words: list[_Word], own: dict[tuple[str, ...], Mention]) -> Iterator[Mention]:
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                part = words[at : at + length]
                mention = self._mention(text, part, own)
                if mention is not None:
                    yield mention
                    at += length
                    break
            else:
                at += 1

    def _mention(self, text: str, part: list[_Word], own: dict[tuple[str, ...], Mention]) -> Mention | None:
        start, end = part[0].start, part[-1].end
        if not _stands_alone(text, part):
            return None
        key = _key(part)
        if key in own:
            first = own[key]
            return Mention(start, end, "m-abbreviation", first.marker, first.name, first.kind)
        written = text[start:end]
        fits = [
            alias
            for alias in self._aliases.get(key, ())
            if not alias.exact or _joined(alias.written) == _joined(written)
        ]
        if not fits:
            return None
        best = fits[0]
        if len({alias.marker for alias in fits}) > 1:
            return Mention(start, end, "m-ambiguous", doubt=Doubt.AMBIGUOUS_MARKER)
        doubt = Doubt.OTHER_THING if _is_part(text, start, end) else None
        return Mention(start, end, best.rule, best.marker, best.name, best.kind, doubt=doubt)


def _spellings(name: str, synonyms: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give the ways a marker is written, each with the rule that allows it.

    What stands in brackets in a preferred name is left out; it is a name of its own only when it looks like
    one. A synonym with a remark in brackets is not used.
    """
    plain = _PARENTHESIS.sub("", name).strip()
    given = [("m-name", plain)]
    given += [("m-bracket", inner) for inner in _PARENTHESIS.findall(name) if _is_token(inner)]
    given += [("m-synonym", synonym) for synonym in synonyms if " (" not in synonym]
    for rule, written in given:
        yield rule, written
        for respelled, first, second in RESPELLINGS:
            if written.startswith(first):
                yield f"{rule}+{respelled}", second + written[len(first) :]
            elif first.strip() == first and first.islower() and first in written:
                yield f"{rule}+{respelled}", written.replace(first, second)


def _is_token(inner: str) -> bool:
    return " " not in inner and re.fullmatch(r"[A-Za-z][\w-]*", inner) is not None and not inner.islower()


def _is_exact(written: str) -> bool:
    """Tell whether a name is compared letter by letter: it is short, or one word in capitals."""
    return len(written) <= SHORT or (written.isalpha() and written.isupper())


def _words(text: str) -> Iterator[_Word]:
    return (_Word(found[0], found.start(), found.end()) for found in _WORD.finditer(text))


def _key(words: Iterable[_Word]) -> tuple[str, ...]:
    return tuple(_singular(word.text) for word in words)


def _singular(word: str) -> str:
    folded = word.casefold()
    if len(folded) > 3 and folded.endswith("ies"):
        return folded[:-3] + "y"
    plural = len(folded) > 3 and folded.endswith("s") and not folded.endswith(("ss", "is", "us"))
    return folded[:-1] if plural and not word.isupper() else folded


def _joined(written: str) -> str:
    return re.sub(r"[\s-]+", "", written)


def _stands_alone(text: str, part: list[_Word]) -> bool:
    """Tell whether a name begins and ends where words do, with no more than a blank or hyphen inside."""
    start, end = part[0].start, part[-1].end
    if (start and text[start - 1].isalnum()) or (
        end < len(text) and (text[end].isalnum() or text[end] == "+")
    ):
        return False
    gaps = (text[left.end : right.start] for left, right in pairwise(part))
    return all(gap in ("", " ", "-", "/", ", ") or gap == " - " for gap in gaps)


def _is_part(text: str, start: int, end: int) -> bool:
    after = _AFTER.match(text, end) is not None or re.match(r"[-*/]\w", text[end:]) is not None
    before = _BEFORE.search(text[max(0, start - 20) : start]) is not None
    return after or before or text[max(0, start - 1) : start] in ("-", "/")


def _abbreviations(
    text: str, found: Iterable[Mention], known: Callable[[str], bool]
) -> Iterator[tuple[tuple[str, ...], Mention]]:
    """Find "long name (ABBR)", where the letters of the abbreviation all occur in the long name."""
    for mention in found:
        bracket = _ABBREVIATION.match(text, mention.end)
        if bracket is None or mention.doubt is not None or known(bracket[1]):
            continue
        long = list(text[mention.start : mention.end].casefold())
        short = [sign for sign in bracket[1].casefold() if sign.isalnum()]
        if all(short.count(sign) <= long.count(sign) for sign in short):
            yield _key(_words(bracket[1])), mention


def _class(cue: Cue[tuple[MarkerKind, ...]], start: int, end: int, narrow: bool) -> Mention:
    return Mention(start, end, cue.id, classes=cue.means, doubt=Doubt.OTHER_THING if narrow else None)

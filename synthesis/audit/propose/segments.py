"""Sections, paragraphs, list items with the sentence that leads into them, and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: What the part under the article's own title is called.
INTRODUCTION = "Introduction"
_ITEM = re.compile(r"\s*(?:[-*\u2022\u00b7]|\d{1,2}[.)])\s+(?=\S)")
_LABEL = re.compile(r"[^.:;!?]{2,70}:(?=\s+\S)")
_END = re.compile(r"[.!?][)\"']*(?=\s+[\"'(]?[A-Z0-9])")
#: Full stops that end no sentence.
_SHORT = re.compile(r"(?:\b(?:al|vs|e\.g|i\.e|cf|Fig|Dr|Prof|St|approx|no|[A-Z])\.)$")
_LONGEST_HEADING = 100


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and where it stands; all offsets count in the normalised text.

    Attributes
    ----------
    section
        Heading above it.
    paragraph, sentence
        Paragraph or list item within the section, and sentence within that, from 1.
    start, end
        The sentence.
    body
        Where it starts after the label of a list item ("TGF-beta elevation: ..."); `start` without one.
    lead
        The sentence that leads into the list, as a range; None outside of lists.
    """

    section: str
    paragraph: int
    sentence: int
    start: int
    end: int
    body: int
    lead: tuple[int, int] | None


def sentences(text: str) -> tuple[Sentence, ...]:
    r"""Split a normalised text.

    A heading is a short line without a mark at its end that is no list item. A line that ends with a colon
    leads into the list items below it.

    Examples
    --------
    >>> found = sentences("Title\nCells\nStudies found raised markers:\n- IL-6: high. Low.\n")
    >>> [(s.section, s.paragraph, s.sentence, s.lead is not None) for s in found]
    [('Cells', 1, 1, False), ('Cells', 2, 1, True), ('Cells', 2, 2, True)]
    """
    return tuple(_walk(text))


def title(text: str) -> str:
    """Give the first line that holds words; empty when none does."""
    return next((line.strip() for line in text.split("\n") if line.strip()), "")


def _walk(text: str) -> Iterator[Sentence]:
    section, paragraph, lead = INTRODUCTION, 0, None
    name, at = title(text), 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        words = line.strip()
        if not words:
            continue
        item = _ITEM.match(line)
        if item is None and _is_heading(words):
            section, paragraph, lead = INTRODUCTION if words == name else words, 0, None
            continue
        paragraph += 1
        first = start + (item.end() if item else len(line) - len(line.lstrip()))
        last = start + len(line.rstrip())
        if item is None:
            lead = None
        found = list(_split(text, first, last))
        for number, (left, right) in enumerate(found, 1):
            label = _LABEL.match(text, left, right) if item and number == 1 else None
            body = label.end() + 1 if label else left
            yield Sentence(section, paragraph, number, left, right, body, lead)
        if item is None and words.endswith(":"):
            lead = found[-1]


def _is_heading(line: str) -> bool:
    return len(line) <= _LONGEST_HEADING and line[-1] not in ".:;?!,\"'"


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for mark in _END.finditer(text, start, end):
        if _SHORT.search(text, start, mark.start() + 1):
            continue
        yield start, mark.end()
        start = mark.end() + len(text[mark.end() : end]) - len(text[mark.end() : end].lstrip())
    yield start, end

"""One spelling of a text, and the way back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.audit.propose.normal import normalise
from synthesis.audit.propose.segments import INTRODUCTION, sentences

SIGNS = st.text(alphabet="aIL6 -–—‑−αβγﬁé\u0301\u00ad\u200b’“\n\r\u2028.()½", max_size=60)


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("TNF-α", "TNF-alpha"),
        ("IL‑1β", "IL-1beta"),
        ("IL–6", "IL-6"),
        ("so – no", "so — no"),
        ("pro­file", "profile"),
        ("ﬁnd", "find"),
        ("patients’", "patients'"),
        ("a b", "a b"),
        ("e\u0301", "é"),
    ],
)
def test_one_spelling(written: str, spelled: str) -> None:
    assert normalise(written).text == spelled


@settings(max_examples=150, deadline=None, derandomize=True)
@given(SIGNS | st.text(max_size=40))
def test_the_map_leads_back(text: str) -> None:
    """Ranges grow, cover what they stand for, and leave out only what prints nothing."""
    normal = normalise(text)
    assert len(normal.text) == len(normal.starts) == len(normal.ends)
    edge = 0
    for start, end in zip(normal.starts, normal.ends, strict=True):
        assert 0 <= start < end <= len(text)
        assert start >= edge or start == max(s for s in normal.starts if s <= start)
        edge = end
    covered = {at for start, end in zip(normal.starts, normal.ends, strict=True) for at in range(start, end)}
    skipped = [text[at] for at in range(len(text)) if at not in covered]
    assert all(unicodedata.category(sign) == "Cf" for sign in skipped)
    for at in range(0, len(normal.text), 7):
        start, end = normal.original(at, at + 1)
        assert normal.text[at] in normalise(text[start:end]).text or text[start] in "–—―"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_plain_text_stays(text: str) -> None:
    normal = normalise(text)
    assert normal.text == text
    assert all(normal.original(at, at + 1) == (at, at + 1) for at in range(len(text)))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(alphabet="ab. :-\n•A1()", max_size=80))
def test_sentences_lie_in_the_text_one_after_the_other(text: str) -> None:
    edge = 0
    for sentence in sentences(text):
        assert edge <= sentence.start < sentence.end <= len(text)
        assert sentence.start <= sentence.body <= sentence.end
        assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end]
        edge = sentence.end


def test_sections_paragraphs_and_lists() -> None:
    text = (
        "The Title\nFirst one. Second, e.g. this, by A. Quill et al. in print.\n"
        "A Heading\nWhat follows is a list:\n- Label: Body. More.\n2) Bare\nAfter it.\n"
    )
    found = sentences(text)
    assert [(s.section, s.paragraph, s.sentence) for s in found] == [
        (INTRODUCTION, 1, 1),
        (INTRODUCTION, 1, 2),
        ("A Heading", 1, 1),
        ("A Heading", 2, 1),
        ("A Heading", 2, 2),
        ("A Heading", 3, 1),
        ("A Heading", 4, 1),
    ]
    item = found[3]
    assert text[item.start : item.body] == "Label: "
    assert item.lead is not None
    assert text[slice(*item.lead)] == "What follows is a list:"
    assert found[5].lead == item.lead
    assert found[6].lead is None

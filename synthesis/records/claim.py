"""Claim and Article: the checkable statements of one article, in our own words."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from synthesis.records.base import Count, Day, Record, Sha256, Slug, Text, Truth, Url, Year, unique_ids
from synthesis.vocabulary.claim import (
    AuditLabel,
    Checkable,
    CitationLabel,
    ClaimDirection,
    ClaimKind,
    ClaimReach,
    ClaimStatus,
    ClaimStrength,
    HandVerdict,
    Modality,
)
from synthesis.vocabulary.measurement import MarkerKind, MatrixClass, Specimen, State
from synthesis.vocabulary.study import Comparator

#: A place in a list or a text, counted from 1.
Ordinal = Annotated[Count, Field(ge=1)]


class Place(Record):
    """Where the article makes the statement; the sentence itself is never kept."""

    paragraph: Ordinal
    """Paragraph or list item within the section, from 1."""

    sentence: Ordinal
    """Sentence within the paragraph, from 1."""

    start: Count
    """First character of the words that make the statement, counted from 0 in Unicode code points of the
    article's `text`."""

    end: Count
    """Character after the last one of those words."""


class CitedStudy(Record):
    """What a sentence says about the study it cites, and which study a reader takes it to mean."""

    author: Text | None = None
    """First author as the article names it; empty when it names none."""

    year: Year | None = None
    """Year as the article gives it, also when it is wrong."""

    words: Text | None = None
    """How else the article describes it, such as "landmark"; kept, never scored."""

    inherits: Slug | None = None
    """Claim of this article whose sentence names the study, when this one only continues it."""

    study: Slug | None = None
    """Study the reader takes it to mean, by slug; where an author is named, the audit looks it up itself."""


class QuestionVotes(Record):
    """The votes on one question when an audit was accepted."""

    key: Text
    """Question key."""

    verdict: Text
    """Verdict on it."""

    votes: tuple[Text, ...] = ()
    """One vote a cohort, as code and cohort id: H higher, L lower, U no direction, M mixed; * significant,
    ? significance not known."""


class Accepted(Record):
    """What the audit said when a curator last accepted it; written by `synthesis audit --accept`."""

    label: AuditLabel
    """Label of the claim."""

    rule: Text
    """Cell of the audit table that gave it."""

    ruleset: Text
    """Version of the audit's rules."""

    citation: CitationLabel | None = None
    """Outcome of the citation axis; empty when nothing is cited."""

    questions: tuple[QuestionVotes, ...] = ()
    """Votes the label rested on."""


class Claim(Record):
    """One checkable statement, with the place where the article makes it.

    One statement is about one direction and one kind; a sentence that lists several markers gives one claim
    for each of them.
    """

    id: Slug
    """Key of the claim within the article."""

    section: Text
    """Section of the article."""

    place: Place | None = None
    """Where in the text."""

    claim: Text
    """What is stated, in our own words."""

    kind: ClaimKind = ClaimKind.DIFFERENCE
    """What sort of statement it is."""

    markers: tuple[Slug, ...] = ()
    """Markers the statement is about, by marker id."""

    marker_kinds: tuple[MarkerKind, ...] = ()
    """Sorts of marker, for a statement about a whole class such as cytokines; used where it names none."""

    reach: ClaimReach = ClaimReach.EACH
    """Whether it is said of each of the markers, or of some of them."""

    direction: ClaimDirection | None = None
    """Direction the sentence asserts."""

    strength: ClaimStrength = ClaimStrength.GENERIC
    """How strongly the sentence asserts it; words such as "may" win over every other."""

    significant: Truth = False
    """Whether the sentence says that the difference was statistically significant."""

    modality: Modality = Modality.ASSERTED
    """In whose name the sentence speaks."""

    population: Text | None = None
    """Of whom it is said, where the sentence says more than "ME/CFS"."""

    subgroup: Text | None = None
    """Part of the cases it is said of, spelled as findings spell it; empty for all cases, or when the part is
    not named."""

    comparator: Comparator | None = None
    """With whom they are compared; empty when it is not stated."""

    specimens: tuple[Specimen, ...] = ()
    """What the marker was measured in; empty when it is not stated."""

    matrix_classes: tuple[MatrixClass, ...] = ()
    """Kind of measurement the words name, such as numbers or function; empty when they name none."""

    state: State | None = None
    """State of the person or the cells; empty when it is not stated."""

    citation: CitedStudy | None = None
    """What the sentence cites."""

    checkable: Checkable = Checkable.YES
    """Whether the records can bear on it."""

    reason: Text | None = None
    """Why it cannot be checked, or only in part."""

    status: ClaimStatus = ClaimStatus.PROPOSED
    """Whether a person stands behind this entry; only confirmed claims are audited."""

    confirmed_by: Text | None = None
    """Who confirmed it, or by what reading."""

    confirmed_on: Day | None = None
    """Day of the confirmation, as year-month-day."""

    accepted: Accepted | None = None
    """What the audit said when it was last accepted."""

    hand_verdict: HandVerdict | None = None
    """A reader's own judgement from the sources in `basis`; kept to compare computed verdicts with, not as a
    gold standard."""

    basis: tuple[Text, ...] = ()
    """What the reader's judgement rests on: slugs, findings written slug/finding-id, or words."""

    note: Text | None = None
    """Reason of the reader's judgement."""


class ArticleText(Record):
    """The captured text in which places are counted; it is not part of the atlas."""

    sha256: Sha256
    """SHA-256 of the text in UTF-8."""

    characters: Ordinal
    """Length in Unicode code points."""


class Article(Record):
    """One article whose sentences are held to the evidence."""

    id: Slug
    """Key of the article; the file has the same name."""

    title: Text
    """Title of the article."""

    url: Url | None = None
    """Address of the article."""

    text: ArticleText | None = None
    """The text that was read."""

    claims: Annotated[tuple[Claim, ...], AfterValidator(unique_ids)] = ()
    """Statements in the order of the article."""

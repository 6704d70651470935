"""Claim and Article: the checkable statements of one article, in our own words."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from synthesis.records.base import Record, Slug, Text, Url, Year, unique_ids
from synthesis.vocabulary.result import ClaimDirection, ClaimStrength, HandVerdict


class Claim(Record):
    """One checkable statement, with the place where the article makes it."""

    id: Slug
    """Key of the claim within the article."""

    section: Text
    """Section of the article."""

    claim: Text
    """What is stated, in our own words."""

    markers: tuple[Slug, ...] = ()
    """Markers the statement is about, by marker id."""

    direction: ClaimDirection | None = None
    """Direction the sentence asserts."""

    strength: ClaimStrength = ClaimStrength.NONE
    """How strongly the sentence asserts it."""

    population: Text | None = None
    """Of whom it is said."""

    cited_study: Slug | None = None
    """Study the sentence cites, by slug."""

    cited_year: Year | None = None
    """Year of the cited study as the article gives it, also when it is wrong."""

    hand_verdict: HandVerdict | None = None
    """A reader's own judgement from the sources in `basis`; kept to compare computed verdicts with, not as a
    gold standard."""

    basis: tuple[Text, ...] = ()
    """What the judgement rests on: slugs, findings written slug/finding-id, or words."""

    note: Text | None = None
    """Reason of the judgement."""


class Article(Record):
    """One article whose sentences are held to the evidence."""

    id: Slug
    """Key of the article; the file has the same name."""

    title: Text
    """Title of the article."""

    url: Url | None = None
    """Address of the article."""

    claims: Annotated[tuple[Claim, ...], AfterValidator(unique_ids)] = ()
    """Statements in the order of the article."""

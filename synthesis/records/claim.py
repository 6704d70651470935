"""Claim and Article: the checkable statements of one article, in our own words."""

from __future__ import annotations

from synthesis.records.base import Record, Slug, Text, Url, Year
from synthesis.vocabulary.result import ClaimDirection, ClaimStrength, HandVerdict


class Claim(Record):
    """One checkable statement, with the place where the article makes it.

    `hand_verdict` is a reader's own judgement from the sources in `basis`; it is kept to compare computed
    verdicts with, not as a gold standard.
    """

    id: Slug
    section: Text
    claim: Text
    markers: tuple[Slug, ...] = ()
    direction: ClaimDirection | None = None
    strength: ClaimStrength = ClaimStrength.NONE
    population: Text | None = None
    cited_study: Slug | None = None
    cited_year: Year | None = None
    hand_verdict: HandVerdict | None = None
    basis: tuple[Text, ...] = ()
    note: Text | None = None


class Article(Record):
    """One article whose sentences are held to the evidence."""

    id: Slug
    title: Text
    url: Url | None = None
    claims: tuple[Claim, ...] = ()

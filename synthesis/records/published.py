"""PublishedResult: a pooled, counted or single result that a publication prints."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from synthesis.records.base import Count, Real, Record, Reference, Slug, Text, unique_ids
from synthesis.vocabulary.result import Reproducible


class PublishedResult(Record):
    """One printed result: a target that a computation from the records reproduces or contradicts."""

    id: Slug
    """Key of the result."""

    outcome: Text
    """What the result is about."""

    marker: Slug | None = None
    """Marker, by marker id."""

    model: Text | None = None
    """How it was computed, as far as known."""

    k: Count | None = None
    """Studies or trials."""

    n: Count | None = None
    """People."""

    estimate: Real | None = None
    """Estimate as printed; a proportion for counts and shares."""

    ci_low: Real | None = None
    """Lower bound of the confidence interval."""

    ci_high: Real | None = None
    """Upper bound of the confidence interval."""

    p: Text | None = None
    """P value as printed, in quotes."""

    i2: Real | None = None
    """I² in percent."""

    reproducible: Reproducible = Reproducible.NO
    """How far the result can be recomputed from the records."""

    from_records: Text | None = None
    """Records it can be recomputed from."""

    ref: Reference
    """Where the result was seen: doi:…, pmid:…, pmcid:… or https://…"""

    note: Text | None = None
    """What else a reader must know."""


class PublishedResults(Record):
    """All results taken from one publication."""

    study: Slug
    """Slug of the publication; the file has the same name."""

    results: Annotated[tuple[PublishedResult, ...], AfterValidator(unique_ids)]
    """Results in the order of the publication."""

"""PublishedResult: a pooled, counted or single result that a publication prints."""

from __future__ import annotations

from synthesis.records.base import Count, Real, Record, Reference, Slug, Text
from synthesis.vocabulary.result import Reproducible


class PublishedResult(Record):
    """One printed result: a target that a computation from the records reproduces or contradicts.

    `k` counts studies or trials, `n` people. For counts and shares the estimate is a proportion. `i2` is
    in percent. `p` is as printed.
    """

    id: Slug
    outcome: Text
    marker: Slug | None = None
    model: Text | None = None
    k: Count | None = None
    n: Count | None = None
    estimate: Real | None = None
    ci_low: Real | None = None
    ci_high: Real | None = None
    p: Text | None = None
    i2: Real | None = None
    reproducible: Reproducible = Reproducible.NO
    from_records: Text | None = None
    ref: Reference
    note: Text | None = None


class PublishedResults(Record):
    """All results taken from one publication."""

    study: Slug
    results: tuple[PublishedResult, ...]

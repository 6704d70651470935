"""`Shelf`: the rows of an atlas by study and by marker, read once for all pages about one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synthesis.reports.references.reference import Reference, reference_of
from synthesis.store.columns import TABLES
from synthesis.store.tidy import Row, items, records

if TYPE_CHECKING:
    from synthesis.records.study import Study
    from synthesis.store.atlas import Atlas

#: Where the pages about a single record stand in a build.
_FOLDERS = {"study": "studies", "marker": "markers"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """What pages about single studies and markers look up.

    Attributes
    ----------
    studies, markers, cohorts
        Rows by key.
    findings
        Rows by study, in the order of its record.
    by_marker
        The same rows by marker.
    with_page
        Markers that have a page: those with a counted finding.
    sources
        Rows by finding, the preferred one first.
    published
        Results that publications print, by study.
    records
        Whole records by slug.
    references
        References by slug.
    topics
        Topics that list a marker, by marker: key and title.
    """

    studies: Mapping[str, Row]
    markers: Mapping[str, Row]
    cohorts: Mapping[str, Row]
    findings: Mapping[str, Sequence[Row]]
    by_marker: Mapping[str, Sequence[Row]]
    with_page: frozenset[str]
    sources: Mapping[str, Sequence[Row]]
    published: Mapping[str, Sequence[Row]]
    records: Mapping[str, Study]
    references: Mapping[str, Reference]
    topics: Mapping[str, Mapping[str, str]]

    def name(self, slug: str) -> str:
        """Give the short name of a study; its key where the atlas does not hold it."""
        return str(self.studies[slug]["label"]) if slug in self.studies else slug


def shelf_of(atlas: Atlas) -> Shelf:
    """Read an atlas.

    Examples
    --------
    >>> import synthesis as syn
    >>> atlas = syn.load().where(topic="mast-cells")
    >>> set(shelf_of(atlas).records) == set(atlas.studies["slug"])
    True
    """
    studies = {row["slug"]: row for row in _all(atlas, "studies")}
    findings: dict[str, list[Row]] = {slug: [] for slug in studies}
    by_marker: dict[str, list[Row]] = defaultdict(list)
    for row in _all(atlas, "findings"):
        findings[row["slug"]].append(row)
        by_marker[row["marker"]].append(row)
    sources: dict[str, list[Row]] = defaultdict(list)
    for row in _all(atlas, "sources"):
        sources[row["finding_id"]].append(row)
    published: dict[str, list[Row]] = defaultdict(list)
    for row in _all(atlas, "published"):
        published[row["slug"]].append(row)
    titles = {row["topic"]: row["title"] for row in records(atlas.topics, ("topic", "title"))}
    markers = {row["marker"]: row for row in _all(atlas, "markers")}
    whole = {slug: atlas.study(slug) for slug in studies}
    return Shelf(
        studies=studies,
        markers=markers,
        cohorts={row["cohort_id"]: row for row in _all(atlas, "cohorts")},
        findings=findings,
        by_marker=by_marker,
        with_page=frozenset(m for m, rows in by_marker.items() if any(row["counted"] for row in rows)),
        sources=sources,
        published=published,
        records=whole,
        references={slug: reference_of(record, studies[slug]["label"]) for slug, record in whole.items()},
        topics={
            name: {topic: titles[topic] for topic in items(row["topics"]) if topic in titles}
            for name, row in markers.items()
        },
    )


def record_path(kind: str, key: str) -> str:
    """Give the place of the page of a study or a marker in a build.

    Examples
    --------
    >>> record_path("study", "hornig-2015-distinct-plasma"), record_path("marker", "il-6")
    ('studies/hornig-2015-distinct-plasma.html', 'markers/il-6.html')
    """
    return f"{_FOLDERS[kind]}/{key}.html"


def finding_anchor(finding_id: str) -> str:
    """Give the id of a finding's row on the page of its study.

    Examples
    --------
    >>> finding_anchor("hornig-2015-distinct-plasma/il-6.plasma.ft")
    'finding-il-6.plasma.ft'
    """
    return f"finding-{finding_id.partition('/')[2]}"


def _all(atlas: Atlas, table: str) -> list[dict[str, Any]]:
    frame = getattr(atlas, table)
    return records(frame, [column.name for column in TABLES[table].columns])

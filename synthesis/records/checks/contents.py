"""`Contents`: the records of a folder by file, as rules across records see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from synthesis.records.claim import Article
from synthesis.records.marker import Marker
from synthesis.records.panel import PanelTable
from synthesis.records.published import PublishedResults
from synthesis.records.study import Study
from synthesis.records.topic import Topic
from synthesis.records.yaml12 import Path

MARKERS_FILE = "markers.csv"

#: One mention of a key in a record: the file, the path to it, and the key.
Mention = tuple[str, Path, str]


@dataclass(frozen=True, slots=True)
class Contents:
    """What could be read of an atlas folder.

    Attributes
    ----------
    studies, topics, articles, published
        Records by file, such as ``studies/a-2001.yaml``.
    markers
        Sound rows of the registry by marker id. A fault in a row is placed by the path (marker id, column).
    study_slugs, topic_ids, marker_ids
        All keys, also of records that could not be read: naming them is no fault.
    unread
        Folders and files that could not be read in full; nothing is concluded from what they lack.
    panels
        Panels by the name of their files. A fault in a row is placed by the path (key of the row, column).
    """

    studies: Mapping[str, Study]
    markers: Mapping[str, Marker]
    topics: Mapping[str, Topic]
    articles: Mapping[str, Article]
    published: Mapping[str, PublishedResults]
    study_slugs: frozenset[str]
    topic_ids: frozenset[str]
    marker_ids: frozenset[str]
    unread: frozenset[str]
    panels: Mapping[str, PanelTable] = field(default_factory=dict)

    def markers_named(self) -> Iterator[Mention]:
        """Yield every mention of a marker, in all files."""
        for key, marker in self.markers.items():
            if marker.group is not None:
                yield MARKERS_FILE, (key, "group"), marker.group
        for file, study in self.studies.items():
            for i, finding in enumerate(study.findings):
                yield file, ("findings", i, "marker"), finding.marker
                for j, source in enumerate(finding.sources):
                    if source.reads is not None and source.reads.marker is not None:
                        yield file, ("findings", i, "sources", j, "reads", "marker"), source.reads.marker
        for file, topic in self.topics.items():
            for i, section in enumerate(topic.sections):
                for j, name in enumerate(section.markers):
                    yield file, ("sections", i, "markers", j), name
        for file, article in self.articles.items():
            for i, claim in enumerate(article.claims):
                for j, name in enumerate(claim.markers):
                    yield file, ("claims", i, "markers", j), name
        for file, results in self.published.items():
            for i, result in enumerate(results.results):
                if result.marker is not None:
                    yield file, ("results", i, "marker"), result.marker

    def studies_named(self) -> Iterator[Mention]:
        """Yield every mention of a study, in all files."""
        for file, study in self.studies.items():
            for i, finding in enumerate(study.findings):
                for j, source in enumerate(finding.sources):
                    if source.reported_by is not None:
                        yield file, ("findings", i, "sources", j, "reported_by"), source.reported_by
        for file, article in self.articles.items():
            for i, claim in enumerate(article.claims):
                if claim.citation is not None and claim.citation.study is not None:
                    yield file, ("claims", i, "citation", "study"), claim.citation.study
        for file, results in self.published.items():
            yield file, ("study",), results.study
        for name, panel in self.panels.items():
            yield f"panels/{name}.yaml", ("study",), panel.about.study

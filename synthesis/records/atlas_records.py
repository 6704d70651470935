"""`AtlasRecords`: all records of one atlas folder."""

from __future__ import annotations

from dataclasses import dataclass

from synthesis.records.claim import Article
from synthesis.records.marker import Marker
from synthesis.records.panel import PanelTable
from synthesis.records.problems import Report
from synthesis.records.published import PublishedResults
from synthesis.records.study import Study
from synthesis.records.topic import Topic


@dataclass(frozen=True, slots=True)
class AtlasRecords:
    """The sound records of a folder, each kind sorted by its key, and the report on all files.

    A file with errors contributes no record; `report` says why.
    """

    studies: tuple[Study, ...]
    markers: tuple[Marker, ...]
    topics: tuple[Topic, ...]
    articles: tuple[Article, ...]
    published: tuple[PublishedResults, ...]
    report: Report
    panels: tuple[PanelTable, ...] = ()

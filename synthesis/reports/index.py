"""The front page: how far reports agree, what that cannot tell, and the way to everything else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from synthesis.provenance import versions
from synthesis.reports.claims import PATH as CLAIMS
from synthesis.reports.claims import claim_entries
from synthesis.reports.contents import ALL, TABLES
from synthesis.reports.evidence import PATH as EVIDENCE
from synthesis.reports.files import downloads
from synthesis.reports.page import SITE, Page, bullets, facts, link
from synthesis.reports.parts import Build, notebook_path, topic_path
from synthesis.reports.replace import MANIFEST
from synthesis.reports.search import script, search
from synthesis.reports.verdicts import how_to_read, verdict_counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from synthesis.audit.audit import Audit
    from synthesis.reports.shelf import Shelf
    from synthesis.reports.topic_data import TopicData

PATH = "index.html"


def index_page(build: Build, shelf: Shelf, audit: Audit, topics: Sequence[TopicData]) -> Page:
    """Write the front page.

    Parameters
    ----------
    build
        Atlas, pieces and folder.
    shelf
        Rows of the atlas.
    audit
        Audited claims of articles.
    topics
        Topics that have a page in this build.
    """
    body = f"""<h1>{SITE}: what was reported, and how far the reports agree</h1>
<p class="lead">Published comparisons of immune markers between people with ME/CFS and comparison groups: who
was studied, what was measured, which way it was reported to differ, and where each statement was read.</p>
<p>It counts reports. It does not say that a marker is a cause, a test or a target of treatment, and a marker
that many papers mention need not matter for that. Every number on these pages can be traced to a record and
its source.</p>
{build.limits(PATH, ALL, "Read this first: limits of this evidence", most=3)}
<section id="search" aria-label="Search">
{search(PATH, shelf, claim_entries(PATH, audit))}
</section>
<h2 id="verdicts">How far the reports agree</h2>
{build.figure(PATH, ALL, "verdict_table")}
{how_to_read()}
<p><a href="{EVIDENCE}#consistency">All verdicts with their numbers</a>, and
<a href="{EVIDENCE}">all evidence behind them</a>: what was recorded, who was studied, what was measured.
<a href="{CLAIMS}">What articles say</a>, held against these verdicts.</p>
<h2 id="topics">Topics</h2>
{_topics(topics)}
<h2 id="numbers">What this rests on</h2>
{build.key_numbers(ALL)}
<h2 id="tables">Tables</h2>
{bullets((build.table_link(PATH, ALL, name) for name in TABLES), "list")}
<h2 id="notebooks">Notebooks</h2>
{_notebooks(build)}
<h2 id="data">Data and provenance</h2>
{_provenance(build)}"""
    description = (
        "Published comparisons of immune markers in ME/CFS: how far they agree, what they cannot tell."
    )
    return Page(PATH, SITE, description, body, build.foot, script=script())


def _topics(topics: Sequence[TopicData]) -> str:
    if not topics:
        return "<p>This build has no topic pages.</p>"
    cards = (
        f'<a href="{link(PATH, topic_path(data.topic))}">{escape(data.title)}</a>'
        f"<p>{escape(data.summary)}</p>{verdict_counts(data.labels)}"
        for data in topics
    )
    return bullets(cards, "cards")


def _notebooks(build: Build) -> str:
    pages = [
        f'<a href="{link(PATH, notebook_path(name))}">{escape(piece.title)}</a>'
        for (kind, _, name), piece in build.pieces.items()
        if kind == "notebook"
    ]
    return bullets(pages, "list") if pages else "<p>This build was made without notebooks.</p>"


def _provenance(build: Build) -> str:
    data = sorted(path.name for path in (build.folder / "data").iterdir())
    files = downloads(build.folder, PATH, [(name, f"data/{name}") for name in data])
    filters = "; ".join(build.atlas.filters) or "no filter: the whole atlas"
    made_with = ", ".join(f"{name} {version}" for name, version in versions().items())
    named = facts(
        (
            ("Records", f"<code>{build.atlas.digest}</code>"),
            ("Only records with", escape(filters)),
            ("Made with", escape(made_with)),
            (
                "Manifest",
                f'<a href="{MANIFEST}">{MANIFEST}</a>: what was used and left out, a digest of every file',
            ),
            ("Tables", f'<span class="files">{files}</span>'),
        )
    )
    return (
        "<p>All records as tables, with what every column means in <code>datapackage.json</code>. Build it "
        "yourself with <code>synthesis build</code>; the same records and versions give the same "
        f"files.</p>\n{named}"
    )

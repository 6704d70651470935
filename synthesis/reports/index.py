"""The front page: what this atlas is and is not, its limits, its numbers, and the way to everything else."""

from __future__ import annotations

from html import escape

from synthesis.provenance import versions
from synthesis.reports.account import Account
from synthesis.reports.contents import ALL, TABLES
from synthesis.reports.files import downloads
from synthesis.reports.page import SITE, Page, bullets, facts, link
from synthesis.reports.parts import Build, notebook_path, topic_path
from synthesis.reports.replace import MANIFEST
from synthesis.reports.verdicts import consistency, how_to_read
from synthesis.wording import count, integer

PATH = "index.html"


def index_page(build: Build, counted: Account, topics: tuple[str, ...]) -> Page:
    """Write the front page.

    Parameters
    ----------
    build
        Atlas, pieces and folder.
    counted
        The numbers that have to add up.
    topics
        Topics that have a page in this build.
    """
    body = f"""<h1>{SITE}: what has been compared, and what was reported</h1>
<p class="lead">This atlas records published comparisons of immune markers between people with ME/CFS and
comparison groups: who was studied, what was measured, which way it was reported to differ, and where each
statement was read.</p>
<p>It counts reports. It does not say that a marker is a cause, a test or a target of treatment, and a marker
that many papers mention need not matter for that. Every number on these pages can be traced to a record and
its source.</p>
{build.key_numbers(ALL)}
{build.limits(PATH, ALL, "Read this first: limits of this evidence")}
<h2 id="topics">Topics</h2>
{_topics(build, topics)}
<h2 id="flow">From what was recorded to what counts</h2>
<p>{_flow(counted)}</p>
{build.figure(PATH, ALL, "evidence_flow")}
<details><summary>The same as a table, with every reason</summary>
{build.table(PATH, ALL, "exclusions")}
</details>
<h2 id="designs">Studies: designs and sizes</h2>
{build.figure(PATH, ALL, "sample_timeline")}
{build.table(PATH, ALL, "study_designs")}
{build.table(PATH, ALL, "case_definitions")}
{build.table(PATH, ALL, "sample_sizes")}
<h2 id="map">What was measured in what</h2>
<p>The map shows how much evidence there is, not what it says.</p>
{build.figure(PATH, ALL, "evidence_map")}
<h2 id="reported">Which way markers were reported to differ</h2>
<p>Counting reports of a direction is not a test of whether a marker differs, and says nothing about how
much.</p>
{build.figure(PATH, ALL, "directions")}
<h2 id="consistency">How far the reports agree</h2>
{how_to_read()}
{consistency(build, PATH, ALL)}
<h2 id="tables">Tables</h2>
{bullets((build.table_link(PATH, ALL, name) for name in TABLES), "list")}
<h2 id="notebooks">Notebooks</h2>
{_notebooks(build)}
<h2 id="data">Data and provenance</h2>
{_provenance(build)}"""
    description = (
        "Published comparisons of immune markers in ME/CFS: studies, sizes, directions and their limits."
    )
    return Page(PATH, SITE, description, body, build.foot)


def _flow(counted: Account) -> str:
    studies, findings = counted.studies, counted.findings
    return (
        f"{count(studies.recorded, 'study')} are recorded: {integer(studies.counted)} are eligible and "
        f"{integer(studies.left_out)} are kept with the reason why they are not. They hold "
        f"{count(findings.recorded, 'finding')}, of which {integer(findings.counted)} compare cases with "
        f"controls and count. {count(counted.merged, 'further reading')} of the same comparisons were merged "
        f"into these findings, and {count(counted.statements, 'statement')} could not be turned into one; "
        "they are listed with the data."
    )


def _topics(build: Build, topics: tuple[str, ...]) -> str:
    if not topics:
        return "<p>This build has no topic pages.</p>"
    cards = []
    for topic in topics:
        title, summary = build.topics[topic]
        cards.append(f'<a href="{link(PATH, topic_path(topic))}">{escape(title)}</a><p>{escape(summary)}</p>')
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

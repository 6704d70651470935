"""A topic page: how far reports agree, what that hangs on, what is not known, and how it was found out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from synthesis.reports.bundle import REFERENCES
from synthesis.reports.claims import claim_list, how_to_read_labels, label_counts
from synthesis.reports.contents import TABLES, TOPIC_TABLES
from synthesis.reports.files import downloads
from synthesis.reports.json_ld import json_ld
from synthesis.reports.licence import LICENCE_FILE, NAME, URL, citation
from synthesis.reports.methods import methods
from synthesis.reports.open_questions import unknown, would_change
from synthesis.reports.page import Page, bullets, link, outside
from synthesis.reports.parts import SHORT, Build, folded, topic_path
from synthesis.reports.references import formatted
from synthesis.reports.shelf import record_path
from synthesis.reports.topic_json import SCHEMA_FILE, TOPIC_FILE
from synthesis.reports.verdicts import how_to_read, verdict_counts
from synthesis.store.tidy import records
from synthesis.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from synthesis.reports.references.reference import Reference
    from synthesis.reports.shelf import Shelf
    from synthesis.reports.topic_data import TopicData

#: Tables that stand in the part on studies when they are short.
_ON_STUDIES = ("studies", "study_designs", "case_definitions", "sample_sizes")

#: Figures that show the same votes in other ways, with what each one is for; folded.
_OTHER_VIEWS = (
    ("vote_strip", "The most-studied questions, cohort by cohort"),
    ("harvest", "Which cohort stands on which side, by size"),
    ("effect_direction", "Which cohort found what, in each kind of sample"),
    ("albatross", "P-values and sizes of the cohorts behind the question most of them tested"),
    ("verdict_history", "How the verdicts came about over the years"),
)


def topic_page(build: Build, shelf: Shelf, data: TopicData) -> Page:
    """Write the page of one topic, whose companion files have been written."""
    path, topic = topic_path(data.topic), data.topic
    body = f"""<h1>{escape(data.title)}</h1>
<p class="lead">{escape(data.summary)}</p>
{verdict_counts(data.labels)}
{build.limits(path, topic, "Before you read on: limits of this evidence", most=4)}
<h2 id="consistency">How far the reports agree</h2>
{build.figure(path, topic, "verdict_table")}
{build.table(path, topic, "consistency", whole=True)}
{how_to_read(folded=True)}
<h3 id="summary">Summary of findings, with certainty</h3>
<p>Each verdict once more in a sentence, with how certain it is, why it is not more certain, and what it hangs
on.</p>
{
        folded(
            f"Summary of findings: {count(len(data.verdicts), 'question')}",
            build.table(path, topic, "summary_of_findings", whole=True),
        )
    }
<h3 id="views">The cohorts behind the verdicts</h3>
{"".join(folded(words, build.figure(path, topic, name)) for name, words in _OTHER_VIEWS)}
<p>{build.table_link(path, topic, "votes")}</p>
<p>{build.table_link(path, topic, "review_codes")}</p>
<h3 id="too-few">Too few cohorts for a verdict</h3>
<p>{build.table_link(path, topic, "too_few")}</p>
<h2 id="claims">What articles say, held against this</h2>
{_claims(path, shelf, data)}
<h2 id="unknown">What is not known</h2>
{unknown(build, path, data)}
<h2 id="change">What would change this</h2>
{would_change(build, path, data)}
<h2 id="measured">What was measured, and which way it was reported to differ</h2>
<p>Counting reports of a direction is not a test of whether a marker differs, and says nothing about how
much.</p>
{build.figure(path, topic, "directions")}
{folded("What was measured in what", build.figure(path, topic, "evidence_map"))}
<p>{build.table_link(path, topic, "directions")}</p>
<p>{build.table_link(path, topic, "marker_coverage")}</p>
{folded("What this topic covers, section by section", _sections(build, path, topic))}
<h2 id="studies">The studies and the people in them</h2>
{build.key_numbers(topic)}
{build.figure(path, topic, "sample_timeline")}
{"".join(_short(build, path, topic, name) for name in _ON_STUDIES)}
<h2 id="methods">How this page was made</h2>
{methods(build, path, data)}
<h2 id="references">References</h2>
{_references(build, path, data)}
<h2 id="files">Files, licence and how to cite</h2>
{_files(build, path, data)}"""
    head = json_ld(data, TOPIC_TABLES)
    return Page(path, data.title, data.summary, body, build.foot, kind="topic", head=head)


def _claims(path: str, shelf: Shelf, data: TopicData) -> str:
    if not data.claims:
        return "<p>No claim of an article on these markers has been confirmed and checked.</p>"
    return f"""<p>Statements of articles on these markers, in our own words, compared with the verdicts by a
fixed table.</p>
{label_counts(data.claims)}
{how_to_read_labels()}
{claim_list(path, shelf, data.claims)}"""


def _short(build: Build, path: str, topic: str, table: str) -> str:
    """Write a short table folded, a long one as the way to its page."""
    piece = build.pieces["table", topic, table]
    if piece.rows > SHORT:
        return build.table(path, topic, table)
    return folded(piece.title, build.table(path, topic, table))


def _sections(build: Build, path: str, topic: str) -> str:
    """List the sections of a topic, their markers, and how much counts."""
    findings = build.atlas.topic_findings(topic)
    counted = findings[findings["counted"]]
    entries = build.atlas.topics
    sections = entries[entries["topic"] == topic].drop_duplicates("section_order")
    items = []
    for row in records(sections, ("section", "section_order")):
        here = counted[counted["section_order"] == row["section_order"]]
        markers = records(here.drop_duplicates("marker"), ("marker", "marker_name"))
        markers.sort(key=lambda marker: str(marker["marker_name"]).casefold())
        amounts = (
            count(len(markers), "marker"),
            count(here["finding_id"].nunique(), "finding that counts", "findings that count"),
            count(here["cohort_id"].nunique(), "cohort"),
        )
        names = ", ".join(
            outside(path, record_path("marker", m["marker"]), m["marker_name"]) for m in markers
        )
        said = f'{escape(row["section"])} <span class="muted">{", ".join(amounts)}</span>'
        items.append(f"{said}<small>{names}</small>" if names else said)
    return bullets(items, "list")


def _references(build: Build, path: str, data: TopicData) -> str:
    saved = downloads(
        build.folder, path, [(words, f"topics/{data.topic}/{name}") for name, words in REFERENCES.items()]
    )
    others = folded(
        f"Recorded, but without a finding that counts here: {count(len(data.others), 'study')}",
        _reference_list(path, data.others),
    )
    return f"""<p>Cite the publication that reports a result, not this page. The line of the source atlas is
for the reading of that atlas alone.</p>
<p class="files">All references: {saved}</p>
{
        folded(
            f"Studies with a finding that counts: {count(len(data.counting), 'study')}",
            _reference_list(path, data.counting),
        )
    }
{others if data.others else ""}"""


def _reference_list(path: str, references: Iterable[Reference]) -> str:
    items = []
    for reference in references:
        seen = formatted.snapshot(reference)
        # Marked by more than "out": links to studies elsewhere in the bundle are led here, these must stay.
        place = link(path, record_path("study", reference.slug))
        record = f'<a class="out record" href="{place}">Record of {escape(reference.name)}</a>'
        items.append(
            f'<li id="ref-{reference.slug}">{formatted.html(reference)}'
            f"{f'<small>{escape(seen)}</small>' if seen else ''}<small>{record}</small></li>"
        )
    return '<ol class="references">\n' + "\n".join(items) + "\n</ol>"


def _files(build: Build, path: str, data: TopicData) -> str:
    place = f"topics/{data.topic}"
    named = (
        ("topic.json, all of this for programs", f"{place}/{TOPIC_FILE}"),
        ("JSON Schema", f"{place}/{SCHEMA_FILE}"),
        ("Licence", f"{place}/{LICENCE_FILE}"),
    )
    tables = bullets(
        f"{escape(TABLES[name])}: {build.table_files(path, data.topic, name)}" for name in TOPIC_TABLES
    )
    return f"""<p>This folder works by itself: copy it as a whole, with <code>figures</code> and
<code>tables</code>. Every figure has its files below it. Links that lead out of the folder are marked with an
arrow.</p>
<p class="files">{downloads(build.folder, path, named)} · <a href="manifest.json">manifest.json: a digest of
every file</a></p>
{folded("Tables as files", f'<div class="files">{tables}</div>')}
<p>Figures, tables and texts: <a href="{URL}" rel="license">{NAME}</a>. Cite this page as:</p>
<p class="cite">{escape(citation(data.title, data.part.digest))}</p>"""

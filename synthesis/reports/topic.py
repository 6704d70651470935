"""A topic page: what was compared there, which way it was reported to differ, and what weakens it."""

from __future__ import annotations

from html import escape

from synthesis.reports.contents import TOPIC_TABLES
from synthesis.reports.page import Page, bullets, link
from synthesis.reports.parts import SHORT, Build, topic_path
from synthesis.reports.verdicts import consistency
from synthesis.store.tidy import records
from synthesis.wording import count

#: Tables that stand at the end of the page when they are short; the others have their place above.
_AT_THE_END = (
    "directions",
    "marker_coverage",
    "studies",
    "study_designs",
    "case_definitions",
    "sample_sizes",
)


def topic_page(build: Build, topic: str) -> Page:
    """Write the page of one topic."""
    path = topic_path(topic)
    title, summary = build.topics[topic]
    shown = [name for name in _AT_THE_END if build.pieces["table", topic, name].rows <= SHORT]
    body = f"""<p class="crumbs"><a href="{link(path, "index.html#topics")}">Topics</a></p>
<h1>{escape(title)}</h1>
<p class="lead">{escape(summary)}</p>
{build.key_numbers(topic)}
{build.limits(path, topic, "Before you read on: limits of this evidence")}
<h2 id="reported">Which way markers were reported to differ</h2>
{build.figure(path, topic, "directions")}
<h2 id="consistency">How far the reports agree</h2>
{consistency(build, path, topic)}
<h3>Which cohort found what</h3>
{build.figure(path, topic, "effect_direction")}
<h2 id="measured">What was measured in what</h2>
{build.figure(path, topic, "evidence_map")}
<h2 id="studies">The studies and their size</h2>
{build.figure(path, topic, "sample_timeline")}
<h2 id="sections">What this topic covers</h2>
{_sections(build, topic)}
<h2 id="tables">Tables</h2>
{bullets((build.table_link(path, topic, name) for name in TOPIC_TABLES), "list")}
{"".join(build.table(path, topic, name) for name in shown)}"""
    return Page(path, title, summary, body, build.foot)


def _sections(build: Build, topic: str) -> str:
    """List the sections of a topic with how much counts in each."""
    findings = build.atlas.topic_findings(topic)
    counted = findings[findings["counted"]]
    entries = build.atlas.topics
    sections = entries[entries["topic"] == topic].drop_duplicates("section_order")
    items = []
    for row in records(sections, ("section", "section_order")):
        here = counted[counted["section_order"] == row["section_order"]]
        amounts = (
            count(here["marker"].nunique(), "marker"),
            count(here["finding_id"].nunique(), "finding that counts", "findings that count"),
            count(here["cohort_id"].nunique(), "cohort"),
        )
        items.append(f'{escape(row["section"])} <span class="muted">{", ".join(amounts)}</span>')
    return bullets(items, "list")

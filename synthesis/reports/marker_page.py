"""The page of one marker: what was asked about it, how far reports agree, and what is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from synthesis.reports.contents import ALL
from synthesis.reports.marker_evidence import MarkerEvidence, marker_evidence
from synthesis.reports.marker_question import question
from synthesis.reports.mentions import claims_by_marker, mentions
from synthesis.reports.page import Page, bullets, facts, link
from synthesis.reports.parts import table_path, topic_path
from synthesis.reports.shelf import Shelf, record_path
from synthesis.store.tidy import Row, items
from synthesis.tables.labels import capital, labels
from synthesis.tables.unknown import GAPS
from synthesis.tables.verdict_words import measured
from synthesis.vocabulary.measurement import MarkerKind, Specimen
from synthesis.wording import count, integer

if TYPE_CHECKING:
    from synthesis.audit.audit import AuditedClaim
    from synthesis.reports.parts import Build

#: Where an identifier is explained: how it looks, and the address it leads to.
_REGISTERS = (
    (re.compile(r"HGNC:(\d+)"), "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:{}"),
    (re.compile(r"(CL|GO|CHEBI):(\d+)"), "http://purl.obolibrary.org/obo/{}_{}"),
    (
        re.compile(r"\b([OPQ]\d[A-Z0-9]{3}\d|[A-NR-Z]\d[A-Z][A-Z0-9]{2}\d)\b"),
        "https://www.uniprot.org/uniprotkb/{}",
    ),
    (re.compile(r"\b(\d{1,5}-\d)\b"), "https://loinc.org/{}"),
)
_IDENTIFIERS = (
    ("Gene", "hgnc_symbol"), ("HGNC", "hgnc_id"), ("UniProt", "uniprot"), ("Cell Ontology", "cl_id"),
    ("Further", "other_ids"), ("LOINC (serum or plasma)", "loinc"),
)  # fmt: skip


def marker_pages(build: Build, shelf: Shelf, claims: Iterable[AuditedClaim]) -> Iterator[Page]:
    """Write the page of every marker that has a counted finding.

    Parameters
    ----------
    build
        Atlas and folder.
    shelf
        Rows of the atlas.
    claims
        Audited claims of articles, to which the pages of their markers lead.
    """
    evidence = marker_evidence(build.atlas)
    about = claims_by_marker(claims)
    for marker in sorted(shelf.with_page):
        yield marker_page(build, shelf, evidence, marker, about.get(marker, ()))


def marker_page(
    build: Build, shelf: Shelf, evidence: MarkerEvidence, marker: str, claims: Sequence[AuditedClaim]
) -> Page:
    """Write the page of one marker; `claims` are those about it."""
    path = record_path("marker", marker)
    row = shelf.markers[marker]
    asked = evidence.verdicts.get(marker, ())
    overview = link(path, table_path(ALL, "marker_coverage"))
    body = f"""<p class="crumbs"><a href="{overview}">Markers</a></p>
<h1>{escape(row["name"])}</h1>
<p class="lead">{_lead(shelf, evidence, marker)}</p>
<p>Reports are counted here, not measured effects. Higher or lower compares groups; it is neither better nor
worse, and it says nothing about one person. <a href="{link(path, "index.html#how-to-read")}">How to read a
verdict</a></p>
{_overview(evidence, marker)}
<h2 id="questions">{count(len(asked), "question")}, cohort by cohort</h2>
{"".join(question(shelf, evidence, verdict, f"question-{i}", path) for i, verdict in enumerate(asked, 1))}
<h2 id="unknown">What is not known</h2>
{_unknown(evidence, marker)}
{mentions(path, claims, "Statements of articles about it")}
<h2 id="studies">Studies that measured it</h2>
{_studies(shelf, marker, path)}
<h2 id="identity">Names and identifiers</h2>
{_identity(build, shelf, row, path)}"""
    description = (
        f"{row['name']} in ME/CFS: which cohorts reported it higher, lower or not different, and the gaps."
    )
    return Page(path, row["name"], description, body, build.foot)


def _lead(shelf: Shelf, evidence: MarkerEvidence, marker: str) -> str:
    counted = [finding for finding in shelf.by_marker[marker] if finding["counted"]]
    cohorts = len({finding["cohort_id"] for finding in counted})
    studies = len({finding["slug"] for finding in counted})
    return (
        f"Compared between cases and controls in {count(cohorts, 'cohort')} ({count(studies, 'study')}, "
        f"{count(len(counted), 'finding')} that {'counts' if len(counted) == 1 else 'count'})."
    )


def _overview(evidence: MarkerEvidence, marker: str) -> str:
    """Write all questions with their verdicts as a table."""
    asked = evidence.verdicts.get(marker, ())
    if not asked:
        return "<p>No finding gives a vote: none states a result that could be counted.</p>"
    head = "".join(
        f'<th scope="col"{" class=n" if number else ""}>{words}</th>'
        for words, number in (
            ("What was compared", False), ("Verdict", False), ("Cohorts", True), ("▲ higher", True),
            ("▼ lower", True), ("○ no significant difference", True), ("◆ mixed", True),
        )
    )  # fmt: skip
    body = "".join(
        f'<tr><th scope="row"><a href="#question-{i}">'
        f"{escape(measured(v['question_key'], evidence.spelled))}</a></th>"
        f"<td>{escape(v['label'])}</td>"
        + "".join(f'<td class="n">{integer(v[n])}</td>' for n in ("k", "higher", "lower", "silent", "mixed"))
        + "</tr>\n"
        for i, v in enumerate(asked, 1)
    )
    return (
        '<div class="scroll tall" role="region" tabindex="0" aria-label="All questions"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>"
    )


def _unknown(evidence: MarkerEvidence, marker: str) -> str:
    gaps = list(dict.fromkeys(row["gap"] for row in evidence.gaps.get(marker, ())))
    told = [f"<strong>{GAPS[gap][0]}.</strong> {GAPS[gap][1]}." for gap in gaps]
    told.append(
        "What was measured and never published, or published and not read for this atlas, is not known here."
    )
    return bullets(told)


def _studies(shelf: Shelf, marker: str, page: str) -> str:
    """List every study with a finding on the marker, counted or not."""
    found: dict[str, list[Row]] = {}
    for finding in shelf.by_marker[marker]:
        found.setdefault(finding["slug"], []).append(finding)
    ranked = sorted(found, key=lambda slug: (found[slug][0]["year"] or 9999, shelf.name(slug).casefold()))
    told = []
    for slug in ranked:
        specimens = ";".join(dict.fromkeys(finding["specimen"] for finding in found[slug]))
        counted = sum(finding["counted"] for finding in found[slug])
        use = "" if counted else "; not counted"
        told.append(
            f'<a href="{link(page, record_path("study", slug))}">{escape(shelf.name(slug))}</a> '
            f'<span class="aside">{escape(str(labels(Specimen, specimens)))}; '
            f"{count(len(found[slug]), 'finding')}{use}</span>"
        )
    return bullets(told, "list")


def _identity(build: Build, shelf: Shelf, row: Row, path: str) -> str:
    kind = capital(MarkerKind(row["kind"]).label) + (f", {row['subkind']}" if row["subkind"] else "")
    told = [("Kind", escape(kind))]
    if row["synonyms"]:
        told.append(("Also called", escape(", ".join(items(row["synonyms"])))))
    for words, column in _IDENTIFIERS:
        if row[column]:
            label = f" ({row['cl_label']})" if column == "cl_id" and row["cl_label"] else ""
            told.append((words, _identifier(row[column], column) + escape(label)))
    if row["id_status"]:
        told.append(
            ("Identifiers", escape(f"{row['id_status']}; seen in: {row['id_source'] or 'not recorded'}"))
        )
    if row["group"] and row["group"] in shelf.markers:
        told.append(("Counted leniently with", escape(shelf.markers[row["group"]]["name"])))
    if row["matrix_policy"] == "split":
        told.append(("Serum and plasma", "kept apart, because platelets release it when blood clots"))
    if row["note"]:
        told.append(("Note", escape(capital(row["note"]))))
    built = {scope for _, scope, _ in build.pieces}
    topics = [
        f'<a href="{link(path, topic_path(topic))}">{escape(title)}</a>' if topic in built else escape(title)
        for topic, title in shelf.topics[row["marker"]].items()
    ]
    if topics:
        told.append(("Topics", ", ".join(topics)))
    told.append(("Key", f"<code>{row['marker']}</code>"))
    return facts(told)


def _identifier(text: str, column: str) -> str:
    """Write identifiers, each known form as a link to its register; gene symbols stay text."""
    shown = escape(text.replace("|", ", ").replace(";", ", "))
    if column == "hgnc_symbol":
        return shown
    pattern, url = next((p, u) for p, u in _REGISTERS if p.search(text))
    return pattern.sub(lambda found: f'<a href="{url.format(*found.groups())}">{found.group()}</a>', shown)

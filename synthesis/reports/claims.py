"""Claims of articles held against the records: the list on a topic page, and the page of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from synthesis.reports.page import Page, bullets, bundle_of, facts, link
from synthesis.reports.shelf import Shelf, record_path
from synthesis.vocabulary.claim import AuditLabel
from synthesis.wording import count

if TYPE_CHECKING:
    from synthesis.audit.audit import Audit, AuditedClaim
    from synthesis.reports.parts import Build
    from synthesis.reports.search import Entry

PATH = "claims.html"

#: What each label says, for someone who has not read the table behind it.
MEANING = {
    AuditLabel.SUPPORTED: "the records bear the statement as it is made",
    AuditLabel.NOT_CONTRADICTED: "the statement is careful, and nothing here speaks against it",
    AuditLabel.OVERSTATED: "the records bear less than is said",
    AuditLabel.DISPUTED: "cohorts with significant results point in opposite directions",
    AuditLabel.UNSETTLED: "the reports do not agree enough to say",
    AuditLabel.NOT_BORNE_OUT: (
        "most cohorts found no significant difference, or the study that is named does not report it"
    ),
    AuditLabel.TOO_FEW_STUDIES: "one or two cohorts have tested it",
    AuditLabel.CONTRADICTED: (
        "the reports point the other way, or it was not the study named that reported it"
    ),
    AuditLabel.NOT_IN_RECORD: "nothing is recorded on it, which says something about these records alone",
    AuditLabel.NOT_CHECKABLE: "no comparison of groups can bear on it, which does not make it false",
}

#: What an audit cannot do.
_NOT_SAID = (
    "A label says how a statement agrees with these records on the day they were made, and not whether it is "
    "true.",
    "A statement that some studies or some patients show a thing is nearly always supported. What informs is "
    "the number of cohorts beside it.",
    "Statements on causes, treatment and value cannot be checked against comparisons of groups.",
)


def claims_page(build: Build, shelf: Shelf, audit: Audit) -> Page:
    """Write the page of all audited claims, article by article."""
    parts = []
    for article in dict.fromkeys(claim.article for claim in audit.claims):
        own = [claim for claim in audit.claims if claim.article == article]
        parts.append(
            f"<h2>Article: {escape(article)}</h2>\n{label_counts(own)}\n{claim_list(PATH, shelf, own)}"
        )
    nothing = "<p>No article has claims that were confirmed.</p>"
    body = f"""<h1>What articles say, held against the records</h1>
<p class="lead">Each statement of an article is put in our own words and compared with the verdicts on the
questions it is about, by a fixed table.</p>
{how_to_read_labels()}
{"".join(parts) if parts else nothing}
<p class="muted">{escape(audit.provenance)}</p>"""
    return Page(PATH, "Claims", "Statements of articles, held against the records.", body, build.foot)


def how_to_read_labels() -> str:
    """Write the box that explains the labels of claims."""
    meanings = bullets(f"<strong>{label.label}</strong>: {escape(said)}." for label, said in MEANING.items())
    return f"""<details><summary>How to read these labels, and what they cannot say</summary>
{bullets(map(escape, _NOT_SAID))}
{meanings}
</details>"""


def label_counts(claims: Sequence[AuditedClaim]) -> str:
    """Write how many claims have which label."""
    often = Counter(claim.label for claim in claims)
    said = "".join(
        f"<li><strong>{often[label]}</strong> {label.label}</li>" for label in MEANING if often[label]
    )
    return f'<ul class="labels" aria-label="Claims by label">{said}</ul>'


def claim_list(page: str, shelf: Shelf, claims: Iterable[AuditedClaim]) -> str:
    """Write claims as a list, each with its label, what the label rests on, and wording that is borne out."""
    return '<ol class="claims">\n' + "".join(_claim(page, shelf, claim) for claim in claims) + "</ol>"


def claim_anchor(claim: AuditedClaim) -> str:
    """Give the place of a claim on a page that lists it."""
    return f"claim-{claim.claim_id.replace('/', '-').casefold()}"


def claim_entries(page: str, audit: Audit) -> list[Entry]:
    """Give the claims as entries of the search."""
    return [
        (f"{link(page, PATH)}#{claim_anchor(claim)}", claim.claim, claim.label_text, claim.section)
        for claim in audit.claims
    ]


def _claim(page: str, shelf: Shelf, claim: AuditedClaim) -> str:
    sides = (
        ("For", claim.cohorts_for, claim.studies_for),
        ("Against", claim.cohorts_against, claim.studies_against),
        ("Neither", claim.cohorts_other, claim.studies_other),
    )
    behind = [
        (f"{side}: {count(len(cohorts), 'cohort')}", _studies(page, shelf, studies))
        for side, cohorts, studies in sides
        if cohorts
    ]
    told = [
        ("Verdict", escape(claim.verdict)),
        *behind,
        ("Also to know", bullets(map(escape, claim.modifiers)) if claim.modifiers else ""),
        ("Study cited", _cited(claim)),
        ("Would change it", escape(claim.margin)),
        ("Rule", f"<code>{escape(claim.rule)}</code>"),
    ]
    known = [(name, html) for name, html in told if html]
    words = f"<p>What the records bear: {escape(claim.suggested)}.</p>" if claim.suggested else ""
    return (
        f'<li id="{claim_anchor(claim)}"><p class="claim"><strong>{escape(claim.label_text)}</strong> '
        f'{escape(claim.claim)} <span class="muted">{escape(claim.section)}</span></p>\n'
        f"<p>{escape(claim.reason)}</p>\n{words}"
        f"<details><summary>What this rests on</summary>\n{facts(known)}\n</details></li>\n"
    )


def _cited(claim: AuditedClaim) -> str:
    if claim.citation is None:
        return ""
    parts = (claim.citation.label, claim.citation_note, claim.context)
    return escape("; ".join(part for part in parts if part))


def _studies(page: str, shelf: Shelf, slugs: Iterable[str]) -> str:
    out = ' class="out"' if bundle_of(page) else ""
    return ", ".join(
        f'<a{out} href="{link(page, record_path("study", slug))}">{escape(shelf.name(slug))}</a>'
        if slug in shelf.studies
        else escape(slug)
        for slug in slugs
    )

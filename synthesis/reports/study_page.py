"""The page of one study: its record in words, what it reported, and what it does not prove."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from synthesis.reports.cite import citation
from synthesis.reports.contents import ALL
from synthesis.reports.mentions import claims_by_study, mentions
from synthesis.reports.page import Page, bullets, facts, link
from synthesis.reports.parts import table_path
from synthesis.reports.shelf import Shelf, finding_anchor, record_path
from synthesis.reports.study_doubts import Case, doubts
from synthesis.reports.study_findings import findings_table, in_short
from synthesis.store.tidy import Row, items
from synthesis.tables.labels import capital, labels
from synthesis.vocabulary.case_definition import CaseDefinition, Pem
from synthesis.vocabulary.result import ConflictStatus, FindingExclusion
from synthesis.vocabulary.study import (
    CohortLink,
    Comparator,
    Design,
    GroupRole,
    PemBadge,
    Population,
    ReviewState,
    StudyExclusion,
    StudyKind,
)
from synthesis.wording import count, integer, recorded, series

if TYPE_CHECKING:
    from synthesis.audit.audit import AuditedClaim
    from synthesis.records.cohort import Cohort
    from synthesis.records.source import Conflict
    from synthesis.records.study import Study
    from synthesis.reports.parts import Build


def study_pages(build: Build, shelf: Shelf, claims: Iterable[AuditedClaim]) -> Iterator[Page]:
    """Write the page of every study of an atlas.

    Parameters
    ----------
    build
        Atlas and folder.
    shelf
        Rows of the atlas.
    claims
        Audited claims of articles, to which the pages of their studies lead.
    """
    resting = claims_by_study(claims)
    for slug in shelf.studies:
        yield study_page(build, shelf, slug, resting.get(slug, ()))


def study_page(build: Build, shelf: Shelf, slug: str, claims: Sequence[AuditedClaim]) -> Page:
    """Write the page of one study; `claims` are those that rest on it."""
    path = record_path("study", slug)
    study, row = shelf.records[slug], shelf.studies[slug]
    name, title = row["label"], row["title"]
    case = Case(
        row, shelf.findings[slug], [shelf.cohorts[c.id] for c in study.cohorts if c.id in shelf.cohorts]
    )
    list_path = table_path(ALL, "studies" if row["eligible"] else "excluded_studies")
    body = f"""<p class="crumbs"><a href="{link(path, list_path)}">{
        "Eligible studies" if row["eligible"] else "Excluded studies"
    }</a></p>
<h1>{escape(name)}</h1>
<p class="lead">{escape(title) if title else _untitled(study)}</p>
<p>{_where(shelf, study)}</p>
{_use(shelf, slug)}
<h2 id="reported">What it reported</h2>
{_reported(shelf, slug, path)}
<section class="limits" aria-labelledby="limits">
<h2 id="limits">What this study does not prove</h2>
{_doubts(case)}
</section>
<h2 id="people">Who was studied</h2>
{_people(shelf, study, path)}
{_findings(shelf, slug, path)}
{_conflicts(shelf, study)}
{_printed(shelf, slug)}
{_left_out(study)}
{mentions(path, claims, "Statements of articles that rest on it or cite it")}
<h2 id="record">The record</h2>
{_record(study)}
<h2 id="cite">How to cite</h2>
{citation(shelf, slug, path, build.atlas.digest)}"""
    description = (
        f"{name}: who was compared, what was reported, where it was read, and what it does not prove."
    )
    return Page(path, name, description, body, build.foot)


def _untitled(study: Study) -> str:
    if study.citation.identified:
        return "The title is not recorded."
    return (
        "The publication was not identified. What is known comes from a row of a review; the name above is "
        "that of the record."
    )


def _doubts(case: Case) -> str:
    """List what a study does not prove, each with the id of its rule."""
    return "\n".join(
        f"<h3>{block}</h3>\n"
        + bullets(f'{escape(doubt.text)} <code class="rule">{doubt.rule}</code>' for doubt in told)
        for block, told in doubts(case).items()
    )


def _where(shelf: Shelf, study: Study) -> str:
    """Say where it was published, with every address known."""
    cited, reference = study.citation, shelf.references[study.slug]
    told = [
        escape(text) for text in (cited.journal, str(cited.year) if cited.year else "year not known") if text
    ]
    if cited.doi:
        told.append(f'<a href="{escape(str(reference.url))}">DOI {escape(cited.doi)}</a>')
    if cited.pmid:
        told.append(f'<a href="https://pubmed.ncbi.nlm.nih.gov/{cited.pmid}/">PubMed {cited.pmid}</a>')
    if cited.pmcid:
        told.append(f'<a href="https://pmc.ncbi.nlm.nih.gov/articles/{cited.pmcid}/">{cited.pmcid}</a>')
    if study.atlas_page and study.atlas_page.url:
        told.append(f'<a href="{escape(study.atlas_page.url)}">page of the source atlas</a>')
    return " · ".join(told)


def _use(shelf: Shelf, slug: str) -> str:
    """Say whether the study takes part, and how much of it."""
    row = shelf.studies[slug]
    if not row["eligible"]:
        reason = StudyExclusion(row["exclusion_reason"]).label
        note = f" {escape(capital(row['exclusion_note']))}." if row["exclusion_note"] else ""
        return f"""<p class="use"><strong>Not counted: {escape(reason)}.</strong>{note}
The record is kept so that the reason can be seen and citations resolve.</p>"""
    said = f"{integer(row['findings_counted'])} of {integer(row['findings'])}"
    return (
        '<p class="use"><strong>Counted: eligible.</strong> Findings that count as a comparison of cases '
        f"with controls: {said}. {_apart(shelf, slug)}</p>"
    )


def _apart(shelf: Shelf, slug: str) -> str:
    """Give the reasons why findings do not count."""
    reasons: dict[str, int] = {}
    for finding in shelf.findings[slug]:
        if not finding["counted"]:
            words = FindingExclusion(finding["exclusion_reason"]).label
            reasons[words] = reasons.get(words, 0) + 1
    if not reasons:
        return ""
    return f"Not counted: {escape('; '.join(f'{integer(n)}, {words}' for words, n in reasons.items()))}."


def _reported(shelf: Shelf, slug: str, path: str) -> str:
    if not shelf.findings[slug]:
        return "<p>No finding is recorded from it.</p>"
    return in_short(shelf, slug, path)


def _findings(shelf: Shelf, slug: str, path: str) -> str:
    if not shelf.findings[slug]:
        return ""
    return f'<h2 id="findings">All findings of the record</h2>\n{findings_table(shelf, slug, path)}'


def _people(shelf: Shelf, study: Study, path: str) -> str:
    row = shelf.studies[study.slug]
    badge = PemBadge(row["pem_badge"])
    pairs = [
        ("Kind", "; ".join(dict.fromkeys((StudyKind(study.kind).label, Design(study.design).label)))),
        ("Population", Population(study.population).label),
        ("Country", study.country or "not recorded"),
        ("Case definition", _definition(study)),
        ("PEM", _pem(study, badge)),
        ("Compared with", Comparator(study.comparator).label),
    ]
    told = [(name, escape(text)) for name, text in pairs]
    for cohort in study.cohorts:
        told.append(("Cohort", _cohort(shelf, study, cohort, path)))
    return facts(told)


def _definition(study: Study) -> str:
    selection = study.case_selection
    parts = [
        f"{words}{labels(CaseDefinition, ';'.join(definitions))}"
        for words, definitions in (
            ("every case met ", selection.all_of),
            ("every case met at least one of ", selection.any_of),
            ("named, without how they were combined: ", selection.unstated),
        )
        if definitions
    ]
    return capital("; ".join([*parts, *([selection.note] if selection.note else [])])) or "not known"


def _pem(study: Study, badge: PemBadge) -> str:
    """Say whether PEM was required, on what this rests, and what the atlas page's badge showed."""
    selection = study.case_selection
    basis = (
        "as the source says"
        if selection.pem_stated is not None
        else "derived from the case definitions"
        if selection.definitions
        else "no case definition is known"
    )
    said = {
        Pem.YES: "post-exertional malaise was required of every case",
        Pem.NO: "post-exertional malaise was not required of every case",
        Pem.UNCLEAR: "unclear whether post-exertional malaise was required of every case",
    }[selection.pem]
    return f"{capital(said)} ({basis}). Badge on the page of the source atlas: {badge.label}."


def _cohort(shelf: Shelf, study: Study, cohort: Cohort, path: str) -> str:
    groups = [
        f"{group.label or GroupRole(group.role).label}: "
        + ("number not known" if group.n is None else integer(group.n))
        for group in cohort.groups
    ]
    said = escape(capital("; ".join(groups)) or "No group is recorded")
    others = [
        slug
        for slug in items(shelf.cohorts.get(cohort.id, {"studies": None})["studies"])
        if slug != study.slug
    ]
    if others and cohort.link:
        named = series(
            [
                f'<a href="{link(path, record_path("study", slug))}">{escape(shelf.name(slug))}</a>'
                for slug in others
            ]
        )
        link_words = capital(CohortLink(cohort.link).label)
        said += f'<span class="aside">{link_words} as in {named}; counted once.</span>'
    if cohort.note:
        said += f'<span class="aside">{escape(capital(cohort.note))}.</span>'
    return said


def _conflicts(shelf: Shelf, study: Study) -> str:
    if not study.conflicts:
        return ""
    told = "".join(_conflict(shelf, study, conflict) for conflict in study.conflicts)
    return f'<h2 id="conflicts">Where sources disagree</h2>\n{told}'


def _conflict(shelf: Shelf, study: Study, conflict: Conflict) -> str:
    stated = bullets(
        f'{escape(s.value)} <span class="aside">{escape(s.source)}</span>' for s in conflict.statements
    )
    settled = conflict.status is ConflictStatus.RESOLVED
    outcome = f"<strong>{'Settled' if settled else 'Not settled'}.</strong>"
    if conflict.resolution:
        outcome += f" {escape(capital(conflict.resolution))}"
    shown = {finding["finding_id"] for finding in shelf.findings[study.slug]}
    links = ", ".join(
        f'<a href="#{finding_anchor(key)}">{escape(finding)}</a>'
        for finding in conflict.findings
        if (key := f"{study.slug}/{finding}") in shown
    )
    outcome += f'<span class="aside">Findings concerned: {links}</span>' if links else ""
    return f"<h3>{escape(capital(conflict.field))}</h3>\n{stated}\n<p>{outcome}</p>\n"


def _printed(shelf: Shelf, slug: str) -> str:
    """List pooled, counted or single results that the publication prints; none of them is counted."""
    results = shelf.published.get(slug, ())
    if not results:
        return ""
    told = bullets(_result(row) for row in results)
    return (
        '<h2 id="printed">Results it prints</h2>\n<p>As the publication gives them; they are compared with '
        f"these records and not counted in them.</p>\n{told}"
    )


def _result(row: Row) -> str:
    told = [
        f"{count(row['k'], 'study')}" if row["k"] is not None else "",
        f"{integer(row['n'])} people" if row["n"] is not None else "",
        f"estimate {recorded(row['estimate'])}" if row["estimate"] is not None else "",
        f"95 % interval {recorded(row['ci_low'])} to {recorded(row['ci_high'])}"
        if row["ci_low"] is not None and row["ci_high"] is not None
        else "",
        f"p {row['p']}" if row["p"] else "",
        f"I² {recorded(row['i2'])} %" if row["i2"] is not None else "",
        row["model"] or "",
        row["note"] or "",
    ]
    about = escape("; ".join(text for text in told if text))
    return f'{escape(capital(row["outcome"]))} <span class="aside">{about}</span>'


def _left_out(study: Study) -> str:
    if not study.left_out:
        return ""
    told = bullets(
        f'{escape(capital(left.item))} <span class="aside">{escape(capital(left.reason))}; seen in: '
        f"{escape(left.source)}</span>"
        for left in study.left_out
    )
    return f'<h2 id="left-out">Met in a source but not recorded as a finding</h2>\n{told}'


def _record(study: Study) -> str:
    """Say who checked the record, and what else a reader must know about it."""
    review = study.review
    if review.state is ReviewState.CHECKED:
        checked = "Checked by a second reader" + (f", {review.on.isoformat()}" if review.on else "")
    else:
        checked = "One reading; no second reader has checked it"
    best = study.read_from()
    pairs = [
        ("Key", f"<code>{study.slug}</code>"),
        ("Review", escape(checked)),
        ("Best source read", escape(best.label) if best else "none"),
    ]
    if study.note:
        pairs.append(("Note", escape(capital(study.note))))
    for known in study.acknowledged:
        about = f" ({escape(known.finding)})" if known.finding else ""
        pairs.append(("Kept on purpose", f"<code>{known.rule}</code>{about}: {escape(known.reason)}"))
    return facts(pairs)

"""The statements of articles that a study or a marker stands behind, as links to where they are audited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from synthesis.reports.claims import PATH, claim_anchor
from synthesis.reports.page import bullets, link

if TYPE_CHECKING:
    from synthesis.audit.audit import AuditedClaim

Claims = Mapping[str, Sequence["AuditedClaim"]]


def claims_by_study(claims: Iterable[AuditedClaim]) -> Claims:
    """Sort claims by the studies they cite, and those whose cohorts their label rests on."""
    found: dict[str, list[AuditedClaim]] = defaultdict(list)
    for claim in claims:
        behind = (*claim.studies_for, *claim.studies_against, *claim.studies_other, claim.cited_study)
        for slug in dict.fromkeys(filter(None, behind)):
            found[slug].append(claim)
    return found


def claims_by_marker(claims: Iterable[AuditedClaim]) -> Claims:
    """Sort claims by the markers they are about."""
    found: dict[str, list[AuditedClaim]] = defaultdict(list)
    for claim in claims:
        for marker in claim.markers:
            found[marker].append(claim)
    return found


def mentions(page: str, claims: Sequence[AuditedClaim], heading: str) -> str:
    """Write claims as a section of a page; nothing where there is none.

    Parameters
    ----------
    page
        The page this is for.
    claims
        Claims to name.
    heading
        Heading of the section.
    """
    if not claims:
        return ""
    told = bullets(
        f'<a href="{link(page, PATH)}#{claim_anchor(claim)}">{escape(claim.claim)}</a> '
        f'<span class="aside">Held against these records: {escape(claim.label_text)}</span>'
        for claim in claims
    )
    return f'<h2 id="claims">{escape(heading)}</h2>\n{told}'

"""The page on all evidence: where it comes from, who was studied, what was measured, and every verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synthesis.reports.contents import ALL
from synthesis.reports.page import Page
from synthesis.reports.parts import Build, folded
from synthesis.reports.verdicts import consistency
from synthesis.wording import count, integer

if TYPE_CHECKING:
    from synthesis.reports.account import Account

PATH = "evidence.html"


def evidence_page(build: Build, counted: Account) -> Page:
    """Write the page on all evidence.

    Parameters
    ----------
    build
        Atlas, pieces and folder.
    counted
        The numbers that have to add up.
    """
    title = "All evidence"
    body = f"""<h1>{title}: what is recorded, and how far it agrees</h1>
{build.limits(PATH, ALL, "Read this first: limits of this evidence")}
<h2 id="flow">From what was recorded to what counts</h2>
<p>{_flow(counted)}</p>
{build.figure(PATH, ALL, "evidence_flow")}
{folded("The same as a table, with every reason", build.table(PATH, ALL, "exclusions"))}
<h2 id="designs">Studies: designs and sizes</h2>
{build.figure(PATH, ALL, "sample_timeline")}
{folded("How the studies were designed", build.table(PATH, ALL, "study_designs"))}
{folded("By which definition people counted as cases", build.table(PATH, ALL, "case_definitions"))}
{folded("How many people were studied", build.table(PATH, ALL, "sample_sizes"))}
<h2 id="map">What was measured in what</h2>
<p>The map shows how much evidence there is, not what it says.</p>
{build.figure(PATH, ALL, "evidence_map")}
<h2 id="reported">Which way markers were reported to differ</h2>
<p>Counting reports of a direction is not a test of whether a marker differs, and says nothing about how
much.</p>
{build.figure(PATH, ALL, "directions")}
<h2 id="consistency">How far the reports agree</h2>
{consistency(build, PATH, ALL)}"""
    description = (
        "All that is recorded: studies, people, markers, directions, verdicts, and what is left out."
    )
    return Page(PATH, title, description, body, build.foot)


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

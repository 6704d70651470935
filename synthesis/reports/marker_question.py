"""One question on a marker page: verdict, cohorts on each side, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from synthesis.consistency.labels import Label
from synthesis.consistency.rules import RULES
from synthesis.consistency.standing import Standing
from synthesis.consistency.thresholds import DEFAULT
from synthesis.consistency.vote_frames import VOTE_RULES
from synthesis.reports.marker_evidence import MarkerEvidence
from synthesis.reports.page import bullets, facts, link
from synthesis.reports.shelf import Shelf, finding_anchor, record_path
from synthesis.store.tidy import Row, items
from synthesis.tables.effects import in_plain_words
from synthesis.tables.labels import capital
from synthesis.tables.verdict_words import MEANING, VOTES, leading, measured
from synthesis.wording import count, estimate, integer, p_value

#: Half the width of a 95 % interval, in standard errors.
_HALF = 1.959963984540054
_SIGNIFICANCE = {
    "H": "significant",
    "L": "significant",
    "none": "not significant",
    "unknown": "significance not clear",
}
#: Cohorts from which on there is a verdict.
_LEAST = 3


def question(shelf: Shelf, evidence: MarkerEvidence, verdict: Row, anchor: str, page: str) -> str:
    """Write one question.

    Parameters
    ----------
    shelf, evidence
        Rows of the atlas.
    verdict
        Row of the question.
    anchor
        Id of the section.
    page
        The page this is for.
    """
    key = verdict["question_key"]
    return f"""<section class="question" aria-labelledby="{anchor}">
<h3 id="{anchor}">{escape(measured(key, evidence.spelled))}</h3>
<p><strong>{escape(verdict["label"])}.</strong> {escape(verdict["sentence"])}</p>
{_strip(evidence.votes[key])}
{_sides(shelf, evidence, key, page)}
{facts(_reasons(verdict)) if verdict["k"] >= _LEAST else ""}
{_to_know(verdict)}
{_left_out(shelf, evidence, key, page)}
{_change(evidence, verdict)}
</section>"""


def _strip(votes: Sequence[Row]) -> str:
    """Write one shape a cohort, oldest first within each side; the lists below say the same in words."""
    ranked = sorted(votes, key=lambda vote: "HMUL".index(vote["vote"]))
    shapes = "".join(f'<span class="vote-{vote["vote"]}">{VOTES[vote["vote"]][0]}</span>' for vote in ranked)
    return f'<p class="strip" aria-hidden="true">{shapes}</p>'


def _sides(shelf: Shelf, evidence: MarkerEvidence, key: str, page: str) -> str:
    """List the cohorts on each side, each with its studies."""
    told = []
    for vote, words in VOTES.items():
        cast = [row for row in evidence.votes[key] if row["vote"] == vote]
        if cast:
            cohorts = bullets((_cohort(shelf, evidence, row, page) for row in cast), "list")
            told.append(f"<dt>{escape(words)}: {count(len(cast), 'cohort')}</dt><dd>{cohorts}</dd>")
    return f'<dl class="sides">{"".join(told)}</dl>'


def _cohort(shelf: Shelf, evidence: MarkerEvidence, vote: Row, page: str) -> str:
    """Write a cohort: studies, sizes, significance, how the vote came about, estimates."""
    findings = items(vote["findings"])
    named = ", ".join(
        f'<a href="{link(page, record_path("study", slug))}">{escape(shelf.name(slug))}</a>'
        for slug in items(vote["studies"])
    )
    told = [_sizes(vote), VOTE_RULES[vote["rule"]]]
    if vote["vote"] != "U":
        told.insert(1, _SIGNIFICANCE[vote["significance"]])
        if silent := len(evidence.silent.intersection(findings)):
            told.append(f"no significant difference in {silent} of its {count(len(findings), 'result')}")
    estimates = "".join(
        _estimate(evidence, finding, page) for finding in findings if finding in evidence.effects
    )
    return f'{named} <span class="aside">{escape("; ".join(told))}</span>{estimates}'


def _sizes(vote: Row) -> str:
    known = {arm: vote[f"n_{arm}"] for arm in ("cases", "controls")}
    if all(size is None for size in known.values()):
        return "group sizes not known"
    return ", ".join(f"{'unknown number of' if n is None else integer(n)} {arm}" for arm, n in known.items())


def _estimate(evidence: MarkerEvidence, finding: str, page: str) -> str:
    """Write the standardised mean difference of one finding, with what it was computed from."""
    row = evidence.effects[finding]
    half = _HALF * row["vi"] ** 0.5
    value = estimate(row["yi"], row["yi"] - half, row["yi"] + half, signed=True)
    slug = finding.partition("/")[0]
    place = f"{link(page, record_path('study', slug))}#{finding_anchor(finding)}"
    note = f"; {in_plain_words(row['note'])}" if row["note"] else ""
    part = f" ({row['subgroup']})" if row["subgroup"] else ""
    return (
        f'<span class="aside">Computed here from <a href="{escape(place)}">one finding{escape(part)}</a>: '
        f"SMD {value}, 95 % interval{escape(note)}</span>"
    )


def _reasons(verdict: Row) -> list[tuple[str, str]]:
    """Give what the label says, the rule behind it, shares, sign test and certainty."""
    rule = next(rule for rule in RULES if rule.id == verdict["rule_id"])
    kind = next(
        label
        for label in Label
        if label.words == verdict["label"].removesuffix(" higher").removesuffix(" lower")
    )
    conditions = (
        "; ".join(condition.required(DEFAULT) for condition in rule.conditions) or "no earlier rule applies"
    )
    shares = leading(verdict)
    capped = f" Lowered from {verdict['capped_from']}." if verdict["capped_from"] else ""
    told = [
        ("What the label says", f"{escape(kind.words)}: {escape(MEANING[kind])}."),
        ("Why", f"<code>{rule.id}</code>: {escape(conditions)}.{escape(capped)}"),
        ("Of those with a direction", escape(shares["of_directed"])),
        ("Of all that tested it", escape(shares["of_all"])),
        (
            "Possible share",
            f"{escape(shares['bounds'])}, if all without a direction went the other way, or all along",
        ),
    ]
    if verdict["p"] is not None and verdict["p"] == verdict["p"]:
        told.append(("Sign test", escape(p_value(verdict["p"]))))
    return [*told, ("Certainty", escape(verdict["certainty_level"]))]


def _to_know(verdict: Row) -> str:
    """List what the badges of a verdict say."""
    badges = bullets(escape(capital(text)) for text in items(verdict["badge_texts"]))
    return f"<details><summary>What weakens it</summary>\n{badges}\n</details>"


def _left_out(shelf: Shelf, evidence: MarkerEvidence, key: str, page: str) -> str:
    out = evidence.left_out.get(key, ())
    if not out:
        return ""
    told = bullets(
        f'<a href="{link(page, record_path("study", slug))}#{escape(finding_anchor(row["finding_id"]))}">'
        f'{escape(shelf.name(slug))}</a> <span class="aside">{escape(row["reason"])}</span>'
        for row in out
        if (slug := row["finding_id"].partition("/")[0])
    )
    return f"<details><summary>{count(len(out), 'finding')} without a vote</summary>\n{told}\n</details>"


def _change(evidence: MarkerEvidence, verdict: Row) -> str:
    """Say what would change the label."""
    key = verdict["question_key"]
    if key not in evidence.standings:
        lacking = _LEAST - verdict["k"]
        more = count(lacking, "further cohort")
        return f"<p>What would change this: {more}. Below three cohorts there is no verdict.</p>"
    standing = evidence.standings[key]
    told = [*map(str, standing.tipping), *_hinges(evidence.votes[key], standing)]
    missing = bullets(f"{escape(gap.required)} (now: {escape(gap.actual)})" for gap in standing.lacking)
    up = f"<p>For {escape(standing.next_label)} it lacks:</p>\n{missing}" if standing.next_label else ""
    return (
        "<details><summary>What would change this</summary>\n"
        f"{bullets(escape(capital(line)) for line in told)}\n{up}\n</details>"
    )


def _hinges(votes: Sequence[Row], standing: Standing) -> list[str]:
    """Name the cohorts without which the label would be another."""
    named = {vote["cohort_id"]: vote["label"] for vote in votes}
    if standing.hinges and len(standing.hinges) == len(named):
        return ["without any one of its cohorts the label would be another"]
    return [f"without {named[hinge.cohort_id]} it would be {hinge.label}" for hinge in standing.hinges]

"""A verdict as plain text and as HTML without colours."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from synthesis.consistency.glance import bar, strip
from synthesis.consistency.labels import Label
from synthesis.wording import count, estimate, number, p_value, percent

if TYPE_CHECKING:
    from synthesis.consistency.verdict import Verdict

_GLYPHS = {
    "H": "▲ higher",
    "L": "▼ lower",
    "M": "◆ mixed",
    "U": "○ no significant difference, direction not given",
}
_HEAD = ("Cohort", "Publication", "Cases", "Controls", "Vote", "Significant", "Specimen", "PEM required")


def as_text(verdict: Verdict) -> str:
    """Write a verdict as lines of text: label, sentence, numbers, what is missing, badges."""
    lines = [
        f"{verdict.marker_name} ({verdict.question}): {verdict.label}",
        verdict.sentence,
        _numbers(verdict),
        f"Rule {verdict.rule_id} of {verdict.origin.ruleset}"
        + (f", lowered by a cap from {verdict.capped_from}" if verdict.capped_from else ""),
    ]
    if verdict.why_not:
        lines.append(f"Why not {verdict.next_label}:")
        lines += [f"  - needs {gap.required}; is: {gap.actual}" for gap in verdict.why_not]
    lines.append(f"Certainty: {verdict.certainty.line}")
    lines += [f"  * {badge.text}" for badge in verdict.badges]
    lines += [f"Note: {note}" for note in verdict.notes]
    lines.append(
        f"Input {verdict.input_digest[:12]}, records {verdict.origin.atlas_digest[:12]}"
        + (f", {'; '.join(verdict.origin.filters)}" if verdict.origin.filters else "")
    )
    return "\n".join(lines)


def as_html(verdict: Verdict) -> str:
    """Write a verdict as HTML without colours: sentence, strip, bounds, numbers, cohorts, SWiM box."""
    head = "".join(f"<th scope='col' style='text-align:left'>{name}</th>" for name in _HEAD)
    body = "".join(
        "<tr>" + "".join(f"<td style='text-align:left'>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in _table(verdict)
    )
    why = "".join(
        f"<li>needs {escape(gap.required)}; is: {escape(gap.actual)}</li>" for gap in verdict.why_not
    )
    badges = "".join(f"<li>{escape(badge.text)}</li>" for badge in verdict.badges)
    swim = "".join(f"<dt>{escape(item)}</dt><dd>{escape(said)}</dd>" for item, said in verdict.swim)
    question = escape(f"{verdict.marker_name}: {verdict.question}")
    return (
        f"<section><p><strong>{escape(verdict.label)}</strong> · {question}</p>"
        f"<p>{escape(verdict.sentence)}</p>{strip(verdict)}{bar(verdict)}<p>{escape(_numbers(verdict))}</p>"
        + (f"<p>Why not {escape(verdict.next_label)}:</p><ul>{why}</ul>" if why else "")
        + f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{escape(verdict.certainty.line.capitalize())}</p><ul>{badges}</ul>"
        f"<details><summary>How it was done (SWiM)</summary><dl>{swim}</dl></details></section>"
    )


def _numbers(verdict: Verdict) -> str:
    """Write bounds, tests, people and groups in one line."""
    v, directed = verdict, verdict.higher + verdict.lower
    parts = [f"{v.higher} higher, {v.lower} lower, {v.silent} without direction, {v.mixed} mixed"]
    if directed:
        parts.append(f"share {percent(verdict.low)} to {percent(verdict.high)}")
        parts.append(f"sign test {p_value(verdict.p)}")
    parts.append(f"{v.significant_for} significant for and {v.significant_against} against")
    parts.append(f"{count(v.people, 'participant')} known")
    if directed:
        unsure = "" if verdict.cohorts["group_known"].all() else "at most "
        parts.append(unsure + count(v.groups, "research group"))
    if verdict.effect is not None and verdict.kind is not Label.TOO_FEW:
        fit = verdict.effect
        at = estimate(float(fit.smd[0, 0]), float(fit.low[0, 0]), float(fit.high[0, 0]), signed=True)
        parts.append(f"interval-censored SMD {at} at tau {number(float(fit.tau[0]), 1)}")
    return "; ".join(parts)


def _table(verdict: Verdict) -> list[tuple[str, ...]]:
    significant = {"H": "yes", "L": "yes", "none": "no", "unknown": "not clear"}
    return [
        (
            str(row.cohort_id),
            str(row.label),
            _size(row.n_cases),
            _size(row.n_controls),
            _GLYPHS[str(row.vote)],
            significant[str(row.significance)],
            str(row.specimens).replace(";", ", "),
            str(row.pem),
        )
        for row in verdict.cohorts.astype(object).itertuples()
    ]


def _size(n: object) -> str:
    return f"{n:,}" if isinstance(n, int) else "–"

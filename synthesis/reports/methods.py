"""Methods of a topic page, written from the run that made it: what was read, counted and judged, and how."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from synthesis.consistency.rules import RULESET
from synthesis.provenance import versions
from synthesis.reports.page import facts, outside
from synthesis.store.tidy import records
from synthesis.wording import count, integer

if TYPE_CHECKING:
    from synthesis.reports.parts import Build
    from synthesis.reports.topic_data import TopicData


def methods(build: Build, page: str, data: TopicData) -> str:
    """Write how the page came about: a short text, the SWiM items, and what the run was made from."""
    said = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs(build, data))
    swim = "".join(f"<dt>{escape(item)}</dt><dd>{escape(text)}</dd>\n" for item, text in data.swim)
    made = facts(
        (
            ("Records", f"digest <code>{data.part.digest}</code>"),
            ("Filters", escape("; ".join(data.part.filters))),
            ("Rules", f"rule set {escape(RULESET)}"),
            (
                "Versions",
                escape(", ".join(f"{name} {version}" for name, version in versions().items())),
            ),
            ("How to repeat it", f"<code>synthesis build --topic {escape(data.topic)}</code>"),
        )
    )
    return f"""{said}
<details><summary>Reporting items for synthesis without meta-analysis (SWiM)</summary>
<dl class="swim">
{swim}</dl>
</details>
<details><summary>Records, rules and versions of this run</summary>
{made}
<p>{outside(page, "index.html#data", "Data of the whole atlas")}</p>
</details>"""


def paragraphs(build: Build, data: TopicData) -> tuple[str, ...]:
    """Write the methods in plain sentences, every number from the run."""
    studies = records(data.part.studies, ("eligible", "findings_counted"))
    findings = records(data.part.findings, ("counted",))
    counted = sum(finding["counted"] for finding in findings)
    narrowed = "; ".join(build.atlas.filters)
    held = f"{count(len(findings), 'finding')} of {count(len(studies), 'study')}"
    return (
        f"The records of this topic hold {held}; {integer(counted)} of them compare cases with ME/CFS with "
        "controls in an eligible study and count. They were gathered from public abstracts, open full texts, "
        "tables of reviews and pages of the ME/CFS atlas, not by a systematic search."
        + (f" Only records with {narrowed} were used." if narrowed else ""),
        "Findings that answer the same question (one marker, one kind of measurement, one state of the "
        "sample, one comparison) are brought together. Each cohort of people has one vote on it, however "
        "many papers report on the cohort: higher, lower, mixed, or no significant difference without a "
        "direction. Results on all cases go before results on some of them.",
        f"Fixed rules (rule set {RULESET}) turn the votes into a label. They look at votes alone, and they "
        "count a cohort that gave no direction against the direction that leads. Certainty is judged apart "
        "from the label. Where two cohorts or more print numbers, a random-effects mean is given beside the "
        "verdict; it has no part in it.",
        "A question with one or two cohorts gets no verdict and is listed. How firm each label is was tried "
        "by leaving out each cohort, by a fixed list of other ways to count, and by adding imagined cohorts.",
    )

"""How far reports agree: the part of the front page and of a topic page that shows verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from synthesis.consistency.labels import Label
from synthesis.consistency.rules import RULESET, read_aloud
from synthesis.reports.contents import ALL
from synthesis.reports.page import bullets, link
from synthesis.reports.parts import SHORT, Build
from synthesis.tables.verdict_words import MEANING
from synthesis.wording import count

#: Where the box on reading a verdict stands on the front page.
BOX = "how-to-read"

#: What a label does not say, however it reads.
_NOT_SAID = (
    "how large a difference is, or whether it matters to anyone: many small differences can agree",
    "why a difference is there. Shared habits of studies (how samples were stored, who was compared, "
    "medicines, inactivity) can move all of them the same way",
    "what was measured and never published. If mainly differences get published, reports agree on one that "
    "is not there, and no label can see that",
    "anything about one person, a test or a treatment. Higher is not better or worse",
)


def how_to_read(*, folded: bool = False) -> str:
    """Write the box that explains verdicts to someone who has never met one.

    Parameters
    ----------
    folded
        Whether the box is folded away, as on a page whose reader may know it.
    """
    labels = bullets(f"<strong>{label.words}</strong>: {escape(MEANING[label])}." for label in Label)
    rules = bullets(escape(line) for line in read_aloud().splitlines())
    text = f"""<p>A verdict says how far the published reports on one question agree. A question is a marker,
the kind of measurement and the state of the sample. Every group of people that was studied has one vote,
however many papers describe it: higher, lower, mixed, or “no significant difference” without a direction.
Fixed rules turn the votes into one of these labels:</p>
{labels}
<p>“No significant difference” is not “no difference”. Many reports say only that a difference was not
significant. Every share is therefore given twice: of the cohorts that gave a direction, and of all that
tested, as if every silent one had gone the other way.</p>
<p>What no label says:</p>
{bullets(map(escape, _NOT_SAID))}
<p>Certainty is judged apart from the label. “CONSISTENT, low certainty” is possible: reports agree, but whom
they studied, or how few, leaves doubt.</p>
<details><summary>The rules, word for word (rule set {escape(RULESET)})</summary>
<p>The first rule whose conditions all hold gives the label. If the isoform or subunit is not stated in more
than a third of the votes, the label goes one step down.</p>
{rules}
</details>"""
    if folded:
        return f'<details id="{BOX}"><summary>How to read a verdict</summary>\n{text}\n</details>'
    return f"""<section class="limits" aria-labelledby="{BOX}">
<h2 id="{BOX}">How to read a verdict</h2>
{text}
</section>"""


def verdict_counts(labels: Mapping[str, int]) -> str:
    """Write how many questions have which label, in the order of the rules; too few last."""
    few = labels.get(Label.TOO_FEW.words, 0)
    judged = sorted((words for words in labels if words != Label.TOO_FEW.words), key=_place)
    said = "".join(f"<li><strong>{labels[words]}</strong> {words}</li>" for words in judged)
    left = (
        f'<li class="muted"><strong>{few}</strong> {Label.TOO_FEW.words}: one or two cohorts, no verdict</li>'
    )
    return f'<ul class="labels" aria-label="Questions by verdict">{said}{left if few else ""}</ul>'


def _place(words: str) -> tuple[int, str]:
    """Order labels by how much they say about a direction: the surest first, those that name none last."""
    named = words.removesuffix(" higher").removesuffix(" lower")
    order = [Label.CONSISTENT.words, Label.MOSTLY.words, Label.LEANING.words, Label.CONFLICTING.words]
    return order.index(named) if named in order else len(order), words


def consistency(build: Build, page: str, scope: str) -> str:
    """Write the verdicts of a scope: table, figures, those with too few cohorts, the way to what is behind.

    Parameters
    ----------
    build
        Atlas, pieces and folder.
    page
        The page that this is for.
    scope
        Topic, or `contents.ALL`.
    """
    judged = build.pieces["table", scope, "consistency"].rows
    table = build.table(page, scope, "consistency", whole=True)
    if scope == ALL:
        asked = count(judged, "question")
        summary = f"The verdicts on {asked} with three cohorts or more"
        table = f"<details><summary>{summary}</summary>\n{table}\n</details>"
    behind = bullets((build.table_link(page, scope, name) for name in ("votes", "review_codes")), "list")
    return f"""<p>Does the evidence point one way? Fixed rules that look at votes of cohorts alone give
each question a label. <a href="{link(page, f"index.html#{BOX}")}">How to read a verdict</a>, and what it
cannot tell.</p>
{build.figure(page, scope, "verdict_table")}
{table}
<h3>Too few cohorts for a verdict</h3>
{_few(build, page, scope)}
<h3>The most-studied questions, cohort by cohort</h3>
{build.figure(page, scope, "vote_strip")}
<h3>How the verdicts came about</h3>
{build.figure(page, scope, "verdict_history")}
<h3>What is behind the verdicts</h3>
{behind}"""


def _few(build: Build, page: str, scope: str) -> str:
    few = build.pieces["table", scope, "too_few"].rows
    table = build.table(page, scope, "too_few")
    if few > SHORT:  # then it is the way to a page of its own
        return table
    asked = count(few, "question")
    return f"<details><summary>{asked} with one or two cohorts</summary>\n{table}\n</details>"

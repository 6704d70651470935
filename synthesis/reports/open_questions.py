"""What a topic leaves open, and what would change what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from synthesis.reports.page import bullets
from synthesis.store.tidy import Row, items
from synthesis.tables.unknown import GAPS
from synthesis.tables.verdict_words import measured, spellings
from synthesis.wording import count, integer, series

if TYPE_CHECKING:
    from synthesis.reports.parts import Build
    from synthesis.reports.topic_data import TopicData

#: Markers or studies named for each gap; all of them are in the table.
_NAMED = 6
#: What a label must claim for it to matter most what would change it.
_SAYING = ("higher", "lower", "conflicting")


def unknown(build: Build, page: str, data: TopicData) -> str:
    """Write the section on what is not known."""
    often = Counter(row["gap"] for row in data.gaps)
    said = bullets(_gap(gap, [r for r in data.gaps if r["gap"] == gap]) for gap in GAPS if often[gap])
    nothing = "<p>No gap of the kinds that are looked for.</p>"
    return f"""<p>These are gaps of the records held here: a study that closes one may exist and not have been
read.</p>
{said if often else nothing}
<p>{build.table_link(page, data.topic, "unknown")}</p>"""


def _gap(gap: str, rows: list[Row]) -> str:
    heading, meaning = GAPS[gap]
    names = list(dict.fromkeys(row["marker_name"] or row["label"] for row in rows))
    shown = [escape(name) for name in names[:_NAMED]]
    more = [count(len(names) - _NAMED, "other")] if len(names) > _NAMED else []
    what = "study" if gap == "panel" else "marker"
    return (
        f"<strong>{escape(heading)}</strong>: {count(len(names), what)}, such as "
        f'{series([*shown, *more])}. <span class="muted">{escape(meaning)}.</span>'
        if more
        else f"<strong>{escape(heading)}</strong>: {series(shown)}. "
        f'<span class="muted">{escape(meaning)}.</span>'
    )


def would_change(build: Build, page: str, data: TopicData) -> str:
    """Write the section on what would change the verdicts."""
    spelled = spellings(data.part)
    saying = [row for row in data.verdicts if row["direction_class"] in _SAYING]
    said = bullets(_changes(row, spelled) for row in saying)
    silent = (
        "<p>No question of this topic has a verdict that names a direction or a conflict, so there is none "
        "to lose. What each verdict lacks for one is in the table.</p>"
    )
    return f"""<p>A label is a count of reports, and new reports can change it. For each verdict that names a
direction or a conflict: the fewest new cohorts of a kind that would give another label, with that label,
and the cohorts it hangs on.</p>
{said if saying else silent}
<p>{build.table_link(page, data.topic, "tipping")}</p>"""


def _changes(row: Row, spelled: dict[str, str]) -> str:
    asked = measured(row["question_key"], spelled)
    # Where no direction leads, the other way is counted as lower.
    leads, other = ("lower", "higher") if row["lower"] > row["higher"] else ("higher", "lower")
    kinds = {
        "opposite": f"significantly {other}",
        "silent": "without a significant difference or a direction",
        "agreeing": f"{leads}, but not significantly",
    }
    moves = [
        f"{count(row[f'{kind}_cohorts'], 'new cohort')} {words}: <em>{row[f'{kind}_label']}</em>"
        for kind, words in kinds.items()
        if row[f"{kind}_cohorts"] is not None
    ]
    return (
        f"<strong>{escape(row['marker_name'])}</strong>, {escape(asked[:1].lower() + asked[1:])}: "
        f"{row['label']}, {count(row['k'], 'cohort')}. {_sentence(moves)} {_hinges(row)}"
    )


def _sentence(moves: Iterable[str]) -> str:
    joined = "; ".join(moves)
    return (
        f"{joined[:1].upper()}{joined[1:]}."
        if joined
        else "No number of new cohorts that was tried changes it."
    )


def _hinges(row: Row) -> str:
    hinges = items(row["hinges"])
    if not hinges:
        return "It hangs on no single cohort."
    if len(hinges) == row["k"]:
        return "It hangs on every one of its cohorts: without any one of them the label changes."
    if len(hinges) == 1:
        return f"It hangs on one of its cohorts: without that one it would be <em>{row['hinge_labels']}</em>."
    return f"It hangs on {integer(len(hinges))} of its cohorts: without any one of these the label changes."

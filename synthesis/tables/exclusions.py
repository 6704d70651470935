"""The way from what was recorded to what counts, as numbers: nothing is lost between the lines."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from synthesis.store.tidy import Schema, frame, records
from synthesis.tables.balance import balance
from synthesis.tables.column import Column
from synthesis.tables.labels import capital, in_order
from synthesis.tables.scope import provenance, subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.vocabulary.result import FindingExclusion
from synthesis.vocabulary.study import StudyExclusion
from synthesis.wording import count

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

_FLOWS = {"studies": "Studies", "findings": "Findings", "statements": "Statements"}

_SCHEMA: Schema = {
    "flow": "string",
    "step": "int64",
    "role": "string",
    "reason": "string",
    "text": "string",
    "n": "int64",
    "of": "int64",
    "share": "double",
}


def rows(atlas: Atlas) -> pd.DataFrame:
    """Count what was recorded, what was set aside and why, and what remains.

    Returns
    -------
    DataFrame
        Lines in reading order. ``role`` is ``in`` (what a flow starts with), ``out`` (set aside, with
        the vocabulary value in ``reason`` where there is one), ``rest`` (what remains) or ``about`` (a
        fact about the rest, not a step). Each rest equals the line before the ``out`` lines minus
        these. ``of`` is the number the step began with, ``share`` is n / of.

    Raises
    ------
    SynthesisError
        When the frames of the atlas do not add up.
    """
    made = [*_studies(atlas), *_findings(atlas), *_statements(atlas)]
    return frame(made if any(line["n"] for line in made) else [], _SCHEMA)


def _studies(atlas: Atlas) -> list[dict[str, Any]]:
    studies = records(atlas.studies, ("eligible", "exclusion_reason", "findings", "findings_counted"))
    eligible = [s for s in studies if s["eligible"]]
    reasons = Counter(s["exclusion_reason"] for s in studies if not s["eligible"])
    empty = sum(s["findings"] == 0 for s in eligible)
    uncounted = sum(s["findings"] > 0 and s["findings_counted"] == 0 for s in eligible)
    used = sum(s["findings_counted"] > 0 for s in eligible)
    balance("studies", len(studies), [len(eligible), *(reasons[r] for r in StudyExclusion.values())])
    balance("eligible studies", len(eligible), [empty, uncounted, used])
    flow = _Flow("studies", len(studies), "studies recorded")
    for reason in in_order(StudyExclusion, reasons):
        flow.out(reasons[reason], StudyExclusion(reason).label, reason)
    flow.rest(len(eligible), "eligible studies")
    flow.out(empty, "no result for a marker recorded")
    flow.out(uncounted, "results recorded, but none counts")
    flow.rest(used, "studies with a finding that counts")
    return flow.lines


def _findings(atlas: Atlas) -> list[dict[str, Any]]:
    findings = records(
        atlas.findings,
        ("finding_id", "counted", "exclusion_reason", "marker", "question_key", "cohort_id", "whole_group"),
    )
    readings = len(atlas.sources)
    counted = [f for f in findings if f["counted"]]
    reasons = Counter(f["exclusion_reason"] for f in findings if not f["counted"])
    balance("findings", len(findings), [len(counted), *(reasons[r] for r in FindingExclusion.values())])
    flow = _Flow("findings", readings, "readings of a result in a source")
    flow.out(readings - len(findings), "further sources of a result that another source gives too")
    flow.rest(len(findings), "findings recorded, each with all its sources")
    for reason in in_order(FindingExclusion, reasons):
        flow.out(reasons[reason], FindingExclusion(reason).label, reason)
    flow.rest(len(counted), "findings that count as cases against controls")
    flow.about(sum(f["whole_group"] for f in counted), "of these, about the whole case group")
    flow.about(len({f["marker"] for f in counted}), "different markers in these")
    flow.about(len({f["question_key"] for f in counted}), "different questions in these")
    flow.about(len({f["cohort_id"] for f in counted}), "different cohorts in these")
    return flow.lines


def _statements(atlas: Atlas) -> list[dict[str, Any]]:
    flow = _Flow(
        "statements", len(atlas.left_out), "statements met in a source, but not turned into a finding"
    )
    return flow.lines


class _Flow:
    """Lines of one flow; every rest must equal what the step began with minus what it set aside."""

    def __init__(self, name: str, n: int, text: str) -> None:
        self.lines: list[dict[str, Any]] = []
        self._name = name
        self._of = n
        self._out: list[int] = []
        self._add("in", n, text)

    def out(self, n: int, text: str, reason: str | None = None) -> None:
        self._out.append(n)
        self._add("out", n, text, reason, self._of)

    def rest(self, n: int, text: str) -> None:
        balance(f"{self._name}: {text}", self._of, [n, *self._out])
        self._add("rest", n, text, None, self._of)
        self._of = n
        self._out = []

    def about(self, n: int, text: str) -> None:
        self._add("about", n, text)

    def _add(self, role: str, n: int, text: str, reason: str | None = None, of: int | None = None) -> None:
        self.lines.append(
            {
                "flow": self._name,
                "step": len(self.lines) + 1,
                "role": role,
                "reason": reason,
                "text": text,
                "n": n,
                "of": of,
                "share": n / of if of else None,
            }
        )


def table(atlas: Atlas) -> Tabled:
    """Tabulate the flow for a page.

    Examples
    --------
    >>> import synthesis as syn
    >>> table(syn.load()).data.empty
    False
    """
    made = rows(atlas)
    opening = {"in": "", "out": "− ", "rest": "= ", "about": "· "}
    printed = [
        line
        | {
            "flow": _FLOWS[line["flow"]],
            "text": capital(line["text"]) if line["role"] == "in" else opening[line["role"]] + line["text"],
        }
        for line in records(made, tuple(_SCHEMA))
    ]
    studies = sum(s["findings_counted"] > 0 for s in records(atlas.studies, ("findings_counted",)))
    counted = int(atlas.findings["counted"].sum())
    return tabled(
        "exclusions",
        f"What counts: {count(counted, 'finding')} from {count(studies, 'study')}",
        subtitle(atlas, "Everything recorded is kept; a record that is set aside has a reason."),
        (
            Column("text", "Step", note="− set aside, = what remains"),
            Column("n", "Number", "count"),
        ),
        provenance(atlas),
        rows=made,
        printed=printed,
        group="flow",
        strong=tuple(place for place, role in enumerate(made["role"]) if role in ("in", "rest")),
    )

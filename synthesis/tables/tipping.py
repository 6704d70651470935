"""What would change each verdict: new cohorts of three kinds, cohorts left out, what is missing for more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from synthesis.consistency.gaps import EARLIER_RULE, Gap
from synthesis.consistency.labels import Label
from synthesis.consistency.standing import Standing, standings
from synthesis.consistency.verdicts import verdicts
from synthesis.consistency.votes import votes
from synthesis.store.tidy import Row, Schema, frame, items, records
from synthesis.tables.column import Column
from synthesis.tables.labels import capital
from synthesis.tables.scope import subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.tables.verdict_words import COHORT_NOTE, judged_provenance, measured, spellings
from synthesis.wording import count

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

_KINDS = ("opposite", "silent", "agreeing")
_VERDICT = ("question_key", "marker", "marker_name", "label", "k")
_SCHEMA: Schema = {
    **dict.fromkeys(_VERDICT[:-1], "string"),
    "k": "int64",
    **{f"{kind}_cohorts": "int64" for kind in _KINDS},
    **{f"{kind}_label": "string" for kind in _KINDS},
    "limit": "int64",
    **dict.fromkeys(("hinges", "hinge_labels", "next_label", "lacking"), "string"),
}


def rows(atlas: Atlas) -> pd.DataFrame:
    """Say what would change the label of every question that three cohorts or more have tested.

    Returns
    -------
    DataFrame
        One row a question, most cohorts first. For new cohorts that are significant in the ``opposite``
        direction, ``silent`` about it, or ``agreeing`` without being significant: how many change the label,
        missing when none up to ``limit`` do, and the label then. ``hinges`` and ``hinge_labels`` join with
        semicolons the cohorts whose absence changes the label and what it would be; ``lacking`` the
        conditions that are missing for ``next_label``.
    """
    stands = standings(atlas)
    found = [v for v in records(verdicts(atlas, grid=False), _VERDICT) if v["label"] != Label.TOO_FEW.words]
    return frame((v | _changes(stands[v["question_key"]]) for v in found), _SCHEMA)


def _changes(standing: Standing) -> dict[str, Any]:
    by_kind = {tipping.kind: tipping for tipping in standing.tipping}
    return {
        **{f"{kind}_cohorts": by_kind[kind].cohorts for kind in _KINDS},
        **{f"{kind}_label": by_kind[kind].label or None for kind in _KINDS},
        "limit": by_kind["opposite"].limit,
        "hinges": "; ".join(hinge.cohort_id for hinge in standing.hinges),
        "hinge_labels": "; ".join(hinge.label for hinge in standing.hinges),
        "next_label": standing.next_label or None,
        "lacking": "; ".join(map(_lacks, standing.lacking)),
    }


def _lacks(gap: Gap) -> str:
    """Write a condition with what is there instead; of a rule that comes first its name is enough."""
    return gap.required if gap.id == EARLIER_RULE else f"{gap.required} (now: {gap.actual})"


def table(atlas: Atlas) -> Tabled:
    """Tabulate what would change the verdicts.

    Examples
    --------
    >>> import synthesis as syn
    >>> table(syn.load().where(topic="nk-cells")).name
    'tipping'
    """
    made = rows(atlas)
    spelled = spellings(atlas)
    named = {v["cohort_id"]: v["label"] for v in records(votes(atlas), ("cohort_id", "label"))}
    lines = records(made, tuple(_SCHEMA))
    return tabled(
        "tipping",
        f"What would change {count(len(lines), 'verdict')}",
        subtitle(
            atlas,
            "The smallest numbers of new cohorts that would give another label, and the cohorts a label "
            "hangs on. This is no forecast: it shows how firm a label is.",
        ),
        (
            Column("marker_name", "Marker", record=("marker", "marker")),
            Column("measured", "What was asked"),
            Column("label", "Verdict now"),
            Column("k", "Cohorts", "count", note=COHORT_NOTE),
            Column("opposite", "significant, the other way", "prose", _UNDER, _NEW),
            Column("silent", "no significant difference, no direction", "prose", _UNDER),
            Column("agreeing", "the same way, not significant", "prose", _UNDER),
            Column("without", "Hangs on", "prose", note="Cohorts without which the label would be another"),
            Column("missing", "Missing for the next label up", "prose"),
        ),
        judged_provenance(atlas),
        rows=made,
        printed=[line | _printed(line, spelled, named) for line in lines],
    )


_UNDER = "New cohorts that would change it"
_NEW = (
    "Each with 100 participants and a research group of its own. Where no direction leads, the other way "
    "means lower"
)


def _printed(line: Row, spelled: dict[str, str], named: dict[str, str]) -> dict[str, Any]:
    pairs = zip(items(line["hinges"]), items(line["hinge_labels"]), strict=True)
    hangs = [f"{named[cohort]}: without it {label}" for cohort, label in pairs]
    if len(hangs) == line["k"]:
        hangs = ["every cohort: without any one of them the label changes"]
    up = line["next_label"]
    return {
        "measured": measured(line["question_key"], spelled),
        **{kind: _tips(line, kind) for kind in _KINDS},
        "without": capital("; ".join(hangs)) or "no single cohort",
        "missing": f"For {up}: {line['lacking']}" if up else "nothing: the top",
    }


def _tips(line: Row, kind: str) -> str:
    cohorts = line[f"{kind}_cohorts"]
    return f"none up to {line['limit']}" if cohorts is None else f"{cohorts}: {line[f'{kind}_label']}"

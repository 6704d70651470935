"""Codes that umbrella reviews and older summaries would give, beside the verdict; for comparison only."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from synthesis.consistency.codes import few_participants, findings_consistent, sallis_code
from synthesis.consistency.labels import Label
from synthesis.consistency.verdicts import verdicts
from synthesis.consistency.votes import votes
from synthesis.store.tidy import Row, Schema, frame, records
from synthesis.tables.column import Column
from synthesis.tables.scope import subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.tables.verdict_words import judged_provenance, measured, spellings
from synthesis.wording import count, share

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

NOT_COMPUTABLE = "not computable"

_VERDICT = ("question_key", "marker", "marker_name", "label", "k", "higher", "lower", "silent", "people")
_SCHEMA: Schema = {
    **dict.fromkeys(("question_key", "marker", "marker_name", "label"), "string"),
    **dict.fromkeys(("k", "higher", "lower", "silent", "people"), "int64"),
    "significant_one_way": "int64",
    "sallis": "string",
    "same_finding": "int64",
    "same_finding_is": "string",
    "three_quarters": "bool",
    "few_participants": "bool",
    "evidence_level": "string",
    "umbrella_class": "string",
}


def rows(atlas: Atlas) -> pd.DataFrame:
    """Give the codes of every question that three cohorts or more have tested.

    Returns
    -------
    DataFrame
        One row a question, most cohorts first. ``sallis`` from the cohorts significant in the direction
        with more of them, of all; ``three_quarters`` whether that share of cohorts found the same
        (``same_finding_is``); ``few_participants`` by the limit of GRADE without a pooled estimate.
        ``evidence_level`` and ``umbrella_class`` are missing: the records hold no rating of study quality
        and no pooled estimate.
    """
    significant: dict[str, Counter[str]] = defaultdict(Counter)
    for vote in records(votes(atlas), ("question_key", "significance")):
        significant[vote["question_key"]][vote["significance"]] += 1
    found = [v for v in records(verdicts(atlas, grid=False), _VERDICT) if v["label"] != Label.TOO_FEW.words]
    return frame([_row(line, significant[line["question_key"]]) for line in found], _SCHEMA)


def _row(line: Row, significant: Counter[str]) -> dict[str, Any]:
    up, down = significant["H"], significant["L"]
    ways = {"higher": line["higher"], "lower": line["lower"], "no significant difference": line["silent"]}
    same = max(ways, key=lambda way: ways[way])
    return {
        **line,
        "significant_one_way": max(up, down),
        "sallis": sallis_code(max(up, down), line["k"], "+" if up >= down else "-"),
        "same_finding": ways[same],
        "same_finding_is": same,
        "three_quarters": findings_consistent(ways[same], line["k"]),
        "few_participants": bool(few_participants(line["people"])),
        "evidence_level": None,
        "umbrella_class": None,
    }


def table(atlas: Atlas) -> Tabled:
    """Tabulate the codes beside the verdicts.

    Examples
    --------
    >>> import synthesis as syn
    >>> set(table(syn.load()).texts["umbrella"])
    {'not computable'}
    """
    made = rows(atlas)
    spelled = spellings(atlas)
    lines = records(made, tuple(_SCHEMA))
    return tabled(
        "review-codes",
        f"Codes of other schemes for {count(len(lines), 'question')}",
        subtitle(atlas, "For comparison with published reviews. None of these codes enters a verdict."),
        (
            Column("marker_name", "Marker", record=("marker", "marker")),
            Column("measured", "What was compared"),
            Column("label", "Verdict here"),
            Column("sallis", "Sallis code", "figure", note=_SALLIS),
            Column("significant", "significant one way", "figure"),
            Column("same", "Three quarters find the same", "prose", note=_SAME),
            Column("people_code", "Imprecision", note=_PEOPLE),
            Column("level", "Evidence level", note=_LEVEL),
            Column("umbrella", "Umbrella class", note=_UMBRELLA),
        ),
        judged_provenance(atlas),
        rows=made,
        printed=[line | _printed(line, spelled) for line in lines],
    )


def _printed(line: Row, spelled: dict[str, str]) -> dict[str, Any]:
    said = "yes" if line["three_quarters"] else "no"
    return {
        "measured": measured(line["question_key"], spelled),
        "significant": share(line["significant_one_way"], line["k"]),
        "same": f"{said}: {share(line['same_finding'], line['k'])} {line['same_finding_is']}",
        "people_code": "concern" if line["few_participants"] else "no concern",
        "level": line["evidence_level"] or NOT_COMPUTABLE,
        "umbrella": line["umbrella_class"] or NOT_COMPUTABLE,
    }


_SALLIS = (
    "Of all cohorts, those significant in one direction: 0 up to 33 %, ? from 34 %, + (higher) or - (lower) "
    "from 60 %; written twice from three cohorts and three times from five. It takes every result that is "
    "not significant, or not clearly so, as one against"
)
_SAME = (
    "Rule of best-evidence synthesis: three quarters of all cohorts or more report the same. No significant "
    "difference counts as a finding there, which is how small studies come to agree on nothing"
)
_PEOPLE = "GRADE without a pooled estimate: concern at 400 participants or fewer. Participants known"
_LEVEL = "Not computable: best-evidence synthesis needs a rating of study quality, which is not recorded"
_UMBRELLA = (
    "Not computable: umbrella classes need a pooled estimate with its prediction interval and bias tests"
)

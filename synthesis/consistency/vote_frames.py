"""The votes of cohorts, and the findings without a vote, as frames."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from synthesis.consistency.ballots import Ballots
from synthesis.consistency.choices import Choices
from synthesis.consistency.decide import Cells
from synthesis.consistency.frames import TEXT, TRUTH, WHOLE, column, frame_of
from synthesis.consistency.questions import Question
from synthesis.consistency.tally import ABSENT, VOTE_KINDS
from synthesis.errors import SynthesisError
from synthesis.vocabulary.case_definition import Pem
from synthesis.vocabulary.result import FindingExclusion, Multiplicity, Significance, SourceKind

if TYPE_CHECKING:
    import pandas as pd

#: How a cohort came to its vote; the id stands in the column `rule`.
VOTE_RULES = {
    "V1-agree": "all its results with a direction agree",
    "V2-seventy-percent": "at least 70 % of its results with a direction agree",
    "V3-split": "its results go both ways, and no direction has 70 %",
    "V4-reported-mixed": "its only directed result is reported as mixed",
    "V5-altered": "a difference is reported without its direction; counted as mixed",
    "V6-silent": "no significant difference, direction not given",
    "V7-implied": "tested and not listed among the differences",
}
#: Codes of results with a direction, mixed ones included, come first.
_DIRECTED = 3
#: Why a finding gave no vote, beyond what `FindingExclusion` and the choices say.
_NO_DIRECTION = "no direction recorded"
_WHOLE_PREFERRED = "about part of the cases; the cohort has a result on all of them"
_ERAS = ((2004, "to 2004"), (2014, "2005 to 2014"), (9999, "from 2015"))

#: Columns of the frame of votes.
COLUMNS = {
    "question_key": TEXT,
    "marker": TEXT,
    "cohort_id": TEXT,
    "studies": TEXT,
    "label": TEXT,
    "year_first": WHOLE,
    "year_last": WHOLE,
    "group_id": TEXT,
    "group_known": TRUTH,
    "n_cases": WHOLE,
    "n_controls": WHOLE,
    "vote": TEXT,
    "significance": TEXT,
    "rule": TEXT,
    "results": WHOLE,
    "results_directed": WHOLE,
    "findings": TEXT,
    "whole_group": TRUTH,
    "inferred": TRUTH,
    "identified": TRUTH,
    "atlas_page_only": TRUTH,
    "corrected": TRUTH,
    "unresolved": TRUTH,
    "pem": TEXT,
    "comparator": TEXT,
    "specimens": TEXT,
    "assay_families": TEXT,
    "era": TEXT,
    "source_kind": TEXT,
}


def vote_frame(ballots: Ballots, cells: Cells, keys: Iterable[int]) -> pd.DataFrame:
    """Write the votes of some questions as the frame that `votes` gives."""
    wanted = set(keys)
    members: dict[int, list[int]] = {}
    for position in np.flatnonzero(cells.taken):
        members.setdefault(int(ballots.cell[position]), []).append(int(position))
    findings = {
        name: ballots.findings[name].astype(object).where(ballots.findings[name].notna(), None).tolist()
        for name in _READ
    }
    rows = [
        _row(ballots, cells, cell, members[cell], findings)
        for cell in np.flatnonzero(cells.kind != ABSENT).tolist()
        if int(ballots.key_of_cell[cell]) in wanted
    ]
    rows.sort(key=lambda row: (row["question_key"], row["year_first"] or 9999, row["cohort_id"]))
    return frame_of(rows, COLUMNS)


def left_out_frame(ballots: Ballots, cells: Cells, choices: Choices, keys: Iterable[int]) -> pd.DataFrame:
    """Write the findings without a vote as the frame that `votes_left_out` gives.

    Raises
    ------
    SynthesisError
        When a finding neither voted nor has a reason; this would be a fault of this package.
    """
    frame = ballots.findings
    wanted = np.isin(ballots.key_of_cell[ballots.cell], list(keys))
    reasons = np.full(len(frame), "", dtype=object)
    excluded = np.array(
        [FindingExclusion(r).label if isinstance(r, str) else "" for r in frame["exclusion_reason"]],
        dtype=object,
    )
    reasons[~ballots.counted] = excluded[~ballots.counted]
    for text, refused in ballots.refusals(choices):
        reasons[(reasons == "") & refused] = text
    reasons[(reasons == "") & frame["direction"].isna().to_numpy(bool)] = _NO_DIRECTION
    reasons[(reasons == "") & ~cells.taken & ~ballots.whole] = _WHOLE_PREFERRED
    out = wanted & ~cells.taken
    unexplained = out & (reasons == "")
    if unexplained.any():
        lost = ", ".join(frame.loc[unexplained, "finding_id"])
        raise SynthesisError(f"findings without a vote and without a reason: {lost}", where="votes")
    kept = frame.loc[out, ["finding_id", "question_key", "cohort_id", "label", "direction"]]
    kept["reason"] = column(reasons[out].tolist(), TEXT).set_axis(kept.index)
    return kept.sort_values(["question_key", "finding_id"]).reset_index(drop=True)


_READ = (
    "finding_id",
    "slug",
    "label",
    "year",
    "specimen",
    "assay_family",
    "source_kind",
    "inferred",
    "identified",
    "atlas_page_only",
    "pem",
    "comparator",
    "multiplicity",
    "significance",
)


def _row(
    ballots: Ballots, cells: Cells, cell: int, members: list[int], findings: dict[str, list[Any]]
) -> dict[str, Any]:
    """Describe one cohort's vote on one question."""
    vote, significance = VOTE_KINDS[int(cells.kind[cell])]
    read = {name: [values[i] for i in members] for name, values in findings.items()}
    years = [int(year) for year in read["year"] if year is not None]
    corrected = [
        m == Multiplicity.CORRECTED
        for m, s in zip(read["multiplicity"], read["significance"], strict=True)
        if s == Significance.SIGNIFICANT
    ]
    key, cohort = int(ballots.key_of_cell[cell]), int(ballots.cohort_of_cell[cell])
    n_cases, n_controls = int(ballots.n_cases[cell]), int(ballots.n_controls[cell])
    pem = set(read["pem"])
    return {
        "question_key": ballots.keys[key],
        "marker": Question.parse(ballots.keys[key]).marker,
        "cohort_id": ballots.cohorts[cohort],
        "studies": _joined(read["slug"]),
        "label": "; ".join(sorted(set(read["label"]))),
        "year_first": min(years, default=None),
        "year_last": max(years, default=None),
        "group_id": ballots.groups[int(ballots.group_of_cell[cell])],
        "group_known": bool(ballots.group_known[cohort]),
        "n_cases": n_cases if n_cases >= 0 else None,
        "n_controls": n_controls if n_controls >= 0 else None,
        "vote": vote,
        "significance": _significance_word(vote, significance),
        "rule": _rule_of(cells, cell, all(read["inferred"])),
        "results": len(members),
        "results_directed": int(cells.results[cell, :_DIRECTED].sum()),
        "findings": ";".join(sorted(read["finding_id"])),
        "whole_group": bool(cells.whole[cell]),
        "inferred": all(read["inferred"]),
        "identified": all(read["identified"]),
        "atlas_page_only": all(read["atlas_page_only"]),
        "corrected": all(corrected) if significance == "significant" and corrected else None,
        "unresolved": bool(cells.unresolved[cell]),
        "pem": pem.pop() if len(pem) == 1 else Pem.UNCLEAR.value,
        "comparator": _joined(read["comparator"]),
        "specimens": _joined(read["specimen"]),
        "assay_families": _joined(read["assay_family"]),
        "era": next((words for last, words in _ERAS if years and max(years) <= last), "year not known"),
        "source_kind": min((SourceKind(kind) for kind in read["source_kind"]), key=lambda k: k.trust).value,
    }


def _rule_of(cells: Cells, cell: int, implied: bool) -> str:
    """Name the rule that decided a vote."""
    by_direction = cells.results[cell].sum(axis=1)
    higher, lower, mixed, altered = (int(n) for n in by_direction[:4])
    directed = higher + lower + mixed
    vote = VOTE_KINDS[int(cells.kind[cell])][0]
    if vote == "U":
        return "V7-implied" if implied else "V6-silent"
    if vote == "M":
        if not directed and altered:
            return "V5-altered"
        return "V4-reported-mixed" if mixed == directed else "V3-split"
    return "V1-agree" if directed == max(higher, lower) else "V2-seventy-percent"


def _significance_word(vote: str, significance: str) -> str:
    if significance == "significant":
        return vote
    return "unknown" if significance == "unknown" else "none"


def _joined(values: Iterable[Any]) -> str:
    return ";".join(sorted({str(value) for value in values if value is not None}))

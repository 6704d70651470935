"""The cohorts behind a verdict: how each one voted and why, and the findings that gave no vote."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from synthesis.consistency.labels import Label
from synthesis.consistency.verdict import verdict
from synthesis.consistency.verdicts import verdicts
from synthesis.consistency.vote_frames import VOTE_RULES
from synthesis.consistency.votes import votes, votes_left_out
from synthesis.store.tidy import Row, Schema, frame, items, records
from synthesis.tables.column import Column
from synthesis.tables.labels import capital, label, labels
from synthesis.tables.scope import subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.tables.verdict_words import (
    COHORT_NOTE,
    SILENT_NOTE,
    VOTES,
    judged_provenance,
    measured,
    spellings,
)
from synthesis.vocabulary.case_definition import Pem
from synthesis.vocabulary.measurement import Specimen
from synthesis.vocabulary.result import SourceKind
from synthesis.wording import count

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

_NO_VOTE = "no vote"
_SIGNIFICANT = {"H": "yes", "L": "yes", "none": "no", "unknown": "not clear"}
_VERDICT = ("question_key", "marker_name", "label", "k", "sentence")
_VOTE: Schema = {
    **dict.fromkeys(("cohort_id", "label", "studies", "group_id"), "string"),
    **dict.fromkeys(("year_first", "n_cases", "n_controls"), "int64"),
    **dict.fromkeys(
        ("vote", "significance", "rule", "findings", "specimens", "pem", "source_kind"), "string"
    ),
}
_FINDING = ("finding_id", "slug", "year", "specimen", "pem", "source_kind")
_SCHEMA: Schema = {
    **dict.fromkeys(
        ("question_key", "marker_name", "verdict", "cohort_id", "publication", "studies"), "string"
    ),
    "group_id": "string",
    **dict.fromkeys(("year", "n_cases", "n_controls"), "int64"),
    **dict.fromkeys(("vote", "significance", "rule", "reason"), "string"),
    **dict.fromkeys(("findings", "specimens", "pem", "source_kind"), "string"),
}


def rows(atlas: Atlas, marker: str | None = None, question: str | None = None) -> pd.DataFrame:
    """List votes, and the findings that gave none.

    Parameters
    ----------
    atlas
        The atlas, whole or filtered.
    marker, question
        One marker by id, name or synonym, and one of its questions by key; its first question when only the
        marker is given. When no marker is given, all questions that three cohorts or more have tested.

    Returns
    -------
    DataFrame
        For each question, most cohorts first, one row a cohort with a vote, oldest first, then one row a
        finding without one (``vote`` is ``no vote``). ``rule`` is the id and ``reason`` the words of what
        decided; ``findings`` joins ids with semicolons.

    Raises
    ------
    FilterError
        When there is no such marker or question, or no finding of the marker gives a vote.
    """
    asked = _asked(atlas, marker, question)
    voted, left = defaultdict(list), defaultdict(list)
    for vote in records(votes(atlas), ("question_key", *_VOTE)):
        voted[vote["question_key"]].append(vote)
    for out in records(votes_left_out(atlas), ("question_key", "finding_id", "cohort_id", "label", "reason")):
        left[out["question_key"]].append(out)
    findings = {finding["finding_id"]: finding for finding in records(atlas.findings, _FINDING)}
    sizes = {c["cohort_id"]: c for c in records(atlas.cohorts, ("cohort_id", "n_cases", "n_controls"))}
    made: list[dict[str, Any]] = []
    for about in asked:
        shared = {
            "question_key": about["question_key"],
            "marker_name": about["marker_name"],
            "verdict": about["label"],
        }
        made += [shared | _voted(vote) for vote in voted[about["question_key"]]]
        made += [
            shared | _left_out(out, findings[out["finding_id"]], sizes.get(out["cohort_id"], {}))
            for out in left[about["question_key"]]
        ]
    return frame(made, _SCHEMA)


def _asked(atlas: Atlas, marker: str | None, question: str | None) -> list[dict[str, Any]]:
    if marker is not None:
        return records(verdict(atlas, marker, question).tidy(), _VERDICT)
    every = records(verdicts(atlas, grid=False), _VERDICT)
    return [line for line in every if line["label"] != Label.TOO_FEW.words]


def _voted(vote: Row) -> dict[str, Any]:
    same = ("cohort_id", "studies", "group_id", "n_cases", "n_controls", "vote", "significance", "rule")
    return {
        **{name: vote[name] for name in (*same, "findings", "specimens", "pem", "source_kind")},
        "publication": vote["label"],
        "year": vote["year_first"],
        "reason": VOTE_RULES[vote["rule"]],
    }


def _left_out(out: Row, finding: Row, size: Row) -> dict[str, Any]:
    return {
        "cohort_id": out["cohort_id"],
        "publication": out["label"],
        "studies": finding["slug"],
        "group_id": None,
        "year": finding["year"],
        "n_cases": size.get("n_cases"),
        "n_controls": size.get("n_controls"),
        "vote": _NO_VOTE,
        "significance": None,
        "rule": None,
        "reason": out["reason"],
        "findings": out["finding_id"],
        "specimens": finding["specimen"],
        "pem": finding["pem"],
        "source_kind": finding["source_kind"],
    }


def table(atlas: Atlas, marker: str | None = None, question: str | None = None) -> Tabled:
    """Tabulate the votes on one question, or on all that three cohorts or more have tested.

    Parameters
    ----------
    atlas, marker, question
        As for `rows`.

    Raises
    ------
    FilterError
        When there is no such marker or question, or no finding of the marker gives a vote.

    Examples
    --------
    >>> import synthesis as syn
    >>> made = table(syn.load(), "CRP")
    >>> made.name, made.data["cohort_id"].nunique() >= 3
    ('votes-crp-circulating-protein-rest', True)
    """
    made = rows(atlas, marker, question)
    spelled = spellings(atlas)
    lines = records(made, tuple(_SCHEMA))
    about = {line["question_key"]: _heading(line, spelled) for line in lines}
    voting = sum(line["vote"] != _NO_VOTE for line in lines)
    counted = f"{count(voting, 'vote')}, {count(len(lines) - voting, 'finding')} without one"
    if marker is None:
        name, title = "votes", f"Votes behind {count(len(about), 'verdict')}: {counted}"
        said = "The cohorts behind every verdict on a question that three cohorts or more have tested."
    else:
        (key,) = about
        name, title = f"votes-{address(key)}", f"{about[key]}: {counted}"
        said = _asked(atlas, marker, question)[0]["sentence"]
    return tabled(
        name,
        title,
        subtitle(atlas, said),
        (
            Column("publication", "Publication", record=("study", "studies")),
            Column("year", "Year", "figure"),
            Column("vote", "Vote", note=f"{COHORT_NOTE}. ○ {SILENT_NOTE}"),
            Column(
                "significance",
                "Significant",
                note="By the paper's own threshold, in the direction of the vote",
            ),
            Column("reason", "How it came about, or why there is none", "prose"),
            Column(
                "n_cases", "Cases", "figure", "People", "People enrolled; the marker may be measured in fewer"
            ),
            Column("n_controls", "Controls", "figure", "People"),
            Column("pem", "PEM required"),
            Column("specimens", "Specimen"),
            Column("source_kind", "Read in"),
            Column(
                "findings",
                "Findings",
                "prose",
                note="Ids of the records; each names its source and the place",
                record=("finding", "findings"),
            ),
        ),
        judged_provenance(atlas),
        rows=made,
        printed=[line | _printed(line) | {"block": about[line["question_key"]]} for line in lines],
        group="block",
    )


def address(key: str) -> str:
    """Give a name for files about a question; the usual comparison is left out.

    Examples
    --------
    >>> address("il-6 | circulating-protein | rest | cases-vs-controls")
    'il-6-circulating-protein-rest'
    """
    folded = key.removesuffix(" | cases-vs-controls").casefold().replace("+", "-pos").replace("β", "beta")
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")


def _heading(line: Row, spelled: dict[str, str]) -> str:
    asked = measured(line["question_key"], spelled)
    return f"{line['marker_name']}, {asked[:1].lower()}{asked[1:]}: {line['verdict']}"


def _printed(line: Row) -> dict[str, Any]:
    significance = line["significance"]
    return {
        "year": None if line["year"] is None else str(line["year"]),
        "vote": VOTES.get(line["vote"], _NO_VOTE),
        "significance": _SIGNIFICANT[significance] if significance else _NO_VOTE,
        "reason": capital(line["reason"]),
        "n_cases": _size(line["n_cases"]),
        "n_controls": _size(line["n_controls"]),
        "pem": label(Pem, line["pem"]),
        "specimens": labels(Specimen, line["specimens"]),
        "source_kind": label(SourceKind, line["source_kind"]),
        "findings": ", ".join(items(line["findings"])),
    }


def _size(people: int | None) -> str | None:
    return None if people is None else str(people)

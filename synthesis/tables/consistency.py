"""How far the cohorts that tested a marker agree: one row a question that three cohorts or more have tested.

Questions with fewer cohorts are the rows of `too_few`; the two tables together hold every question once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from math import isnan
from statistics import median
from typing import TYPE_CHECKING, Any

from synthesis.consistency.badges import detectable
from synthesis.consistency.labels import Label
from synthesis.consistency.multiverse import multiverse
from synthesis.consistency.verdicts import verdicts
from synthesis.consistency.votes import votes
from synthesis.store.tidy import Row, Schema, frame, items, records
from synthesis.tables.balance import balance
from synthesis.tables.column import Column
from synthesis.tables.labels import capital
from synthesis.tables.scope import subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.tables.verdict_words import (
    BOUNDS_NOTE,
    COHORT_NOTE,
    HIGHER,
    LOWER,
    MIXED,
    MIXED_NOTE,
    SILENT,
    SILENT_NOTE,
    judged_provenance,
    leading,
    meanings,
    measured,
    spellings,
)
from synthesis.wording import count, number, p_value, series

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

#: Badges that change how a label is read and have no column of their own.
MAIN_BADGES = (
    "one-group",
    "contradicted",
    "no-hit",
    "difference-undirected",
    "moderate-ruled-out",
)
_VERDICT: Schema = {
    "question_key": "string",
    "marker": "string",
    "marker_name": "string",
    "question": "string",
    "label": "string",
    "direction": "string",
    "direction_class": "string",
    "rule_id": "string",
    "capped_from": "string",
    **dict.fromkeys(("k", "higher", "lower", "silent", "mixed"), "int64"),
    **dict.fromkeys(("significant_for", "significant_against", "possibly_significant"), "int64"),
    **dict.fromkeys(("agreement", "low", "high", "p", "p_tail"), "double"),
    **dict.fromkeys(("people", "groups"), "int64"),
    "certainty_level": "string",
    **dict.fromkeys(("checks", "checks_kept"), "int64"),
    "stability": "string",
    **dict.fromkeys(("badge_ids", "badge_texts", "sentence"), "string"),
}
_SCHEMA: Schema = {
    **_VERDICT,
    **dict.fromkeys(("significant_higher", "significant_lower", "cohorts_implied"), "int64"),
    **dict.fromkeys(("cohorts_sized", "cohorts_authors_unknown", "cohorts_pem_required"), "int64"),
    "median_detectable_smd": "double",
    "combinations": "int64",
    "combinations_too_few": "int64",
    "share_kept": "double",
    "flipped_by": "string",
}
_CAST = ("question_key", "significance", "inferred", "n_cases", "n_controls", "group_known", "pem")


def rows(atlas: Atlas) -> pd.DataFrame:
    """Give the verdict on every question that three cohorts or more have tested.

    Returns
    -------
    DataFrame
        One row a question, most cohorts first. The columns up to ``sentence`` are those of
        `synthesis.consistency.verdicts.verdicts`. Then, over the cohorts with a vote: significant ones by
        direction, those whose "no significant difference" is only implied, with both sizes known, with
        unknown authors, and with post-exertional malaise required; the median of the smallest standardised
        mean difference that each could detect with 80 % power. Last, of all combinations of the declared
        choices: how many were run, how many leave too few cohorts, which share of the others keeps the
        direction class, and the single choices that change it.
    """
    found = [v for v in records(verdicts(atlas), tuple(_VERDICT)) if v["label"] != Label.TOO_FEW.words]
    cast: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for vote in records(votes(atlas), _CAST):
        cast[vote["question_key"]].append(vote)
    every = multiverse(atlas, progress=False).frame
    names = ("question_key", "combinations", "too_few", "share_kept", "flipped_by")
    ways = {way["question_key"]: way for way in records(every, names)}
    return frame([_row(v, cast[v["question_key"]], ways[v["question_key"]]) for v in found], _SCHEMA)


def _row(verdict: Row, cast: list[dict[str, Any]], ways: Row) -> dict[str, Any]:
    where = f"consistency, {verdict['question_key']}"
    balance(where, verdict["k"], (verdict[way] for way in ("higher", "lower", "silent", "mixed")))
    balance(where, verdict["k"], (len(cast),))
    significant = Counter(vote["significance"] for vote in cast)
    known = [smd for smd in detectable(cast) if not isnan(smd)]
    return {
        **verdict,
        "significant_higher": significant["H"],
        "significant_lower": significant["L"],
        "cohorts_implied": sum(vote["inferred"] for vote in cast),
        "cohorts_sized": sum(v["n_cases"] is not None and v["n_controls"] is not None for v in cast),
        "cohorts_authors_unknown": sum(not vote["group_known"] for vote in cast),
        "cohorts_pem_required": sum(vote["pem"] == "yes" for vote in cast),
        "median_detectable_smd": median(known) if known else None,
        "combinations": ways["combinations"],
        "combinations_too_few": ways["too_few"],
        "share_kept": ways["share_kept"],
        "flipped_by": ways["flipped_by"],
    }


def table(atlas: Atlas) -> Tabled:
    """Tabulate the verdicts for a page.

    Examples
    --------
    >>> import synthesis as syn
    >>> made = table(syn.load())
    >>> bool(made.data["k"].is_monotonic_decreasing), "TOO FEW" in set(made.texts["verdict"])
    (True, False)
    """
    made = rows(atlas)
    spelled = spellings(atlas)
    judged = records(made, tuple(_SCHEMA))
    few = len(set(votes(atlas)["question_key"])) - len(judged)
    return tabled(
        "consistency",
        f"Consistency: {count(len(judged), 'question')} that three cohorts or more have tested",
        subtitle(
            atlas,
            "How far the reports on each marker agree on a direction, not how large or important a "
            f"difference is. {_labels(judged)}{count(few, 'further question')} with one or two cohorts: TOO "
            "FEW, in a table of their own.",
        ),
        _COLUMNS,
        judged_provenance(atlas),
        rows=made,
        printed=[line | _printed(line, spelled) for line in judged],
        notes=(
            *meanings(*(label for label in Label if label is not Label.TOO_FEW)),
            "The words in capitals are labels of a fixed rule table, which looks at votes alone. They say "
            "nothing about cause, use as a test, or one person. If mainly differences get published, the "
            "reports can agree on one that is not there: no label can see that.",
        ),
    )


def _labels(judged: list[dict[str, Any]]) -> str:
    """Count the labels, in the order of the rule table."""
    often = Counter(line["label"] for line in judged)
    ranked = sorted(often, key=lambda words: (_rank(words), words))
    return f"{series([f'{often[words]} {words}' for words in ranked])}. " if ranked else ""


def _rank(words: str) -> int:
    order = (Label.CONSISTENT, Label.MOSTLY_NULL, Label.MOSTLY, Label.LEANING, Label.CONFLICTING)
    return next((place for place, label in enumerate(order) if words.startswith(label.words)), len(order))


def _printed(line: Row, spelled: dict[str, str]) -> dict[str, Any]:
    k = line["k"]
    return {
        "measured": measured(line["question_key"], spelled),
        "verdict": f"{line['label']} ({line['rule_id'].partition('-')[0]}{_capped(line)})",
        **leading(line),
        "sign_test": "no direction given" if line["p"] is None else p_value(line["p"]),
        "stability": line["stability"],
        "certainty": line["certainty_level"],
        "sized": f"{line['cohorts_sized']} of {k}",
        "known_people": line["people"] if line["people"] else None,
        "known_groups": _groups(line),
        "pem": f"{line['cohorts_pem_required']} of {k}",
        "detectable": None
        if line["median_detectable_smd"] is None
        else number(line["median_detectable_smd"], 1),
        "remarks": _remarks(line),
    }


def _capped(line: Row) -> str:
    return f", lowered from {line['capped_from']}" if line["capped_from"] else ""


def _groups(line: Row) -> str:
    """Write how many research groups are behind the leading direction, at most where authors are unknown."""
    if line["higher"] == line["lower"]:
        return "no leading direction"
    return f"up to {line['groups']}" if line["cohorts_authors_unknown"] else str(line["groups"])


def _remarks(line: Row) -> str:
    texts = dict(zip(items(line["badge_ids"]), items(line["badge_texts"]), strict=True))
    main = [texts[name] for name in MAIN_BADGES if name in texts]
    return capital("; ".join(main)) or "nothing further"


_COLUMNS = (
    Column("marker_name", "Marker", record=("marker", "marker")),
    Column(
        "measured",
        "What was compared",
        note=(
            "Cases with ME/CFS against healthy or not clearly described controls, unless others are named. "
            "Findings are never counted across kinds of measurement, cells, or states of the sample"
        ),
    ),
    Column(
        "verdict",
        "Verdict",
        note="Label of the first rule that fits, with the number of the rule; the labels are explained below",
    ),
    Column("k", "that tested it", "count", "Cohorts", COHORT_NOTE),
    Column("higher", HIGHER, "count", "Cohorts"),
    Column("lower", LOWER, "count", "Cohorts"),
    Column("silent", SILENT, "count", "Cohorts", SILENT_NOTE),
    Column(
        "cohorts_implied",
        "of these only implied",
        "count",
        "Cohorts",
        "The marker was measured and is not named among the differences",
    ),
    Column("mixed", MIXED, "count", "Cohorts", MIXED_NOTE),
    Column(
        "significant_higher",
        "▲",
        "count",
        "Significant",
        "Cohorts whose result is statistically significant by the paper's own threshold, in this direction. "
        "Not clear: a difference is reported without saying whether it, or all of it, is significant",
    ),
    Column("significant_lower", "▼", "count", "Significant"),
    Column("possibly_significant", "not clear", "count", "Significant"),
    Column(
        "of_directed",
        "of those that gave one",
        "figure",
        "Leading direction",
        "The direction that more cohorts report. The first share leaves out cohorts that gave no direction "
        "and so looks more certain than it is; the second counts all that tested, as if the silent ones had "
        "gone the other way",
    ),
    Column("of_all", "of all that tested", "figure", "Leading direction"),
    Column("bounds", "possible share", "figure", "Leading direction", BOUNDS_NOTE),
    Column(
        "sign_test",
        "Sign test",
        "figure",
        note=(
            "How often chance alone would split the directions at least this unevenly, if either were as "
            "likely. Cohorts without a direction take no part"
        ),
    ),
    Column(
        "stability",
        "Fixed checks",
        note=(
            "Each check leaves something out or counts differently, such as serum only or without one "
            "laboratory. Counted are those with three cohorts left; a check holds when the label points the "
            "same way. The checks share cohorts, so this is not a probability"
        ),
    ),
    Column(
        "share_kept",
        "All combinations",
        "percent",
        note=(
            "Of all combinations of defensible ways to count that leave three cohorts or more: the share in "
            "which the label points the same way. Not a probability"
        ),
    ),
    Column(
        "certainty",
        "Certainty",
        note=(
            "Judged apart from the label. Starts at moderate and falls for conflicting or unclear "
            "directions, for 400 participants or fewer, and where post-exertional malaise was not required "
            "in most cohorts. Risk of bias and unpublished results are not recorded, so they lower nothing "
            "here"
        ),
    ),
    Column(
        "known_people",
        "known",
        "count",
        "Participants",
        "Cases and controls of these cohorts together, each cohort once, as far as sizes are known; the "
        "marker may have been measured in fewer",
    ),
    Column("sized", "cohorts with both sizes", "figure", "Participants"),
    Column(
        "known_groups",
        "Research groups",
        "figure",
        note=(
            "Groups behind the votes for the leading direction, told apart by first and last authors. “Up "
            "to” where authors of some cohorts are not recorded: each of these counts as a group of its own"
        ),
    ),
    Column(
        "pem", "PEM required", "figure", note="Cohorts in which post-exertional malaise was required of cases"
    ),
    Column(
        "detectable",
        "Smallest detectable difference",
        "figure",
        note=(
            "In standard deviations (SMD): the difference that half of these cohorts could not have "
            "detected with 80 % probability. Around 0.5 is often called a medium difference"
        ),
    ),
    Column("remarks", "Also to know", "prose"),
)

"""Summary of findings: each question with its verdict in words, certainty with reasons, and what it hangs on.

The layout follows the summary-of-findings tables of GRADE, the certainty the reading of GRADE for exploratory
studies that is not pooled (Huguet 2013, Murad 2017); it is made by rule and is not an official GRADE rating.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from synthesis.consistency.badges import Certainty
from synthesis.consistency.labels import Label
from synthesis.consistency.standing import Standing, standings
from synthesis.consistency.verdicts import verdicts
from synthesis.consistency.votes import votes
from synthesis.effects.escalc import escalc
from synthesis.models.batch import rma_by
from synthesis.models.cohort_effects import cohort_effects
from synthesis.models.reading import RANDOM_FROM
from synthesis.store.tidy import Row, Schema, frame, items, records
from synthesis.tables.column import Column
from synthesis.tables.labels import capital
from synthesis.tables.scope import subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.tables.verdict_words import (
    BOUNDS_NOTE,
    COHORT_NOTE,
    judged_provenance,
    leading,
    measured,
    spellings,
)
from synthesis.wording import count, estimate, series

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

#: Cohorts that are named one by one among those a verdict hangs on.
_NAMED = 3

#: A standardised difference that is commonly called large. An interval that holds it both ways says nothing.
_LARGE = 0.8

_SCHEMA: Schema = {
    **dict.fromkeys(("question_key", "marker", "marker_name", "question"), "string"),
    **dict.fromkeys(("k", "higher", "lower", "silent", "mixed", "people", "cohorts_sized"), "int64"),
    **dict.fromkeys(("label", "direction_class", "sentence"), "string"),
    **dict.fromkeys(("low", "high"), "double"),
    "effects": "int64",
    **dict.fromkeys(("smd", "smd_low", "smd_high", "tau2"), "double"),
    **dict.fromkeys(("certainty", "reasons", "not_judged", "hangs_on"), "string"),
}
_VERDICT = tuple(name for name in _SCHEMA if name not in ("cohorts_sized", "effects", "smd", "smd_low",
    "smd_high", "tau2", "certainty", "reasons", "not_judged", "hangs_on"))  # fmt: skip
_VOTE = ("question_key", "cohort_id", "label", "findings", "n_cases", "n_controls")


def rows(atlas: Atlas) -> pd.DataFrame:
    """Summarise every question that three cohorts or more have tested.

    Returns
    -------
    DataFrame
        One row a question, most cohorts first: its votes, people known, label and sentence, the bounds of
        the leading share; ``effects``, cohorts whose numbers give a standardised mean difference (one a
        cohort, as `cohort_effects` makes it); from three such cohorts on ``smd`` with its 95 % interval and
        ``tau2`` (REML, Knapp-Hartung never narrower than Wald), missing otherwise; ``certainty`` with its
        ``reasons`` and what is ``not_judged``; ``hangs_on``, in words.
    """
    found = [v for v in records(verdicts(atlas, grid=False), _VERDICT) if v["label"] != Label.TOO_FEW.words]
    cast: dict[str, list[Row]] = defaultdict(list)
    for vote in records(votes(atlas), _VOTE):
        cast[vote["question_key"]].append(vote)
    stands, pooled = standings(atlas), _pooled(atlas, cast)
    made = (
        _row(v, cast[v["question_key"]], stands[v["question_key"]], pooled.get(v["question_key"], {}))
        for v in found
    )
    return frame(made, _SCHEMA)


def _row(verdict: Row, cast: list[Row], standing: Standing, pooled: Row) -> dict[str, Any]:
    return {
        **verdict,
        "cohorts_sized": sum(v["n_cases"] is not None and v["n_controls"] is not None for v in cast),
        "effects": 0,
        **pooled,
        "certainty": standing.certainty.level,
        "reasons": "; ".join(_reasons(standing.certainty)) or "no domain that can be judged lowers it",
        "not_judged": "; ".join(s.domain for s in standing.certainty.steps if s.lowers is None),
        "hangs_on": _hangs_on(standing, cast),
    }


def _reasons(certainty: Certainty) -> list[str]:
    return [f"{step.domain}: {step.text}" for step in certainty.steps if step.lowers]


def _hangs_on(standing: Standing, cast: list[Row]) -> str:
    """Say which cohorts a label hangs on, and the fewest new ones that would change it."""
    named = {vote["cohort_id"]: vote["label"] for vote in cast}
    if not standing.hinges:
        old = "no single cohort: leaving any one out keeps the label"
    elif len(standing.hinges) == len(cast):
        old = "every cohort: leaving any one out changes the label"
    elif len(standing.hinges) > _NAMED:
        old = f"{len(standing.hinges)} of {len(cast)} cohorts: without any one of them the label changes"
    else:
        old = series([f"{named[h.cohort_id]} (without it {h.label})" for h in standing.hinges])
    nearest = min((t.cohorts for t in standing.tipping if t.cohorts is not None), default=None)
    if nearest is None:
        return old
    one = next(t for t in standing.tipping if t.cohorts == nearest)
    return f"{old}; {count(nearest, 'new cohort')} ({one.what}) would make it {one.label}"


def _pooled(atlas: Atlas, cast: dict[str, list[Row]]) -> dict[str, dict[str, Any]]:
    """Pool the estimates of cohorts for each question, from the findings that gave their votes."""
    effects = escalc(atlas.findings)
    chosen = []
    for key, cohorts in cast.items():
        behind = {name for cohort in cohorts for name in items(cohort["findings"])}
        own = cohort_effects(effects[effects["finding_id"].isin(behind)]).frame
        chosen += [
            {"question_key": key, **row}
            for row in records(own, ("yi", "vi"))
            if row["yi"] is not None and row["vi"] is not None
        ]
    estimates = frame(chosen, {"question_key": "string", "yi": "double", "vi": "double"})
    if estimates.empty:
        return {}
    fitted = rma_by(estimates, "question_key", test="adhoc")
    made = {}
    for fit in records(fitted, ("question_key", "k", "estimate", "ci_low", "ci_high", "tau2")):
        made[fit["question_key"]] = {"effects": fit["k"]}
        if fit["k"] >= RANDOM_FROM:
            made[fit["question_key"]] |= {
                "smd": fit["estimate"],
                "smd_low": fit["ci_low"],
                "smd_high": fit["ci_high"],
                "tau2": fit["tau2"],
            }
    return made


def table(atlas: Atlas) -> Tabled:
    """Tabulate the summary of findings for a page.

    Examples
    --------
    >>> import synthesis as syn
    >>> made = table(syn.load().where(topic="nk-cells"))
    >>> set(made.data["certainty"]) <= {"moderate", "low", "very low"}
    True
    """
    made = rows(atlas)
    spelled = spellings(atlas)
    lines = records(made, tuple(_SCHEMA))
    return tabled(
        "summary-of-findings",
        f"Summary of findings: {count(len(lines), 'question')}",
        subtitle(
            atlas,
            "Questions that three cohorts or more have tested: how far the reports agree, how certain that "
            "is, and what it hangs on. Agreement is not the size of a difference, and not its importance.",
        ),
        (
            Column("marker_name", "Marker", record=("marker", "marker")),
            Column("measured", "What was asked", note=_ASKED),
            Column("k", "Cohorts", "count", note=COHORT_NOTE),
            Column("known_people", "known", "count", "Participants", _PEOPLE),
            Column("sized", "cohorts with both sizes", "figure", "Participants"),
            Column("verdict", "Verdict", "prose"),
            Column("bounds", "Possible share", "figure", note=BOUNDS_NOTE),
            Column("pooled", "Pooled difference (SMD)", "prose", note=_POOLED),
            Column("certainty", "Certainty", note=_CERTAINTY),
            Column("because", "Why no higher", "prose"),
            Column("hangs", "What it hangs on", "prose", note=_HANGS),
        ),
        judged_provenance(atlas),
        rows=made,
        printed=[line | _printed(line, spelled) for line in lines],
        notes=(
            "Not judged, because the records do not hold it: risk of bias within studies, and results that "
            "were never published. Both could only lower the certainty.",
        ),
    )


def _printed(line: Row, spelled: dict[str, str]) -> dict[str, Any]:
    return {
        "measured": measured(line["question_key"], spelled),
        "known_people": line["people"] if line["people"] else None,
        "sized": f"{line['cohorts_sized']} of {line['k']}",
        "verdict": f"{line['label']}. {line['sentence']}",
        "bounds": leading(line)["bounds"],
        "pooled": _difference(line),
        "because": capital(line["reasons"]),
        "hangs": capital(line["hangs_on"]),
    }


def _difference(line: Row) -> str:
    of_all = f"{line['effects']} of {line['k']} cohorts"
    if line["smd"] is None:
        return f"not pooled: numbers in {of_all}"
    said = f"{estimate(line['smd'], line['smd_low'], line['smd_high'], signed=True)}, from {of_all}"
    says_nothing = line["smd_low"] < -_LARGE and line["smd_high"] > _LARGE
    return f"{said}; so wide that it says nothing" if says_nothing else said


_ASKED = (
    "Cases with ME/CFS against healthy or not clearly described controls, unless others are named; each "
    "question is judged by itself"
)
_PEOPLE = (
    "Cases and controls of these cohorts together, each cohort once, as far as sizes are known; the marker "
    "may have been measured in fewer"
)
_POOLED = (
    "Mean difference in standard deviations with its 95 % interval; above 0 means higher in cases. Random "
    "effects (REML, Knapp-Hartung, never narrower than Wald), one estimate a cohort; women and men apart are "
    "put together. Only cohorts that print numbers or an exact p-value take part: they are a selection, and "
    "may differ from the others. Two cannot show how much studies differ and are not pooled; with three or "
    "four the interval is wide because so little is known"
)
_CERTAINTY = (
    "Starts at moderate, as for exploratory studies, and falls one step for each reason in the next column. "
    "It is made by rule from the records and is no official GRADE rating"
)
_HANGS = (
    "Cohorts without which the label would be another one, and the fewest new cohorts that would change it; "
    "each new cohort is taken to have 100 participants and a research group of its own"
)

"""`synthesis verdict`: what the findings on one marker agree on, and what that rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from synthesis.consistency.fragility import Tipping
    from synthesis.consistency.sensitivity import Sensitivity
    from synthesis.consistency.settle import Settling
    from synthesis.consistency.verdict import Verdict
    from synthesis.store.atlas import Atlas


def verdict(
    marker: Annotated[str, typer.Argument(help="Marker by id, name or synonym.")],
    question: Annotated[
        str | None,
        typer.Option("--question", help="Key of one of its questions; its first question by default."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Folder of record files or of a Parquet atlas; the embedded atlas by default."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    cohorts: Annotated[
        bool, typer.Option("--cohorts", help="List the cohorts, and the findings without a vote.")
    ] = False,
) -> None:
    """Print the verdict on a marker: sentence, numbers, what is missing, checks, and what would change it.

    Ends with 1 when there is no such marker or question, or nothing on it counts, and with 2 when the folder
    holds no atlas.
    """
    from synthesis.consistency.fragility import fragility
    from synthesis.consistency.sensitivity import sensitivity
    from synthesis.consistency.settle import settle
    from synthesis.consistency.verdict import verdict as judge
    from synthesis.errors import AtlasNotFoundError, RecordsError, SynthesisError
    from synthesis.store.load import load

    try:
        atlas = load(data, progress=False)
        found = judge(atlas, marker, question)
        grid = sensitivity(atlas, marker, found.question_key)
        tipping = fragility(atlas, marker, found.question_key)
        further = settle(atlas, marker, found.question_key)
        others = _others(atlas, marker, found.question_key)
    except RecordsError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        _fail(error.message, 1)
    except AtlasNotFoundError as error:
        _fail(str(error), 2)
    except SynthesisError as error:
        _fail(str(error), 1)
    else:
        if as_json:
            typer.echo(_json(found, grid, tipping, further, others, cohorts=cohorts))
        else:
            typer.echo(_text(found, grid, tipping, further, others, cohorts=cohorts))


def _fail(message: str, code: int) -> None:
    typer.echo(f"synthesis verdict: {message}", err=True)
    raise typer.Exit(code)


def _others(atlas: Atlas, marker: str, key: str) -> dict[str, int]:
    """Count the cohorts of the other questions on a marker, most first."""
    from synthesis.consistency.votes import votes

    counted = votes(atlas, marker)["question_key"].value_counts()
    pairs = sorted(((str(k), int(n)) for k, n in counted.items()), key=lambda pair: (-pair[1], pair[0]))
    return {other: cohorts for other, cohorts in pairs if other != key}


def _text(
    found: Verdict,
    grid: Sensitivity,
    tipping: tuple[Tipping, ...],
    further: Settling,
    others: dict[str, int],
    *,
    cohorts: bool,
) -> str:
    from synthesis.tables.verdict_words import MEANING
    from synthesis.wording import count

    parts = [
        str(found),
        f"What the label means: {found.kind.words}: {MEANING[found.kind]}.",
        "\n".join([f"Checks: {grid.stability}", *_changed(grid)]),
        "\n".join(["What would change this:", *(f"  - {tip}" for tip in tipping)]),
        f"What would settle it. {further}",
    ]
    if cohorts:
        parts += [_cohorts(found), _left_out(found)]
    if others:
        lines = [f"  {key!r}, {count(number, 'cohort')}" for key, number in others.items()]
        parts.append("\n".join(["Other questions on this marker (for --question):", *lines]))
    return "\n\n".join(parts)


def _changed(grid: Sensitivity) -> list[str]:
    """List the checks that do not give the primary label."""
    from synthesis.store.tidy import records

    rows = records(grid.frame, ("description", "k", "label", "comparison"))
    of = {"not recorded": "the records do not hold it"}
    return [
        f"  - {row['description']}: {of.get(row['comparison'], row['label'])}"
        + ("" if row["k"] is None else f" ({row['k']} left, {row['comparison']})")
        for row in rows
        if row["comparison"] != "same"
    ]


def _cohorts(found: Verdict) -> str:
    from synthesis.consistency.vote_frames import VOTE_RULES
    from synthesis.store.tidy import records
    from synthesis.tables.verdict_words import VOTES
    from synthesis.wording import UNDEFINED

    significant = {"H": ", significant", "L": ", significant", "unknown": ", significance not clear"}
    lines = ["Cohorts (cases/controls; what decided; findings):"]
    names = ("label", "n_cases", "n_controls", "vote", "significance", "rule", "findings")
    for row in records(found.cohorts, names):
        sizes = "/".join(
            UNDEFINED if row[arm] is None else str(row[arm]) for arm in ("n_cases", "n_controls")
        )
        vote = VOTES[row["vote"]] + significant.get(row["significance"], "")
        lines.append(f"  {row['label']} ({sizes}): {vote}; {VOTE_RULES[row['rule']]}; {row['findings']}")
    return "\n".join(lines)


def _left_out(found: Verdict) -> str:
    from synthesis.store.tidy import records

    rows = records(found.left_out, ("finding_id", "reason"))
    return "\n".join(
        ["Findings without a vote:", *(f"  {row['finding_id']}: {row['reason']}" for row in rows)]
        if rows
        else ["Every finding took part in a vote."]
    )


def _json(
    found: Verdict,
    grid: Sensitivity,
    tipping: tuple[Tipping, ...],
    further: Settling,
    others: dict[str, int],
    *,
    cohorts: bool,
) -> str:
    import json
    from dataclasses import asdict

    from synthesis.store.tidy import records

    (line,) = records(found.tidy(), list(found.tidy().columns))
    document: dict[str, Any] = {
        "verdict": line,
        "ruleset": found.origin.ruleset,
        "version": found.origin.version,
        "records": found.origin.atlas_digest,
        "filters": list(found.origin.filters),
        "next_label": found.next_label,
        "why_not": [asdict(gap) for gap in found.why_not],
        "badges": [asdict(badge) for badge in found.badges],
        "caps": [asdict(cap) for cap in found.caps],
        "certainty": asdict(found.certainty),
        "notes": list(found.notes),
        "swim": dict(found.swim),
        "stability": {"checks": grid.checks, "kept": grid.kept},
        "sensitivity": records(grid.frame, list(grid.frame.columns)),
        "fragility": [asdict(tip) for tip in tipping],
        "settle": {
            "per_arm": further.per_arm,
            "wanted": further.wanted,
            "limit": further.consistent.shape[1] - 1,
            "smd": further.smd.tolist(),
            "power": further.power.tolist(),
            "soonest_consistent": further.soonest_consistent,
            "soonest_null": further.soonest_null,
            "needed_consistent": list(further.needed_consistent),
            "needed_null": list(further.needed_null),
        },
        "other_questions": others,
    }
    if cohorts:
        document["cohorts"] = records(found.cohorts, list(found.cohorts.columns))
        document["left_out"] = records(found.left_out, list(found.left_out.columns))
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)

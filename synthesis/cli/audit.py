"""`synthesis audit`: the claims of articles, held against the records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from synthesis.audit.audit import Audit, AuditedClaim
    from synthesis.store.atlas import Atlas


def audit(
    article: Annotated[
        str | None, typer.Argument(help="Key of one article; all of them by default.", show_default=False)
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Folder of record files or of a Parquet atlas; the embedded atlas by default."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    accepting: Annotated[
        bool, typer.Option("--accept", help="Write today's labels into the article files.")
    ] = False,
    text: Annotated[
        Path | None,
        typer.Option("--propose", help="Propose claims for this text instead, for a person to confirm."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="File for the proposals; printed when left out.")
    ] = None,
) -> None:
    """Print every confirmed claim with its label, what it rests on, and what would flip it.

    With --propose, write an article file of proposed claims for a text, with every rule that fired and what
    was left to a reader.

    Ends with 1 when an accepted label no longer holds, naming the records that moved it, and with 2 when the
    folder holds no sound atlas, there is no such article or the text cannot be read.
    """
    if text is None and out is not None:
        raise typer.BadParameter("it is the file for --propose TEXTFILE", param_hint="--out")
    if text is not None and (article is not None or as_json or accepting):
        raise typer.BadParameter("it goes with --data and --out only", param_hint="--propose")
    from synthesis.audit.accept import accept
    from synthesis.audit.audit import audit as hold
    from synthesis.errors import RecordsError, SynthesisError
    from synthesis.records.location import embedded_atlas
    from synthesis.store.load import load

    try:
        atlas = load(data, progress=False)
        if text is not None:
            _propose(text, atlas, out)
            return
        found = hold(atlas, article)
        if accepting:
            for path in accept(found, embedded_atlas() if data is None else data):
                typer.echo(f"synthesis audit: wrote {path}", err=True)
            return
    except RecordsError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        typer.echo(f"synthesis audit: {error.message}", err=True)
        raise typer.Exit(2) from None
    except SynthesisError as error:
        typer.echo(f"synthesis audit: {error}", err=True)
        raise typer.Exit(2) from None
    typer.echo(_json(found) if as_json else _text(found))
    if found.moved:
        if not as_json:
            typer.echo("Labels that no longer hold:", err=True)
            for move in found.moved:
                typer.echo(f"  {move}", err=True)
        raise typer.Exit(1)


def _propose(path: Path, atlas: Atlas, out: Path | None) -> None:
    from synthesis.atomic import write_all
    from synthesis.audit.propose.propose import propose
    from synthesis.errors import SynthesisError
    from synthesis.wording import count

    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        hint = "name a file of plain text in UTF-8"
        raise SynthesisError(f"the text cannot be read: {error}", where=str(path), hint=hint) from None
    found = propose(text, atlas)
    summary = (
        f"{count(len(found), 'claim')} proposed, {count(len(found.abstained), 'place')} left to a reader"
    )
    if out is None:
        typer.echo(found.to_yaml(), nl=False)
    else:
        try:
            write_all({out: found.to_yaml().encode()})
        except OSError as error:
            raise SynthesisError(f"cannot be written: {error}", where=str(out)) from None
    typer.echo(f"synthesis audit: {summary}", err=True)


def _text(found: Audit) -> str:
    from collections import Counter

    from synthesis.wording import count

    counted = Counter(claim.label.label for claim in found.claims)
    summary = ", ".join(f"{number} {label}" for label, number in counted.most_common())
    open_ = sum(claim.accepted is None for claim in found.claims)
    last = f"{count(len(found.claims), 'confirmed claim')}: {summary or 'none'}"
    if open_:
        last += f"\n{count(open_, 'claim')} without an accepted label; write them with --accept"
    return "\n\n".join([*(_claim(claim) for claim in found.claims), last])


def _claim(claim: AuditedClaim) -> str:
    votes = ", ".join(
        f"{len(cohorts)} {side}"
        for side, cohorts in (
            ("for", claim.cohorts_for),
            ("against", claim.cohorts_against),
            ("other", claim.cohorts_other),
        )
    )
    cited = f"{claim.citation.label}: {claim.citation_note}" if claim.citation is not None else ""
    lines = [
        f"{claim.claim_id}  {claim.label_text}  [{claim.rule}]",
        f"  {claim.claim}",
        f"  why: {claim.reason}",
        *(f"  {text}" for text in claim.modifiers),
    ]
    for name, text in (
        ("cohorts", votes if claim.questions else ""),
        ("citation", cited),
        ("context", claim.context),
        ("would flip it", claim.margin),
        ("the record bears", claim.suggested),
    ):
        if text:
            lines.append(f"  {name}: {text}")
    return "\n".join(lines)


def _json(found: Audit) -> str:
    import json
    from dataclasses import asdict

    claims = []
    for claim in found.claims:
        row = asdict(claim)
        row["accepted"] = None if claim.accepted is None else claim.accepted.model_dump(mode="json")
        row["found"] = claim.found.model_dump(mode="json")
        claims.append(row)
    document = {
        "ruleset": found.ruleset,
        "version": found.version,
        "records": found.atlas_digest,
        "filters": list(found.filters),
        "digest": found.digest,
        "holds": not found.moved,
        "claims": claims,
    }
    return json.dumps(document, ensure_ascii=False, indent=2)

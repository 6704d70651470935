"""`synthesis check`: whether today's records still give what was accepted, and why not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def check(
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Atlas folder with its lock, or a snapshot; the embedded atlas by default."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print Markdown, for a comment on a change.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="Processes to use; all cores by default.")
    ] = None,
) -> None:
    """Make every synthesis again, compare it with the lock, and say what moved, by how much and why.

    Ends with 0 when nothing moved, with 1 when something did, and with 2 when the records hold errors or
    there is no lock.
    """
    from synthesis.errors import RecordsError, SynthesisError
    from synthesis.parallel import cores
    from synthesis.replay.replay import replay

    try:
        found = replay(data, jobs=jobs or cores())
    except RecordsError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        typer.echo(f"synthesis check: {error.message}", err=True)
        raise typer.Exit(2) from None
    except SynthesisError as error:
        typer.echo(f"synthesis check: {error}", err=True)
        raise typer.Exit(2) from None
    if as_json:
        import json

        typer.echo(json.dumps(found.plain(), ensure_ascii=False, indent=2))
    else:
        typer.echo(found.to_markdown() if as_markdown else found.to_text())
    if not found.ok:
        raise typer.Exit(1)

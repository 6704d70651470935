"""`synthesis diff`: what changed between two states of the atlas, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def diff(
    old: Annotated[str, typer.Argument(help="Atlas folder, snapshot or git revision.")],
    new: Annotated[str, typer.Argument(help="Atlas folder, snapshot or git revision.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a page to this file instead of printing.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="Processes to use; all cores by default.")
    ] = None,
) -> None:
    """Compare records, verdicts, claims, tables and figures of two states, both with today's code.

    Ends with 0 when nothing moved, with 1 when something did, and with 2 when a state cannot be read.
    """
    from synthesis.errors import SynthesisError
    from synthesis.parallel import cores
    from synthesis.replay.difference import difference

    try:
        found = difference(old, new, jobs=jobs or cores())
    except SynthesisError as error:
        typer.echo(f"synthesis diff: {error}", err=True)
        raise typer.Exit(2) from None
    if as_json:
        import json

        typer.echo(json.dumps(found.plain(), ensure_ascii=False, indent=2))
    elif html is not None:
        from synthesis.atomic import write_all

        write_all({html: found.to_html(f"From {old} to {new}").encode()})
        typer.echo(str(html))
    else:
        typer.echo(found.to_text())
    if not found.ok:
        raise typer.Exit(1)

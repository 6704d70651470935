"""`synthesis accept`: today's answers become the lock."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def accept(
    reason: Annotated[
        str, typer.Option("--message", "-m", help="Why the new answers are right, for the history.")
    ],
    data: Annotated[
        Path | None, typer.Option("--data", help="Atlas folder; the embedded atlas by default.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="Processes to use; all cores by default.")
    ] = None,
) -> None:
    """Replace the lock by what the records give today, with the reason and what moved.

    Nothing is written when a record holds an error or a synthesis fails. Ends with 0 when the lock is
    written, and with 2 when it is not.
    """
    from synthesis.errors import RecordsError, SynthesisError
    from synthesis.parallel import cores
    from synthesis.replay.accept import accept as take

    try:
        moved = take(data, reason=reason, jobs=jobs or cores())
    except RecordsError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        typer.echo(f"synthesis accept: {error.message}; the lock is as it was", err=True)
        raise typer.Exit(2) from None
    except SynthesisError as error:
        typer.echo(f"synthesis accept: {error}; the lock is as it was", err=True)
        raise typer.Exit(2) from None
    typer.echo("The first lock is written." if moved is None else f"{moved.to_text()}\n\nAccepted.")

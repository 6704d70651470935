"""`synthesis log`: how the verdict on a marker came to be what it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def log(
    marker: Annotated[str, typer.Argument(help="Marker by id, name or synonym.")],
    question: Annotated[
        str | None,
        typer.Option("--question", help="Key of one of its questions; its first question by default."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Atlas folder with its lock, or a snapshot; the embedded atlas by default."
        ),
    ] = None,
) -> None:
    """Print how a verdict moved over accepted changes, and what it would have been at the end of each year.

    Ends with 1 when there is no such marker or question, and with 2 when there is no lock.
    """
    from synthesis.errors import FilterError, SynthesisError
    from synthesis.replay.log import log as life

    try:
        typer.echo(str(life(marker, question, data)))
    except SynthesisError as error:
        typer.echo(f"synthesis log: {error}", err=True)
        raise typer.Exit(1 if isinstance(error, FilterError) else 2) from None

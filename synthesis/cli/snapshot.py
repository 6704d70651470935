"""`synthesis snapshot`: the atlas with its lock as one folder for a stranger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def snapshot(
    out: Annotated[Path, typer.Argument(help="Folder to write: a new one or an empty one.")],
    data: Annotated[
        Path | None, typer.Option("--data", help="Atlas folder with its lock; the embedded atlas by default.")
    ] = None,
) -> None:
    """Write records, tables, lock, licence, citation, pinned versions and checksums into a new folder.

    Ends with 2 when the records hold errors, are not those of the lock, or the folder is not empty.
    """
    from synthesis.errors import SynthesisError
    from synthesis.replay.snapshot import snapshot as write

    try:
        place = write(out, data)
    except SynthesisError as error:
        typer.echo(f"synthesis snapshot: {error}", err=True)
        raise typer.Exit(2) from None
    typer.echo(f"{place}; check it anywhere with `synthesis check --data {place}`")

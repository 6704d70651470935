"""`synthesis schema`: JSON Schema of the record files, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def schema(
    folder: Annotated[Path, typer.Argument(help="Where to write; made if it does not exist.")],
) -> None:
    """Write the JSON Schema of every kind of record file, so that an editor completes and explains fields."""
    from synthesis.records.schema import write_schemas

    try:
        written = write_schemas(folder)
    except OSError as error:
        typer.echo(f"synthesis schema: {folder}: {error.strerror}", err=True)
        raise typer.Exit(2) from None
    for path in written:
        typer.echo(path)

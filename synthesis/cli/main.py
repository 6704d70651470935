"""The `synthesis` command."""

from __future__ import annotations

from typing import Annotated

import typer

from synthesis.cli.accept import accept
from synthesis.cli.audit import audit
from synthesis.cli.build import build
from synthesis.cli.check import check
from synthesis.cli.diff import diff
from synthesis.cli.log import log
from synthesis.cli.schema import schema
from synthesis.cli.snapshot import snapshot
from synthesis.cli.validate import validate
from synthesis.cli.verdict import verdict

app = typer.Typer(
    name="synthesis",
    help="Evidence synthesis for immune markers in ME/CFS.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
app.command()(build)
app.command()(verdict)
app.command()(audit)
app.command()(validate)
app.command()(schema)
app.command()(check)
app.command()(accept)
app.command()(snapshot)
app.command()(diff)
app.command()(log)


def _print_version(wanted: bool) -> None:
    if wanted:
        from synthesis.provenance import package_version

        typer.echo(f"synthesis {package_version()}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Evidence synthesis for immune markers in ME/CFS."""

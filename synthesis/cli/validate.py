"""`synthesis validate`: every problem of an atlas folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def validate(
    path: Annotated[
        Path | None,
        typer.Argument(
            help="Atlas folder; without it the atlas that comes with the package.", show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="List all rules instead of checking.")] = False,
) -> None:
    """Read all record files, apply all checks and print every problem with its file and line.

    Ends with 0 when there is no error (warnings may remain), with 1 when there is one, and with 2 when the
    folder does not exist or is not an atlas.
    """
    from synthesis.errors import AtlasNotFoundError

    if rules:
        typer.echo(_rules_as_json() if as_json else _rules_as_text())
        return

    from synthesis.records.check import check

    try:
        report = check(path)
    except AtlasNotFoundError as error:
        typer.echo(f"synthesis validate: {error}", err=True)
        raise typer.Exit(2) from None
    typer.echo(report.to_json() if as_json else report.to_text())
    if not report.ok:
        raise typer.Exit(1)


def _rules_as_text() -> str:
    from synthesis.records.checks.registry import rule_table

    lines = []
    for row in rule_table():
        mark = "" if row["acknowledgeable"] == "yes" else " (cannot be acknowledged)"
        lines.append(f"{row['severity']:<8} {row['rule']:<28} {row['title']}{mark}")
    return "\n".join(lines)


def _rules_as_json() -> str:
    import json

    from synthesis.records.checks.registry import rule_table

    return json.dumps(rule_table(), ensure_ascii=False, indent=2)

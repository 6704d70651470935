"""`synthesis build`: the whole atlas as a folder of pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from synthesis.errors import RecordsError, SynthesisError
from synthesis.wording import count, integer, number

if TYPE_CHECKING:
    from synthesis.reports.account import Used
    from synthesis.reports.build import BuildResult, Progress
    from synthesis.vocabulary.term import Term

#: What the shell expects of a command that was interrupted.
_INTERRUPTED = 130


def build(
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Folder of record files or of a Parquet atlas; the embedded atlas by default."
        ),
    ] = None,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help="Write only this topic page; may be repeated.")
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", help="Folder to write; an earlier build in it is replaced.")
    ] = Path("build"),
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="Processes to use; all cores by default.")
    ] = None,
    no_notebooks: Annotated[bool, typer.Option("--no-notebooks", help="Leave the notebooks out.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print the time each phase took.")] = False,
) -> None:
    """Build pages, figures, tables and notebooks from the atlas, and replace the earlier build as a whole."""
    from synthesis.reports.build import build as make

    try:
        with _bar() as progress:
            made = make(data, out=out, topics=topic, jobs=jobs, notebooks=not no_notebooks, progress=progress)
    except RecordsError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        _fail(error.message)
    except SynthesisError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        typer.echo("synthesis build: interrupted; an earlier build is as it was", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    else:
        typer.echo(_summary(made, verbose=verbose))


def _fail(message: str) -> None:
    typer.echo(f"synthesis build: {message}", err=True)
    raise typer.Exit(1)


@contextmanager
def _bar() -> Iterator[Progress | None]:
    """Show a progress bar on a terminal; nothing where the output goes to a file or another program."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        tasks: dict[str, int] = {}

        def report(phase: str, done: int, of: int) -> None:
            if phase not in tasks:
                tasks[phase] = bars.add_task(phase)
            bars.update(tasks[phase], completed=done, total=of)  # type: ignore[arg-type]  # TaskID is an int

        yield report


def _summary(made: BuildResult, *, verbose: bool) -> str:
    from synthesis.vocabulary.result import FindingExclusion
    from synthesis.vocabulary.study import StudyExclusion

    counts = made.counts
    lines = [
        f"Built {made.out / 'index.html'} in {number(made.total, 1)} s",
        f"  {count(made.pages, 'page')}, {count(made.figures, 'figure')}{_taken(made)}, "
        f"{count(made.tables, 'table')}, "
        f"{count(made.notebooks, 'notebook')}",
        *_used("studies", "eligible", counts.studies, StudyExclusion),
        *_used("findings", "counted", counts.findings, FindingExclusion),
        f"  {count(counts.merged, 'further reading')} of the same comparisons merged into findings; "
        f"{count(counts.statements, 'statement')} not turned into findings",
    ]
    if verbose:
        lines.append("  seconds by phase:")
        lines += [f"  {number(seconds, 1):>8}  {phase}" for phase, seconds in made.seconds.items()]
    return "\n".join(lines)


def _taken(made: BuildResult) -> str:
    """Say how many figures were drawn, where the earlier build had some of them."""
    return (
        ""
        if len(made.drawn) == made.figures
        else f" ({integer(len(made.drawn))} drawn, the others unchanged)"
    )


def _used(what: str, word: str, used: Used, reasons: type[Term]) -> list[str]:
    others = "; the others:" if used.left_out else ""
    lines = [f"  {what}: {integer(used.counted)} {word} of {integer(used.recorded)} recorded{others}"]
    return lines + [f"  {integer(n):>8}  {reasons(reason).label}" for reason, n in used.reasons.items()]

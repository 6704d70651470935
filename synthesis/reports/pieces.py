"""The parts of a build that are made side by side: each figure, each table, each notebook."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

from synthesis.reports import notebooks
from synthesis.reports.contents import ALL, address, figures_of, tables_of
from synthesis.store.environment import ATLAS_VARIABLE
from synthesis.store.load import load
from synthesis.store.tidy import records
from synthesis.tables.style import CSS as TABLE_CSS
from synthesis.wording import UNDEFINED, count

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

Kind = Literal["figure", "table", "notebook"]


@dataclass(frozen=True, slots=True)
class Task:
    """One piece to make.

    Attributes
    ----------
    kind
        What sort of piece.
    scope
        Topic, or `contents.ALL`; empty for a notebook.
    name
        Module of the figure or table; file name of the notebook.
    data
        Parquet folder of the atlas.
    folder
        Folder of the build.
    """

    kind: Kind
    scope: str
    name: str
    data: str
    folder: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a build, its files written.

    Attributes
    ----------
    task
        What was asked for.
    title, subtitle
        Its words.
    html
        What stands on the page.
    rows
        Rows behind it.
    seconds
        Time it took.
    """

    task: Task
    title: str
    subtitle: str
    html: str
    rows: int
    seconds: float


def tasks(scopes: tuple[str, ...], data: Path, folder: Path, *, with_notebooks: bool) -> tuple[Task, ...]:
    """List everything to make, the pieces that take longest first."""
    shipped = notebooks.shipped() if with_notebooks else ()
    places = (str(data), str(folder))
    return (
        *(Task("notebook", "", path.name, *places) for path in shipped),
        *(Task("figure", scope, name, *places) for scope in scopes for name in figures_of(scope)),
        *(Task("table", scope, name, *places) for scope in scopes for name in tables_of(scope)),
    )


def make(task: Task) -> Piece:
    """Make one piece and write its files.

    Raises
    ------
    BuildError
        When a notebook fails.
    """
    begin = perf_counter()
    title, subtitle, html, rows = {"figure": _figure, "table": _table, "notebook": _notebook}[task.kind](task)
    return Piece(task, title, subtitle, html, rows, perf_counter() - begin)


@lru_cache(maxsize=1)
def _whole(data: str) -> Atlas:
    return load(data, progress=False)


@lru_cache(maxsize=16)
def _atlas(data: str, scope: str) -> Atlas:
    return _whole(data) if scope == ALL else _whole(data).where(topic=scope)


def _figure(task: Task) -> tuple[str, str, str, int]:
    module: Any = importlib.import_module(f"synthesis.figures.{task.name}")
    drawn = module.figure(_atlas(task.data, task.scope))
    rows = drawn.data
    name = address(task.name)
    paths = drawn.save(name, into=Path(task.folder, "figures", task.scope))
    html = f"""<div class="wide">
{paths["svg"].read_text(encoding="utf-8")}</div>
<div class="narrow">
{paths["narrow.svg"].read_text(encoding="utf-8")}</div>
<figcaption><p>{escape(drawn.caption)}</p>
<p class="files">[[files]]</p></figcaption>
<details><summary>The numbers of this figure ({count(len(rows), "row")})</summary>
{_numbers(rows, drawn.title)}
</details>"""
    return drawn.title, drawn.subtitle, html, len(rows)


def _table(task: Task) -> tuple[str, str, str, int]:
    module: Any = importlib.import_module(f"synthesis.tables.{task.name}")
    table = module.table(_atlas(task.data, task.scope))
    name = address(task.name)
    paths = table.save(name, into=Path(task.folder, "tables", task.scope))
    html = paths["html"].read_text(encoding="utf-8").replace(f"<style>\n{TABLE_CSS}</style>\n", "")
    return table.title, table.subtitle, html.strip(), len(table.data)


def _notebook(task: Task) -> tuple[str, str, str, int]:
    path = next(path for path in notebooks.shipped() if path.name == task.name)
    done = notebooks.executed(path, {ATLAS_VARIABLE: task.data})
    return notebooks.title(path), "", notebooks.body(done), len(done.cells)


def _numbers(frame: pd.DataFrame, title: str) -> str:
    """Write the frame of a figure as a plain table that scrolls in a box of its own."""
    numeric = [pandas_type.kind in "iuf" for pandas_type in frame.dtypes]
    head = "".join(
        f'<th scope="col">{escape(str(column).replace("_", " "))}</th>' for column in frame.columns
    )
    right = [' class="n"' if number else "" for number in numeric]
    body = "".join(
        "<tr>"
        + "".join(f"<td{c}>{_cell(v)}</td>" for c, v in zip(right, row.values(), strict=True))
        + "</tr>\n"
        for row in records(frame, list(frame.columns))
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="Numbers: {escape(title)}"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>"
    )


def _cell(value: object) -> str:
    if value is None:
        return UNDEFINED
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}" if value == value else UNDEFINED
    if isinstance(value, list):
        return escape(", ".join(map(str, value)))
    return escape(str(value))

"""The parts of a build that are made side by side: each figure, each table, each notebook."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

from synthesis.reports import notebooks
from synthesis.reports.contents import ALL, address, figure_place, figures_of, table_folder, tables_of
from synthesis.reports.reuse import read_earlier, save
from synthesis.reports.subject import subject
from synthesis.store.environment import ATLAS_VARIABLE
from synthesis.store.load import load
from synthesis.store.tidy import records
from synthesis.tables.style import CSS as TABLE_CSS
from synthesis.wording import UNDEFINED, count

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

Kind = Literal["figure", "table", "notebook"]

#: Columns of figures' frames that hold keys, and of which records.
_RECORDS = {"slug": "study", "slugs": "study", "studies": "study", "marker": "marker"}
#: Rows of a figure's frame up to which they stand on the page.
_SHOWN = 60


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
    earlier
        Folder of the earlier build, from which figures that did not change are taken; empty for none.
    """

    kind: Kind
    scope: str
    name: str
    data: str
    folder: str
    earlier: str


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
    key
        Of a figure, the digest of all it depends on.
    drawn
        Of a figure, whether it was drawn now and not taken from the earlier build.
    """

    task: Task
    title: str
    subtitle: str
    html: str
    rows: int
    seconds: float = 0.0
    key: str = ""
    drawn: bool = False


def tasks(
    scopes: tuple[str, ...], data: Path, folder: Path, earlier: str, *, with_notebooks: bool
) -> tuple[Task, ...]:
    """List everything to make, the pieces that take longest first."""
    shipped = notebooks.shipped() if with_notebooks else ()
    places = (str(data), str(folder), earlier)
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
    made = {"figure": _figure, "table": _table, "notebook": _notebook}[task.kind](task)
    return replace(made, seconds=perf_counter() - begin)


@lru_cache(maxsize=1)
def _whole(data: str) -> Atlas:
    return load(data, progress=False)


@lru_cache(maxsize=16)
def _atlas(data: str, scope: str) -> Atlas:
    return _whole(data) if scope == ALL else _whole(data).where(topic=scope)


def _figure(task: Task) -> Piece:
    module: Any = importlib.import_module(f"synthesis.figures.{task.name}")
    atlas = _atlas(task.data, task.scope)
    asked = subject(task.name, atlas)
    if asked is None:
        return Piece(task, "", "", "", 0)
    drawn = module.figure(atlas, *asked)
    rows = drawn.data
    place = figure_place(task.scope, task.name)
    saved = save(drawn, Path(task.folder), place, read_earlier(task.earlier))
    html = f"""<div class="wide">
{saved.paths["svg"].read_text(encoding="utf-8")}</div>
<div class="narrow">
{saved.paths["narrow.svg"].read_text(encoding="utf-8")}</div>
<figcaption><p>{escape(drawn.caption)}</p>
<p class="files">[[files]]</p></figcaption>
{_behind(rows, drawn.title)}"""
    return Piece(task, drawn.title, drawn.subtitle, html, len(rows), key=saved.key, drawn=saved.drawn)


def _table(task: Task) -> Piece:
    module: Any = importlib.import_module(f"synthesis.tables.{task.name}")
    table = module.table(_atlas(task.data, task.scope))
    name = address(task.name)
    paths = table.save(name, into=Path(task.folder, table_folder(task.scope)))
    html = paths["html"].read_text(encoding="utf-8").replace(f"<style>\n{TABLE_CSS}</style>\n", "")
    return Piece(task, table.title, table.subtitle, html.strip(), len(table.data))


def _notebook(task: Task) -> Piece:
    path = next(path for path in notebooks.shipped() if path.name == task.name)
    done = notebooks.executed(path, {ATLAS_VARIABLE: task.data})
    return Piece(task, notebooks.title(path), "", notebooks.body(done), len(done.cells))


def _behind(frame: pd.DataFrame, title: str) -> str:
    """Write the numbers of a figure, folded; a long frame is left to its file."""
    if len(frame) > _SHOWN:
        return f"<p><small>The {count(len(frame), 'row')} behind this figure are in its CSV file.</small></p>"
    said = f"The numbers of this figure ({count(len(frame), 'row')})"
    return f"<details><summary>{said}</summary>\n{_numbers(frame, title)}\n</details>"


def _numbers(frame: pd.DataFrame, title: str) -> str:
    """Write the frame of a figure as a plain table that scrolls in a box of its own."""
    numeric = [pandas_type.kind in "iuf" for pandas_type in frame.dtypes]
    head = "".join(
        f'<th scope="col">{escape(str(column).replace("_", " "))}</th>' for column in frame.columns
    )
    right = [' class="n"' if number else "" for number in numeric]
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{c}{_named(name, v)}>{_cell(v)}</td>"
            for c, (name, v) in zip(right, row.items(), strict=True)
        )
        + "</tr>\n"
        for row in records(frame, list(frame.columns))
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="Numbers: {escape(title)}"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>"
    )


def _named(column: str, value: object) -> str:
    """Let a cell carry the key of the record it names, so that the page can link it."""
    kind = _RECORDS.get(column, "")
    return f' data-{kind}="{escape(value)}"' if kind and isinstance(value, str) else ""


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

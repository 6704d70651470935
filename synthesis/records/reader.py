"""One record file to one record, or to all of its problems with their lines."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from synthesis.records.base import Record
from synthesis.records.problems import Problem, Severity
from synthesis.records.yaml12 import Document, YamlError, parse

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Read(Generic[R]):
    """What came of reading one file: the record when it is sound, and all problems."""

    file: str
    record: R | None
    problems: tuple[Problem, ...]
    document: Document | None


def read_yaml(path: Path, kind: type[R], *, root: Path) -> Read[R]:
    """Read one YAML file as a record of `kind`.

    Parameters
    ----------
    path
        The file.
    kind
        Record class of the whole document.
    root
        Atlas folder; problems name the file relative to it.

    Returns
    -------
    Read
        With the record, or with every problem of the file: syntax stops at the first, fields do not.
    """
    file = path.relative_to(root).as_posix()
    try:
        document = parse(path.read_text(encoding="utf-8"))
    except YamlError as error:
        problem = Problem(
            file, error.line, error.column, "", "", "yaml", Severity.ERROR, error.message, fix=error.hint
        )
        return Read(file, None, (problem,), None)
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        problem = Problem(
            file, line, 0, "", "", "encoding", Severity.ERROR, "not UTF-8 text", fix="save the file as UTF-8"
        )
        return Read(file, None, (problem,), None)
    try:
        record = kind.model_validate(document.data)
    except ValidationError as error:
        problems = tuple(_field_problem(file, document, e) for e in error.errors(include_url=False))
        return Read(file, None, tuple(sorted(problems)), document)
    return Read(file, record, (), document)


def read_csv(path: Path, kind: type[R], *, root: Path, key: str) -> tuple[tuple[R, ...], tuple[Problem, ...], dict[str, int]]:
    """Read a CSV file with one record of `kind` a row.

    Empty cells are left out, cells of list fields are split at semicolons, and ``yes``/``no`` are read as
    true and false where the field is a truth value.

    Parameters
    ----------
    path, kind, root
        As for `read_yaml`.
    key
        Column that identifies a row and may not repeat.

    Returns
    -------
    records, problems, lines
        The sound rows, all problems, and the line of each key.
    """
    file = path.relative_to(root).as_posix()
    records: list[R] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        for row in reader:
            line = reader.line_num
            name = row.get(key) or ""
            if name in lines:
                problems.append(
                    Problem(
                        file, line, 0, name, key, "duplicate-key", Severity.ERROR, f"{name!r} stands twice",
                        name, "each id once", f"the other is in line {lines[name]}; keep one",
                    )
                )  # fmt: skip
                continue
            lines[name] = line
            try:
                records.append(kind.model_validate(_cells(row, kind)))
            except ValidationError as error:
                problems.extend(_cell_problem(file, line, name, e) for e in error.errors(include_url=False))
    return tuple(records), tuple(problems), lines


def _cells(row: dict[str, str | None], kind: type[Record]) -> dict[str, object]:
    cells: dict[str, object] = {}
    for name, cell in row.items():
        if cell is None or cell == "":
            continue
        annotation = kind.model_fields[name].annotation if name in kind.model_fields else None
        if annotation is bool:
            cells[name] = {"yes": True, "no": False}.get(cell, cell)
        elif str(annotation).startswith("tuple"):
            cells[name] = [part.strip() for part in cell.split(";")]
        else:
            cells[name] = cell
    return cells


def _cell_problem(file: str, line: int, record: str, error: ErrorDetails) -> Problem:
    message, allowed, fix = _explain(error)
    field = ".".join(str(step) for step in error["loc"])
    return Problem(
        file, line, 0, record, field, _rule(error), Severity.ERROR, message, _shown(error), allowed, fix
    )


def _field_problem(file: str, document: Document, error: ErrorDetails) -> Problem:
    path = tuple(step for step in error["loc"] if isinstance(step, (str, int)))
    line, column = document.place(path)
    message, allowed, fix = _explain(error)
    return Problem(
        file, line, column, record_id(document.data, path), field_path(path), _rule(error), Severity.ERROR,
        message, _shown(error), allowed, fix,
    )  # fmt: skip


def record_id(data: object, path: tuple[str | int, ...]) -> str:
    """Name the record a path leads into, such as ``slug/finding-id``.

    Examples
    --------
    >>> record_id({"slug": "a-2015", "findings": [{"id": "il-6.serum"}]}, ("findings", 0, "p"))
    'a-2015/il-6.serum'
    """
    names: list[str] = []
    for step in (None, *path):
        if step is not None:
            if isinstance(data, dict):
                data = data.get(step)
            elif isinstance(data, list) and isinstance(step, int) and step < len(data):
                data = data[step]
            else:
                break
        if isinstance(data, dict):
            name = next((data[k] for k in ("slug", "id", "study", "marker_id") if isinstance(data.get(k), str)), "")
            names += [name] if name else []
    return "/".join(names[:2])


def field_path(path: tuple[str | int, ...]) -> str:
    """Write a path as ``findings[2].p.value``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f"{'.' if text else ''}{step}"
    return text


def _rule(error: ErrorDetails) -> str:
    return {
        "extra_forbidden": "unknown-field",
        "missing": "missing-field",
        "value_error": "unknown-term" if "is not a known" in error["msg"] else "value",
    }.get(error["type"], "value")


def _shown(error: ErrorDetails) -> str:
    value = error.get("input")
    return "" if error["type"] == "missing" or isinstance(value, (dict, list)) else repr(value)


_EXPLAIN: dict[str, tuple[str, str]] = {
    "missing": ("this field is required", "add it"),
    "extra_forbidden": ("there is no such field", "remove it or correct its name"),
    "string_type": ("must be text", "put it in quotes"),
    "int_type": ("must be a whole number", "write it without quotes and without a decimal point"),
    "float_type": ("must be a number", "write it without quotes"),
    "bool_type": ("must be true or false", "write true or false"),
    "tuple_type": ("must be a list", "put the values in square brackets"),
}


def _explain(error: ErrorDetails) -> tuple[str, str, str]:
    """Say what is wrong, what is allowed and how to fix it."""
    if error["type"] in _EXPLAIN:
        what, fix = _EXPLAIN[error["type"]]
        return what, "", fix
    if error["type"] == "string_pattern_mismatch":
        return "has the wrong form", f"text of the form {error['ctx']['pattern']}", "correct the spelling"
    if error["type"] == "value_error":
        cause = error["ctx"]["error"]
        hint = str(getattr(cause, "hint", ""))
        fix, _, allowed = hint.rpartition("allowed: ")
        return str(getattr(cause, "message", cause)), allowed, fix.strip()
    return error["msg"][:1].lower() + error["msg"][1:], "", ""

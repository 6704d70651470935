"""One YAML file to one record, or to all of its problems with their lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from synthesis.records import yaml12
from synthesis.records.base import Record
from synthesis.records.explain import Explanation, explain
from synthesis.records.problems import Problem, Severity
from synthesis.records.yaml12 import Document, YamlError

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Read(Generic[R]):
    """What came of reading one file: the record when it is sound, else every problem.

    `document` holds the lines; it is None when the file is not YAML.
    """

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
    text, refused = read_text(path, file)
    if refused is not None:
        return Read(file, None, (refused,), None)
    try:
        document = yaml12.parse(text)
    except YamlError as error:
        problem = Problem(
            file, error.line, error.column, "", "", "yaml", Severity.ERROR, error.message, fix=error.hint
        )
        return Read(file, None, (problem,), None)
    try:
        record = kind.model_validate(document.data)
    except ValidationError as error:
        problems = (_problem(file, document, found) for found in explain(error, kind))
        return Read(file, None, tuple(sorted(problems)), document)
    return Read(file, record, (), document)


def read_text(path: Path, file: str) -> tuple[str, Problem | None]:
    """Read a text file, with or without a byte order mark; the problem says where it is not UTF-8."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message, fix = "the file is not UTF-8 text", "save the file as UTF-8"
        return "", Problem(file, line, 0, "", "", "encoding", Severity.ERROR, message, fix=fix)


def record_id(data: object, path: yaml12.Path) -> str:
    """Name the record a path leads into, such as ``slug/finding-id``.

    Examples
    --------
    >>> record_id({"slug": "a-2015", "findings": [{"id": "il-6.serum"}]}, ("findings", 0, "p"))
    'a-2015/il-6.serum'
    """
    names = [_name_of(data)]
    for step in path[:2]:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            break
        names.append(_name_of(data))
    return "/".join(name for name in names if name)


def field_path(path: yaml12.Path) -> str:
    """Write a path as ``findings[2].p.value``; the first entry of a list is 0.

    Examples
    --------
    >>> field_path(("findings", 2, "p", "value"))
    'findings[2].p.value'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f"{'.' if text else ''}{step}"
    return text


def _problem(file: str, document: Document, found: Explanation) -> Problem:
    line, column = document.key_place(found.path) if found.at_key else document.place(found.path)
    return Problem(
        file, line, column, record_id(document.data, found.path), field_path(found.path), found.rule,
        Severity.ERROR, found.message, found.value, found.allowed, found.fix,
    )  # fmt: skip


def _name_of(data: object) -> str:
    if not isinstance(data, dict):
        return ""
    return next((data[key] for key in ("slug", "id", "study") if isinstance(data.get(key), str)), "")

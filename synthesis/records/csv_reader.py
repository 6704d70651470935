"""One CSV file to one record a row, or to all of its problems with their lines."""

from __future__ import annotations

import csv
import io
import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from synthesis.records.base import Record
from synthesis.records.explain import Explanation, explain, meant, shown
from synthesis.records.problems import Problem, Severity
from synthesis.records.reader import field_path, read_text
from synthesis.wording import series

if typing.TYPE_CHECKING:
    from _csv import Reader

R = TypeVar("R", bound=Record)

#: A number as a cell holds it: a decimal point, no separators of thousands.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_FIXES = {
    "must be true or false": ("must be yes or no", "write yes or no, or leave the cell empty"),
    "must be a number": ("must be a number", "write digits, with a point before decimals"),
    "must be a whole number": ("must be a whole number", "write digits only"),
}


@dataclass(frozen=True, slots=True)
class ReadRows(Generic[R]):
    """What came of reading a CSV file.

    `records` holds the sound rows by key, `lines` the line of every key, also of rows with problems. A key of
    several columns is their cells, joined with slashes.
    """

    file: str
    records: dict[str, R]
    problems: tuple[Problem, ...]
    lines: dict[str, int]


def read_csv(path: Path, kind: type[R], *, root: Path, key: str | tuple[str, ...]) -> ReadRows[R]:
    """Read a CSV file with one record of `kind` a row.

    Empty cells are left out, cells of list fields are split at semicolons, digits become numbers where the
    field is a number, and ``yes`` and ``no`` are read as true and false where it is a truth value. A byte
    order mark, as spreadsheets write it, is skipped.

    Parameters
    ----------
    path
        The file; its first line names the columns.
    kind
        Record class of a row; its fields are the columns.
    root
        Atlas folder; problems name the file relative to it.
    key
        Column, or columns together, that identify a row and may not repeat.
    """
    file = path.relative_to(root).as_posix()
    text, refused = read_text(path, file)
    if refused is not None:
        return ReadRows(file, {}, (refused,), {})
    records: dict[str, R] = {}
    lines: dict[str, int] = {}
    keys = (key,) if isinstance(key, str) else key
    faults: list[tuple[int, str, Explanation]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        faults += [(1, "", found) for found in _header_faults(header, kind)]
        for line, cells in _rows(reader) if set(keys) <= set(header) else ():
            row = dict(zip(header, cells, strict=False))
            name = "/".join(row.get(column, "") for column in keys)
            if len(cells) != len(header):
                faults.append((line, name, _ragged(header, cells)))
            elif name in lines:
                faults.append((line, name, _repeated(keys, name, lines[name])))
                continue
            else:
                try:
                    records[name] = kind.model_validate(_values(row, kind))
                except ValidationError as error:
                    explained = (_in_a_cell(found) for found in explain(error, kind))
                    faults += [(line, name, found) for found in explained if found.path[0] in header]
            lines[name] = line
    except csv.Error as error:
        fix = "close the quotes, or save the file as CSV once more"
        faults.append((reader.line_num, "", Explanation("csv", (), f"not readable as CSV: {error}", fix=fix)))
    return ReadRows(file, records, tuple(sorted(_problem(file, *fault) for fault in faults)), lines)


def _rows(reader: Reader) -> Iterator[tuple[int, list[str]]]:
    """Yield every further row that is not empty, with the line it starts in."""
    start = reader.line_num + 1
    for cells in reader:
        if any(cells):
            yield start, cells
        start = reader.line_num + 1


def _header_faults(header: list[str], kind: type[Record]) -> Iterator[Explanation]:
    known = list(kind.model_fields)
    for column in header:
        if column not in known:
            fix = meant(column, known, "remove the column")
            yield Explanation(
                "unknown-field", (column,), "there is no such column", shown(column), ", ".join(known), fix
            )
    for column in sorted({c for c in header if header.count(c) > 1}):
        yield Explanation("repeated-id", (column,), "the column stands twice", fix="remove one of the two")
    for column, field in kind.model_fields.items():
        if field.is_required() and column not in header:
            meaning = field.description or ""
            yield Explanation(
                "missing-field", (column,), "the column is missing", allowed=meaning, fix="add it"
            )


def _ragged(header: list[str], cells: list[str]) -> Explanation:
    message = f"the row has {len(cells)} cells, the header {len(header)}"
    fix = "add the missing commas, or put a cell that holds a comma in quotes"
    return Explanation("ragged-row", (), message, allowed=f"{len(header)} cells in every row", fix=fix)


def _repeated(keys: tuple[str, ...], name: str, line: int) -> Explanation:
    message = f"the {series(keys)} {'stands' if len(keys) == 1 else 'stand'} twice, first in line {line}"
    fix = "remove one of the two rows, or merge them"
    return Explanation("repeated-id", keys[:1], message, shown(name), "each id in one row", fix)


def _values(row: dict[str, str], kind: type[Record]) -> dict[str, object]:
    fields = kind.model_fields
    return {
        column: _value(cell, fields[column].annotation)
        for column, cell in row.items()
        if cell and column in fields
    }


def _value(cell: str, annotation: object) -> object:
    if annotation is bool:
        return {"yes": True, "no": False}.get(cell, cell)
    if typing.get_origin(annotation) is tuple:
        return [part.strip() for part in cell.split(";")]
    if annotation in (int, float) and _NUMBER.fullmatch(cell):
        return int(cell) if annotation is int and cell.lstrip("+-").isdigit() else float(cell)
    return cell


def _in_a_cell(found: Explanation) -> Explanation:
    message, fix = _FIXES.get(found.message, (found.message, found.fix))
    return replace(found, message=message, fix=fix)


def _problem(file: str, line: int, record: str, found: Explanation) -> Problem:
    return Problem(
        file, line, 0, record, field_path(found.path), found.rule, Severity.ERROR, found.message,
        found.value, found.allowed, found.fix,
    )  # fmt: skip

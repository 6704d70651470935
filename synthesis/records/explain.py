"""What pydantic refuses, in plain words: what is wrong, what is allowed, how to fix it, and the rule's id."""

from __future__ import annotations

import difflib
import json
import typing
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from synthesis.errors import UnknownTermError
from synthesis.records.base import FORMS, Record, RecordFault
from synthesis.records.yaml12 import Path

#: Every rule that reading a file can break, with its title. All are errors and none can be acknowledged.
READING_RULES: dict[str, str] = {
    "missing-file": "a file or folder that the atlas needs is missing",
    "stray-file": "a file stands where no such file belongs",
    "file-name": "a file is named differently from the record in it",
    "encoding": "a file is not UTF-8 text",
    "yaml": "a file is not readable as YAML",
    "csv": "a file is not readable as CSV",
    "ragged-row": "a row has another number of cells than the header",
    "unknown-field": "a field or column has a name that is not known",
    "missing-field": "a required field or column is missing",
    "wrong-type": "a value is of the wrong type",
    "wrong-form": "a text does not have the required form",
    "out-of-range": "a number lies outside what is possible",
    "too-few": "a list has too few entries",
    "unknown-term": "a word is not in its vocabulary",
    "repeated-id": "two records of one list have the same id",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """One refused value in words; `path` leads to it, and `at_key` says that its name is at fault."""

    rule: str
    path: Path
    message: str
    value: str = ""
    allowed: str = ""
    fix: str = ""
    at_key: bool = False


def explain(error: ValidationError, kind: type[Record]) -> Iterator[Explanation]:
    """Explain everything that was refused when data were validated as a record of `kind`.

    Examples
    --------
    >>> from synthesis.records.cohort import Group
    >>> try:
    ...     Group.model_validate({"id": "patients", "role": "cases", "size": 12})
    ... except ValidationError as refused:
    ...     explained = list(explain(refused, Group))
    >>> explained[0].message, explained[0].allowed
    ('there is no field size', 'id, role, n, label')
    """
    for details in error.errors(include_url=False):
        # a list with a faulty entry is also called too short, because the entry does not count
        if details["type"] != "too_short" or len(details["input"]) < details["ctx"]["min_length"]:
            yield _explain(details, kind)


def _explain(error: ErrorDetails, kind: type[Record]) -> Explanation:
    path: Path = tuple(error["loc"])
    match error["type"]:
        case "missing":
            return _missing(path, kind)
        case "extra_forbidden":
            return _unknown_field(path, kind)
        case "value_error":
            return _refused_by_validator(path, error)
        case "enum":
            fix, allowed = "use an allowed word", str(error["ctx"]["expected"])
            return Explanation(
                "unknown-term", path, "is not a known word", shown(error["input"]), allowed, fix
            )
        case "string_pattern_mismatch":
            allowed = FORMS[error["ctx"]["pattern"]]
            fix = "correct the spelling"
            return Explanation("wrong-form", path, "has the wrong form", shown(error["input"]), allowed, fix)
        case "string_too_short":
            return Explanation(
                "wrong-form", path, "is empty", '""', "text", "fill it in or leave the field out"
            )
        case "too_short":
            least = error["ctx"]["min_length"]
            entries = "1 entry" if least == 1 else f"{least} entries"
            message = f"must have at least {entries}, has {error['ctx']['actual_length']}"
            return Explanation("too-few", path, message, fix="add what is missing")
        case "greater_than_equal" | "greater_than" | "less_than_equal" | "finite_number":
            return _out_of_range(path, error, kind)
    what, fix = _TYPES.get(error["type"], (error["msg"][:1].lower() + error["msg"][1:], "correct the value"))
    return Explanation("wrong-type", path, what, shown(error["input"]), fix=fix)


def shown(value: object) -> str:
    """Write a value as a record file would, shortened when it is long.

    Examples
    --------
    >>> shown("serun"), shown(True), shown([1, 2])
    ('"serun"', 'true', 'a list')
    """
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 100 else f"{text[:97]}…{text[-1]}"


def nearest(word: str, known: typing.Iterable[str]) -> str:
    """Return the known word most like `word`; empty when none is alike.

    Examples
    --------
    >>> nearest("specimem", ["specimen", "state"])
    'specimen'
    """
    close = difflib.get_close_matches(word.casefold(), {k.casefold(): k for k in known}, n=1, cutoff=0.6)
    return next((k for k in known if k.casefold() == close[0]), "") if close else ""


def meant(word: str, known: typing.Iterable[str], otherwise: str) -> str:
    """Ask for the nearest known word, or give the advice `otherwise`.

    Examples
    --------
    >>> meant("specimem", ["specimen", "state"], "remove it")
    'did you mean specimen?'
    """
    near = nearest(word, known)
    return f"did you mean {near}?" if near else otherwise


_TYPES = {
    "string_type": ("must be text", "put it in quotes"),
    "int_type": ("must be a whole number", "write it without quotes and without a decimal point"),
    "float_type": ("must be a number", "write it without quotes"),
    "bool_type": ("must be true or false", "write true or false, without quotes"),
    "tuple_type": ("must be a list", "put the values in square brackets, or one a line after a hyphen"),
    "model_type": ("must be a mapping of fields", "write its fields below it, indented"),
}


def _missing(path: Path, kind: type[Record]) -> Explanation:
    model, name = _model_at(kind, path[:-1]), str(path[-1])
    meaning = (model.model_fields[name].description or "").replace("\n", " ")
    return Explanation("missing-field", path, f"the field {name} is missing", allowed=meaning, fix="add it")


def _unknown_field(path: Path, kind: type[Record]) -> Explanation:
    known, name = list(_model_at(kind, path[:-1]).model_fields), str(path[-1])
    fix = meant(name, known, "remove it, or say it in a note")
    return Explanation("unknown-field", path, f"there is no field {name}", name, ", ".join(known), fix, True)


def _refused_by_validator(path: Path, error: ErrorDetails) -> Explanation:
    cause = error["ctx"]["error"]
    if isinstance(cause, RecordFault):
        value = "" if cause.path else shown(error["input"])
        return Explanation(cause.rule, path + cause.path, cause.message, value, cause.allowed, cause.fix)
    if isinstance(cause, UnknownTermError):
        fix, _, allowed = cause.hint.rpartition("allowed: ")
        value = shown(error["input"])
        return Explanation(
            "unknown-term", path, cause.message, value, allowed, fix.strip() or "use an allowed word"
        )
    raise cause


def _out_of_range(path: Path, error: ErrorDetails, kind: type[Record]) -> Explanation:
    bounds = error.get("ctx", {})
    if "ge" in bounds:
        message = f"must be {bounds['ge']:g} or more"
    elif "gt" in bounds:
        message = f"must be more than {bounds['gt']:g}"
    elif "le" in bounds:
        message = f"must be {bounds['le']:g} or less"
    else:
        message = "must be a finite number"
    fix = "correct the number, or leave the field out when it is not known"
    return Explanation("out-of-range", path, message, shown(error["input"]), fix=fix)


def _model_at(kind: type[Record], path: Path) -> type[Record]:
    """Find the record class of the mapping that `path` leads to."""
    for step in path:
        if isinstance(step, str):
            kind = next(_records_in(kind.model_fields[step].annotation))
    return kind


def _records_in(annotation: object) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _records_in(part)

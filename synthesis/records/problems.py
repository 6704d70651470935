"""Problems found in record files, and the report that shows all of them at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is: an error stops loading, a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in one place.

    Attributes
    ----------
    file
        Path relative to the atlas folder.
    line, column
        Place of the offending value, from 1; 0 when the file as a whole is meant.
    record
        Id of the record concerned, such as ``study-slug/finding-id``.
    field
        Path of the field inside the record file, such as ``findings[2].p.value``.
    rule
        Id of the rule that fired.
    message
        What is wrong.
    value
        The offending value as written.
    allowed
        What would be right.
    fix
        What to do.
    acknowledged
        Reason why the record's curator keeps it as it is; empty when nobody said so.
    """

    file: str
    line: int
    column: int
    record: str
    field: str
    rule: str
    severity: Severity
    message: str
    value: str = ""
    allowed: str = ""
    fix: str = ""
    acknowledged: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        subject = f"{place}: {self.record or '-'}: {self.field or '-'}"
        parts = [f"{subject}: {self.severity} [{self.rule}] {self.message}"]
        if self.value:
            parts.append(f"found {self.value}")
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.fix:
            parts.append(f"fix: {self.fix}")
        if self.acknowledged:
            parts.append(f"acknowledged: {self.acknowledged}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Report:
    """All problems of an atlas folder, in the order of files and lines.

    Examples
    --------
    >>> problem = Problem("studies/a.yaml", 3, 1, "a", "year", "type", Severity.ERROR, "must be a number")
    >>> report = Report((problem,))
    >>> report.ok, report.summary()
    (False, '1 error, 0 warnings')
    """

    problems: tuple[Problem, ...]
    files: int = 0

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems that stop loading."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR and not p.acknowledged)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Problems that ask for a look and that nobody has acknowledged."""
        return tuple(p for p in self.problems if p.severity is Severity.WARNING and not p.acknowledged)

    @property
    def acknowledged(self) -> tuple[Problem, ...]:
        """Problems that a curator keeps, with the reason."""
        return tuple(p for p in self.problems if p.acknowledged)

    @property
    def ok(self) -> bool:
        """Whether the records can be loaded."""
        return not self.errors

    def summary(self) -> str:
        """One line with the numbers of errors, warnings and acknowledged problems."""
        kept = f", {len(self.acknowledged)} acknowledged" if self.acknowledged else ""
        return f"{_n(self.errors, 'error')}, {_n(self.warnings, 'warning')}{kept}"

    def to_text(self) -> str:
        """All problems, a line each, and the summary."""
        return "\n".join([*map(str, self.problems), self.summary()])

    def to_json(self) -> str:
        """All problems as a JSON document."""
        document = {
            "ok": self.ok,
            "files": self.files,
            "errors": len(self.errors),
            "warnings": len(self.warnings),
            "acknowledged": len(self.acknowledged),
            "problems": [asdict(p) for p in self.problems],
        }
        return json.dumps(document, ensure_ascii=False, indent=2)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    def __len__(self) -> int:
        return len(self.problems)


def _n(problems: tuple[Problem, ...], word: str) -> str:
    return f"{len(problems)} {word}{'' if len(problems) == 1 else 's'}"

"""`Rule` and `Fault`: what a check is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from synthesis.records.cohort import Cohort
from synthesis.records.finding import Arm, Finding
from synthesis.records.problems import Severity
from synthesis.records.study import Study
from synthesis.records.yaml12 import Path

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found.

    `path` leads to the value at fault from what the rule looks at: a finding, a study, or the file named by
    `file` for a rule across records.
    """

    path: Path
    message: str
    value: str = ""
    allowed: str = ""
    fix: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject]):
    """One check.

    Attributes
    ----------
    id
        Printed with every problem the rule reports, and named in acknowledgements; never changes.
    severity
        An error when what it finds makes numbers wrong for certain, else a warning.
    title
        What the rule finds, in one line.
    find
        Yields the faults of a finding, a study or all records.
    acknowledgeable
        False where nothing can be computed as long as the fault stays, such as an unknown marker.
    """

    id: str
    severity: Severity
    title: str
    find: Callable[[Subject], Iterable[Fault]]
    acknowledgeable: bool = True


def arms(finding: Finding) -> tuple[tuple[str, Arm], tuple[str, Arm]]:
    """Both groups of a finding with the names of their fields."""
    return ("cases", finding.cases), ("controls", finding.controls)


def each_finding(study: Study) -> Iterator[tuple[Path, Finding]]:
    """Yield every finding of a study with the path to it."""
    for position, finding in enumerate(study.findings):
        yield ("findings", position), finding


def cohort_of(study: Study, finding: Finding) -> Cohort | None:
    """Find the cohort a finding is about; None when it names one the study does not have."""
    if finding.cohort is None:
        return study.cohorts[0]
    return next((c for c in study.cohorts if c.id == finding.cohort), None)

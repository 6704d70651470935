"""Running the rules: faults to problems with lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from synthesis.records.checks.acknowledgements import ACKNOWLEDGEMENT_RULES, Acknowledged, acknowledge
from synthesis.records.checks.contents import Contents
from synthesis.records.checks.registry import ATLAS_RULES, FINDING_RULES, RULES, STUDY_RULES
from synthesis.records.checks.rule import Fault, Rule, each_finding
from synthesis.records.problems import Problem
from synthesis.records.reader import field_path, record_id
from synthesis.records.study import Study
from synthesis.records.yaml12 import Document, Path

#: Finds the line, the column and the record's name of a path in a file.
Locate = Callable[[str, Path], tuple[int, int, str]]


def check_study(study: Study, file: str, document: Document) -> tuple[Problem, ...]:
    """Apply the rules that need nothing but the study.

    Parameters
    ----------
    study
        The record.
    file
        Its file, relative to the atlas folder.
    document
        The file's text as parsed, for the lines.
    """
    locate = _in_document(document)
    found = [_problem(rule, fault, file, locate) for rule, fault in _study_faults(study)]
    return tuple(sorted(found))


def check_contents(contents: Contents, locate: Locate) -> tuple[Problem, ...]:
    """Apply the rules across records; `locate` is called for every fault."""
    found = (
        _problem(rule, fault, fault.file, locate) for rule in ATLAS_RULES for fault in rule.find(contents)
    )
    return tuple(sorted(found))


def check_acknowledgements(
    study: Study, file: str, problems: tuple[Problem, ...], locate: Locate
) -> tuple[Problem, ...]:
    """Mark the problems of a study that it acknowledges, and add those of the acknowledgements themselves.

    Parameters
    ----------
    study
        The record.
    file
        Its file, relative to the atlas folder.
    problems
        All problems that rules found in the file.
    locate
        Called for every acknowledgement at fault.
    """
    acknowledged = Acknowledged(study, problems, {rule.id: rule.acknowledgeable for rule in RULES.values()})
    found = (
        _problem(rule, fault, file, locate)
        for rule in ACKNOWLEDGEMENT_RULES
        for fault in rule.find(acknowledged)
    )
    return tuple(sorted((*acknowledge(acknowledged), *found)))


def _study_faults(study: Study) -> Iterator[tuple[Rule[Any], Fault]]:
    for rule in STUDY_RULES:
        for fault in rule.find(study):
            yield rule, fault
    for path, finding in each_finding(study):
        for finding_rule in FINDING_RULES:
            for fault in finding_rule.find(finding):
                yield finding_rule, Fault((*path, *fault.path), *_texts(fault))


def _texts(fault: Fault) -> tuple[str, str, str, str]:
    return fault.message, fault.value, fault.allowed, fault.fix


def _in_document(document: Document) -> Locate:
    def locate(_file: str, path: Path) -> tuple[int, int, str]:
        return *document.place(path), record_id(document.data, path)

    return locate


def _problem(rule: Rule[Any], fault: Fault, file: str, locate: Locate) -> Problem:
    line, column, record = locate(file, fault.path)
    return Problem(
        file, line, column, record, field_path(fault.path), rule.id, rule.severity, fault.message,
        fault.value, fault.allowed, fault.fix,
    )  # fmt: skip

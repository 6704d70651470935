"""Problems that a curator keeps with a reason, and acknowledgements that concern nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from synthesis.records.checks.rule import Fault, Rule
from synthesis.records.explain import meant
from synthesis.records.problems import Problem, Severity
from synthesis.records.study import Acknowledgement, Study


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A study and what the rules found in it; `rules` says of each rule whether it may be acknowledged."""

    study: Study
    problems: tuple[Problem, ...]
    rules: Mapping[str, bool]


def acknowledge(acknowledged: Acknowledged) -> tuple[Problem, ...]:
    """Give every acknowledged problem of a study the reason for keeping it."""
    return tuple(
        replace(problem, acknowledged=entry.reason)
        if (entry := _entry_for(acknowledged, problem))
        else problem
        for problem in acknowledged.problems
    )


def unknown_rule(acknowledged: Acknowledged) -> Iterator[Fault]:
    """Find acknowledgements of rules that do not exist."""
    known = sorted(acknowledged.rules)
    for position, entry in enumerate(acknowledged.study.acknowledged):
        if entry.rule not in acknowledged.rules:
            fix = meant(entry.rule, known, "see synthesis validate --rules")
            path = ("acknowledged", position, "rule")
            yield Fault(path, "there is no such rule", entry.rule, "the id of a rule", fix)


def unused_acknowledgement(acknowledged: Acknowledged) -> Iterator[Fault]:
    """Find acknowledgements of rules that find nothing, or that cannot be acknowledged."""
    findings = {finding.id for finding in acknowledged.study.findings}
    for position, entry in enumerate(acknowledged.study.acknowledged):
        if entry.rule not in acknowledged.rules or (entry.finding and entry.finding not in findings):
            continue  # named by unknown-rule and unknown-finding
        if any(_concerns(entry, acknowledged.study, problem) for problem in acknowledged.problems):
            if acknowledged.rules[entry.rule]:
                continue
            message, fix = "this rule cannot be acknowledged", "correct what the rule found"
        else:
            where = f"finding {entry.finding}" if entry.finding else "this study"
            message, fix = f"the rule finds nothing in {where}", "remove the acknowledgement"
        yield Fault(("acknowledged", position), message, entry.rule, fix=fix)


def _entry_for(acknowledged: Acknowledged, problem: Problem) -> Acknowledgement | None:
    if not acknowledged.rules.get(problem.rule, False):
        return None
    entries = acknowledged.study.acknowledged
    return next((e for e in entries if _concerns(e, acknowledged.study, problem)), None)


def _concerns(entry: Acknowledgement, study: Study, problem: Problem) -> bool:
    if entry.rule != problem.rule:
        return False
    if entry.finding is None:
        return True
    return problem.field.startswith("findings[") and problem.record == f"{study.slug}/{entry.finding}"


ACKNOWLEDGEMENT_RULES: tuple[Rule[Acknowledged], ...] = (
    Rule(
        "unknown-rule",
        Severity.WARNING,
        "an acknowledgement of a rule that does not exist",
        unknown_rule,
        acknowledgeable=False,
    ),
    Rule(
        "unused-acknowledgement",
        Severity.WARNING,
        "an acknowledgement of a rule that finds nothing there",
        unused_acknowledgement,
        acknowledgeable=False,
    ),
)

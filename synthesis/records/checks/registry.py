"""All rules, by what they look at."""

from __future__ import annotations

from typing import Any

from synthesis.records.checks import (
    acknowledgements,
    arms,
    claims,
    cohorts,
    identity,
    p_values,
    panels,
    population,
    sources,
    statistics,
    topics,
)
from synthesis.records.checks.contents import Contents
from synthesis.records.checks.rule import Rule
from synthesis.records.explain import READING_RULES
from synthesis.records.finding import Finding
from synthesis.records.study import Study

#: Rules that look at one finding.
FINDING_RULES: tuple[Rule[Finding], ...] = (
    *arms.FINDING_RULES,
    *statistics.FINDING_RULES,
    *p_values.FINDING_RULES,
    *sources.FINDING_RULES,
)

#: Rules that look at one study.
STUDY_RULES: tuple[Rule[Study], ...] = (
    *arms.STUDY_RULES,
    *population.STUDY_RULES,
    *sources.STUDY_RULES,
    *identity.STUDY_RULES,
    *cohorts.STUDY_RULES,
)

#: Rules that look at all records together.
ATLAS_RULES: tuple[Rule[Contents], ...] = (
    *identity.ATLAS_RULES,
    *cohorts.ATLAS_RULES,
    *topics.ATLAS_RULES,
    *claims.ATLAS_RULES,
    *panels.ATLAS_RULES,
)

#: All rules by id.
RULES: dict[str, Rule[Any]] = {
    rule.id: rule
    for rules in (FINDING_RULES, STUDY_RULES, ATLAS_RULES, acknowledgements.ACKNOWLEDGEMENT_RULES)
    for rule in rules
}


def rule_table() -> list[dict[str, str]]:
    """List every rule with its severity, title and whether a record can acknowledge it.

    Returns
    -------
    list of dict
        Keys ``rule``, ``severity``, ``acknowledgeable`` (yes or no) and ``title``; the rules of reading
        first, then those of the checks, in the order of their files.

    Examples
    --------
    >>> rule_table()[0]["rule"]
    'missing-file'
    """
    reading = [
        {"rule": rule, "severity": "error", "acknowledgeable": "no", "title": title}
        for rule, title in READING_RULES.items()
    ]
    checks = [
        {
            "rule": rule.id,
            "severity": str(rule.severity),
            "acknowledgeable": "yes" if rule.acknowledgeable else "no",
            "title": rule.title,
        }
        for rule in RULES.values()
    ]
    return reading + checks

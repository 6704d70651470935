"""Every rule fires where it should, at the right field, and is silent where it should be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from synthesis.records import yaml12
from synthesis.records.checks.acknowledgements import ACKNOWLEDGEMENT_RULES
from synthesis.records.checks.contents import Contents
from synthesis.records.checks.registry import ATLAS_RULES, FINDING_RULES, RULES, STUDY_RULES, rule_table
from synthesis.records.claim import Article
from synthesis.records.explain import READING_RULES
from synthesis.records.finding import Finding
from synthesis.records.marker import Marker
from synthesis.records.panel import Panel, PanelRow, PanelTable
from synthesis.records.published import PublishedResults
from synthesis.records.reader import field_path
from synthesis.records.study import Study
from synthesis.records.topic import Topic

RULES_FOLDER = Path(__file__).parent / "rules"


def _load(name: str) -> Any:
    return yaml12.parse((RULES_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")).data


BASE = _load("base")
CASES = {name: _load(name) for name in ("findings", "studies", "atlases")}


def _firing(name: str) -> list[Any]:
    return [
        pytest.param(rule, case["with"], case["at"], id=f"{rule}-{number}")
        for rule, cases in CASES[name].items()
        for number, case in enumerate(cases["fires"])
    ]


def _silent(name: str) -> list[Any]:
    return [
        pytest.param(rule, case, id=f"{rule}-{number}")
        for rule, cases in CASES[name].items()
        for number, case in enumerate(cases["silent"])
    ]


def _finding(changes: dict[str, Any]) -> Finding:
    return Finding.model_validate(BASE["finding"] | changes)


def _study(changes: dict[str, Any]) -> Study:
    findings = [BASE["finding"] | finding for finding in changes.get("findings", ())]
    return Study.model_validate(BASE["study"] | changes | {"findings": findings})


def _contents(case: dict[str, Any]) -> Contents:
    studies = [_study(study) for study in case.get("studies", ())]
    topics = [Topic.model_validate(topic) for topic in case.get("topics", ())]
    articles = [Article.model_validate(article) for article in case.get("articles", ())]
    published = [PublishedResults.model_validate(results) for results in case.get("published", ())]
    markers = {m["marker_id"]: Marker.model_validate(m) for m in case.get("markers", ())}
    return Contents(
        studies={f"studies/{s.slug}.yaml": s for s in studies},
        markers=markers,
        topics={f"topics/{t.id}.yaml": t for t in topics},
        articles={f"articles/{a.id}.yaml": a for a in articles},
        published={f"published/{p.study}.yaml": p for p in published},
        study_slugs=frozenset(s.slug for s in studies),
        topic_ids=frozenset(t.id for t in topics),
        marker_ids=frozenset(markers),
        unread=frozenset(case.get("unread", ())),
        panels={panel["study"]: _panel(panel) for panel in case.get("panels", ())},
    )


def _panel(changes: dict[str, Any]) -> PanelTable:
    rows = [PanelRow.model_validate(BASE["panel_row"] | row) for row in changes["rows"]]
    about = Panel.model_validate(BASE["panel"] | {"study": changes["study"]})
    return PanelTable(about, {f"{row.analyte}/{row.specimen}/{row.sex}": row for row in rows})


@pytest.mark.parametrize(("rule", "changes", "at"), _firing("findings"))
def test_finding_rule_fires(rule: str, changes: dict[str, Any], at: list[str]) -> None:
    assert [field_path(fault.path) for fault in RULES[rule].find(_finding(changes))] == at


@pytest.mark.parametrize(("rule", "changes"), _silent("findings"))
def test_finding_rule_is_silent(rule: str, changes: dict[str, Any]) -> None:
    assert list(RULES[rule].find(_finding(changes))) == []


@pytest.mark.parametrize(("rule", "changes", "at"), _firing("studies"))
def test_study_rule_fires(rule: str, changes: dict[str, Any], at: list[str]) -> None:
    assert [field_path(fault.path) for fault in RULES[rule].find(_study(changes))] == at


@pytest.mark.parametrize(("rule", "changes"), _silent("studies"))
def test_study_rule_is_silent(rule: str, changes: dict[str, Any]) -> None:
    assert list(RULES[rule].find(_study(changes))) == []


@pytest.mark.parametrize(("rule", "case", "at"), _firing("atlases"))
def test_atlas_rule_fires(rule: str, case: dict[str, Any], at: list[str]) -> None:
    found = [f"{fault.file} {field_path(fault.path)}" for fault in RULES[rule].find(_contents(case))]
    assert sorted(found) == sorted(at)


@pytest.mark.parametrize(("rule", "case"), _silent("atlases"))
def test_atlas_rule_is_silent(rule: str, case: dict[str, Any]) -> None:
    assert list(RULES[rule].find(_contents(case))) == []


def test_every_rule_has_cases() -> None:
    assert list(CASES["findings"]) == [rule.id for rule in FINDING_RULES]
    assert sorted(CASES["studies"]) == sorted(rule.id for rule in STUDY_RULES)
    assert list(CASES["atlases"]) == [rule.id for rule in ATLAS_RULES]
    for cases in CASES.values():
        assert all(case["fires"] and case["silent"] for case in cases.values())
    # the rules of acknowledgements have their cases in test_acknowledgements.py
    others = {rule for cases in CASES.values() for rule in cases} ^ set(RULES)
    assert others == {rule.id for rule in ACKNOWLEDGEMENT_RULES}


def test_ids_are_unique_and_listed() -> None:
    ids = [rule.id for rules in (FINDING_RULES, STUDY_RULES, ATLAS_RULES) for rule in rules]
    assert len(ids) == len(set(ids))
    table = rule_table()
    assert [row["rule"] for row in table] == [*READING_RULES, *RULES]
    assert all(row["title"] and row["severity"] in {"error", "warning"} for row in table)


def test_every_fault_says_what_to_do() -> None:
    """A message alone helps nobody: each firing case also names the value, what is allowed, or a fix."""
    for name, build in (("findings", _finding), ("studies", _study), ("atlases", _contents)):
        for rule, cases in CASES[name].items():
            for case in cases["fires"]:
                for fault in RULES[rule].find(build(case["with"])):
                    assert fault.message, rule
                    assert fault.fix, rule

"""One YAML file: every field problem at once, in plain words, at the right line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from synthesis.records import yaml12
from synthesis.records.explain import READING_RULES, nearest, shown
from synthesis.records.problems import Problem
from synthesis.records.reader import field_path, read_yaml, record_id
from synthesis.records.study import Study
from synthesis.records.topic import Topic

SOUND = """\
slug: example-2001-alpha
citation: {title: An invented study, year: 2001}
kind: primary
design: case-control
population: me-cfs
cohorts: [{id: example-2001-alpha}]
findings:
  - id: one
    marker: example-a
    marker_kind: cytokine
    quantity: concentration
    specimen: serum
    contrast: cases-vs-controls
    direction: higher
    sources: [{kind: primary-abstract, ref: 'pmid:1'}]
"""

CASES = yaml12.parse((Path(__file__).parent / "reading_cases.yaml").read_text(encoding="utf-8")).data


def _read(folder: Path, text: str) -> tuple[Study | None, tuple[Problem, ...]]:
    (folder / "studies").mkdir(exist_ok=True)
    path = folder / "studies" / "example-2001-alpha.yaml"
    path.write_text(text, encoding="utf-8")
    read = read_yaml(path, Study, root=folder)
    return read.record, read.problems


def test_a_sound_file_gives_the_record(tmp_path: Path) -> None:
    study, problems = _read(tmp_path, SOUND)
    assert problems == ()
    assert study is not None
    assert study.findings[0].marker == "example-a"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['field']}-{case['rule']}-{case['line']}")
def test_a_problem_in_a_field(tmp_path: Path, case: dict[str, Any]) -> None:
    assert SOUND.count(case["replace"]) == 1
    study, problems = _read(tmp_path, SOUND.replace(case["replace"], case["with"]))
    assert study is None
    (problem,) = problems
    found = {name: getattr(problem, name) for name in ("line", "field", "rule", "message", "value", "fix")}
    assert found == {name: case[name] for name in found}
    assert problem.rule in READING_RULES


def test_all_problems_of_a_file_at_once(tmp_path: Path) -> None:
    text = SOUND.replace("kind: primary\n", "").replace("serum", "serun").replace("year: 2001", "yaer: 2001")
    _, problems = _read(tmp_path, text)
    assert [(p.line, p.rule, p.record) for p in problems] == [
        (1, "missing-field", "example-2001-alpha"),
        (2, "unknown-field", "example-2001-alpha"),
        (11, "unknown-term", "example-2001-alpha/one"),
    ]


def test_what_is_allowed_is_said(tmp_path: Path) -> None:
    _, (term,) = _read(tmp_path, SOUND.replace("direction: higher", "direction: hihger"))
    assert term.allowed == "higher, lower, no-difference, mixed, altered"
    _, (form,) = _read(tmp_path, SOUND.replace("slug: example-2001-alpha", "slug: example 2001"))
    assert form.allowed.startswith("letters and digits")
    _, (missing,) = _read(tmp_path, SOUND.replace("kind: primary\n", ""))
    assert missing.allowed == "Sort of publication."
    _, (unknown,) = _read(tmp_path, SOUND.replace("citation: {", "citation: {issue: 3, "))
    assert unknown.allowed == "title, authors, first_author, year, journal, doi, pmid, pmcid, identified"


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "topic.yaml"
    path.write_bytes(b"id: a\ntitle: caf\xe9\n")
    (problem,) = read_yaml(path, Topic, root=tmp_path).problems
    assert (problem.file, problem.line, problem.rule) == ("topic.yaml", 2, "encoding")


def test_a_file_that_is_not_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "topic.yaml"
    path.write_text("- a\n- b\n")
    (problem,) = read_yaml(path, Topic, root=tmp_path).problems
    assert (problem.rule, problem.message, problem.value) == (
        "wrong-type",
        "must be a mapping of fields",
        "a list",
    )


@pytest.mark.parametrize(
    ("data", "path", "name"),
    [
        ({"slug": "s"}, ("findings", 0), "s"),
        ({"slug": "s", "findings": [{"id": "f"}]}, ("findings", 0, "p"), "s/f"),
        ({"slug": "s", "findings": [{"id": 4}]}, ("findings", 0, "id"), "s"),
        ({"study": "s", "results": [{"id": "P"}]}, ("results", 0), "s/P"),
        ({"findings": [{"id": "f"}]}, ("findings", 0), "f"),
        ({"slug": "s", "findings": "x"}, ("findings", 0, "id"), "s"),
        ([1], (0,), ""),
    ],
)
def test_record_id(data: Any, path: tuple[str | int, ...], name: str) -> None:
    assert record_id(data, path) == name


def test_field_path() -> None:
    assert field_path(()) == ""
    assert field_path(("a", 0, 1, "b", "c")) == "a[0][1].b.c"


def test_shown_is_short_and_as_written() -> None:
    assert [shown(v) for v in (None, False, 1.5, "é", {"a": 1}, ("b",))] == [
        "null", "false", "1.5", '"é"', "a mapping", "a list",
    ]  # fmt: skip
    assert len(shown("x" * 500)) < 110


def test_nearest_needs_likeness() -> None:
    assert nearest("Specimem", ["state", "specimen"]) == "specimen"
    assert nearest("zzz", ["state", "specimen"]) == ""
    assert nearest("a", []) == ""

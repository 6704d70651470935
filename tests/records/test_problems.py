"""How problems and their report are written."""

from __future__ import annotations

import json

from synthesis.records.problems import Problem, Report, Severity


def _problem(**changes: object) -> Problem:
    fields: dict[str, object] = {
        "file": "studies/a.yaml",
        "line": 3,
        "column": 5,
        "record": "a/one",
        "field": "findings[0].p",
        "rule": "some-rule",
        "severity": Severity.ERROR,
        "message": "is wrong",
    }
    return Problem(**(fields | changes))  # type: ignore[arg-type]  # fields of several types


def test_a_problem_says_everything_in_one_line() -> None:
    assert str(_problem(value="4", allowed="1 to 3", fix="correct it", acknowledged="known")) == (
        "studies/a.yaml:3: a/one: findings[0].p: error [some-rule] is wrong; found 4; allowed: 1 to 3; "
        "fix: correct it; acknowledged: known"
    )


def test_what_is_not_known_is_left_out() -> None:
    problem = _problem(line=0, record="", field="")
    assert str(problem) == "studies/a.yaml: -: -: error [some-rule] is wrong"


def test_only_errors_that_nobody_acknowledged_stop_loading() -> None:
    error, kept = _problem(), _problem(acknowledged="known")
    warning = _problem(severity=Severity.WARNING)
    assert not Report((error, kept, warning)).ok
    assert Report((kept, warning)).ok
    report = Report((error, kept, warning), files=2)
    assert (report.errors, report.warnings, report.acknowledged) == ((error,), (warning,), (kept,))
    assert report.summary() == "1 error, 1 warning, 1 acknowledged"
    assert list(report) == [error, kept, warning]
    assert len(report) == 3


def test_an_empty_report() -> None:
    report = Report((), files=3)
    assert report.ok
    assert report.to_text() == "0 errors, 0 warnings"
    assert json.loads(report.to_json()) == {
        "ok": True,
        "files": 3,
        "errors": 0,
        "warnings": 0,
        "acknowledged": 0,
        "problems": [],
    }


def test_json_keeps_every_field() -> None:
    problem = _problem(value="é", allowed="b", fix="c")
    (written,) = json.loads(Report((problem,)).to_json())["problems"]
    assert written == {
        "file": "studies/a.yaml",
        "line": 3,
        "column": 5,
        "record": "a/one",
        "field": "findings[0].p",
        "rule": "some-rule",
        "severity": "error",
        "message": "is wrong",
        "value": "é",
        "allowed": "b",
        "fix": "c",
        "acknowledged": "",
    }

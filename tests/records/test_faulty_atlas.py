"""The faulty atlas holds 20 planted faults of 20 kinds; all are reported where they are, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from synthesis.records.check import check
from synthesis.records.folder import read_folder
from synthesis.records.problems import Report

FAULTY = Path(__file__).parent / "faulty_atlas"
SOUND = Path(__file__).parent / "sound_atlas"

ARTICLE = "articles/invented-article.yaml"
FIELDS = "studies/example-2002-fields.yaml"
NUMBERS = "studies/example-2003-numbers.yaml"
PEOPLE = "studies/example-2004-people.yaml"

PLANTED = {
    (ARTICLE, 9, "invented-article/C01", "claims[0].citation.study", "unknown-study"),
    ("studies/example-2001-syntax.yaml", 6, "", "", "yaml"),
    (FIELDS, 4, "example-2002-fields", "citation.year", "wrong-type"),
    (FIELDS, 5, "example-2002-fields", "citation.doi", "wrong-form"),
    (FIELDS, 11, "example-2002-fields/example-a.serum", "findings[0].quantity", "missing-field"),
    (FIELDS, 15, "example-2002-fields/example-a.serum", "findings[0].asay", "unknown-field"),
    (FIELDS, 17, "example-2002-fields/example-a.serum", "findings[0].direction", "unknown-term"),
    (FIELDS, 18, "example-2002-fields/example-a.serum", "findings[0].sources", "too-few"),
    (NUMBERS, 18, "example-2003-numbers/positives", "findings[0].cases.events", "events-exceed-n"),
    (NUMBERS, 19, "example-2003-numbers/positives", "findings[0].controls.center", "impossible-percentage"),
    (NUMBERS, 27, "example-2003-numbers/exchanged", "findings[1].direction", "direction-against-statistics"),
    (NUMBERS, 40, "example-2003-numbers/misread", "findings[2].p.value", "p-text-against-number"),
    (NUMBERS, 43, "example-2003-numbers/misread", "findings[2].cases.center", "center-outside-bounds"),
    (NUMBERS, 55, "example-2003-numbers/narrow", "findings[3].cases.spread", "implausible-difference"),
    (NUMBERS, 68, "example-2003-numbers/wide", "findings[4].p.value", "p-against-statistics"),
    (PEOPLE, 10, "example-2004-people/example-village", "cohorts[0].link", "cohort-without-link"),
    (PEOPLE, 16, "example-2004-people", "atlas_page.pem_badge", "pem-against-badge"),
    (PEOPLE, 24, "example-2004-people/example-a.serum", "findings[0].direction", "direction-against-p"),
    (PEOPLE, 26, "example-2004-people/example-a.serum", "findings[0].cases.n", "n-exceeds-group"),
    (
        "studies/example-2005-people.yaml",
        11,
        "example-2005-people/example-a.serum",
        "findings[0].marker",
        "unknown-marker",
    ),
}


@pytest.fixture(scope="module")
def report() -> Report:
    return check(FAULTY)


def test_names_every_planted_fault_and_nothing_else(report: Report) -> None:
    assert {(p.file, p.line, p.record, p.field, p.rule) for p in report} == PLANTED
    assert len(report) == len(PLANTED) == 20
    assert len({p.rule for p in report}) == 20


def test_lines_are_those_marked_in_the_files(report: Report) -> None:
    marked = {
        (path.relative_to(FAULTY).as_posix(), number)
        for path in FAULTY.rglob("*.yaml")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "# fault:" in line
    }
    assert {(p.file, p.line) for p in report} == marked


def test_every_problem_says_what_to_do(report: Report) -> None:
    for problem in report:
        assert problem.message, problem
        assert problem.fix, problem
        assert problem.column > 0, problem


def test_order_counts_and_text(report: Report) -> None:
    assert [(p.file, p.line) for p in report] == sorted((p.file, p.line) for p in report)
    assert report.summary() == "13 errors, 7 warnings"
    assert not report.ok
    assert report.files == 8
    assert report.to_text().splitlines()[0] == (
        "articles/invented-article.yaml:9: invented-article/C01: claims[0].citation.study: "
        "error [unknown-study] there is no such study; found example-2005-peple; "
        "allowed: the slug of a study; "
        "fix: did you mean example-2005-people?"
    )
    assert report.to_text().splitlines()[-1] == "13 errors, 7 warnings"


def test_json(report: Report) -> None:
    document = json.loads(report.to_json())
    assert document["ok"] is False
    assert (document["files"], document["errors"], document["warnings"]) == (8, 13, 7)
    assert {(p["file"], p["line"], p["rule"]) for p in document["problems"]} == {
        (file, line, rule) for file, line, _, _, rule in PLANTED
    }


def test_processes_find_the_same(report: Report) -> None:
    assert check(FAULTY, jobs=2) == report


def test_only_sound_files_contribute_records() -> None:
    records = read_folder(FAULTY)
    assert [study.slug for study in records.studies] == ["example-2004-people"]
    assert [topic.id for topic in records.topics] == ["everything"]
    assert records.articles == ()
    assert [marker.marker_id for marker in records.markers] == ["example-a", "example-antibody", "example-b"]


def test_a_sound_atlas_has_no_problem() -> None:
    records = read_folder(SOUND)
    assert records.report.errors == records.report.warnings == ()
    assert [p.rule for p in records.report.acknowledged] == ["statistic-incomplete", "implausible-n"]
    assert records.report.ok
    assert [study.slug for study in records.studies] == [
        "example-2001-alpha",
        "example-2005-beta",
        "example-2010-review",
    ]
    assert [topic.id for topic in records.topics] == ["molecules", "overview"]
    assert records.markers[0].synonyms == ("Ex-A", "example alpha")
    assert [m.marker_id for m in records.markers if m.panel] == ["example-panel"]
    assert [(p.about.study, len(p.rows)) for p in records.panels] == [("example-2001-alpha", 7)]
    assert records.report.files == 10

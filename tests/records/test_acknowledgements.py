"""A curator can keep what a rule finds, with a reason; the reason is shown, and an empty one is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from synthesis.records.folder import read_folder
from synthesis.records.problems import Problem, Severity

SOUND = Path(__file__).parent / "sound_atlas"
BETA = "studies/example-2005-beta.yaml"


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOUND, tmp_path / "atlas"))


def _acknowledge(atlas: Path, entries: str, *, study: str = "example-2001-alpha") -> None:
    with (atlas / f"studies/{study}.yaml").open("a", encoding="utf-8") as stream:
        stream.write(f"acknowledged:\n{entries}")


def _damage(atlas: Path, old: str, new: str) -> None:
    path = atlas / "studies/example-2001-alpha.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def _alpha(atlas: Path) -> list[Problem]:
    return [p for p in read_folder(atlas).report if p.file == "studies/example-2001-alpha.yaml"]


def test_the_reason_is_kept_and_printed(atlas: Path) -> None:
    report = read_folder(atlas).report
    assert report.ok
    kept = {p.rule: p.acknowledged for p in report.acknowledged}
    assert kept["implausible-n"] == "the paper has one man"
    assert "acknowledged: the paper has one man" in report.to_text()
    assert report.summary() == "0 errors, 0 warnings, 2 acknowledged"


def test_an_acknowledged_error_lets_the_record_in(atlas: Path) -> None:
    _damage(atlas, "events: 17, center: 42}", "events: 41}")
    assert [study.slug for study in read_folder(atlas).studies] == [
        "example-2005-beta",
        "example-2010-review",
    ]
    _acknowledge(
        atlas, "  - {rule: events-exceed-n, finding: example-antibody.serum, reason: printed like this}\n"
    )
    records = read_folder(atlas)
    assert records.report.ok
    assert records.studies[0].slug == "example-2001-alpha"
    (problem,) = _alpha(atlas)
    assert (problem.severity, problem.acknowledged) == (Severity.ERROR, "printed like this")


def test_another_finding_is_not_meant(atlas: Path) -> None:
    _damage(atlas, "events: 17, center: 42}", "events: 41}")
    _acknowledge(atlas, "  - {rule: events-exceed-n, finding: example-a.serum, reason: invented}\n")
    assert [(p.rule, p.acknowledged) for p in _alpha(atlas)] == [
        ("events-exceed-n", ""),
        ("unused-acknowledgement", ""),
    ]


def test_rules_across_records_can_be_acknowledged(atlas: Path) -> None:
    _damage(atlas, "link: certain\n", "note: without a link\n")
    _acknowledge(atlas, "  - {rule: cohort-without-link, reason: invented}\n")
    assert [(p.rule, p.acknowledged) for p in _alpha(atlas)] == [("cohort-without-link", "invented")]


def test_an_acknowledgement_of_nothing_is_a_problem(atlas: Path) -> None:
    _acknowledge(atlas, "  - {rule: zero-spread, reason: invented}\n")
    lines = (atlas / "studies/example-2001-alpha.yaml").read_text(encoding="utf-8").splitlines()
    (problem,) = _alpha(atlas)
    assert (problem.rule, problem.line) == ("unused-acknowledgement", len(lines))
    assert problem.message == "the rule finds nothing in this study"


def test_an_unknown_rule_is_a_problem(atlas: Path) -> None:
    _acknowledge(atlas, "  - {rule: zero-spred, reason: invented}\n")
    (problem,) = _alpha(atlas)
    assert (problem.rule, problem.fix) == ("unknown-rule", "did you mean zero-spread?")


def test_broken_references_cannot_be_acknowledged(atlas: Path) -> None:
    _damage(atlas, "marker: example-b\n", "marker: unheard-of\n")
    _acknowledge(atlas, "  - {rule: unknown-marker, reason: invented}\n")
    found = {p.rule: p for p in _alpha(atlas)}
    assert found["unknown-marker"].acknowledged == ""
    assert found["unused-acknowledgement"].message == "this rule cannot be acknowledged"
    assert not read_folder(atlas).report.ok


def test_an_unknown_finding_is_reported_once(atlas: Path) -> None:
    _acknowledge(atlas, "  - {rule: zero-spread, finding: example-c.serum, reason: invented}\n")
    assert [p.rule for p in _alpha(atlas)] == ["unknown-finding"]

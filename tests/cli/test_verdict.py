"""`synthesis verdict`: what is printed, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from synthesis.cli.main import app
from synthesis.consistency.fragility import fragility
from synthesis.consistency.sensitivity import sensitivity
from synthesis.consistency.verdict import verdict
from synthesis.consistency.votes import votes
from synthesis.store.atlas import Atlas
from synthesis.store.load import load

SOUND = Path(__file__).parents[1] / "records" / "sound_atlas"
FAULTY = SOUND.with_name("faulty_atlas")

runner = CliRunner()


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTHESIS_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.delenv("SYNTHESIS_ATLAS", raising=False)


@pytest.fixture(scope="module")
def real() -> Atlas:
    return load(progress=False)


@pytest.mark.parametrize("name", ["crp", "CRP", "c-reactive protein"])
def test_marker_by_id_name_and_synonym(real: Atlas, name: str) -> None:
    result = runner.invoke(app, ["verdict", name])
    assert (result.exit_code, result.stderr) == (0, "")
    found = verdict(real, "crp")
    assert result.stdout.startswith(str(found))
    for gap in found.why_not:
        assert gap.actual in result.stdout
    for tipping in fragility(real, "crp"):
        assert str(tipping) in result.stdout
    assert f"Checks: {sensitivity(real, 'crp').stability}" in result.stdout
    assert "What would settle it." in result.stdout
    assert "Cohorts (" not in result.stdout


def test_every_check_that_differs_is_listed(real: Atlas) -> None:
    text = runner.invoke(app, ["verdict", "IL-6"]).stdout
    rows = sensitivity(real, "IL-6").frame
    listed = text.partition("Checks: ")[2].partition("\n\n")[0].splitlines()[1:]
    assert len(listed) == int((rows["comparison"] != "same").sum())


def test_cohorts_and_other_questions(real: Atlas) -> None:
    text = runner.invoke(app, ["verdict", "NK cell cytotoxicity", "--cohorts"]).stdout
    found = verdict(real, "NK cell cytotoxicity")
    for finding in ";".join(found.cohorts["findings"]).split(";"):
        assert finding in text
    for finding in found.left_out["finding_id"]:
        assert f"  {finding}: " in text
    others = set(votes(real, "NK cell cytotoxicity")["question_key"]) - {found.question_key}
    assert all(repr(key) in text for key in others)


def test_one_question() -> None:
    key = "crp | csf-protein | rest | cases-vs-controls"
    result = runner.invoke(app, ["verdict", "crp", "--question", key])
    assert result.exit_code == 0
    assert result.stdout.startswith("CRP (level in spinal fluid, at rest, cases against controls): TOO FEW")


def test_json_holds_the_verdict(real: Atlas) -> None:
    plain = runner.invoke(app, ["verdict", "IL-6", "--json"])
    document = json.loads(plain.stdout)
    found = verdict(real, "IL-6")
    assert document["verdict"]["label"] == found.label
    assert document["verdict"]["sentence"] == found.sentence
    assert document["verdict"]["input_digest"] == found.input_digest
    assert document["ruleset"] == found.origin.ruleset
    assert len(document["sensitivity"]) == len(sensitivity(real, "IL-6").frame)
    assert len(document["why_not"]) == len(found.why_not)
    assert len(document["fragility"]) == 3
    assert "cohorts" not in document
    full = json.loads(runner.invoke(app, ["verdict", "IL-6", "--json", "--cohorts"]).stdout)
    assert [row["cohort_id"] for row in full["cohorts"]] == found.cohorts["cohort_id"].tolist()


def test_undefined_numbers_are_null() -> None:
    document = json.loads(runner.invoke(app, ["verdict", "IFN-γ", "--json"]).stdout)
    assert document["verdict"]["higher"] + document["verdict"]["lower"] == 0
    assert document["verdict"]["p"] is None


def test_another_atlas() -> None:
    result = runner.invoke(app, ["verdict", "example-a", "--data", str(SOUND)])
    assert result.exit_code == 0
    assert ": TOO FEW" in result.stdout.splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("il6x",), 1, "marker: there is no marker 'il6x'; did you mean 'IL6'?"),
        (("crp", "--question", "blood"), 1, "question: no finding answers 'blood'; known: crp | "),
        (("crp", "--data", "nowhere"), 2, "nowhere: holds no atlas; "),
    ],
)
def test_one_clean_message(
    arguments: tuple[str, ...], code: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = runner.invoke(app, ["verdict", *arguments])
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.startswith(f"synthesis verdict: {message}")
    assert result.stderr.count("\n") == 1


def test_unsound_records_are_listed() -> None:
    result = runner.invoke(app, ["verdict", "crp", "--data", str(FAULTY)])
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert all(": error [" in line for line in lines[:-1])
    assert lines[-1].startswith("synthesis verdict: the records are not sound")

"""`synthesis validate` and `synthesis schema`: output and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from synthesis.cli.main import app
from synthesis.records.check import check
from synthesis.records.checks.registry import RULES
from synthesis.records.explain import READING_RULES
from synthesis.records.schema import SCHEMAS

RECORDS = Path(__file__).parents[1] / "records"
FAULTY = RECORDS / "faulty_atlas"
SOUND = RECORDS / "sound_atlas"

runner = CliRunner()


def test_errors_end_with_1_and_all_problems_as_text() -> None:
    result = runner.invoke(app, ["validate", str(FAULTY)])
    assert result.exit_code == 1
    assert result.stdout == check(FAULTY).to_text() + "\n"
    assert result.stderr == ""


def test_errors_end_with_1_and_all_problems_as_json() -> None:
    result = runner.invoke(app, ["validate", str(FAULTY), "--json"])
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["ok"] is False
    assert len(document["problems"]) == 20


def test_acknowledged_problems_end_with_0() -> None:
    result = runner.invoke(app, ["validate", str(SOUND)])
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "0 errors, 0 warnings, 2 acknowledged"


def test_warnings_end_with_0(tmp_path: Path) -> None:
    (tmp_path / "studies").mkdir()
    (tmp_path / "markers.csv").write_text("marker_id,name,kind\n")
    (tmp_path / "studies/a.yaml").write_text(
        "{slug: a, citation: {}, kind: primary, design: unclear, population: me-cfs, cohorts: [{id: a}]}"
    )
    result = runner.invoke(app, ["validate", str(tmp_path)])
    assert result.exit_code == 0
    assert "[eligible-without-finding]" in result.stdout


def test_without_a_path_the_embedded_atlas_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synthesis.records.check.embedded_atlas", lambda: FAULTY)
    result = runner.invoke(app, ["validate"])
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "13 errors, 7 warnings"


def test_a_missing_folder_ends_with_2_and_one_line(tmp_path: Path) -> None:
    result = runner.invoke(app, ["validate", str(tmp_path / "nowhere")])
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("synthesis validate: ")
    assert "nowhere: is not a folder" in line


@pytest.mark.parametrize(
    "arguments", [["validate", "a", "b"], ["validate", "--strict"], ["schema"], ["nothing"]]
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert runner.invoke(app, arguments).exit_code == 2


def test_rules_as_text() -> None:
    result = runner.invoke(app, ["validate", "--rules"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line.split()[1] for line in lines] == [*READING_RULES, *RULES]
    assert {line.split()[0] for line in lines} == {"error", "warning"}


def test_rules_as_json() -> None:
    result = runner.invoke(app, ["validate", "--rules", "--json"])
    assert result.exit_code == 0
    assert [row["rule"] for row in json.loads(result.stdout)] == [*READING_RULES, *RULES]


def test_schema_writes_and_names_the_files(tmp_path: Path) -> None:
    result = runner.invoke(app, ["schema", str(tmp_path / "out")])
    assert result.exit_code == 0
    assert [Path(line).name for line in result.stdout.splitlines()] == [
        f"{name}.schema.json" for name in SCHEMAS
    ]
    assert all(Path(line).is_file() for line in result.stdout.splitlines())


def test_schema_into_a_file_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    result = runner.invoke(app, ["schema", str(tmp_path / "taken")])
    assert result.exit_code == 2
    assert "synthesis schema: " in result.stderr


def test_version() -> None:
    result = runner.invoke(app, ["--version"])
    assert result.exit_code == 0
    assert result.stdout.startswith("synthesis ")


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys; from synthesis.cli.main import app\n"
        "print([m for m in ('pandas', 'pyarrow', 'pydantic', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

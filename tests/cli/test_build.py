from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from synthesis.cli.main import app
from synthesis.reports.contents import ALL, figures_of, tables_of

#: Figures of a topic that the small atlas has too few data for.
TOO_LITTLE = ("harvest", "albatross")
RECORDS = Path(__file__).parents[1] / "records"
RUN = (
    sys.executable,
    "-c",
    "from synthesis.cli.main import app; app()",
    "build",
    "--no-notebooks",
    "--jobs",
    "1",
)


@pytest.fixture(autouse=True)
def own_places(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNTHESIS_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.delenv("SYNTHESIS_ATLAS", raising=False)
    monkeypatch.chdir(tmp_path)


def build(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RUN, *map(str, arguments)], capture_output=True, text=True, check=False)


def test_summary_says_where_how_much_and_what_is_left_out() -> None:
    made = build("--data", RECORDS / "sound_atlas", "--topic", "molecules")
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.startswith("Built build/index.html in ")
    lines = made.stdout.splitlines()[1:]
    figures = len(figures_of(ALL)) + len(figures_of("molecules")) - len(TOO_LITTLE)
    tables = len(tables_of(ALL)) + len(tables_of("molecules"))
    pages = sum(1 for _ in Path("build").rglob("*.html"))
    assert lines == [
        f"  {pages} pages, {figures} figures, {tables} tables, 0 notebooks",
        "  studies: 2 eligible of 3 recorded; the others:",
        "         1  review of other studies",
        "  findings: 5 counted of 5 recorded",
        "  1 further reading of the same comparisons merged into findings; "
        "1 statement not turned into findings",
    ]
    assert Path("build/index.html").is_file()


def test_verbose_prints_every_phase() -> None:
    made = build("--data", RECORDS / "sound_atlas", "--topic", "molecules", "--verbose", "--out", "here")
    phases = made.stdout.partition("  seconds by phase:\n")[2].splitlines()
    assert [line.split()[1] for line in phases] == [
        "records", "data", "pieces", "notebooks", "figures", "tables", "pages", "manifest", "replace",
    ]  # fmt: skip
    assert Path("here/index.html").is_file()


def test_several_topics() -> None:
    made = build("--data", RECORDS / "sound_atlas", "--topic", "molecules", "--topic", "overview")
    assert made.returncode == 0
    assert sorted(path.name for path in Path("build/topics").iterdir()) == ["molecules", "overview"]


def test_problems_in_records_are_listed() -> None:
    made = build("--data", RECORDS / "faulty_atlas")
    assert (made.returncode, made.stdout) == (1, "")
    lines = made.stderr.splitlines()
    assert len(lines) > 10
    assert all(": error [" in line for line in lines[:-1])
    assert lines[-1].startswith("synthesis build: the records are not sound")
    assert not Path("build").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--data", "nowhere"), "synthesis build: nowhere: holds no atlas; "),
        (
            ("--topic", "cytokine"),
            "synthesis build: topics: there is no topic 'cytokine'; did you mean 'cytokines'?",
        ),
        (("--out", "mine"), "left alone; choose another --out"),
    ],
)
def test_one_clean_message(arguments: tuple[str, ...], message: str) -> None:
    Path("mine").mkdir()
    Path("mine/thoughts.txt").write_text("mine")
    made = CliRunner().invoke(app, ["build", "--no-notebooks", "--jobs", "1", *arguments])
    assert made.exit_code == 1
    assert made.stdout == ""
    assert made.stderr.startswith("synthesis build: ")
    assert message in made.stderr
    assert made.stderr.count("\n") == 1
    assert Path("mine/thoughts.txt").read_text() == "mine"


def test_interrupt_leaves_the_old_build() -> None:
    data = RECORDS / "sound_atlas"
    assert build("--data", data, "--topic", "molecules").returncode == 0
    before = Path("build/manifest.json").read_bytes()
    process = subprocess.Popen([*RUN, "--data", data], stderr=subprocess.PIPE, text=True)
    work = Path("build.synthesis-work")
    while not any(work.glob("new-*/figures/all/*.json")):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130
    assert said == "synthesis build: interrupted; an earlier build is as it was\n"
    assert Path("build/manifest.json").read_bytes() == before
    assert json.loads(before)["topics_built"] == ["molecules"]
    assert [path.name for path in Path.cwd().iterdir()] == ["build"]

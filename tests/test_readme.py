"""What the README says is so: its commands, its options and its paths."""

from __future__ import annotations

import re
from pathlib import Path

from typer.testing import CliRunner

from synthesis.cli.main import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_runs_the_commands_as_they_stand_there() -> None:
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = re.findall(r"^(?:use|develop)='(.*)'$", run, re.MULTILINE)
    assert len(commands) == 2
    assert [line for line in README.splitlines() if line.startswith("pip install")] == commands


def test_paths_exist() -> None:
    """Paths are given from the root or from the package; those with a place to fill in name no file."""
    named = set(re.findall(r"`([\w./-]+(?:\.py|\.ipynb|\.csv|\.md|/))`", README))
    named |= set(re.findall(r"\]\(([^)#:]+)\)", README))
    folders = (ROOT, ROOT / "synthesis", ROOT / "notebooks")
    made_later = {"build/"}
    missing = {path for path in named - made_later if not any((folder / path).exists() for folder in folders)}
    assert len(named) > 15
    assert missing == set()


def test_options_of_build_are_all_named() -> None:
    line = next(line for line in README.splitlines() if line.startswith("| `synthesis build "))
    shown = CliRunner().invoke(app, ["build", "--help"], env={"NO_COLOR": "1", "COLUMNS": "200"}).stdout
    options = set(re.findall(r"--[a-z-]+", shown)) - {"--help"}
    assert options == set(re.findall(r"--[a-z-]+", line))

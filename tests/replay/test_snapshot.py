"""A snapshot explains itself, can be checked anywhere, and differs from others in words."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from synthesis.cli.main import app
from synthesis.errors import ReplayError
from synthesis.replay.accept import accept
from synthesis.replay.difference import difference
from synthesis.replay.log import log
from synthesis.replay.replay import replay
from synthesis.replay.snapshot import snapshot

Edit = Callable[[str, str, str], None]
SLUG, SIZE = "nguyen-2017-impaired-calcium", "role: cases, n: 15"
VOTE = "direction: lower\n    significance: significant"


@pytest.fixture
def taken(atlas: Path, tmp_path: Path) -> Path:
    return snapshot(tmp_path / "snapshot", atlas)


def test_it_holds_all_that_a_stranger_needs(taken: Path) -> None:
    assert {path.name for path in taken.iterdir()} == {
        "atlas_data", "parquet", "README.md", "LICENCE.md", "CITATION.cff", "constraints.txt",
        "ro-crate-metadata.json", "manifest.json", "checksums.sha256",
    }  # fmt: skip
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "checksums.sha256"], cwd=taken, capture_output=True
    )
    assert done.returncode == 0
    crate = json.loads((taken / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    root = next(entry for entry in crate if entry["@id"] == "./")
    assert all((taken / part["@id"]).is_file() for part in root["hasPart"])
    assert {entry["@id"] for entry in crate} >= {part["@id"] for part in root["hasPart"]}
    assert yaml.safe_load((taken / "CITATION.cff").read_text(encoding="utf-8"))["cff-version"] == "1.2.0"
    assert "numpy==" in (taken / "constraints.txt").read_text(encoding="utf-8")


def test_it_is_checked_like_an_atlas(taken: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.move(taken, elsewhere)
    assert replay(elsewhere).ok


def test_the_same_atlas_gives_the_same_bytes(atlas: Path, taken: Path, tmp_path: Path) -> None:
    again = snapshot(tmp_path / "again", atlas)
    names = sorted(path.relative_to(taken).as_posix() for path in taken.rglob("*") if path.is_file())
    assert [name for name in names if (taken / name).read_bytes() != (again / name).read_bytes()] == []


@pytest.mark.parametrize("harm", ["altered", "missing", "not on the list"])
def test_a_file_that_is_not_as_written_is_named(taken: Path, harm: str) -> None:
    study = taken / "atlas_data" / "studies" / f"{SLUG}.yaml"
    if harm == "altered":
        study.write_text(study.read_text(encoding="utf-8").replace("n: 15", "n: 16"), encoding="utf-8")
    elif harm == "missing":
        study.unlink()
    else:
        study.with_name("stray.yaml").write_text("", encoding="utf-8")
    with pytest.raises(ReplayError, match=harm):
        replay(taken)


def test_a_snapshot_is_never_overwritten_and_never_of_an_unaccepted_state(
    atlas: Path, taken: Path, tmp_path: Path, edit: Edit
) -> None:
    with pytest.raises(ReplayError, match="is there already"):
        snapshot(taken, atlas)
    edit(SLUG, SIZE, SIZE.replace("15", "16"))
    with pytest.raises(ReplayError, match="not those of the lock"):
        snapshot(tmp_path / "other", atlas)
    assert not (tmp_path / "other").exists()


def test_two_states_differ_in_words_and_numbers(atlas: Path, taken: Path, edit: Edit) -> None:
    edit(SLUG, SIZE, SIZE.replace("15", "41"))
    found = difference(taken, atlas)
    assert found.attribution is not None
    assert [(c.name, str(c.fields[0])) for c in found.attribution.changes] == [
        (f"studies/{SLUG}", f"cohorts[{SLUG}].groups[cases].n: 15 → 41")
    ]
    page = found.to_html("From <old> to new")
    assert page.count("<ul>") == page.count("</ul>") > 0
    assert "From &lt;old&gt; to new" in page
    assert f"studies/{SLUG}: cohorts[{SLUG}].groups[cases].n: 15 → 41" in page
    assert difference(taken, taken).ok


def test_a_revision_can_be_compared(
    atlas: Path, edit: Edit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = tmp_path / "checkout"
    shutil.copytree(atlas, top / "atlas_data")
    monkeypatch.chdir(top)
    for command in ("init -q", "add .", "-c user.name=a -c user.email=a@b commit -qm start"):
        subprocess.run(["git", *command.split()], check=True)
    study = top / "atlas_data" / "studies" / f"{SLUG}.yaml"
    study.write_text(
        study.read_text(encoding="utf-8").replace(SIZE, SIZE.replace("15", "41")), encoding="utf-8"
    )
    assert not difference("HEAD", "atlas_data").ok
    with pytest.raises(ReplayError, match="neither a folder nor a git revision"):
        difference("no-such-revision", "atlas_data")


def test_the_log_tells_accepted_moves_and_years(
    atlas: Path, untried: None, unnamed: Callable[[Path], list[Path]]
) -> None:
    key = log("nk-cell-cytotoxicity", None, atlas).question_key
    for path in unnamed(atlas)[4:]:
        path.unlink()
    accept(atlas, reason="to see it fall")
    life = log("nk-cell-cytotoxicity", key, atlas)
    assert life.states == 2
    assert life.accepted["reason"].tolist() == ["to see it fall"]
    assert "lower" in life.accepted["old"].iloc[0]
    assert "removed" in life.accepted["because"].iloc[0]
    assert "2. " in str(life)
    assert len(life.published) > 1


def test_the_commands_end_as_they_say(atlas: Path, edit: Edit, tmp_path: Path) -> None:
    run = CliRunner().invoke
    at = ["--data", str(atlas), "--jobs", "1"]
    assert run(app, ["check", *at]).exit_code == 0
    edit(SLUG, SIZE, SIZE.replace("15", "41"))
    moved = run(app, ["check", *at])
    assert moved.exit_code == 1
    assert "15 → 41" in moved.stdout
    assert json.loads(run(app, ["check", *at, "--json"]).stdout)["ok"] is False
    assert run(app, ["check", *at, "--markdown"]).stdout.count("### ") >= 1
    assert run(app, ["snapshot", str(tmp_path / "s"), "--data", str(atlas)]).exit_code == 2
    assert run(app, ["accept", *at, "-m", "because"]).exit_code == 0
    assert run(app, ["snapshot", str(tmp_path / "s"), "--data", str(atlas)]).exit_code == 0
    assert run(app, ["diff", str(tmp_path / "s"), str(atlas), "--jobs", "1"]).exit_code == 0
    assert run(app, ["log", "NK cell cytotoxicity", "--data", str(atlas)]).exit_code == 0
    assert run(app, ["log", "no such marker", "--data", str(atlas)]).exit_code == 1
    edit(SLUG, "design: ", "desing: ")
    for command in (["check", *at], ["accept", *at, "-m", "because"]):
        broken = run(app, command)
        assert broken.exit_code == 2
        assert "desing" in broken.stderr
    assert run(app, ["check", "--data", str(tmp_path)]).exit_code == 2

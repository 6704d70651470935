"""What moved, by how much, and which record moved it."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from synthesis.errors import RecordsError, ReplayError
from synthesis.records.folder import read_folder
from synthesis.replay.accept import accept
from synthesis.replay.attribute import CODE
from synthesis.replay.lock import FOLDER, read_lock
from synthesis.replay.outputs import outputs
from synthesis.replay.record_set import atlas_of, of_records
from synthesis.replay.replay import Replay, replay
from synthesis.reports.account import Account

Edit = Callable[[str, str, str], None]

ONE, SIZE = "nguyen-2017-impaired-calcium", "id: cases, role: cases, n: 15"
OTHER, OTHER_SIZE = "eaton-2018-rituximab-impedes", "id: controls, role: comparison, n: 9"


def causes(found: Replay) -> set[str]:
    assert found.attribution is not None
    return {cause for named in found.attribution.causes.values() for cause in named}


def test_an_untouched_atlas_gives_what_was_accepted(atlas: Path) -> None:
    found = replay(atlas)
    assert found.ok
    assert found.cells > 1000
    assert found.to_text().startswith("Nothing moved")


def test_a_changed_group_size_is_named_with_all_it_moved(atlas: Path, edit: Edit) -> None:
    edit(ONE, SIZE, SIZE.replace("15", "41"))
    found = replay(atlas)
    assert not found.ok
    assert causes(found) == {f"studies/{ONE}"}
    assert found.attribution is not None
    (change,) = found.attribution.changes
    (field,) = change.fields
    assert (field.path, field.old, field.new) == (f"cohorts[{ONE}].groups[cases].n", 15, 41)
    people = [m for m in found.moved if m.synthesis == "verdicts" and m.column == "people"]
    assert people
    assert all(m.change == 26 for m in people)
    for written in (found.to_text(), found.to_markdown()):
        assert f"studies/{ONE}: cohorts[{ONE}].groups[cases].n: 15 → 41" in written
    plain = json.loads(json.dumps(found.plain()))
    assert len(plain["moved"]) == len(found.moved)
    assert all(cell["causes"] == [f"studies/{ONE}"] for cell in plain["moved"])


def test_accept_makes_it_pass_and_reverting_fails_the_other_way(atlas: Path, edit: Edit) -> None:
    edit(ONE, SIZE, SIZE.replace("15", "41"))
    moved = replay(atlas).moved
    accept(atlas, reason="the table of the paper says 41")
    assert replay(atlas).ok
    edit(ONE, SIZE.replace("15", "41"), SIZE)
    back = replay(atlas).moved
    assert {(m.place, m.old, m.new) for m in back} == {(m.place, m.new, m.old) for m in moved}
    lock = read_lock(atlas / FOLDER)
    assert [entry["reason"] for entry in lock.history] == ["the start", "the table of the paper says 41"]
    assert "n: 15 → 41" in lock.changes
    assert lock.changes.index("## 2.") < lock.changes.index("## 1.")


def test_two_unrelated_edits_are_told_apart(atlas: Path, edit: Edit) -> None:
    edit(ONE, SIZE, SIZE.replace("15", "41"))
    alone = {m.place for m in replay(atlas).moved}
    edit(OTHER, OTHER_SIZE, OTHER_SIZE.replace("9", "29"))
    found = replay(atlas)
    assert found.attribution is not None
    named = found.attribution.causes
    of = {cause: {place for place in named if cause in named[place]} for cause in causes(found)}
    assert set(of) == {f"studies/{ONE}", f"studies/{OTHER}"}
    assert of[f"studies/{ONE}"] == alone
    assert of[f"studies/{OTHER}"] - alone


def test_a_verdict_that_moved_is_told_in_words(
    atlas: Path, untried: None, unnamed: Callable[[Path], list[Path]]
) -> None:
    for path in unnamed(atlas)[:12]:
        path.unlink()
    found = replay(atlas)
    assert found.verdicts
    assert all("because" in str(moved) for moved in found.verdicts)
    assert any(re.search(r"cohorts? (was|were) removed \(", str(moved)) for moved in found.verdicts)


def test_code_that_counts_otherwise_is_named_as_the_cause(
    atlas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from synthesis.reports import account

    real = account.account
    monkeypatch.setattr(account, "account", lambda atlas: _replaced(real(atlas)))
    monkeypatch.setattr("synthesis.replay.lock.RULESET", "verdict-9.9")
    found = replay(atlas)
    assert causes(found) == {CODE}
    assert {m.synthesis for m in found.moved} == {"account"}
    assert "ruleset: verdict-" in found.to_text()
    assert "→ verdict-9.9" in found.to_text()


def _replaced(counts: Account) -> Account:
    return replace(counts, claims=counts.claims + 1)


def test_a_study_that_comes_with_its_marker_is_tried_all_the_same(atlas: Path) -> None:
    markers = atlas / "markers.csv"
    lines = markers.read_text(encoding="utf-8").splitlines(keepends=True)
    row = next(line for line in lines if line.startswith("nk-cell-cytotoxicity,"))
    study = atlas / "studies" / f"{ONE}.yaml"
    new = row.replace("nk-cell-cytotoxicity,", "zz-new-marker,", 1)
    markers.write_text("".join([*lines, new]), encoding="utf-8")
    text = study.read_text(encoding="utf-8")
    text = text.replace("marker: nk-cell-cytotoxicity\n", "marker: zz-new-marker\n")
    study.write_text(text, encoding="utf-8")
    found = replay(atlas)
    assert found.attribution is not None
    assert causes(found) >= {f"studies/{ONE}"}
    assert found.attribution.notes == ()  # it was tried by taking it out


def test_an_unsound_record_is_refused_and_the_lock_stays(atlas: Path, edit: Edit) -> None:
    before = {path: path.read_bytes() for path in (atlas / FOLDER).rglob("*") if path.is_file()}
    edit(ONE, "design: ", "desing: ")
    with pytest.raises(RecordsError):
        replay(atlas)
    with pytest.raises(RecordsError):
        accept(atlas, reason="nonsense")
    assert {path: path.read_bytes() for path in (atlas / FOLDER).rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["verdicts.csv", "records.txt", "manifest.json"])
def test_a_lock_that_was_altered_by_hand_is_refused(atlas: Path, name: str) -> None:
    path = atlas / FOLDER / name
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("lower", "higher", 1) if name != "manifest.json" else "{", encoding="utf-8")
    with pytest.raises(ReplayError, match=r"altered by hand|cannot be read"):
        replay(atlas)


def test_accepting_needs_a_reason(atlas: Path) -> None:
    with pytest.raises(ReplayError, match="needs a reason"):
        accept(atlas, reason="  ")


@pytest.mark.parametrize("seed", range(4))
def test_random_edits_fail_exactly_when_an_output_moves_and_name_the_records_that_matter(
    atlas: Path, seed: int
) -> None:
    """Against a brute force that knows nothing of trials: each edit put in, and taken out, by hand."""
    dice = random.Random(seed)
    lock = read_lock(atlas / FOLDER)
    chosen = dice.sample(sorted((atlas / "studies").glob("*.yaml")), 2)
    edited = {path.stem: _edited(path, dice) for path in chosen}
    found = replay(atlas)

    now = of_records(read_folder(atlas))
    before, after = (outputs(atlas_of(r, origin="test"), sorted(lock.outputs)) for r in (lock.records, now))
    assert before == lock.outputs
    assert found.ok == (before == after), edited
    mattering = set()
    for slug in edited:
        name = f"studies/{slug}"
        put_in = outputs(atlas_of({**lock.records, name: now[name]}, origin="test"), sorted(before))
        taken_out = outputs(atlas_of({**now, name: lock.records[name]}, origin="test"), sorted(before))
        if put_in != before or taken_out != after:
            mattering.add(name)
    assert (causes(found) if not found.ok else set()) == mattering, edited


def _edited(path: Path, dice: random.Random) -> str:
    """Change something in a record that keeps it sound: a size, a direction, or words nobody counts."""
    text = path.read_text(encoding="utf-8")
    sizes = list(re.finditer(r"role: \w+, n: (\d+)", text))
    directions = list(re.finditer(r"direction: (lower|higher)\n    significance: significant", text))
    choices = ["note", *(["size"] if sizes else []), *(["direction"] if directions else [])]
    match dice.choice(choices):
        case "size":
            spot = dice.choice(sizes)
            text = text[: spot.start(1)] + str(int(spot[1]) + dice.randint(1, 30)) + text[spot.end(1) :]
        case "direction":
            spot = dice.choice(directions)
            other = {"lower": "higher", "higher": "lower"}[spot[1]]
            text = text[: spot.start(1)] + other + text[spot.end(1) :]
        case _:
            text += "# read again\n" if "\nreview:" in text else "\nreview: {state: draft}\n"
    path.write_text(text, encoding="utf-8")
    return text

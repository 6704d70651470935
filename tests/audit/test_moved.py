"""A label that no longer holds, the records that moved it, and accepting labels."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from synthesis.audit.accept import accept
from synthesis.audit.audit import audit
from synthesis.cli.main import app
from synthesis.errors import SynthesisError
from synthesis.records.location import embedded_atlas
from synthesis.store.load import load

ARTICLE = """\
# a comment that stays
id: small
title: A small article
claims:
  - id: A
    section: s
    claim: The beta2 antibody is raised in some
    markers: [anti-beta2-adrenergic-receptor-antibody]
    direction: higher
    strength: existential
    status: confirmed
    confirmed_by: a reader
  # between the claims
  - id: B
    section: s
    claim: A study found M3 raised
    markers: [anti-muscarinic-m3-receptor-antibody]
    direction: higher
    strength: single-study
    citation: {author: Loebel, year: 2016}
    status: confirmed
    confirmed_by: a reader
    note: the last entry
"""
STUDIES = ("loebel-2016-antibodies-adrenergic", "bynke-2020-autoantibodies-beta")
#: The review that carries part of the first, without anything else it names.
REVIEW = """\
slug: sotzny-2018-myalgic-encephalomyelitis
citation: {first_author: Sotzny, year: 2018}
kind: narrative-review
design: narrative-review
population: me-cfs
cohorts:
  - id: sotzny-2018-myalgic-encephalomyelitis
excluded: {reason: review}
"""
LOEBEL = f"studies/{STUDIES[0]}.yaml"
BYNKE = f"studies/{STUDIES[1]}.yaml"

runner = CliRunner()


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTHESIS_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("SYNTHESIS_ATLAS", raising=False)


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    """Two studies of the atlas, its markers, and an article of two claims, with today's labels."""
    folder, source = tmp_path / "atlas", embedded_atlas()
    for name in ("studies", "articles", "topics"):
        (folder / name).mkdir(parents=True)
    shutil.copy(source / "markers.csv", folder)
    for slug in STUDIES:
        shutil.copy(source / "studies" / f"{slug}.yaml", folder / "studies")
    (folder / "studies" / "sotzny-2018-myalgic-encephalomyelitis.yaml").write_text(REVIEW)
    (folder / "articles" / "small.yaml").write_text(ARTICLE)
    (folder / "topics" / "antibodies.yaml").write_text(
        "id: antibodies\ntitle: Antibodies\nsummary: s\n"
        "sections:\n  - title: t\n    markers: [anti-muscarinic-m3-receptor-antibody]\n"
    )
    assert run(folder, "--accept").exit_code == 0
    return folder


def run(folder: Path, *words: str) -> Result:
    return runner.invoke(app, ["audit", "--data", str(folder), *words])


def edit(path: Path, change: Callable[[str], str]) -> str:
    before = path.read_text()
    after = change(before)
    assert after != before
    path.write_text(after)
    return before


def finding(text: str, marker: str) -> tuple[int, int]:
    """Where the first finding on a marker starts and ends."""
    at = text.index(f"    marker: {marker}\n")
    return at, text.find("\n  - id:", at) if "\n  - id:" in text[at:] else len(text)


def turned(marker: str, old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        start, end = finding(text, marker)
        return text[:start] + text[start:end].replace(old, new) + text[end:]

    return change


def test_an_edited_record_fails_the_audit_and_the_edit_undone_passes(atlas: Path) -> None:
    assert run(atlas).exit_code == 0
    marker = "anti-muscarinic-m3-receptor-antibody"
    before = edit(atlas / LOEBEL, turned(marker, "direction: higher", "direction: lower"))
    found = run(atlas)
    assert found.exit_code == 1
    key = f"{marker} | antibody-titre | rest | cases-vs-controls"
    assert found.stderr.splitlines() == [
        "Labels that no longer hold:",
        "  small/B: SUPPORTED no longer holds, now NOT BORNE OUT",
        f"    changed: {STUDIES[0]} votes L*, formerly H*, on {key}",
    ]
    document = json.loads(run(atlas, "--json").stdout)
    assert document["holds"] is False
    assert [claim["moved"] is None for claim in document["claims"]] == [True, False]
    (atlas / LOEBEL).write_text(before)
    assert run(atlas).exit_code == 0


def test_a_change_that_leaves_the_label_passes(atlas: Path) -> None:
    marker = "anti-beta2-adrenergic-receptor-antibody"
    edit(atlas / LOEBEL, turned(marker, "direction: higher", "direction: lower"))
    found = run(atlas)
    assert found.exit_code == 0
    assert "small/A  SUPPORTED" in found.stdout


def test_a_removed_study_is_named(atlas: Path) -> None:
    (atlas / LOEBEL).unlink()
    found = run(atlas)
    assert found.exit_code == 1
    assert (
        "small/B: SUPPORTED, citation MATCH no longer holds, now NOT IN RECORD, citation NOT IN RECORD"
        in found.stderr
    )
    assert f"removed: {STUDIES[0]}, which voted H*" in found.stderr
    assert "citation: no study by Loebel 2016 is in the record" in found.stderr


def test_a_changed_year_moves_the_citation(atlas: Path) -> None:
    edit(atlas / LOEBEL, lambda text: text.replace("  year: 2016\n", "  year: 2013\n", 1))
    found = run(atlas)
    assert found.exit_code == 1
    assert "citation MATCH no longer holds, now SUPPORTED, citation YEAR MISMATCH" in found.stderr
    assert "the study meant is Loebel 2013" in found.stderr


def test_an_added_study_is_named(atlas: Path) -> None:
    article = atlas / "articles" / "small.yaml"
    source = (atlas / BYNKE).read_text()
    (atlas / BYNKE).unlink()
    edit(article, lambda text: text.replace("strength: existential", "strength: repeated"))
    assert run(atlas, "--accept").exit_code == 0
    edit(article, lambda text: text.replace("label: too-few-studies", "label: supported"))
    (atlas / BYNKE).write_text(source)
    found = run(atlas)
    assert found.exit_code == 1
    assert f"added: {STUDIES[1]} votes H" in found.stderr


def test_accepting_touches_nothing_else_and_says_nothing_new_the_second_time(atlas: Path) -> None:
    article = atlas / "articles" / "small.yaml"
    once = article.read_text()
    kept = [line for line in once.splitlines() if line in ARTICLE.splitlines()]
    assert kept == ARTICLE.splitlines()
    assert run(atlas, "--accept").stderr == ""
    assert article.read_text() == once


def test_a_file_in_another_form_is_left_alone(atlas: Path) -> None:
    article = atlas / "articles" / "small.yaml"
    found = audit(load(atlas, progress=False))
    odd = ARTICLE.replace("claims:\n", "claims:\n  -\n    id: Z\n    section: s\n    claim: c\n", 1)
    odd = odd.replace("  - id: A\n    section: s\n", "  - section: s\n    id: A\n")
    article.write_text(odd)
    with pytest.raises(SynthesisError, match="cannot be written without changing others"):
        accept(found, atlas)
    assert article.read_text() == odd
    article.unlink()
    with pytest.raises(SynthesisError, match="no such article file"):
        accept(found, atlas)


def test_input_that_cannot_be_audited_ends_with_2(atlas: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere").exit_code == 2
    assert "did you mean" in run(atlas, "smal").stderr
    assert run(atlas, "smal").exit_code == 2
    edit(atlas / "articles" / "small.yaml", lambda text: text.replace("confirmed_by: a reader", "note: x", 1))
    found = run(atlas)
    assert found.exit_code == 2
    assert "unconfirmed-claim" in found.stderr


def test_claims_without_an_accepted_label_are_counted(atlas: Path) -> None:
    (atlas / "articles" / "small.yaml").write_text(ARTICLE)
    found = run(atlas)
    assert found.exit_code == 0
    assert "2 claims without an accepted label" in found.stdout

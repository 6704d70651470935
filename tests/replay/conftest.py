"""A small atlas of real records that replays in a moment."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from synthesis.records.check import check
from synthesis.records.location import embedded_atlas
from synthesis.replay import outputs as outputs_module
from synthesis.replay import replay as replay_module
from synthesis.replay import syntheses
from synthesis.replay.accept import accept
from synthesis.replay.attribute import Attribution

MARKER = "nk-cell-cytotoxicity"


@pytest.fixture(scope="session")
def few_studies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An atlas folder with the studies on one marker, those they name, and all markers."""
    source, folder = embedded_atlas(), tmp_path_factory.mktemp("few") / "atlas"
    (folder / "studies").mkdir(parents=True)
    shutil.copy(source / "markers.csv", folder)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (source / "studies").glob("*.yaml")}
    wanted = [slug for slug, text in texts.items() if f"marker: {MARKER}\n" in text]
    while wanted:  # a record may name another study
        slug = wanted.pop()
        (folder / "studies" / f"{slug}.yaml").write_text(texts[slug], encoding="utf-8")
        there = {path.stem for path in (folder / "studies").iterdir()}
        wanted += [other for other in texts if other in texts[slug] and other not in there]
    assert check(folder).ok
    assert len(list((folder / "studies").iterdir())) > 10
    return folder


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replay only the syntheses that the others are made from."""
    names = tuple(name for name in syntheses.QUICK if name != "audit")
    monkeypatch.setattr(outputs_module, "names", lambda atlas: names)


@pytest.fixture
def atlas(few_studies: Path, tmp_path: Path, quick: None) -> Path:
    """A copy of the small atlas with a lock."""
    folder = tmp_path / "atlas"
    shutil.copytree(few_studies, folder)
    accept(folder, reason="the start")
    return folder


@pytest.fixture
def edit(atlas: Path) -> Callable[[str, str, str], None]:
    """Replace a text in the record of a study."""

    def replace(slug: str, old: str, new: str) -> None:
        path = atlas / "studies" / f"{slug}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {path.name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def unnamed() -> Callable[[Path], list[Path]]:
    """Find the studies that no other record names, so that they can go."""

    def find(folder: Path) -> list[Path]:
        texts = {path: path.read_text(encoding="utf-8") for path in sorted((folder / "studies").iterdir())}
        return [
            path
            for path in texts
            if not any(path.stem in text for other, text in texts.items() if other != path)
        ]

    return find


@pytest.fixture
def untried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the trials, where the test is not about causes."""
    nothing = Attribution((), {}, {}, ())
    monkeypatch.setattr(replay_module, "attribute", lambda *given, **named: nothing)

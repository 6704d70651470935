"""Figures of an earlier build are taken over when nothing about them changed, and never otherwise."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from synthesis.reports import reuse
from synthesis.reports.build import BuildResult, build
from synthesis.reports.contents import ALL, FIGURES, figure_place
from tests.reports.conftest import SOUND_ATLAS

FRONT = {figure_place(ALL, name) for name in FIGURES[ALL]}


def made(data: Path, out: Path) -> BuildResult:
    return build(data, out=out, topics=[], jobs=1, notebooks=False)


def pictures(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.glob("figures/**/*")
        if path.suffix in (".svg", ".png", ".pdf", ".csv")
    }


def changed(one: dict[str, bytes], other: dict[str, bytes]) -> set[str]:
    assert one.keys() == other.keys()
    return {place.partition(".")[0] for place in one if one[place] != other[place]}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build that tests copy."""
    out = tmp_path_factory.mktemp("first") / "build"
    assert set(made(SOUND_ATLAS, out).drawn) == FRONT
    return out


@pytest.fixture
def out(first: Path, tmp_path: Path) -> Path:
    shutil.copytree(first, tmp_path / "build")
    return tmp_path / "build"


def test_only_figures_that_depend_on_an_edit_are_drawn(out: Path, tmp_path: Path) -> None:
    data, before = tmp_path / "atlas", pictures(out)
    shutil.copytree(SOUND_ATLAS, data)
    assert made(data, out).drawn == ()
    assert pictures(out) == before

    study = next(
        path for path in sorted(data.glob("studies/*.yaml")) if "n: " in path.read_text(encoding="utf-8")
    )
    text = study.read_text(encoding="utf-8")
    study.write_text(re.sub(r"\bn: (\d+)", lambda n: f"n: {int(n.group(1)) + 1}", text), encoding="utf-8")
    again = made(data, out)
    second = pictures(out)
    assert set(again.drawn) == changed(before, second)
    assert set() < set(again.drawn) < FRONT

    anew = tmp_path / "anew"
    assert set(made(data, anew).drawn) == FRONT
    assert pictures(anew) == second  # what was taken over is what would have been drawn


def test_damaged_file_is_drawn_again(out: Path) -> None:
    before = pictures(out)
    (out / "figures/all/directions.png").write_bytes(b"not a picture")
    (out / "figures/all/evidence-map.pdf").unlink()
    assert set(made(SOUND_ATLAS, out).drawn) == {"figures/all/directions", "figures/all/evidence-map"}
    assert pictures(out) == before


def test_code_that_draws_is_part_of_the_key(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reuse, "_drawing_code", lambda: "another version")
    assert set(made(SOUND_ATLAS, out).drawn) == FRONT


def test_all_code_a_figure_imports_is_in_the_key() -> None:
    package = Path(reuse.__file__).parents[1]
    covered = {path for pattern in reuse._DRAWS for path in package.glob(pattern)}
    imported = set()
    for path in package.glob("figures/**/*.py"):
        for module in re.findall(r"from (synthesis\.[\w.]+) import", path.read_text(encoding="utf-8")):
            place = package.parent / module.replace(".", "/")
            imported.add(
                place.with_suffix(".py") if place.with_suffix(".py").is_file() else place / "__init__.py"
            )
    assert len(imported) > 20
    assert imported <= covered


@pytest.mark.parametrize("text", ["", "[]", '{"files": {}}', '{"files": [], "figures": {}}'])
def test_manifest_of_another_version_gives_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    assert reuse.read_earlier(str(tmp_path)) is None

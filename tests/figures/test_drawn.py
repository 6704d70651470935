from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

from synthesis.errors import FigureError
from synthesis.figures.drawn import Drawn, Texts, study_ids
from synthesis.figures.layout import layout_problems

Toy = Callable[..., Drawn]
FORMATS = ("svg", "narrow.svg", "png", "pdf", "csv", "json")


@pytest.mark.parametrize("k", [0, 1, 2, 6, 25, 60])
def test_a_figure_of_any_length_is_sound(toy: Toy, assert_sound: Callable[[Drawn], None], k: int) -> None:
    assert_sound(toy(k))


@pytest.mark.parametrize("k", [0, 7])
def test_two_saves_give_the_same_bytes(toy: Toy, tmp_path: Path, k: int) -> None:
    first, second = (toy(k).save(into=tmp_path / folder) for folder in ("first", "second"))
    assert tuple(first) == FORMATS
    assert {kind: first[kind].read_bytes() for kind in FORMATS} == {
        kind: second[kind].read_bytes() for kind in FORMATS
    }


def test_saved_files_carry_the_name(
    toy: Toy, tmp_path: Path, assert_sound_svg: Callable[[str, str], None]
) -> None:
    paths = toy(2).save("il-6-serum", into=tmp_path)
    assert [path.name for path in paths.values()] == [f"il-6-serum.{kind}" for kind in FORMATS]
    assert sorted(tmp_path.iterdir()) == sorted(paths.values())
    assert_sound_svg(paths["svg"].read_text(encoding="utf-8"), "il-6-serum")
    assert_sound_svg(paths["narrow.svg"].read_text(encoding="utf-8"), "il-6-serum-narrow")


def test_a_figure_that_cannot_be_drawn_leaves_the_old_files(
    toy: Toy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {path: path.read_bytes() for path in toy(2).save(into=tmp_path).values()}

    def fail(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr("synthesis.figures.export.pdf_bytes", fail)
    with pytest.raises(MemoryError):
        toy(5).save(into=tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == old


def test_sidecar(toy: Toy, tmp_path: Path) -> None:
    drawn = toy(3)
    paths = drawn.save(into=tmp_path)
    sidecar = json.loads(paths["json"].read_text(encoding="utf-8"))
    for part in ("title", "subtitle", "caption", "alt", "long_description", "provenance"):
        assert sidecar[part] == getattr(drawn, part)
    assert sidecar["studies"] == ["study-0", "study-1", "study-2"]
    assert sidecar["data"]["sha256"] == hashlib.sha256(paths["csv"].read_bytes()).hexdigest()
    assert sidecar["data"]["rows"] == len(pd.read_csv(paths["csv"])) == 3
    assert sidecar["versions"] == {"synthesis": "0.1.0", "matplotlib": mpl.__version__}
    assert sidecar["licence"] == "CC BY 4.0"


def test_csv_holds_every_drawn_row_undefined_ones_included(toy: Toy, tmp_path: Path) -> None:
    drawn = toy(7)
    read = pd.read_csv(drawn.save(into=tmp_path)["csv"])
    pd.testing.assert_frame_equal(read, drawn.data, check_dtype=False)
    assert read["estimate"].isna().sum() == 1


def test_unpacks_as_figure_and_axes(toy: Toy) -> None:
    drawn = toy(2)
    fig, ax = drawn
    assert fig is drawn.fig
    assert ax is drawn.ax
    assert ax.figure is fig


def test_nothing_done_to_a_copy_of_the_data_reaches_the_figure(toy: Toy) -> None:
    drawn = toy(2)
    before = drawn.narrow().svg()
    copy = drawn.data
    copy["label"] = "changed"
    drawn.provenance["line"] = "changed"
    assert drawn.narrow().svg() == before
    assert "changed" not in drawn.data["label"].tolist()


def test_narrow_form_fits_a_phone(toy: Toy) -> None:
    narrow = toy(2).narrow()
    assert narrow.fig.get_figwidth() == 3.75
    assert narrow.wide() is narrow.wide()


def test_a_notebook_shows_the_picture_and_its_alternative(toy: Toy) -> None:
    drawn = toy(2)
    bundle, metadata = drawn._repr_mimebundle_()
    assert bundle["text/plain"] == metadata["image/svg+xml"]["alt"] == drawn.alt
    assert bundle["image/svg+xml"] == drawn.svg(paper=True)


def test_drawing_into_given_axes_draws_the_plot_only(toy: Toy) -> None:
    figure = Figure(figsize=(12, 5))
    left, right = figure.subplots(1, 2)
    left.set_axis_off()
    room = right.get_position()
    drawn = toy(4, ax=right)
    assert drawn.ax is right
    assert drawn.fig is figure
    place = right.get_position()
    assert room.x0 < place.x0 < place.x1 < room.x1
    assert figure.texts == []
    assert layout_problems(figure) == []
    assert drawn.wide().fig.get_figwidth() == 7.2
    assert drawn.svg() != drawn.wide().svg()


def test_given_axes_in_a_saved_figure_do_not_change_what_is_saved(toy: Toy, tmp_path: Path) -> None:
    borrowed = toy(4, ax=Figure(figsize=(8, 5)).subplots()).save(into=tmp_path / "borrowed")
    own = toy(4).save(into=tmp_path / "own")
    assert all(borrowed[kind].read_bytes() == own[kind].read_bytes() for kind in FORMATS)


def test_small_given_axes_are_refused_with_advice(toy: Toy) -> None:
    with pytest.raises(FigureError, match="give higher axes"):
        toy(4, ax=Figure(figsize=(7, 1)).subplots())
    with pytest.raises(FigureError, match="columns_that_fit"):
        toy(4, ax=Figure(figsize=(0.8, 5)).subplots())


def test_global_settings_stay_as_they_were(toy: Toy, tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    drawn = toy(2)
    drawn.save(into=tmp_path)
    drawn._repr_mimebundle_()
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": " "}, "title is empty"),
        ({"alt": "a" * 251}, "251 characters of at most 250"),
        ({"long_description": ""}, "long_description is empty"),
        ({"name": "No Name"}, "cannot be an address"),
        ({"provenance": {"line": "here"}}, "lacks version"),
        ({"provenance": {}}, "lacks line and version"),
    ],
)
def test_texts_that_cannot_be_published(toy: Toy, change: dict[str, Any], message: str) -> None:
    texts: Texts = toy(1).texts
    with pytest.raises(FigureError, match=message):
        replace(texts, **change)


def test_study_ids_come_from_both_columns_and_skip_missing_ones() -> None:
    rows = pd.DataFrame({"slug": ["b-2", None, "a-1"], "slugs": [["c-3", "a-1"], ("d-4",), "e-5, f-6"]})
    assert study_ids(rows) == ["a-1", "b-2", "c-3", "d-4", "e-5", "f-6"]
    assert study_ids(pd.DataFrame({"label": ["x"]})) == []

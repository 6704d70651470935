"""What holds for each table: valid HTML, the same bytes each time, an empty atlas, parts of an atlas."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from lxml import html

from synthesis.store.atlas import Atlas
from synthesis.tables.render import NOTHING

NAMES = (
    "study_designs",
    "case_definitions",
    "sample_sizes",
    "marker_coverage",
    "directions",
    "exclusions",
    "limits",
    "excluded_studies",
    "studies",
    "consistency",
    "too_few",
    "votes",
    "review_codes",
)


@pytest.fixture(params=NAMES)
def module(request: pytest.FixtureRequest) -> ModuleType:
    return import_module(f"synthesis.tables.{request.param}")


@pytest.fixture
def atlas(judged: Atlas) -> Atlas:
    """An atlas in which every table has a row."""
    return judged


def test_html_is_accessible(module: ModuleType, atlas: Atlas) -> None:
    table = module.table(atlas)
    page = html.document_fromstring(f"<!doctype html><html><body>{table.html()}</body></html>")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(page.xpath("//@aria-labelledby")) <= set(ids)
    assert page.xpath("count(//table/caption)") == 1
    assert set(page.xpath("//th/@scope")) <= {"col", "colgroup", "row", "rowgroup"}
    assert not page.xpath("//th[not(@scope)]")
    assert page.xpath("count(//tbody/tr/th[@scope='row'])") == len(table.data)
    assert not page.xpath("//tbody//td[not(normalize-space())]"), "a cell is empty"
    width = len(table.columns)
    for row in page.xpath("//tbody/tr"):
        assert sum(int(cell.get("colspan", 1)) for cell in row) == width


def test_html_has_no_colour_and_style_of_its_own(module: ModuleType, atlas: Atlas) -> None:
    written = module.table(atlas).html()
    style, _, rest = written.partition("</style>")
    assert "style=" not in rest
    for rule in style.splitlines():
        if "#" in rule:
            assert "var(--fig-" in rule, "a colour that the page cannot replace"


def test_printed_numbers_come_from_the_texts(module: ModuleType, atlas: Atlas) -> None:
    table = module.table(atlas)
    page = html.fragments_fromstring(table.html())[1]
    printed = [
        [cell.text_content() for cell in row]
        for row in page.xpath(".//tbody/tr")
        if row[0].get("scope") == "row"
    ]
    assert printed == table.texts.to_numpy().tolist()


def test_dash_is_explained_and_only_then(module: ModuleType, atlas: Atlas) -> None:
    table = module.table(atlas)
    has_dash = bool((table.texts == "–").to_numpy().any())
    assert ("– not known" in table.footnotes) == has_dash


def test_all_footnotes_are_printed(module: ModuleType, atlas: Atlas) -> None:
    table = module.table(atlas)
    page = html.fragments_fromstring(table.html())[1]
    paragraphs = page.xpath(".//*[@class='syn-notes']/p")
    notes = [(p[0].tail or "").strip() if len(p) else p.text for p in paragraphs]
    assert notes == [*table.footnotes, table.provenance]
    marks = page.xpath(".//thead//sup/text()")
    assert sorted(set(marks), key=int) == [p[0].text for p in paragraphs if len(p)]


def test_same_atlas_same_bytes(module: ModuleType, atlas: Atlas, tmp_path: Path) -> None:
    first, second = (module.table(atlas).save(into=tmp_path / name) for name in ("one", "two"))
    assert list(first) == ["html", "csv", "parquet"]
    for kind, path in first.items():
        assert path.read_bytes() == second[kind].read_bytes()
    assert sorted(p.name for p in (tmp_path / "one").iterdir()) == sorted(p.name for p in first.values())


def test_saved_frames_are_the_data(module: ModuleType, atlas: Atlas, tmp_path: Path) -> None:
    table = module.table(atlas)
    paths = table.save("other-name", into=tmp_path)
    read = pd.read_parquet(paths["parquet"], dtype_backend="pyarrow")
    pd.testing.assert_frame_equal(read, table.data)
    assert len(pd.read_csv(paths["csv"])) == len(table.data)
    assert 'id="table-other-name"' in paths["html"].read_text(encoding="utf-8")


def test_empty_atlas_says_so(module: ModuleType, empty: Atlas) -> None:
    table = module.table(empty)
    assert len(table.data) == 0
    assert list(table.data.columns)
    assert NOTHING in table.html()


def test_part_of_an_atlas_names_its_filters(module: ModuleType, atlas: Atlas) -> None:
    part = atlas.where(marker="il-6")
    table = module.table(part)
    assert part.filters[0] in table.subtitle
    assert table.html()


def test_frames_are_typed_and_do_not_depend_on_the_atlas_being_empty(
    module: ModuleType, atlas: Atlas, empty: Atlas
) -> None:
    full, none = module.rows(atlas), module.rows(empty)
    assert full.dtypes.equals(none.dtypes)
    assert all(isinstance(dtype, pd.ArrowDtype) for dtype in full.dtypes)
    assert all(name == name.lower() and " " not in name for name in full.columns)


def test_changing_the_data_changes_nothing(module: ModuleType, atlas: Atlas) -> None:
    table = module.table(atlas)
    before = table.html()
    frame = table.data
    frame.iloc[:, 0] = None
    assert table.html() == before
    assert not table.data.iloc[:, 0].isna().all()

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from lxml import html

from synthesis.errors import SynthesisError
from synthesis.tables.column import Column
from synthesis.tables.tabled import Tabled, tabled


def made(name: str = "small") -> Tabled:
    rows = pd.DataFrame(
        {"name": ["a < b & c", "d"], "n": [1200, None], "url": ["https://x.org/?a=1&b=2", None]}
    )
    lines = [
        {"name": "a < b & c", "n": 1200, "url": "https://x.org/?a=1&b=2", "block": "One & two"},
        {"name": "d", "n": None, "url": None, "block": "Three"},
    ]
    columns = (
        Column("name", "Name <i>", link="url", note="first"),
        Column("n", "Cases & controls", "count", "People <b>", note="second > first"),
    )
    return tabled(
        name, "Title <b>", "Sub", columns, "from here", rows=rows, printed=lines, group="block", strong=(1,)
    )


def test_text_is_escaped_everywhere() -> None:
    page = html.fragments_fromstring(made().html())[1]
    assert not page.xpath(".//i|.//b")
    assert page.xpath("string(.//caption/span[1])") == "Title <b>"
    assert page.xpath("string(.//thead//th[1])") == "Name <i>1"
    assert [th.text_content().strip() for th in page.xpath(".//thead//th")][1:] == [
        "People <b>",
        "Cases & controls2",
    ]
    assert [p.text_content() for p in page.xpath(".//p")][:2] == ["1 first", "2 second > first"]
    assert page.xpath("string(.//tbody[1]/tr[1]/th)") == "One & two"
    assert page.xpath("string(.//tbody[1]/tr[2]/th/a)") == "a < b & c"
    assert page.xpath("string(.//tbody[1]/tr[2]/th/a/@href)") == "https://x.org/?a=1&b=2"
    assert not page.xpath(".//tbody[2]//a")


def test_cells_carry_the_records_they_name() -> None:
    columns = (Column("name", "Name", record=("study", "slug")), Column("n", "N", "count"))
    lines = [{"name": "A", "n": 1, "slug": "a-2001;b-2002"}, {"name": "B", "n": 2, "slug": None}]
    table = tabled("named", "T", "S", columns, "p", rows=pd.DataFrame({"n": [1, 2]}), printed=lines)
    page = html.fragments_fromstring(table.html())[1]
    assert [th.get("data-study") for th in page.xpath(".//tbody//th")] == ["a-2001;b-2002", None]
    assert not page.xpath(".//td[@data-study]")
    assert table.records == {"name": ("study", ("a-2001;b-2002", ""))}


def test_numbers_are_right_and_missing_is_a_dash() -> None:
    page = html.fragments_fromstring(made().html())[1]
    cells = page.xpath(".//td")
    assert [(cell.text, cell.get("class")) for cell in cells] == [("1,200", "n"), ("–", "n")]
    assert made().footnotes == ("first", "second > first", "– not known")


def test_summing_rows_are_marked() -> None:
    page = html.fragments_fromstring(made().html())[1]
    assert page.xpath("string(.//tr[@class='s']/th)") == "d"


def test_equal_headings_and_groups_do_not_clash() -> None:
    rows = pd.DataFrame({"a": ["x"], "b": [1], "c": [2]})
    columns = (
        Column("a", "Name"),
        Column("b", "total", "count", "One"),
        Column("c", "total", "count", "Two"),
    )
    written = tabled(
        "twins",
        "T",
        "S",
        columns,
        "p",
        rows=rows,
        printed=[{"a": "x", "b": 1, "c": 2, "g": "total"}],
        group="g",
    ).html()
    page = html.fragments_fromstring(written)[1]
    headings = [th.text_content().strip() for th in page.xpath(".//thead//th")]
    assert headings == ["Name", "One", "Two", "total", "total"]
    assert page.xpath("string(.//th[@scope='rowgroup'])") == "total"


@pytest.mark.parametrize("name", ["Big", "a b", "../up", "", "a--b"])
def test_name_must_be_an_address(name: str) -> None:
    with pytest.raises(SynthesisError, match="is not a name of a table"):
        made(name)
    with pytest.raises(SynthesisError, match="is not a name of a table"):
        made().save(name or " ")


def test_failed_save_leaves_the_earlier_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = made().save(into=tmp_path)
    before = {path: path.read_bytes() for path in paths.values()}

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        made().save(into=tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_notebook_shows_the_table() -> None:
    assert made()._repr_html_() == made().html()

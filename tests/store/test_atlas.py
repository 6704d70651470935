from __future__ import annotations

import pickle
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest

from synthesis.errors import FilterError
from synthesis.store.atlas import Atlas
from synthesis.store.columns import DEFERRED, TABLES

FRAMES = [name for name in TABLES if name not in DEFERRED]


class Balance(HTMLParser):
    """Checks that every element that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "br":
            self.waiting.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.waiting.pop() == tag


def scribble(frame: pd.DataFrame) -> None:
    """Change a frame in every way that works in place."""
    column = frame.columns[0]
    frame.loc[0, column] = frame.loc[len(frame) - 1, column]
    frame.iloc[0, 0] = frame.iloc[len(frame) - 1, 0]
    frame[column].array[0] = frame[column].iloc[len(frame) - 1]
    frame["new"] = 1
    frame.columns = [f"my {name}" for name in frame.columns]
    del frame[f"my {column}"]


@pytest.mark.parametrize("name", FRAMES)
def test_changing_a_frame_never_changes_the_atlas(atlas: Atlas, name: str) -> None:
    before = getattr(atlas, name)
    scribble(getattr(atlas, name))
    pd.testing.assert_frame_equal(getattr(atlas, name), before)


def test_changing_a_frame_changes_that_frame(atlas: Atlas) -> None:
    frame = atlas.studies
    frame.loc[0, "title"] = "mine"
    assert frame["title"].iloc[0] == "mine"


def test_a_column_taken_out_and_changed_leaves_the_atlas_alone(atlas: Atlas) -> None:
    sizes = atlas.studies["n_cases"]
    sizes[:] = 0
    sizes.array[0] = 999
    values = atlas.studies["n_cases"].to_numpy(dtype="float64", na_value=0)
    values[:] = 5
    assert atlas.studies["n_cases"].tolist()[:2] == [20, 30]


@pytest.mark.parametrize("name", [*FRAMES, "digest", "filters", "origin", "tables", "new"])
def test_nothing_can_be_set(atlas: Atlas, name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(atlas, name, None)


def test_tables_cannot_be_replaced(atlas: Atlas) -> None:
    with pytest.raises(TypeError):
        atlas.tables["studies"] = None  # type: ignore[index]  # read-only is the point


def test_a_study_comes_back_as_its_record(make_records, study_data) -> None:
    records = make_records(study_data)
    atlas = Atlas.from_records(records)
    for study in records.studies:
        assert atlas.study(study.slug) == study


def test_an_unknown_study_is_an_error(atlas: Atlas) -> None:
    with pytest.raises(FilterError, match=r"no study 'alpha-2001-frist'; did you mean 'alpha-2001-first'"):
        atlas.study("alpha-2001-frist")


def test_a_study_that_was_filtered_out_is_gone(atlas: Atlas) -> None:
    small = atlas.where(slug="alpha-2001-first")
    assert small.study("alpha-2001-first").slug == "alpha-2001-first"
    with pytest.raises(FilterError):
        small.study("beta-2010-second")


def test_size_and_words(atlas: Atlas) -> None:
    assert len(atlas) == 5
    assert repr(atlas) == "<Atlas of 5 studies and 7 findings, from records>"
    one = atlas.where(slug="epsilon-nd-empty")
    assert repr(one) == "<Atlas of 1 study and 0 findings, from records; slug: epsilon-nd-empty>"


def test_html_is_well_formed_and_escaped(atlas: Atlas) -> None:
    # no records are needed to show an atlas, so none are given
    nothing: Any = None  # neither records nor analytes are shown
    bare = Atlas(atlas.tables, records=nothing, analytes=nothing, digest="", origin="<b>", filters=["a & b"])
    html = bare._repr_html_()
    assert "&lt;b&gt;" in html
    assert "a &amp; b" in html
    assert "<td style='text-align:right'>7</td>" in html

    parser = Balance()
    parser.feed(html)
    assert parser.waiting == []


def test_an_atlas_can_be_sent_to_another_process(atlas: Atlas) -> None:
    again = pickle.loads(pickle.dumps(atlas.where(marker="il-6")))
    assert again.filters == ("marker: il-6",)
    pd.testing.assert_frame_equal(again.findings, atlas.where(marker="il-6").findings)
    assert again.study("alpha-2001-first") == atlas.study("alpha-2001-first")

"""Panels of an atlas: found by name, decoded late, written and filtered with their study."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from synthesis.errors import FilterError
from synthesis.provenance import folder_digest
from synthesis.records.atlas_records import AtlasRecords
from synthesis.records.panel import PanelTable
from synthesis.store.atlas import Atlas
from synthesis.store.load import RECORD_FILES, load

Make = Callable[[list[dict[str, Any]]], AtlasRecords]

NAME = "alpha-2001-first"


def test_a_panel_is_a_typed_frame(atlas: Atlas) -> None:
    panel = atlas.panel(NAME)
    assert panel["analyte"].tolist() == ["x-1", "x-1", "y-1"]
    assert panel["sex"].tolist() == ["female", "male", "female"]
    assert panel["gene_symbol"].isna().tolist() == [False, False, True]
    assert str(panel["mean_cases"].dtype) == "double[pyarrow]"
    about = atlas.panels.iloc[0]
    assert (about["slug"], about["analytes"], about["rows"], about["scale"]) == (NAME, 2, 3, "log2")


def test_each_panel_has_its_own_rows(make_records: Make, study_data: list[dict[str, Any]]) -> None:
    records = make_records(study_data)
    (first,) = records.panels
    about = first.about.model_copy(update={"study": "beta-2010-second"})
    second = PanelTable(about, dict(list(first.rows.items())[:1]))
    both = Atlas.from_records(replace(records, panels=(second, first)))
    assert both.panels["slug"].tolist() == [NAME, "beta-2010-second"]
    assert (len(both.panel(NAME)), len(both.panel("beta-2010-second"))) == (3, 1)


def test_an_unknown_panel_is_an_error_with_the_nearest(atlas: Atlas) -> None:
    with pytest.raises(
        FilterError, match=r"panel: there is no panel 'alpha-2001'; did you mean 'alpha-2001-f"
    ):
        atlas.panel("alpha-2001")


def test_a_panel_stays_with_its_study(atlas: Atlas) -> None:
    assert len(atlas.where(slug=NAME).panel(NAME)) == 3
    without = atlas.where(slug="beta-2010-second")
    assert without.panels.empty
    with pytest.raises(FilterError):
        without.panel(NAME)


def test_panels_are_written_and_read_back(atlas: Atlas, tmp_path: Path) -> None:
    again = load(atlas.to_parquet(tmp_path / "all"))
    pd.testing.assert_frame_equal(again.panel(NAME), atlas.panel(NAME))
    without = load(atlas.where(slug="beta-2010-second").to_parquet(tmp_path / "part"))
    assert without.panels.empty
    assert pd.read_parquet(tmp_path / "part" / "analytes.parquet").empty


def test_loading_does_not_decode_a_panel(atlas: Atlas, tmp_path: Path) -> None:
    folder = atlas.to_parquet(tmp_path / "all")
    again = load(folder)
    assert not hasattr(again._analytes._source, "num_rows")  # still the bytes of the file
    again.panel(NAME)
    assert again._analytes._source.num_rows == 3


def test_both_files_count_for_the_digest(tmp_path: Path) -> None:
    (tmp_path / "panels").mkdir()
    digests = [folder_digest(tmp_path, RECORD_FILES)]
    for name in ("a.yaml", "a.csv"):
        (tmp_path / "panels" / name).write_text("here", encoding="utf-8")
        digests.append(folder_digest(tmp_path, RECORD_FILES))
    assert len(set(digests)) == 3

from __future__ import annotations

import pandas as pd
import pytest

from synthesis.store.atlas import Atlas
from synthesis.store.load import load
from synthesis.tables import unknown


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load()


@pytest.fixture(scope="module")
def rows(atlas: Atlas) -> pd.DataFrame:
    return unknown.rows(atlas)


def of(rows: pd.DataFrame, gap: str) -> pd.DataFrame:
    found = rows[rows["gap"] == gap]
    assert len(found)
    return found


def test_no_finding_with_pem_required_is_among_the_gaps(atlas: Atlas, rows: pd.DataFrame) -> None:
    counted = atlas.findings[atlas.findings["counted"]]
    with_pem = set(counted.loc[counted["pem"] == "yes", "marker"])
    assert set(of(rows, "pem-never")["marker"]) == set(counted["marker"]) - with_pem


def test_not_repeated_means_one_cohort_for_every_question(atlas: Atlas, rows: pd.DataFrame) -> None:
    counted = atlas.findings[atlas.findings["counted"]]
    most = counted.groupby(["marker", "question_key"])["cohort_id"].nunique().groupby("marker").max()
    assert set(of(rows, "one-cohort")["marker"]) == set(most[most == 1].index)


def test_markers_without_a_finding_have_none(atlas: Atlas, rows: pd.DataFrame) -> None:
    counted = set(atlas.findings.loc[atlas.findings["counted"], "marker"])
    assert counted.isdisjoint(of(rows, "no-finding")["marker"])


def test_panel_keeps_back_what_the_whole_record_does_not_give(atlas: Atlas, rows: pd.DataFrame) -> None:
    panels = of(rows, "panel")
    assert bool((panels["reported"] < panels["panel_size"]).all())
    for row in panels.astype(object).itertuples():
        findings = [f for f in atlas.study(row.slug).findings if f.assay.panel_size == row.panel_size]
        assert row.reported == len({finding.marker for finding in findings})


def test_a_topic_does_not_take_a_panel_for_smaller_than_it_is(atlas: Atlas, rows: pd.DataFrame) -> None:
    """What of a panel belongs to another topic is reported all the same."""
    whole = of(rows, "panel").set_index("slug")["reported"]
    for topic in ("cytokines", "t-cells"):
        part = unknown.rows(atlas.where(topic=topic))
        panels = part[part["gap"] == "panel"].set_index("slug")["reported"]
        assert bool((panels == whole.reindex(panels.index)).all())


def test_empty_atlas_has_only_markers_without_a_finding(atlas: Atlas) -> None:
    nothing = unknown.rows(atlas.where(years=(1700, 1701)))
    assert set(nothing["gap"]) <= {"no-finding"}

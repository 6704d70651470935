from __future__ import annotations

from synthesis.store.atlas import Atlas
from synthesis.tables import marker_coverage


def test_numbers_by_hand(atlas: Atlas) -> None:
    il6 = marker_coverage.rows(atlas).set_index("marker").loc["il-6"]
    # four findings from two cohorts: the shared one (30 and 20 people) and Clark's of unknown size
    assert (il6.findings, il6.cohorts, il6.cohorts_sized) == (4, 2, 1)
    assert (il6.n_cases, il6.n_controls, il6.participants) == (30, 20, 50)
    assert (il6.specimens, il6.assay_families) == ("serum;plasma", "elisa;unclear")
    assert (il6.year_first, il6.year_last, il6.best_source) == (2001, 2010, "primary-full-text")
    assert (il6.share_atlas_page_only, il6.share_inferred) == (0.25, 0.25)


def test_only_counted_findings_and_the_rest_is_said(atlas: Atlas) -> None:
    table = marker_coverage.table(atlas)
    assert list(table.data["marker"]) == ["il-6", "tnf"]  # neither the panel nor the excluded review counts
    assert any(note.endswith("in this selection: 2.") for note in table.footnotes)


def test_people_of_cohorts_of_unknown_size_are_missing(atlas: Atlas) -> None:
    clark = marker_coverage.rows(atlas.where(slug="clark-2010")).set_index("marker")
    assert clark["participants"].isna().all()
    assert list(clark["cohorts_sized"]) == [0, 0]


def test_sorted_by_cohorts_then_findings(atlas: Atlas) -> None:
    rows = marker_coverage.rows(atlas)
    keys = list(zip(-rows["cohorts"], -rows["findings"], strict=True))
    assert keys == sorted(keys)

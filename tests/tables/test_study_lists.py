from __future__ import annotations

from synthesis.store.atlas import Atlas
from synthesis.tables import excluded_studies, studies


def test_every_study_is_in_one_of_the_two_lists(atlas: Atlas) -> None:
    eligible, excluded = studies.rows(atlas)["slug"], excluded_studies.rows(atlas)["slug"]
    assert sorted([*eligible, *excluded]) == sorted(atlas.studies["slug"])


def test_excluded_studies_carry_reason_and_note(atlas: Atlas) -> None:
    table = excluded_studies.table(atlas)
    assert table.groups == ("Review of other studies (1)", "Change under treatment only (1)")
    assert list(table.texts["remark"]) == ["no further note", "before against after"]


def test_link_leads_to_the_publication(atlas: Atlas) -> None:
    assert studies.table(atlas).links["label"][0] == "https://doi.org/10.1000/a(1)"
    assert 'href="https://doi.org/10.1000/a(1)">Adams 2001</a>' in studies.table(atlas).html()


def test_unknown_sizes_are_dashes(atlas: Atlas) -> None:
    texts = studies.table(atlas).texts.set_index("label")
    assert list(texts.loc["Clark 2010", ["definition", "n_cases", "n_controls"]]) == ["–", "–", "–"]
    assert texts.loc["Clark 2010", "read_from"] == "summary on an atlas page only"
    assert texts.loc["Davis 2015", "definition"] == "any of: Fukuda 1994, Canadian Consensus 2003"

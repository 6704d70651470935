from __future__ import annotations

from synthesis.store.atlas import Atlas
from synthesis.tables import directions

WORDS = ("higher", "lower", "no_difference", "mixed", "unknown")


def test_whole_group_before_subgroups_and_disagreement_is_mixed(atlas: Atlas) -> None:
    il6 = directions.rows(atlas).set_index("marker").loc["il-6"]
    # findings: Adams higher (all) and lower (women), Baker no difference (all), Clark lower (all)
    assert [il6[f"findings_{w}"] for w in WORDS] == [1, 2, 1, 0, 0]
    # cohorts: the shared one says higher and no difference on the whole group; women are not looked at
    assert [il6[f"cohorts_{w}"] for w in WORDS] == [0, 1, 0, 1, 0]
    assert (il6.cohorts, il6.findings) == (2, 4)


def test_subgroups_speak_when_there_is_nothing_else(atlas: Atlas) -> None:
    tnf = directions.rows(atlas).set_index("marker").loc["tnf"]
    assert [tnf[f"findings_{w}"] for w in WORDS] == [2, 0, 0, 0, 1]
    assert [tnf[f"cohorts_{w}"] for w in WORDS] == [1, 0, 0, 0, 1]


def test_significance_of_higher_and_lower(atlas: Atlas) -> None:
    il6 = directions.rows(atlas).set_index("marker").loc["il-6"]
    assert (il6.higher_significant, il6.higher_not_significant, il6.higher_not_stated) == (1, 0, 0)
    assert (il6.lower_significant, il6.lower_not_significant, il6.lower_not_stated) == (0, 1, 1)
    texts = directions.table(atlas).texts.set_index("marker_name")
    assert texts.loc["IL-6", "lower_split"] == "0 · 1 · 1"
    assert texts.loc["TNF", "lower_split"] == "0"


def test_people_once_and_unknown_not_zero(atlas: Atlas) -> None:
    il6 = directions.rows(atlas).set_index("marker").loc["il-6"]
    assert (il6.n_cases, il6.n_controls, il6.participants, il6.cohorts_sized) == (30, 20, 50, 1)
    assert directions.table(atlas).texts.loc[0, "sized"] == "1 of 2"


def test_counted_findings_all_appear(atlas: Atlas) -> None:
    rows = directions.rows(atlas)
    assert rows["findings"].sum() == atlas.findings["counted"].sum() == 7
    assert sum(rows[f"findings_{w}"].sum() for w in WORDS) == 7


def test_no_difference_is_never_said_without_reported(atlas: Atlas) -> None:
    headings = [column.label for column in directions.table(atlas).columns]
    assert "○ no difference reported" in headings
    assert not any(heading.endswith("no difference") for heading in headings)

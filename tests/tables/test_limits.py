from __future__ import annotations

from synthesis.store.atlas import Atlas
from synthesis.tables import limit_rules, limits


def test_numbers_by_hand(atlas: Atlas) -> None:
    lines = {row.limit: (row.n, row.of) for row in limits.rows(atlas).itertuples()}
    assert lines["abstract-only"] == (1, 7)
    assert lines["atlas-page-only"] == (2, 7)
    assert lines["inferred-null"] == (1, 1)  # of the findings of no difference
    assert lines["subgroup-only"] == (3, 7)
    assert lines["significance-not-stated"] == (1, 5)  # of the findings of higher or lower
    assert lines["no-group-statistics"] == (6, 7)
    assert lines["case-definition-unknown"] == (2, 5)
    assert lines["group-sizes-unknown"] == (2, 5)  # Baker's controls, Clark
    assert lines["pem-unclear"] == (3, 5)
    assert lines["not-checked"] == (6, 7)
    assert lines["open-conflicts"] == (1, 1)
    assert lines["findings-in-open-conflict"] == (1, 7)
    assert lines["probable-overlap"] == (1, 1)


def test_study_that_weighs_most_is_named(atlas: Atlas) -> None:
    rows = limits.rows(atlas).set_index("limit")
    assert (rows.loc["statistics-from-one-study", "n"], rows.loc["statistics-from-one-study", "of"]) == (1, 1)
    assert rows.loc["statistics-from-one-study", "slug"] == "adams-2001"
    # Adams, Clark and Davis give two findings each: the first of them is named, whatever the order of rows
    assert rows.loc["findings-from-one-study", "slug"] == "adams-2001"


def test_share_of_nothing_is_missing(atlas: Atlas) -> None:
    rows = limits.rows(atlas).set_index("limit")
    assert rows.loc["computed-from-one-study", "of"] == 0
    assert rows["share"].isna()["computed-from-one-study"]
    texts = limits.table(atlas).texts.set_index("text")
    assert list(texts.loc["from one study"]) == [
        "0 of 0 findings computed here",
        "none",
        "what holds for the people of this study may not hold for others",
    ]


def test_every_rule_has_its_own_id(atlas: Atlas) -> None:
    ids = [
        limit.id
        for limits_ in (
            limit_rules.FINDING_LIMITS,
            limit_rules.STUDY_LIMITS,
            limit_rules.CONFLICT_LIMITS,
            limit_rules.TOUCHED_LIMITS,
            limit_rules.COHORT_LIMITS,
        )
        for limit in limits_
    ]
    assert len(set(ids)) == len(ids)
    assert set(ids) < set(limits.rows(atlas)["limit"])

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from synthesis.errors import FilterError
from synthesis.store.atlas import Atlas
from synthesis.store.columns import DEFERRED, TABLES
from synthesis.store.where import FIELDS, Filters

FRAMES = [name for name in TABLES if name not in DEFERRED]


def slugs(atlas: Atlas) -> list[str]:
    return [slug.partition("-")[0] for slug in atlas.studies["slug"]]


def findings(atlas: Atlas) -> list[str]:
    parts = (finding_id.split("/") for finding_id in atlas.findings["finding_id"])
    return [f"{slug.partition('-')[0]}/{name}" for slug, name in parts]


def same(one: Atlas, other: Atlas) -> None:
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_every_filter_is_described_once() -> None:
    assert list(FIELDS) == list(Filters.__annotations__)
    for name, field in FIELDS.items():
        assert field.column in TABLES[field.table].names, name


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({"slug": "alpha-2001-first"}, ["alpha"]),
        ({"kind": "systematic review"}, ["delta"]),
        ({"design": ["case control study", "longitudinal"]}, ["alpha", "beta", "gamma"]),
        ({"population": "CFS"}, ["alpha", "beta", "delta", "epsilon", "gamma"]),
        ({"pem": "required"}, ["alpha"]),
        ({"pem": ["yes", "unclear"], "eligible": True}, ["alpha", "beta", "gamma"]),
        ({"case_definition": "canadian"}, ["alpha", "beta"]),
        ({"comparator": "healthy controls"}, ["alpha"]),
        ({"country": "norway"}, ["alpha", "beta"]),
        ({"country": "Sweden"}, ["beta"]),
        ({"years": 2010}, ["beta"]),
        ({"years": (2000, 2010)}, ["alpha", "beta"]),
        ({"years": (2010, None)}, ["beta", "gamma"]),
        ({"years": (None, 2000)}, ["delta"]),
        ({"eligible": False}, ["delta", "epsilon"]),
        ({"identified": False}, ["delta"]),
        ({"atlas_page_only": True}, []),
    ],
)
def test_filters_on_studies_keep_whole_studies(
    atlas: Atlas, filters: dict[str, Any], left: list[str]
) -> None:
    small = atlas.where(**filters)
    assert slugs(small) == left
    expected = atlas.findings[atlas.findings["slug"].isin(small.studies["slug"])]
    assert small.findings["finding_id"].tolist() == expected["finding_id"].tolist()


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({"marker": "il-6"}, ["alpha/il-6.serum", "beta/il-6.plasma", "beta/il-6.change"]),
        ({"marker": "interleukin-6"}, ["alpha/il-6.serum", "beta/il-6.plasma", "beta/il-6.change"]),
        (
            {"marker": ["bsf 2", "NK cells"], "counted": True},
            ["alpha/il-6.serum", "beta/il-6.plasma", "gamma/nk.blood"],
        ),
        ({"marker_group": "chemokines"}, ["alpha/il-8.serum", "delta/il-8.serum"]),
        ({"marker_kind": "cell subset"}, ["gamma/nk.blood"]),
        ({"specimen": ["blood plasma", "blood"]}, ["beta/il-6.plasma", "gamma/nk.blood"]),
        ({"matrix_class": "cell-count"}, ["gamma/nk.blood"]),
        ({"state": "rest", "direction": "lower"}, ["beta/il-6.plasma"]),
        ({"contrast": "within-case"}, ["beta/il-6.change"]),
        ({"direction": ["elevated"], "eligible": True}, ["alpha/il-6.serum"]),
        ({"source_kind": "primary-full-text"}, ["alpha/il-6.serum"]),
        ({"assay_family": "unclear", "years": 2015}, ["gamma/nk.blood", "gamma/panel.blood"]),
        ({"inferred": True}, ["alpha/il-8.serum"]),
        ({"counted": False}, ["beta/il-6.change", "delta/il-8.serum", "gamma/panel.blood"]),
        ({"topic": "cytokines", "years": 2010}, ["beta/il-6.plasma", "beta/il-6.change"]),
        (
            {"question_key": "il-6 | circulating-protein | rest | cases-vs-controls"},
            ["alpha/il-6.serum", "beta/il-6.plasma"],
        ),
    ],
)
def test_filters_on_findings_keep_those_and_their_studies(
    atlas: Atlas, filters: dict[str, Any], left: list[str]
) -> None:
    small = atlas.where(**filters)
    assert findings(small) == left
    assert slugs(small) == list(dict.fromkeys(name.partition("/")[0] for name in left))


def test_a_filter_that_keeps_everything_changes_nothing_but_is_remembered(atlas: Atlas) -> None:
    all_specimens = sorted(set(atlas.findings["specimen"]))
    kept = atlas.where(population="me-cfs")
    same(kept, atlas)
    assert kept.filters == ("population: me-cfs",)
    only_with_findings = atlas.where(slug=sorted(set(atlas.findings["slug"])))
    same(only_with_findings.where(specimen=all_specimens), only_with_findings)


def test_filters_are_remembered_in_order_and_the_digest_stays(atlas: Atlas) -> None:
    small = atlas.where(pem="required").where(specimen=["serum", "Plasma"], years=(2000, None))
    assert small.filters == ("pem: yes", "specimen: serum, plasma", "years: from 2000")
    assert small.digest == atlas.digest
    assert "pem: yes; specimen: serum, plasma; years: from 2000" in repr(small)


def test_one_filter_after_another_is_both_at_once(atlas: Atlas) -> None:
    steps = atlas.where(marker="il-6").where(country="Norway").where(counted=True)
    same(steps, atlas.where(marker="il-6", country="Norway", counted=True))


def test_a_word_known_to_the_whole_atlas_is_known_to_every_part_of_it(atlas: Atlas) -> None:
    nothing = atlas.where(marker="nk-cells").where(country="Norway", marker="IL6")
    assert len(nothing) == 0
    assert nothing.findings.empty
    assert list(nothing.findings.columns) == list(atlas.findings.columns)


def test_all_frames_are_cut_to_what_remains(atlas: Atlas) -> None:
    small = atlas.where(marker="il-6", specimen="plasma")
    assert small.groups["slug"].unique().tolist() == ["beta-2010-second"]
    assert small.sources["finding_id"].tolist() == ["beta-2010-second/il-6.plasma"]
    assert small.markers["marker"].tolist() == ["il-6"]
    assert small.conflicts["conflict_id"].tolist() == ["beta-2010-second/k1", "beta-2010-second/k2"]
    assert small.published.empty
    assert small.left_out.empty
    assert small.acknowledged.empty
    for name in ("topics", "claims"):
        pd.testing.assert_frame_equal(getattr(small, name), getattr(atlas, name))


def test_conflicts_about_findings_that_are_gone_are_gone(atlas: Atlas) -> None:
    assert atlas.where(contrast="within-case").conflicts["conflict_id"].tolist() == ["beta-2010-second/k2"]


def test_counts_and_sizes_describe_what_remains(atlas: Atlas) -> None:
    small = atlas.where(years=2001, marker="il-6")
    shared = small.cohorts.iloc[0]
    assert (shared["studies"], shared["n_studies"], shared["n_cases"], shared["n_controls"]) == (
        "alpha-2001-first", 1, 20, 10,
    )  # fmt: skip
    assert small.studies[["findings", "findings_counted"]].iloc[0].tolist() == [1, 1]
    assert small.markers[["findings", "findings_counted", "cohorts_counted"]].iloc[0].tolist() == [1, 1, 1]


def test_topic_keeps_only_its_own_page(atlas: Atlas) -> None:
    small = atlas.where(topic="blood")
    assert set(small.topics["topic"]) == {"blood"}
    pd.testing.assert_frame_equal(
        small.topic_findings("blood").reset_index(drop=True),
        atlas.topic_findings("blood").reset_index(drop=True),
    )


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"specimens": "serum"}, r"where: there is no filter 'specimens'; did you mean 'specimen'\?"),
        ({"specimen": "serun"}, r"specimen: 'serun' is not a known specimen; did you mean 'serum'\?"),
        ({"pem": "maybe"}, r"pem: 'maybe' is not a known pem; allowed: yes, no, unclear"),
        ({"marker": "il-66"}, r"marker: there is no marker 'il-66'; did you mean 'il-6'\?"),
        (
            {"marker": "shared name"},
            r"marker: 'shared name' may be chemokines or never-measured; give the id",
        ),
        ({"country": "Norwy"}, r"country: .*'Norwy'; did you mean 'Norway'\?"),
        ({"slug": "nobody"}, r"slug: no study or finding has 'nobody'; known: alpha-2001-first,"),
        ({"topic": "cytokin"}, r"topic: .*did you mean 'cytokines'\?"),
        ({"eligible": "yes"}, r"eligible: 'yes' is not a truth value; give True or False"),
        ({"years": (2010, 2000)}, r"years: the range 2010 to 2000 is empty"),
        ({"years": (None, None)}, r"years: \(None, None\) is not a range"),
        ({"years": "2010"}, r"years: '2010' is not a range of years"),
        ({"years": True}, r"years: True is not a range of years"),
        ({"specimen": []}, r"specimen: no value is given"),
        ({"specimen": [None]}, r"specimen: None is not a word"),
        ({"specimen": 3}, r"specimen: 3 is not a word"),
    ],
)
def test_unknown_filters_and_values_are_errors_with_a_hint(
    atlas: Atlas, filters: dict[str, Any], message: str
) -> None:
    with pytest.raises(FilterError, match=message):
        atlas.where(**filters)

"""A verdict from findings to sentence, and the same numbers in the frame of all of them."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pandas as pd
import pytest

from synthesis.consistency.choices import Choices
from synthesis.consistency.labels import Label
from synthesis.consistency.thresholds import Thresholds
from synthesis.consistency.verdict import verdict
from synthesis.consistency.verdicts import verdicts
from synthesis.errors import FilterError


@pytest.fixture(scope="module")
def eleven(make):
    """The TGF-beta shape: six cohorts significantly higher, five silent."""
    hits = [make.publication(f"h{i}", 2000 + i, make.result("higher", "significant")) for i in range(6)]
    nulls = [make.publication(f"n{i}", 2010 + i, make.result("no-difference")) for i in range(5)]
    return make.atlas(*hits, *nulls)


def test_the_whole_story(eleven):
    found = verdict(eleven, "IL-6")
    assert found.label == "MOSTLY higher"
    assert (found.kind, found.direction, found.direction_class) == (Label.MOSTLY, "higher", "higher")
    assert found.rule_id == "R3-mostly"
    assert (found.k, found.higher, found.lower, found.silent, found.mixed) == (11, 6, 0, 5, 0)
    assert (found.low, found.high, found.agreement) == (6 / 11, 1.0, 1.0)
    assert found.p == 1 / 32
    assert (found.people, found.groups) == (1100, 6)
    assert found.sentence == (
        "6 of the 6 cohorts that gave a direction found IL-6 higher in cases; 11 cohorts tested it, and 5 of "
        "them reported no significant difference, without its direction. If these all went the other way it "
        "would be 6 of 11 (55%)."
    )
    assert found.next_label == "CONSISTENT"
    assert (found.why_not[0].id, found.why_not[0].actual) == ("lower-bound", "6 of 11 (55%)")
    assert len(found.cohorts) == 11
    assert found.left_out.empty
    assert [item[0][:1] for item in found.swim] == list("123456789")
    assert all(text for _, text in found.swim)


def test_certainty_is_apart_from_the_label(eleven):
    rated = verdict(eleven, "il-6").certainty
    assert rated.level == "low"
    assert {s.domain: s.lowers for s in rated.steps} == {
        "risk of bias": None,
        "inconsistency": False,
        "indirectness": True,
        "imprecision": False,
        "missing evidence": None,
    }


def test_badges_and_caps(eleven):
    found = verdict(eleven, "il-6")
    badges = {badge.id: badge.text for badge in found.badges}
    assert badges["direction-hidden"] == "direction not given in 5 of 11 cohorts"
    assert badges["pem"] == "PEM required in 0 of 11 cohorts"
    assert badges["years"] == "published 2000 to 2014"
    assert badges["power"] == "median smallest detectable SMD 0.57"  # 50 per arm, t test
    assert "contradicted" not in badges
    assert {cap.id: cap.applies for cap in found.caps} == {
        "missing-evidence": None,
        "identity": False,
        "near-detection-limit": None,
        "all-high-risk": None,
    }


def test_an_unresolved_marker_is_capped(make):
    studies = [
        make.publication(
            f"s{i}", 2000 + i, make.result("lower", "significant", marker="tgf-beta-isoform-not-stated")
        )
        for i in range(6)
    ]
    found = verdict(make.atlas(*studies), "tgf-beta-isoform-not-stated")
    assert (found.label, found.capped_from, found.rule_id) == (
        "MOSTLY lower",
        "CONSISTENT lower",
        "R2-consistent",
    )
    assert found.next_label == "CONSISTENT"
    assert [gap.id for gap in found.why_not] == ["identity"]


def test_no_difference_is_never_said(make):
    silent = [make.publication(f"n{i}", 2010 + i, make.result("no-difference")) for i in range(5)]
    found = verdict(make.atlas(*silent), "il-6")
    assert found.label == "MOSTLY NO SIGNIFICANT DIFFERENCE"
    assert pd.isna(found.p)
    assert found.sentence == (
        "None of the 5 cohorts that tested IL-6 gave a clear direction; "
        "5 reported no significant difference. No significant difference is not the same as no difference."
    )
    for text in (str(found), found._repr_html_()):
        assert "no difference" not in text.replace("not the same as no difference", "").lower()


def test_a_difference_without_direction_is_not_a_null(make):
    altered = [make.publication(f"a{i}", 2000 + i, make.result("altered", "significant")) for i in range(3)]
    silent = [make.publication(f"n{i}", 2010 + i, make.result("no-difference")) for i in range(4)]
    found = verdict(make.atlas(*altered, *silent), "il-6")
    assert (found.mixed, found.possibly_significant) == (3, 3)
    assert found.label == "UNRESOLVED"
    assert (found.low, found.high) == (0.0, 4 / 7)
    assert any("direction is not stated" in note for note in found.notes)


def test_the_default_question(make):
    csf = make.result("lower", matrix_class="csf-protein", specimen="csf")
    atlas = make.atlas(
        make.publication("adams", 2001, csf, make.result("higher")), make.publication("baker", 2002, csf)
    )
    assert verdict(atlas, "il-6").question_key == make.level
    other = verdict(atlas, "il-6", "il-6 | csf-protein | rest | cases-vs-controls")
    assert (other.k, other.lower) == (2, 2)
    only_csf = make.atlas(make.publication("baker", 2002, csf))
    assert verdict(only_csf, "il-6").question == "level in spinal fluid, at rest, cases against controls"


def test_a_marker_without_a_vote_is_refused(make):
    atlas = make.atlas(make.publication("adams", 2001, make.result("higher"), excluded={"reason": "review"}))
    with pytest.raises(FilterError, match="votes_left_out"):
        verdict(atlas, "il-6")


def test_a_verdict_is_frozen_and_shows_itself(eleven):
    found = verdict(
        eleven, "il-6", thresholds=Thresholds(consistent_low=0.5), choices=Choices(silent="counted")
    )
    with pytest.raises(FrozenInstanceError):
        found.label = "CONSISTENT higher"
    assert found.label == "CONSISTENT higher"
    assert (found.next_label, found.why_not) == ("", ())
    assert "consistent_low: 3/5 to 1/2" in dict(found.swim)["1 Grouping"]
    assert "silent: counted" in dict(found.swim)["1 Grouping"]
    assert (
        repr(found)
        == "<Verdict il-6 (circulating level, at rest, cases against controls): CONSISTENT higher, k=11>"
    )
    html = found._repr_html_()
    assert html.count("<tr>") == 12
    assert "color" not in html
    assert (
        str(found).splitlines()[0]
        == "IL-6 (circulating level, at rest, cases against controls): CONSISTENT higher"
    )


def test_the_digest_follows_the_votes(eleven, make):
    again = make.publication("h0b", 2020, make.result("higher", "significant"), cohort="h0")
    studies = [make.publication("x", 2000, make.result("lower"))]
    assert verdict(eleven, "il-6").input_digest == verdict(eleven.where(eligible=True), "il-6").input_digest
    one = verdict(make.atlas(*studies), "il-6")
    assert one.input_digest != verdict(eleven, "il-6").input_digest
    assert (
        one.input_digest
        != verdict(make.atlas(*studies), "il-6", thresholds=Thresholds(too_few=1)).input_digest
    )
    hit = make.publication("h0", 2000, make.result("higher", "significant"))
    assert (
        verdict(make.atlas(hit), "il-6").input_digest == verdict(make.atlas(hit, again), "il-6").input_digest
    )


def test_all_verdicts_are_the_single_ones(real):
    everything = verdicts(real, grid=False)
    assert everything["k"].is_monotonic_decreasing
    for row in everything.iloc[:: len(everything) // 25].itertuples(index=False):
        alone = verdict(real, row.marker, row.question_key).tidy()
        together = everything[everything["question_key"] == row.question_key].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, together)
    lenient = verdicts(real, identity="lenient", grid=False)
    top = lenient.iloc[0]
    pd.testing.assert_frame_equal(
        verdict(real, top["marker"], top["question_key"], identity="lenient").tidy(),
        lenient.head(1),
    )


def test_every_real_label_says_what_the_counts_allow(real):
    for row in verdicts(real, grid=False).itertuples(index=False):
        assert row.higher + row.lower + row.silent + row.mixed == row.k
        assert (row.label == "TOO FEW") == (row.k <= 2)
        assert 0 <= row.low <= row.high <= 1
        if row.direction:
            assert row.label.endswith(row.direction)
            assert (row.higher > row.lower) == (row.direction == "higher")


def test_verdicts_of_nothing(make):
    atlas = make.atlas(make.publication("adams", 2001, make.result("higher"), excluded={"reason": "review"}))
    empty = verdicts(atlas)
    assert empty.empty
    assert {"label", "stability"} <= set(empty.columns)

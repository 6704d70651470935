"""Votes of a tiny atlas, counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.choices import Choices
from synthesis.consistency.votes import votes, votes_left_out
from synthesis.errors import FilterError


@pytest.fixture
def tiny(make):
    """Adams and Baker share a cohort; Clark has part of the cases; Davis is excluded; Evans unidentified."""
    result, publication = make.result, make.publication
    return make.atlas(
        publication(
            "adams",
            2001,
            result("higher", "significant"),
            result("higher", "significant", contrast="within-case"),
            cohort="shared",
            cases=20,
            controls=25,
            authors=("Adams, A", "Zimmer, Z"),
            case_selection={"all_of": ["ccc-2003"]},
        ),
        publication(
            "baker",
            2004,
            result("higher", specimen="plasma", source="abstract"),
            result("no-difference", subgroup="severe"),
            cohort="shared",
            cases=22,
            controls=20,
            authors=("Baker, B", "Cole, C"),
            case_selection={"all_of": ["ccc-2003"]},
        ),
        publication(
            "clark", 2012, result("lower", subgroup="men"), cases=None, authors=("Zimmer, Zoe", "et al.")
        ),
        publication("davis", 2015, result("higher"), excluded={"reason": "not-me-cfs"}),
        publication("evans", 2016, result("no-difference", source="page"), citation={"identified": False}),
        publication("frank", 2018, result(None), result("higher", marker="panel")),
    )


def test_one_row_per_cohort(tiny):
    frame = votes(tiny, "interleukin 6").set_index("cohort_id")
    assert list(frame.index) == ["shared", "clark", "evans"]
    shared = frame.loc["shared"]
    assert (shared["vote"], shared["significance"], shared["rule"]) == ("H", "H", "V1-agree")
    assert shared["findings"] == "adams/f1;baker/f1"
    assert (shared["studies"], shared["year_first"], shared["year_last"]) == ("adams;baker", 2001, 2004)
    assert (shared["n_cases"], shared["n_controls"]) == (22, 25)
    assert (shared["specimens"], shared["pem"]) == ("plasma;serum", "yes")
    assert shared["source_kind"] == "primary-full-text"
    assert (shared["results"], shared["results_directed"], shared["corrected"]) == (2, 2, False)
    clark = frame.loc["clark"]
    assert not clark["whole_group"]
    assert frame["n_cases"].isna().tolist() == [False, True, False]
    assert frame["corrected"].isna().tolist() == [False, True, True]
    evans = frame.loc["evans"]
    assert (evans["vote"], evans["identified"], evans["atlas_page_only"]) == ("U", False, True)
    assert frame["era"].tolist() == ["to 2004", "2005 to 2014", "from 2015"]


def test_research_groups(tiny):
    frame = votes(tiny, "il-6").set_index("cohort_id")
    assert frame["group_id"].to_dict() == {"shared": "zimmer z", "clark": "zimmer z", "evans": "evans"}
    assert frame["group_known"].to_dict() == {"shared": True, "clark": True, "evans": False}


def test_findings_without_a_vote_have_a_reason(tiny):
    out = votes_left_out(tiny, "il-6").set_index("finding_id")["reason"].to_dict()
    assert out == {
        "adams/f2": "within cases only",
        "baker/f2": "about part of the cases; the cohort has a result on all of them",
        "davis/f1": "its study is excluded",
        "frank/f1": "no direction recorded",
    }


def test_used_and_left_out_are_all_findings(tiny, real):
    for atlas in (tiny, real):
        for choices in (
            Choices(),
            Choices(pem="required", implied_nulls=False, per_arm=50, years=(2000, None)),
        ):
            used = votes(atlas, choices=choices)["findings"].str.split(";").explode().tolist()
            out = votes_left_out(atlas, choices=choices)["finding_id"].tolist()
            assert sorted(used + out) == sorted(atlas.findings["finding_id"])


def test_a_second_report_of_a_cohort_changes_nothing(make):
    first = make.publication("adams", 2001, make.result("higher", "significant"))
    again = make.publication("baker", 2003, make.result("higher", "significant"), cohort="adams")
    other = make.publication("clark", 2005, make.result("no-difference"))
    columns = ["cohort_id", "vote", "significance", "n_cases", "n_controls"]
    once, twice = (votes(make.atlas(*studies), "il-6") for studies in ((first, other), (first, again, other)))
    assert once[columns].equals(twice[columns])


@given(st.permutations(range(5)))
def test_the_order_of_studies_does_not_matter(make, order):
    studies = [
        make.publication(f"s{i}", 2000 + i, make.result(direction), authors=(f"Ace, A{i % 2}", f"Bee, {i}"))
        for i, direction in enumerate(("higher", "lower", "no-difference", "mixed", "altered"))
    ]
    shuffled = make.atlas(*(studies[i] for i in order))
    assert votes(make.atlas(*studies)).equals(votes(shuffled))


def test_a_filter_that_keeps_everything_changes_nothing(real):
    everything = real.where(years=(1900, 2100))
    dated = real.studies["year"].notna()
    kept = real.where(slug=real.studies.loc[dated, "slug"].tolist())
    assert votes(everything).equals(votes(kept))
    assert votes(real.where(slug=real.studies["slug"].tolist())).equals(votes(real))
    wide = Choices(years=(1900, 2100))
    undated = votes(real, choices=wide)["cohort_id"].nunique()
    assert undated < votes(real)["cohort_id"].nunique()  # a year that is not known is in no range


def test_lenient_identity_rolls_up_and_keeps_serum_and_plasma_apart(make):
    serum = make.result("higher", marker="tgf-beta1")
    unnamed = make.result("higher", marker="tgf-beta-isoform-not-stated")
    atlas = make.atlas(
        make.publication("adams", 2001, serum),
        make.publication("baker", 2002, unnamed),
        make.publication("clark", 2003, unnamed | {"specimen": "plasma"}),
    )
    strict, lenient = (votes(atlas, "tgf-beta1", identity=identity) for identity in ("strict", "lenient"))
    assert strict["cohort_id"].tolist() == ["adams"]
    assert lenient.groupby("question_key")["cohort_id"].apply(list).to_dict() == {
        "tgf-beta1 | circulating-protein:plasma | rest | cases-vs-controls": ["clark"],
        "tgf-beta1 | circulating-protein:serum | rest | cases-vs-controls": ["adams", "baker"],
    }
    assert lenient["unresolved"].tolist() == [True, False, True]
    member = votes(atlas, "tgf-beta-isoform-not-stated", identity="lenient")
    assert member.equals(lenient)


def test_another_illness_is_another_question(make):
    atlas = make.atlas(
        make.publication("adams", 2001, make.result("higher")),
        make.publication("baker", 2002, make.result("lower"), comparator="other-fatigued"),
    )
    assert votes(atlas, question=make.level)["cohort_id"].tolist() == ["adams"]
    assert votes(atlas, question=f"{make.level}:other-fatigued")["cohort_id"].tolist() == ["baker"]


def test_unknown_words_are_explained(tiny):
    with pytest.raises(FilterError, match="did you mean 'il-6'"):
        votes(tiny, "il-66")
    with pytest.raises(FilterError, match="no finding answers"):
        votes(tiny, "il-6", "il-6 | csf-protein | rest | cases-vs-controls")
    with pytest.raises(FilterError, match="lenient"):
        votes(tiny, identity="loose")
    with pytest.raises(FilterError, match="required"):
        Choices(pem="always")


def test_no_votes_give_an_empty_frame_with_columns(tiny):
    empty = votes(tiny, "il-6", choices=Choices(per_arm=1000))
    assert empty.empty
    assert empty.columns.equals(votes(tiny).columns)

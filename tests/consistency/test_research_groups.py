from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from synthesis.consistency.research_groups import leading_authors, person, research_groups

names = st.sampled_from(["Ace, A", "Bee, B", "Cue, C", "Dee, D", "et al."])
studies = st.lists(st.tuples(st.lists(names, max_size=4), st.sampled_from("uvwxyz")), max_size=8)


def test_first_with_last_author_and_accents():
    found = research_groups(
        [
            ("a", ["Fluge, Ø", "Müller, M"], ["a"]),
            ("b", ["Nord, N", "Muller, Max"], ["b"]),
            ("c", ["Muller, P"], ["c"]),
        ]
    )
    assert found["a"].group_id == found["b"].group_id == "muller m"
    assert found["c"].group_id == "c"


def test_middle_authors_do_not_link():
    assert leading_authors(["A, A", "B, B", "C, C"]) == ("a a", "c c")
    assert leading_authors([]) == ()
    assert person(" van der Berg, J.P. ") == "van der berg j"


def test_a_chain_is_one_group_named_after_the_most_frequent():
    found = research_groups(
        [
            ("a", ["Ace, A", "Bee, B"], ["a"]),
            ("b", ["Bee, B", "Cue, C"], ["b"]),
            ("c", ["Cue, C", "Bee, B"], ["c"]),
        ]
    )
    assert {group.group_id for group in found.values()} == {"bee b"}


def test_a_shared_cohort_links_studies_without_authors():
    found = research_groups([("a", [], ["x"]), ("b", [], ["x", "y"]), ("c", [], ["z"])])
    assert found["a"].group_id == found["b"].group_id == "a"
    assert not found["a"].known
    assert found["c"].group_id == "c"


def test_a_family_name_alone_stands_for_its_bearers():
    authors = {"a": ["Ace, A", "Bee, B"], "b": ["Bee"], "c": ["Cue"], "d": ["Ace, Z"]}
    found = research_groups([(slug, names, [slug]) for slug, names in authors.items()])
    assert found["a"].group_id == found["b"].group_id
    assert (found["a"].known, found["b"].known, found["c"].known) == (True, False, False)
    assert len({group.group_id for group in found.values()}) == 3


@given(studies, st.randoms())
def test_order_does_not_matter_and_names_are_unique(rows, random):
    given_rows = [(f"s{i}", authors, [cohort]) for i, (authors, cohort) in enumerate(rows)]
    shuffled = given_rows.copy()
    random.shuffle(shuffled)
    found = research_groups(given_rows)
    assert found == research_groups(shuffled)
    for slug, authors, cohort in given_rows:
        for other, others, theirs in given_rows:
            linked = set(leading_authors(authors)) & set(leading_authors(others)) or cohort == theirs
            if linked:
                assert found[slug].group_id == found[other].group_id

"""The verdict tables against the verdicts: every question once, the same numbers, no word that overclaims."""

from __future__ import annotations

import re

import pytest

from synthesis.consistency.fragility import fragility
from synthesis.consistency.frames import as_rows
from synthesis.consistency.labels import Label
from synthesis.consistency.multiverse import multiverse
from synthesis.consistency.sensitivity import sensitivity
from synthesis.consistency.verdicts import verdicts
from synthesis.consistency.votes import votes, votes_left_out
from synthesis.errors import FilterError
from synthesis.reports.verdicts import how_to_read
from synthesis.store.atlas import Atlas
from synthesis.store.load import load
from synthesis.tables import consistency, review_codes, too_few
from synthesis.tables import sensitivity as grid
from synthesis.tables import votes as cast
from synthesis.tables.verdict_words import MEANING, leading

#: Words that a verdict must not use. "Significant" is for a result of a cohort, never for a marker.
BANNED = re.compile(
    r"\b(proven|proves?|established|biomarkers?|normal|significant markers?)\b", re.IGNORECASE
)


@pytest.fixture(scope="module")
def real() -> Atlas:
    return load(progress=False)


def test_every_question_stands_in_exactly_one_row(real: Atlas) -> None:
    judged, few = consistency.rows(real), too_few.rows(real)
    listed = [*judged["question_key"], *few["question_key"]]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(verdicts(real, grid=False)["question_key"]) == set(votes(real)["question_key"])
    assert set(few["label"]) == {"TOO FEW"}
    assert "TOO FEW" not in set(judged["label"])


@pytest.mark.parametrize("topic", [None, "nk-cells", "cytokines"])
def test_numbers_are_those_of_the_verdicts(real: Atlas, topic: str | None) -> None:
    atlas = real if topic is None else real.where(topic=topic)
    expected = {row["question_key"]: row for row in as_rows(verdicts(atlas))}
    for table in (consistency, too_few):
        rows = as_rows(table.rows(atlas))
        assert rows
        for row in rows:
            wanted = expected[row["question_key"]]
            shared = row.keys() & wanted.keys()
            assert {"label", "k", "higher", "lower", "silent", "mixed", "people", "rule_id"} <= shared
            assert {name: row[name] for name in shared} == {name: wanted[name] for name in shared}


def test_counts_over_cohorts(real: Atlas) -> None:
    rows = consistency.rows(real)
    of_key = dict(iter(votes(real).groupby("question_key")))
    for row in rows.itertuples():
        mine = of_key[row.question_key]
        assert row.k == len(mine) == row.higher + row.lower + row.silent + row.mixed
        assert row.cohorts_sized == int((mine["n_cases"].notna() & mine["n_controls"].notna()).sum())
        assert row.cohorts_implied == int(mine["inferred"].sum()) <= row.silent
        assert row.possibly_significant == int((mine["significance"] == "unknown").sum())
        assert row.cohorts_pem_required == int((mine["pem"] == "yes").sum())
        assert row.cohorts_authors_unknown == int((~mine["group_known"]).sum())
        both = {row.significant_higher, row.significant_lower}
        assert both == {row.significant_for, row.significant_against}
        if row.direction:
            assert getattr(row, f"significant_{row.direction}") == row.significant_for


def test_share_of_combinations_is_that_of_the_multiverse(real: Atlas) -> None:
    row = consistency.rows(real).set_index("marker").loc["crp"]
    alone = multiverse(real, "CRP", progress=False).frame.iloc[0]
    assert (row.share_kept, row.combinations, row.flipped_by) == (
        alone.share_kept,
        alone.combinations,
        alone.flipped_by,
    )


def test_most_cohorts_come_first(real: Atlas) -> None:
    assert consistency.rows(real)["k"].is_monotonic_decreasing
    assert too_few.rows(real)["k"].is_monotonic_decreasing


def test_label_is_printed_with_its_rule_and_its_cap(real: Atlas) -> None:
    made = consistency.table(real)
    for text, label, rule in zip(
        made.texts["verdict"], made.data["label"], made.data["rule_id"], strict=True
    ):
        assert text.startswith(f"{label} ({rule.partition('-')[0]}")
    line = {"capped_from": "LEANING higher"}
    assert consistency._capped(line) == ", lowered from LEANING higher"


def test_both_denominators_are_printed(real: Atlas) -> None:
    made = consistency.table(real)
    for data, text in zip(made.data.itertuples(), made.texts.itertuples(), strict=True):
        most = max(data.higher, data.lower)
        assert text.of_all.startswith(f"{most} of {data.k} (")
        if data.direction:
            assert text.of_directed == f"{most} of {data.higher + data.lower} {data.direction}"
    assert leading({"k": 4, "higher": 2, "lower": 2, "low": 0.5, "high": 0.5}) == {
        "of_directed": "tie, 2 each way",
        "of_all": "2 of 4 (50%)",
        "bounds": "50%",
    }


def test_groups_are_at_most_where_authors_are_unknown(real: Atlas) -> None:
    made = consistency.table(real)
    for data, text in zip(made.data.itertuples(), made.texts.itertuples(), strict=True):
        if data.higher == data.lower:
            assert text.known_groups == "no leading direction"
        else:
            assert text.known_groups.startswith("up to ") == (data.cohorts_authors_unknown > 0)


def test_title_counts_what_is_shown_and_what_is_elsewhere(real: Atlas) -> None:
    made = consistency.table(real)
    few = too_few.table(real)
    assert f"{len(made.data)} questions" in made.title
    assert f"{len(few.data)} further questions" in made.subtitle
    for label, often in made.data["label"].value_counts().items():
        assert f"{often} {label}" in made.subtitle


def test_every_label_is_explained(real: Atlas) -> None:
    assert set(MEANING) == set(Label)
    notes = " ".join((*consistency.table(real).footnotes, *too_few.table(real).footnotes))
    for label in Label:
        assert f"{label.words}: {MEANING[label]}" in notes
    assert "does not show that there is none" in MEANING[Label.MOSTLY_NULL]


def test_no_significant_difference_is_never_short_for_no_difference(real: Atlas) -> None:
    made = consistency.table(real)
    headings = [column.label for column in made.columns]
    assert "○ no significant difference, direction not given" in headings
    for text in too_few.table(real).texts["reported"]:
        assert "no difference" not in text


def test_words_do_not_overclaim(real: Atlas) -> None:
    for made in (
        consistency.table(real),
        too_few.table(real),
        review_codes.table(real),
        grid.table(real, "IL-6"),
    ):
        words = " ".join((made.title, made.subtitle, *made.footnotes, *(c.label for c in made.columns)))
        cells = made.texts.drop(columns=["marker_name"], errors="ignore").to_numpy().ravel()
        assert not BANNED.search(f"{words} {' '.join(cells)}")
    assert not BANNED.search(how_to_read())
    assert not BANNED.search(" ".join(MEANING.values()))
    assert not BANNED.search(" ".join(map(str, fragility(real, "IL-6"))))


def test_votes_hold_every_cohort_and_every_finding_once(real: Atlas) -> None:
    made = cast.rows(real, "NK cell cytotoxicity")
    (key,) = set(made["question_key"])
    voted = made[made["vote"] != "no vote"]
    expected = votes(real, "NK cell cytotoxicity", key)
    assert voted["cohort_id"].tolist() == expected["cohort_id"].tolist()
    assert voted["vote"].tolist() == expected["vote"].tolist()
    left = votes_left_out(real, "NK cell cytotoxicity", key)
    assert set(made.loc[made["vote"] == "no vote", "findings"]) == set(left["finding_id"])
    named = ";".join(made["findings"]).split(";")
    assert len(named) == len(set(named))


def test_votes_of_all_are_those_behind_the_verdicts(real: Atlas) -> None:
    made = cast.rows(real)
    judged = consistency.rows(real)
    assert list(dict.fromkeys(made["question_key"])) == judged["question_key"].tolist()
    often = made[made["vote"] != "no vote"]["question_key"].value_counts()
    assert {key: int(often[key]) for key in judged["question_key"]} == dict(
        zip(judged["question_key"], judged["k"].astype(int), strict=True)
    )


def test_votes_say_why(real: Atlas) -> None:
    made = cast.table(real, "IL-6")
    assert not (made.texts["reason"] == "–").any()
    assert set(made.groups) == {"IL-6, circulating level, at rest: " + str(made.data["verdict"].iloc[0])}


def test_sensitivity_has_all_rows(real: Atlas) -> None:
    made = grid.table(real, "IL-6")
    expected = sensitivity(real, "IL-6")
    assert made.data.drop(columns="question_key")["label"].tolist() == expected.frame["label"].tolist()
    assert made.data["row"].tolist() == expected.frame["row"].tolist()
    assert expected.stability in made.title
    in_turn = made.texts[made.data["row"].isin(["14-cohort", "15-group"]).to_numpy(bool)]
    assert (in_turn["higher"] == "varies").all()


def test_codes_by_hand(real: Atlas) -> None:
    rows = review_codes.rows(real).set_index("marker")
    nk = rows.loc["nk-cell-cytotoxicity"]
    assert nk.sallis == ("---" if nk.significant_one_way / nk.k >= 0.6 else "?")
    assert bool(nk.three_quarters) == (nk.same_finding / nk.k >= 0.75)
    assert (rows["few_participants"] == (rows["people"] <= 400)).all()
    texts = review_codes.table(real).texts
    assert set(texts["level"]) == set(texts["umbrella"]) == {"not computable"}


@pytest.mark.parametrize("table", [cast.table, grid.table])
def test_unknown_marker_and_question(real: Atlas, table) -> None:
    with pytest.raises(FilterError, match="there is no marker 'il6x'; did you mean"):
        table(real, "il6x")
    with pytest.raises(FilterError, match="no finding answers 'x'"):
        table(real, "IL-6", "x")


def test_a_small_atlas_by_hand(judged: Atlas) -> None:
    """Adams and Baker share a cohort: higher, significant; Hill too; Clark lower, not stated; Ide silent."""
    (row,) = consistency.rows(judged).itertuples()
    assert (row.k, row.higher, row.lower, row.silent, row.mixed) == (4, 2, 1, 1, 0)
    assert (row.significant_higher, row.significant_lower, row.possibly_significant) == (2, 0, 1)
    assert (row.cohorts_sized, row.people) == (3, 30 + 20 + 25 + 25 + 25 + 25)
    assert row.cohorts_pem_required == 0
    (text,) = consistency.table(judged).texts.itertuples()
    assert (text.of_directed, text.of_all, text.bounds) == ("2 of 3 higher", "2 of 4 (50%)", "50% to 75%")
    assert (text.sized, text.pem, text.known_people) == ("3 of 4", "0 of 4", "150")
    assert too_few.rows(judged)["marker"].tolist() == ["tnf"]
    (code,) = review_codes.rows(judged).itertuples()
    assert (code.sallis, code.same_finding, code.three_quarters, code.few_participants) == (
        "?",
        2,
        False,
        True,
    )

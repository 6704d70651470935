"""Proposals for two invented articles, held against answers written by hand; and how they are handed over."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from synthesis.audit.propose.proposals import Proposals
from synthesis.audit.propose.propose import propose
from synthesis.audit.propose.score import Score, score
from synthesis.cli.main import app
from synthesis.records.claim import Article
from synthesis.records.yaml12 import parse
from synthesis.store.atlas import Atlas
from synthesis.vocabulary.claim import ClaimDirection, ClaimStatus

ARTICLES = Path(__file__).with_name("articles")
NAMES = ("signals", "cells")

runner = CliRunner()


def text_of(name: str) -> str:
    return (ARTICLES / f"{name}.txt").read_text("utf-8")


def answers(name: str) -> Article:
    return Article.model_validate(parse((ARTICLES / f"{name}.yaml").read_text("utf-8")).data)


@pytest.fixture(scope="module")
def proposals(real: Atlas) -> dict[str, Proposals]:
    return {name: propose(text_of(name), real) for name in NAMES}


@pytest.fixture(scope="module")
def scores(proposals: dict[str, Proposals]) -> dict[str, Score]:
    return {name: score(proposals[name], answers(name).claims) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_are_about_this_text(name: str, proposals: dict[str, Proposals]) -> None:
    article = answers(name)
    assert article.text is not None
    assert (article.text.sha256, article.text.characters) == (proposals[name].sha256, len(text_of(name)))


@pytest.mark.parametrize("name", NAMES)
def test_no_direction_and_no_marker_is_wrong(name: str, scores: dict[str, Score]) -> None:
    found = scores[name]
    assert found.wrong_direction == found.unmatched == found.other_strength == ()
    assert found.precision == 1.0


@pytest.mark.parametrize(
    ("name", "missed"),
    [
        ("signals", {"S04", "S09", "S10", "S15", "S17", "S18"}),
        ("cells", {"C03", "C19", "C20", "C27"}),
    ],
)
def test_what_is_missed(name: str, missed: set[str], scores: dict[str, Score]) -> None:
    """What the rules are meant to leave: negations, controls, both ways, exertion, severity, ranks, women."""
    assert set(scores[name].missed) == missed
    assert scores[name].coverage == 1 - len(missed) / len(answers(name).claims)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_agrees_with_the_answer(
    name: str, proposals: dict[str, Proposals], scores: dict[str, Score]
) -> None:
    ours = {claim.id: claim for claim in proposals[name].claims}
    theirs = {claim.id: claim for claim in answers(name).claims}
    for proposed, curated in scores[name].covered:
        one, other = ours[proposed], theirs[curated]
        for field in ("section", "place", "kind", "modality", "significant", "specimens", "matrix_classes"):
            assert getattr(one, field) == getattr(other, field), (curated, field)
        cited = (one.citation, other.citation)
        named = [None if c is None else (c.author, c.year) for c in cited]
        assert named[0] == named[1], curated


@pytest.mark.parametrize("name", NAMES)
def test_offsets_are_those_of_the_words(name: str, proposals: dict[str, Proposals]) -> None:
    text = text_of(name)
    for item in proposals[name].items:
        place = item.claim.place
        assert place is not None
        sentence = text[place.start : place.end]
        assert sentence == sentence.strip()
        assert "\n" not in sentence
        for fired in item.rules:
            words = text[fired.start : fired.end]
            assert words == words.strip() != ""
            assert words[0].isalnum()
        assert item.claim.status is ClaimStatus.PROPOSED
        assert item.claim.confirmed_by is None
    for left in proposals[name].abstained:
        assert text[left.start : left.end].strip() == text[left.start : left.end] != ""


def test_offsets_of_chosen_words(proposals: dict[str, Proposals]) -> None:
    text = text_of("signals")
    words = {(fired.rule, text[fired.start : fired.end]) for fired in proposals["signals"].items[0].rules}
    assert words >= {
        ("m-bracket", "IL‑8"),
        ("d-higher-elevated", "elevated"),
        ("q-repeated", "Multiple studies"),
    }
    gamma = next(item for item in proposals["signals"].items if item.claim.markers == ("ifn-gamma",))
    assert "Interferon-γ" in {text[fired.start : fired.end] for fired in gamma.rules}


def test_a_citation_is_resolved_only_where_one_study_fits(real: Atlas) -> None:
    known = real.studies[real.studies["slug"] == "nakatomi-2014-neuroinflammation-japan"].iloc[0]
    text = "A {year} study by Nakatomi et al. found raised IL-6 and IL-10."
    found = propose(text.format(year=known["year"]), real).claims
    assert [claim.citation is not None and claim.citation.study for claim in found] == [known["slug"]] * 2
    assert [claim.citation and claim.citation.inherits for claim in found] == [None, "P001"]
    off = propose(text.format(year=1999), real).claims[0]
    assert off.citation is not None
    assert (off.citation.author, off.citation.year, off.citation.study) == ("Nakatomi", 1999, None)
    alone = propose("A landmark 2017 study by Hornig et al. described it well.", real).claims
    assert [str(claim.kind) for claim in alone] == ["citation"]
    assert alone[0].citation is not None
    assert (alone[0].citation.words, alone[0].citation.author) == (None, "Hornig")
    assert propose("Cases met the Fukuda (1994) criteria.", real).claims == ()


def test_the_same_text_gives_the_same(real: Atlas, proposals: dict[str, Proposals]) -> None:
    again = propose(text_of("cells"), real)
    assert again == proposals["cells"]
    assert again.to_yaml() == proposals["cells"].to_yaml()
    assert again.digest != proposals["signals"].digest
    with pytest.raises(dataclasses.FrozenInstanceError):
        again.title = "other"  # type: ignore[misc]  # frozen is the point


def test_an_empty_text_gives_nothing(real: Atlas) -> None:
    for text in ("", "\n \n", "A heading alone"):
        found = propose(text, real)
        assert (len(found), found.abstained) == (0, ())
        assert Article.model_validate(parse(found.to_yaml()).data) == found.article


@pytest.mark.parametrize("name", NAMES)
def test_the_file_is_an_article_with_the_same_claims(name: str, proposals: dict[str, Proposals]) -> None:
    found = proposals[name]
    article = Article.model_validate(parse(found.to_yaml()).data)
    assert article == found.article
    assert article.claims == found.claims
    assert found.to_yaml().count("    status: proposed\n") == len(found)


def test_tidy_has_a_row_for_each(proposals: dict[str, Proposals]) -> None:
    found = proposals["cells"]
    table = found.tidy()
    assert len(table) == len(found) + len(found.abstained)
    assert table["doubt"].isna().sum() == len(found)
    first = table.iloc[0]
    assert (first["claim_id"], first["markers"], first["strength"]) == ("P001", "nk-cell-cytotoxicity", "S5")
    assert "d-lower-decreased@182-191" in first["rules"]


def test_a_wrong_direction_and_a_wrong_marker_are_counted(proposals: dict[str, Proposals]) -> None:
    claims = list(answers("signals").claims)
    claims[0] = claims[0].model_copy(update={"direction": ClaimDirection.LOWER})
    claims[1] = claims[1].model_copy(update={"markers": ("il-10",)})
    found = score(proposals["signals"], claims)
    assert (found.wrong_direction, found.unmatched) == (("P001",), ("P002",))
    assert {"S01", "S02"} <= set(found.missed)
    assert found.precision == 1 - 2 / len(proposals["signals"])


WORDS = (
    "IL-6 TNF-α NK cells T cell function Tregs (Tregs) elevated reduced was were not no difference in of and "
    ", . ; : - patients controls compared with than some studies found (IL-10) autoantibodies cytokines show "
    "including: exhaustion markers may et al. (2015) study by Smith 2017 This is one the most replicated "
    "— ‑ levels counts ﬁnd ? ME/CFS while others \u00ad \n"
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(words=st.lists(st.sampled_from(WORDS.split(" ")), max_size=60))
def test_whatever_the_words_places_lie_in_the_text(words: list[str], real: Atlas) -> None:
    text = " ".join(words)
    found = propose(text, real)
    places = [(fired.start, fired.end) for fired in found.rules]
    places += [(left.start, left.end) for left in found.abstained]
    places += [(c.place.start, c.place.end) for c in found.claims if c.place is not None]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert Article.model_validate(parse(found.to_yaml()).data) == found.article


def test_long_sentences_are_read_in_time(real: Atlas) -> None:
    names = ", ".join(f"IL-{number}" for number in (2, 4, 5, 6, 7, 9, 10, 13) * 30)
    assert propose(f"{names} in the blood of many people were seen and in the end found.", real).claims == ()


def test_the_command_writes_and_prints(tmp_path: Path, proposals: dict[str, Proposals]) -> None:
    out = tmp_path / "made" / "cells.yaml"
    source = str(ARTICLES / "cells.txt")
    printed = runner.invoke(app, ["audit", "--propose", source])
    written = runner.invoke(app, ["audit", "--propose", source, "--out", str(out)])
    assert (printed.exit_code, written.exit_code) == (0, 0)
    assert printed.stdout == out.read_text("utf-8") == proposals["cells"].to_yaml()
    assert "23 claims proposed" in written.stderr
    assert [path.name for path in out.parent.iterdir()] == ["cells.yaml"]


def test_the_command_ends_with_2(tmp_path: Path) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes("TNF-ß µ".encode("latin-1"))
    for command in (
        ["--propose", str(tmp_path / "none.txt")],
        ["--propose", str(latin)],
        ["--out", "x.yaml"],
        ["--propose", str(ARTICLES / "cells.txt"), "--out", str(tmp_path)],
        ["immune-dysregulation", "--propose", str(ARTICLES / "cells.txt")],
    ):
        assert runner.invoke(app, ["audit", *command]).exit_code == 2

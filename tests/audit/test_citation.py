"""The citation axis, outcome by outcome."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

CLAIM = {"markers": ["il-6"], "direction": "higher", "strength": "single-study"}


def cited(make: SimpleNamespace, author: str, year: int | None, *studies: Any, **more: Any) -> Any:
    citation = {"author": author} | ({} if year is None else {"year": year})
    return make.audited(studies, CLAIM | {"citation": citation} | more)


def with_il6(make: SimpleNamespace, slug: str, code: str = "H*") -> Any:
    return make.study(slug, make.finding("f", "il-6", code))


def without(make: SimpleNamespace, slug: str) -> Any:
    return make.study(slug, make.finding("f", "il-10", "H*"))


def test_match(make: SimpleNamespace) -> None:
    found = cited(make, "Adams", 2001, with_il6(make, "adams-2001"))
    assert (found.citation.label, found.cited_study, found.label.label) == (
        "MATCH",
        "adams-2001",
        "SUPPORTED",
    )
    assert not any(text.startswith("citation") for text in found.modifiers)


@pytest.mark.parametrize("year", [2000, 2002])
def test_one_year_off(make: SimpleNamespace, year: int) -> None:
    found = cited(make, "Adams", year, with_il6(make, "adams-2001"))
    assert (found.citation.label, found.cited_study) == ("YEAR ±1", "adams-2001")
    assert found.citation_note.startswith(f"Adams {year} is Adams 2001 (adams-2001)")
    assert "citation: YEAR ±1" in found.modifiers


def test_year_mismatch_names_the_study_meant(make: SimpleNamespace) -> None:
    found = cited(make, "Adams", 2005, with_il6(make, "adams-2001"), without(make, "adams-2005"))
    assert (found.citation.label, found.cited_study) == ("YEAR MISMATCH", "adams-2001")
    assert found.citation_note == (
        "Adams 2005 does not report this; the study meant is Adams 2001 (adams-2001); "
        "Adams 2005 (adams-2005) reports something else"
    )
    assert found.label.label == "SUPPORTED"  # the axis is independent of the label


def test_a_study_of_the_year_wins_over_its_neighbours(make: SimpleNamespace) -> None:
    found = cited(make, "Adams", 2001, with_il6(make, "adams-2001"), with_il6(make, "adams-2002"))
    assert (found.citation.label, found.cited_study) == ("MATCH", "adams-2001")


@pytest.mark.parametrize(("year", "note"), [(2001, "no such finding"), (2002, "the year is one off")])
def test_reported_something_else(make: SimpleNamespace, year: int, note: str) -> None:
    found = cited(make, "Adams", year, without(make, "adams-2001"), with_il6(make, "baker-2001"))
    assert (found.citation.label, found.cited_study) == ("REPORTED SOMETHING ELSE", "adams-2001")
    assert note in found.citation_note
    assert found.label.label == "NOT IN RECORD"  # another study's result does not bear the report out


@pytest.mark.parametrize("fits", [True, False])
def test_ambiguous(make: SimpleNamespace, fits: bool) -> None:
    study = with_il6 if fits else without
    found = cited(make, "Adams", 2001, study(make, "adams-2001-one"), study(make, "adams-2001-two"))
    assert (found.citation.label, found.cited_study) == ("AMBIGUOUS", "")
    assert "adams-2001-one" in found.citation_note
    assert "adams-2001-two" in found.citation_note
    assert found.label.label == "NOT IN RECORD"


@pytest.mark.parametrize(("author", "year"), [("Young", 2001), ("Adams", 2010)])
def test_not_in_record(make: SimpleNamespace, author: str, year: int) -> None:
    found = cited(make, author, year, without(make, "adams-2001"))
    assert (found.citation.label, found.citation_note) == (
        "NOT IN RECORD",
        f"no study by {author} {year} is in the record",
    )


def test_without_a_year_the_only_fitting_study_is_meant(make: SimpleNamespace) -> None:
    found = cited(make, "Adams", None, with_il6(make, "adams-2001"), without(make, "adams-2005"))
    assert (found.citation.label, found.cited_study) == ("MATCH", "adams-2001")


def test_accents_and_case_do_not_matter(make: SimpleNamespace) -> None:
    study = with_il6(make, "frmont-2001")
    named = study.model_copy(
        update={"citation": study.citation.model_copy(update={"first_author": "Frémont"})}
    )
    assert cited(make, "fremont", 2001, named).citation.label == "MATCH"


def test_a_narrower_marker_fits_its_wider_entry(make: SimpleNamespace) -> None:
    study = make.study("adams-2001", make.finding("f", "tgf-open", "H*"))
    assert cited(make, "Adams", 2001, study, markers=["tgf"]).citation.label == "MATCH"


def test_a_described_study_is_taken_as_the_reader_took_it(make: SimpleNamespace) -> None:
    studies = [with_il6(make, "adams-2001"), without(make, "baker-2002")]
    right, wrong = make.audited(
        studies,
        CLAIM | {"citation": {"words": "the large trial", "study": "adams-2001"}},
        CLAIM | {"citation": {"words": "the large trial", "study": "baker-2002"}},
    )
    assert (right.citation.label, wrong.citation.label) == ("MATCH", "REPORTED SOMETHING ELSE")
    assert right.citation_note.startswith("described, not named")


def test_the_author_and_year_are_looked_up_whatever_the_reader_meant(make: SimpleNamespace) -> None:
    studies = [with_il6(make, "adams-2001"), with_il6(make, "adams-2010")]
    claim = CLAIM | {"citation": {"author": "Adams", "year": 2010, "study": "adams-2001"}}
    assert make.audited(studies, claim).cited_study == "adams-2010"


def test_a_statement_about_a_year_follows_the_claims_that_share_its_citation(make: SimpleNamespace) -> None:
    adams = {"author": "Adams", "year": 2005}
    claims = (
        {"kind": "citation", "strength": "single-study", "citation": adams},
        CLAIM | {"citation": adams | {"inherits": "c1"}},
    )
    year, report = make.audited([with_il6(make, "adams-2001"), without(make, "adams-2005")], *claims)
    assert (year.label.label, year.rule, year.citation.label) == (
        "CONTRADICTED",
        "C-year-mismatch",
        "YEAR MISMATCH",
    )
    assert report.cited_study == year.cited_study == "adams-2001"


@pytest.mark.parametrize(
    ("year", "label", "rule"),
    [(2001, "SUPPORTED", "C-match"), (2002, "SUPPORTED (one year off)", "C-year-off-by-one")],
)
def test_labels_of_a_statement_about_a_year(make: SimpleNamespace, year: int, label: str, rule: str) -> None:
    adams = {"author": "Adams", "year": year}
    claims = (
        {"kind": "citation", "strength": "single-study", "citation": adams},
        CLAIM | {"citation": adams | {"inherits": "c1"}},
    )
    found, _ = make.audited([with_il6(make, "adams-2001")], *claims)
    assert (found.label_text, found.rule) == (label, rule)


def test_later_cohorts_are_the_context(make: SimpleNamespace) -> None:
    studies = [
        with_il6(make, "adams-2001"),
        with_il6(make, "earlier-1999", "L*"),
        with_il6(make, "baker-2005", "U"),
        with_il6(make, "clark-2009", "L*"),
    ]
    found = cited(make, "Adams", 2001, *studies)
    assert found.context == (
        "later: Baker 2005 no significant difference, direction not given; Clark 2009 lower"
    )
    assert cited(make, "Clark", 2009, *studies).context == ""


def test_context_looks_under_the_wider_entry(make: SimpleNamespace) -> None:
    studies = [
        make.study("adams-2001", make.finding("f", "tgf-open", "H*")),
        make.study("baker-2005", make.finding("f", "tgf", "U")),
    ]
    found = cited(make, "Adams", 2001, *studies, markers=["tgf-open"])
    assert found.context == "later: Baker 2005 no significant difference, direction not given"

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from synthesis.records.citation import AtlasPage, Snapshot
from synthesis.reports.references import formatted
from synthesis.reports.references.bibtex import bibtex
from synthesis.reports.references.csl import csl_json
from synthesis.reports.references.reference import Author, Recorded, Reference, references_of
from synthesis.reports.references.ris import ris
from synthesis.store.load import load


def reference(**changed: Any) -> Reference:
    plain: dict[str, Any] = {
        "slug": "adams-2001-first",
        "name": "Adams 2001",
        "authors": (Author("Adams", "A B"), Author("van der Berg", "C")),
        "recorded": "all",
        "title": "Levels of IL-6 & TNF in 50% of {some} people_a: a B cell study?",
        "year": 2001,
        "journal": "Brain, Behavior, & Immunity",
        "doi": "10.1000/s0022-3956(96)00063-5",
        "pmid": "123",
        "pmcid": "PMC9",
        "url": "https://doi.org/10.1000/s0022-3956(96)00063-5",
        "identified": True,
        "seen_in": (),
        "atlas_page": None,
    }
    return Reference(**(plain | changed))


@pytest.fixture(scope="module")
def of_atlas() -> tuple[Reference, ...]:
    atlas = load(progress=False)
    return references_of(atlas, atlas.studies["slug"])


_LATEX = {
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbraceleft": "{",
    "textbraceright": "}",
}


def undone(text: str) -> str:
    """Read a field as LaTeX prints it: protecting braces vanish, escapes become characters."""
    for name, character in _LATEX.items():
        text = text.replace(f"\\{name}{{}}", f"\0{ord(character)}\0")
    text = re.sub(r"\\([&%$#_])", r"\1", text.replace("{", "").replace("}", ""))
    return re.sub("\0(\\d+)\0", lambda found: chr(int(found.group(1))), text)


def person(name: Any) -> str:
    """Write an author as the record does."""
    family = " ".join([*name.prelast_names, *name.last_names])
    given = " ".join([*name.first_names, *name.middle_names])
    return undone(f"{family}, {given}" if given else family)


def test_bibtex_of_one_reference() -> None:
    assert bibtex([reference()]) == (
        "@article{adams-2001-first,\n"
        "  author = {Adams, A B and van der Berg, C},\n"
        "  title = {Levels of {IL-6} \\& {TNF} in 50\\% of \\textbraceleft{}some\\textbraceright{} "
        "people\\_a: a {B} cell study?},\n"
        "  journal = {Brain, Behavior, \\& Immunity},\n"
        "  year = {2001},\n"
        "  doi = {10.1000/s0022-3956(96)00063-5},\n"
        "  url = {https://doi.org/10.1000/s0022-3956(96)00063-5},\n"
        "  note = {PubMed: 123. PubMed Central: PMC9},\n"
        "}\n"
    )


def check_read_back(references: list[Reference]) -> None:
    read = parse_string(bibtex(references), "bibtex").entries
    assert list(read) == [one.slug for one in references]
    for one in references:
        entry = read[one.slug]
        fields = {name: undone(value) for name, value in entry.fields.items() if name not in ("doi", "url")}
        told = {"title": one.title, "journal": one.journal, "year": one.year and str(one.year)}
        expected = {name: value for name, value in told.items() if value}
        if one.notes:
            expected["note"] = ". ".join(one.notes)
        assert fields == expected, one.slug
        assert entry.fields.get("doi") == one.doi
        assert entry.fields.get("url") == one.url
        names = [person(author) for author in entry.persons.get("author", [])]
        assert names == [a.sorted_name for a in one.authors] + ["others"] * (one.recorded == "some"), one.slug


def test_bibtex_of_the_atlas_reads_back_as_recorded(of_atlas: tuple[Reference, ...]) -> None:
    check_read_back([one for one in of_atlas if one.identified])


_words = st.text(st.sampled_from("abcXYZ \\{}&%$#_~^:éβ-,'"), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split())
)


@given(_words.filter(bool), _words.filter(bool))
def test_bibtex_of_any_text_reads_back(title: str, journal: str) -> None:
    check_read_back([reference(title=title, journal=journal)])


@pytest.mark.parametrize(
    ("family", "given"),
    [
        ("Amel Kashipaz", ""),
        ("Sand and Land Group", ""),
        ("Op De Beéck", "K"),
        ("O'Neal", "A"),
        ("de la Paz", "B C"),
    ],
)
def test_bibtex_keeps_a_name_whole(family: str, given: str) -> None:
    check_read_back([reference(authors=(Author(family, given),))])


def test_bibtex_keys_are_unique(of_atlas: tuple[Reference, ...]) -> None:
    keys = re.findall(r"^@\w+\{(.+),$", bibtex(of_atlas), re.MULTILINE)
    assert len(keys) == len(set(keys)) == sum(one.identified for one in of_atlas)


#: What CSL data may hold of the fields that are written here (citation-style-language/schema, csl-data.json).
_CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "type": {"enum": ["article-journal", "document"]},
            **{
                name: {"type": "string", "minLength": 1}
                for name in ("title", "container-title", "DOI", "PMID", "PMCID", "URL", "note")
            },
            "author": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "properties": {"family": {"type": "string"}, "given": {"type": "string"}},
                    "required": ["family"],
                    "additionalProperties": False,
                },
            },
            "issued": {
                "type": "object",
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 1,
                        "items": {
                            "type": "array",
                            "items": {"type": "integer"},
                            "minItems": 1,
                            "maxItems": 3,
                        },
                    }
                },
                "required": ["date-parts"],
                "additionalProperties": False,
            },
        },
        "required": ["type", "id"],
        "additionalProperties": False,
    },
}


def test_csl_of_the_atlas_is_valid_and_complete(of_atlas: tuple[Reference, ...]) -> None:
    items = json.loads(csl_json(of_atlas))
    jsonschema.validate(items, _CSL)
    identified = [one for one in of_atlas if one.identified]
    assert [item["id"] for item in items] == [one.slug for one in identified]
    for item, one in zip(items, identified, strict=True):
        names = [", ".join(filter(None, (a["family"], a.get("given")))) for a in item.get("author", [])]
        assert names == [author.sorted_name for author in one.authors]
        assert (item.get("title"), item.get("DOI"), item.get("PMID")) == (one.title, one.doi, one.pmid)
        year = item["issued"]["date-parts"][0][0] if "issued" in item else None
        assert year == one.year


def test_ris_of_the_atlas_reads_back(of_atlas: tuple[Reference, ...]) -> None:
    identified = [one for one in of_atlas if one.identified]
    written = ris(of_atlas)
    assert written.count("\n") == written.count("\r\n")
    found = written.split("ER  -\r\n\r\n")[:-1]
    assert len(found) == len(identified)
    for text, one in zip(found, identified, strict=True):
        lines = [line.split("  - ", 1) for line in text.splitlines()]
        tags: dict[str, list[str]] = {}
        for tag, value in lines:
            assert re.fullmatch(r"[A-Z][A-Z0-9]", tag)
            tags.setdefault(tag, []).append(value)
        assert lines[0] == ["TY", "JOUR" if one.journal else "GEN"]
        assert tags.get("AU", []) == [author.sorted_name for author in one.authors]
        assert (tags.get("TI"), tags.get("DO")) == (one.title and [one.title], one.doi and [one.doi])
        assert tags["ID"] == [one.slug]


@pytest.mark.parametrize(
    ("names", "recorded", "expected"),
    [
        (1, "all", "A1, B"),
        (2, "all", "A1, B & A2, B"),
        (3, "all", "A1, B, A2, B, & A3, B"),
        (7, "all", "A1, B, A2, B, A3, B, A4, B, A5, B, A6, B, et al."),
        (3, "some", "A1, B, A2, B, A3, B, et al."),
        (1, "first", "A1, B [further authors not recorded]"),
        (0, "none", "[authors not recorded]"),
    ],
)
def test_authors_of_a_reference(names: int, recorded: Recorded, expected: str) -> None:
    authors = tuple(Author(f"A{i}", "B") for i in range(1, names + 1))
    assert formatted.authors(reference(authors=authors, recorded=recorded)) == expected


def test_title_that_ends_with_a_mark_gets_no_second_one() -> None:
    one = reference(title="Is it so?", journal="J. Immun.", url=None)
    assert formatted.plain(one) == "Adams, A B & van der Berg, C (2001). Is it so? J. Immun."


def test_what_is_not_recorded_is_said() -> None:
    one = reference(authors=(), recorded="none", title=None, year=None, journal=None, url=None)
    assert formatted.plain(one) == "[authors not recorded] (no year recorded). [title not recorded]."


def test_html_of_a_reference_is_escaped_and_linked() -> None:
    written = formatted.html(reference(title="A < B & C"))
    assert "A &lt; B &amp; C." in written
    assert '<a href="https://doi.org/10.1000/s0022-3956(96)00063-5">' in written


def test_snapshot_line_has_the_form_of_the_atlas() -> None:
    noted = Snapshot(generator="v1", scanner="v1.4", policy="v0.1", accessed=date(2026, 5, 29))
    page = AtlasPage(url="https://example.org/a", snapshot=noted)
    assert formatted.snapshot(reference(atlas_page=page)) == (
        "ME/CFS Atlas. Generator v1 / Scanner v1.4 / policy v0.1. Accessed 2026-05-29. https://example.org/a"
    )
    assert "not recorded" in formatted.snapshot(reference(atlas_page=AtlasPage(url="https://example.org/a")))
    assert formatted.snapshot(reference()) == ""


def test_unidentified_publication_has_no_entry(of_atlas: tuple[Reference, ...]) -> None:
    unknown = [one for one in of_atlas if not one.identified]
    assert len(unknown) > 10
    assert (bibtex(unknown), csl_json(unknown), ris(unknown)) == ("", "[]\n", "")

from __future__ import annotations

from typing import Any

import pytest

from synthesis.records.names import letters, plain_name, study_names
from synthesis.records.study import Study
from synthesis.store.load import load


def study(slug: str, **citation: Any) -> Study:
    return Study.model_validate(
        {
            "slug": slug,
            "citation": citation,
            "kind": "primary",
            "design": "case-control",
            "population": "me-cfs",
            "cohorts": [{"id": slug}],
        }
    )


@pytest.mark.parametrize(
    ("citation", "name"),
    [
        ({"first_author": "Maes", "year": 2012, "title": "A title"}, "Maes 2012"),
        ({"first_author": "Wemm"}, "Wemm, no year"),
        ({"title": "Short", "year": 2003}, "“Short” 2003"),
        ({"title": "A title that is far too long for a figure"}, "“A title that is far too long…”, no year"),
        ({"year": 2006}, "[some words] 2006"),
        ({}, "[some words]"),
    ],
)
def test_plain_name(citation: dict[str, Any], name: str) -> None:
    assert plain_name(study("unknown-2006-some-words", **citation)) == name


def test_studies_that_would_share_a_name_get_letters_by_key() -> None:
    found = study_names(
        [
            study("b-2012", first_author="Maes", year=2012),
            study("a-2012", first_author="Maes", year=2012),
            study("c", first_author="Maes"),
            study("d", first_author="Maes"),
            study("e-2011", first_author="Maes", year=2011),
        ]
    )
    assert found == {
        "a-2012": "Maes 2012a",
        "b-2012": "Maes 2012b",
        "c": "Maes, no year a",
        "d": "Maes, no year b",
        "e-2011": "Maes 2011",
    }


def test_no_two_studies_of_the_atlas_share_a_name() -> None:
    names = load(progress=False).studies["label"]
    assert names.is_unique
    assert not names.str.lower().str.contains("unknown").any()


def test_findings_carry_the_name_of_their_study() -> None:
    atlas = load(progress=False)
    of_study = dict(zip(atlas.studies["slug"], atlas.studies["label"], strict=True))
    assert (atlas.findings["slug"].map(of_study) == atlas.findings["label"]).all()


def test_letters_go_on_after_z() -> None:
    assert [letters(i) for i in (1, 27, 701, 702)] == ["b", "ab", "zz", "aaa"]

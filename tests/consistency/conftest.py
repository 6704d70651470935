"""Worked examples that the methods must reproduce, and small atlases whose votes can be counted by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings

from synthesis.records.atlas_records import AtlasRecords
from synthesis.records.marker import Marker
from synthesis.records.problems import Report
from synthesis.records.study import Study
from synthesis.store.atlas import Atlas
from synthesis.store.load import load

# Two busy cores make single examples slow now and then; a time limit would fail at random.
settings.register_profile("consistency", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("consistency")

EXAMPLES = json.loads((Path(__file__).parent / "worked_examples" / "examples.json").read_text())


@pytest.fixture
def worked() -> Callable[[str], Any]:
    """Give one worked example by id."""
    by_id = {entry["id"]: entry for part in EXAMPLES.values() for entry in part}
    return lambda name: by_id[name]


SOURCES = {
    "text": {"kind": "primary-full-text", "ref": "doi:10.1000/full"},
    "abstract": {"kind": "primary-abstract", "ref": "pmid:1"},
    "page": {"kind": "atlas-page", "ref": "https://www.mecfsatlas.com/studies/example"},
}
HEALTHY_LEVEL = "il-6 | circulating-protein | rest | cases-vs-controls"


def result(
    direction: str | None, significance: str = "not-stated", marker: str = "il-6", **more: Any
) -> dict[str, Any]:
    """A finding on the circulating level at rest; `source` is a key of SOURCES."""
    source = more.pop("source", "text")
    if direction == "no-difference":
        significance = "not-significant"
    parts = {
        "marker": marker,
        "marker_kind": "cytokine",
        "quantity": "concentration",
        "specimen": "serum",
        "state": "rest",
        "matrix_class": "circulating-protein",
        "contrast": "cases-vs-controls",
        "direction": direction,
        "significance": significance,
        "sources": [SOURCES[source]],
    }
    return parts | more


def publication(slug: str, year: int, *findings: dict[str, Any], **more: Any) -> Study:
    """A study; `cohort`, `cases`, `controls` and `authors` may be given."""
    cohort = more.pop("cohort", slug)
    groups = [
        {"id": role, "role": role, "n": more.pop(key, 50)}
        for role, key in (("cases", "cases"), ("comparison", "controls"))
    ]
    citation = {"first_author": slug.title(), "year": year, "authors": more.pop("authors", ())}
    parts: dict[str, Any] = {
        "slug": slug,
        "citation": citation | more.pop("citation", {}),
        "kind": "primary",
        "design": "case-control",
        "population": "me-cfs",
        "comparator": "healthy",
        "cohorts": [{"id": cohort, "groups": groups}],
        "findings": [{"id": f"f{i}", **finding} for i, finding in enumerate(findings, 1)],
    }
    return Study.model_validate(parts | more)


MARKERS = (
    Marker(marker_id="il-6", name="IL-6", kind="cytokine", synonyms=("interleukin 6",)),
    Marker(marker_id="il-12p70", name="IL-12p70", kind="cytokine"),
    Marker(
        marker_id="il-12-form-not-stated", name="IL-12 (form not stated)", kind="cytokine", group="il-12p70"
    ),
    Marker(marker_id="tgf-beta1", name="TGF-β1", kind="cytokine", matrix_policy="split"),
    Marker(
        marker_id="tgf-beta-isoform-not-stated",
        name="TGF-β (isoform not stated)",
        kind="cytokine",
        matrix_policy="split",
        group="tgf-beta1",
    ),
    Marker(marker_id="panel", name="Cytokine panel", kind="other", panel=True),
)


def atlas_of(*studies: Study) -> Atlas:
    return Atlas.from_records(AtlasRecords(studies, MARKERS, (), (), (), Report(())), digest="0" * 64)


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """Builders of small atlases: `make.atlas(make.publication("adams", 2001, make.result("higher")))`."""
    return SimpleNamespace(atlas=atlas_of, publication=publication, result=result, level=HEALTHY_LEVEL)


@pytest.fixture(scope="session")
def real() -> Atlas:
    """The embedded atlas."""
    return load(progress=False)

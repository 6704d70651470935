"""A small atlas whose numbers can be checked by hand.

Five eligible studies: Adams and Baker share a cohort (Baker gives more cases and no controls), Clark's
sizes are not known, Davis has findings on subgroups only, Evans has none. Two excluded ones: Frank, Gupta.
"""

from __future__ import annotations

from typing import Any

import pytest

from synthesis.records.atlas_records import AtlasRecords
from synthesis.records.marker import Marker
from synthesis.records.problems import Report
from synthesis.records.study import Study
from synthesis.records.topic import Topic
from synthesis.store.atlas import Atlas

FULL_TEXT = {"kind": "primary-full-text", "ref": "doi:10.1000/full"}
ABSTRACT = {"kind": "primary-abstract", "ref": "pmid:1"}
PAGE = {"kind": "atlas-page", "ref": "https://www.mecfsatlas.com/studies/clark-2010"}


def finding(key: str, marker: str, source: dict[str, str] = FULL_TEXT, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "marker": marker,
        "marker_kind": "cytokine",
        "quantity": "concentration",
        "specimen": "serum",
        "state": "rest",
        "matrix_class": "circulating-protein",
        "contrast": "cases-vs-controls",
        "sources": [source],
        **more,
    }


def cohort(key: str, cases: int | None, controls: int | None, link: str | None = None) -> dict[str, Any]:
    groups = [
        {"id": "cases", "role": "cases", "n": cases},
        {"id": "controls", "role": "comparison", "n": controls},
    ]
    return {"id": key, "link": link, "groups": groups}


def study(slug: str, author: str, year: int, **more: Any) -> Study:
    parts: dict[str, Any] = {
        "slug": slug,
        "citation": {"first_author": author, "year": year, "title": f"Title of {author}"},
        "kind": "primary",
        "design": "case-control",
        "population": "me-cfs",
        "comparator": "healthy",
        "cohorts": [cohort(slug, None, None)],
    }
    return Study.model_validate(parts | more)


ADAMS = study(
    "adams-2001",
    "Adams",
    2001,
    citation={"first_author": "Adams", "year": 2001, "title": "IL-6 & more <i>", "doi": "10.1000/a(1)"},
    case_selection={"all_of": ["fukuda-1994"]},
    atlas_page={"url": "https://www.mecfsatlas.com/studies/adams-2001", "pem_badge": "required"},
    cohorts=[cohort("shared", 20, 20, "probable")],
    findings=[
        finding(
            "f1",
            "il-6",
            direction="higher",
            significance="significant",
            statistic="mean-sd",
            cases={"n": 20, "center": 2.0, "spread": 1.0},
            controls={"n": 20, "center": 1.0, "spread": 1.0},
            assay={"family": "elisa"},
            sources=[FULL_TEXT, ABSTRACT],
        ),
        finding("f2", "il-6", direction="lower", significance="not-significant", subgroup="women"),
    ],
)
BAKER = study(
    "baker-2003",
    "Baker",
    2003,
    case_selection={"all_of": ["ccc-2003"]},
    cohorts=[cohort("shared", 30, None, "probable")],
    findings=[finding("f1", "il-6", ABSTRACT, direction="no-difference", inferred=True, specimen="plasma")],
)
CLARK = study(
    "clark-2010",
    "Clark",
    2010,
    design="cross-sectional",
    citation={"first_author": "Clark", "year": 2010, "identified": False},
    findings=[
        finding("f1", "il-6", PAGE, direction="lower"),
        finding("f2", "tnf", PAGE, direction="altered"),
    ],
)
DAVIS = study(
    "davis-2015",
    "Davis",
    2015,
    design="exercise-challenge",
    case_selection={"any_of": ["fukuda-1994", "ccc-2003"]},
    cohorts=[cohort("davis-2015", 10, 12)],
    findings=[
        finding("f1", "tnf", direction="higher", significance="not-significant", subgroup="men"),
        finding("f2", "tnf", direction="higher", significance="significant", subgroup="women"),
        finding("f3", "cytokine-panel", direction="higher"),
        finding("f4", "il-6", contrast="case-vs-case"),
    ],
    conflicts=[
        {
            "id": "c1",
            "field": "direction",
            "statements": [{"value": "higher", "source": "text"}, {"value": "lower", "source": "table"}],
            "status": "unresolved",
            "findings": ["f1"],
        }
    ],
    review={"state": "checked", "by": "second reader", "on": "2026-01-02"},
)
EVANS = study("evans-2018", "Evans", 2018, cohorts=[cohort("evans-2018", 40, 40)])
FRANK = study(
    "frank-2012",
    "Frank",
    2012,
    kind="narrative-review",
    design="narrative-review",
    excluded={"reason": "review"},
    findings=[finding("f1", "il-6", direction="higher")],
)
GUPTA = study(
    "gupta-2019",
    "Gupta",
    2019,
    kind="trial",
    design="randomised-trial",
    excluded={"reason": "treatment-change", "note": "before against after"},
    left_out=[{"item": "IL-6 fell", "reason": "no comparison group", "source": "abstract"}],
)

#: Two more studies, so that three cohorts or more have tested IL-6.
HILL, IDE = (
    study(
        slug,
        author,
        year,
        cohorts=[cohort(slug, 25, 25)],
        findings=[finding("f1", "il-6", direction=direction, significance=significance)],
    )
    for slug, author, year, direction, significance in (
        ("hill-2005", "Hill", 2005, "higher", "significant"),
        ("ide-2016", "Ide", 2016, "no-difference", "not-significant"),
    )
)

MARKERS = (
    Marker(marker_id="il-6", name="IL-6", kind="cytokine"),
    Marker(marker_id="tnf", name="TNF", kind="cytokine"),
    Marker(marker_id="il-10", name="IL-10", kind="cytokine"),
    Marker(marker_id="cytokine-panel", name="cytokine panel", kind="cytokine", panel=True),
)
TOPICS = (
    Topic(
        id="cytokines",
        title="Cytokines",
        summary="Messengers.",
        sections=({"title": "First", "markers": ["il-6"]}, {"title": "Again", "specimens": ["serum"]}),
    ),
    Topic(id="empty", title="Empty", summary="Nothing.", sections=({"title": "None", "markers": ["il-10"]},)),
)


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """The seven studies."""
    studies = (ADAMS, BAKER, CLARK, DAVIS, EVANS, FRANK, GUPTA)
    records = AtlasRecords(studies, MARKERS, TOPICS, (), (), Report(()))
    return Atlas.from_records(records, digest="0123456789abcdef", origin="test")


@pytest.fixture(scope="session")
def judged() -> Atlas:
    """The seven studies and two more: IL-6 has four cohorts, enough for a verdict."""
    studies = (ADAMS, BAKER, CLARK, DAVIS, EVANS, FRANK, GUPTA, HILL, IDE)
    records = AtlasRecords(studies, MARKERS, TOPICS, (), (), Report(()))
    return Atlas.from_records(records, digest="0123456789abcdef", origin="test")


@pytest.fixture(scope="session")
def empty() -> Atlas:
    """An atlas without any record."""
    return Atlas.from_records(AtlasRecords((), (), (), (), (), Report(())), digest="0" * 64, origin="test")

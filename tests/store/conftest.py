"""A small atlas in which every count can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synthesis.records.atlas_records import AtlasRecords
from synthesis.records.claim import Article
from synthesis.records.marker import Marker
from synthesis.records.panel import Panel, PanelRow, PanelTable
from synthesis.records.problems import Report
from synthesis.records.published import PublishedResults
from synthesis.records.study import Study
from synthesis.records.topic import Topic
from synthesis.store.atlas import Atlas


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep compiled atlases of tests away from the user's own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("SYNTHESIS_CACHE", str(folder))
    monkeypatch.delenv("SYNTHESIS_ATLAS", raising=False)
    return folder


def finding(name: str, marker: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "marker": marker,
        "marker_kind": "cytokine",
        "quantity": "concentration",
        "specimen": "serum",
        "state": "rest",
        "matrix_class": "circulating-protein",
        "contrast": "cases-vs-controls",
        "direction": "higher",
        "sources": [{"kind": "primary-abstract", "ref": "pmid:1"}],
        **fields,
    }


def groups(cases: int | None, controls: int | None) -> list[dict[str, Any]]:
    sizes = (("cases", "cases", cases), ("controls", "comparison", controls))
    return [{"id": name, "role": role, **({"n": n} if n is not None else {})} for name, role, n in sizes]


#: Two papers on one cohort.
ALPHA = {
    "slug": "alpha-2001-first",
    "citation": {
        "first_author": "Alpha",
        "year": 2001,
        "authors": ["Alpha, A", "Beta, B"],
        "doi": "10.1000/a",
    },
    "kind": "primary",
    "design": "case-control",
    "population": "me-cfs",
    "country": "Norway",
    "comparator": "healthy",
    "case_selection": {"all_of": ["ccc-2003"]},
    "cohorts": [{"id": "shared", "link": "certain", "groups": groups(20, 10), "note": "stated in both"}],
    "findings": [
        finding(
            "il-6.serum",
            "il-6",
            p={"printed": "0.01", "relation": "=", "value": 0.01},
            statistic="mean-sd",
            unit="pg/mL",
            cases={"n": 19, "center": 2.5, "spread": 1.0},
            controls={"n": 10, "center": 1.5, "spread": 0.5},
            flags=["needs-check", "adjusted"],
            sources=[
                {"kind": "primary-full-text", "ref": "doi:10.1000/a", "locator": "Table 2"},
                {"kind": "review-table", "ref": "pmid:9", "reads": {"direction": "lower", "cases_n": 20}},
            ],
        ),
        finding("il-8.serum", "il-8", direction="no-difference", inferred=True, subgroup="women"),
    ],
}
BETA = {
    "slug": "beta-2010-second",
    "citation": {"first_author": "Beta", "year": 2010, "pmid": "77"},
    "kind": "primary",
    "design": "longitudinal",
    "population": "me-cfs",
    "country": "Sweden/Norway",
    "case_selection": {"any_of": ["fukuda-1994", "ccc-2003"]},
    "cohorts": [{"id": "shared", "link": "probable", "groups": groups(30, 8)}],
    "findings": [
        finding(
            "il-6.plasma", "il-6", specimen="plasma", direction="lower", handling={"anticoagulant": "edta"}
        ),
        finding("il-6.change", "il-6", contrast="within-case", direction=None),
    ],
    "conflicts": [
        {
            "id": "k1",
            "field": "direction",
            "statements": [
                {"value": "lower", "source": "abstract"},
                {"value": "higher", "source": "Alpha 2001"},
                {"value": "no difference", "source": "a review"},
            ],
            "status": "unresolved",
            "findings": ["il-6.plasma"],
        },
        {
            "id": "k2",
            "field": "year",
            "statements": [{"value": "2010", "source": "x"}, {"value": "2011", "source": "y"}],
            "status": "resolved",
            "resolution": "as printed",
        },
    ],
}
#: Two cohorts, of one of which no size is known.
GAMMA = {
    "slug": "gamma-2015-cells",
    "citation": {"first_author": "Gamma", "year": 2015},
    "kind": "primary",
    "design": "case-control",
    "population": "me-cfs",
    "cohorts": [
        {"id": "gamma-a", "groups": groups(5, None)},
        {"id": "gamma-b", "groups": groups(None, None)},
    ],
    "findings": [
        finding(
            "nk.blood",
            "nk-cells",
            cohort="gamma-b",
            marker_kind="cell-subset",
            specimen="whole-blood",
            matrix_class="cell-count",
            direction="mixed",
            cell_population="CD3- CD56+",
            stimulus="PMA",
            sources=[{"kind": "atlas-page", "ref": "https://example.org/gamma"}],
        ),
        finding("panel.blood", "cytokine-panel", cohort="gamma-a", direction="altered"),
    ],
}
#: A review: kept, excluded.
DELTA = {
    "slug": "delta-1999-review",
    "citation": {"first_author": "Delta", "year": 1999, "identified": False},
    "kind": "systematic-review",
    "design": "systematic-review",
    "population": "me-cfs",
    "excluded": {"reason": "review", "note": "counts others"},
    "cohorts": [{"id": "delta-1999-review"}],
    "findings": [finding("il-8.serum", "il-8")],
}
#: Without findings and without a year.
EPSILON = {
    "slug": "epsilon-nd-empty",
    "citation": {},
    "kind": "primary",
    "design": "unclear",
    "population": "me-cfs",
    "excluded": {"reason": "no-marker-result"},
    "cohorts": [{"id": "epsilon-nd-empty", "groups": groups(4, 4)}],
    "left_out": [{"item": "a score", "reason": "not a marker", "source": "abstract"}],
    "acknowledged": [{"rule": "some-rule", "reason": "as printed"}],
}
MARKERS = [
    {"marker_id": "il-6", "name": "Interleukin 6", "kind": "cytokine", "synonyms": ("IL6", "BSF-2")},
    {
        "marker_id": "il-8",
        "name": "CXCL8",
        "kind": "chemokine",
        "group": "chemokines",
        "synonyms": ("IL6-like",),
    },
    {"marker_id": "nk-cells", "name": "NK cells", "kind": "cell-subset", "matrix_policy": "split"},
    {"marker_id": "cytokine-panel", "name": "several cytokines", "kind": "cytokine", "panel": True},
    {"marker_id": "never-measured", "name": "Never measured", "kind": "other", "synonyms": ("shared name",)},
    {"marker_id": "chemokines", "name": "Chemokines", "kind": "chemokine", "synonyms": ("shared name",)},
]
TOPICS = [
    {
        "id": "cytokines",
        "title": "Cytokines",
        "summary": "messengers",
        "sections": [{"title": "Interleukins", "markers": ["il-6", "il-8"]}],
    },
    {
        "id": "blood",
        "title": "Blood",
        "summary": "by specimen",
        "sections": [
            {"title": "Cytokines in plasma", "specimens": ["plasma"], "marker_kinds": ["cytokine"]},
            {"title": "Whole blood", "markers": ["il-6"], "specimens": ["whole-blood"]},
        ],
    },
    {
        "id": "overview",
        "title": "Overview",
        "summary": "all",
        "includes": ["cytokines", "blood"],
        "sections": [{"title": "Cells", "markers": ["nk-cells"]}],
    },
]
ARTICLE = {
    "id": "article",
    "title": "An article",
    "claims": [
        {"id": "c1", "section": "s", "claim": "IL-6 is raised", "markers": ["il-6"], "direction": "higher"},
        {"id": "c2", "section": "s", "claim": "unclear"},
    ],
}
PUBLISHED = {
    "study": "delta-1999-review",
    "results": [{"id": "r1", "outcome": "IL-6", "marker": "il-6", "k": 3, "estimate": 0.5, "ref": "pmid:9"}],
}
#: Two analytes, one of them in both sexes.
PANEL = {
    "study": "alpha-2001-first",
    "title": "An invented panel",
    "assay": {"name": "an array", "family": "aptamer"},
    "state": "rest",
    "unit": "log2 units",
    "scale": "log2",
    "ref": "doi:10.1000/a",
    "data": {
        "url": "https://example.org/data",
        "version": "first",
        "file": "data.csv",
        "licence": "invented",
    },
}
PANEL_ROWS = [
    {
        "analyte": analyte,
        "gene_symbol": gene,
        "specimen": "plasma",
        "sex": sex,
        "n_cases": 10,
        "mean_cases": 2.5,
        "sd_cases": 0.5,
        "n_controls": 5,
        "mean_controls": 2.0,
        "sd_controls": 1.0,
    }
    for analyte, gene, sex in (("x-1", "IL6", "female"), ("x-1", "IL6", "male"), ("y-1", None, "female"))
]


def panel() -> PanelTable:
    rows = [PanelRow.model_validate(row) for row in PANEL_ROWS]
    return PanelTable(Panel.model_validate(PANEL), {f"{row.analyte}/plasma/{row.sex}": row for row in rows})


@pytest.fixture
def study_data() -> list[dict[str, Any]]:
    """The studies as plain data, not sorted."""
    return [BETA, ALPHA, EPSILON, GAMMA, DELTA]


@pytest.fixture
def make_records() -> Callable[[list[dict[str, Any]]], AtlasRecords]:
    """Records of given studies with the markers, topics and articles of the small atlas."""

    def make(studies: list[dict[str, Any]]) -> AtlasRecords:
        return AtlasRecords(
            studies=tuple(Study.model_validate(study) for study in studies),
            markers=tuple(Marker.model_validate(marker) for marker in MARKERS),
            topics=tuple(Topic.model_validate(topic) for topic in TOPICS),
            articles=(Article.model_validate(ARTICLE),),
            published=(PublishedResults.model_validate(PUBLISHED),),
            report=Report(()),
            panels=(panel(),) if any(study["slug"] == PANEL["study"] for study in studies) else (),
        )

    return make


@pytest.fixture
def atlas(
    make_records: Callable[[list[dict[str, Any]]], AtlasRecords], study_data: list[dict[str, Any]]
) -> Atlas:
    return Atlas.from_records(make_records(study_data), digest="d" * 64)

"""Small atlases whose votes are written as codes, and the embedded atlas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from synthesis.audit.audit import Audit, audit
from synthesis.records.atlas_records import AtlasRecords
from synthesis.records.claim import Article
from synthesis.records.marker import Marker
from synthesis.records.problems import Report
from synthesis.records.study import Study
from synthesis.records.topic import Topic
from synthesis.store.atlas import Atlas
from synthesis.store.load import load

DIRECTIONS = {"H": "higher", "L": "lower", "U": "no-difference", "M": "mixed"}
SIGNIFICANCES = {"*": "significant", "?": "not-stated", "": "not-significant"}

MARKERS = (
    Marker(marker_id="il-6", name="IL-6", kind="cytokine"),
    Marker(marker_id="il-8", name="IL-8", kind="cytokine"),
    Marker(marker_id="il-10", name="IL-10", kind="cytokine"),
    Marker(marker_id="tgf", name="TGF", kind="cytokine", matrix_policy="split"),
    Marker(
        marker_id="tgf-open",
        name="TGF (isoform not stated)",
        kind="cytokine",
        matrix_policy="split",
        group="tgf",
    ),
    Marker(marker_id="receptor", name="Receptor", kind="receptor-expression"),
    Marker(marker_id="receptor-a", name="Receptor A", kind="receptor-expression", group="receptor"),
    Marker(marker_id="nk-cells", name="NK cells", kind="cell-subset"),
    Marker(marker_id="antibody", name="Antibody", kind="autoantibody"),
    Marker(marker_id="panel", name="Cytokine panel", kind="cytokine", panel=True),
    Marker(marker_id="response", name="Response", kind="other", immune=False),
)
TOPICS = (
    Topic(
        id="cytokines",
        title="Cytokines",
        summary="c",
        sections=({"title": "t", "markers": ("il-6", "il-8")},),
    ),
    Topic(id="cells", title="Cells", summary="c", sections=({"title": "t", "markers": ("nk-cells",)},)),
)


def finding(name: str, marker: str = "il-6", code: str = "H*", **more: Any) -> dict[str, Any]:
    """A finding on the circulating level at rest, written as the code of a vote."""
    parts = {
        "id": name,
        "marker": marker,
        "marker_kind": "cytokine",
        "quantity": "concentration",
        "specimen": "serum",
        "state": "rest",
        "matrix_class": "circulating-protein",
        "contrast": "cases-vs-controls",
        "direction": DIRECTIONS[code[0]],
        "significance": SIGNIFICANCES[code[1:]],
        "sources": [{"kind": "primary-full-text", "ref": "doi:10.1000/x"}],
    }
    return parts | more


def study(slug: str, *findings: Mapping[str, Any], **more: Any) -> Study:
    """A study of 60 cases and 60 controls; the slug starts with author and year."""
    author, year = slug.split("-")[:2]
    groups = [{"id": role, "role": role, "n": 60} for role in ("cases", "comparison")]
    parts: dict[str, Any] = {
        "slug": slug,
        "citation": {"first_author": author.title(), "year": int(year), "authors": [f"{author.title()}, A"]},
        "kind": "primary",
        "design": "case-control",
        "population": "me-cfs",
        "comparator": "healthy",
        "cohorts": [{"id": slug, "groups": groups}],
        "findings": findings,
    }
    return Study.model_validate(parts | more)


def cast(marker: str, codes: str, **more: Any) -> list[Study]:
    """One study a code, such as ``"H* H U L?"``, of authors of its own, from 2001 on."""
    stem = marker.replace("-", "")
    return [
        study(f"{stem}{chr(97 + i)}-{2001 + i}", finding("f", marker, code, **more))
        for i, code in enumerate(codes.split())
    ]


def atlas_of(studies: Sequence[Study], *claims: Mapping[str, Any]) -> Atlas:
    """An atlas of studies and of one article with these claims, all confirmed."""
    plain = {"section": "s", "claim": "a claim", "status": "confirmed", "confirmed_by": "a reader"}
    article = {
        "id": "article",
        "title": "Article",
        "claims": [plain | {"id": f"c{i}"} | dict(claim) for i, claim in enumerate(claims, 1)],
    }
    records = AtlasRecords(
        tuple(studies), MARKERS, TOPICS, (Article.model_validate(article),), (), Report(())
    )
    return Atlas.from_records(records, digest="0" * 64)


def audited(studies: Sequence[Study], *claims: Mapping[str, Any]) -> Any:
    """The audited claims; the only one where there is one."""
    found = audit(atlas_of(studies, *claims)).claims
    return found[0] if len(found) == 1 else found


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    return SimpleNamespace(finding=finding, study=study, cast=cast, atlas=atlas_of, audited=audited)


@pytest.fixture(scope="session")
def real() -> Atlas:
    return load(progress=False)


@pytest.fixture(scope="session")
def seed(real: Atlas) -> Audit:
    """The audit of the topic article."""
    return audit(real, "immune-dysregulation")

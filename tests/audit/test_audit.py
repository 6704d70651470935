"""The audit as an object: frames, digest, topics, articles and what a notebook shows."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

import synthesis as syn
from synthesis.audit.audit import Audit, audit
from synthesis.errors import FilterError
from synthesis.provenance import frame_digest
from synthesis.store.atlas import Atlas

COLUMNS = [
    "article", "claim_id", "section", "claim", "markers", "direction", "strength", "kind", "checkable",
    "label", "remark", "rule", "modifiers", "citation", "citation_note", "cited_study", "questions",
    "verdict", "cohorts_for", "cohorts_against", "cohorts_other", "studies_for", "studies_against",
    "studies_other",
    "margin", "context", "suggested", "reason", "hand_verdict", "label_text", "n_for", "n_against", "n_other",
    "moved",
]  # fmt: skip
LISTS = [name for name in COLUMNS if name.startswith(("cohorts", "studies"))] + [
    "markers",
    "modifiers",
    "questions",
]


def test_data_has_one_row_a_claim(seed: Audit) -> None:
    data = seed.data
    assert data.columns.tolist() == COLUMNS
    assert len(data) == len(seed) == len(seed.claims)
    assert all(isinstance(dtype, pd.ArrowDtype) for dtype in data.dtypes)
    for found, row in zip(seed.claims, data.to_dict("records"), strict=True):
        assert [list(row[name]) for name in LISTS] == [list(getattr(found, name)) for name in LISTS]
        assert row["n_for"] == len(found.cohorts_for)
        assert row["label"] == found.label.value


def test_tidy_is_flat(seed: Audit) -> None:
    tidy = seed.tidy()
    assert tidy.columns.tolist() == COLUMNS
    assert len(frame_digest(tidy)) == 64
    first = next(i for i, c in enumerate(seed.claims) if len(c.markers) > 1)
    assert tidy["markers"].iloc[first] == "; ".join(seed.claims[first].markers)


def test_the_same_atlas_gives_the_same_audit(seed: Audit, real: Atlas) -> None:
    again = audit(real, "immune-dysregulation")
    assert again.claims == seed.claims
    assert again.digest == seed.digest
    assert seed.atlas_digest == real.digest
    for part in (seed.digest[:12], real.digest[:12], seed.ruleset):
        assert part in seed.provenance
        assert part in repr(seed)


def test_the_digest_follows_the_votes(make: SimpleNamespace) -> None:
    claim = {"markers": ["il-6"], "direction": "higher", "strength": "existential"}
    digests = {
        audit(make.atlas(make.cast("il-6", codes), claim)).digest for codes in ("H* U", "H* L", "H* U")
    }
    assert len(digests) == 2


def test_a_topic_keeps_the_claims_that_rest_on_its_markers(make: SimpleNamespace) -> None:
    studies = [*make.cast("il-6", "H* H* H*"), *make.cast("nk-cells", "L* L* L*"), *make.cast("il-10", "H*")]
    claims = [
        {"markers": ["il-6"], "direction": "higher"},
        {"markers": ["nk-cells"], "direction": "lower"},
        {"marker_kinds": ["cytokine"], "direction": "higher", "reach": "any"},
        {"markers": ["il-8"], "direction": "higher"},
        {"kind": "importance", "markers": ["nk-cells"]},
    ]
    found = audit(make.atlas(studies, *claims))
    names = {
        topic: [c.claim_id.partition("/")[2] for c in found.of_topic(topic).claims]
        for topic in ("cytokines", "cells")
    }
    assert names == {"cytokines": ["c1", "c3", "c4"], "cells": ["c2", "c5"]}
    with pytest.raises(FilterError, match="there is no topic 'cell'; did you mean"):
        found.of_topic("cell")


def test_articles(seed: Audit, real: Atlas) -> None:
    assert len(seed.of_article("immune-dysregulation")) == len(seed)
    assert len(seed.of_article("another")) == 0
    with pytest.raises(FilterError, match="there is no article"):
        audit(real, "immune-disregulation")


def test_a_filtered_atlas_is_said(real: Atlas) -> None:
    found = audit(real.where(years=(2015, None)), "immune-dysregulation")
    assert "2015" in found.filters[0]
    assert found.filters[0] in found.provenance


def test_an_atlas_without_claims(make: SimpleNamespace) -> None:
    found = audit(make.atlas(make.cast("il-6", "H*")))
    assert len(found.data) == len(found.tidy()) == 0
    assert found.data.columns.tolist() == COLUMNS
    assert "<table>" in found._repr_html_()


def test_what_a_notebook_shows_is_escaped(make: SimpleNamespace) -> None:
    claim = {"markers": ["il-6"], "direction": "higher", "claim": "a <b> & more"}
    shown = audit(make.atlas(make.cast("il-6", "H*"), claim))._repr_html_()
    assert "a &lt;b&gt; &amp; more" in shown
    assert "<b>" not in shown


def test_public_name() -> None:
    assert syn.audit_claims is audit

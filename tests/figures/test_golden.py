"""Golden SVGs: small figures on fixed frames, byte for byte.

A golden file is read as text in review: a mark that moves or a word that changes shows as a line of the
difference. After a change that is meant, write them again and read the difference:

    SYNTHESIS_RENEW_GOLDEN=1 python -m pytest -n 0 tests/figures/test_golden.py
    git diff tests/figures/golden
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree

from synthesis.figures import (
    baujat,
    caterpillar,
    drapery,
    effect_direction,
    evidence_flow,
    forest,
    funnel,
    marker_forest,
    vote_strip,
)
from synthesis.figures.drawn import Drawn
from synthesis.models.batch import rma_by
from synthesis.models.results import RmaFit
from synthesis.models.univariate import rma
from synthesis.provenance import package_version
from synthesis.store.atlas import Atlas

GOLDEN = Path(__file__).parent / "golden"
RENEW = os.environ.get("SYNTHESIS_RENEW_GOLDEN") == "1"
MOST_BYTES = 30_000
STUDIES = pd.DataFrame(
    {
        "label": ["Alpha 2001", "Beta 2008", "Gamma 2015", "Delta 2020"],
        "slugs": ["alpha-2001", "beta-2008", "gamma-2015", "delta-2020"],
        "cases": [20, 45, 110, 30],
        "controls": [20, 40, 95, None],
        "direction": ["higher", "higher", "no-difference", "lower"],
        "yi": [0.5, 0.25, 0.125, None],
        "vi": [0.125, 0.0625, 0.03125, None],
    }
)


def fit() -> RmaFit:
    return rma(data=STUDIES, slab="label", test="adhoc")


def by_marker() -> tuple[pd.DataFrame, pd.DataFrame]:
    other = STUDIES.assign(marker="IL-10", yi=-STUDIES["yi"] / 2)
    data = pd.concat([STUDIES.assign(marker="IL-6"), other], ignore_index=True)
    return rma_by(data, "marker", test="adhoc", prediction="matching"), data


def forest_of() -> Drawn:
    return forest.figure(fit(), columns=STUDIES.drop(columns=["yi", "vi"]), question="IL-6")


def caterpillar_of() -> Drawn:
    pooled, data = by_marker()
    return caterpillar.figure(pooled, data, measure="SMD", by="marker", study="label")


OF_NUMBERS: dict[str, Callable[[], Drawn]] = {
    "forest": forest_of,
    "marker-forest": lambda: marker_forest.figure(by_marker()[0], label="marker"),
    "caterpillar": caterpillar_of,
    "funnel": lambda: funnel.figure(fit(), question="IL-6"),
    "drapery": lambda: drapery.figure(fit(), measure="OR", question="IL-6"),
    "baujat": lambda: baujat.figure(fit(), question="IL-6"),
}
OF_VOTES: dict[str, Callable[[Atlas], Drawn]] = {
    "vote-strip": lambda atlas: vote_strip.figure(atlas, "il-6"),
    "effect-direction": effect_direction.figure,
    "evidence-flow": evidence_flow.figure,
}


@pytest.mark.parametrize("name", OF_NUMBERS)
@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_figure_of_numbers_is_as_it_was(name: str, form: str) -> None:
    compare(OF_NUMBERS[name](), name, form)


@pytest.mark.parametrize("name", OF_VOTES)
@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_figure_of_votes_is_as_it_was(answering_atlas: Callable[[int], Atlas], name: str, form: str) -> None:
    compare(OF_VOTES[name](answering_atlas(4)), name, form)


def compare(drawn: Drawn, name: str, form: str) -> None:
    """Compare one form with its golden file, or write that file when it is to be renewed."""
    path = GOLDEN / f"{name}.{form}.svg"
    now = lines_of(getattr(drawn, form)().svg(name))
    if RENEW:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(now)
    assert now == path.read_bytes()
    assert len(now) < MOST_BYTES


def lines_of(svg: str) -> bytes:
    """Write an element a line, so that a difference can be read; a release alone changes no file."""
    root = etree.fromstring(svg.replace(f"synthesis {package_version()}", "synthesis X"))
    etree.indent(root)
    return etree.tostring(root, encoding="utf-8") + b"\n"


def test_every_golden_file_belongs_to_a_figure() -> None:
    expected = {f"{name}.{form}.svg" for name in (*OF_NUMBERS, *OF_VOTES) for form in ("wide", "narrow")}
    assert {path.name for path in GOLDEN.iterdir()} == expected

"""Published analyses again, from their own inputs: every printed number, to the digits printed."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from tests.oracles.papers.printed import rounds_to

#: Without a DOI.
BOOKS = {"lipsey_wilson_2001", "raudenbush_2009"}
HERE = Path(__file__).parent
PAPERS = sorted(path.stem for path in HERE.glob("*_[12][0-9][0-9][0-9]*.py"))


def test_there_are_enough_and_the_readme_names_each():
    assert len(PAPERS) >= 8
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    assert [name for name in PAPERS if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("name", PAPERS)
def test_a_published_analysis(name):
    paper = importlib.import_module(f"tests.oracles.papers.{name}").paper()
    assert paper.citation
    assert paper.inputs
    assert paper.transcript
    assert paper.doi.startswith("10.") or (not paper.doi and name in BOOKS)
    assert paper.values
    for value in paper.values:
        assert rounds_to(value.own, value.instead or value.printed), value
        if value.instead:
            assert value.why, value
            assert not rounds_to(value.own, value.printed), value
        # a number that is to explain the printed one must give it
        assert value.shown != value.shown or rounds_to(value.shown, value.printed), value
        if value.reach is not None:
            low, high = value.reach
            assert low <= value.own <= high, value
            assert low <= float(value.printed) <= high, value

from __future__ import annotations

import pytest

from synthesis.consistency.multiverse import CHOICES, multiverse
from synthesis.consistency.specifications import COUNTS, specifications
from synthesis.consistency.verdict import verdict
from synthesis.errors import FilterError
from synthesis.store.load import load


@pytest.mark.parametrize("marker", ["crp", "tgf-beta1"])
def test_classes_are_those_of_the_multiverse(marker: str) -> None:
    atlas = load()
    every = specifications(atlas, marker)
    curve = multiverse(atlas, marker, progress=False).curve()
    for choice in CHOICES:
        assert every[choice].equals(curve[choice]), choice
    assert every["direction_class"].equals(curve["direction_class"])


def test_the_first_row_is_the_verdict() -> None:
    atlas = load()
    first, found = specifications(atlas, "il-6").iloc[0], verdict(atlas, "il-6")
    counts = [found.k, found.higher, found.lower, found.silent, found.mixed]
    assert [first[name] for name in COUNTS] == counts
    assert first["label"] == found.label


def test_counts_add_up() -> None:
    every = specifications(load(), "il-6")
    assert (every["cohorts"] == every[list(COUNTS)[1:]].sum(axis=1)).all()
    assert len(every) == len(every[list(CHOICES)].drop_duplicates())


def test_an_unknown_marker_is_an_error() -> None:
    with pytest.raises(FilterError, match="no marker"):
        specifications(load(), "no-such-thing")

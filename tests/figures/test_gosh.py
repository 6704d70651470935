from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import FigureError, NumbersError
from synthesis.figures import gosh
from synthesis.figures.drawn import Drawn
from synthesis.models.gosh import Gosh
from synthesis.models.univariate import rma

LABELS = [
    "Beta, Gamma and a long list of further authors in one label 2017",
    "מרכז המחקר 2020",
    "中文研究所 2021",
]


def gosh_of(k: int, subsets: int = 1 << 12, **more: object) -> Gosh:
    y = [0.3 + (i * 37 % 100 - 50) / 60 for i in range(k)]
    y[0] = 4.0
    slab = [*LABELS, *(f"Author {i}" for i in range(k))][:k]
    data = pd.DataFrame({"yi": y, "vi": [0.01 + 0.02 * (i % 9) for i in range(k)], "slab": slab})
    return rma(data=data, slab="slab", method="DL").gosh(subsets=subsets, seed=1)


@pytest.mark.parametrize("k", [2, 6, 25, 60])
def test_figure_is_sound(
    assert_sound: Callable[[Drawn], None], assert_numbers_are_of_the_frame: Callable[..., None], k: int
) -> None:
    for study in (None, LABELS[0] if k < 25 else 1):
        drawn = gosh.figure(gosh_of(k), measure="OR" if study else "SMD", study=study, question="A marker")
        assert_sound(drawn)
        panels = drawn.data[drawn.data["part"] == "panel"]
        sums = [str(f"{panels[name].sum():,}") for name in ("subsets", "not_drawn")]
        assert_numbers_are_of_the_frame(drawn, *sums)
        assert len(drawn.svg()) < 200_000


@pytest.mark.parametrize("study", [None, 0])
def test_every_subset_is_in_one_cell_or_counted_as_not_drawn(study: int | None) -> None:
    made = gosh_of(12)
    frame = gosh.rows(made, measure="SMD", study=study)
    panels = frame[frame["part"] == "panel"].set_index("panel")
    cells = frame[frame["part"] == "cell"].groupby("panel")["subsets"].sum()
    assert (cells + panels["not_drawn"]).to_dict() == panels["subsets"].to_dict()
    assert panels["subsets"].sum() == len(made.size)
    if study is not None:
        expected = made.by_study().iloc[0]
        assert panels.loc["with", "subsets"] == expected["n_with"]
        inside = made.contains(0) & np.isfinite(made.I2)
        assert panels.loc["with", "estimate"] == np.median(made.estimate[inside, 0])


def test_one_study_has_nothing_to_draw(assert_sound: Callable[[Drawn], None]) -> None:
    made = rma([0.1, 0.2], [0.1, 0.1]).gosh()
    frame = gosh.rows(made, measure="SMD")
    drawn = gosh.draw(frame.iloc[:0])
    assert_sound(drawn)
    assert "No subset" in drawn.alt


def test_wrong_input_is_an_error() -> None:
    data = pd.DataFrame({"yi": [0.1, 0.2, 0.4, 0.3], "vi": [0.1] * 4, "x": [1.0, 2.0, 4.0, 8.0]})
    with pytest.raises(FigureError, match="coefficients"):
        gosh.rows(rma(data=data, mods="~ x").gosh(), measure="SMD")
    with pytest.raises(NumbersError, match="nobody"):
        gosh.rows(gosh_of(4), measure="SMD", study="nobody")

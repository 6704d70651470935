from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from synthesis.errors import FigureError
from synthesis.figures import marker_forest
from synthesis.figures.drawn import Drawn
from synthesis.models.batch import rma_by

DATA = pd.DataFrame(
    {
        "marker": ["IL-6"] * 4 + ["TNF-α"] * 2 + ["CRP", "IL-4", "IL-4"],
        "fluid": ["serum"] * 4 + [None] * 2 + ["serum", "csf", "csf"],
        "yi": [0.1, 0.3, 0.5, 0.9, -0.2, 0.1, 0.4, np.nan, np.nan],
        "vi": [0.04, 0.02, 0.05, 0.01, 0.03, 0.08, 0.05, np.nan, 0.1],
    }
)


def pooled(data: pd.DataFrame = DATA) -> pd.DataFrame:
    return rma_by(data, ["marker", "fluid"], prediction="matching")


def many(effects: pd.DataFrame, groups: int) -> pd.DataFrame:
    """Effects dealt out to groups; every fifth group is without any."""
    name = [f"{effects['label'][i % groups]} {i % groups}" for i in range(len(effects))]
    empty = [i % groups % 5 == 4 for i in range(len(effects))]
    return effects.assign(marker=name, yi=effects["yi"].mask(pd.Series(empty)))


def words(drawn: Drawn) -> list[str]:
    return [str(text.get_text()) for text in drawn.fig.findobj(Text) if text.get_text()]


@pytest.mark.parametrize(("groups", "measure"), [(1, "SMD"), (2, "OR"), (25, "OR"), (60, "SMD")])
def test_figure_is_sound(
    awkward_effects: Callable[[int], pd.DataFrame],
    assert_sound: Callable[[Drawn], None],
    groups: int,
    measure: str,
) -> None:
    table = rma_by(many(awkward_effects(max(groups * 3, 7)), groups), "marker", prediction="matching")
    drawn = marker_forest.figure(table, measure=measure)
    assert_sound(drawn)
    assert len(drawn.data) == len(table) == groups


@pytest.mark.parametrize("rows", [slice(0), slice(7, None)])
def test_nothing_fitted_is_sound(assert_sound: Callable[[Drawn], None], rows: slice) -> None:
    drawn = marker_forest.figure(pooled(DATA[rows]))
    assert_sound(drawn)
    assert "No group has an estimate." in words(drawn)


@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_every_group_is_drawn_once(form: str) -> None:
    drawn = getattr(marker_forest.figure(pooled()), form)()
    rows = drawn.data
    assert rows["part"].tolist() == ["pooled", "one study", "pooled", "not fitted"]
    assert rows["label"].tolist() == ["IL-6, serum", "CRP, serum", "TNF-α, not stated", "IL-4, csf"]
    assert all(Counter(words(drawn))[label] == 1 for label in rows["label"])
    shapes = [line.get_marker() for line in drawn.ax.lines if line.get_marker() in ("o", "s")]
    assert shapes == ["o", "s", "o"]  # a single study is a square, a mean a dot
    assert [line.get_xdata()[0] for line in drawn.ax.lines if line.get_marker() in ("o", "s")] == rows[
        "estimate"
    ].dropna().tolist()


def test_numbers_are_those_of_the_batch() -> None:
    table = pooled().set_index("marker")
    rows = marker_forest.rows(pooled(), label="marker").set_index("label")
    for marker in ("IL-6", "TNF-α", "CRP"):
        assert (
            rows.loc[marker, ["estimate", "ci_low", "ci_high"]].tolist()
            == table.loc[marker, ["estimate", "ci_low", "ci_high"]].tolist()
        )
    assert (
        rows.loc["IL-6", ["pi_low", "pi_high"]].tolist() == table.loc["IL-6", ["pi_low", "pi_high"]].tolist()
    )
    assert rows.loc["TNF-α", ["pi_low", "pi_high"]].isna().all()  # of two studies


def test_a_group_without_a_fit_says_why() -> None:
    drawn = marker_forest.figure(pooled())
    said = words(drawn)
    assert "Without an estimate: 1 marker" in said
    assert "no study has both an effect and a variance" in said
    assert "1 without an estimate" in drawn.subtitle


def test_order_is_as_asked() -> None:
    def labels(order: str) -> list[str]:
        return marker_forest.rows(pooled(), label="marker", order=order)["label"].tolist()

    assert labels("k") == ["CRP", "TNF-α", "IL-6", "IL-4"]
    assert labels("given") == ["CRP", "IL-6", "TNF-α", "IL-4"]
    with pytest.raises(FigureError, match="order"):
        labels("size")


def test_numbers_of_the_texts_are_of_the_frame(assert_numbers_are_of_the_frame: Callable[..., None]) -> None:
    for measure in ("SMD", "OR"):
        assert_numbers_are_of_the_frame(marker_forest.figure(pooled(), measure=measure), "4")  # markers


def test_wrong_frames_are_errors() -> None:
    with pytest.raises(FigureError, match="rma_by"):
        marker_forest.rows(DATA)
    with pytest.raises(FigureError, match="label"):
        marker_forest.rows(pooled(), label="protein")
    with pytest.raises(FigureError, match="names the rows"):
        marker_forest.rows(pooled()[["k", "estimate", "ci_low", "ci_high"]])

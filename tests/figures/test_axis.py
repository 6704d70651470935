from __future__ import annotations

from itertools import pairwise
from math import log
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.errors import FigureError
from synthesis.figures import axis, theme
from synthesis.figures.layout import layout_problems


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e4))
def test_round_ticks_are_few_inside_and_even(lower: float, span: float) -> None:
    ticks = axis.round_ticks(lower, lower + span)
    assert 3 <= len(ticks) <= 6
    assert lower - 1e-6 <= ticks[0]
    assert ticks[-1] <= lower + span + 1e-6
    steps = {round((b - a) / (ticks[1] - ticks[0]), 3) for a, b in pairwise(ticks)}
    assert steps == {1.0}


@pytest.mark.parametrize(
    ("lower", "upper", "ticks"),
    [
        (0.2, 5.0, [0.25, 0.5, 1.0, 2.0, 4.0]),
        (0.01, 100.0, [0.016, 0.0625, 0.25, 1, 4, 16, 64]),
        (0.7, 1.5, [0.8, 1.0, 1.2, 1.4]),
    ],
)
def test_ratio_ticks(lower: float, upper: float, ticks: list[float]) -> None:
    found = axis.ratio_ticks(log(lower), log(upper), most=7)
    assert found == pytest.approx(ticks, rel=0.03)


@pytest.mark.parametrize(("lower", "upper"), [(1.0, 1.0), (2.0, 1.0)])
def test_limits_the_wrong_way_round_are_refused(lower: float, upper: float) -> None:
    with pytest.raises(FigureError, match="lower limit first"):
        axis.round_ticks(lower, upper)


def drawn_axis(width: float, limits: tuple[float, float], **options: Any) -> Axes:
    beside = axis.overhang(limits, ratio=options.get("ratio", False))
    with theme.applied():
        figure = Figure(figsize=(width, 2))
        ax = figure.add_axes((beside / width, 0.5, 1 - 2 * beside / width, 0.45))
        ax.set_yticks([])
        ax.set_frame_on(False)
        axis.value_axis(ax, limits, **options)
    return ax


@pytest.mark.parametrize("width", [1.9, 3.75, 7.2])
@pytest.mark.parametrize("limits", [(-1.0, 1.4), (-1000.0, 1400.0), (0.0, 0.003)])
def test_an_axis_of_any_width_keeps_its_labels_apart(width: float, limits: tuple[float, float]) -> None:
    ax = drawn_axis(width, limits=limits, label="Hedges g", null=0.0)
    assert layout_problems(ax.figure) == []
    assert ax.get_xlim() == limits
    assert all(limits[0] <= tick <= limits[1] for tick in ax.get_xticks())


@pytest.mark.parametrize("limits", [(-1.0, 1.0), (-0.2, 2.0), (-2.0, 0.2)])
def test_side_words_fit_wherever_the_null_is(limits: tuple[float, float]) -> None:
    ax = drawn_axis(3.75, limits=limits, null=0.0, words=("lower in cases", "higher in cases"))
    assert layout_problems(ax.figure) == []
    assert [text.get_text() for text in ax.texts] == ["← lower in cases", "higher in cases →"]


def test_a_ratio_axis_is_labelled_with_ratios() -> None:
    ax = drawn_axis(7.2, limits=(log(0.2), log(5)), null=0.0, ratio=True)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0.25", "0.5", "1", "2", "4"]
    assert list(ax.get_xticks()) == pytest.approx([log(x) for x in (0.25, 0.5, 1, 2, 4)], abs=1e-12)

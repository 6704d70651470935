from __future__ import annotations

from math import nan

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from synthesis.errors import FigureError
from synthesis.figures import marks, theme


@pytest.fixture(name="ax")
def _ax() -> Axes:
    ax = Figure(figsize=(4, 2), dpi=72).add_axes((0.25, 0.25, 0.5, 0.5))
    ax.set_xlim(-1, 1)
    ax.set_ylim(4, 0)
    return ax


def markers(ax: Axes) -> list[Line2D]:
    return [line for line in ax.lines if line.get_marker() != "None"]


def test_squares_have_areas_in_the_ratio_of_their_weights(ax: Axes) -> None:
    marks.square(ax, 0, 1, 25, heaviest=100, side=12)
    marks.square(ax, 0, 2, 100, heaviest=100, side=12)
    sides = [marker.get_markersize() for marker in markers(ax)]
    assert sides[0] ** 2 / sides[1] ** 2 == pytest.approx(0.25, rel=1e-12)


def test_the_lightest_square_stays_visible(ax: Axes) -> None:
    marks.square(ax, 0, 1, 0, heaviest=100)
    assert markers(ax)[0].get_markersize() >= 3


def test_bubbles_have_areas_in_the_ratio_of_their_amounts_and_zero_is_hollow(ax: Axes) -> None:
    for y, amount in enumerate((9, 36, 0)):
        marks.bubble(ax, 0, y, amount, largest=36)
    quarter, full, nothing = markers(ax)
    assert quarter.get_markersize() * 2 == pytest.approx(full.get_markersize(), rel=1e-12)
    assert nothing.get_markerfacecolor() == theme.PAPER
    assert nothing.get_markersize() < quarter.get_markersize()


@pytest.mark.parametrize(("amount", "largest"), [(-1, 2), (3, 2)])
def test_impossible_amounts_are_refused(ax: Axes, amount: float, largest: float) -> None:
    with pytest.raises(FigureError, match="needs 0 <= amount <= largest"):
        marks.bubble(ax, 0, 0, amount, largest=largest)


@pytest.mark.parametrize(
    ("lower", "upper", "shown", "heads"),
    [
        (-0.5, 0.5, (-0.5, 0.5), []),
        (-3.0, 0.5, (-1.0, 0.5), [-1.0]),
        (-0.5, 9.0, (-0.5, 1.0), [1.0]),
        (-float("inf"), float("inf"), (-1.0, 1.0), [-1.0, 1.0]),
        (2.0, 3.0, (1.0, 1.0), [1.0]),
        (-1.0, 1.0, (-1.0, 1.0), []),
    ],
)
def test_an_interval_is_cut_at_the_axis_with_an_arrowhead(
    ax: Axes, lower: float, upper: float, shown: tuple[float, float], heads: list[float]
) -> None:
    marks.interval(ax, lower, upper, 1)
    line = ax.lines[0]
    assert tuple(line.get_xdata()) == shown
    assert [marker.get_xdata()[0] for marker in markers(ax)] == heads


def test_intervals_given_backwards_are_refused(ax: Axes) -> None:
    with pytest.raises(FigureError, match="lower end first"):
        marks.interval(ax, 1, 0, 1)


def test_what_is_undefined_is_not_drawn(ax: Axes) -> None:
    marks.interval(ax, nan, 1, 1)
    marks.square(ax, nan, 1, 1, heaviest=1)
    marks.diamond(ax, nan, nan, nan, 1)
    marks.arrow(ax, nan, 1, 1)
    assert len(ax.lines) == len(ax.patches) == 0


def test_a_mark_beyond_the_axis_does_not_stand_in_a_text_column(ax: Axes) -> None:
    marks.square(ax, 1.5, 1, 1, heaviest=1)
    assert markers(ax) == []


def test_a_diamond_is_as_wide_as_its_interval_and_as_high_as_asked(ax: Axes) -> None:
    marks.diamond(ax, -0.2, 0.1, 0.4, 2, thickness=0.25)
    box = ax.patches[0].get_path().get_extents()
    assert (box.x0, box.x1) == (-0.2, 0.4)
    # Four rows on an axes of one inch: a quarter of an inch is one row.
    assert (box.y0, box.y1) == (1.5, 2.5)


def test_each_direction_has_a_shape_of_its_own(ax: Axes) -> None:
    for y, name in enumerate(theme.GLYPHS):
        marks.direction(ax, 0, y, name)
    shapes = [marker.get_marker().vertices.tobytes() for marker in markers(ax)]
    assert len(set(shapes)) == len(theme.GLYPHS)
    hollow = dict(zip(theme.GLYPHS, markers(ax), strict=True))["no_difference"]
    assert hollow.get_markerfacecolor() == theme.PAPER


def test_unknown_directions_are_refused(ax: Axes) -> None:
    with pytest.raises(FigureError, match="no glyph for direction 'up'; one of: higher"):
        marks.direction(ax, 0, 0, "up")


def test_texts_of_one_row_share_a_baseline_whatever_they_hold(ax: Axes) -> None:
    texts = [marks.text(ax, 0, 1, words) for words in ("ace", "Åy(", "中文", "مركز")]
    heights = [text.get_transform().transform(text.get_position())[1] for text in texts]
    assert set(heights) == {heights[0]}
    assert {text.get_verticalalignment() for text in texts} == {"baseline"}


def test_a_column_stands_inches_from_an_edge(ax: Axes) -> None:
    marks.text_column(ax, [0, 1], ["a", "b"], edge="left", offset=-0.5)
    marks.text_column(ax, [0, 1], ["c", "d"], edge="right", offset=0.25)
    places = [text.get_transform().transform(text.get_position())[0] / 72 for text in ax.texts]
    # The axes reach from 1 to 3 inches.
    assert places == pytest.approx([0.5, 0.5, 3.25, 3.25], abs=1e-9)


def test_a_heading_stands_over_its_column(ax: Axes) -> None:
    marks.heading(ax, "N", edge="right", offset=0.25)
    marks.text_column(ax, [0], ["12"], edge="right", offset=0.25)
    (x, y), (column, _) = (text.get_transform().transform(text.get_position()) for text in ax.texts)
    assert x == pytest.approx(column, abs=1e-9)
    assert y > ax.get_window_extent().y1


def test_columns_need_a_word_for_each_row(ax: Axes) -> None:
    with pytest.raises(ValueError, match="zip"):
        marks.text_column(ax, [0, 1], ["a"], edge="left", offset=0)


def test_marks_leave_the_limits_alone(ax: Axes) -> None:
    marks.arrow(ax, -5, 5, 2)
    marks.band(ax, 1, 9, left=1, right=1)
    marks.rule(ax, 8)
    marks.null_line(ax, 0.3, spans=[(0, 1), (2, 30)], dashed=True)
    ax.figure.draw_without_rendering()
    np.testing.assert_array_equal([*ax.get_xlim(), *ax.get_ylim()], [-1, 1, 4, 0])


def test_shading_reaches_beyond_the_axes_by_inches(ax: Axes) -> None:
    marks.band(ax, 1, 2, left=0.5, right=0.25)
    box = ax.patches[0].get_window_extent()
    assert (box.x0 / 72, box.x1 / 72) == pytest.approx((0.5, 3.25), abs=1e-9)

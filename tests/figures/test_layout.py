from __future__ import annotations

import pytest
from matplotlib import patheffects
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from synthesis.figures import layout
from synthesis.figures.layout import LayoutProblem, layout_problems


@pytest.fixture(name="figure")
def _figure() -> Figure:
    return Figure(figsize=(4, 2))


def kinds(figure: Figure) -> set[str]:
    return {problem.kind for problem in layout_problems(figure)}


def test_an_empty_figure_has_no_problem(figure: Figure) -> None:
    assert layout_problems(figure) == []


@pytest.mark.parametrize(
    ("x", "y", "align"), [(0.99, 0.5, "left"), (0.01, 0.5, "right"), (0.5, 0.99, "center")]
)
def test_text_outside_the_canvas(figure: Figure, x: float, y: float, align: str) -> None:
    figure.text(x, y, "outside words", ha=align)
    assert layout_problems(figure) == [LayoutProblem("outside", "outside words")]


@pytest.mark.parametrize("gap", [-5.0, 0.0, 2.0, 4.0])
def test_texts_on_one_line_keep_three_points(figure: Figure, gap: float) -> None:
    figure.text(0.5, 0.5, "left", ha="right")
    figure.text(0.5 + gap / (4 * 72), 0.5, "right", ha="left")
    # Letters have side bearings of under a point, so a gap of 2 stays under 3 and one of 4 above.
    assert ("touching" in kinds(figure)) == (gap < layout.LEAST_GAP)


def test_texts_on_two_lines_do_not_touch(figure: Figure) -> None:
    figure.text(0.1, 0.5, "upper line")
    figure.text(0.1, 0.3, "lower line")
    assert layout_problems(figure) == []


def test_each_line_of_a_text_counts(figure: Figure) -> None:
    figure.text(0.1, 0.3, "one\ntwo", va="bottom")
    figure.text(0.12, 0.32, "three")
    assert LayoutProblem("touching", "two", "three") in layout_problems(figure)


def test_small_turned_and_outlined_texts(figure: Figure) -> None:
    figure.text(0.1, 0.2, "small", fontsize=8.9)
    figure.text(0.5, 0.5, "turned", rotation=90)
    figure.text(0.1, 0.8, "outlined", path_effects=[patheffects.Normal()])
    assert kinds(figure) == {"small", "turned", "outlined"}


def test_a_line_through_a_text(figure: Figure) -> None:
    figure.text(0.5, 0.5, "crossed", ha="center")
    figure.text(0.5, 0.1, "free", ha="center")
    figure.add_artist(Line2D([0.5, 0.5], [0.4, 0.9], transform=figure.transFigure))
    assert layout_problems(figure) == [LayoutProblem("crossed", "crossed")]


def test_what_is_not_drawn_is_no_problem(figure: Figure) -> None:
    ax = figure.add_axes((0.2, 0.3, 0.6, 0.5))
    ax.set_xlim(0, 1)
    ax.set_xticks([0.5, 7.0], ["inside", "far outside"])
    ax.set_xlim(0, 1)
    ax.set_yticks([])
    figure.text(3, 3, "hidden").set_visible(False)
    hidden = figure.add_axes((0.2, 0.3, 0.6, 0.5))
    hidden.text(0, 0, "on hidden axes")
    hidden.set_visible(False)
    figure.text(0.2, 0.9, " ")
    assert layout_problems(figure) == []


def test_a_line_is_cut_at_the_axes_before_it_can_cross(figure: Figure) -> None:
    ax = figure.add_axes((0.5, 0.2, 0.4, 0.6))
    ax.set_axis_off()
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.add_line(Line2D([-2, 1], [0.5, 0.5]))
    figure.text(0.1, 0.48, "beside")
    assert layout_problems(figure) == []


def test_a_line_that_lifts_the_pen_crosses_nothing_in_between(figure: Figure) -> None:
    figure.text(0.5, 0.5, "between", ha="center")
    ends = [(0.1, 0.52), (0.2, 0.52), (0.8, 0.52), (0.9, 0.52)]
    lifted, drawn = ([Path.MOVETO, Path.LINETO, code, Path.LINETO] for code in (Path.MOVETO, Path.LINETO))
    for codes, expected in ((lifted, set()), (drawn, {"crossed"})):
        patch = PathPatch(Path(ends, codes), fill=False, transform=figure.transFigure)
        figure.add_artist(patch)
        assert kinds(figure) == expected
        patch.remove()

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from synthesis.errors import FigureError
from synthesis.figures.placement import box_of, figure_of


def test_axes_of_a_subfigure_are_measured_on_the_whole_figure() -> None:
    figure = Figure(figsize=(8, 4), dpi=50)
    ax = figure.subfigures(1, 2)[1].add_axes((0.5, 0.5, 0.25, 0.25))
    assert figure_of(ax) is figure
    assert tuple(box_of(ax)) == pytest.approx((6.0, 2.0, 1.0, 1.0), abs=1e-6)


def test_axes_that_were_removed() -> None:
    ax = Figure().add_axes((0, 0, 1, 1))
    ax.remove()
    with pytest.raises(FigureError, match="stand in no figure"):
        figure_of(ax)

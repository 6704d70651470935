"""Where axes are: their figure and their box in inches."""

from __future__ import annotations

from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.errors import FigureError


class Box(NamedTuple):
    """A rectangle on a figure, in inches from its lower left corner."""

    left: float
    foot: float
    width: float
    height: float


def figure_of(ax: Axes) -> Figure:
    """Give the whole figure that axes stand in, also from inside a subfigure.

    Raises
    ------
    FigureError
        When the axes have been removed from their figure.
    """
    figure = ax.get_figure(root=True)
    if figure is None:
        raise FigureError(
            "the axes stand in no figure", where="ax", hint="give axes that are part of a figure"
        )
    return figure


def box_of(ax: Axes) -> Box:
    """Measure the box of axes as they stand now.

    Examples
    --------
    >>> box_of(Figure(figsize=(4, 2)).add_axes((0.25, 0.5, 0.5, 0.25)))
    Box(left=1.0, foot=1.0, width=2.0, height=0.5)
    """
    inches = ax.get_window_extent().transformed(figure_of(ax).dpi_scale_trans.inverted())
    return Box(*(round(float(side), 9) for side in (inches.x0, inches.y0, inches.width, inches.height)))


def rows_per_inch(ax: Axes) -> float:
    """Give how much of the y axis is one inch, for what is placed in rows but measured in inches.

    Examples
    --------
    >>> ax = Figure(figsize=(4, 2)).add_axes((0, 0, 1, 1))
    >>> _ = ax.set_ylim(5.5, -0.5)
    >>> rows_per_inch(ax)
    3.0
    """
    first, last = ax.get_ylim()
    return float(abs(last - first)) / box_of(ax).height

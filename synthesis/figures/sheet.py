"""One form of one figure: title block on top, plot of measured height, provenance line at the foot."""

from __future__ import annotations

from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.errors import FigureError
from synthesis.figures import marks, measure, theme
from synthesis.figures.placement import box_of

#: Smallest plot, in inches either way, that can still be read.
_LEAST_PLOT = 0.3


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of one size and weight, written under each other."""

    lines: list[str]
    points: float
    bold: bool
    colour: str

    @property
    def height(self) -> float:
        return measure.height(len(self.lines), self.points)


@dataclass(slots=True)
class Sheet:
    """Where a painter draws: it measures its columns, asks for `axes` once, and draws into them.

    Attributes
    ----------
    form
        The form to draw; a painter chooses its layout by it.
    title, subtitle, line
        Texts of the title block and the provenance line.
    given
        Axes of the reader's own figure. Then only the plot is drawn, inside the room they occupy,
        and the three texts are left to the page around it.
    """

    form: theme.Form
    title: str
    subtitle: str
    line: str
    given: Axes | None = None
    _drawn: Axes | None = field(default=None, init=False)
    _width: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        # Read before `axes` shrinks what was given: a painter that asks again must get the same answer.
        self._width = self.form.width - 2 * theme.EDGE if self.given is None else box_of(self.given).width

    @property
    def width(self) -> float:
        """Width in inches for the plot and its text columns together."""
        return self._width

    @property
    def drawn(self) -> Axes:
        """The axes the painter asked for.

        Raises
        ------
        FigureError
            When it has not asked for any.
        """
        if self._drawn is None:
            raise FigureError("the painter drew nothing", hint="call sheet.axes(...) or sheet.message(...)")
        return self._drawn

    def axes(
        self, height: float, *, left: float = 0.0, right: float = 0.0, above: float = 0.0, below: float = 0.0
    ) -> Axes:
        """Make the axes of the plot, bare of spines, ticks and background.

        Parameters
        ----------
        height
            Height of the plot itself in inches; axes given by the reader keep their own.
        left, right, above, below
            Inches around the plot, inside the sheet, for columns, headings and the axis.

        Raises
        ------
        FigureError
            When a painter asks twice, or the space around the plot leaves no room for it.
        """
        if self._drawn is not None:
            raise FigureError("the painter asked for axes twice", hint="one sheet holds one plot")
        if self.width - left - right < _LEAST_PLOT:
            raise FigureError(
                f"text beside the plot takes {left + right:.2f} of {self.width:.2f} inches",
                hint="drop columns with measure.columns_that_fit, or give wider axes",
            )
        if self.given is None:
            ax = self._own_axes(max(height, _LEAST_PLOT), left, right, above, below)
        else:
            ax = _shrunk(self.given, left, right, above, below)
        ax.set_frame_on(False)
        ax.set_xticks([])
        ax.set_yticks([])
        self._drawn = ax
        return ax

    def message(self, words: str) -> Axes:
        """Write a sentence in place of a plot, for when there is nothing to plot."""
        lines = measure.wrap(words, self.width)
        ax = self.axes(measure.height(len(lines)))
        for number, line in enumerate(lines):
            marks.text(ax, 0, 1, line, frame="axes", anchor="head", dy=-measure.height(number))
        return ax

    def _own_axes(self, height: float, left: float, right: float, above: float, below: float) -> Axes:
        heading = [
            self._block(self.title, self.form.title_points, True, theme.INK),
            self._block(self.subtitle, self.form.subtitle_points, False, theme.MUTED),
        ]
        separated = self.line.replace(" · ", "\N{NO-BREAK SPACE}· ")  # no line starts with a separator
        foot = self._block(separated, theme.SMALL, False, theme.MUTED)
        heading_height = sum(block.height for block in heading)
        total = (
            2 * theme.EDGE + (heading_height + theme.GAP + above) + height + (below + theme.GAP + foot.height)
        )
        figure = Figure(figsize=(self.form.width, total))
        top = total - theme.EDGE
        for block in heading:
            top = _write(figure, block, top)
        _write(figure, foot, theme.EDGE + foot.height)
        plot_width = self.width - left - right
        plot_foot = theme.EDGE + foot.height + theme.GAP + below
        return figure.add_axes(
            (
                (theme.EDGE + left) / self.form.width,
                plot_foot / total,
                plot_width / self.form.width,
                height / total,
            )
        )

    def _block(self, words: str, points: float, bold: bool, colour: str) -> _Block:
        lines = measure.wrap_evenly(words, self.width, points, bold=bold)
        return _Block(lines, points, bold, colour)


def _write(figure: Figure, block: _Block, top: float) -> float:
    """Write a block under a height in inches; returns the height of its foot."""
    leading = measure.height(1, block.points)
    for number, line in enumerate(block.lines):
        figure.text(
            theme.EDGE,
            top - number * leading - (leading + measure.capital(block.points)) / 2,
            line,
            transform=figure.dpi_scale_trans,
            fontsize=block.points,
            fontweight="bold" if block.bold else "normal",
            color=block.colour,
            verticalalignment="baseline",
        )
    return top - block.height


def _shrunk(ax: Axes, left: float, right: float, above: float, below: float) -> Axes:
    """Shrink the reader's axes, so that columns and headings stay in the room the axes had."""
    _, _, width, height = box_of(ax)
    if height - above - below < _LEAST_PLOT:
        raise FigureError(
            f"headings and axis take {above + below:.2f} of {height:.2f} inches", hint="give higher axes"
        )
    place = ax.get_position()
    ax.set_position(
        (
            place.x0 + place.width * left / width,
            place.y0 + place.height * below / height,
            place.width * (1 - (left + right) / width),
            place.height * (1 - (above + below) / height),
        )
    )
    return ax

"""A value axis under a plot: round ticks, the null line and words for its two sides."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, exp, floor, log, log10

from matplotlib.axes import Axes

from synthesis.errors import FigureError
from synthesis.figures import marks, measure, theme
from synthesis.figures.placement import box_of
from synthesis.wording import number

#: Least room beside a plot, in inches: half a tick label may stand outside it.
OVERHANG = 0.20

_TICK_ROOM = 0.24
_LINE_ROOM = 0.19
_BETWEEN_LABELS = 0.14
_FEWEST, _MOST = 3, 6


def room_below(*, label: bool = False, words: bool = False) -> float:
    """Give the inches a value axis needs under its plot.

    Examples
    --------
    >>> room_below() < room_below(label=True) < room_below(label=True, words=True)
    True
    """
    return _TICK_ROOM + _LINE_ROOM * (label + words)


def overhang(limits: tuple[float, float], *, ratio: bool = False) -> float:
    """Give the inches to leave on either side of a plot for the outer halves of its tick labels.

    Examples
    --------
    >>> overhang((-1.0, 1.4)) < overhang((-10_000.0, 14_000.0))
    True
    """
    ticks = ratio_ticks(*limits) if ratio else round_ticks(*limits)
    return max(OVERHANG, measure.widest(tick_labels(ticks)) / 2)


def round_ticks(lower: float, upper: float, most: int = _MOST) -> list[float]:
    """Choose round numbers inside two limits: as many as fit into `most`, at least three if possible.

    Examples
    --------
    >>> round_ticks(-1.0, 1.4)
    [-1.0, -0.5, 0.0, 0.5, 1.0]
    """
    _check(lower, upper)
    finest = (upper - lower) / max(most, 2)
    power = 10.0 ** floor(log10(finest))
    steps = [factor * power for factor in (1, 2, 2.5, 5, 10, 20, 25, 50)]
    choices = [_multiples(step, lower, upper) for step in steps]
    fitting = [ticks for ticks in choices if len(ticks) <= most]
    return max(fitting, key=len, default=[])


def ratio_ticks(lower: float, upper: float, most: int = _MOST) -> list[float]:
    """Choose ratios for an axis in natural logarithms: powers of two, or of a larger base where needed.

    An axis too short for three powers of two gets round ratios.

    Examples
    --------
    >>> ratio_ticks(log(0.2), log(5.0))
    [0.25, 0.5, 1.0, 2.0, 4.0]
    """
    _check(lower, upper)
    for base in (2.0, 4.0, 10.0, 100.0, 1000.0):
        step = log(base)
        powers = range(ceil(lower / step - 1e-9), floor(upper / step + 1e-9) + 1)
        if len(powers) < _FEWEST and base == 2.0:
            return round_ticks(exp(lower), exp(upper), most)
        if len(powers) <= most:
            return [base**power for power in powers]
    return []


def value_axis(
    ax: Axes,
    limits: tuple[float, float],
    *,
    label: str = "",
    null: float | None = None,
    null_spans: Sequence[tuple[float, float]] | None = None,
    words: tuple[str, str] | None = None,
    ratio: bool = False,
) -> None:
    """Draw the axis of a measure along the foot of the plot; call it before drawing marks.

    Parameters
    ----------
    limits
        Both ends, honoured exactly; natural logarithms when `ratio`.
    label
        Name of the measure, unit included.
    null
        Where "no difference" is (0, also for the logarithm of a ratio); draws the null line.
    null_spans
        Heights between which the null line is drawn; see `marks.null_line`.
    words
        What the sides left and right of the null mean, such as `("lower in cases", "higher in cases")`.
    ratio
        Whether values are logarithms of ratios, to be labelled as ratios.
    """
    ax.set_xlim(*limits)
    width = box_of(ax).width
    places, labels = fitting_ticks(limits, width, ratio)
    marks.base_line(ax)
    ax.set_xticks(places, labels)
    ax.tick_params(axis="x", length=3, width=theme.AXIS, pad=3, color=theme.MUTED)
    ax.tick_params(axis="x", labelcolor=theme.INK, labelsize=theme.BODY)
    line = -_TICK_ROOM
    if null is not None:
        marks.null_line(ax, null, spans=null_spans)
    if words is not None:
        _side_words(ax, words, limits, limits[0] if null is None else null, line)
        line -= _LINE_ROOM
    if label:
        marks.text(
            ax, 0.5, 0, label, frame="axes", align="center", anchor="head", dy=line, colour=theme.MUTED
        )


def fitting_ticks(limits: tuple[float, float], width: float, ratio: bool) -> tuple[list[float], list[str]]:
    """Take the most ticks, six at most, whose labels keep their distance on an axis of some inches.

    Examples
    --------
    >>> fitting_ticks((-1.0, 1.0), 3.0, False)
    ([-1.0, -0.5, 0.0, 0.5, 1.0], ['−1.0', '−0.5', '0.0', '0.5', '1.0'])
    """
    for most in range(_MOST, _FEWEST - 1, -1):
        ticks = ratio_ticks(*limits, most) if ratio else round_ticks(*limits, most)
        places = [log(tick) for tick in ticks] if ratio else ticks
        labels = tick_labels(ticks)
        inches = [(place - limits[0]) / (limits[1] - limits[0]) * width for place in places]
        sizes = [measure.width(label) for label in labels]
        gaps = [b - a - (u + v) / 2 for (a, u), (b, v) in pairwise(zip(inches, sizes, strict=True))]
        if min(gaps, default=_BETWEEN_LABELS) >= _BETWEEN_LABELS:
            break
    return places, labels


def tick_labels(ticks: Sequence[float]) -> list[str]:
    """Write ticks with the fewest decimals that tell each one exactly.

    Examples
    --------
    >>> tick_labels([-0.5, 0.0, 0.5]), tick_labels([0.25, 1.0, 4.0])
    (['−0.5', '0.0', '0.5'], ['0.25', '1', '4'])
    """
    digits = [next((n for n in range(7) if abs(round(tick, n) - tick) < 1e-9), 7) for tick in ticks]
    even = len({round(b - a, 9) for a, b in pairwise(ticks)}) <= 1
    return [number(tick, max(digits) if even else own) for tick, own in zip(ticks, digits, strict=True)]


def _side_words(
    ax: Axes, words: tuple[str, str], limits: tuple[float, float], null: float, line: float
) -> None:
    """Write the words beside the null where both fit there, else at the two ends of the axis."""
    width = box_of(ax).width
    at_null = (null - limits[0]) / (limits[1] - limits[0]) * width
    left, right = f"← {words[0]}", f"{words[1]} →"
    gap = _BETWEEN_LABELS / 2
    fits = (
        measure.width(left) + gap <= at_null + OVERHANG
        and measure.width(right) + gap <= width - at_null + OVERHANG
    )
    beyond = max(measure.width(left) + 2 * gap + measure.width(right) - width, 0.0) / 2  # of a short axis
    places: tuple[tuple[float, str, marks.Align], ...] = (
        ((at_null - gap, left, "right"), (at_null + gap, right, "left"))
        if fits
        else ((-beyond, left, "left"), (width + beyond, right, "right"))
    )
    for x, side, align in places:
        marks.text(ax, x / width, 0, side, frame="axes", align=align, anchor="head", dy=line)


def _multiples(step: float, lower: float, upper: float) -> list[float]:
    first, last = ceil(lower / step - 1e-9), floor(upper / step + 1e-9)
    return [round(turn * step, 12) + 0.0 for turn in range(first, last + 1)]


def _check(lower: float, upper: float) -> None:
    if not lower < upper:
        raise FigureError(f"axis limits {lower!r} to {upper!r}", hint="give the lower limit first")

"""The layout of the albatross plot: two wings of p-values, heights for sizes, lines of equal effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log10, sqrt
from typing import Any, Literal, get_args

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from synthesis.consistency.albatross import correlation_contour, smd_contour
from synthesis.consistency.albatross_ratios import odds_ratio_contour, risk_ratio_contour
from synthesis.figures import legend, marks, measure, shapes, theme
from synthesis.figures.plane import p_words
from synthesis.figures.sheet import Sheet
from synthesis.wording import integer, number, percent

Scale = Literal["classic", "root"]
Effect = Literal["smd", "correlation", "odds-ratio", "risk-ratio"]
SCALES: tuple[Scale, ...] = get_args(Scale)

#: Risk among controls for the lines of a risk ratio.
BASELINE = 0.2

#: Effects whose lines are drawn, with their sign in the plot and their name.
EFFECTS: dict[str, tuple[tuple[float, ...], str, str]] = {
    "smd": ((0.2, 0.5, 0.8), "SMD", "standardised mean differences"),
    "correlation": ((0.1, 0.3, 0.5), "r", "correlations"),
    "odds-ratio": ((1.5, 2.5, 4.0), "OR", "odds ratios"),
    "risk-ratio": ((1.25, 1.5, 2.0), "RR", "risk ratios"),
}
_LINE = measure.height(1)
_SMALL = measure.height(1, theme.SMALL)
_LEAST_LIMIT = 3.0  # of -log10 p: both wings reach 0.001 at least
_LEFT = 0.92  # inches for numbers of people and names of the lines of effect
_LEAST_NARROW, _LEAST_WIDE = 3.3, 3.8
_LABEL_ROW = 0.19
_MOST_LABELS = 30
_LABEL_ROOM = 1.95
_ELBOW = 0.30
_PEOPLE = "people"
_PEOPLE_ROOM = measure.width(_PEOPLE, theme.SMALL) + 0.08
_SIZES = [step * 10**power for power in range(6) for step in (1, 2, 5)]

Cohort = Mapping[str, Any]


def effect_words(effect: Effect, baseline: float) -> str:
    """Say what the lines of equal effect are.

    Examples
    --------
    >>> effect_words("smd", 0.2)
    'The thin lines are standardised mean differences of 0.2, 0.5 and 0.8 either way.'
    """
    levels, _, name = EFFECTS[effect]
    listed = [f"{level:g}" for level in levels]
    words = f"The thin lines are {name} of {', '.join(listed[:-1])} and {listed[-1]}"
    if effect in ("smd", "correlation"):
        return f"{words} either way."
    risk = f", for a risk of {percent(baseline)} among controls" if effect == "risk-ratio" else ""
    return f"{words} on the right, and one divided by them on the left{risk}."


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where p-values and sizes stand, in inches."""

    left: float
    right: float
    top: float
    foot: float
    limit: float
    scale: Scale
    fewest: float
    most: float

    def x(self, p: float, way: int) -> float:
        """Place a two-sided p in the wing of a direction; 0 is the outer edge."""
        middle = (self.left + self.right) / 2
        far = self.limit if p <= 0 else min(-log10(p), self.limit)
        return middle + way * far / self.limit * (self.right - self.left) / 2

    def y(self, people: float) -> float:
        low, high, at = (height(n, self.scale) for n in (self.fewest, self.most, people))
        return self.foot - (at - low) / (high - low) * (self.foot - self.top)


def height(people: float, scale: Scale) -> float:
    """Give the height of a number of people, in no unit.

    Examples
    --------
    >>> height(100, "classic"), height(100, "root")
    (4.0, 10.0)
    """
    return log10(people) ** 2 if scale == "classic" else sqrt(people)


def paint(cohorts: Sequence[Cohort], sheet: Sheet, *, scale: Scale, effect: Effect, baseline: float) -> None:
    """Draw the plot with the cohorts that have a place in it."""
    labelled = sheet.form is theme.WIDE and len(cohorts) <= _MOST_LABELS
    entries = _entries(cohorts)
    top = legend.height(entries, sheet.width) + _SMALL + 0.14
    least = _LEAST_WIDE if sheet.form is theme.WIDE else _LEAST_NARROW
    tall = max(least, len(cohorts) * _LABEL_ROW) if labelled else least
    labels = [f"{cohort['cohort']} ({integer(cohort['people'])})" for cohort in cohorts]
    room = min(measure.widest(labels, theme.SMALL), _LABEL_ROOM) + _ELBOW if labelled else 0.12
    sizes = [cohort["people_equivalent"] for cohort in cohorts]
    ends = [-log10(end) for cohort in cohorts for end in (cohort["p_low"], cohort["p_high"]) if end > 0]
    plane = _Plane(
        left=_LEFT,
        right=sheet.width - room,
        top=top,
        foot=top + tall,
        limit=max(_LEAST_LIMIT, ceil(1.05 * max(ends, default=0.0))),
        scale=scale,
        fewest=max(min(sizes) * 0.5, 4.0),
        most=max(sizes) * 1.35,
    )
    ax = shapes.canvas(sheet, plane.foot + 2 * _LINE + 0.34)
    legend.draw(ax, entries, sheet.width)
    taken = _contours(ax, plane, effect, baseline, sheet.width)
    _size_axis(ax, plane, taken)
    _p_axis(ax, plane)
    if labelled:
        _label(ax, cohorts, labels, plane, sheet.width)
    for cohort in cohorts:
        _draw_cohort(ax, cohort, plane)


def _contours(ax: Axes, plane: _Plane, effect: Effect, baseline: float, width: float) -> list[float]:
    """Draw lines of equal effect in both wings; returns the heights of their names on the left."""
    levels, sign, _ = EFFECTS[effect]
    p = 10.0 ** -np.linspace(0.004, plane.limit, 400)
    beside: list[float] = []
    above: list[tuple[float, float]] = []
    for level in sorted(levels, reverse=True):
        either = effect in ("smd", "correlation")
        words = f"{sign} ±{level:g}" if either else f"{sign} {level:g} or {number(1 / level, 2)}"
        half = measure.width(words, theme.SMALL) / 2
        for way in (-1, 1):
            people = _people(effect, level, way, baseline)(p)
            inside = np.isfinite(people) & (people >= plane.fewest) & (people <= plane.most)
            if not inside.any():
                continue
            x = [plane.x(value, way) for value in p[inside]]
            y = [plane.y(value) for value in people[inside]]
            line = Line2D(x, y, color=theme.MUTED, linewidth=theme.AXIS, zorder=1)
            ax.add_line(line)
            line.set_clip_path(None)
            if not inside[-1]:  # it leaves the plot at the top
                at = min(max(x[-1], _PEOPLE_ROOM + half), width - half)
                if all(abs(at - other) >= half + room + 0.06 for other, room in above):
                    _name(ax, at, plane.top - 0.05 - _SMALL / 2, words, "center")
                    above.append((at, half))
            elif way < 0:
                at = max(y[-1], plane.top + 0.04)
                if all(abs(at - other) >= _SMALL for other in beside):
                    _name(ax, plane.left - 0.06, at, words, "right")
                    beside.append(at)
    return beside


def _name(ax: Axes, x: float, y: float, words: str, align: marks.Align) -> None:
    marks.text(ax, x, y, words, align=align, points=theme.SMALL, colour=theme.MUTED)


def _people(
    effect: Effect, level: float, way: int, baseline: float
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Give the number of people at which an effect has a p, in the wing of a direction."""
    if effect == "smd":
        return lambda p: smd_contour(p, level)
    if effect == "correlation":
        return lambda p: correlation_contour(p, level)
    ratio = level**way
    if effect == "odds-ratio":
        return lambda p: odds_ratio_contour(p, ratio)
    return lambda p: risk_ratio_contour(p, ratio, baseline)


def _size_axis(ax: Axes, plane: _Plane, taken: Sequence[float]) -> None:
    """Write numbers of people on the left, leaving out what would touch the name of a line."""
    shapes.segment(ax, (plane.left, plane.top), (plane.left, plane.foot), colour=theme.GRID)
    last = float("inf")
    for size in _SIZES:
        if not plane.fewest <= size <= plane.most:
            continue
        y = plane.y(size)
        if last - y < _SMALL + 0.03 or any(abs(y - other) < _SMALL + 0.01 for other in taken):
            continue
        shapes.segment(ax, (plane.left - 0.04, y), (plane.left, y), colour=theme.MUTED)
        marks.text(ax, plane.left - 0.08, y, integer(size), align="right", points=theme.SMALL)
        last = y
    y = plane.top - 0.05 - _SMALL / 2
    _name(ax, 0, y, _PEOPLE, "left")


def _p_axis(ax: Axes, plane: _Plane) -> None:
    """Draw the axis of both wings with its ticks and the words for its sides."""
    shapes.segment(ax, (plane.left, plane.foot), (plane.right, plane.foot), colour=theme.MUTED)
    middle = plane.x(1.0, 1)
    shapes.segment(ax, (middle, plane.top), (middle, plane.foot), colour=theme.MUTED, points=theme.NULL)
    small = [10.0**-power for power in range(4, int(plane.limit) + 1)]
    kept: list[tuple[float, float]] = []
    for p in (1.0, 0.05, 0.001, *reversed(small), 0.01):
        words = p_words(p)
        half = measure.width(words, theme.SMALL) / 2
        far = plane.x(p, 1) - middle
        if plane.limit < -log10(p) - 1e-9 or any(abs(far - x) < half + room + 0.07 for x, room in kept):
            continue
        kept.append((far, half))
        for way in (-1, 1) if far else (1,):
            x = middle + way * far
            shapes.segment(ax, (x, plane.foot), (x, plane.foot + 0.05), colour=theme.MUTED)
            y = plane.foot + 0.08 + _SMALL / 2
            marks.text(ax, x, y, words, align="center", points=theme.SMALL)
    y = plane.foot + 0.12 + 1.5 * _LINE
    marks.text(ax, plane.left, y, "← lower in cases")
    marks.text(ax, plane.right, y, "higher in cases →", align="right")
    y += _LINE
    _name(ax, middle, y, "p-value, two-sided", "center")


def _looks(cohort: Cohort) -> tuple[str, str]:
    """Give glyph and colour of a cohort."""
    name = {1: "higher", -1: "lower", 0: "no_difference"}[cohort["way"]]
    return name, theme.GLYPHS[name].colour


def _draw_cohort(ax: Axes, cohort: Cohort, plane: _Plane) -> None:
    y = plane.y(cohort["people_equivalent"])
    record = cohort["slugs"].partition(" ")[0]
    name, colour = _looks(cohort)
    if cohort["drawn"] == "point":
        marks.direction(ax, plane.x(cohort["p_low"], cohort["way"]), y, name, size=9, record=record)
        return
    if cohort["way"] == 0:
        ends = [plane.x(cohort["p_low"], way) for way in (-1, 1)]
    else:
        ends = [plane.x(cohort["p_high"], cohort["way"]), plane.x(cohort["p_low"], cohort["way"])]
    _range(ax, ends, y, colour, open_end=cohort["p_low"] == 0, record=record)


def _range(
    ax: Axes, ends: Sequence[float], y: float, colour: str, *, open_end: bool, record: str | None = None
) -> None:
    """Draw a line from end to end; the second end is open or, like the first, has a cap."""
    start, end = ends
    tip = 0.09 if end > start else -0.09
    shapes.segment(
        ax, (start, y), (end - tip * open_end, y), colour=colour, points=theme.INTERVAL + 0.4, record=record
    )
    caps = [start] if open_end else [start, end]
    for x in caps:
        shapes.segment(ax, (x, y - 0.045), (x, y + 0.045), colour=colour, points=theme.INTERVAL)
    if open_end:
        head = Line2D([end - tip, end - tip], [y, y], linestyle="none", marker=">" if tip > 0 else "<")
        head.set(markersize=5.5, markerfacecolor=colour, markeredgewidth=0, zorder=4)
        ax.add_line(head)
        head.set_clip_path(None)


def _label(ax: Axes, cohorts: Sequence[Cohort], labels: Sequence[str], plane: _Plane, width: float) -> None:
    """Name the cohorts at the right edge, each at its height or as near as there is room."""
    wanted = [plane.y(cohort["people_equivalent"]) for cohort in cohorts]
    order = sorted(range(len(cohorts)), key=lambda i: (wanted[i], i))
    places = _apart([wanted[i] for i in order], _LABEL_ROW, plane.foot)
    start = plane.right + _ELBOW
    for i, at in zip(order, places, strict=True):
        shapes.segment(
            ax,
            (_right_end(cohorts[i], plane), wanted[i]),
            (plane.right, wanted[i]),
            colour=theme.GRID,
            points=0.6,
        )
        shapes.segment(ax, (plane.right, wanted[i]), (start - 0.05, at), colour=theme.GRID, points=0.8)
        words = measure.ellipsize(labels[i], width - start, theme.SMALL)
        marks.text(ax, start, at, words, points=theme.SMALL)


def _right_end(cohort: Cohort, plane: _Plane) -> float:
    """Give where the mark of a cohort ends on the right."""
    if cohort["drawn"] == "point":
        return plane.x(cohort["p_low"], cohort["way"]) + 0.08
    return plane.x(cohort["p_high"] if cohort["way"] < 0 else cohort["p_low"], cohort["way"] or 1)


def _apart(wanted: Sequence[float], least: float, foot: float) -> list[float]:
    """Move places, sorted downwards, as little as needed to keep a distance above the foot."""
    places = list(wanted)
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + least)
    if places and places[-1] > foot:
        places[-1] = foot
        for i in range(len(places) - 2, -1, -1):
            places[i] = min(places[i], places[i + 1] - least)
    return places


def _entries(cohorts: Sequence[Cohort]) -> list[legend.Entry]:
    """Explain the marks that occur."""
    made = []
    if any(cohort["drawn"] == "point" for cohort in cohorts):
        made.append(legend.Entry("exact p-value", _points, room=0.38))
    ranges = [cohort for cohort in cohorts if cohort["drawn"] == "range"]
    if any(cohort["way"] for cohort in ranges):
        words = "range of p; an arrow where it is open"
        made.append(
            legend.Entry(
                words,
                lambda ax, x, y: _range(ax, [x - 0.16, x + 0.16], y, theme.BLUE, open_end=True),
                room=0.42,
            )
        )
    if any(not cohort["way"] for cohort in ranges):
        words = "no difference reported, direction not given"
        made.append(
            legend.Entry(
                words,
                lambda ax, x, y: _range(ax, [x - 0.16, x + 0.16], y, theme.INK, open_end=False),
                room=0.42,
            )
        )
    return made


def _points(ax: Axes, x: float, y: float) -> None:
    marks.direction(ax, x - 0.09, y, "higher", size=7.5)
    marks.direction(ax, x + 0.07, y, "lower", size=7.5)

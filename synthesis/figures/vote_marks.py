"""The marks of a cohort's vote and of the share it adds up to, in axes measured in inches.

Shape is the direction, solid or hollow the significance, size the number of people; a broken circle is a
"no difference" that is only inferred, a line under a small mark says that the size is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import isnan
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.path import Path

from synthesis.figures import legend, marks, measure, shapes, theme
from synthesis.figures.cohort_votes import GLYPHS, NOT_KNOWN, OVER_300, TO_300, UNDER_50, is_significant

#: Width of a mark in points by size class.
POINTS = {UNDER_50: 5.5, TO_300: 8.5, OVER_300: 12.0, NOT_KNOWN: 5.5}
_HOLLOW = 0.86  # size of a hollow mark, whose edge adds to it
_KEY_POINTS = 7.5

#: Inches of a bounds bar, and of its axis above it.
BAR = 0.13
_HATCH = 0.055
_TICKS = (0.0, 0.5, 1.0)
_FINE_TICKS = (0.60, 0.75)
AXIS = 2 * measure.height(1, theme.SMALL) + 0.02


def vote(ax: Axes, x: float, y: float, cohort: Mapping[str, Any], *, record: str | None = None) -> None:
    """Mark the vote of one cohort.

    Parameters
    ----------
    x, y
        Its middle.
    cohort
        `vote`, `significance`, `inferred` and `size`.
    """
    points = POINTS[cohort["size"]]
    name = GLYPHS[cohort["vote"]]
    filled = name == "mixed" or (name != "no_difference" and is_significant(cohort))
    _glyph(ax, x, y, name, points, filled=filled, inferred=cohort["inferred"], record=record)
    if cohort["size"] == NOT_KNOWN:
        half = points / 2 / measure.POINTS_PER_INCH + 0.01
        under = y + half + 0.025
        shapes.segment(ax, (x - half, under), (x + half, under), points=1.2)


def _glyph(
    ax: Axes,
    x: float,
    y: float,
    name: str,
    points: float,
    *,
    filled: bool,
    inferred: bool = False,
    record: str | None = None,
) -> None:
    size = points if filled else points * _HOLLOW
    if name == "no_difference" and inferred:
        broken = Line2D([x], [y], linestyle="none", marker=_broken_circle(), markersize=size * 0.86)
        broken.set(markerfacecolor="none", markeredgecolor=theme.INK, markeredgewidth=1.3, zorder=4)
        broken.set_gid(None if record is None else marks.RECORD + record)
        ax.add_line(broken)
        broken.set_clip_path(None)
    else:
        marks.direction(ax, x, y, name, size=size, filled=filled, record=record)


@cache
def _broken_circle() -> Path:
    """Four arcs with gaps between them."""
    arcs = [Path.arc(start + 14, start + 76) for start in (45, 135, 225, 315)]
    return Path.make_compound_path(*arcs)


def entries(cohorts: Iterable[Mapping[str, Any]], *, sizes: bool = True) -> list[legend.Entry]:
    """Explain the marks that occur."""
    drawn = list(cohorts)
    directed = [c for c in drawn if c["vote"] in "HL"]
    made = []
    if any(map(is_significant, directed)):
        made.append(_pair("significant", filled=True))
    if not all(map(is_significant, directed)):
        made.append(_pair("direction only: not significant, or not stated", filled=False))
    if any(c["vote"] == "U" and not c["inferred"] for c in drawn):
        made.append(_single("no difference reported, direction not given", "no_difference"))
    if any(c["vote"] == "U" and c["inferred"] for c in drawn):
        made.append(
            _single("the same, inferred: measured, not listed as different", "no_difference", inferred=True)
        )
    if any(c["vote"] == "M" for c in drawn):
        made.append(_single("mixed, or different without a direction", "mixed"))
    if sizes and drawn:
        made.append(_sizes({c["size"] for c in drawn}))
        if any(c["size"] == NOT_KNOWN for c in drawn):
            made.append(_unknown())
    return made


def _pair(words: str, *, filled: bool) -> legend.Entry:
    def mark(ax: Axes, x: float, y: float) -> None:
        _glyph(ax, x - 0.09, y, "higher", _KEY_POINTS, filled=filled)
        _glyph(ax, x + 0.07, y, "lower", _KEY_POINTS, filled=filled)

    both = "higher or lower in cases, " if filled else ""
    return legend.Entry(both + words, mark, room=0.38)


def _single(words: str, name: str, *, inferred: bool = False) -> legend.Entry:
    def mark(ax: Axes, x: float, y: float) -> None:
        _glyph(ax, x, y, name, _KEY_POINTS, filled=name == "mixed", inferred=inferred)

    return legend.Entry(words, mark)


def _sizes(there: set[str]) -> legend.Entry:
    shown = [size for size in (UNDER_50, TO_300, OVER_300) if size in there] or [UNDER_50]
    room = 0.04 + 0.19 * len(shown)

    def mark(ax: Axes, x: float, y: float) -> None:
        for place, size in enumerate(shown):
            at = x - room / 2 - 0.01 + 0.19 * (place + 0.5)
            _glyph(ax, at, y, "no_difference", POINTS[size], filled=False)

    return legend.Entry(f"{', '.join(shown)} people, cases and controls together", mark, room=room)


def _unknown() -> legend.Entry:
    def mark(ax: Axes, x: float, y: float) -> None:
        vote(ax, x, y - 0.02, {"vote": "U", "significance": "none", "inferred": False, "size": NOT_KNOWN})

    return legend.Entry("line below: number of people not known", mark)


def bounds_axis(ax: Axes, left: float, right: float, top: float) -> None:
    """Write the axis of the bounds bars, 0 to 100 %, above the first of them; it is `AXIS` high."""
    line = measure.height(1, theme.SMALL)
    for ticks, y in ((_TICKS, top + line / 2), (_FINE_TICKS, top + 1.5 * line)):
        for tick in ticks:
            words = f"{tick:.0%}" if tick == 1 else f"{100 * tick:.0f}"
            at = left + tick * (right - left)
            align: marks.Align = "right" if tick == 1 else "left" if tick == 0 else "center"
            marks.text(ax, at, y, words, align=align, points=theme.SMALL, colour=theme.MUTED)


def bounds_bar(
    ax: Axes, left: float, right: float, y: float, low: float, high: float, direction: str
) -> None:
    """Draw the bounds of a share: solid up to the lower, hatched up to the upper bound.

    Parameters
    ----------
    left, right
        Where 0 and 100 % are.
    y
        Its middle.
    low, high
        Shares, 0 to 1; NaN where undefined.
    direction
        `higher`, `lower`, or empty.
    """
    if isnan(low) or isnan(high):
        return
    top, foot = y - BAR / 2, y + BAR / 2

    def at(share: float) -> float:
        return left + share * (right - left)

    colour = theme.GLYPHS[direction].colour if direction else theme.MUTED
    shapes.box(ax, left, top, right, foot, opacity=theme.BAND)
    shapes.box(ax, at(0), top, at(low), foot, colour=colour)
    _hatch(ax, at(low), at(high), top, foot, colour)
    shapes.segment(ax, (at(0.5), top - 0.05), (at(0.5), foot + 0.05), points=1.1)
    for tick in _FINE_TICKS:
        shapes.segment(ax, (at(tick), foot), (at(tick), foot + 0.05), points=theme.AXIS)
    for end in (left, right):
        shapes.segment(ax, (end, top), (end, foot), colour=theme.MUTED, points=0.6)


def _hatch(ax: Axes, left: float, right: float, top: float, foot: float, colour: str) -> None:
    """Fill a rectangle with slanted lines and outline it."""
    if right <= left:
        return
    tall = foot - top
    x: list[float] = []
    y: list[float] = []
    start = left - tall + _HATCH / 2
    while start < right:
        first, last = max(start, left), min(start + tall, right)
        x += [first, last, float("nan")]
        y += [foot - (first - start), foot - (last - start), float("nan")]
        start += _HATCH
    outline = Line2D([left, right, right, left, left], [top, top, foot, foot, top])
    for line in (Line2D(x, y), outline):
        line.set(color=colour, linewidth=0.9, zorder=2)
        ax.add_line(line)
        line.set_clip_path(None)


def bounds_entries(questions: Sequence[Mapping[str, Any]]) -> list[legend.Entry]:
    """Explain the parts of the bars of some questions, with their `direction` and `high`."""
    ways = {asked["direction"] for asked in questions}
    way = ways.pop() if len(ways) == 1 else ""

    colour = theme.GLYPHS[way].colour if way else theme.MUTED

    def solid(ax: Axes, x: float, y: float) -> None:
        shapes.box(ax, x - 0.12, y - BAR / 2, x + 0.12, y + BAR / 2, colour=colour)

    def hatched(ax: Axes, x: float, y: float) -> None:
        _hatch(ax, x - 0.12, x + 0.12, y - BAR / 2, y + BAR / 2, colour)

    def track(ax: Axes, x: float, y: float) -> None:
        shapes.box(ax, x - 0.12, y - BAR / 2, x + 0.12, y + BAR / 2, opacity=theme.BAND)

    made = [
        legend.Entry("share with the more frequent direction, of all that tested", solid, room=0.34),
        legend.Entry("without a direction: may have gone either way", hatched, room=0.34),
    ]
    if any(asked["high"] < 1 for asked in questions):
        made.append(legend.Entry("the other direction, or mixed", track, room=0.34))
    return made

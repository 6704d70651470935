"""The layout of the orchard plot: swarms of bubbles, below each the mean of its group."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from synthesis.figures import legend, marks, measure, plane_marks, shapes, theme
from synthesis.figures.effect_words import Group
from synthesis.figures.forest_limits import axis_limits
from synthesis.figures.plane import Plane, Scale, make
from synthesis.figures.sheet import Sheet

_LINE = measure.height(1)
_SMALL = measure.height(1, theme.SMALL)
_TRUNK = 0.30  # inches below a swarm for mean and intervals
_BETWEEN = 0.16
_MOST_LABEL = 1.7
_GAP = 0.16
_LEAST_SWARM, _MOST_SWARM, _PER_EFFECT = 0.22, 1.15, 0.022
#: Diameter in points of the most precise bubble, by effects in the largest group.
_BUBBLES = ((12, 14.0), (40, 11.0), (120, 8.0))
_SMALLEST_BUBBLE = 6.0


def paint(groups: Sequence[Group], sheet: Sheet, sides: tuple[str, str]) -> None:
    """Draw the groups from top to foot."""
    drawn = [group for group in groups if group.effects]
    narrow = sheet.form is theme.NARROW
    scale = drawn[0].scale
    x = Scale(limits(drawn), scale.label, "ratio" if scale.ratio else "linear")
    heads = [_head(group, sheet.width if narrow else _MOST_LABEL, narrow) for group in drawn]
    beside = [words for group in drawn for words in numbers_of(group)]
    left = 0.0 if narrow else max(map(_widest, heads)) + _GAP
    right = 0.0 if narrow else measure.widest(beside, theme.SMALL) + _GAP
    rooms = [len(head) * _SMALL + 0.04 if narrow else 0.0 for head in heads]
    swarms = [min(_LEAST_SWARM + _PER_EFFECT * len(group.effects), _MOST_SWARM) for group in drawn]
    heights = [
        max(room + swarm + _trunk_room(group), 0.0 if narrow else max(len(head), 2) * _SMALL) + _BETWEEN
        for group, head, room, swarm in zip(drawn, heads, rooms, swarms, strict=True)
    ]
    null = scale.null_place
    ax, at = make(
        sheet,
        x,
        None,
        height=sum(heights),
        entries=entries(drawn),
        words=None if null is None else sides,
        left=left,
        right=right,
    )
    most = max(effect["precision"] for group in drawn for effect in group.effects)
    largest = max(len(group.effects) for group in drawn)
    diameter = next((points for k, points in _BUBBLES if largest <= k), _SMALLEST_BUBBLE)
    y = at.top
    for number, group in enumerate(drawn):
        if number:
            shapes.segment(ax, (0.0, y), (sheet.width, y), colour=theme.GRID, points=0.6)
        top = y + rooms[number] + _BETWEEN / 2
        if null is not None and x.limits[0] < null < x.limits[1]:
            place = at.x(null)
            start, end = (top, y + heights[number]) if narrow else (y, y + heights[number])
            shapes.segment(ax, (place, start), (place, end), colour=theme.MUTED, points=theme.NULL)
        _write(ax, heads[number], 0.0, y + _BETWEEN / 2 if narrow else y + heights[number] / 2, not narrow)
        if not narrow:
            numbers = [(words, False) for words in numbers_of(group)]
            _write(ax, numbers, sheet.width - right + _GAP, y + heights[number] / 2, True)
        _swarm(ax, at, group, top, swarms[number], most, diameter)
        trunk(ax, at, group, top + swarms[number] + _TRUNK / 2)
        y += heights[number]


def limits(groups: Sequence[Group]) -> tuple[float, float]:
    """Choose limits: means with their intervals and all but far outliers inside."""
    scale = groups[0].scale
    estimates = [scale.place(effect["estimate"]) for group in groups for effect in group.effects]
    heads = [group.head for group in groups if group.head["ci_low"] is not None]
    pooled = [scale.place(head[name]) for head in heads for name in ("ci_low", "ci_high")]
    predicted = [
        (scale.place(head["pi_low"]), scale.place(head["pi_high"]))
        for head in heads
        if head["pi_low"] is not None
    ]
    null = [] if scale.null_place is None else [scale.null_place]
    return axis_limits(estimates, predicted, [*null, *pooled])


def entries(groups: Sequence[Group]) -> list[legend.Entry]:
    """Explain the marks that occur."""
    level = f"{groups[0].head['level']:g}%"
    made = [legend.Entry("one effect", lambda ax, x, y: marks.bubble(ax, x, y, 1, largest=1, diameter=9))]
    if any(group.head["ci_low"] is not None for group in groups):
        made.append(legend.Entry(f"mean, {level} confidence interval", plane_marks.mean_sample, room=0.42))
    if any(group.head["pi_low"] is not None for group in groups):
        made.append(legend.Entry(f"{level} prediction interval (PI)", plane_marks.interval_sample, room=0.42))
    return made


def _head(group: Group, room: float, narrow: bool) -> list[tuple[str, bool]]:
    """Give the lines that name a group, each with its weight; with its numbers in the narrow form."""
    name = group.head["group"]
    bold = [(line, True) for line in measure.wrap(name, room, theme.SMALL, bold=True)] if name else []
    if not narrow:
        return bold + [(line, False) for line in measure.wrap(group.size, room, theme.SMALL)]
    words = together(group)
    return bold + [(line, False) for line in measure.wrap(words, room, theme.SMALL)]


def together(group: Group) -> str:
    """Write size, mean and prediction interval of a group; no line ends inside one of them."""
    return "; ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in (group.size, *numbers_of(group)))


def numbers_of(group: Group) -> list[str]:
    """Write the mean and the prediction interval of a group, where there are any."""
    mean = f"{group.scale.heading} {group.mean}" if group.head["estimate"] is not None else ""
    return [words for words in (mean, group.prediction) if words]


def _widest(lines: Sequence[tuple[str, bool]]) -> float:
    """Measure the widest line."""
    return max(measure.width(words, theme.SMALL, bold=bold) for words, bold in lines)


def _write(ax: Axes, lines: Sequence[tuple[str, bool]], x: float, y: float, middle: bool) -> None:
    """Write lines from a height downwards, or around it."""
    start = y - len(lines) * _SMALL / 2 if middle else y
    for number, (words, bold) in enumerate(lines):
        marks.text(ax, x, start + (number + 0.5) * _SMALL, words, points=theme.SMALL, bold=bold)


def _trunk_room(group: Group) -> float:
    return _TRUNK if group.head["estimate"] is not None else 0.06


def _swarm(
    ax: Axes, at: Plane, group: Group, top: float, height: float, most: float, diameter: float
) -> None:
    for effect in group.effects:
        place = group.scale.place(effect["estimate"])
        y = top + height / 2 - effect["place"] * (height / 2 - diameter / 144)
        record = effect["slugs"]
        if place != at.within(place):
            plane_marks.beyond(ax, at, place, y, record)
            continue
        marks.bubble(ax, at.x(place), y, effect["precision"], largest=most, diameter=diameter, record=record)


def trunk(ax: Axes, at: Plane, group: Group, y: float) -> None:
    """Draw the prediction interval of a group, and its mean with the confidence interval."""
    head, scale = group.head, group.scale
    if head["ci_low"] is None:
        return
    if head["pi_low"] is not None:
        low, high = scale.place(head["pi_low"]), scale.place(head["pi_high"])
        plane_marks.interval(ax, at, low, high, y, caps=True)
    low, middle, high = (at.x(scale.place(head[name])) for name in ("ci_low", "estimate", "ci_high"))
    plane_marks.diamond(ax, low, middle, high, y)

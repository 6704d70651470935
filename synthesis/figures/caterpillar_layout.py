"""The layout of the caterpillar plot: rows as close as their number asks for, named where there is room."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from synthesis.figures import legend, marks, measure, plane_marks, shapes, theme
from synthesis.figures.effect_words import Group
from synthesis.figures.forest_limits import axis_limits
from synthesis.figures.orchard_layout import together, trunk
from synthesis.figures.plane import Plane, Scale, make
from synthesis.figures.sheet import Sheet

_SMALL = measure.height(1, theme.SMALL)
_NAMED_ROW = 0.175
_MOST_NAMED = 25  # effects of a figure up to which each has its name
_ROW, _CLOSEST, _TALLEST = 0.10, 0.016, 6.0  # inches: a row at most and at least, all rows together
_TRUNK = 0.30
_BETWEEN = 0.14
_GAP = 0.16
_MOST_NAME = 2.2


def paint(groups: Sequence[Group], sheet: Sheet, sides: tuple[str, str]) -> None:
    """Draw the groups from top to foot."""
    drawn = [group for group in groups if group.effects]
    scale = drawn[0].scale
    most = sum(len(group.effects) for group in drawn)
    named = most <= _MOST_NAMED
    row = _NAMED_ROW if named else max(min(_ROW, _TALLEST / most), _CLOSEST)
    room = min(_MOST_NAME, sheet.width * 0.42)
    labels = [
        [measure.ellipsize(row["label"], room, theme.SMALL) for row in group.effects] for group in drawn
    ]
    left = measure.widest([name for names in labels for name in names], theme.SMALL) + _GAP if named else 0.0
    heads = [_head(group, sheet.width) for group in drawn]
    heights = [
        len(head) * _SMALL + len(group.effects) * row + _trunk_room(group) + _BETWEEN
        for head, group in zip(heads, drawn, strict=True)
    ]
    x = Scale(_limits(drawn), scale.label, "ratio" if scale.ratio else "linear")
    null = scale.null_place
    ax, at = make(
        sheet,
        x,
        None,
        height=sum(heights),
        entries=_entries(drawn),
        words=None if null is None else sides,
        left=left,
    )
    y = at.top
    for group, head, names, height in zip(drawn, heads, labels, heights, strict=True):
        if y > at.top:
            shapes.segment(ax, (0.0, y), (sheet.width, y), colour=theme.GRID, points=0.6)
        top = y + _BETWEEN / 2 + len(head) * _SMALL
        for number, (words, bold) in enumerate(head):
            at_y = y + _BETWEEN / 2 + (number + 0.5) * _SMALL - 0.02
            marks.text(ax, 0.0, at_y, words, points=theme.SMALL, bold=bold)
        if null is not None and x.limits[0] < null < x.limits[1]:
            place = at.x(null)
            shapes.segment(ax, (place, top), (place, y + height), colour=theme.MUTED, points=theme.NULL)
        for number, effect in enumerate(group.effects):
            middle = top + (number + 0.5) * row
            _effect(ax, at, group, effect, middle, row)
            if named:
                marks.text(ax, 0.0, middle, names[number], points=theme.SMALL)
        trunk(ax, at, group, top + len(group.effects) * row + _trunk_room(group) / 2)
        y += height


def _limits(groups: Sequence[Group]) -> tuple[float, float]:
    """Choose limits: means with their intervals and all but far outliers inside."""
    scale = groups[0].scale

    def places(row: dict[str, object], *names: str) -> list[float]:
        return [scale.place(float(str(row[name]))) for name in names if row[name] is not None]

    effects = [effect for group in groups for effect in group.effects]
    ends = [places(effect, "ci_low", "ci_high") for effect in effects]
    ends += [places(group.head, "pi_low", "pi_high") for group in groups]
    inside = [place for group in groups for place in places(group.head, "ci_low", "ci_high")]
    null = [] if scale.null_place is None else [scale.null_place]
    return axis_limits(
        [scale.place(effect["estimate"]) for effect in effects],
        [(pair[0], pair[1]) for pair in ends if pair],
        [*null, *inside],
    )


def _head(group: Group, room: float) -> list[tuple[str, bool]]:
    """Give the lines over a group: its name, then how many effects, mean and prediction interval."""
    name = group.head["group"]
    bold = [(line, True) for line in measure.wrap(name, room, theme.SMALL, bold=True)] if name else []
    return bold + [(line, False) for line in measure.wrap(together(group), room, theme.SMALL)]


def _trunk_room(group: Group) -> float:
    return _TRUNK if group.head["ci_low"] is not None else 0.0


def _effect(ax: Axes, at: Plane, group: Group, effect: dict[str, object], y: float, row: float) -> None:
    place, low, high = (
        group.scale.place(float(str(effect[name]))) for name in ("estimate", "ci_low", "ci_high")
    )
    record = None if effect["slugs"] is None else str(effect["slugs"])
    thin = row < _NAMED_ROW
    plane_marks.interval(
        ax,
        at,
        low,
        high,
        y,
        points=min(0.8, row * 36) if thin else theme.INTERVAL,
        colour=theme.MUTED,
        record=record,
    )
    if place != at.within(place):
        plane_marks.beyond(ax, at, place, y, record)
    else:
        points = 5.0 if not thin else max(1.8, min(4.2, row * 45))
        shapes.dot(ax, at.x(place), y, points=points, colour=theme.BLUE, record=record)


def _entries(groups: Sequence[Group]) -> list[legend.Entry]:
    """Explain the marks that occur."""
    level = f"{groups[0].head['level']:g}%"
    made = [legend.Entry(f"effect, {level} confidence interval", _effect_sample, room=0.42)]
    if any(group.head["ci_low"] is not None for group in groups):
        made.append(legend.Entry(f"mean, {level} confidence interval", plane_marks.mean_sample, room=0.42))
    if any(group.head["pi_low"] is not None for group in groups):
        made.append(legend.Entry(f"{level} prediction interval (PI)", plane_marks.interval_sample, room=0.42))
    return made


def _effect_sample(ax: Axes, x: float, y: float) -> None:
    shapes.segment(ax, (x - 0.16, y), (x + 0.16, y), points=theme.INTERVAL, colour=theme.MUTED)
    shapes.dot(ax, x, y, points=5.0, colour=theme.BLUE)

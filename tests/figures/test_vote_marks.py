from __future__ import annotations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from synthesis.figures import theme, vote_marks
from synthesis.figures.cohort_votes import NOT_KNOWN, OVER_300, TO_300, UNDER_50

LOOKS = [
    (vote, significance, inferred)
    for vote, significance in [
        ("H", "H"),
        ("H", "none"),
        ("L", "L"),
        ("L", "unknown"),
        ("U", "none"),
        ("M", "unknown"),
    ]
    for inferred in ((True, False) if vote == "U" else (False,))
]


@pytest.fixture(name="ax")
def _ax() -> Axes:
    ax = Figure(figsize=(4, 2)).add_axes((0, 0, 1, 1))
    ax.set_xlim(0, 4)
    ax.set_ylim(2, 0)
    return ax


def cohort(
    vote: str = "H", significance: str = "H", *, inferred: bool = False, size: str = TO_300
) -> dict[str, object]:
    return {"vote": vote, "significance": significance, "inferred": inferred, "size": size}


def test_every_look_differs_without_colour(ax: Axes) -> None:
    seen = set()
    for vote, significance, inferred in LOOKS:
        vote_marks.vote(ax, 1, 1, cohort(vote, significance, inferred=inferred))
        mark = ax.lines[-1]
        path = mark.get_marker()
        seen.add((np.round(path.vertices, 3).tobytes(), mark.get_markeredgewidth() > 0))
    assert len(seen) == len(LOOKS)


def test_the_size_of_a_mark_grows_with_the_class(ax: Axes) -> None:
    sizes = []
    for size in (UNDER_50, TO_300, OVER_300):
        vote_marks.vote(ax, 1, 1, cohort(size=size))
        sizes.append(ax.lines[-1].get_markersize())
    assert sizes == sorted(set(sizes))


def test_an_unknown_size_is_not_a_small_one(ax: Axes) -> None:
    vote_marks.vote(ax, 1, 1, cohort(size=UNDER_50))
    known = len(ax.lines)
    vote_marks.vote(ax, 2, 1, cohort(size=NOT_KNOWN))
    assert len(ax.lines) == 2 * known + 1  # a line under the mark


def test_the_bar_is_solid_to_low_and_hatched_to_high(ax: Axes) -> None:
    vote_marks.bounds_bar(ax, 0.0, 4.0, 1.0, 0.25, 0.75, "higher")
    solid = [p for p in ax.patches if isinstance(p, Rectangle) and p.get_facecolor()[:3] == _rgb(theme.BLUE)]
    assert [(p.get_x(), p.get_x() + p.get_width()) for p in solid] == [(0.0, 1.0)]
    x = np.concatenate([line.get_xdata() for line in ax.lines if line.get_color() == theme.BLUE])
    assert np.nanmin(x) == pytest.approx(1.0)
    assert np.nanmax(x) == pytest.approx(3.0)
    assert 2.0 in {line.get_xdata()[0] for line in ax.lines}  # the line at half


def test_undefined_bounds_are_not_drawn(ax: Axes) -> None:
    vote_marks.bounds_bar(ax, 0.0, 4.0, 1.0, float("nan"), float("nan"), "")
    assert not ax.lines
    assert not ax.patches


def test_the_legend_explains_what_occurs() -> None:
    words = [
        e.words
        for e in vote_marks.entries([cohort("U", "none", inferred=True), cohort("U", "none", size=NOT_KNOWN)])
    ]
    assert any("inferred" in w for w in words)
    assert any("not known" in w for w in words)
    assert not any("significant" in w for w in words)


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))

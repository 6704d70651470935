from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from synthesis.figures import label_places
from synthesis.figures.label_places import Box

AREA = Box(0.0, 0.0, 6.0, 4.0)


def crowd(n: int) -> list[tuple[float, float]]:
    return [(0.5 + i * 37 % 100 / 20, 0.4 + i * 61 % 100 / 31) for i in range(n)]


@pytest.mark.parametrize("n", [0, 1, 8, 40, 120])
def test_names_are_inside_and_apart(n: int) -> None:
    points = crowd(n)
    marked = np.array(points, dtype=float).reshape(-1, 2)
    made = label_places.place(points, [f"name {i}" for i in range(n)], AREA, taken=marked, room=1.0)
    assert n == 0 or made
    assert all(name.box.inside(AREA) for name in made)
    assert not any(one.box.meets(two.box) for one, two in combinations(made, 2))
    assert not any(name.box.holds_any(marked) for name in made)


def test_a_name_stands_nearest_to_its_own_mark() -> None:
    points = [(3.0, 2.0), (3.0, 2.16), (3.25, 2.08)]
    made = label_places.place(points, ["a", "b", "c"], AREA, taken=np.array(points), room=1.0)
    for name in made:
        if name.led:
            continue
        middle = np.array([(name.box.left + name.box.right) / 2, (name.box.top + name.box.foot) / 2])
        near = min(points, key=lambda point: float(np.hypot(*(middle - point))))
        assert near == name.point


def test_without_room_a_name_is_left_out() -> None:
    small = Box(0.0, 0.0, 0.5, 0.3)
    assert (
        label_places.place([(0.25, 0.15)], ["a long name"], small, taken=np.array([[0.25, 0.15]]), room=2)
        == []
    )


def test_a_large_mark_keeps_its_name_outside() -> None:
    point, radius = (3.0, 2.0), 0.4
    made = label_places.place(
        [point], ["name"], AREA, taken=label_places.round_about(point, radius), room=1.0, radii=[radius]
    )
    assert made[0].box.left >= point[0] + radius


def test_long_names_are_cut() -> None:
    made = label_places.place([(1.0, 1.0)], ["n" * 80], AREA, taken=np.array([[1.0, 1.0]]), room=1.0)
    assert made[0].words.endswith("…")

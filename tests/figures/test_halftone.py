from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.path import Path

from synthesis.figures import halftone


@pytest.mark.parametrize("n", [0, 1, 500, 20_000])
def test_no_point_is_lost(n: int) -> None:
    points = np.stack([np.arange(n) * 37 % 997 / 200, np.arange(n) * 61 % 991 / 250], axis=1).astype(float)
    made = halftone.clusters(points.reshape(-1, 2), 600)
    assert made.counts.sum() == n
    assert n <= 600 or len(made.counts) <= 600
    if n:
        whole = (made.places * made.counts[:, None]).sum(axis=0)
        np.testing.assert_allclose(whole, points.sum(axis=0), rtol=1e-9)  # sums in another order


def test_few_points_stay_where_they_are() -> None:
    points = np.array([[0.1, 0.2], [0.1, 0.2], [0.5, 0.9]])
    made = halftone.clusters(points, 3)
    np.testing.assert_array_equal(made.places, points)
    assert made.size_class.tolist() == [0, 0, 0]


def test_size_classes_are_as_stated() -> None:
    made = halftone.Clusters(np.zeros((6, 2)), np.array([1, 2, 3, 4, 9, 10]))
    assert made.size_class.tolist() == [0, 1, 1, 2, 2, 3]


def test_dots_and_shapes_are_one_path_each() -> None:
    ax = Figure().add_axes((0, 0, 1, 1))
    places = np.random.default_rng(1).random((50, 2))
    halftone.dots(ax, places, points=2, colour="#595959")
    halftone.shapes(ax, places, np.array([(0, -1), (1, 1), (-1, 1)]), points=6, colour="#0072b2")
    halftone.dots(ax, places[:0], points=2, colour="#595959")
    assert len(ax.patches) == 2
    assert [int((patch.get_path().codes == Path.MOVETO).sum()) for patch in ax.patches] == [50, 50]

from __future__ import annotations

import numpy as np
import pytest

from synthesis.effects.zeros import add_to_zeros
from synthesis.errors import UnknownTermError

CELLS = (np.array([[0.0, 3.0], [2.0, 3.0]]), np.array([[5.0, 4.0], [1.0, 1.0]]))


@pytest.mark.parametrize(
    ("to", "changed"),
    [
        ("only0", [[True, False], [False, False]]),
        ("if0all", [[True, True], [False, False]]),
        ("all", [[True, True], [True, True]]),
        ("none", [[False, False], [False, False]]),
    ],
)
def test_rules_say_which_rows_change(to: str, changed: list) -> None:
    cells, mask = add_to_zeros(CELLS, add=0.5, to=to)
    assert mask.tolist() == changed
    for before, after in zip(CELLS, cells, strict=True):
        np.testing.assert_array_equal(after, before + 0.5 * np.array(changed))


def test_adding_nothing_changes_nothing() -> None:
    assert not add_to_zeros(CELLS, add=0, to="all")[1].any()


def test_single_tables_and_missing_cells() -> None:
    (cell,), mask = add_to_zeros((np.array(0.0),), add=0.5, to="if0all")
    assert cell == 0.5
    assert mask
    assert not add_to_zeros((np.array([np.nan]),), add=0.5, to="only0")[1].any()


def test_unknown_rules_are_refused() -> None:
    with pytest.raises(UnknownTermError, match="only0"):
        add_to_zeros(CELLS, add=0.5, to="sometimes")

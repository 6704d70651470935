from __future__ import annotations

import numpy as np
import pytest

from synthesis.effects.options import Distribution
from synthesis.effects.sheet import Sheet, three_figures


def _sheet() -> Sheet:
    return Sheet(
        columns={"pi": np.array([0.05, 0.01, np.nan])},
        rows=3,
        distribution=[Distribution.AUTO] * 3,
        relation=["=", "<", ""],
        blocked=[""] * 3,
        notes=[[], [], []],
    )


def test_absent_columns_are_empty() -> None:
    assert np.isnan(_sheet()["ti"]).all()
    assert not _sheet().given("ti").any()


def test_only_exact_p_values_are_given() -> None:
    np.testing.assert_array_equal(_sheet().exact_p(), [0.05, np.nan, np.nan])


def test_marks_gather_and_need_a_number() -> None:
    sheet = _sheet()
    sheet.mark_used(("pi",), np.array([True, False, True]))
    sheet.mark_used(("pi",), np.array([False, True, False]))
    assert sheet.used["pi"].tolist() == [True, True, False]


def test_notes_go_to_the_rows_of_a_mask() -> None:
    sheet = _sheet()
    sheet.note(np.array([True, False, True]), lambda row: f"row {row}")
    assert sheet.notes == [["row 0"], [], ["row 2"]]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1.00"), (0.000123456, "0.000123"), (98765.0, "98,765"), (np.nan, "–"), (np.inf, "∞")],
)
def test_three_figures_whatever_the_size(value: float, text: str) -> None:
    assert three_figures(value) == text

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from synthesis.consistency.panel import adjust_p
from synthesis.errors import FigureError, NumbersError, UnknownTermError
from synthesis.figures import measure, theme, volcano, volcano_layout
from synthesis.figures.drawn import Drawn

LABELS = (
    "IL-6",
    "a protein with a name that is longer than its place",
    "חלבון",
    "بروتين",
    "蛋白质免疫",
    "$x_1$",
)


def table_of(k: int) -> pd.DataFrame:
    """Markers with gaps, extremes and awkward names; one in six passes."""
    z = np.array([(i * 37 % 200) / 100 - 1 for i in range(k)])
    p = np.array([10.0 ** -(9 - i % 3) if i % 6 == 0 else 0.04 + i * 13 % 90 / 100 for i in range(k)])
    if k > 20:
        z[11], z[12], p[13], p[14], z[15] = np.nan, 40.0, np.nan, 0.0, np.inf
    return pd.DataFrame({"marker": [LABELS[i % 6] for i in range(k)], "estimate": z, "p_value": p})


@pytest.mark.parametrize("k", [0, 1, 2, 6, 25, 60])
def test_figure_is_sound(
    assert_sound: Callable[[Drawn], None], assert_numbers_are_of_the_frame: Callable[..., None], k: int
) -> None:
    drawn = volcano.figure(table_of(k), measure="SMD")
    assert_sound(drawn)
    lost = drawn.data["reason"].value_counts()
    assert_numbers_are_of_the_frame(drawn, *(str(n) for n in lost))


def test_nothing_to_estimate_is_said(assert_sound: Callable[[Drawn], None]) -> None:
    drawn = volcano.figure(table_of(6).assign(estimate=np.nan), measure="SMD")
    assert_sound(drawn)
    assert "No marker" in drawn.alt


def test_rows_hold_every_marker_once_with_its_fate() -> None:
    table = table_of(60).assign(marker=[f"m{i}" for i in range(60)])
    frame = volcano.rows(table, measure="SMD")
    markers = frame[frame["part"] == "marker"]
    assert sorted(markers["label"]) == sorted(table["marker"])
    reasons = markers.set_index("label")["reason"].dropna().to_dict()
    assert reasons == {"m11": "no estimate", "m13": "no p-value", "m15": "no estimate"}
    told = frame.iloc[-1]
    assert (told["markers"], told["tested"]) == (60, 59)
    assert told["higher"] + told["lower"] + told["below"] == 57
    q = adjust_p(table["p_value"].to_numpy())
    known = markers.set_index("label").loc[table["marker"], "q_value"].to_numpy(dtype=float, na_value=np.nan)
    np.testing.assert_array_equal(known, q)


def shapes_in(drawn: Drawn, filled: bool) -> int:
    """Count the shapes drawn in the plot: dots are strokes, triangles are filled."""
    patches = [
        patch for patch in drawn.ax.patches if isinstance(patch, PathPatch) and patch.get_fill() is filled
    ]
    return sum(int((patch.get_path().codes == Path.MOVETO).sum()) for patch in patches)


@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_every_marker_is_a_mark(form: str) -> None:
    drawn = volcano.figure(table_of(60), measure="SMD")
    told = drawn.data.iloc[-1]
    shown = getattr(drawn, form)()
    assert shapes_in(shown, filled=True) == told["higher"] + told["lower"] + 2  # and two in the legend
    assert shapes_in(shown, filled=False) == told["below"] + 1


def test_very_many_markers_are_light_and_all_counted(assert_sound: Callable[[Drawn], None]) -> None:
    n = 30_000
    z = np.linspace(-6, 6, n)
    p = np.where(np.arange(n) % 3 == 0, 1e-9 * np.arange(1, n + 1), np.linspace(0.3, 1, n))
    drawn = volcano.figure(pd.DataFrame({"marker": "m", "estimate": z, "p_value": p}), measure="SMD")
    assert len(drawn.svg()) < 200_000
    assert len(drawn.narrow().svg()) < 200_000
    groups = volcano_layout.sort([row for row in drawn.data.to_dict("records") if row["part"] == "marker"])
    assert sum(map(len, groups.values())) == n
    for kind, rows in groups.items():
        points = np.array([(row["estimate"], row["height"]) for row in rows])
        made = volcano_layout.marks_of(kind, points)
        assert made.counts.sum() == len(rows)
        assert len(made.counts) < len(rows)
    words = [text.get_text() for text in drawn.ax.texts]
    assert any("markers at one place" in line for line in words)


def test_the_line_parts_what_passes_from_what_does_not() -> None:
    drawn = volcano.figure(table_of(60), measure="SMD")
    frame = drawn.data
    markers = frame[(frame["part"] == "marker") & frame["reason"].isna()]
    limit = frame["limit"].iloc[-1]
    assert (
        markers.loc[markers["passes"], "p_value"].max()
        <= limit
        < markers.loc[~markers["passes"], "p_value"].min()
    )


@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_names_cover_no_mark(form: str) -> None:
    ax = getattr(volcano.figure(table_of(60), measure="SMD"), form)().ax
    patches = [patch for patch in ax.patches if isinstance(patch, PathPatch)]
    marked = np.vstack([patch.get_path().vertices for patch in patches])
    names = [text for text in ax.texts if text.get_text() in LABELS]
    assert len(names) > 2
    for text in names:
        x, y = text.get_position()
        across = (marked[:, 0] > x) & (marked[:, 0] < x + measure.width(text.get_text(), theme.SMALL))
        assert not (across & (abs(marked[:, 1] - y) < measure.capital(theme.SMALL) / 2)).any()


def test_without_a_discovery_there_is_no_line() -> None:
    drawn = volcano.figure(
        pd.DataFrame({"marker": ["a", "b"], "estimate": [1, 2], "p_value": [0.2, 0.3]}), measure="SMD"
    )
    assert "none of 2 passes" in drawn.title
    assert drawn.data["limit"].isna().all()
    assert not any("false discovery" in text.get_text() for text in drawn.ax.texts)


def test_ratios_are_labelled_as_ratios() -> None:
    table = pd.DataFrame({"marker": ["a", "b"], "estimate": np.log([0.25, 2]), "p_value": [0.01, 0.9]})
    texts = [text.get_text() for text in volcano.figure(table, measure="OR").ax.texts]
    assert {"0.25", "1", "4"} <= set(texts)


def test_wrong_input_is_an_error() -> None:
    with pytest.raises(FigureError, match="no column 'p_value'"):
        volcano.rows(table_of(2).drop(columns="p_value"), measure="SMD")
    with pytest.raises(NumbersError):
        volcano.rows(table_of(2).assign(p_value=2.0), measure="SMD")
    with pytest.raises(UnknownTermError):
        volcano.rows(table_of(2), measure="XYZ")
    with pytest.raises(FigureError, match="no difference"):
        volcano.rows(table_of(2), measure="PR")


def test_a_part_of_a_larger_family_keeps_its_adjusted_values() -> None:
    whole = table_of(20)
    part = whole.assign(q=adjust_p(whole["p_value"].to_numpy())).iloc[:10]
    frame = volcano.rows(part, measure="SMD", q="q")
    markers = frame[frame["part"] == "marker"]
    assert sorted(markers["q_value"]) == sorted(part["q"])
    passing = markers[markers["passes"]]
    assert frame["limit"].iloc[-1] == passing["p_value"].max()

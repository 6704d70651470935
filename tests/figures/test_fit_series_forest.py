"""Leave-one-out and cumulative forest plots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from matplotlib.lines import Line2D
from matplotlib.text import Text

from synthesis.errors import FigureError, NumbersError
from synthesis.figures import cumulative_forest, leave_one_out_forest, theme
from synthesis.figures.drawn import Drawn
from synthesis.models.results import RmaFit
from synthesis.models.univariate import rma

Effects = Callable[[int], pd.DataFrame]

DATA = pd.DataFrame(
    {
        "label": ["A 2001", "B 2009", "C 2003", "D 2004", "E 2011"],
        "year": [2001, 2009, 2003, 2004, 2011],
        "yi": [-0.4, 0.1, 0.3, 0.7, 0.2],
        "vi": [0.04, 0.02, 0.09, 0.01, 0.05],
    }
)
BOTH = pytest.mark.parametrize("module", [leave_one_out_forest, cumulative_forest])


def fit_of(rows: slice = slice(None), **options: object) -> RmaFit:
    return rma(data=DATA[rows], slab="label", test="knha", **options)


def dots(drawn: Drawn) -> list[Line2D]:
    return [line for line in drawn.ax.lines if line.get_marker() == "o"]


def words(drawn: Drawn) -> list[str]:
    return [str(text.get_text()) for text in drawn.fig.findobj(Text) if text.get_text()]


@pytest.mark.parametrize(
    ("module", "k", "measure"),
    [
        (leave_one_out_forest, 1, "SMD"),
        (leave_one_out_forest, 2, "SMD"),
        (leave_one_out_forest, 60, "OR"),
        (cumulative_forest, 1, "SMD"),
        (cumulative_forest, 6, "OR"),
        (cumulative_forest, 25, "SMD"),
    ],
)
def test_figure_is_sound(
    awkward_effects: Effects, assert_sound: Callable[[Drawn], None], module: ModuleType, k: int, measure: str
) -> None:
    assert_sound(module.figure(rma(data=awkward_effects(k), slab="label", test="knha"), measure=measure))


@BOTH
def test_the_last_row_is_the_fit_and_the_dashed_line_stands_there(module: ModuleType) -> None:
    fit = fit_of()
    drawn = module.figure(fit)
    last = drawn.data.iloc[-1]
    assert (last["part"], last["k"]) == ("all", 5)
    assert last[["estimate", "ci_low", "ci_high"]].tolist() == [fit.beta[0], fit.ci_lb[0], fit.ci_ub[0]]
    dashed = [line for line in drawn.ax.lines if line.get_linestyle() == "--"]
    assert {line.get_xdata()[0] for line in dashed} == {fit.beta[0]}
    assert "dashed line" in drawn.caption


@BOTH
@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_every_refit_is_drawn_once(module: ModuleType, form: str) -> None:
    drawn = getattr(module.figure(fit_of()), form)()
    steps = drawn.data[drawn.data["part"] == "step"]
    assert [dot.get_ydata()[0] for dot in dots(drawn)] == list(range(5))
    np.testing.assert_array_equal(
        [dot.get_xdata()[0] for dot in dots(drawn)], steps["estimate"].astype(float)
    )
    said = Counter(words(drawn))
    assert all(said[label] == 1 for label in steps["label"])


def test_leaving_out_gives_the_fits_without_each() -> None:
    rows = leave_one_out_forest.rows(fit_of()).set_index("label")
    for place, label in enumerate(DATA["label"]):
        alone = rma(data=DATA.drop(index=place), test="knha")
        row = rows.loc[label]
        assert row["k"] == 4
        found = row[["estimate", "ci_low", "ci_high", "p_value", "I2"]].astype(float)
        expected = [alone.beta[0], alone.ci_lb[0], alone.ci_ub[0], alone.pval[0], alone.I2]
        np.testing.assert_allclose(found, expected, rtol=1e-6)  # both find tau2 by iteration
    estimates = rows["estimate"].iloc[:-1].tolist()
    assert estimates == sorted(estimates, reverse=True)
    said = words(leave_one_out_forest.figure(fit_of()))
    assert {"p", "τ²", "I²", "Left out", "None (all studies)"} <= set(said)


def test_studies_are_added_in_the_order_asked() -> None:
    rows = cumulative_forest.rows(fit_of(), order=DATA["year"])
    assert rows["label"].tolist()[:-1] == ["A 2001", "C 2003", "D 2004", "B 2009", "E 2011"]
    assert rows["k"].tolist() == [1, 2, 3, 4, 5, 5]
    drawn = cumulative_forest.figure(fit_of(), order=DATA["year"])
    assert "ordered by year" in drawn.caption
    assert "Year" not in words(drawn)  # the labels say it
    named = rma(data=DATA, slab=list("abcde"))
    assert "Year" in words(cumulative_forest.figure(named, order=DATA["year"]))
    assert "in the order of the data" in cumulative_forest.figure(named).caption


@BOTH
def test_numbers_of_the_texts_are_of_the_frame(
    module: ModuleType, assert_numbers_are_of_the_frame: Callable[..., None]
) -> None:
    assert_numbers_are_of_the_frame(module.figure(fit_of(), measure="OR"), "5")  # studies


@BOTH
def test_a_model_with_moderators_is_refused(module: ModuleType) -> None:
    with pytest.raises(FigureError, match="moderators"):
        module.rows(fit_of(mods="~ year"))


def test_a_wrong_order_is_refused() -> None:
    with pytest.raises(NumbersError, match="order"):
        cumulative_forest.rows(fit_of(), order=[1, 2])


def test_a_ratio_that_rounds_to_nothing_is_not_written_as_0() -> None:
    drawn = cumulative_forest.figure(fit_of(), order=[1, 3, 4, 2, 5], measure="OR")
    assert any("[<0.01, " in word for word in words(drawn))
    assert {dot.get_markerfacecolor() for dot in dots(drawn)} == {theme.VERMILLION}

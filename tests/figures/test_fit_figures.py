"""Bubble, radial, drapery and Baujat plots: what all figures of one fit promise, and what each one draws."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.errors import FigureError, NumbersError
from synthesis.figures import baujat, bubble, drapery, radial
from synthesis.figures.drawn import Drawn
from synthesis.models.results import RmaFit
from synthesis.models.univariate import rma

LABELS = (
    "alpha-2015-first-study",
    "Beta, Gamma and a long list of further authors in one label 2017",
    "مركز الأبحاث 2019",
    "מרכז המחקר 2020",
    "中文研究所免疫学 2021",
    "$1 & $2 <Delta> 2022",
)
OF_A_MEAN = pytest.mark.parametrize("module", [radial, drapery, baujat], ids=["radial", "drapery", "baujat"])


def data_of(k: int) -> pd.DataFrame:
    """Studies with one far outlier and some that cannot be used."""
    y = [0.3 + (i * 37 % 100 - 50) / 60 for i in range(k)]
    v = [0.01 + 0.02 * (i % 9) for i in range(k)]
    if k > 20:
        y[3], v[5], y[6] = 40.0, np.nan, np.nan
    labels = [LABELS[i] if i < 6 else f"{LABELS[i % 6]} {i}" for i in range(k)]
    return pd.DataFrame({"yi": y, "vi": v, "slab": labels, "year": [1990 + i * 7 % 35 for i in range(k)]})


def drawn_of(module: ModuleType, fit: RmaFit, measure: str = "SMD") -> Drawn:
    options: dict[str, Any] = {} if module is baujat else {"measure": measure}
    drawn: Drawn = module.figure(fit, question="A marker", **options)
    return drawn


def records_in(ax: Axes) -> list[str]:
    artists = [*ax.lines, *ax.patches]
    return sorted(str(artist.get_gid()) for artist in artists if artist.get_gid())


@OF_A_MEAN
@pytest.mark.parametrize("k", [1, 2, 6, 25, 60])
def test_figures_of_a_mean_are_sound(
    module: ModuleType,
    assert_sound: Callable[[Drawn], None],
    assert_numbers_are_of_the_frame: Callable[..., None],
    k: int,
) -> None:
    drawn = drawn_of(module, rma(data=data_of(k), slab="slab"), "OR" if k == 6 else "SMD")
    assert_sound(drawn)
    frame = drawn.data
    lost = int(frame["reason"].notna().sum())
    outside = 0 if "inside" not in frame else int((~frame["inside"].dropna().astype(bool)).sum())
    assert_numbers_are_of_the_frame(drawn, str(lost), str(outside), "95%")


@pytest.mark.parametrize("k", [3, 25, 60])
@pytest.mark.parametrize("measure", ["SMD", "OR"])
def test_bubble_plot_is_sound(
    assert_sound: Callable[[Drawn], None],
    assert_numbers_are_of_the_frame: Callable[..., None],
    k: int,
    measure: str,
) -> None:
    data = data_of(k).assign(yi=lambda d: d["yi"].clip(upper=4))
    drawn = drawn_of(bubble, rma(data=data, slab="slab", mods="~ year", test="knha"), measure)
    assert_sound(drawn)
    model = drawn.data.iloc[0]
    slope = [model[name] for name in ("estimate", "ci_low", "ci_high") if not pd.isna(model[name])]
    slope = [float(np.exp(x)) if measure == "OR" else float(x) for x in slope]
    width = slope[2] - slope[1] if len(slope) > 1 else 0.0
    said = [bubble._digits(abs(x), width) for x in slope]
    years = {f"{x:.0f}" for x in drawn.data["x"].dropna()}
    assert_numbers_are_of_the_frame(drawn, *said, *years, str(drawn.data["reason"].notna().sum()), "95%")


@pytest.mark.parametrize(
    "module", [bubble, radial, drapery, baujat], ids=["bubble", "radial", "drapery", "baujat"]
)
def test_an_empty_frame_is_said_in_words(module: ModuleType, assert_sound: Callable[[Drawn], None]) -> None:
    mods = "~ year" if module is bubble else None
    drawn = drawn_of(module, rma(data=data_of(6), mods=mods))
    empty = module.draw(drawn.data.iloc[:0])
    assert_sound(empty)
    assert empty.alt.startswith("No study")


@pytest.mark.parametrize(
    "module", [bubble, radial, drapery, baujat], ids=["bubble", "radial", "drapery", "baujat"]
)
@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_every_study_is_drawn_once(module: ModuleType, form: str) -> None:
    data = data_of(25).assign(slab=[f"name-{2000 + i}-study" for i in range(25)])
    fit = rma(data=data, slab="slab", mods="~ year" if module is bubble else None)
    drawn = drawn_of(module, fit)
    used = drawn.data[(drawn.data["part"] == "study") & drawn.data["reason"].isna()]
    assert len(used) == 23
    assert records_in(getattr(drawn, form)().ax) == sorted(f"record:{slug}" for slug in used["slugs"])


@OF_A_MEAN
def test_axes_of_ones_own_are_drawn_into(module: ModuleType) -> None:
    drawn = drawn_of(module, rma(data=data_of(6)))
    for size in ((8, 6), (4, 5)):
        ax = Figure(figsize=size).add_subplot()
        assert module.draw(drawn.data, ax).ax is ax
        assert ax.texts


def test_radial_coordinates_and_those_outside_have_another_shape() -> None:
    fit = rma(data=data_of(60), method="EE")
    drawn = radial.figure(fit, measure="SMD")
    frame = drawn.data[drawn.data["part"] == "study"].dropna(subset="z")
    assert (frame["distance"].abs() <= drawn.data["band"].iloc[0]).equals(frame["inside"])
    diamonds = sum(line.get_marker() == "D" for line in drawn.ax.lines)
    assert diamonds == (~frame["inside"].astype(bool)).sum() + 1  # and one in the legend


def test_bubble_line_is_the_prediction_of_the_fit() -> None:
    fit = rma(data=data_of(24).iloc[7:], mods="~ year", test="knha")
    frame = bubble.rows(fit, measure="ROM")
    line = frame[frame["part"] == "line"]
    made = np.exp(fit.predict(pd.DataFrame({"year": line["x"].to_numpy()})))
    for ours, its in (("estimate", "pred"), ("ci_low", "ci_lb"), ("pi_high", "pi_ub")):
        np.testing.assert_array_equal(line[ours].to_numpy(dtype=float), made[its].to_numpy())
    assert (line["x"].min(), line["x"].max()) == (fit.design.x[:, 1].min(), fit.design.x[:, 1].max())


def test_a_bent_line_has_no_single_slope() -> None:
    frame = bubble.rows(rma(data=data_of(20), mods="~ bs(year, df=4)"), measure="SMD")
    assert frame["estimate"].isna().iloc[0]
    assert "change with one unit" not in bubble.draw(frame).subtitle


def test_drapery_curves_end_where_p_is_one_in_a_thousand() -> None:
    frame = drapery.rows(rma(data=data_of(10), test="knha"), measure="SMD")
    for part in ("mean", "prediction"):
        p = frame.loc[frame["part"] == part, "p_value"].to_numpy(dtype=float)
        assert p[0] == pytest.approx(0.001, rel=1e-6)  # quantile and tail, there and back
        assert p[-1] == pytest.approx(0.001, rel=1e-6)
        assert p[len(p) // 2] == pytest.approx(1.0)


def test_baujat_names_the_outlier() -> None:
    data = data_of(12).assign(yi=lambda d: d["yi"].where(d.index != 4, 5.0))
    drawn = baujat.figure(rma(data=data, slab="slab", method="EE"))
    assert f"{LABELS[4]} adds most" in drawn.long_description + drawn.subtitle


def test_models_of_another_kind_are_errors() -> None:
    data = data_of(12).assign(group=list("abc") * 4)
    with pytest.raises(FigureError, match="orchard"):
        bubble.rows(rma(data=data, mods="~ group"), measure="SMD")
    with pytest.raises(FigureError, match="none"):
        bubble.rows(rma(data=data), measure="SMD")
    for module in (radial, drapery):
        with pytest.raises(NumbersError, match="mean alone"):
            module.rows(rma(data=data, mods="~ year"), measure="SMD")

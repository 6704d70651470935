from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from synthesis.errors import FigureError
from synthesis.figures import funnel, theme
from synthesis.figures.drawn import Drawn
from synthesis.models.results import RmaFit
from synthesis.models.univariate import rma

Effects = Callable[[int], pd.DataFrame]


def fit_of(effects: pd.DataFrame, **options: object) -> RmaFit:
    return rma(data=effects, slab="label", **options)


def words(drawn: Drawn) -> str:
    return " ".join(str(text.get_text()) for text in drawn.fig.findobj(Text))


@pytest.mark.parametrize(
    ("k", "measure"), [(1, "SMD"), (2, "OR"), (6, "OR"), (25, "SMD"), (60, "OR"), (25, "PLO")]
)
def test_figure_is_sound(
    awkward_effects: Effects, assert_sound: Callable[[Drawn], None], k: int, measure: str
) -> None:
    effects = awkward_effects(k)
    assert_sound(funnel.figure(fit_of(effects), measure=measure, slugs=effects["slug"].tolist()))


@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_every_study_is_a_dot_at_its_effect_and_error(awkward_effects: Effects, form: str) -> None:
    effects = awkward_effects(25)
    drawn = getattr(funnel.figure(fit_of(effects), slugs=effects["slug"].tolist()), form)()
    used = effects.dropna(subset="yi").set_index("slug")
    marks = [line for line in drawn.ax.lines if line.get_gid()]
    assert Counter(line.get_gid() for line in marks) == Counter("record:" + used.index)
    dots = {line.get_gid(): line for line in marks}
    for slug, row in used.iterrows():
        x, y = dots[f"record:{slug}"].get_data()
        assert (x[0], y[0]) == pytest.approx((row["yi"], np.sqrt(row["vi"])), rel=1e-15)  # a root of a square
    bottom, top = drawn.ax.get_ylim()
    assert bottom > top == 0  # small errors on top
    left, right = drawn.ax.get_xlim()
    assert left < used["yi"].min() < used["yi"].max() < right


def test_contours_are_about_the_null_and_the_region_about_the_mean(awkward_effects: Effects) -> None:
    fit = fit_of(awkward_effects(6))
    ax = funnel.figure(fit).ax
    wedges = [patch.get_xy() for patch in ax.patches if len(patch.get_xy()) == 4]
    assert {corners[0][0] for corners in wedges} == {0.0}
    depth = ax.get_ylim()[0]
    found = sorted({round(float(corners[1][0] / depth), 3) for corners in wedges})
    assert found == [1.645, 1.96, 2.576]  # normal deviates of 0.10, 0.05 and 0.01
    dashed = [line.get_xdata() for line in ax.lines if line.get_linestyle() == "--" and not line.get_gid()]
    region = [ends for ends in dashed if ends[0] == fit.beta[0]]
    assert sorted((ends[1] - ends[0]) / depth for ends in region) == pytest.approx([-1.959964, 1.959964])
    solid = [
        line
        for line in ax.lines
        if line.get_color() == theme.VERMILLION and line.get_xdata()[0] == fit.beta[0]
    ]
    assert len(solid) == 1
    assert all(word in words(funnel.figure(fit)) for word in ("0.05 to 0.10", "0.01 to 0.05", "under 0.01"))


def test_shades_are_told_apart_by_lightness(awkward_effects: Effects) -> None:
    ax = funnel.figure(fit_of(awkward_effects(6))).ax
    swatches = [
        patch for patch in ax.patches if patch.get_linewidth() and patch.get_transform() != ax.transData
    ]
    shades = sorted({round(patch.get_facecolor()[3], 2) for patch in swatches})
    assert len(shades) == 4
    assert min(b - a for a, b in pairwise(shades)) >= 0.25


def test_few_studies_are_warned_of(awkward_effects: Effects) -> None:
    few, enough = (funnel.figure(fit_of(awkward_effects(k))) for k in (6, 25))
    assert "asymmetry is not to be read or tested" in words(few)
    assert "asymmetry is not to be read or tested" in few.caption
    assert "asymmetry is not to be read" not in words(enough) + enough.caption
    assert "at least three studies" in words(funnel.figure(fit_of(awkward_effects(2))))


def test_a_share_has_no_contours(awkward_effects: Effects) -> None:
    drawn = funnel.figure(fit_of(awkward_effects(6)), measure="PLO")
    assert "p of a single study" not in words(drawn)
    assert not drawn.ax.patches


def test_numbers_of_the_texts_are_of_the_frame(
    awkward_effects: Effects, assert_numbers_are_of_the_frame: Callable[..., None]
) -> None:
    drawn = funnel.figure(fit_of(awkward_effects(6)), measure="OR")
    assert_numbers_are_of_the_frame(drawn, "5")  # studies


def test_what_has_no_funnel_is_refused(awkward_effects: Effects) -> None:
    effects = awkward_effects(6)
    with pytest.raises(FigureError, match="moderators"):
        funnel.rows(fit_of(effects, mods="~ year"))
    with pytest.raises(FigureError, match="slugs"):
        funnel.rows(fit_of(effects), slugs=["a"])

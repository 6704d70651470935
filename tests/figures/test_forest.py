from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.path import Path
from matplotlib.text import Text

from synthesis.errors import FigureError, UnknownTermError
from synthesis.figures import axis, cumulative_forest, forest, funnel, leave_one_out_forest, theme
from synthesis.figures.drawn import Drawn
from synthesis.figures.layout import layout_problems
from synthesis.figures.placement import box_of
from synthesis.models.results import RmaFit
from synthesis.models.univariate import rma

Effects = Callable[[int], pd.DataFrame]

COLUMNS = ["label", "slug", "cases_n", "controls_n", "specimen", "direction"]
FIVE = pd.DataFrame(
    {
        "slug": ["a-2001", "b-2002", "b-2002", "c-2003", "d-2004"],
        "label": ["A 2001", "B 2002", "B 2002", "C 2003", "D 2004"],
        "cohort_id": ["a", "b", "b", "c", "d"],
        "year": [2001, 2002, 2002, 2003, 2004],
        "cases": [10, 20, 25, 30, 40],
        "controls": [11, 21, 24, 31, 41],
        "specimen": ["serum", "serum", "plasma", "plasma", "csf"],
        "yi": [-0.4, 0.1, 0.3, 0.7, 0.2],
        "vi": [0.04, 0.02, 0.09, 0.01, 0.05],
    }
)


def five(rows: slice = slice(None), **options: object) -> RmaFit:
    return rma(data=FIVE[rows], slab="label", **options)


def squares(ax: Axes) -> list[Line2D]:
    return [line for line in ax.lines if line.get_marker() == "s"]


def diamonds(ax: Axes) -> list[Polygon]:
    return [patch for patch in ax.patches if isinstance(patch, Polygon)]


def words(figure: Figure) -> list[str]:
    return [str(text.get_text()) for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize(
    ("k", "measure", "subgroup"),
    [(1, "SMD", None), (2, "OR", None), (6, "SMD", None), (25, "SMD", "specimen"), (60, "OR", None)],
)
def test_figure_is_sound(
    awkward_effects: Effects,
    assert_sound: Callable[[Drawn], None],
    k: int,
    measure: str,
    subgroup: str | None,
) -> None:
    effects = awkward_effects(k)
    fit = rma(data=effects, test="knha")
    drawn = forest.figure(
        fit, columns=effects[COLUMNS], subgroup=subgroup, measure=measure, question="IL-1β, plasma"
    )
    assert_sound(drawn)
    assert len(drawn.data.query("part in ('study', 'not estimable')")) == k


def test_nothing_to_pool_is_sound(awkward_effects: Effects, assert_sound: Callable[[Drawn], None]) -> None:
    unpooled = forest.figure(None, not_estimable=awkward_effects(25))
    assert_sound(unpooled)
    assert len(unpooled.data) == 25
    empty = forest.figure(None)
    assert_sound(empty)
    assert "No study gives a usable estimate." in words(empty.fig)


@pytest.mark.parametrize("form", ["wide", "narrow"])
@pytest.mark.parametrize("subgroup", [None, "specimen"])
def test_every_row_of_the_frame_is_drawn_once(
    awkward_effects: Effects, form: str, subgroup: str | None
) -> None:
    effects = awkward_effects(60)
    drawn = forest.figure(rma(data=effects), columns=effects[COLUMNS], subgroup=subgroup)
    ax, rows = getattr(drawn, form)().ax, drawn.data
    left, right = ax.get_xlim()
    studies = rows[rows["part"] == "study"]
    inside = studies[(studies["estimate"] >= left) & (studies["estimate"] <= right)]
    assert Counter(line.get_gid() for line in squares(ax)) == Counter("record:" + inside["slugs"])
    intervals = [line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_gid()]
    assert Counter(line.get_gid() for line in intervals) == Counter("record:" + studies["slugs"])
    order = [
        line.get_gid().removeprefix("record:") for line in sorted(intervals, key=lambda i: i.get_ydata()[0])
    ]
    assert order == studies["slugs"].tolist()
    glyphs = Counter(line.get_gid() for line in ax.lines if len(line.get_xdata()) == 1 and line.get_gid())
    left_out = rows.loc[rows["part"] == "not estimable", "slugs"]
    assert all(glyphs[f"record:{slug}"] == 1 for slug in left_out)
    assert len(diamonds(ax)) == (rows["part"] == "subgroup").sum() + 1
    written = Counter(words(ax.figure))
    numbers = [word for word in written.elements() if word.endswith("]") and word[0] in "−0123456789"]
    assert len(numbers) == rows["part"].isin(["study", "subgroup", "pooled"]).sum()


def test_numbers_are_those_of_the_fit() -> None:
    fit = five(test="knha")
    rows = forest.rows(fit).set_index("part")
    made = fit.predict().iloc[0]
    assert (
        rows.loc["pooled", ["estimate", "ci_low", "ci_high"]].tolist()
        == made[["pred", "ci_lb", "ci_ub"]].tolist()
    )
    assert rows.loc["prediction", ["ci_low", "ci_high"]].tolist() == made[["pi_lb", "pi_ub"]].tolist()
    studies = forest.rows(fit, order="given").query("part == 'study'")
    np.testing.assert_array_equal(studies["estimate"].astype(float), FIVE["yi"])
    np.testing.assert_allclose(  # 1.959964 is rounded to seven digits
        studies["ci_high"].astype(float), FIVE["yi"] + 1.959964 * np.sqrt(FIVE["vi"]), atol=1e-8
    )
    np.testing.assert_allclose(studies["weight"].astype(float).sum(), 100, rtol=1e-12)


def test_marks_stand_at_the_numbers_and_areas_are_weights() -> None:
    drawn = forest.figure(five(), order="given", measure="OR")
    rows = drawn.data
    studies = rows[rows["part"] == "study"]
    marks = squares(drawn.ax)
    np.testing.assert_allclose([m.get_xdata()[0] for m in marks], np.log(studies["estimate"].astype(float)))
    areas = np.array([mark.get_markersize() ** 2 for mark in marks])
    weights = studies["weight"].to_numpy(dtype=float)
    np.testing.assert_allclose(areas / areas.max(), weights / weights.max())
    pooled = rows.set_index("part").loc["pooled"]
    corners = sorted({x for x, _ in diamonds(drawn.ax)[0].get_xy()})
    np.testing.assert_allclose(corners, np.log(pooled[["ci_low", "estimate", "ci_high"]].astype(float)))


def test_a_clipped_interval_has_an_arrow_and_full_numbers() -> None:
    drawn = forest.figure(five(), limits=(-0.5, 0.5))
    heads = [line for line in drawn.ax.lines if isinstance(line.get_marker(), Path)]
    assert heads
    assert all(line.get_xdata()[0] in (-0.5, 0.5) for line in heads)
    assert "0.70 [0.50, 0.90]" in words(drawn.fig)
    assert len(squares(drawn.ax)) == 4  # that of 0.70 is off the axis, and an arrow stands for it


def test_few_studies_are_a_table() -> None:
    for k in (1, 2):
        drawn = forest.figure(five(slice(k)))
        assert not squares(drawn.ax)
        assert "lower in cases" not in " ".join(words(drawn.fig))
        assert ("pooled" in set(drawn.data["part"])) == (k == 2)
        assert "prediction" not in set(drawn.data["part"])
    assert "nothing pooled" in forest.figure(five(slice(1))).title


def test_a_prediction_interval_needs_studies_and_a_random_model() -> None:
    assert "95% PI, very uncertain" in words(forest.figure(five(slice(4))).fig)
    assert "95% PI" in words(forest.figure(five()).fig)
    fixed = forest.figure(five(method="FE"))
    assert "prediction" not in set(fixed.data["part"])
    assert "fixed effect" in " ".join(words(fixed.fig))


def test_subgroups_have_their_own_diamond_from_two_studies_on() -> None:
    drawn = forest.figure(five(test="knha"), columns=FIVE[["specimen", "slug"]], subgroup="specimen")
    rows = drawn.data
    assert rows.loc[rows["part"] == "heading", "label"].tolist() == ["plasma", "serum", "csf"]
    assert rows.loc[rows["part"] == "subgroup", "group"].tolist() == ["plasma", "serum"]
    model = rma(mods="~ specimen", data=FIVE, test="knha")
    means = model.margins("specimen").set_index("cell")
    for group, row in rows[rows["part"] == "subgroup"].set_index("group").iterrows():
        cell = next(cell for cell in means.index if str(group) in str(cell))
        assert row["estimate"] == pytest.approx(
            means.loc[cell, "estimate"], rel=1e-12
        )  # another order of columns
    between = rows.set_index("part").loc["between"]
    assert between["Q_p"] == pytest.approx(model.QMp, rel=1e-9)  # as above
    assert drawn.caption.count(f"p = {model.QMp:.2f}") == 1


def test_rows_the_fit_left_out_are_kept_with_their_reason() -> None:
    data = FIVE.assign(yi=[np.nan, *FIVE["yi"][1:]], note=["medians only", *[""] * 4], direction="lower")
    fit = rma(data=data, slab="label")
    further = pd.DataFrame({"label": ["E 2005"], "n": [30], "reason": ["figure without axis"]})
    drawn = forest.figure(
        fit, columns=data[["slug", "note", "direction", "cases", "controls"]], not_estimable=further
    )
    out = drawn.data[drawn.data["part"] == "not estimable"]
    assert out["reason"].tolist() == ["medians only", "figure without axis"]
    said = words(drawn.fig)
    assert "lower in cases; medians only" in said
    assert "direction not stated; figure without axis" in said
    assert {"10 / 11", "n = 30"} <= set(said)
    plain = forest.figure(fit)
    assert "direction not stated; no effect size" in words(plain.fig)


def test_a_usual_reason_is_said_once() -> None:
    frame = pd.DataFrame(
        {"label": list("ABCD"), "reason": ["no numbers"] * 3 + ["p only"], "direction": "mixed"}
    )
    said = words(forest.figure(None, not_estimable=frame).fig)
    assert said.count("mixed") == 3
    assert "mixed; p only" in said
    assert "Reason where none is given: no numbers." in said


def test_people_and_studies_count_once() -> None:
    drawn = forest.figure(five(), columns=FIVE[["slug", "cohort_id", "cases", "controls"]])
    assert "5 estimates of 4 studies, at least 105 cases, at least 107 controls" in drawn.subtitle
    assert "takes them as independent" in drawn.caption
    assert drawn.provenance["studies"] == 4


def test_columns_go_until_the_axis_has_its_share() -> None:
    columns = FIVE[["cases", "controls", "specimen"]].assign(comparator="healthy and sedentary")
    shown = forest.figure(five(), columns=columns)
    heads = words(shown.fig)
    assert "controls" in heads
    assert "Comparator" not in heads
    assert "Weight" not in heads  # first to go
    for form in (forest.figure(five(), columns=columns), forest.figure(five()).narrow()):
        assert box_of(form.ax).width >= 0.40 * (form.fig.get_size_inches()[0] - 2 * theme.EDGE)
    assert "Weight" in words(forest.figure(five()).fig)


def test_order_is_as_asked_and_stated() -> None:
    def order(by: str) -> list[float]:
        rows = forest.rows(five(), columns=FIVE[["year"]], order=by)
        return rows.loc[rows["part"] == "study", "estimate"].tolist()

    assert all(a >= b for a, b in pairwise(order("effect")))
    assert order("given") == order("year") == FIVE["yi"].tolist()
    assert "Rows stand by year." in forest.figure(five(), columns=FIVE[["year"]], order="year").caption
    assert "by effect, highest first" in forest.figure(five()).caption


def test_ratios_have_a_ratio_axis_and_minus_is_a_minus() -> None:
    drawn = forest.figure(five(), measure="OR")
    ticks = [tick.get_text() for tick in drawn.ax.get_xticklabels()]
    assert "1" in ticks
    assert not [word for word in words(forest.figure(five()).fig) if word.startswith("-")]
    assert axis.tick_labels([0.5, 1.0]) == ["0.5", "1.0"]


def test_numbers_of_the_texts_are_of_the_frame(assert_numbers_are_of_the_frame: Callable[..., None]) -> None:
    for measure in ("SMD", "OR"):
        drawn = forest.figure(
            five(), columns=FIVE[["label", "slug", "specimen"]], subgroup="specimen", measure=measure
        )
        k = {str(n) for n in drawn.data["part"].value_counts()}
        assert_numbers_are_of_the_frame(drawn, *k, "95%", "0", "1", "4")  # sizes, level, null, studies


def test_shapes_differ_where_colours_do() -> None:
    ax = forest.figure(five()).ax
    assert {line.get_markerfacecolor() for line in squares(ax)} == {theme.BLUE}
    kinds = {
        (line.get_color(), line.get_linewidth()) for line in ax.lines if line.get_color() == theme.VERMILLION
    }
    assert kinds == {(theme.VERMILLION, theme.PREDICTION)}  # a bar, wider than any interval of a study
    assert theme.PREDICTION > theme.INTERVAL


def test_a_model_with_moderators_has_no_pooled_row() -> None:
    drawn = forest.figure(five(mods="~ year"))
    assert set(drawn.data["part"]) == {"study"}
    assert "nothing pooled" in drawn.title


@pytest.mark.parametrize("measure", ["MD", "OR", "PLO"])
@pytest.mark.parametrize("size", [1e-5, 1.0, 400.0, 1e8])
def test_extreme_values_are_sound(measure: str, size: float) -> None:
    fit = rma(
        [1 * size, 2.5 * size, -3 * size, 0.4 * size], [(size / 2) ** 2, size**2, 9 * size**2, 1e-4 * size**2]
    )
    for module in (forest, funnel):
        drawn = module.figure(fit, measure=measure)
        assert layout_problems(drawn.fig) == layout_problems(drawn.narrow().fig) == []


def test_it_fits_into_axes_of_the_reader() -> None:
    figure = Figure(figsize=(12, 6))
    wide, narrow = figure.add_axes((0.02, 0.05, 0.6, 0.9)), figure.add_axes((0.68, 0.05, 0.3, 0.9))
    for ax in (wide, narrow):
        forest.draw(forest.rows(five()), ax)
    assert layout_problems(figure) == []


@pytest.mark.parametrize("module", [forest, leave_one_out_forest, cumulative_forest, funnel])
def test_drawing_again_gives_equal_bytes(module: ModuleType) -> None:
    first, second = (module.figure(five()) for _ in range(2))
    assert first.svg() == second.svg()
    assert first.narrow().svg() == second.narrow().svg()
    assert first.data.equals(second.data)


def test_long_words_for_the_sides_fit() -> None:
    sides = ("fewer people with tuberculosis among the vaccinated", "more people with tuberculosis")
    for drawn in (forest.figure(five(), sides=sides), forest.figure(five(), sides=sides, limits=(-9, 1))):
        assert layout_problems(drawn.fig) == layout_problems(drawn.narrow().fig) == []


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ({"columns": FIVE[:3]}, "columns"),
        ({"columns": FIVE[["yi"]].rename(columns={"yi": "weight"})}, "columns"),
        ({"subgroup": "fluid"}, "subgroup"),
        ({"subgroup": ["a"]}, "subgroup"),
        ({"order": "size"}, "order"),
        ({"not_estimable": pd.DataFrame({"name": ["a"]})}, "not_estimable"),
    ],
)
def test_wrong_arguments_are_errors(arguments: dict[str, object], where: str) -> None:
    with pytest.raises(FigureError, match=where):
        forest.rows(five(), **arguments)  # type: ignore[arg-type]  # several kinds of faults in one table
    with pytest.raises(UnknownTermError):
        forest.rows(five(), measure="odds and ends")

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import get_args

import numpy as np
import pytest

from synthesis.consistency.albatross import equivalent_n, implied_smd
from synthesis.errors import FigureError
from synthesis.figures import albatross
from synthesis.figures.albatross_layout import Effect, Scale
from synthesis.figures.drawn import Drawn
from synthesis.store.atlas import Atlas


@pytest.fixture(name="one_of_each")
def _one_of_each(atlas_of: Callable[..., Atlas], record: SimpleNamespace) -> Atlas:
    def study(slug: str, sizes: tuple[int | None, int | None], printed: str = "", **more: object) -> object:
        if printed:
            relation = printed[0] if printed[0] in "<>" else "="
            more["p"] = {"printed": printed, "relation": relation, "value": float(printed.strip("<>="))}
        finding = record.finding("a", "il-6", **more)
        return record.study(slug, 2001, cohorts=[record.cohort(slug, *sizes)], findings=[finding])

    higher = {"direction": "higher", "significance": "significant"}
    return atlas_of(
        [
            study("exact", (192, 392), "0.0052", **higher),
            study("below", (30, 30), "<0.01", **higher),
            study("zero", (40, 40), "0.000", direction="lower", significance="significant"),
            study("plain", (31, 30), **higher),
            study("unsaid", (32, 30), direction="lower", significance="not-stated"),
            study("silent", (33, 30), direction="no-difference", significance="not-significant"),
            study("silent-exact", (34, 30), "0.4", direction="no-difference", significance="not-significant"),
            study("mixed", (35, 30), direction="mixed"),
            study("unsized", (36, None), "0.02", **higher),
        ]
    )


def test_each_cohort_stands_where_its_source_puts_it(one_of_each: Atlas) -> None:
    frame = albatross.rows(one_of_each, "il-6").set_index("cohort_id")
    found = {
        name: (
            frame.loc[name, "drawn"],
            frame.loc[name, "way"],
            frame.loc[name, "p_low"],
            frame.loc[name, "p_high"],
        )
        for name in ("exact", "below", "zero", "plain", "unsaid", "silent", "silent-exact")
    }
    assert found == {
        "exact": ("point", 1, 0.0052, 0.0052),
        "below": ("range", 1, 0.0, 0.01),
        "zero": ("range", -1, 0.0, 0.0005),
        "plain": ("range", 1, 0.0, 0.05),
        "unsaid": ("range", -1, 0.0, 1.0),
        "silent": ("range", 0, 0.05, 1.0),
        "silent-exact": ("range", 0, 0.4, 1.0),
    }
    assert frame.loc["mixed", "drawn"] == frame.loc["unsized", "drawn"] == "not drawn"
    assert frame.loc["unsized", "reason"] == "number of people not known"


def test_the_implied_effect_is_the_published_one(one_of_each: Atlas) -> None:
    row = albatross.rows(one_of_each, "il-6").set_index("cohort_id").loc["exact"]
    expected = implied_smd(0.0052, 584, 192 / 392).item()  # about 0.25 for these numbers
    assert row["smd_low"] == row["smd_high"] == pytest.approx(expected)
    assert expected == pytest.approx(0.25, abs=0.005)  # the source rounds to two decimals
    assert row["people_equivalent"] == equivalent_n(0.0052, 584, 192 / 392).item()


@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_no_point_is_invented(one_of_each: Atlas, form: str) -> None:
    drawn = albatross.figure(one_of_each, "il-6")
    marks = {line.get_gid(): line for line in getattr(drawn, form)().ax.lines if line.get_gid()}
    assert set(marks) == {
        f"record:{name}" for name in ("exact", "below", "zero", "plain", "unsaid", "silent", "silent-exact")
    }
    points = [gid for gid, line in marks.items() if len(line.get_xdata()) == 1]
    assert points == ["record:exact"]
    middle = np.mean(marks["record:silent"].get_xdata())
    assert marks["record:exact"].get_xdata()[0] > middle
    assert max(marks["record:zero"].get_xdata()) < middle
    wide, narrow_span = (np.ptp(marks[f"record:{name}"].get_xdata()) for name in ("silent", "silent-exact"))
    assert wide > narrow_span > 0  # both go through the middle into both wings


def test_more_people_stand_higher_on_both_scales(one_of_each: Atlas) -> None:
    for scale in get_args(Scale):
        ax = albatross.figure(one_of_each, "il-6", scale=scale).ax
        y = {line.get_gid(): line.get_ydata()[0] for line in ax.lines if line.get_gid()}
        assert y["record:exact"] < y["record:silent-exact"] < y["record:silent"] < y["record:plain"]


@pytest.mark.parametrize("k", [1, 2, 6, 25, 60])
@pytest.mark.parametrize("scale", get_args(Scale))
@pytest.mark.parametrize("effect", get_args(Effect))
def test_figure_is_sound(
    answering_atlas: Callable[[int], Atlas],
    assert_sound: Callable[[Drawn], None],
    k: int,
    scale: Scale,
    effect: Effect,
) -> None:
    assert_sound(albatross.figure(answering_atlas(k), "il-6", scale=scale, effect=effect))


def test_an_empty_frame_is_said_in_words(
    answering_atlas: Callable[[int], Atlas], assert_sound: Callable[[Drawn], None]
) -> None:
    drawn = albatross.draw(albatross.rows(answering_atlas(1), "il-6").iloc[:0])
    assert_sound(drawn)
    assert "No cohort" in drawn.alt


def test_numbers_of_the_texts_are_in_the_frame(
    one_of_each: Atlas, assert_numbers_in_frame: Callable[..., None]
) -> None:
    drawn = albatross.figure(one_of_each, "il-6")
    kinds = set(drawn.data["drawn"].dropna().value_counts())
    parts_of_p = {0, 4, 5, 1, 2, 40}  # 0.05, 0.01, 0.0005, 0.40; digits behind the point
    assert_numbers_in_frame(drawn, kinds | {len(drawn.data) - 1} | parts_of_p)


def test_wrong_choices_are_errors(answering_atlas: Callable[[int], Atlas]) -> None:
    frame = albatross.rows(answering_atlas(2), "il-6")
    with pytest.raises(FigureError, match="classic, root"):
        albatross.draw(frame, scale="log")  # type: ignore[arg-type]  # the wrong word is the point
    with pytest.raises(FigureError, match="risk-ratio"):
        albatross.draw(frame, effect="hazard-ratio")  # type: ignore[arg-type]  # the wrong word is the point
    with pytest.raises(FigureError, match="between 0 and 1"):
        albatross.draw(frame, effect="risk-ratio", baseline=1.0)

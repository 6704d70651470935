from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from synthesis.errors import FigureError, UnknownTermError
from synthesis.figures import caterpillar, effect_groups, orchard
from synthesis.figures.drawn import Drawn
from synthesis.models.batch import rma_by
from synthesis.models.univariate import rma

BOTH = pytest.mark.parametrize("module", [orchard, caterpillar], ids=["orchard", "caterpillar"])
LABELS = (
    "alpha-2015-first-study",
    "Beta, Gamma and a long list of further authors in one label 2017",
    "مركز الأبحاث 2019",
    "מרכז המחקר 2020",
    "中文研究所免疫学 2021",
    "$1 & $2 <Delta> 2022",
)
GROUPS = ("serum", "cerebrospinal fluid, taken by lumbar puncture in the morning", "血清")


def data_of(k: int) -> pd.DataFrame:
    """Effects with one far outlier, some without a variance, in three groups."""
    y = [0.3 + (i * 37 % 100 - 50) / 60 for i in range(k)]
    v = [0.01 + 0.02 * (i % 9) for i in range(k)]
    if k > 20:
        y[3], v[5], y[6] = 40.0, np.nan, np.nan
    return pd.DataFrame(
        {
            "yi": y,
            "vi": v,
            "study": [f"{LABELS[i % 6]} {i // 2}" for i in range(k)],
            "group": [GROUPS[i % 3] for i in range(k)],
        }
    )


@BOTH
@pytest.mark.parametrize("k", [1, 2, 6, 25, 60])
def test_one_mean_is_sound(
    module: ModuleType,
    assert_sound: Callable[[Drawn], None],
    assert_numbers_are_of_the_frame: Callable[..., None],
    k: int,
) -> None:
    fit = rma(data=data_of(k), test="knha" if k > 2 else "z")
    drawn = module.figure(fit, measure="SMD", question="A marker")
    assert_sound(drawn)
    lost = drawn.data["reason"].notna().sum()
    assert_numbers_are_of_the_frame(drawn, str(k - lost), str(lost), "95%")


@BOTH
@pytest.mark.parametrize("k", [6, 60])
def test_groups_of_a_frame_are_sound(
    module: ModuleType,
    assert_sound: Callable[[Drawn], None],
    assert_numbers_are_of_the_frame: Callable[..., None],
    k: int,
) -> None:
    data = data_of(k).assign(yi=lambda d: d["yi"].clip(upper=3))
    fits = rma_by(data, "group", prediction="matching")
    drawn = module.figure(fits, data, by="group", measure="OR")
    assert_sound(drawn)
    used = int(data[["yi", "vi"]].notna().all(axis=1).sum())
    studies = data[data[["yi", "vi"]].notna().all(axis=1)]["study"].nunique()
    assert_numbers_are_of_the_frame(drawn, str(used), str(studies), str(k - used), "3", "95%")


@BOTH
def test_nothing_to_draw_is_said(module: ModuleType, assert_sound: Callable[[Drawn], None]) -> None:
    data = data_of(6).assign(vi=np.nan)
    lost = module.figure(rma_by(data, "group"), data, by="group", measure="SMD")
    for drawn in (lost, module.draw(lost.data.iloc[:0])):
        assert_sound(drawn)
        assert "No study gives a usable estimate" in drawn.alt


@BOTH
@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_every_effect_is_drawn_once(module: ModuleType, form: str) -> None:
    data = data_of(25).assign(slab=lambda d: [f"name-{2000 + i}-study" for i in range(len(d))])
    drawn = module.figure(rma(data=data, slab="slab"), measure="SMD")
    ax = getattr(drawn, form)().ax
    points = [line.get_gid() for line in ax.lines if line.get_gid() and len(line.get_xdata()) == 1]
    frame = drawn.data
    used = frame[(frame["part"] == "effect") & frame["reason"].isna()]
    assert sorted(points) == sorted(f"record:{slug}" for slug in used["slugs"])
    assert len(frame) == 26
    assert set(frame["reason"].dropna()) == {"vi is missing", "yi is missing"}


def test_the_numbers_are_those_of_the_fit() -> None:
    fit = rma(data=data_of(12), test="knha")
    head = orchard.rows(fit, measure="OR").iloc[0]
    made = np.exp(fit.predict().iloc[0])
    for ours, its in (("estimate", "pred"), ("ci_low", "ci_lb"), ("ci_high", "ci_ub"), ("pi_low", "pi_lb")):
        assert head[ours] == made[its]
    assert (head["k"], head["studies"]) == (12, 12)


def test_levels_of_a_moderator_are_groups() -> None:
    data = data_of(24).assign(group=lambda d: d["group"].str[:4])
    fit = rma(data=data, mods="~ group", test="knha")
    frame = orchard.rows(fit, measure="SMD")
    heads = frame[frame["part"] == "group"].set_index("group")
    expected = fit.margins("group").set_index("cell")["estimate"]
    for group, row in heads.dropna(subset="estimate").iterrows():
        assert row["estimate"] == pytest.approx(expected[f"group={group}"], rel=1e-12)  # two ways of one sum
    assert heads["k"].sum() == fit.k
    assert "not in the model" in heads.index


def test_groups_too_small_have_no_mean_or_no_prediction() -> None:
    data = pd.DataFrame({"yi": [0.1, 0.2, 0.4], "vi": [0.1] * 3, "group": ["one", "two", "two"]})
    heads = orchard.rows(rma_by(data, "group", prediction="matching"), data, by="group", measure="SMD")
    heads = heads[heads["part"] == "group"].set_index("group")
    assert heads["estimate"].isna().to_dict() == {"one": True, "two": False}
    assert heads["pi_low"].isna().all()


def test_studies_are_counted_once() -> None:
    data = data_of(12).assign(study=["a", "b", "c"] * 4)
    frame = orchard.rows(rma(data=data), data, measure="SMD", study="study")
    assert (frame["k"].iloc[0], frame["studies"].iloc[0]) == (12, 3)
    assert "12 effects from 3 studies" in orchard.draw(frame).title


def test_wrong_input_is_an_error() -> None:
    data = data_of(12).assign(year=range(12))
    with pytest.raises(FigureError, match="bubble"):
        orchard.rows(rma(data=data, mods="~ year"), measure="SMD")
    with pytest.raises(FigureError, match="pass data="):
        orchard.rows(rma_by(data, "group"), measure="SMD")
    with pytest.raises(FigureError, match="no column 'nothing'"):
        orchard.rows(rma_by(data, "group"), data, by="nothing", measure="SMD")
    with pytest.raises(FigureError, match="one an effect: 12"):
        orchard.rows(rma(data=data), measure="SMD", study=["a"])
    with pytest.raises(UnknownTermError):
        orchard.rows(rma(data=data), measure="nothing")


def test_the_frame_has_the_columns_of_its_schema() -> None:
    assert list(orchard.rows(rma(data=data_of(3)), measure="SMD").columns) == list(effect_groups.SCHEMA)

from __future__ import annotations

from collections.abc import Callable
from statistics import median_low
from types import SimpleNamespace

import pandas as pd
import pytest

from synthesis.figures import sample_timeline
from synthesis.figures.drawn import Drawn
from synthesis.figures.layout import layout_problems
from synthesis.store.atlas import Atlas


def derived(frame: pd.DataFrame) -> set[int]:
    """Everything that can be counted from the rows of the frame, computed afresh."""
    if frame.empty:
        return set()
    sizes = [frame[column].dropna() for column in ("n_cases", "n_controls")]
    counts = {len(frame), int((frame["n_cases"].isna() & frame["n_controls"].isna()).sum())}
    counts |= {int((frame["pem"] == "yes").sum()), int(frame["same_people"].sum())}
    counts |= {int(frame["year"].isna().sum()), *map(int, frame["design"].value_counts())}
    counts |= {int(frame[column].fillna(0).sum()) for column in ("adds_cases", "adds_controls")}
    return counts | {number for known in sizes if len(known) for number in (len(known), median_low(known))}


@pytest.fixture(name="small")
def _small(atlas_of: Callable[..., Atlas], record: SimpleNamespace) -> Atlas:
    pem = {"all_of": ["ccc-2003"]}
    shared = [record.cohort("trial", 30, 20, "certain")]
    larger = [record.cohort("trial", 40, None, "certain")]
    return atlas_of(
        [
            record.study("adams", 2005, cohorts=shared),
            record.study("baker", 2001, cohorts=larger, case_selection=pem),
            record.study("clark", None, cohorts=[record.cohort("clark", 9, 9)]),
            record.study("davis", 2003),
            record.study("evans", 2004, excluded={"reason": "review"}),
        ]
    )


def test_rows_are_as_counted_by_hand(small: Atlas) -> None:
    frame = sample_timeline.rows(small)
    assert frame["slug"].tolist() == ["baker", "davis", "adams", "clark"]
    assert frame["same_people"].tolist() == [False, False, True, False]
    assert frame["n_cases"].tolist() == [40, pd.NA, 30, 9]
    assert frame["adds_cases"].fillna(0).tolist() == [40, 0, 0, 9]
    assert frame["adds_controls"].fillna(0).tolist() == [20, 0, 0, 9]
    assert frame["pem"].tolist()[0] == "yes"


def test_people_of_a_shared_cohort_are_counted_once(small: Atlas) -> None:
    drawn = sample_timeline.figure(small)
    assert "No group size is given in 1 of 4 eligible studies." in drawn.subtitle
    assert "49 cases and 29 controls" in drawn.subtitle


@pytest.mark.parametrize("k", [0, 1, 2, 6, 25, 60])
def test_figure_is_sound(
    awkward_atlas: Callable[[int], Atlas],
    assert_sound: Callable[[Drawn], None],
    assert_numbers_in_frame: Callable[..., None],
    k: int,
) -> None:
    drawn = sample_timeline.figure(awkward_atlas(k))
    assert_sound(drawn)
    assert_numbers_in_frame(drawn, derived(drawn.data))


def test_studies_without_any_size_are_said_not_drawn(
    atlas_of: Callable[..., Atlas], record: SimpleNamespace
) -> None:
    drawn = sample_timeline.figure(atlas_of([record.study("adams", 2001), record.study("baker", None)]))
    assert layout_problems(drawn.fig) == []
    assert "no size in 2" in drawn.alt
    assert "No group size is given: 2 eligible studies." in drawn.svg()


@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_each_study_is_drawn_or_counted(awkward_atlas: Callable[[int], Atlas], form: str) -> None:
    drawn = sample_timeline.figure(awkward_atlas(25))
    frame = drawn.data
    sized = frame[frame["n_cases"].notna() | frame["n_controls"].notna()]
    svg = getattr(drawn, form)().svg()
    for slug in frame["slug"]:
        assert (f'data-record="{slug}"' in svg) == (slug in set(sized["slug"]))


def test_a_required_pem_differs_in_shape(atlas_of: Callable[..., Atlas], record: SimpleNamespace) -> None:
    sizes = [record.cohort("adams", 20, 20)]
    plain = record.study("adams", 2001, cohorts=sizes)
    required = record.study("adams", 2001, cohorts=sizes, case_selection={"all_of": ["icc-2011"]})
    shapes = []
    for study in (plain, required):
        ax = sample_timeline.figure(atlas_of([study])).ax
        shapes.append(
            {line.get_marker() for line in ax.lines if line.get_gid() and line.get_marker() != "None"}
        )
    assert shapes == [{"o"}, {"D"}]

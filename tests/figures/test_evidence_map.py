from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from synthesis.figures import evidence_map, theme
from synthesis.figures.drawn import Drawn
from synthesis.store.atlas import Atlas
from synthesis.vocabulary.measurement import MarkerKind, Specimen


@pytest.fixture(name="small")
def _small(atlas_of: Callable[..., Atlas], record: SimpleNamespace) -> Atlas:
    serum = record.finding("a", "il-6", direction="higher")
    plasma = record.finding("b", "il-6", direction="lower", specimen="plasma")
    other = record.finding("c", "tnf", direction="no-difference", specimen="csf", marker_kind="chemokine")
    shared = [record.cohort("trial", 30, 20, "certain")]
    return atlas_of(
        [
            record.study("adams", 2001, cohorts=shared, findings=[serum, plasma]),
            record.study("baker", 2002, cohorts=shared, findings=[serum]),
            record.study("clark", 2003, findings=[serum, other]),
            record.study("davis", 2004, findings=[serum], excluded={"reason": "review"}),
        ]
    )


def cohorts(drawn: Drawn, label: str) -> dict[str, int]:
    cells = drawn.data[drawn.data["label"] == label]
    return {specimen: n for specimen, n in zip(cells["specimen"], cells["cohorts"], strict=True) if n}


def test_cells_are_as_counted_by_hand(small: Atlas) -> None:
    kinds = evidence_map.figure(small)
    assert cohorts(kinds, "Cytokine") == {"serum": 2, "plasma": 1, "any specimen": 2}
    assert cohorts(kinds, "Chemokine") == {"spinal fluid": 1, "any specimen": 1}
    assert cohorts(kinds, "Imaging") == {}
    assert cohorts(kinds, "all together") == {"serum": 2, "plasma": 1, "spinal fluid": 1, "any specimen": 2}
    topic = evidence_map.figure(small.where(topic="things"))
    assert cohorts(topic, "IL-6") == {"serum": 2, "plasma": 1, "any specimen": 2}


def test_every_kind_has_a_row_and_every_specimen_a_column(small: Atlas) -> None:
    frame = evidence_map.rows(small)
    assert frame["row"].nunique() == len(MarkerKind) + 1
    drawn = set(frame["specimen"]) - {"any specimen"}
    assert drawn == set(evidence_map.COLUMNS) - evidence_map.VAGUE
    assert {specimen for specimens in evidence_map.COLUMNS.values() for specimen in specimens} == set(
        Specimen
    )
    assert len(evidence_map.COLUMNS) + 1 <= 12


def test_markers_beyond_the_most_studied_share_a_row(awkward_atlas: Callable[[int], Atlas]) -> None:
    atlas = awkward_atlas(60).where(topic="things")
    frame = evidence_map.rows(atlas)
    own = frame[frame["part"] == "row"]["row"].nunique()
    further = frame[(frame["part"] == "further") & (frame["specimen"] == "any specimen")]["markers"].iloc[0]
    counted = atlas.findings[atlas.findings["counted"]]
    assert own == evidence_map.MOST_MARKERS
    assert own + further == counted["marker"].nunique()
    assert f"{further} further markers" in evidence_map.figure(atlas).caption


@pytest.mark.parametrize("topic", [False, True])
@pytest.mark.parametrize("k", [0, 1, 2, 6, 25, 60])
def test_figure_is_sound(
    awkward_atlas: Callable[[int], Atlas],
    assert_sound: Callable[[Drawn], None],
    assert_numbers_in_frame: Callable[..., None],
    k: int,
    topic: bool,
) -> None:
    atlas = awkward_atlas(k)
    drawn = evidence_map.figure(atlas.where(topic="things") if topic else atlas)
    assert_sound(drawn)
    assert_numbers_in_frame(drawn)


def test_it_says_nothing_of_directions(small: Atlas) -> None:
    drawn = evidence_map.figure(small)
    for svg in (drawn.svg(), drawn.narrow().svg()):
        assert not {theme.BLUE, theme.VERMILLION, theme.PURPLE} & {
            colour.lower() for colour in svg.split('"')
        }
        for hue in (theme.BLUE, theme.VERMILLION, theme.PURPLE):
            assert hue not in svg.lower()

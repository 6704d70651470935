from __future__ import annotations

import hashlib
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from matplotlib.figure import Figure

from synthesis.errors import FigureError
from synthesis.figures import evidence_flow
from synthesis.figures.drawn import Drawn
from synthesis.provenance import short
from synthesis.store.atlas import Atlas


def numbers(frame, flow: str, role: str) -> dict[str, int]:
    lines = frame[(frame["flow"] == flow) & (frame["role"] == role)]
    return dict(zip(lines["text"], lines["n"], strict=True))


@pytest.fixture(name="small")
def _small(atlas_of: Callable[..., Atlas], record: SimpleNamespace) -> Atlas:
    higher = record.finding("a", "il-6", direction="higher")
    panel = record.finding("b", "cytokine-panel", direction="mixed")
    treated = record.finding("c", "il-6", contrast="treatment")
    return atlas_of(
        [
            record.study("adams", 2001, findings=[higher, panel, treated]),
            record.study("baker", 2002, findings=[panel]),
            record.study("clark", 2003),
            record.study("davis", 2004, findings=[higher], excluded={"reason": "not-me-cfs"}),
            record.study("evans", 2005, excluded={"reason": "review"}),
            record.study("frank", 2006, excluded={"reason": "review"}),
        ]
    )


def test_every_line_is_counted_as_by_hand(small: Atlas) -> None:
    frame = evidence_flow.rows(small)
    assert numbers(frame, "studies", "in") == {"recorded": 6}
    assert numbers(frame, "studies", "rest") == {"eligible": 3, "with a counted finding": 1}
    assert numbers(frame, "studies", "out") == {
        "review of other studies": 2,
        "people without ME/CFS": 1,
        "no result for a marker recorded": 1,
        "results recorded, none counts": 1,
    }
    assert numbers(frame, "findings", "in") == {"recorded": 5}
    assert numbers(frame, "findings", "rest") == {"counted": 1}
    assert sum(numbers(frame, "findings", "out").values()) == 4
    assert numbers(frame, "findings", "about") == {"study": 1, "cohort": 1, "marker": 1}
    assert frame.loc[frame["reason"] == "review", "slugs"].tolist() == ["evans frank"]


def test_in_is_used_plus_excluded(awkward_atlas: Callable[[int], Atlas]) -> None:
    frame = evidence_flow.rows(awkward_atlas(60))
    for flow in ("studies", "findings"):
        last_rest = list(numbers(frame, flow, "rest").values())[-1]
        out = frame[(frame["flow"] == flow) & (frame["role"] == "out")]["n"].sum()
        assert frame[(frame["flow"] == flow) & (frame["role"] == "in")]["n"].iloc[0] == last_rest + out


def test_frames_that_contradict_each_other_are_refused(small: Atlas) -> None:
    class Broken:
        filters = ()
        digest = ""
        topics = small.topics
        findings = small.findings
        studies = small.studies.assign(findings=0)

    with pytest.raises(FigureError, match="are left"):
        evidence_flow.rows(Broken())


@pytest.mark.parametrize("k", [0, 1, 2, 6, 25, 60])
def test_figure_is_sound(
    awkward_atlas: Callable[[int], Atlas],
    assert_sound: Callable[[Drawn], None],
    assert_numbers_in_frame: Callable[..., None],
    k: int,
) -> None:
    drawn = evidence_flow.figure(awkward_atlas(k))
    assert_sound(drawn)
    assert_numbers_in_frame(drawn)


def test_nothing_recorded_is_one_sentence(awkward_atlas: Callable[[int], Atlas]) -> None:
    drawn = evidence_flow.figure(awkward_atlas(0))
    assert drawn.data.empty
    assert drawn.alt.endswith("No study is recorded here yet.")


def test_names_and_words_follow_the_filters(awkward_atlas: Callable[[int], Atlas]) -> None:
    atlas = awkward_atlas(25)
    assert evidence_flow.figure(atlas).name == "evidence-flow"
    topic = evidence_flow.figure(atlas.where(topic="things"))
    assert (topic.name, topic.title) == (
        "evidence-flow-things",
        "Things: from records to counted findings",
    )
    part = evidence_flow.figure(atlas.where(topic="things", pem="yes"))
    assert part.name.startswith("evidence-flow-things-pem")
    assert "Only records with pem:" in part.subtitle
    rows = short(hashlib.sha256(part.csv()).hexdigest())  # the foot names the rows that the CSV holds
    studies = len(atlas.where(topic="things", pem="yes"))
    assert part.provenance["line"].startswith(f"{studies} studies · data {rows} · ")
    assert part.provenance["digest"] == atlas.digest


def test_own_axes_are_used(small: Atlas) -> None:
    figure = Figure(figsize=(7, 8))
    ax = figure.add_subplot()
    drawn = evidence_flow.draw(evidence_flow.rows(small), ax=ax)
    assert drawn.fig is figure
    assert drawn.ax is ax

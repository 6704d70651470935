from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from synthesis.figures import (
    directions,
    effect_direction,
    evidence_flow,
    evidence_map,
    harvest,
    panel_matrix,
    sample_timeline,
    verdict_history,
    verdict_table,
    vote_strip,
)
from synthesis.figures.drawn import Drawn
from synthesis.store.atlas import Atlas

FIGURES = (
    evidence_flow,
    sample_timeline,
    evidence_map,
    directions,
    vote_strip,
    effect_direction,
    harvest,
    panel_matrix,
    verdict_table,
    verdict_history,
)
TOPICS = (
    "",
    "b-cells-autoantibodies",
    "cytokines",
    "immune-system",
    "mast-cells",
    "neuroinflammation",
    "nk-cells",
    "t-cells",
)


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("module", FIGURES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_figures_of_the_embedded_atlas_are_sound(
    embedded: Atlas, assert_sound: Callable[[Drawn], None], module: ModuleType, topic: str
) -> None:
    atlas = embedded.where(topic=topic) if topic else embedded
    drawn = module.figure(atlas)
    assert_sound(drawn)
    assert drawn.name.endswith(topic)
    assert drawn.provenance["studies"] > 0 or (module is panel_matrix and drawn.alt.startswith("No study"))
    assert drawn.provenance["digest"] == embedded.digest


def test_every_topic_is_drawn(embedded: Atlas) -> None:
    assert set(TOPICS[1:]) == set(embedded.topics["topic"])


@pytest.mark.parametrize("module", FIGURES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_drawing_again_gives_equal_bytes(awkward_atlas: Callable[[int], Atlas], module: ModuleType) -> None:
    first, second = (module.figure(awkward_atlas(12)) for _ in range(2))
    assert first.svg() == second.svg()
    assert first.narrow().svg() == second.narrow().svg()
    assert first.data.equals(second.data)

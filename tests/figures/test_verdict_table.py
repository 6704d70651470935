from __future__ import annotations

from collections.abc import Callable

import pytest

from synthesis.consistency.verdicts import verdicts
from synthesis.figures import verdict_table
from synthesis.figures.drawn import Drawn
from synthesis.store.atlas import Atlas


@pytest.mark.parametrize("k", [0, 1, 2, 6, 25, 60])
def test_figure_is_sound(
    awkward_atlas: Callable[[int], Atlas],
    assert_sound: Callable[[Drawn], None],
    assert_numbers_in_frame: Callable[..., None],
    k: int,
) -> None:
    drawn = verdict_table.figure(awkward_atlas(k))
    assert_sound(drawn)
    cells = drawn.data[drawn.data["part"] == "cell"]
    assert_numbers_in_frame(drawn, {cells["marker"].nunique(), cells["column"].nunique()})


def test_cells_are_verdicts(embedded: Atlas) -> None:
    frame = verdict_table.rows(embedded)
    cells = frame[frame["part"] == "cell"]
    known = verdicts(embedded, grid=False).set_index("question_key")
    assert len(cells) > verdict_table.MOST_MARKERS
    assert cells["marker"].nunique() == verdict_table.MOST_MARKERS
    assert cells["column"].nunique() <= verdict_table.MOST_COLUMNS
    for row in cells.to_dict("records"):
        assert row["label"] == known.loc[row["question_key"], "label"]
    assert not cells["question_key"].str.contains("cases-vs-controls:").any()


def test_a_cell_counts_the_other_questions_in_it(embedded: Atlas) -> None:
    cells = verdict_table.rows(embedded.where(marker="tgf-beta1"))
    cell = cells[cells["column"] == "circulating level"].iloc[0]
    keys = [
        key for key in verdicts(embedded, grid=False)["question_key"] if key.startswith("tgf-beta1 | circ")
    ]
    assert cell["further"] == len(keys) - 1 > 0


def test_the_place_follows_the_label(embedded: Atlas) -> None:
    drawn = verdict_table.figure(embedded.where(marker=["nk-cell-cytotoxicity", "crp", "il-6"]))
    texts = [text.get_text() for text in drawn.ax.texts]
    assert "consistent lower" in " ".join(texts)
    assert "mostly higher" in " ".join(texts)


def test_no_colour_judges(embedded: Atlas) -> None:
    svg = verdict_table.figure(embedded).svg()
    assert "#009e73" not in svg  # no green; vermillion only on the glyph for lower

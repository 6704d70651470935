from __future__ import annotations

from synthesis.consistency.fragility import fragility
from synthesis.consistency.leave_out import leave_one_out
from synthesis.store.load import load
from synthesis.store.tidy import items
from synthesis.tables import tipping


def test_rows_are_what_each_question_gives_alone() -> None:
    atlas = load().where(topic="nk-cells")
    made = tipping.rows(atlas)
    assert len(made) > 3
    for row in made.astype(object).where(made.notna(), None).itertuples():
        for tip in fragility(atlas, row.marker, row.question_key):
            assert getattr(row, f"{tip.kind}_cohorts") == tip.cohorts
            assert (getattr(row, f"{tip.kind}_label") or "") == tip.label
        turns = leave_one_out(atlas, row.marker, row.question_key)
        moved = turns.loc[turns["comparison"] != "same", "left_out"]
        assert list(items(row.hinges)) == moved.tolist()


def test_table_names_publications_and_not_keys() -> None:
    atlas = load().where(topic="nk-cells")
    made = tipping.table(atlas)
    keys = {key for joined in made.data["hinges"] for key in items(joined)}
    assert keys
    assert not any(key in text for key in keys for text in made.texts["without"])

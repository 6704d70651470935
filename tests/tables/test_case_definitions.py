from __future__ import annotations

from synthesis.store.atlas import Atlas
from synthesis.tables import case_definitions

GOLDEN = """\
Case definition
Fukuda 1994 | 2 | 40% | 0 | 1 | 1 | 40 | 32 | 2 of 2
Canadian Consensus 2003 | 2 | 40% | 1 | 0 | 1 | 40 | 32 | 2 of 2
definition not known | 2 | 40% | 0 | 0 | 2 | 40 | 40 | 1 of 2
How the definitions combine
one definition | 2 | 40% | 1 | 1 | 0 | 30 | 20 | 1 of 1
every case met one of several | 1 | 20% | 0 | 0 | 1 | 10 | 12 | 1 of 1
no definition known | 2 | 40% | 0 | 0 | 2 | 40 | 40 | 1 of 2
Post-exertional malaise (PEM) required of every case, from the study
PEM required | 1 | 20% | 1 | 0 | 0 | 30 | 20 | 1 of 1
PEM not required | 1 | 20% | 0 | 1 | 0 | 30 | 20 | 1 of 1
PEM unclear | 3 | 60% | 0 | 0 | 3 | 50 | 52 | 2 of 3
Post-exertional malaise (PEM), badge on the page of the source atlas
PEM required | 1 | 20% | 0 | 1 | 0 | 30 | 20 | 1 of 1
no page in the source atlas | 4 | 80% | 1 | 0 | 3 | 80 | 72 | 3 of 4
"""


def test_golden_text(atlas: Atlas) -> None:
    table = case_definitions.table(atlas)
    lines: list[str] = []
    for group, cells in zip(table.groups, table.texts.to_numpy().tolist(), strict=True):
        lines += [group] * (group not in lines) + [" | ".join(cells)]
    assert "\n".join(lines) + "\n" == GOLDEN


def test_blocks_hold_every_eligible_study(atlas: Atlas) -> None:
    rows = case_definitions.rows(atlas)
    by_block = rows.groupby("block")["studies"].sum()
    assert by_block["combination"] == by_block["pem"] == by_block["badge"] == 5
    assert by_block["definition"] == 6  # Davis names two definitions


def test_badge_against_definitions_is_said(atlas: Atlas) -> None:
    # the page of Adams says PEM required, its only definition does not require it
    notes = case_definitions.table(atlas).footnotes
    assert any("contradict each other in 1 study" in note for note in notes)

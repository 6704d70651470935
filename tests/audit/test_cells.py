"""The audit table, cell by cell against a copy written by hand."""

from __future__ import annotations

import pytest

from synthesis.audit.cells import CELLS, Need, Row, read_aloud
from synthesis.vocabulary.claim import AuditLabel, ClaimStrength

ROWS = (
    "consistent-same", "mostly-same", "leaning-same", "conflicting", "unclear", "mostly-null", "too-few",
    "opposite", "no-records",
)  # fmt: skip
S, V, D, U = "SUPPORTED", "OVERSTATED", "DISPUTED", "UNSETTLED"
N, F, C, R, X = "NOT BORNE OUT", "TOO FEW STUDIES", "CONTRADICTED", "NOT IN RECORD", "NOT CONTRADICTED"

#: What each cell gives, and after a slash what it gives when its test fails.
TABLE = {
    "S5": (S, V, V, D, V, N, F, C, R),
    "S4": (S, S, V, D, V, N, F, C, R),
    "S3": (S, S, S, D, U, N, F, C, R),
    "S2": (S, S, S, S, f"{S}/{U}", f"{S}/{N}", f"{S}/{F}", f"{S}/{C}", R),
    "S1": (X, X, X, X, X, X, X, f"{C}/{X}", R),
    "S4r": (f"{S}/{V}", f"{S}/{V}", f"{S}/{V}", D, f"{S}/{V}", f"{S}/{N}", f"{S}/{F}", f"{S}/{C}", R),
    "S2s": (*[f"{S}/{N}"] * 8, R),
    "S1m": (*[f"{S}/{N}"] * 6, f"{S}/{F}", f"{S}/{C}", R),
    "SUP": (f"{S}/{V}", f"{S}/{V}", f"{S}/{V}", D, V, N, F, C, R),
}
REMARKS = {
    "S3-leaning-same": "weakly",
    "S2-consistent-same": "understated",
    "S2-conflicting": "one side of conflicting results",
    "S2-opposite": "by a minority of results",
}
NEEDS = {
    "S4r": Need.TWO_SIGNIFICANT,
    "S2": Need.ONE_COHORT,
    "S2s": Need.ONE_COHORT,
    "S1m": Need.BOTH_KINDS,
    "S1": Need.STRONG_OPPOSITE,
    "SUP": Need.HIGH_RANK,
}


def test_every_row_meets_every_strength() -> None:
    assert set(CELLS) == {(row, strength) for row in Row for strength in ClaimStrength}
    assert len({cell.id for cell in CELLS.values()}) == len(CELLS) == 81
    assert tuple(row.value for row in Row) == ROWS


@pytest.mark.parametrize("strength", ClaimStrength)
@pytest.mark.parametrize("row", Row)
def test_cell(row: Row, strength: ClaimStrength) -> None:
    cell = CELLS[row, strength]
    given, _, otherwise = TABLE[strength.level][ROWS.index(row.value)].partition("/")
    assert cell.outcome.label.label == given
    assert (cell.otherwise.label.label if cell.otherwise else "") == otherwise
    assert cell.need is (NEEDS[strength.level] if otherwise else None)
    assert cell.id == f"{strength.level}-{row.value}"
    if cell.id in REMARKS:
        assert cell.outcome.remark == REMARKS[cell.id]


def test_no_verdict_supports_more_for_a_stronger_claim() -> None:
    """What a weaker claim is denied, a stronger one of the same direction is denied as well."""
    ladder = [
        ClaimStrength.UNIVERSAL,
        ClaimStrength.MAJORITY,
        ClaimStrength.GENERIC,
        ClaimStrength.EXISTENTIAL,
    ]
    for row in Row:
        supported = [CELLS[row, strength].outcome.label is AuditLabel.SUPPORTED for strength in ladder]
        assert supported == sorted(supported), row


def test_the_table_can_be_read_aloud() -> None:
    lines = read_aloud().splitlines()
    assert len(lines) == 81
    assert "S3-leaning-same: SUPPORTED (weakly)" in lines
    assert (
        "S1-opposite: CONTRADICTED with a verdict against the claim that is MOSTLY or CONSISTENT; "
        "otherwise NOT CONTRADICTED"
    ) in lines

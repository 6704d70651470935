"""The audit table as data: the label of a claim from its strength and the verdict it rests on.

A row is a verdict seen from the claim (`Row`), a column a strength (`ClaimStrength`). Where a cell asks
for more than the verdict it names a test (`Need`) and the outcome when the test fails. The id of the cell
is printed next to every label it causes. Nothing outside this table decides a label.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from synthesis.vocabulary.claim import AuditLabel, ClaimStrength

#: Version of the audit table and of the rules around it; a change that can change a label raises it.
RULESET = "audit-0.1.0"


class Row(Enum):
    """A verdict, seen from the direction of a claim."""

    CONSISTENT_SAME = "consistent-same", "CONSISTENT in the claimed direction"
    MOSTLY_SAME = "mostly-same", "MOSTLY in the claimed direction"
    LEANING_SAME = "leaning-same", "LEANING in the claimed direction"
    CONFLICTING = "conflicting", "CONFLICTING"
    UNCLEAR = "unclear", "NO CLEAR DIRECTION or UNRESOLVED"
    MOSTLY_NULL = "mostly-null", "MOSTLY NO SIGNIFICANT DIFFERENCE"
    TOO_FEW = "too-few", "TOO FEW"
    OPPOSITE = "opposite", "LEANING, MOSTLY or CONSISTENT against the claimed direction"
    NO_RECORDS = "no-records", "no records"

    words: str

    def __new__(cls, value: str, words: str) -> Row:
        """Make a row: its value goes into ids, its words into texts."""
        member = object.__new__(cls)
        member._value_ = value
        member.words = words
        return member


class Need(Enum):
    """A test that a cell makes beyond the verdict."""

    ONE_COHORT = "at least one cohort, or a declared part of one, in the claimed direction"
    TWO_SIGNIFICANT = "at least two cohorts significant in the claimed direction"
    BOTH_KINDS = "a cohort in the claimed direction, and one that is not"
    HIGH_RANK = "a rank among the first three, or the first tenth, of the markers of its kind"
    STRONG_OPPOSITE = "a verdict against the claim that is MOSTLY or CONSISTENT"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A label, with a short remark where the bare word would say too much or too little."""

    label: AuditLabel
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table.

    Attributes
    ----------
    row, strength
        Where it stands.
    outcome
        What it gives, when `need` is met or there is none.
    need, otherwise
        A test beyond the verdict, and what is given when it fails.
    """

    row: Row
    strength: ClaimStrength
    outcome: Outcome
    need: Need | None = None
    otherwise: Outcome | None = None

    @property
    def id(self) -> str:
        """Name of the cell, such as ``S5-mostly-same``."""
        return f"{self.strength.level}-{self.row.value}"


_S = AuditLabel
_YES = Outcome(_S.SUPPORTED)
_OVER = Outcome(_S.OVERSTATED)
_DISPUTED = Outcome(_S.DISPUTED)
_UNSETTLED = Outcome(_S.UNSETTLED)
_NOT_BORNE_OUT = Outcome(_S.NOT_BORNE_OUT)
_FEW = Outcome(_S.TOO_FEW_STUDIES)
_AGAINST = Outcome(_S.CONTRADICTED)
_NOTHING = Outcome(_S.NOT_IN_RECORD)
_OPEN = Outcome(_S.NOT_CONTRADICTED)
_ONE_SIDE = Outcome(_S.SUPPORTED, "one side of conflicting results")
_MINORITY = Outcome(_S.SUPPORTED, "by a minority of results")
_ONE_KIND = Outcome(_S.NOT_BORNE_OUT, "only one kind of result in the record")

_Plain = tuple[Outcome, ...]
_Tested = tuple[Outcome, Need, Outcome]

_ROWS = tuple(Row)

#: Columns without a test: one outcome a row, in the order of `Row`.
_PLAIN: dict[ClaimStrength, _Plain] = {
    ClaimStrength.UNIVERSAL: (
        _YES, _OVER, _OVER, _DISPUTED, _OVER, _NOT_BORNE_OUT, _FEW, _AGAINST, _NOTHING,
    ),
    ClaimStrength.MAJORITY: (
        _YES, _YES, _OVER, _DISPUTED, _OVER, _NOT_BORNE_OUT, _FEW, _AGAINST, _NOTHING,
    ),
    ClaimStrength.GENERIC: (
        _YES, _YES, Outcome(_S.SUPPORTED, "weakly"), _DISPUTED, _UNSETTLED, _NOT_BORNE_OUT, _FEW, _AGAINST,
        _NOTHING,
    ),
}  # fmt: skip

_ONE, _TWO, _BOTH, _HIGH = Need.ONE_COHORT, Need.TWO_SIGNIFICANT, Need.BOTH_KINDS, Need.HIGH_RANK
_EXISTENTIAL: tuple[Outcome | _Tested, ...] = (
    Outcome(_S.SUPPORTED, "understated"),
    _YES,
    _YES,
    _ONE_SIDE,
    (_YES, _ONE, _UNSETTLED),
    (_YES, _ONE, _NOT_BORNE_OUT),
    (_YES, _ONE, _FEW),
    (_MINORITY, _ONE, _AGAINST),
    _NOTHING,
)
#: Columns in which some cells make a test.
_TESTED: dict[ClaimStrength, tuple[Outcome | _Tested, ...]] = {
    ClaimStrength.REPEATED: (
        (_YES, _TWO, _OVER),
        (_YES, _TWO, _OVER),
        (_YES, _TWO, _OVER),
        _DISPUTED,
        (_YES, _TWO, _OVER),
        (_MINORITY, _TWO, _NOT_BORNE_OUT),
        (_YES, _TWO, _FEW),
        (_MINORITY, _TWO, _AGAINST),
        _NOTHING,
    ),
    ClaimStrength.EXISTENTIAL: _EXISTENTIAL,
    ClaimStrength.SINGLE_STUDY: (
        (_YES, _ONE, _NOT_BORNE_OUT),
        (_YES, _ONE, _NOT_BORNE_OUT),
        (_YES, _ONE, _NOT_BORNE_OUT),
        (_ONE_SIDE, _ONE, _NOT_BORNE_OUT),
        (_YES, _ONE, _NOT_BORNE_OUT),
        (_MINORITY, _ONE, _NOT_BORNE_OUT),
        (_YES, _ONE, _NOT_BORNE_OUT),
        (_MINORITY, _ONE, _NOT_BORNE_OUT),
        _NOTHING,
    ),
    ClaimStrength.MIXED: (
        *((_YES, _BOTH, _ONE_KIND) for _ in range(6)),
        (_YES, _BOTH, _FEW),
        (_YES, _BOTH, _AGAINST),
        _NOTHING,
    ),
    ClaimStrength.HEDGED: (
        *(_OPEN for _ in _ROWS[:-2]),
        (_AGAINST, Need.STRONG_OPPOSITE, _OPEN),
        _NOTHING,
    ),
    ClaimStrength.SUPERLATIVE: (
        (_YES, _HIGH, _OVER),
        (_YES, _HIGH, _OVER),
        (_YES, _HIGH, _OVER),
        _DISPUTED,
        _OVER,
        _NOT_BORNE_OUT,
        _FEW,
        _AGAINST,
        _NOTHING,
    ),
}


def _cells() -> dict[tuple[Row, ClaimStrength], Cell]:
    table = {}
    for strength, outcomes in (*_PLAIN.items(), *_TESTED.items()):
        for row, given in zip(_ROWS, outcomes, strict=True):
            outcome, need, otherwise = (given, None, None) if isinstance(given, Outcome) else given
            table[row, strength] = Cell(row, strength, outcome, need, otherwise)
    return table


#: The table: every row with every strength.
CELLS: dict[tuple[Row, ClaimStrength], Cell] = _cells()


def read_aloud() -> str:
    """Write the table as text, one line a cell.

    Examples
    --------
    >>> print(read_aloud().splitlines()[1])
    S5-mostly-same: OVERSTATED
    """
    return "\n".join(f"{cell.id}: {_said(cell)}" for cell in CELLS.values())


def _said(cell: Cell) -> str:
    if cell.need is None or cell.otherwise is None:
        return _words(cell.outcome)
    return f"{_words(cell.outcome)} with {cell.need.value}; otherwise {_words(cell.otherwise)}"


def _words(outcome: Outcome) -> str:
    return outcome.label.label + (f" ({outcome.remark})" if outcome.remark else "")

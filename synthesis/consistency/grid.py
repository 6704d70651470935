"""The pre-declared sensitivity grid as data, and its labels for all questions at once.

The rows are fixed before any result is seen, and all of them are always shown. What the records do not
hold is a row that says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from synthesis.consistency.ballots import Ballots
from synthesis.consistency.choices import Choices
from synthesis.consistency.decide import Cells, decide, tally
from synthesis.consistency.inputs import BoolArray
from synthesis.consistency.labels import class_codes
from synthesis.consistency.leave_out import By, LeftOut, leave_out
from synthesis.consistency.rules import Judgement, judge
from synthesis.consistency.tally import IntArray, Measures, Tally
from synthesis.consistency.thresholds import Thresholds
from synthesis.vocabulary.measurement import AssayFamily

_OWN_ROWS = (AssayFamily.ELISA, AssayFamily.BEAD_MULTIPLEX)
_KIND_NOT_STATED = (AssayFamily.UNCLEAR, AssayFamily.IMMUNOASSAY, AssayFamily.MULTIPLEX)
_OTHER_ASSAYS = tuple(family for family in AssayFamily if family not in (*_OWN_ROWS, *_KIND_NOT_STATED))


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of the grid.

    Attributes
    ----------
    id
        Number in the declared grid and short name.
    description
        What is done differently.
    change
        Turns the choices of the primary row into those of this one; None for the other kinds of rows.
    kind
        ``choices``, ``identity``, ``silent-against``, ``silent-along``, ``cohort``, ``group`` or
        ``not-recorded``.
    """

    id: str
    description: str
    change: Callable[[Choices], Choices] | None = None
    kind: str = "choices"


#: The grid; rows 16 and 17 are additions to the declared fifteen.
GRID: tuple[GridRow, ...] = (
    GridRow("1-primary", "primary analysis", lambda c: c),
    GridRow("2-pem", "post-exertional malaise required only", lambda c: replace(c, pem="required")),
    GridRow("3-large", "at least 50 cases and 50 controls only", lambda c: replace(c, per_arm=50)),
    GridRow("4-serum", "serum only", lambda c: replace(c, specimen="serum")),
    GridRow("5-plasma", "plasma only", lambda c: replace(c, specimen="plasma")),
    GridRow("6a-to-2004", "published to 2004 only", lambda c: replace(c, years=(None, 2004))),
    GridRow("6b-2005-2014", "published 2005 to 2014 only", lambda c: replace(c, years=(2005, 2014))),
    GridRow("6c-from-2015", "published from 2015 only", lambda c: replace(c, years=(2015, None))),
    GridRow("7a-elisa", "ELISA only", lambda c: replace(c, assays=(AssayFamily.ELISA,))),
    GridRow("7b-bead", "bead multiplex only", lambda c: replace(c, assays=(AssayFamily.BEAD_MULTIPLEX,))),
    GridRow("7c-other", "another stated laboratory method only", lambda c: replace(c, assays=_OTHER_ASSAYS)),
    GridRow("8-matched", "matched healthy controls only", kind="not-recorded"),
    GridRow("9-risk-of-bias", "low or moderate risk of bias only", kind="not-recorded"),
    GridRow(
        "10-corrected",
        "significance only where corrected for multiple tests",
        lambda c: replace(c, multiplicity="corrected"),
    ),
    GridRow("11-no-implied", "without implied nulls", lambda c: replace(c, implied_nulls=False)),
    GridRow("12-identity", "the other marker identity, strict or lenient", kind="identity"),
    GridRow("13a-worst", "every silent cohort against the dominant direction", kind="silent-against"),
    GridRow("13b-best", "every silent cohort along with the dominant direction", kind="silent-along"),
    GridRow("14-cohort", "each cohort left out in turn", kind="cohort"),
    GridRow("15-group", "each research group left out in turn", kind="group"),
    GridRow("16-identified", "identified publications only", lambda c: replace(c, unidentified=False)),
    GridRow(
        "17-no-pages",
        "without findings read from a summary page alone",
        lambda c: replace(c, atlas_pages=False),
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class GridLabels:
    """Votes and labels of one row for all questions of the primary analysis.

    Attributes
    ----------
    votes
        Votes; for a row that leaves out in turn those of all cohorts.
    judged
        Labels; for a row that leaves out in turn that of all cohorts.
    k
        Cohorts of the row; where one is left out in turn the fewest that remain.
    kept
        Whether the direction class of the primary row is kept, in every turn.
    turns
        What remains in every turn; None for other rows.
    """

    votes: Tally
    judged: Judgement
    k: IntArray
    kept: BoolArray
    turns: LeftOut | None


def run_grid(
    ballots: Ballots, other: Ballots, counterpart: IntArray, choices: Choices, thresholds: Thresholds
) -> dict[str, GridLabels]:
    """Judge every row that the records allow, by id of the row.

    Parameters
    ----------
    ballots
        Findings under the identity of the primary analysis.
    other, counterpart
        Findings under the other identity, and the number there of each question here, -1 for none.
    choices, thresholds
        Of the primary analysis.
    """
    cells = decide(ballots, choices)
    votes = tally(ballots, cells)
    primary = judge(votes, thresholds)
    wanted = class_codes(primary.label, primary.sign)
    sign = Measures.of(votes).sign
    found: dict[str, GridLabels] = {}
    for row in GRID:
        if row.kind in ("cohort", "group"):
            by: By = "cohort" if row.kind == "cohort" else "group"
            turns = leave_out(ballots, cells, by, thresholds)
            found[row.id] = _in_turn(votes, primary, wanted, turns)
            continue
        if row.change is not None:
            changed = votes if row.id == GRID[0].id else tally(ballots, decide(ballots, row.change(choices)))
        elif row.kind == "identity":
            changed = _matched(tally(other, decide(other, choices)), counterpart)
        elif row.kind in ("silent-against", "silent-along"):
            changed = tally(ballots, _taking_sides(ballots, cells, sign, along=row.kind == "silent-along"))
        else:
            continue
        judged = judge(changed, thresholds)
        kept = class_codes(judged.label, judged.sign) == wanted
        found[row.id] = GridLabels(changed, judged, changed.counts.sum(axis=-1), kept, None)
    return found


def _in_turn(votes: Tally, primary: Judgement, wanted: IntArray, turns: LeftOut) -> GridLabels:
    """Keep the class only where every turn keeps it."""
    lost = class_codes(turns.judged.label, turns.judged.sign) != wanted[turns.key]
    any_lost = np.bincount(turns.key[lost], minlength=len(wanted)) > 0
    fewest = np.full(len(wanted), np.iinfo(np.int64).max)
    np.minimum.at(fewest, turns.key, turns.remaining.counts.sum(axis=-1))
    fewest[fewest == np.iinfo(np.int64).max] = 0
    return GridLabels(votes, primary, fewest, ~any_lost, turns)


def _matched(votes: Tally, counterpart: IntArray) -> Tally:
    """Bring the votes of the other identity into the order of the questions here."""
    there = counterpart >= 0
    if not there.any():
        return Tally.zeros(len(counterpart))
    return votes.take(np.where(there, counterpart, 0)).where(there)


def _taking_sides(ballots: Ballots, cells: Cells, sign: IntArray, *, along: bool) -> Cells:
    """Let every silent cohort vote with or against the dominant direction, not significantly.

    Without a dominant direction, along means higher.
    """
    dominant = np.where(sign == 0, 1, sign)[ballots.key_of_cell]
    higher = (dominant > 0) == along
    kind = np.where(cells.kind == 6, np.where(higher, 2, 5), cells.kind)
    return replace(cells, kind=kind)

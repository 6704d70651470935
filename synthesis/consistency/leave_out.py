"""Leave out each cohort, and each research group, and judge again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from synthesis.consistency.ballots import Ballots
from synthesis.consistency.choices import PRIMARY, Choices
from synthesis.consistency.decide import Cells, group_votes, tally
from synthesis.consistency.frames import REAL, TEXT, WHOLE, frame_of
from synthesis.consistency.labels import compare, label_text
from synthesis.consistency.questions import Identity
from synthesis.consistency.rules import Judgement, judge
from synthesis.consistency.tally import ABSENT, KINDS, IntArray, Measures, Tally
from synthesis.consistency.thresholds import DEFAULT, Thresholds
from synthesis.consistency.votes import asked
from synthesis.errors import FilterError

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

#: What is left out at a time.
By = Literal["cohort", "group"]


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """What remains of a question when one cohort or group is left out; arrays have one entry each.

    Attributes
    ----------
    by
        Whether cohorts or groups are left out.
    key
        Number of the question.
    unit
        Number of the cell (cohort and question), or of the pair of question and research group.
    remaining
        Votes that remain.
    judged
        Their labels.
    """

    by: By
    key: IntArray
    unit: IntArray
    remaining: Tally
    judged: Judgement


def leave_out(ballots: Ballots, cells: Cells, by: By, thresholds: Thresholds) -> LeftOut:
    """Leave out each voting cohort, or each group with a vote, of every question.

    Parameters
    ----------
    ballots, cells
        The findings and their votes.
    by
        ``cohort`` or ``group``.
    thresholds
        Where the rules draw their lines.
    """
    voting = np.flatnonzero(cells.kind != ABSENT)
    pair = ballots.pair_of_cell[voting]
    if by == "cohort":
        unit, of_unit = voting, np.arange(len(voting))
        key = ballots.key_of_cell[voting]
    else:
        unit, of_unit = np.unique(pair, return_inverse=True)
        key = ballots.key_of_pair[unit]
    size = len(unit)
    slots = of_unit * KINDS + cells.kind[voting]
    counts = np.bincount(slots, minlength=size * KINDS).reshape(size, KINDS)
    people = np.bincount(of_unit, weights=ballots.people[voting], minlength=size).astype(np.int64)
    unresolved = np.bincount(of_unit[cells.unresolved[voting]], minlength=size).astype(np.int64)
    pair_of_unit = pair if by == "cohort" else unit
    whole = tally(ballots, cells).take(key)
    remaining = Tally(
        whole.counts - counts,
        whole.people - people,
        whole.groups_higher - _vanishing(ballots, cells, 0, counts[:, 0:3].sum(axis=1), pair_of_unit),
        whole.groups_lower - _vanishing(ballots, cells, 3, counts[:, 3:6].sum(axis=1), pair_of_unit),
        whole.unresolved - unresolved,
    )
    return LeftOut(by, key, unit, remaining, judge(remaining, thresholds))


def _vanishing(ballots: Ballots, cells: Cells, first_kind: int, taken: IntArray, pair: IntArray) -> IntArray:
    """Tell where a group has no vote in a direction any more (1) once some of its votes are taken away."""
    had = group_votes(ballots, cells, first_kind)[pair]
    return np.asarray((had > 0) & (had == taken), dtype=np.int64)


def leave_one_out(
    atlas: Atlas,
    marker: str,
    question: str | None = None,
    *,
    by: By = "cohort",
    identity: Identity = "strict",
    choices: Choices = PRIMARY,
    thresholds: Thresholds = DEFAULT,
) -> pd.DataFrame:
    """Judge a question again without each cohort, or without each research group.

    Parameters
    ----------
    atlas, marker, question, identity, choices, thresholds
        As for `verdict`.
    by
        Leave out a ``cohort`` or a research ``group`` at a time.

    Returns
    -------
    pandas.DataFrame
        One row per cohort or group left out: `left_out`, what remains (`k`, `higher`, `lower`, `silent`,
        `mixed`, `low`, `high`), the `label`, and its `comparison` with the label of all.

    Raises
    ------
    FilterError
        When there is no such marker, question or unit.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.consistency.leave_out import leave_one_out
    >>> without = leave_one_out(syn.load(), "crp")
    >>> set(without["k"]) == {len(without) - 1}
    True
    """
    if by not in ("cohort", "group"):
        raise FilterError(f"{by!r} is not known", where="by", hint="give 'cohort' or 'group'")
    ballots, cells, key = asked(atlas, marker, question, identity, choices)
    primary = judge(tally(ballots, cells), thresholds)
    left = leave_out(ballots, cells, by, thresholds)
    m = Measures.of(left.remaining)
    rows = []
    for i in np.flatnonzero(left.key == key).tolist():
        label, sign = int(left.judged.label[i]), int(left.judged.sign[i])
        k, d = int(m.k[i]), int(m.d[i])
        rows.append(
            {
                "left_out": name_of(ballots, by, int(left.unit[i])),
                "k": k,
                "higher": int(m.higher[i]),
                "lower": int(m.lower[i]),
                "silent": int(m.silent[i]),
                "mixed": int(m.mixed[i]),
                "low": d / k if k else None,
                "high": (d + int(m.silent[i])) / k if k else None,
                "label": label_text(label, sign),
                "comparison": compare(label, sign, int(primary.label[key]), int(primary.sign[key])),
            }
        )
    rows.sort(key=lambda row: str(row["left_out"]))
    return frame_of(rows, _COLUMNS)


_COLUMNS = {
    "left_out": TEXT,
    **dict.fromkeys(("k", "higher", "lower", "silent", "mixed"), WHOLE),
    **dict.fromkeys(("low", "high"), REAL),
    **dict.fromkeys(("label", "comparison"), TEXT),
}


def name_of(ballots: Ballots, by: By, unit: int) -> str:
    """Name the cohort of a cell, or the group of a pair."""
    if by == "cohort":
        return ballots.cohorts[int(ballots.cohort_of_cell[unit])]
    cell = int(np.flatnonzero(ballots.pair_of_cell == unit)[0])
    return ballots.groups[int(ballots.group_of_cell[cell])]

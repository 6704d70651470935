"""Votes as intervals of a test statistic, for the interval-censored likelihood.

Every rung of information enters: an exact p with a direction as a point, significance as a range of p, a
bare direction as a half line, "no significant difference" as the interval around 0. Mixed votes and cohorts
whose group sizes are not known are left out. The study's own level is taken as 0.05.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthesis.consistency.ballots import Ballots
from synthesis.consistency.censored import CensoredFit, fit_censored
from synthesis.consistency.decide import Cells
from synthesis.consistency.inputs import FloatArray
from synthesis.consistency.tally import ABSENT, VOTE_KINDS, IntArray
from synthesis.consistency.z_intervals import effective_size, z_intervals
from synthesis.vocabulary.result import PRelation

_ALPHA = 0.05
_WAY = {"H": 1.0, "L": -1.0, "U": 0.0, "M": np.nan}
_RANGE = {"significant": (0.0, _ALPHA), "unknown": (0.0, 1.0), "not-significant": (_ALPHA, 1.0)}


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """Intervals of all voting cohorts of some questions, padded with NaN; shape (questions, cohorts)."""

    low: FloatArray
    high: FloatArray
    ntilde: FloatArray

    def fit(self) -> CensoredFit:
        """Fit the standardised mean difference of every question on the grid of tau."""
        return fit_censored(self.low, self.high, self.ntilde)


def ladder(ballots: Ballots, cells: Cells, keys: IntArray) -> Ladder:
    """Arrange the votes of some questions as intervals.

    Parameters
    ----------
    ballots, cells
        The findings and their votes.
    keys
        Numbers of the questions, each once.
    """
    voting = np.flatnonzero((cells.kind != ABSENT) & np.isin(ballots.key_of_cell, keys))
    place = {int(key): row for row, key in enumerate(keys)}
    row = np.array([place[int(key)] for key in ballots.key_of_cell[voting]], dtype=np.int64)
    column = np.zeros(len(voting), dtype=np.int64)
    seen = np.zeros(len(keys), dtype=np.int64)
    for position, question in enumerate(row):
        column[position] = seen[question]
        seen[question] += 1
    way = np.array([_WAY[VOTE_KINDS[k][0]] for k in cells.kind[voting]])
    small, large = (np.array([_RANGE[VOTE_KINDS[k][1]][end] for k in cells.kind[voting]]) for end in (0, 1))
    exact = _exact_p(ballots, cells)[voting]
    known = ~np.isnan(exact) & (way != 0)
    intervals = z_intervals(way, np.where(known, exact, small), np.where(known, exact, large), _ALPHA)
    cases, controls = (
        np.where(sizes[voting] > 0, sizes[voting], np.nan) for sizes in (ballots.n_cases, ballots.n_controls)
    )
    ntilde = effective_size(cases, controls)
    shape = (len(keys), int(seen.max(initial=1)))
    padded = [np.full(shape, np.nan) for _ in range(3)]
    usable = ~np.isnan(ntilde)
    for array, values in zip(padded, (intervals.low, intervals.high, ntilde), strict=True):
        array[row[usable], column[usable]] = values[usable]
    return Ladder(*padded)


def _exact_p(ballots: Ballots, cells: Cells) -> FloatArray:
    """Give the exact p of each cell that rests on a single result on all cases, NaN elsewhere."""
    value = ballots.findings["p_value"].to_numpy(np.float64, na_value=np.nan)
    relation = ballots.findings["p_relation"].to_numpy(object)
    single = (cells.results.sum(axis=(1, 2)) == 1) & cells.whole
    exact = np.full(len(cells.kind), np.nan)
    for position in np.flatnonzero(cells.taken & single[ballots.cell] & (value > 0)):
        if relation[position] == PRelation.EQUAL.value:
            exact[ballots.cell[position]] = value[position]
    return exact

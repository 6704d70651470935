"""`verdicts`: the verdicts on all questions as one frame."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from synthesis.consistency.badges import detectable
from synthesis.consistency.ballots import Ballots
from synthesis.consistency.censored import rules_out
from synthesis.consistency.choices import PRIMARY, Choices
from synthesis.consistency.decide import Cells, decide, tally
from synthesis.consistency.frames import TEXT, WHOLE, Row, as_rows, frame_of
from synthesis.consistency.labels import Label
from synthesis.consistency.ladder import ladder
from synthesis.consistency.questions import Identity
from synthesis.consistency.rules import Judgement, judge
from synthesis.consistency.summary import COLUMNS, Summary, summarise
from synthesis.consistency.tally import Measures, one
from synthesis.consistency.thresholds import DEFAULT, Thresholds
from synthesis.consistency.verdict import facts_of
from synthesis.consistency.vote_frames import vote_frame

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

#: Columns that the sensitivity grid adds.
GRID_COLUMNS = {"checks": WHOLE, "checks_kept": WHOLE, "stability": TEXT}


def verdicts(
    atlas: Atlas,
    *,
    identity: Identity = "strict",
    choices: Choices = PRIMARY,
    thresholds: Thresholds = DEFAULT,
    grid: bool = True,
) -> pd.DataFrame:
    """Judge every question of an atlas.

    Parameters
    ----------
    atlas
        The atlas, whole or filtered.
    identity, choices, thresholds
        As for `verdict`.
    grid
        Whether to run the sensitivity grid for the columns `checks` (rows of the grid that can be compared),
        `checks_kept` (those that keep the direction class) and `stability`.

    Returns
    -------
    pandas.DataFrame
        One row a question with at least one vote, most cohorts first; the columns are the attributes of
        `synthesis.consistency.summary.Summary`, with the values that `verdict` gives.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.consistency.verdicts import verdicts
    >>> all_of_them = verdicts(syn.load(), grid=False)
    >>> bool(all_of_them["question_key"].is_unique), bool(all_of_them["k"].is_monotonic_decreasing)
    (True, True)
    """
    rows = [summary.values() for summary in _judged(atlas, identity, choices, thresholds)]
    if not grid:
        return frame_of(rows, COLUMNS)
    from synthesis.consistency.sensitivity import stabilities

    ballots = Ballots.of(atlas, identity)
    found = stabilities(atlas, ballots, identity, choices, thresholds)
    for row in rows:
        row |= dict(zip(GRID_COLUMNS, found[row["question_key"]], strict=True))
    return frame_of(rows, COLUMNS | GRID_COLUMNS)


@lru_cache(maxsize=4)  # an atlas never changes, and a page asks for its verdicts many times
def _judged(
    atlas: Atlas, identity: Identity, choices: Choices, thresholds: Thresholds
) -> tuple[Summary, ...]:
    """Summarise all questions with a vote, most cohorts first."""
    ballots = Ballots.of(atlas, identity)
    summaries = _summaries(atlas, ballots, decide(ballots, choices), thresholds)
    return tuple(sorted(summaries, key=lambda summary: (-summary.k, summary.question_key)))


def _summaries(atlas: Atlas, ballots: Ballots, cells: Cells, thresholds: Thresholds) -> list[Summary]:
    """Summarise all questions with a vote."""
    counted = tally(ballots, cells)
    voted = np.flatnonzero(counted.counts.sum(axis=-1))
    counted = counted.take(voted)
    judged, cohorts = judge(counted, thresholds), counted.counts.sum(axis=-1)
    moderate = np.zeros(len(voted), dtype=bool)
    several = np.flatnonzero(cohorts > 2)
    if len(several):
        moderate[several] = rules_out(ladder(ballots, cells, voted[several]).fit())
    names = dict(zip(atlas.markers["marker"], atlas.markers["name"], strict=True))
    of_key: dict[str, list[Row]] = {}
    smallest: dict[str, list[float]] = {}
    votes = as_rows(vote_frame(ballots, cells, voted.tolist()))
    for row, smd in zip(votes, detectable(votes), strict=True):
        of_key.setdefault(row["question_key"], []).append(row)
        smallest.setdefault(row["question_key"], []).append(smd)
    summaries = []
    for i, key in enumerate(ballots.keys[k] for k in voted):
        part = slice(i, i + 1)
        mine = Judgement(judged.rule[part], judged.label[part], judged.sign[part], judged.capped[part])
        m, rows, marker = Measures.of(counted.take([i])), of_key[key], key.partition(" | ")[0]
        facts = facts_of(rows, m, Label(one(mine.label)), bool(moderate[i]), smallest[key])
        summaries.append(summarise(key, names.get(marker, marker), mine, m, rows, facts, thresholds))
    return summaries

"""`history`: the verdict on a question at the end of every year."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from synthesis.consistency.ballots import Ballots
from synthesis.consistency.choices import PRIMARY, Choices
from synthesis.consistency.decide import decide, tally
from synthesis.consistency.frames import REAL, TEXT, TRUTH, WHOLE, frame_of
from synthesis.consistency.labels import direction_class, label_text
from synthesis.consistency.questions import Identity
from synthesis.consistency.rules import judge
from synthesis.consistency.tally import IntArray, Measures, Tally
from synthesis.consistency.thresholds import DEFAULT, Thresholds
from synthesis.consistency.votes import asked

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

COLUMNS = {
    "question_key": TEXT,
    "year": WHOLE,
    **dict.fromkeys(("k", "higher", "lower", "silent", "mixed"), WHOLE),
    **dict.fromkeys(("low", "high"), REAL),
    "label": TEXT,
    "direction_class": TEXT,
    "changed": TRUTH,
}


def history(
    atlas: Atlas,
    marker: str | None = None,
    question: str | None = None,
    *,
    identity: Identity = "strict",
    choices: Choices = PRIMARY,
    thresholds: Thresholds = DEFAULT,
) -> pd.DataFrame:
    """Judge a question with what was published by the end of each year.

    Parameters
    ----------
    atlas, question, identity, choices, thresholds
        As for `verdict`.
    marker
        One marker (then its first question, unless `question` names another); every question when left out.

    Returns
    -------
    pandas.DataFrame
        One row per question and year in which something on it was published, from the first vote on;
        `changed` tells whether the label differs from that of the row before. Findings without a year of
        publication take no part; where that makes a difference, a last row without a year holds all
        findings, as `verdict` counts them.

    Raises
    ------
    FilterError
        When there is no such marker or question.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.consistency.history import history
    >>> by_year = history(syn.load(), "crp")
    >>> bool(by_year["k"].is_monotonic_increasing), bool(by_year["year"].is_unique)
    (True, True)
    """
    if marker is None:
        ballots = Ballots.of(atlas, identity)
        wanted = np.arange(len(ballots.keys))
    else:
        ballots, _, key = asked(atlas, marker, question, identity, choices)
        wanted = np.array([key])
    published = _published(ballots, choices)
    years = sorted({year for _, year in published if year is not None})
    steps: list[int | None] = [*years, None]
    rows: list[dict[str, object]] = []
    last: dict[int, dict[str, object]] = {}
    for year in steps:
        at = choices if year is None else replace(choices, years=(choices.years[0], year))
        votes = tally(ballots, decide(ballots, at))
        for number, row in _at(votes, wanted, thresholds).items():
            if (number, year) not in published:
                continue
            before = last.get(number)
            changed = before is not None and before["label"] != row["label"]
            last[number] = row
            rows.append({"question_key": ballots.keys[number], "year": year, **row, "changed": changed})
    rows.sort(key=lambda row: (str(row["question_key"]), row["year"] is None, row["year"] or 0))
    return frame_of(rows, COLUMNS)


def _published(ballots: Ballots, choices: Choices) -> set[tuple[int, int | None]]:
    """Give the questions and the years in which something on them was published; None without a year."""
    mine = np.flatnonzero(ballots.admitted(choices))
    keys, years = ballots.key_of_cell[ballots.cell[mine]].tolist(), ballots.year[mine].tolist()
    return {(key, None if np.isnan(year) else int(year)) for key, year in zip(keys, years, strict=True)}


def _at(votes: Tally, wanted: IntArray, thresholds: Thresholds) -> dict[int, dict[str, object]]:
    """Write the state of every question with a vote."""
    judged, m = judge(votes, thresholds), Measures.of(votes)
    found = {}
    for key in wanted[m.k[wanted] > 0].tolist():
        k, d, silent = int(m.k[key]), int(m.d[key]), int(m.silent[key])
        label, sign = int(judged.label[key]), int(judged.sign[key])
        found[key] = {
            "k": k,
            "higher": int(m.higher[key]),
            "lower": int(m.lower[key]),
            "silent": silent,
            "mixed": int(m.mixed[key]),
            "low": d / k,
            "high": (d + silent) / k,
            "label": label_text(label, sign),
            "direction_class": direction_class(label, sign),
        }
    return found

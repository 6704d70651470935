"""`flips`: which labels change when thresholds are moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synthesis.consistency.ballots import Ballots
from synthesis.consistency.choices import PRIMARY, Choices
from synthesis.consistency.decide import decide, tally
from synthesis.consistency.frames import TEXT, WHOLE, frame_of
from synthesis.consistency.labels import compare, label_text
from synthesis.consistency.questions import Identity
from synthesis.consistency.rules import RULES, judge
from synthesis.consistency.thresholds import DEFAULT, Thresholds

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas


def flips(
    atlas: Atlas,
    thresholds: Thresholds,
    *,
    identity: Identity = "strict",
    choices: Choices = PRIMARY,
    released: Thresholds = DEFAULT,
) -> pd.DataFrame:
    """List the questions whose label changes under other thresholds.

    Parameters
    ----------
    atlas
        The atlas, whole or filtered.
    thresholds
        Thresholds to try.
    identity, choices
        As for `verdict`.
    released
        Thresholds to compare with.

    Returns
    -------
    pandas.DataFrame
        Columns `question_key`, `k`, `before`, `after`, `rule_before`, `rule_after` and `comparison`; no row
        when nothing changes.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.consistency.flips import flips
    >>> from synthesis.consistency.thresholds import Thresholds
    >>> atlas = syn.load()
    >>> len(flips(atlas, Thresholds())), len(flips(atlas, Thresholds(too_few=5))) > 0
    (0, True)
    """
    ballots = Ballots.of(atlas, identity)
    votes = tally(ballots, decide(ballots, choices))
    old, new = judge(votes, released), judge(votes, thresholds)
    rows = []
    for i in np.flatnonzero((old.label != new.label) | (old.sign != new.sign)).tolist():
        before, after = ((int(judged.label[i]), int(judged.sign[i])) for judged in (old, new))
        rows.append(
            {
                "question_key": ballots.keys[i],
                "k": int(votes.counts[i].sum()),
                "before": label_text(*before),
                "after": label_text(*after),
                "rule_before": RULES[int(old.rule[i])].id,
                "rule_after": RULES[int(new.rule[i])].id,
                "comparison": compare(*after, *before),
            }
        )
    return frame_of(rows, _COLUMNS)


_COLUMNS = {
    "question_key": TEXT,
    "k": WHOLE,
    **dict.fromkeys(("before", "after", "rule_before", "rule_after", "comparison"), TEXT),
}

"""`votes`: one row per cohort and question, and the findings that gave no vote with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synthesis.consistency.ballots import Ballots, about
from synthesis.consistency.choices import PRIMARY, Choices
from synthesis.consistency.decide import Cells, decide
from synthesis.consistency.questions import Identity, default_question, marker_id
from synthesis.consistency.tally import ABSENT
from synthesis.consistency.vote_frames import left_out_frame, vote_frame
from synthesis.errors import FilterError
from synthesis.store.nearest import nearest

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas


def votes(
    atlas: Atlas,
    marker: str | None = None,
    question: str | None = None,
    *,
    identity: Identity = "strict",
    choices: Choices = PRIMARY,
) -> pd.DataFrame:
    """Give the vote of every cohort on every question.

    Parameters
    ----------
    atlas
        The atlas, whole or filtered. Research groups are derived from the studies it holds.
    marker
        One marker by id, name or synonym; all when left out.
    question
        One question key; all questions of the marker when left out.
    identity
        ``strict``: each marker alone; ``lenient``: under its wider entry.
    choices
        Which findings take part, and how they are read.

    Returns
    -------
    pandas.DataFrame
        One row per cohort and question, sorted by question, year and cohort. `vote` is H higher, L lower,
        M mixed (or different, direction not stated), U tested without a direction; `significance` is H, L,
        ``none``, or ``unknown`` where a difference is reported without saying whether it is significant;
        `rule` names how the vote came about (`VOTE_RULES`); `findings` holds the ids of the `results` behind
        it, `results_directed` how many of them give a direction;
        `corrected` is missing unless the vote is significant; `group_known` is false where the authors of
        a publication are not recorded. A cohort whose findings gave no vote has no row: see
        `votes_left_out`.

    Raises
    ------
    FilterError
        When there is no such marker or question.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.consistency.votes import votes
    >>> cast = votes(syn.load(), "crp")
    >>> bool(cast.duplicated(["question_key", "cohort_id"]).any()), set(cast["vote"]) <= set("HLMU")
    (False, True)
    """
    ballots = ballots_of(atlas, marker, identity)
    return vote_frame(ballots, decide(ballots, choices), wanted_keys(ballots, question))


def votes_left_out(
    atlas: Atlas,
    marker: str | None = None,
    question: str | None = None,
    *,
    identity: Identity = "strict",
    choices: Choices = PRIMARY,
) -> pd.DataFrame:
    """List the findings that gave no vote, each with the first reason that holds.

    Returns
    -------
    pandas.DataFrame
        Columns `finding_id`, `question_key`, `cohort_id`, `label`, `direction`, `reason`. With the findings
        named by `votes` these are all findings of the questions, each once.

    Raises
    ------
    FilterError
        When there is no such marker or question.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.consistency.votes import votes_left_out
    >>> "reason" in votes_left_out(syn.load(), "il-6")
    True
    """
    ballots = ballots_of(atlas, marker, identity)
    return left_out_frame(ballots, decide(ballots, choices), choices, wanted_keys(ballots, question))


def ballots_of(atlas: Atlas, marker: str | None, identity: Identity) -> Ballots:
    """Read the findings of one marker, or of all.

    Raises
    ------
    FilterError
        When there is no such marker.
    """
    if marker is None:
        return Ballots.of(atlas, identity)
    found = marker_id(atlas, marker)
    if identity == "lenient":
        findings = atlas.findings
        found = str(findings.loc[findings["marker"] == found, "marker_group"].iloc[0])
    return Ballots.of(atlas, identity, about(found))


def wanted_keys(ballots: Ballots, question: str | None) -> list[int]:
    """Give the numbers of the questions wanted.

    Raises
    ------
    FilterError
        When no finding answers the question.
    """
    if question is None:
        return list(range(len(ballots.keys)))
    if question not in ballots.keys:
        raise FilterError(
            f"no finding answers {question!r}", where="question", hint=nearest(question, ballots.keys)
        )
    return [ballots.keys.index(question)]


def asked(
    atlas: Atlas, marker: str, question: str | None, identity: Identity, choices: Choices
) -> tuple[Ballots, Cells, int]:
    """Find the findings of a marker, its votes, and the number of the question asked.

    Raises
    ------
    FilterError
        When there is no such marker or question, or without a question no finding gives a vote.
    """
    ballots = ballots_of(atlas, marker, identity)
    cells = decide(ballots, choices)
    key = first_question(ballots, cells) if question is None else wanted_keys(ballots, question)[0]
    return ballots, cells, key


def first_question(ballots: Ballots, cells: Cells) -> int:
    """Give the number of the question a marker is asked first.

    Raises
    ------
    FilterError
        When no cohort gave a vote.
    """
    voting = np.flatnonzero(cells.kind != ABSENT)
    answered = [
        (ballots.keys[ballots.key_of_cell[c]], ballots.cohorts[ballots.cohort_of_cell[c]]) for c in voting
    ]
    return ballots.keys.index(default_question(answered))

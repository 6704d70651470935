"""What marker pages say about agreement, computed once for all markers of an atlas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from synthesis.consistency.standing import Standing, standings
from synthesis.consistency.verdicts import verdicts
from synthesis.consistency.votes import votes, votes_left_out
from synthesis.effects.escalc import escalc
from synthesis.store.tidy import Row, records
from synthesis.tables import unknown
from synthesis.tables.verdict_words import spellings
from synthesis.vocabulary.result import Direction

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas


@dataclass(frozen=True, slots=True)
class MarkerEvidence:
    """Rows about markers and their questions.

    Attributes
    ----------
    verdicts
        Verdicts by marker, most cohorts first.
    votes, left_out
        Votes of cohorts, and findings without one, by question key.
    standings
        What each verdict of three cohorts or more stands on, by question key.
    gaps
        What is not known, by marker.
    effects
        Standardised mean differences of single findings, where they can be computed, by finding.
    silent
        Findings of no significant difference.
    spelled
        Cells and stimuli as records spell them, by their form in question keys.
    """

    verdicts: Mapping[str, Sequence[Row]]
    votes: Mapping[str, Sequence[Row]]
    left_out: Mapping[str, Sequence[Row]]
    standings: Mapping[str, Standing]
    gaps: Mapping[str, Sequence[Row]]
    effects: Mapping[str, Row]
    silent: frozenset[str]
    spelled: dict[str, str]


def marker_evidence(atlas: Atlas) -> MarkerEvidence:
    """Judge every question of an atlas, and collect what stands behind each.

    Examples
    --------
    >>> import synthesis as syn
    >>> evidence = marker_evidence(syn.load().where(topic="nk-cells"))
    >>> evidence.verdicts["nk-cell-cytotoxicity"][0]["direction"]
    'lower'
    """
    effects = escalc(atlas)
    computed = effects.loc[effects["yi"].notna() & effects["counted"]]
    columns = ("finding_id", "subgroup", "yi", "vi", "how", "note")
    return MarkerEvidence(
        verdicts=_by(verdicts(atlas, grid=False), "marker"),
        votes=_by(votes(atlas), "question_key"),
        left_out=_by(votes_left_out(atlas), "question_key"),
        standings=standings(atlas),
        gaps=_by(unknown.rows(atlas), "marker"),
        silent=frozenset(effects.loc[effects["direction"] == Direction.NO_DIFFERENCE.value, "finding_id"]),
        effects={row["finding_id"]: row for row in records(computed, columns)},
        spelled=spellings(atlas),
    )


def _by(frame: pd.DataFrame, column: str) -> Mapping[str, Sequence[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in records(frame, list(frame.columns)):
        found[row[column]].append(row)
    return found

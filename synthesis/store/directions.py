"""One cohort, one direction: what the findings of a cohort on one question say together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.vocabulary.measurement import MatrixClass, State
from synthesis.vocabulary.result import Direction, Significance

#: Name of a direction in columns; a finding without a direction counts as unknown.
WORDS = {
    Direction.HIGHER: "higher",
    Direction.LOWER: "lower",
    Direction.NO_DIFFERENCE: "no_difference",
    Direction.MIXED: "mixed",
    Direction.ALTERED: "unknown",
}


@dataclass(frozen=True, slots=True)
class CohortDirection:
    """What one cohort says on one question.

    Attributes
    ----------
    cohort_id
        The cohort.
    word
        One of `WORDS`: the direction that all findings taken share, else ``mixed``.
    significant
        Whether at least one finding taken is significant at its study's own threshold.
    inferred
        Whether every finding taken is a "no difference" that follows only from a marker not being listed.
    """

    cohort_id: str
    word: str
    significant: bool
    inferred: bool


def word_of(finding: Mapping[str, Any]) -> str:
    """Name the direction of one finding.

    Examples
    --------
    >>> word_of({"direction": "no-difference"}), word_of({"direction": None})
    ('no_difference', 'unknown')
    """
    return WORDS[Direction(finding["direction"] or Direction.ALTERED)]


def cohort_directions(findings: Iterable[Mapping[str, Any]]) -> list[CohortDirection]:
    """Give each cohort one direction on one question.

    Findings on the whole case group are taken where the cohort has some, otherwise those on subgroups.

    Parameters
    ----------
    findings
        Counted findings of one question key, as rows with `cohort_id`, `whole_group`, `direction`,
        `significance` and `inferred`.

    Returns
    -------
    list of CohortDirection
        One a cohort, sorted by cohort id.

    Examples
    --------
    >>> row = {"cohort_id": "a", "whole_group": True, "significance": "not-stated", "inferred": False}
    >>> [c.word for c in cohort_directions([row | {"direction": "higher"}, row | {"direction": "lower"}])]
    ['mixed']
    """
    of_cohort: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for finding in findings:
        of_cohort[finding["cohort_id"]].append(finding)
    return [_one(cohort, of_cohort[cohort]) for cohort in sorted(of_cohort)]


def _one(cohort: str, findings: list[Mapping[str, Any]]) -> CohortDirection:
    taken = [f for f in findings if f["whole_group"]] or findings
    words = {word_of(f) for f in taken}
    return CohortDirection(
        cohort,
        words.pop() if len(words) == 1 else WORDS[Direction.MIXED],
        significant=any(f["significance"] == Significance.SIGNIFICANT for f in taken),
        inferred=all(f["inferred"] and word_of(f) == "no_difference" for f in taken),
    )


def question_words(key: str) -> tuple[str, str]:
    """Write matrix and state of a question key in words.

    Examples
    --------
    >>> question_words("tgf-beta1 | circulating-protein:plasma | rest | cases-vs-controls")
    ('circulating level (plasma)', 'at rest')
    """
    _, matrix, state, _ = key.split(" | ")
    return _words(MatrixClass, matrix), _words(State, state)


def _words(vocabulary: type[MatrixClass | State], text: str) -> str:
    term, _, detail = text.partition(":")
    return vocabulary(term).label + (f" ({detail})" if detail else "")

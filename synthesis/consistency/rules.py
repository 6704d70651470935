"""The rule table of a verdict as data: the first rule whose conditions all hold gives the label.

The table can be read aloud (`read_aloud`), and each outcome names the rule that caused it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthesis.consistency.conditions import (
    ENOUGH,
    FEW,
    FEW_HITS,
    GROUPS,
    MAJORITY,
    MANY_HITS,
    MODERATE_P,
    NO_AGREEMENT,
    OPPOSED,
    PEOPLE,
    ROBUST,
    SILENT,
    STRONG_P,
    UNCONTRADICTED,
    WEAK_P,
    Condition,
    agreement,
    directed,
    low,
)
from synthesis.consistency.inputs import BoolArray
from synthesis.consistency.labels import ONE_STEP_DOWN, Label
from synthesis.consistency.tally import IntArray, Measures, Tally
from synthesis.consistency.thresholds import DEFAULT, Thresholds

#: Version of the rule set; a change that can change a label raises it.
RULESET = "verdict-0.1.1"


@dataclass(frozen=True, slots=True)
class Rule:
    """A label and the conditions that give it, all of which must hold."""

    label: Label
    conditions: tuple[Condition, ...]

    @property
    def id(self) -> str:
        """Number and name, as printed beside an outcome."""
        return f"R{self.label.value}-{self.label.name.lower().replace('_', '-')}"


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """Labels of a batch.

    Attributes
    ----------
    rule
        Number of the rule that matched, before caps.
    label
        Number of the label, after caps.
    sign
        Direction of the label: 1 higher, -1 lower, 0 for a label without one.
    capped
        Where a cap lowered the label.
    """

    rule: IntArray
    label: IntArray
    sign: IntArray
    capped: BoolArray


#: The table; the first rule whose conditions all hold gives the label.
RULES: tuple[Rule, ...] = (
    Rule(Label.TOO_FEW, (FEW,)),
    Rule(Label.CONFLICTING, (OPPOSED, MANY_HITS)),
    Rule(
        Label.CONSISTENT,
        (
            MAJORITY,
            directed("consistent"),
            agreement("consistent"),
            low("consistent"),
            STRONG_P,
            UNCONTRADICTED,
            PEOPLE,
            GROUPS,
            ROBUST,
        ),
    ),
    Rule(Label.MOSTLY, (MAJORITY, directed("mostly"), agreement("mostly"), low("mostly"), MODERATE_P)),
    Rule(Label.MOSTLY_NULL, (ENOUGH, FEW_HITS, NO_AGREEMENT)),
    Rule(Label.LEANING, (MAJORITY, directed("leaning"), agreement("leaning"), low("leaning"), WEAK_P)),
    Rule(Label.UNRESOLVED, (SILENT,)),
    Rule(Label.NO_CLEAR_DIRECTION, ()),
)


def judge(tally: Tally, thresholds: Thresholds = DEFAULT) -> Judgement:
    """Give the label of every question of a batch.

    Parameters
    ----------
    tally
        Votes of shape (..., 9) with people and groups of shape (...).
    thresholds
        Where the rules draw their lines.

    Examples
    --------
    >>> votes = Tally.of_votes([[0, 0, 0, 6, 6, 6, 6], [0, 0, -1, -1, -1, -1, -1]], people=60)
    >>> judge(votes).rule
    array([5, 0])
    """
    batch = tally.people.shape
    flat = tally.flat()
    m = Measures.of(flat)
    open_ = np.ones(m.k.shape, dtype=bool)
    rule = np.full(m.k.shape, len(RULES) - 1, dtype=np.int64)
    for number, candidate in enumerate(RULES):
        matched = open_.copy()
        for condition in candidate.conditions:
            if not matched.any():
                break
            if condition is ROBUST:  # costs as much as all others together, and few questions get here
                rows = np.flatnonzero(matched)
                few = flat.take(rows)
                matched[rows] = condition.holds(few, Measures.of(few), thresholds)
            else:
                matched &= condition.holds(flat, m, thresholds)
        rule[matched] = number
        open_ &= ~matched
    label = np.array([r.label.value for r in RULES])[rule]
    limit = thresholds.identity_share
    unresolved = m.unresolved * limit.denominator > limit.numerator * m.k
    lowered = _DOWN[label]
    capped = unresolved & (lowered != label)
    label = np.where(capped, lowered, label)
    directional = np.isin(label, [kind.value for kind in Label if kind.directional])
    sign = np.where(directional, m.sign, 0)
    return Judgement(rule.reshape(batch), label.reshape(batch), sign.reshape(batch), capped.reshape(batch))


_DOWN = np.array([ONE_STEP_DOWN.get(label, label).value for label in Label])


def read_aloud(thresholds: Thresholds = DEFAULT) -> str:
    """Write the rule table as text.

    Examples
    --------
    >>> print(read_aloud().splitlines()[0])
    R0-too-few: TOO FEW when 2 cohorts or fewer
    """
    return "\n".join(
        f"{rule.id}: {rule.label.words} "
        + (
            f"when {'; '.join(c.required(thresholds) for c in rule.conditions)}"
            if rule.conditions
            else "otherwise"
        )
        for rule in RULES
    )

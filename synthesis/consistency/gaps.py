"""Why a verdict does not carry the next label up: the conditions it lacks, required and actual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synthesis.consistency.badges import Cap
from synthesis.consistency.conditions import Condition
from synthesis.consistency.labels import NEXT_UP, Label
from synthesis.consistency.rules import RULES, Rule, judge
from synthesis.consistency.tally import Measures, Tally, one
from synthesis.consistency.thresholds import Thresholds

#: Id of the gap that is a rule which matches before that of the next label.
EARLIER_RULE = "earlier-rule"


@dataclass(frozen=True, slots=True)
class Gap:
    """One condition that is not met, in words."""

    id: str
    required: str
    actual: str


def gaps(
    tally: Tally, label: Label, rule: Rule, caps: Sequence[Cap], thresholds: Thresholds
) -> tuple[str, tuple[Gap, ...]]:
    """List what a question lacks for the next label up.

    Parameters
    ----------
    tally
        Votes of a single question.
    label
        Its label after caps.
    rule
        The rule that matched.
    caps
        Caps with their state; where one lowered the label, the next label up is the one before it.
    thresholds
        Where the rules draw their lines.

    Returns
    -------
    str, tuple of Gap
        The next label up, empty at the top, and what it lacks.

    Examples
    --------
    >>> from synthesis.consistency.thresholds import DEFAULT
    >>> votes = Tally.of_votes([[0] * 6 + [6] * 5], people=60)
    >>> name, lacking = gaps(votes, Label.MOSTLY, RULES[3], (), DEFAULT)
    >>> name, lacking[0].id, lacking[0].actual
    ('CONSISTENT', 'lower-bound', '6 of 11 (55%)')
    """
    if label != rule.label:
        applied = [cap for cap in caps if cap.applies]
        return rule.label.words, tuple(Gap(cap.id, f"not: {cap.condition}", cap.text) for cap in applied)
    if label not in NEXT_UP:
        return "", ()
    target = NEXT_UP[label]
    m = Measures.of(tally)
    found = [
        _gap(condition, tally, m, thresholds)
        for condition in RULES[target].conditions
        if not condition.holds(tally, m, thresholds).all()
    ]
    if rule.label < target and rule.conditions:
        found.insert(
            0,
            Gap(
                EARLIER_RULE,
                f"{rule.id} does not apply",
                "it does: " + "; ".join(f"{c.required(thresholds)} ({c.actual(m)})" for c in rule.conditions),
            ),
        )
    return target.words, tuple(found)


def _gap(condition: Condition, tally: Tally, m: Measures, thresholds: Thresholds) -> Gap:
    actual = condition.actual(m)
    if condition.id == "leave-one-out":
        actual = _weakest(tally, thresholds)
    return Gap(condition.id, condition.required(thresholds), actual)


def _weakest(tally: Tally, thresholds: Thresholds) -> str:
    """Say what remains when the cohort is left out that the label depends on most."""
    worst = ""
    lowest = None
    for kind in range(tally.counts.shape[-1]):
        if not tally.counts[0, kind]:
            continue
        left = tally.plus(kind, [-1])
        m = Measures.of(left)
        rank = (one(m.d) * 1000 // max(one(m.k), 1), one(m.d) * 1000 // max(one(m.known), 1))
        if lowest is None or rank < lowest:
            lowest = rank
            label = Label(one(judge(left, thresholds).label)).words
            worst = f"leaving one out can give {one(m.d)} of {one(m.k)} and the label {label}"
    return worst

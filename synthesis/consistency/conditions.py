"""The conditions of the rule table: what each requires, what is the case, and where it holds.

Every comparison is made in whole numbers, so 6 of 10 is exactly 60 %.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from synthesis.consistency.inputs import BoolArray
from synthesis.consistency.sign_tests import exact_sign_p
from synthesis.consistency.signal import exact_signal_tail
from synthesis.consistency.tally import KINDS, IntArray, Measures, Tally, one
from synthesis.consistency.thresholds import Thresholds, at_least, sign_below, tail_below
from synthesis.wording import percent


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule.

    Attributes
    ----------
    id
        Name that is printed beside an outcome.
    required
        What is required, in words, for given thresholds.
    actual
        What is the case, in words, for the measures of a single question.
    holds
        Where it holds, for a batch.
    """

    id: str
    required: Callable[[Thresholds], str]
    actual: Callable[[Measures], str]
    holds: Callable[[Tally, Measures, Thresholds], BoolArray]


def _share(part: IntArray, whole: IntArray) -> str:
    """Write a share of a single question."""
    total = one(whole)
    return (
        f"{one(part)} of {total} ({percent(one(part) / total)})"
        if total
        else "undefined, nothing to divide by"
    )


def _p_sign(m: Measures) -> str:
    p = exact_sign_p(one(m.d), one(m.o))
    return "sign test undefined" if p is None else f"sign test p {float(p):.4f}"


def _p_tail(m: Measures) -> str:
    p = exact_signal_tail(one(m.s_d), one(m.k))
    hits = f"{one(m.s_d)} significant"
    return hits if p is None else f"{hits}, chance tail {float(p):.4f}"


def _contradicted(m: Measures, t: Thresholds) -> BoolArray:
    ratio = t.conflicting_ratio
    opposed = (m.s_d == 0) | (m.s_o * ratio.denominator >= ratio.numerator * m.s_d)
    return np.asarray((m.s_o >= 1) & opposed)


def _conflicting(m: Measures, t: Thresholds) -> BoolArray:
    share = t.conflicting_share
    many = (m.s_d + m.s_o) * share.denominator > share.numerator * m.k
    return _contradicted(m, t) & many


def _leave_one_out(tally: Tally, m: Measures, t: Thresholds) -> BoolArray:
    """Tell where leaving out any one cohort keeps direction, agreement and lower bound without conflict.

    What is left depends only on the kind of vote of the cohort left out, so each kind is tried once.
    """
    holds = np.ones(m.k.shape, dtype=bool)
    for kind in range(KINDS):
        there = tally.counts[..., kind] > 0
        left = Measures.of(tally.plus(kind, -there.astype(np.int64)))
        stays = (
            (left.sign == m.sign)
            & at_least(left.d, t.consistent_agreement, left.known)
            & at_least(left.d, t.consistent_low, left.k)
            & ~_conflicting(left, t)
        )
        holds &= stays | ~there
    return holds


def directed(name: str) -> Condition:
    """Require cohorts with a direction, as many as the rule of that name needs."""

    def needed(t: Thresholds) -> int:
        return int(getattr(t, f"{name}_directed"))

    return Condition(
        "directed",
        lambda t: f"at least {needed(t)} cohorts with a direction",
        lambda m: f"{one(m.kd)}",
        lambda tally, m, t: m.kd >= needed(t),
    )


def agreement(name: str) -> Condition:
    """Require agreement among cohorts whose direction is known."""
    return Condition(
        "agreement",
        lambda t: (
            f"agreement of at least {percent(float(getattr(t, f'{name}_agreement')))} among cohorts with "
            "a direction or mixed"
        ),
        lambda m: _share(m.d, m.known),
        lambda tally, m, t: at_least(m.d, getattr(t, f"{name}_agreement"), m.known),
    )


def low(name: str) -> Condition:
    """Require a share of all cohorts even if the silent ones went the other way."""
    return Condition(
        "lower-bound",
        lambda t: (
            f"at least {percent(float(getattr(t, f'{name}_low')))} of all cohorts, as if every silent one "
            "went the other way"
        ),
        lambda m: _share(m.d, m.k),
        lambda tally, m, t: at_least(m.d, getattr(t, f"{name}_low"), m.k),
    )


MAJORITY = Condition(
    "majority",
    lambda t: "more cohorts one way than the other",
    lambda m: f"{one(m.higher)} higher, {one(m.lower)} lower",
    lambda tally, m, t: m.sign != 0,
)

STRONG_P = Condition(
    "sign-test-or-hits",
    lambda t: (
        f"a sign test p < {float(t.consistent_p):g}, or p < {float(t.consistent_p_with_hits):g} "
        f"with at least {t.consistent_hits} significant cohorts"
    ),
    lambda m: f"{_p_sign(m)}, {one(m.s_d)} significant",
    lambda tally, m, t: (
        sign_below(t.consistent_p, m.d, m.kd)
        | (sign_below(t.consistent_p_with_hits, m.d, m.kd) & (m.s_d >= t.consistent_hits))
    ),
)

MODERATE_P = Condition(
    "sign-test-or-signal",
    lambda t: (
        f"a sign test p < {float(t.mostly_p):g}, or at least {t.mostly_hits} significant cohorts with a "
        f"chance tail < {float(t.mostly_tail):g}"
    ),
    lambda m: f"{_p_sign(m)}; {_p_tail(m)}",
    lambda tally, m, t: (
        sign_below(t.mostly_p, m.d, m.kd) | ((m.s_d >= t.mostly_hits) & tail_below(t.mostly_tail, m.s_d, m.k))
    ),
)

WEAK_P = Condition(
    "signal-or-sign-test",
    lambda t: (
        f"at least {t.leaning_hits} significant cohorts with a chance tail < {float(t.leaning_tail):g}, or "
        f"sign test p < {float(t.leaning_p):g}"
    ),
    lambda m: f"{_p_tail(m)}; {_p_sign(m)}",
    lambda tally, m, t: (
        ((m.s_d >= t.leaning_hits) & tail_below(t.leaning_tail, m.s_d, m.k))
        | sign_below(t.leaning_p, m.d, m.kd)
    ),
)

UNCONTRADICTED = Condition(
    "uncontradicted",
    lambda t: (
        f"no significant cohort against, or fewer than {percent(float(t.conflicting_ratio))} of those for"
    ),
    lambda m: f"{one(m.s_o)} against, {one(m.s_d)} for",
    lambda tally, m, t: ~_contradicted(m, t),
)

PEOPLE = Condition(
    "people",
    lambda t: f"more than {t.consistent_people} participants known",
    lambda m: f"{one(m.people)}",
    lambda tally, m, t: m.people > t.consistent_people,
)

GROUPS = Condition(
    "groups",
    lambda t: f"at least {t.consistent_groups} research groups with that direction",
    lambda m: f"{one(m.groups)}",
    lambda tally, m, t: m.groups >= t.consistent_groups,
)

ROBUST = Condition(
    "leave-one-out",
    lambda t: "direction, agreement and lower bound to stay, without conflict, whichever cohort is left out",
    lambda m: "see leave-one-cohort-out",
    _leave_one_out,
)

FEW = Condition(
    "few",
    lambda t: f"{t.too_few} cohorts or fewer",
    lambda m: f"{one(m.k)}",
    lambda tally, m, t: m.k <= t.too_few,
)

OPPOSED = Condition(
    "opposed",
    lambda t: (
        f"significant cohorts against, as many as at least {percent(float(t.conflicting_ratio))} of those for"
    ),
    lambda m: f"{one(m.s_o)} against, {one(m.s_d)} for",
    lambda tally, m, t: _contradicted(m, t),
)

MANY_HITS = Condition(
    "many-hits",
    lambda t: f"more than {percent(float(t.conflicting_share))} of all cohorts significant",
    lambda m: _share(m.s_d + m.s_o, m.k),
    lambda tally, m, t: (
        (m.s_d + m.s_o) * t.conflicting_share.denominator > t.conflicting_share.numerator * m.k
    ),
)

ENOUGH = Condition(
    "cohorts",
    lambda t: f"at least {t.null_cohorts} cohorts",
    lambda m: f"{one(m.k)}",
    lambda tally, m, t: m.k >= t.null_cohorts,
)

#: A difference reported without its significance may be a significant one: it speaks against this label
#: just as it does not speak for a direction.
FEW_HITS = Condition(
    "few-hits",
    lambda t: f"at most {percent(float(t.null_share))} of all cohorts significant, or possibly so",
    lambda m: f"{_share(m.s_d + m.s_o + m.unclear, m.k)}, of them {one(m.unclear)} only possibly",
    lambda tally, m, t: (
        (m.s_d + m.s_o + m.unclear) * t.null_share.denominator <= t.null_share.numerator * m.k
    ),
)

NO_AGREEMENT = Condition(
    "no-agreement",
    lambda t: (
        f"not sign test p < {float(t.null_p):g} together with at least "
        f"{percent(float(t.null_agreement))} agreement"
    ),
    lambda m: f"{_p_sign(m)}, {_share(m.d, m.known)} agree",
    lambda tally, m, t: ~(sign_below(t.null_p, m.d, m.kd) & at_least(m.d, t.null_agreement, m.known)),
)

SILENT = Condition(
    "silent",
    lambda t: f"at least {percent(float(t.unresolved_share))} of cohorts gave no direction",
    lambda m: _share(m.silent, m.k),
    lambda tally, m, t: at_least(m.silent, t.unresolved_share, m.k),
)

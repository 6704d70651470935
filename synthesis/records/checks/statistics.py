"""What the statistics of both groups say together, against direction and plausibility."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction

from synthesis.records.checks.implied import Means, Proportions, means, proportions
from synthesis.records.checks.rule import Fault, Rule, arms
from synthesis.records.finding import Finding
from synthesis.records.problems import Severity
from synthesis.vocabulary.measurement import Quantity
from synthesis.vocabulary.result import Direction, Flag, StatisticKind

#: Standard errors beyond which a difference is called clear.
_CLEAR = 2.0
#: Standard errors beyond which "no difference" and the statistics cannot both be right.
_VERY_CLEAR = 3.3
#: Standardised differences beyond this do not occur for markers of this kind.
_LARGEST_SMD = 3.0

_MODELLED = {Flag.ADJUSTED, Flag.MODEL_COEFFICIENT}
_OPPOSITE = {Direction.HIGHER: -1, Direction.LOWER: 1}
_OF_PEOPLE = re.compile(
    r"% *(?:positive|responders|improved|of (?:all )?(?:patients|subjects|participants|people|cases))\b"
)


def direction_against_statistics(finding: Finding) -> Iterator[Fault]:
    """Find directions opposite to a clear difference of the recorded statistics."""
    if finding.direction not in _OPPOSITE or _MODELLED & set(finding.flags):
        return
    sign = _clear_sign(finding)
    if sign == _OPPOSITE[finding.direction]:
        stands = "higher" if sign > 0 else "lower"
        yield Fault(
            ("direction",),
            f"the statistics of the groups say {stands} in cases",
            str(finding.direction),
            stands,
            "check whether cases and controls are exchanged, or correct direction",
        )


def null_against_statistics(finding: Finding) -> Iterator[Fault]:
    """Find "no difference" where the statistics differ by far more than chance, and no p value is given."""
    if finding.direction is not Direction.NO_DIFFERENCE or finding.p or _MODELLED & set(finding.flags):
        return
    implied = _implied(finding)
    if implied is not None and implied.se and abs(implied.difference) > _VERY_CLEAR * implied.se:
        yield Fault(
            ("direction",),
            f"the groups differ by {abs(implied.difference) / implied.se:.1f} standard errors",
            str(finding.direction),
            "higher or lower",
            "check the statistics and the kind of spread, or correct direction",
        )


def implausible_difference(finding: Finding) -> Iterator[Fault]:
    """Find groups further apart than markers ever are, as happens when a standard error passes for an SD."""
    implied = means(finding)
    if implied is None or abs(implied.difference) <= _LARGEST_SMD * implied.pooled_sd:
        return
    smd = implied.difference / implied.pooled_sd
    question = (
        "is the spread a standard error? then statistic is mean-se"
        if finding.statistic is StatisticKind.MEAN_SD
        else "check unit, group sizes and groups"
    )
    yield Fault(
        ("cases", "spread" if finding.cases.spread is not None else "center"),
        f"the groups differ by {abs(smd):.1f} standard deviations",
        f"{finding.cases.spread if finding.cases.spread is not None else finding.cases.center:g}",
        f"groups at most {_LARGEST_SMD:g} standard deviations apart",
        question,
    )


def impossible_percentage(finding: Finding) -> Iterator[Fault]:
    """Find percentages of people that no whole number of people gives (the GRIM test)."""
    unit = finding.unit or ""
    counts_people = finding.statistic is StatisticKind.EVENTS or finding.quantity is Quantity.SEROPOSITIVITY
    if not unit.startswith("%") or not (counts_people or _OF_PEOPLE.match(unit)):
        return
    for name, arm in arms(finding):
        if arm.center is None or not arm.n or not 0 <= arm.center <= 100:
            continue
        if arm.events is not None:
            if arm.events <= arm.n and not _rounds_to(arm.events, arm.n, arm.center):
                share = 100 * arm.events / arm.n
                message = f"{arm.events} of {arm.n} people are {share:.4g} %"
                fix = "correct the percentage, events or n"
                yield Fault((name, "center"), message, f"{arm.center:g}", f"{share:.4g}", fix)
            continue
        below = math.floor(arm.center * arm.n / 100)
        if not any(_rounds_to(k, arm.n, arm.center) for k in (below, below + 1)):
            nearest = " or ".join(f"{100 * k / arm.n:.4g}" for k in (below, below + 1))
            message = f"no whole number of {arm.n} people is {arm.center:g} %"
            fix = "check n: some people may have no result"
            yield Fault((name, "center"), message, f"{arm.center:g}", nearest, fix)


def _rounds_to(events: int, n: int, percent: float) -> bool:
    """Whether events out of n, in percent, round to a printed number; a half may go up or down."""
    printed = Fraction(repr(percent))
    decimals = len(repr(percent).rstrip("0").partition(".")[2])
    return abs(Fraction(100 * events, n) - printed) <= Fraction(1, 2 * 10**decimals)


def _implied(finding: Finding) -> Means | Proportions | None:
    return means(finding) or proportions(finding)


def _clear_sign(finding: Finding) -> int:
    """Tell the sign of the difference between cases and controls; 0 when it is not clear."""
    if finding.statistic is StatisticKind.PERCENT_CHANGE:
        center = finding.cases.center
        return 0 if not center else int(math.copysign(1, center))
    if finding.statistic in (StatisticKind.MEDIAN_IQR, StatisticKind.MEDIAN_RANGE):
        return _disjoint(finding)
    implied = _implied(finding)
    if implied is None or not implied.se or abs(implied.difference) <= _CLEAR * implied.se:
        return 0
    return int(math.copysign(1, implied.difference))


def _disjoint(finding: Finding) -> int:
    cases, controls = finding.cases, finding.controls
    if None not in (cases.low, controls.high) and cases.low > controls.high:  # type: ignore[operator]  # not None
        return 1
    if None not in (cases.high, controls.low) and cases.high < controls.low:  # type: ignore[operator]  # not None
        return -1
    return 0


FINDING_RULES: tuple[Rule[Finding], ...] = (
    Rule(
        "direction-against-statistics",
        Severity.ERROR,
        "a direction opposite to a clear difference of the group statistics",
        direction_against_statistics,
    ),
    Rule(
        "null-against-statistics",
        Severity.WARNING,
        "no difference reported, but the group statistics differ by more than 3.3 standard errors",
        null_against_statistics,
    ),
    Rule(
        "implausible-difference",
        Severity.WARNING,
        "groups more than 3 standard deviations apart: a standard error entered as standard deviation?",
        implausible_difference,
    ),
    Rule(
        "impossible-percentage",
        Severity.WARNING,
        "a percentage of people that no whole number of people gives",
        impossible_percentage,
    ),
)

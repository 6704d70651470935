"""Group sizes, and the statistics recorded for each group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from synthesis.records.checks.rule import Fault, Rule, arms, cohort_of, each_finding
from synthesis.records.cohort import Cohort
from synthesis.records.finding import Arm, Finding
from synthesis.records.problems import Severity
from synthesis.records.study import Study
from synthesis.vocabulary.result import Contrast, Flag, StatisticKind
from synthesis.vocabulary.study import GroupRole

#: People in one group of a study in this field; more is a typing error.
_MOST_PEOPLE = 100_000

_QUARTILES = (StatisticKind.MEAN_IQR, StatisticKind.MEDIAN_IQR)
_ROLE = {"cases": GroupRole.CASES, "controls": GroupRole.COMPARISON}

#: Fields that an arm must have for its statistic to be of use.
_NEEDED: dict[StatisticKind, tuple[str, ...]] = {
    StatisticKind.MEAN_SD: ("center", "spread"),
    StatisticKind.MEAN_SE: ("center", "spread"),
    StatisticKind.MEAN_CI95: ("center", "low", "high"),
    StatisticKind.MEAN_IQR: ("center", "low", "high"),
    StatisticKind.MEDIAN_IQR: ("center", "low", "high"),
    StatisticKind.MEDIAN_RANGE: ("center", "low", "high"),
    StatisticKind.MEDIAN_ONLY: ("center",),
    StatisticKind.EVENTS: ("n", "events"),
    StatisticKind.PERCENT_CHANGE: ("center",),
    StatisticKind.NONE: (),
}

#: Fields that it may have beside them: the percentage printed with events, say.
_ALLOWED_TOO: dict[StatisticKind, tuple[str, ...]] = {
    StatisticKind.EVENTS: ("center",),
    StatisticKind.MEDIAN_IQR: ("spread",),
    StatisticKind.MEAN_IQR: ("spread",),
}

#: Flags that explain statistics of a kind that has no name of its own.
_EXPLAINED = {Flag.CENTRE_ONLY, Flag.MEAN_WITH_RANGE, Flag.SPREAD_TYPE_UNSTATED, Flag.EVENTS_FROM_PERCENT}


def events_exceed_n(finding: Finding) -> Iterator[Fault]:
    """Find more people with the outcome than people."""
    for name, arm in arms(finding):
        if arm.events is not None and arm.n is not None and arm.events > arm.n:
            yield Fault(
                (name, "events"),
                f"{arm.events} of {arm.n} people cannot have the outcome",
                str(arm.events),
                f"0 to {arm.n}",
                "correct events or n; events are people, not a percentage",
            )


def empty_group(finding: Finding) -> Iterator[Fault]:
    """Find groups of nobody."""
    for name, arm in arms(finding):
        if arm.n == 0:
            fix = "correct it, or leave it out when it is not known"
            yield Fault((name, "n"), "a group of nobody cannot be compared", "0", "1 or more", fix)


def implausible_n(finding: Finding) -> Iterator[Fault]:
    """Find groups of one person, or of more than any study in this field has."""
    for name, arm in arms(finding):
        if arm.n is not None and (arm.n == 1 or arm.n > _MOST_PEOPLE):
            fix = "read the group size again"
            yield Fault(
                (name, "n"), "is not a likely size of a group", str(arm.n), f"2 to {_MOST_PEOPLE}", fix
            )


def negative_spread(finding: Finding) -> Iterator[Fault]:
    """Find spreads below zero."""
    for name, arm in arms(finding):
        if arm.spread is not None and arm.spread < 0:
            fix = "correct the number"
            yield Fault((name, "spread"), "a spread cannot be negative", f"{arm.spread:g}", "0 or more", fix)


def zero_spread(finding: Finding) -> Iterator[Fault]:
    """Find spreads of zero that no flag explains."""
    for name, arm in arms(finding):
        if arm.spread == 0 and Flag.ZERO_SPREAD_GROUP not in finding.flags:
            yield Fault(
                (name, "spread"),
                "all people of the group have the same value",
                "0",
                "more than 0",
                "correct the number, or add the flag zero-spread-group when the source prints zero",
            )


def bounds_reversed(finding: Finding) -> Iterator[Fault]:
    """Find lower bounds above upper bounds."""
    for name, arm in arms(finding):
        if arm.low is not None and arm.high is not None and arm.low > arm.high:
            message = f"the lower bound is above the upper bound {arm.high:g}"
            yield Fault((name, "low"), message, f"{arm.low:g}", f"at most {arm.high:g}", "exchange the two")


def center_outside_bounds(finding: Finding) -> Iterator[Fault]:
    """Find centres outside bounds that must contain them; a mean may lie outside the quartiles."""
    if finding.statistic is not StatisticKind.MEAN_IQR:
        yield from _outside(finding, "the centre lies outside its own bounds")


def mean_outside_quartiles(finding: Finding) -> Iterator[Fault]:
    """Find means outside the quartiles, which only very skewed data have."""
    if finding.statistic is StatisticKind.MEAN_IQR:
        yield from _outside(finding, "the mean lies outside the quartiles")


def _outside(finding: Finding, message: str) -> Iterator[Fault]:
    for name, arm in arms(finding):
        if arm.center is None or (arm.low is not None and arm.high is not None and arm.low > arm.high):
            continue
        if (arm.low is not None and arm.center < arm.low) or (arm.high is not None and arm.center > arm.high):
            low = "" if arm.low is None else f"{arm.low:g}"
            high = "" if arm.high is None else f"{arm.high:g}"
            fix = "read centre and bounds again; one of them belongs to another row or group"
            yield Fault((name, "center"), message, f"{arm.center:g}", f"{low} to {high}", fix)


def statistic_incomplete(finding: Finding) -> Iterator[Fault]:
    """Find statistics that lack a number they consist of."""
    if finding.statistic is StatisticKind.NONE:
        return
    begun = False
    for name, arm in arms(finding):
        needed = _needed(finding, arm)
        missing = [field for field in needed if getattr(arm, field) is None]
        if len(missing) == len(needed) or set(needed) - set(missing) == {"n"}:
            continue
        begun = True
        if missing:
            message = f"{finding.statistic} needs {' and '.join(missing)} too"
            allowed, fix = ", ".join(needed), "complete the group, or correct statistic"
            yield Fault((name, missing[0]), message, allowed=allowed, fix=fix)
    if not begun:
        message = f"{finding.statistic} is announced, but neither group has the numbers"
        allowed = ", ".join(_NEEDED[finding.statistic])
        yield Fault(("statistic",), message, str(finding.statistic), allowed, "add them, or remove statistic")


def statistic_unused(finding: Finding) -> Iterator[Fault]:
    """Find numbers that the statistic named does not consist of."""
    if finding.statistic is StatisticKind.NONE and _EXPLAINED & set(finding.flags):
        return
    used = {"n", *_NEEDED[finding.statistic], *_ALLOWED_TOO.get(finding.statistic, ())}
    for name, arm in arms(finding):
        for field in Arm.model_fields:
            value = getattr(arm, field)
            if value is not None and field not in used:
                message = f"{field} has no meaning when statistic is {finding.statistic}"
                fix = "correct statistic, or remove the number"
                yield Fault((name, field), message, f"{value:g}", ", ".join(sorted(used)), fix)


def n_exceeds_group(study: Study) -> Iterator[Fault]:
    """Find more people analysed than the group of the cohort has."""
    for path, finding in each_finding(study):
        cohort = cohort_of(study, finding)
        if cohort is None or not _compares_groups(finding):
            continue
        for name, arm in arms(finding):
            size = _enrolled(cohort, _ROLE[name])
            if size is not None and arm.n is not None and arm.n > size:
                yield Fault(
                    (*path, name, "n"),
                    f"more people analysed than the {_ROLE[name].label} of cohort {cohort.id} have",
                    str(arm.n),
                    f"1 to {size}",
                    "correct one of the two, or add the flag n-from-other-source",
                )


def subgroups_exceed_group(study: Study) -> Iterator[Fault]:
    """Find subgroups of the cases that together hold more people than the cases."""
    compared: dict[tuple[object, ...], dict[str, tuple[int, int]]] = defaultdict(dict)
    for position, finding in enumerate(study.findings):
        if finding.subgroup and finding.cases.n is not None and _compares_groups(finding):
            key = (
                finding.cohort, finding.marker, finding.quantity, finding.specimen, finding.cell_population,
                finding.assay, finding.state, finding.stimulus, finding.method_note, finding.timepoint,
            )  # fmt: skip
            compared[key].setdefault(finding.subgroup, (position, finding.cases.n))
    for subgroups in compared.values():
        last, _ = max(subgroups.values())
        finding = study.findings[last]
        cohort = cohort_of(study, finding)
        size = None if cohort is None else _enrolled(cohort, GroupRole.CASES)
        total = sum(n for _, n in subgroups.values())
        if size is None or total <= size or any(n > size for _, n in subgroups.values()):
            continue
        yield Fault(
            ("findings", last, "cases", "n"),
            f"the {len(subgroups)} subgroups hold {total} cases together, the whole group {size}",
            str(finding.cases.n),
            f"{size} cases in all, unless subgroups overlap",
            "correct the sizes, or acknowledge this rule when the subgroups overlap",
        )


def _needed(finding: Finding, arm: Arm) -> tuple[str, ...]:
    if finding.statistic in _QUARTILES and arm.spread is not None:
        return ("center", "spread")
    return _NEEDED[finding.statistic]


def _compares_groups(finding: Finding) -> bool:
    return finding.contrast is Contrast.CASES_VS_CONTROLS and Flag.N_FROM_OTHER_SOURCE not in finding.flags


def _enrolled(cohort: Cohort, role: GroupRole) -> int | None:
    """Count the people of a role; None unless the size of every group with that role is known."""
    sizes = [group.n for group in cohort.groups if group.role is role]
    return cohort.n(role) if sizes and None not in sizes else None


FINDING_RULES: tuple[Rule[Finding], ...] = (
    Rule("events-exceed-n", Severity.ERROR, "more people with the outcome than people", events_exceed_n),
    Rule("empty-group", Severity.ERROR, "a group of nobody", empty_group),
    Rule("implausible-n", Severity.WARNING, "a group of one, or of more than 100,000", implausible_n),
    Rule("negative-spread", Severity.ERROR, "a spread below zero", negative_spread),
    Rule("zero-spread", Severity.WARNING, "a spread of zero without the flag", zero_spread),
    Rule("bounds-reversed", Severity.ERROR, "a lower bound above the upper bound", bounds_reversed),
    Rule(
        "center-outside-bounds",
        Severity.ERROR,
        "a centre outside its confidence interval, quartiles (median) or range",
        center_outside_bounds,
    ),
    Rule("mean-outside-quartiles", Severity.WARNING, "a mean outside the quartiles", mean_outside_quartiles),
    Rule(
        "statistic-incomplete",
        Severity.WARNING,
        "group statistics that lack a number they consist of",
        statistic_incomplete,
    ),
    Rule(
        "statistic-unused",
        Severity.WARNING,
        "a number that the kind of statistic does not consist of",
        statistic_unused,
    ),
)

STUDY_RULES: tuple[Rule[Study], ...] = (
    Rule(
        "n-exceeds-group",
        Severity.WARNING,
        "more people analysed than the group of the cohort has",
        n_exceeds_group,
    ),
    Rule(
        "subgroups-exceed-group",
        Severity.WARNING,
        "subgroups that hold more cases together than the whole group",
        subgroups_exceed_group,
    ),
)

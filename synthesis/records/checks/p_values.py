"""The p value against its printed text, the direction, the stated significance and the statistics."""

from __future__ import annotations

import math
from collections.abc import Iterator

from synthesis.records.checks.implied import means, proportions
from synthesis.records.checks.printed_p import readings
from synthesis.records.checks.rule import Fault, Rule
from synthesis.records.finding import Finding, PValue
from synthesis.records.problems import Severity
from synthesis.vocabulary.result import Direction, Flag, PRelation, Significance

_ALPHA = 0.05
#: Factor by which a printed and a recomputed p value must differ; other tests explain smaller ones.
_FAR = 10.0


def p_text_against_number(finding: Finding) -> Iterator[Fault]:
    """Find p values whose relation and number are not what the printed text says."""
    p = finding.p
    if p is None or (p.relation is None and p.value is None):
        return
    printed = readings(p.printed)
    if _number_missing(p) or any(_same(p, relation, value) for relation, value in printed):
        return
    said = " or ".join(_written(relation, value) for relation, value in printed)
    yield Fault(
        ("p", "value") if p.value is not None else ("p", "relation"),
        f"the printed text {p.printed!r} says something else",
        _written(p.relation, p.value),
        said or "no number, because the text has none",
        "make relation and value agree with the printed text",
    )


def p_number_missing(finding: Finding) -> Iterator[Fault]:
    """Find printed p values whose number was not entered."""
    if finding.p is not None and _number_missing(finding.p):
        said = " or ".join(_written(*reading) for reading in readings(finding.p.printed))
        message = "the printed text has a number that relation and value do not give"
        yield Fault(("p",), message, finding.p.printed, said, "add relation and value")


def direction_against_p(finding: Finding) -> Iterator[Fault]:
    """Find "no difference" with a p value of 0.05 or less."""
    p = finding.p
    if finding.direction is not Direction.NO_DIFFERENCE or p is None or p.value is None:
        return
    if finding.significance is Significance.NOT_SIGNIFICANT:
        return  # significance_against_p looks at it
    if p.relation in (PRelation.EQUAL, PRelation.LESS) and p.value <= _ALPHA:
        yield Fault(
            ("direction",),
            f"no difference is reported with p {_written(p.relation, p.value)}",
            str(finding.direction),
            "higher, lower, altered or mixed",
            "correct direction or p; state significance when the study's threshold is another one",
        )


def significance_against_p(finding: Finding) -> Iterator[Fault]:
    """Find a stated significance that the p value contradicts."""
    if finding.p is None:
        return
    below = _below_alpha(finding.p)
    written = _written(finding.p.relation, finding.p.value)
    fix = "correct significance or p, or acknowledge this rule when the study's threshold is another one"
    if finding.significance is Significance.SIGNIFICANT and below is False:
        yield Fault(("significance",), f"is stated with p {written}", "significant", "not-significant", fix)
    if finding.significance is Significance.NOT_SIGNIFICANT and below:
        yield Fault(("significance",), f"is stated with p {written}", "not-significant", "significant", fix)


def p_against_statistics(finding: Finding) -> Iterator[Fault]:
    """Find p values that the recorded group statistics cannot give under any usual test."""
    p = finding.p
    implied = means(finding) or proportions(finding)
    if p is None or p.value is None or implied is None:
        return
    if {Flag.ADJUSTED, Flag.MODEL_COEFFICIENT} & set(finding.flags):
        return
    recomputed = implied.p_values()
    printed_below = _below_alpha(p)
    too_small = printed_below is True and min(recomputed) > max(_ALPHA, _FAR * p.value)
    too_large = printed_below is False and max(recomputed) < min(_ALPHA, p.value / _FAR)
    if too_small or too_large:
        low, high = sorted(recomputed)
        yield Fault(
            ("p", "value"),
            "does not follow from the recorded statistics",
            _written(p.relation, p.value),
            f"about {low:.2g}" if math.isclose(low, high, rel_tol=0.1) else f"{low:.2g} to {high:.2g}",
            "check centre, spread and n, and whether the spread is a standard error or a deviation",
        )


def _same(p: PValue, relation: PRelation, value: float | None) -> bool:
    if p.relation is not relation:
        return False
    return p.value == value or (
        p.value is not None and value is not None and math.isclose(p.value, value, rel_tol=1e-9)
    )


def _number_missing(p: PValue) -> bool:
    if p.relation is PRelation.NOT_SIGNIFICANT or (p.relation is not None and p.value is not None):
        return False
    return any(value is not None for _, value in readings(p.printed))


def _below_alpha(p: PValue) -> bool | None:
    """Whether p is certainly below 0.05, certainly above, or neither (None)."""
    if p.relation is PRelation.NOT_SIGNIFICANT:
        return False
    if p.value is None:
        return None
    if p.value < _ALPHA and p.relation is PRelation.EQUAL:
        return True
    if p.value <= _ALPHA and p.relation is PRelation.LESS:
        return True
    if p.value > _ALPHA and p.relation is PRelation.EQUAL:
        return False
    if p.value >= _ALPHA and p.relation is PRelation.GREATER:
        return False
    return None


def _written(relation: PRelation | None, value: float | None) -> str:
    return " ".join(part for part in (str(relation or ""), "" if value is None else f"{value:g}") if part)


FINDING_RULES: tuple[Rule[Finding], ...] = (
    Rule(
        "p-text-against-number",
        Severity.ERROR,
        "a p value whose number is not the printed one",
        p_text_against_number,
    ),
    Rule(
        "p-number-missing",
        Severity.WARNING,
        "a printed p value whose number was not entered",
        p_number_missing,
    ),
    Rule(
        "direction-against-p",
        Severity.WARNING,
        "no difference reported with p of 0.05 or less",
        direction_against_p,
    ),
    Rule(
        "significance-against-p",
        Severity.WARNING,
        "a stated significance that the p value contradicts",
        significance_against_p,
    ),
    Rule(
        "p-against-statistics",
        Severity.WARNING,
        "a p value on the other side of 0.05 and over ten times off what the group statistics give",
        p_against_statistics,
    ),
)

"""The sentence of a verdict, with both denominators, and the SWiM box."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.consistency.tally import Measures
from synthesis.wording import count, share

#: What a cohort without a direction says; "gave no direction" alone would hide that it found no difference.
_SILENT = "reported no significant difference, without its direction"


def statement(name: str, m: Measures) -> str:
    """Write the counts of one question as sentences.

    Parameters
    ----------
    name
        Marker, as printed.
    m
        Measures of a single question.

    Examples
    --------
    >>> from synthesis.consistency.tally import Tally
    >>> print(statement("TGF-β", Measures.of(Tally.of_votes([0] * 6 + [6] * 5))))
    6 of the 6 cohorts that gave a direction found TGF-β higher in cases; 11 cohorts tested it, and 5 of \
them reported no significant difference, without its direction. If these all went the other way it would be \
6 of 11 (55%).
    """
    k, d, o, kd, silent, mixed, sign = (
        int(values.reshape(-1)[0]) for values in (m.k, m.d, m.o, m.kd, m.silent, m.mixed, m.sign)
    )
    tested = f"{count(k, 'cohort')} tested it"
    also = f"; {count(mixed, 'cohort')} found it mixed, or different without a direction" if mixed else ""
    if k == 0:
        return f"No cohort gives a vote on {name}."
    if kd == 0:
        none = f"None of the {count(k, 'cohort')} that tested {name} gave a clear direction"
        nulls = f"; {silent} reported no significant difference" if silent else ""
        return f"{none}{nulls}{also}. No significant difference is not the same as no difference."
    if sign == 0:
        text = f"{d} cohorts found {name} higher in cases and {o} lower{also}; {tested}."
        if d == 1:
            text = f"1 cohort found {name} higher in cases and 1 lower{also}; {tested}."
        return text + _silent_tie(silent)
    word = "higher" if sign > 0 else "lower"
    gave = f"{d} of the {count(kd, 'cohort')} that gave a direction"
    head = f"{gave} found {name} {word} in cases{also}; {tested}"
    if not silent:
        return f"{head}."
    who = "this one" if silent == 1 else "these all"
    return f"{head}, and {silent} of them {_SILENT}. If {who} went the other way it would be {share(d, k)}."


def _silent_tie(silent: int) -> str:
    if not silent:
        return ""
    return f" {count(silent, 'cohort')} {_SILENT}, and could tip it either way."


def swim_box(
    *,
    asked: str,
    choices: Sequence[str],
    ruleset: str,
    changed: Sequence[str],
    filters: Sequence[str],
    cohorts: int,
    publications: int,
    left_out: int,
    certainty: str,
    limits: Sequence[str],
) -> tuple[tuple[str, str], ...]:
    """Fill the nine items of SWiM (synthesis without meta-analysis, Campbell 2020) for verdicts.

    Parameters
    ----------
    asked
        The question in words, or how many there are.
    choices, changed, filters
        What differs from the primary analysis, from the released thresholds, and from the whole atlas.
    ruleset
        Version of the rules.
    cohorts, publications, left_out
        Cohorts that voted, publications behind them, findings without a vote.
    certainty
        The certainty line.
    limits
        Badges, in words.
    """
    departures = "; ".join((*choices, *changed, *filters)) or "none"
    return (
        (
            "1 Grouping",
            f"{asked}. Other matrices, states and comparisons are questions of their own. "
            f"Departures from the pre-declared analysis: {departures}.",
        ),
        (
            "2 Standardised metric",
            "Direction of the difference between cases and controls, one vote per cohort; at least 70 % of a "
            "cohort's results with a direction must agree.",
        ),
        (
            "3 Synthesis method",
            "Vote counting by direction with bounds for cohorts that give none, exact sign test and binomial "
            f"signal tail, rule set {ruleset}. Most cohorts give no effect with its uncertainty.",
        ),
        (
            "4 Criteria to prioritise results",
            "The whole case group over parts of it; a cohort once, however many publications report on it.",
        ),
        (
            "5 Heterogeneity",
            "Shares for and against, the pre-declared sensitivity grid, and leaving out each cohort and each "
            "research group; no subgroup is tested against another.",
        ),
        ("6 Certainty", certainty + "."),
        (
            "7 Data presentation",
            "Vote strip ordered by year of publication, bounds bar, and the table of cohorts.",
        ),
        (
            "8 Reporting of results",
            f"{count(cohorts, 'cohort')} in {count(publications, 'publication')} voted; "
            f"{count(left_out, 'finding')} gave no vote, each with its reason.",
        ),
        ("9 Limitations", ("; ".join(limits) + ".") if limits else "None of the listed badges applies."),
    )

"""One question in one row: the label and every number it rests on.

`verdict` and `verdicts` both fill this row here, so that a single verdict and the frame of all of them
cannot differ.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache
from typing import Any

from synthesis.consistency.badges import Facts, badges, certainty
from synthesis.consistency.frames import REAL, TEXT, TRUTH, WHOLE, Row
from synthesis.consistency.labels import Label, direction_class, direction_word, label_text
from synthesis.consistency.questions import Question
from synthesis.consistency.rules import RULES, RULESET, Judgement
from synthesis.consistency.sign_tests import exact_sign_p
from synthesis.consistency.signal import exact_signal_tail
from synthesis.consistency.statement import statement
from synthesis.consistency.tally import Measures, one
from synthesis.consistency.thresholds import Thresholds


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """The verdict on one question as one row.

    Attributes
    ----------
    question_key, marker, marker_name, question
        The question: key, marker id, its name, and the rest of the question in words.
    default_question
        Whether it asks for the circulating level at rest of cases against controls.
    label
        Such as ``MOSTLY higher``, after caps.
    direction
        ``higher``, ``lower``, or empty for a label without a direction.
    direction_class
        What the label claims about direction, whatever its strength.
    rule_id
        Rule that matched, before caps.
    capped_from
        Label before a cap lowered it; empty when none did.
    k, higher, lower, silent, mixed
        Cohorts that tested it; of them with each vote. Silent: no significant difference, direction not
        given. Mixed: also different without a direction.
    significant_for, significant_against, possibly_significant
        Cohorts significant with and against the dominant direction; those that report a difference without
        saying whether it, or which of it, is significant.
    agreement, low, high
        Share of the dominant direction among cohorts whose direction is known (D / (H + L + M)), among all
        if every silent cohort went the other way (D / k), and if every one went along ((D + U) / k); 0 to
        1, NaN where undefined.
    p
        Exact two-sided sign test of the directions given; NaN without any.
    p_tail
        Probability that chance alone gives so many significant cohorts in the dominant direction.
    people, groups
        Participants known; research groups with a vote for the dominant direction.
    certainty_level
        Certainty, judged apart from the label.
    badge_ids, badge_texts
        Ids and texts of the badges, joined with semicolons.
    sentence
        The counts in words, with both denominators.
    input_digest
        SHA-256 of the votes in canonical form, the rule set and the thresholds.
    """

    question_key: str
    marker: str
    marker_name: str
    question: str
    default_question: bool
    label: str
    direction: str
    direction_class: str
    rule_id: str
    capped_from: str
    k: int
    higher: int
    lower: int
    silent: int
    mixed: int
    significant_for: int
    significant_against: int
    possibly_significant: int
    agreement: float
    low: float
    high: float
    p: float
    p_tail: float
    people: int
    groups: int
    certainty_level: str
    badge_ids: str
    badge_texts: str
    sentence: str
    input_digest: str

    def values(self) -> dict[str, Any]:
        """Give the row by column."""
        return {field.name: getattr(self, field.name) for field in fields(Summary)}


def summarise(
    key: str,
    name: str,
    judged: Judgement,
    m: Measures,
    rows: Sequence[Row],
    facts: Facts,
    thresholds: Thresholds,
) -> Summary:
    """Fill the row of one question.

    Parameters
    ----------
    key, name
        Question key and name of its marker.
    judged, m
        Judgement and measures of this single question.
    rows
        Its votes.
    facts
        What badges and certainty look at, for the same votes.
    thresholds
        Where the rules drew their lines.
    """
    question, label, sign = Question.parse(key), Label(one(judged.label)), one(judged.sign)
    rule = RULES[one(judged.rule)]
    d, k, known, silent = one(m.d), one(m.k), one(m.known), one(m.silent)
    found = badges(facts)
    return Summary(
        question_key=key,
        marker=question.marker,
        marker_name=name,
        question=question.words,
        default_question=question.is_default,
        label=label_text(label, sign),
        direction=direction_word(sign),
        direction_class=direction_class(label, sign),
        rule_id=rule.id,
        capped_from=label_text(rule.label, one(m.sign)) if judged.capped.any() else "",
        k=k,
        higher=one(m.higher),
        lower=one(m.lower),
        silent=silent,
        mixed=one(m.mixed),
        significant_for=one(m.s_d),
        significant_against=one(m.s_o),
        possibly_significant=one(m.unclear),
        agreement=_ratio(d, known),
        low=_ratio(d, k),
        high=_ratio(d + silent, k),
        p=_float(_sign_p(d, one(m.o))),
        p_tail=_float(_tail_p(one(m.s_d), k)),
        people=one(m.people),
        groups=one(m.groups),
        certainty_level=certainty(facts, thresholds.consistent_people).level,
        badge_ids=";".join(badge.id for badge in found),
        badge_texts=";".join(badge.text for badge in found),
        sentence=statement(name, m),
        input_digest=input_digest(rows, thresholds),
    )


def input_digest(rows: Sequence[Row], thresholds: Thresholds) -> str:
    """Digest what a label depends on: the votes, sorted by cohort, the rule set and the thresholds.

    Examples
    --------
    >>> from synthesis.consistency.thresholds import DEFAULT
    >>> len(input_digest([], DEFAULT))
    64
    """
    read = ("cohort_id", "vote", "significance", "n_cases", "n_controls", "group_id", "unresolved")
    votes = sorted(([row[name] for name in read] for row in rows), key=lambda vote: str(vote[0]))
    canonical = json.dumps([RULESET, list(thresholds.changed), votes], ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


_TYPES = {"str": TEXT, "int": WHOLE, "float": REAL, "bool": TRUTH}
#: Columns of the frame of verdicts and their types.
COLUMNS = {field.name: _TYPES[str(field.type)] for field in fields(Summary)}


@cache
def _sign_p(majority: int, minority: int) -> Fraction | None:
    return exact_sign_p(majority, minority)


@cache
def _tail_p(hits: int, cohorts: int) -> Fraction | None:
    return exact_signal_tail(hits, cohorts)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _float(value: Fraction | None) -> float:
    return float("nan") if value is None else float(value)

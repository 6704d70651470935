"""Caps and badges of a verdict as data, and its certainty line.

A cap lowers the label one step; a badge says something a reader must know and changes nothing. What the
records do not hold is said to be not recorded and caps nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from synthesis.consistency.frames import Row
from synthesis.consistency.labels import Label
from synthesis.consistency.power import smallest_detectable
from synthesis.consistency.thresholds import Thresholds
from synthesis.wording import count, number, percent


@dataclass(frozen=True, slots=True)
class Facts:
    """What badges and the certainty line look at.

    Attributes
    ----------
    rows
        Votes of the question.
    label
        Its label after caps.
    sign, majority
        Dominant direction (0 a tie) and cohorts with it.
    hits_for, hits_against
        Cohorts significant in the dominant and the opposite direction.
    groups
        Research groups with a dominant vote.
    people
        Participants known.
    moderate_ruled_out
        Whether the interval-censored estimate lies within 0.5 at tau 0 and 0.3, from 5 cohorts on.
    detectable
        Smallest SMD each cohort could detect with 80 % power, NaN where a group size is not known.
    """

    rows: Sequence[Row]
    label: Label
    sign: int
    majority: int
    hits_for: int
    hits_against: int
    groups: int
    people: int
    moderate_ruled_out: bool
    detectable: Sequence[float]

    def having(self, test: Callable[[Row], bool]) -> int:
        """Count the votes that pass a test."""
        return sum(test(row) for row in self.rows)

    def of_all(self, test: Callable[[Row], bool]) -> str:
        """Write how many of all votes pass a test; empty for none."""
        found = self.having(test)
        return f"{found} of {len(self.rows)}" if found else ""


@dataclass(frozen=True, slots=True)
class Badge:
    """Something a reader must know: an id and a short text."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Cap:
    """A reason to lower the label one step.

    `applies` is None when the records do not hold what it asks.
    """

    id: str
    condition: str
    applies: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class CertaintyStep:
    """One domain of the certainty line; `lowers` is None when it cannot be judged from the records."""

    domain: str
    lowers: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Certainty:
    """Certainty beside the label, never merged into it: moderate, low or very low, and the steps."""

    level: str
    steps: tuple[CertaintyStep, ...]

    @property
    def line(self) -> str:
        """The certainty in one line.

        Examples
        --------
        >>> Certainty("low", (CertaintyStep("imprecision", True, "120 participants"),)).line
        'low certainty (starts at moderate; imprecision −1: 120 participants)'
        """
        steps = [
            f"{s.domain} {'not judged' if s.lowers is None else '−1' if s.lowers else '0'}: {s.text}"
            for s in self.steps
        ]
        return f"{self.level} certainty (starts at moderate; {'; '.join(steps)})"


_MATRICES = {"serum", "plasma"}


def _split(row: Row, column: str) -> set[str]:
    return set(row[column].split(";")) - {""}


def _specimens(facts: Facts) -> str:
    seen: set[str] = set().union(*(_split(row, "specimens") for row in facts.rows))
    return "serum and plasma counted together" if seen >= _MATRICES else ""


def _assays(facts: Facts) -> str:
    seen: set[str] = set().union(*(_split(row, "assay_families") for row in facts.rows)) - {"unclear"}
    unclear = facts.having(lambda row: "unclear" in _split(row, "assay_families"))
    known = count(len(seen), "known family", "known families")
    return f"laboratory methods of {known}" + (
        f", unclear in {unclear} of {len(facts.rows)}" if unclear else ""
    )


def _detectable(facts: Facts) -> str:
    known = [smd for smd in facts.detectable if not np.isnan(smd)]
    if not known:
        return "smallest detectable difference not known: no cohort gives both group sizes"
    partly = "" if len(known) == len(facts.rows) else f" (sizes known in {len(known)} of {len(facts.rows)})"
    return f"median smallest detectable SMD {number(median(known))}{partly}"


def _years(facts: Facts) -> str:
    years = [y for r in facts.rows for y in (r["year_first"], r["year_last"]) if y is not None]
    return f"published {min(years)} to {max(years)}" if years else ""


def _said(template: str, test: Callable[[Row], bool]) -> Callable[[Facts], str]:
    def text(facts: Facts) -> str:
        amount = facts.of_all(test)
        return template.format(amount) if amount else ""

    return text


def detectable(rows: Sequence[Row]) -> list[float]:
    """Give the smallest SMD each cohort could detect with 80 % power, NaN where a group size is not known."""
    cases, controls = ([r[arm] or np.nan for r in rows] for arm in ("n_cases", "n_controls"))
    return [float(smd) for smd in smallest_detectable(cases, controls)] if rows else []


#: Every badge: its id, and its text where it applies (empty where not).
BADGES: tuple[tuple[str, Callable[[Facts], str]], ...] = (
    (
        "one-group",
        lambda f: (
            f"all {f.majority} votes for this direction come from one research group"
            if f.groups == 1 and f.majority > 1 and f.sign
            else ""
        ),
    ),
    (
        "contradicted",
        lambda f: f"contradicted by {count(f.hits_against, 'significant cohort')}" if f.hits_against else "",
    ),
    (
        "no-hit",
        lambda f: (
            "no single cohort is known to be significant" if not f.hits_for and not f.hits_against else ""
        ),
    ),
    ("direction-hidden", _said("direction not given in {} cohorts", lambda r: r["vote"] == "U")),
    (
        "difference-undirected",
        _said("different, direction not stated, in {} cohorts", lambda r: r["rule"] == "V5-altered"),
    ),
    (
        "significance-unstated",
        _said("significance not clear in {} cohorts", lambda r: r["significance"] == "unknown"),
    ),
    (
        "uncorrected",
        _said(
            "significant, but not known to be corrected for multiple tests, in {} cohorts",
            lambda r: r["corrected"] is False,
        ),
    ),
    ("pem", lambda f: f"PEM required in {f.having(lambda r: r['pem'] == 'yes')} of {len(f.rows)} cohorts"),
    ("matrices", _specimens),
    ("assays", _assays),
    ("power", _detectable),
    (
        "moderate-ruled-out",
        lambda f: (
            "by a model of the reports, an average SMD of 0.5 or more either way fits poorly"
            if f.moderate_ruled_out
            else ""
        ),
    ),
    ("years", _years),
    ("implied-nulls", _said("no difference only implied in {} cohorts", lambda r: bool(r["inferred"]))),
    ("subgroups", _said("only parts of the cases compared in {} cohorts", lambda r: not r["whole_group"])),
    (
        "comparison-unclear",
        _said("comparison group unclear in {} cohorts", lambda r: "unclear" in _split(r, "comparator")),
    ),
    ("unidentified", _said("publication not identified in {} cohorts", lambda r: not r["identified"])),
    (
        "atlas-page",
        _said("read only from a summary page in {} cohorts", lambda r: bool(r["atlas_page_only"])),
    ),
    (
        "sizes-unknown",
        _said(
            "a group size is not known in {} cohorts",
            lambda r: r["n_cases"] is None or r["n_controls"] is None,
        ),
    ),
    (
        "groups-unknown",
        _said(
            "authors not recorded in {} cohorts, so research groups may be fewer",
            lambda r: not r["group_known"],
        ),
    ),
)


def badges(facts: Facts) -> tuple[Badge, ...]:
    """Give the badges that apply, in the order of `BADGES`."""
    if not facts.rows:
        return ()
    return tuple(Badge(name, text) for name, words in BADGES if (text := words(facts)))


def caps(facts: Facts, thresholds: Thresholds) -> tuple[Cap, ...]:
    """Assess every cap; only the one on identity can be judged from the records."""
    unresolved, k = facts.having(lambda r: bool(r["unresolved"])), len(facts.rows)
    limit = thresholds.identity_share
    return (
        Cap(
            "missing-evidence",
            "a third or more of the cohorts that measured it report nothing usable",
            None,
            "not recorded: the records hold what was reported, not what was measured",
        ),
        Cap(
            "identity",
            f"isoform or subunit not stated in more than {percent(float(limit))} of votes",
            unresolved * limit.denominator > limit.numerator * k,
            f"{unresolved} of {k}",
        ),
        Cap(
            "near-detection-limit",
            "30 to 50 % of values below detection in more than a third of votes",
            None,
            "not recorded: shares below detection",
        ),
        Cap("all-high-risk", "every cohort at high risk of bias", None, "not recorded: risk of bias"),
    )


def certainty(facts: Facts, people_needed: int) -> Certainty:
    """Rate certainty in the manner of GRADE; exploratory studies start at moderate (Huguet 2013)."""
    k = len(facts.rows)
    with_pem = facts.having(lambda r: r["pem"] == "yes")
    unclear = facts.label in (Label.CONFLICTING, Label.NO_CLEAR_DIRECTION)
    steps = (
        CertaintyStep("risk of bias", None, "not recorded"),
        CertaintyStep("inconsistency", unclear, f"label {facts.label.words}"),
        CertaintyStep("indirectness", 2 * with_pem <= k, f"PEM required in {with_pem} of {k} cohorts"),
        CertaintyStep(
            "imprecision", facts.people <= people_needed, f"{count(facts.people, 'participant')} known"
        ),
        CertaintyStep("missing evidence", None, "not recorded"),
    )
    lowered = sum(step.lowers is True for step in steps)
    return Certainty(("moderate", "low", "very low", "very low")[lowered], steps)

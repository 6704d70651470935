"""Verdicts in plain words: what each label means, what was compared, and what verdict tables share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synthesis.consistency.labels import Label
from synthesis.consistency.questions import Question
from synthesis.consistency.rules import RULESET
from synthesis.store.spellings import respelled
from synthesis.store.spellings import spellings as spellings
from synthesis.store.tidy import Row
from synthesis.tables.labels import capital
from synthesis.tables.scope import provenance
from synthesis.wording import percent, share

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: What a label says, for someone who has not read the rule table; a short form of it, never a replacement.
MEANING = {
    Label.CONSISTENT: (
        "nearly all cohorts that gave a direction agree, cohorts that gave none could not turn it, and it "
        "does not hang on one cohort or one research group"
    ),
    Label.MOSTLY: (
        "most cohorts that gave a direction agree, and at least half of all that tested it did so even if "
        "every silent cohort had gone the other way"
    ),
    Label.LEANING: "a tilt in one direction that a few further cohorts could undo",
    Label.CONFLICTING: "cohorts with significant results point in opposite directions",
    Label.MOSTLY_NULL: (
        "most cohorts found no significant difference. This does not show that there is none: small cohorts "
        "miss small and middling differences, and many do not say which way their groups differed"
    ),
    Label.UNRESOLVED: (
        "half or more of the cohorts did not say which way their groups differed, so the reports cannot "
        "settle it"
    ),
    Label.NO_CLEAR_DIRECTION: "directions are known, but they do not agree enough, or are too few",
    Label.TOO_FEW: "one or two cohorts: nothing is said, whatever they found",
}

#: Headings of the four votes.
HIGHER, LOWER, SILENT, MIXED = (
    "▲ higher",
    "▼ lower",
    "○ no significant difference, direction not given",
    "◆ mixed",
)
VOTES = {"H": HIGHER, "L": LOWER, "U": SILENT, "M": MIXED}

#: Footnotes that several tables share.
COHORT_NOTE = (
    "A cohort is one group of people who were studied; it has one vote, however many papers report on it. "
    "Higher and lower: cases with ME/CFS compared with controls; neither is better or worse"
)
SILENT_NOTE = (
    "The report says that the difference was not significant and not which way the groups differed. This is "
    "not evidence that they are equal"
)
MIXED_NOTE = "Results of the cohort point both ways, or a difference is reported without its direction"
BOUNDS_NOTE = (
    "The share of all cohorts with the leading direction, if every cohort that gave no direction had gone "
    "the other way, to its share if every one had gone along"
)


def measured(key: str, spelled: dict[str, str]) -> str:
    """Write what a question compares, without its marker and, where it is the usual one, the comparison.

    Parameters
    ----------
    key
        Question key, in which everything is in lower case.
    spelled
        As `spellings` gives it.

    Examples
    --------
    >>> measured("nk-cells | function-per-cell:nk cells | rest | cases-vs-controls", {"nk cells": "NK cells"})
    'Cell function (NK cells), at rest'
    """
    words = capital(Question.parse(key).words).removesuffix(", cases against controls")
    return respelled(words, spelled)


def leading(row: Row) -> dict[str, str]:
    """Write the three shares of a verdict: of those with a direction, of all, and the bounds.

    Examples
    --------
    >>> leading({"k": 11, "higher": 6, "lower": 0, "low": 6 / 11, "high": 1.0})
    {'of_directed': '6 of 6 higher', 'of_all': '6 of 11 (55%)', 'bounds': '55% to 100%'}
    >>> leading({"k": 4, "higher": 0, "lower": 0, "low": 0.0, "high": 1.0})["of_directed"]
    'none gave one'
    """
    up, down, k = row["higher"], row["lower"], row["k"]
    most, directed = max(up, down), up + down
    word = "higher" if up > down else "lower"
    given = f"{most} of {directed} {word}" if up != down else f"tie, {up} each way"
    low, high = percent(row["low"]), percent(row["high"])
    return {
        "of_directed": given if directed else "none gave one",
        "of_all": share(most, k),
        "bounds": low if low == high else f"{low} to {high}",
    }


def meanings(*labels: Label) -> tuple[str, ...]:
    """Write what labels mean, as footnotes."""
    return tuple(f"{label.words}: {MEANING[label]}." for label in labels)


def judged_provenance(atlas: Atlas) -> str:
    """Write where the numbers of a table of verdicts come from."""
    return f"{provenance(atlas)} · rule set {RULESET}"

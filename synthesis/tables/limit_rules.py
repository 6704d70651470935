"""The weaknesses that are counted: each with its id, whom it can concern, and whom it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from synthesis.store.tidy import Row, items
from synthesis.vocabulary.case_definition import Pem
from synthesis.vocabulary.result import ConflictStatus, Direction, Flag, Significance, SourceKind
from synthesis.vocabulary.study import CohortLink, ReviewState

Test = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Limit:
    """One weakness.

    Attributes
    ----------
    id
        Stable name.
    block
        Part of the table it is printed in.
    text
        The weakness in words.
    unit
        Who can have it: the rows for which `among` holds.
    meaning
        What follows from it for a reader.
    has
        Whether a row has it.
    among
        Whether a row can have it.
    """

    id: str
    block: str
    text: str
    unit: str
    meaning: str
    has: Test
    among: Test


def _counts(finding: Row) -> bool:
    return bool(finding["counted"])


def _is_null(finding: Row) -> bool:
    return _counts(finding) and finding["direction"] == Direction.NO_DIFFERENCE


def _is_directed(finding: Row) -> bool:
    return _counts(finding) and finding["direction"] in (Direction.HIGHER, Direction.LOWER)


def _eligible(study: Row) -> bool:
    return bool(study["eligible"])


def _every(row: Row) -> bool:
    return True


def _read_from(kind: SourceKind) -> Test:
    return lambda finding: finding["source_kind"] == kind


def _flagged(flag: Flag) -> Test:
    return lambda finding: flag in items(finding["flags"])


READING = "How findings were read"
CONTENT = "What findings say"
ONE_STUDY = "How much one study weighs"
STUDIES = "What is known about the studies"
CHECKS = "How far the records were checked"

COUNTED = "findings that count"
ELIGIBLE = "eligible studies"

#: Columns of findings that the tests below read.
FINDING_COLUMNS = (
    "slug", "label", "counted", "source_kind", "atlas_page_only", "inferred", "whole_group", "direction",
    "significance", "information_level", "flags", "identified", "open_conflict",
)  # fmt: skip

FINDING_LIMITS = (
    Limit(
        "abstract-only",
        READING,
        "read from an abstract",
        COUNTED,
        "abstracts favour significant results; what was measured without a difference is often missing",
        _read_from(SourceKind.ABSTRACT),
        _counts,
    ),
    Limit(
        "review-table",
        READING,
        "read from the table of a review",
        COUNTED,
        "the paper itself was not read; errors of the review are carried over",
        _read_from(SourceKind.REVIEW_TABLE),
        _counts,
    ),
    Limit(
        "secondary-report",
        READING,
        "read from another secondary report",
        COUNTED,
        "the paper itself was not read",
        _read_from(SourceKind.SECONDARY),
        _counts,
    ),
    Limit(
        "atlas-page-only",
        READING,
        "carried by an atlas page alone",
        COUNTED,
        "generated summaries: pointers to a paper, not a reading of it",
        lambda finding: bool(finding["atlas_page_only"]),
        _counts,
    ),
    Limit(
        "unidentified-publication",
        READING,
        "from a publication that was not identified",
        COUNTED,
        "rows of a review that may repeat studies listed under their own name",
        lambda finding: not finding["identified"],
        _counts,
    ),
    Limit(
        "needs-check",
        READING,
        "flagged: read the full text before use",
        COUNTED,
        "something in the source did not fit",
        _flagged(Flag.NEEDS_CHECK),
        _counts,
    ),
    Limit(
        "inferred-null",
        CONTENT,
        "no difference, inferred from absence",
        "findings of no difference reported",
        "the marker was measured and is not listed among the differences; no result of its own is printed",
        lambda finding: bool(finding["inferred"]),
        _is_null,
    ),
    Limit(
        "subgroup-only",
        CONTENT,
        "about part of the cases only",
        COUNTED,
        "does not speak for all cases of the study",
        lambda finding: not finding["whole_group"],
        _counts,
    ),
    Limit(
        "direction-unknown",
        CONTENT,
        "different, but direction unknown",
        COUNTED,
        "could point either way",
        lambda finding: finding["direction"] in (Direction.ALTERED, None),
        _counts,
    ),
    Limit(
        "significance-not-stated",
        CONTENT,
        "higher or lower, significance not stated",
        "findings of higher or lower",
        "may be a chance difference",
        lambda finding: finding["significance"] == Significance.NOT_STATED,
        _is_directed,
    ),
    Limit(
        "no-group-statistics",
        CONTENT,
        "without group statistics",
        COUNTED,
        "the size of a difference cannot be computed from them",
        lambda finding: finding["information_level"] != "L4",
        _counts,
    ),
    Limit(
        "not-published-alone",
        ONE_STUDY,
        "computed here, printed nowhere by itself",
        COUNTED,
        "computed from deposited data, not corrected for the number of markers",
        _flagged(Flag.NOT_PUBLISHED_ALONE),
        _counts,
    ),
)

#: Columns of studies that the tests below read.
STUDY_COLUMNS = (
    "slug", "eligible", "identified", "case_definitions", "pem", "n_cases", "n_controls", "atlas_page_only",
    "review_state",
)  # fmt: skip

STUDY_LIMITS = (
    Limit(
        "case-definition-unknown",
        STUDIES,
        "case definition not known",
        ELIGIBLE,
        "who counted as a case is not known",
        lambda study: not study["case_definitions"],
        _eligible,
    ),
    Limit(
        "pem-unclear",
        STUDIES,
        "unclear whether post-exertional malaise (PEM) was required",
        ELIGIBLE,
        "people without PEM may be among the cases",
        lambda study: study["pem"] == Pem.UNCLEAR,
        _eligible,
    ),
    Limit(
        "pem-not-required",
        STUDIES,
        "PEM not required",
        ELIGIBLE,
        "people without PEM may be among the cases",
        lambda study: study["pem"] == Pem.NO,
        _eligible,
    ),
    Limit(
        "group-sizes-unknown",
        STUDIES,
        "a group size not known",
        ELIGIBLE,
        "totals of people are too low",
        lambda study: study["n_cases"] is None or study["n_controls"] is None,
        _eligible,
    ),
    Limit(
        "study-on-atlas-page-only",
        STUDIES,
        "resting on atlas pages alone",
        ELIGIBLE,
        "no source but a generated summary was read",
        lambda study: bool(study["atlas_page_only"]),
        _eligible,
    ),
    Limit(
        "study-unidentified",
        STUDIES,
        "publication not identified",
        ELIGIBLE,
        "known only as a row of a review",
        lambda study: not study["identified"],
        _eligible,
    ),
    Limit(
        "not-checked",
        CHECKS,
        "not yet checked by a second reader",
        "study records, excluded ones too",
        "slips of the first reading are still in them",
        lambda study: study["review_state"] != ReviewState.CHECKED,
        _every,
    ),
)

CONFLICT_LIMITS = (
    Limit(
        "open-conflicts",
        CHECKS,
        "disagreement between sources not settled",
        "disagreements recorded",
        "at least one of the sources is wrong; which one is open",
        lambda conflict: conflict["status"] == ConflictStatus.UNRESOLVED,
        _every,
    ),
)

TOUCHED_LIMITS = (
    Limit(
        "findings-in-open-conflict",
        CHECKS,
        "touched by an open disagreement",
        COUNTED,
        "may change when the disagreement is settled",
        lambda finding: bool(finding["open_conflict"]),
        _counts,
    ),
)

COHORT_LIMITS = (
    Limit(
        "probable-overlap",
        CHECKS,
        "sharing of people only probable",
        "cohorts that several studies report on",
        "overlap is mostly undocumented: other studies may share people too",
        lambda cohort: cohort["link"] == CohortLink.PROBABLE,
        lambda cohort: cohort["n_studies"] > 1,
    ),
)

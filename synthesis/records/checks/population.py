"""Case definitions, eligibility and dates of a study."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from synthesis.records.checks.rule import Fault, Rule
from synthesis.records.problems import Severity
from synthesis.records.study import Study
from synthesis.records.yaml12 import Path
from synthesis.vocabulary.case_definition import Pem
from synthesis.vocabulary.result import Contrast
from synthesis.vocabulary.study import Comparator, PemBadge, Population, StudyExclusion, StudyKind

_REVIEWS = (StudyKind.SYSTEMATIC_REVIEW, StudyKind.META_ANALYSIS, StudyKind.NARRATIVE_REVIEW)
_ELIGIBLE_POPULATIONS = (Population.ME_CFS, Population.MIXED)
_OPPOSITE_BADGE = {PemBadge.REQUIRED: Pem.NO, PemBadge.NOT_REQUIRED: Pem.YES}


def pem_against_badge(study: Study) -> Iterator[Fault]:
    """Find atlas badges that say the opposite of the case definitions."""
    badge = study.atlas_page.pem_badge if study.atlas_page else PemBadge.NOT_SHOWN
    pem = study.case_selection.pem
    if pem is _OPPOSITE_BADGE.get(badge):
        yield Fault(
            ("atlas_page", "pem_badge"),
            f"the page's badge contradicts the case definitions, by which PEM is: {pem.label}",
            str(badge),
            "the badge is kept as the page shows it",
            "check the case definitions in the paper, then acknowledge this rule",
        )


def pem_against_definitions(study: Study) -> Iterator[Fault]:
    """Find a stated PEM requirement that takes back what the definitions imply."""
    selection = study.case_selection
    stated, derived = selection.pem_stated, selection.derived_pem
    taken_back = derived is Pem.YES and stated is Pem.NO
    says_nothing = stated is Pem.UNCLEAR and derived is not Pem.UNCLEAR
    if taken_back or says_nothing:
        yield Fault(
            ("case_selection", "pem_stated"),
            f"by the case definitions PEM is: {derived.label}",
            str(stated),
            "what the source says in its own words beyond the definitions",
            "remove it, or correct the definitions and how they combine",
        )


def definition_twice(study: Study) -> Iterator[Fault]:
    """Find case definitions that are named more than once."""
    seen = set()
    for name in ("all_of", "any_of", "unstated"):
        for position, definition in enumerate(getattr(study.case_selection, name)):
            if definition in seen:
                path: Path = ("case_selection", name, position)
                yield Fault(path, "the definition is named twice", str(definition), fix="keep it once")
            seen.add(definition)


def definition_after_publication(study: Study) -> Iterator[Fault]:
    """Find case definitions that are younger than the study."""
    year = study.citation.year
    for name in ("all_of", "any_of", "unstated"):
        for position, definition in enumerate(getattr(study.case_selection, name)):
            published = definition.rpartition("-")[2]
            if year is not None and published.isdigit() and int(published) > year:
                yield Fault(
                    ("case_selection", name, position),
                    f"the definition is of {published}, the study of {year}",
                    str(definition),
                    f"a definition of {year} or before",
                    "correct the definition or the year",
                )


def review_not_excluded(study: Study) -> Iterator[Fault]:
    """Find reviews that would count as a study of their own."""
    if study.kind in _REVIEWS and study.excluded is None:
        yield Fault(
            ("kind",),
            "a review cannot count beside the studies it reviews",
            str(study.kind),
            "a review with excluded: {reason: review}",
            "add excluded, or correct kind",
        )


def population_not_excluded(study: Study) -> Iterator[Fault]:
    """Find studies of people with another disease that would count as ME/CFS."""
    if study.population not in _ELIGIBLE_POPULATIONS and study.excluded is None:
        yield Fault(
            ("population",),
            "the study would count although it is not about ME/CFS",
            str(study.population),
            "excluded with the reason not-me-cfs",
            "add excluded, or correct population",
        )


def exclusion_against_record(study: Study) -> Iterator[Fault]:
    """Find reasons of exclusion that the record contradicts."""
    reason = study.excluded.reason if study.excluded else None
    if reason is StudyExclusion.REVIEW and study.kind not in _REVIEWS:
        said, field = f"kind is {study.kind}", "kind"
    elif reason is StudyExclusion.NOT_ME_CFS and study.population is Population.ME_CFS:
        said, field = f"population is {study.population}", "population"
    else:
        return
    fix = f"correct the reason or {field}"
    yield Fault(("excluded", "reason"), f"{said}, which contradicts the reason", str(reason), fix=fix)


def eligible_without_finding(study: Study) -> Iterator[Fault]:
    """Find eligible studies that have nothing to count."""
    comparisons = (
        f for f in study.findings if f.contrast is Contrast.CASES_VS_CONTROLS and f.exclusion is None
    )
    if study.excluded is None and next(comparisons, None) is None:
        yield Fault(
            ("findings",) if study.findings else (),
            "the study is eligible, but no finding compares cases with controls",
            allowed="at least one such finding that is not excluded, or a reason for exclusion",
            fix="add the finding, or excluded with the reason no-marker-result",
        )


def comparator_against_contrast(study: Study) -> Iterator[Fault]:
    """Find comparisons with controls in a study that is said to have none."""
    if study.comparator not in (Comparator.NONE, Comparator.WITHIN_PATIENT):
        return
    for position, finding in enumerate(study.findings):
        if finding.contrast is Contrast.CASES_VS_CONTROLS:
            yield Fault(
                ("findings", position, "contrast"),
                f"the study is said to compare with {study.comparator.label}",
                str(finding.contrast),
                "another contrast, or a comparator",
                "correct contrast, or the comparator of the study",
            )


def date_in_future(study: Study) -> Iterator[Fault]:
    """Find years and days that have not come yet."""
    today = date.today()
    if study.citation.year is not None and study.citation.year > today.year:
        year, allowed = str(study.citation.year), f"{today.year} or before"
        yield Fault(("citation", "year"), "the year has not come yet", year, allowed, "correct the year")
    snapshot = study.atlas_page.snapshot if study.atlas_page else None
    days: list[tuple[Path, date | None]] = [
        (("atlas_page", "snapshot", "accessed"), snapshot.accessed if snapshot else None),
        (("review", "on"), study.review.on),
    ]
    for path, day in days:
        if day is not None and day > today:
            allowed = f"{today.isoformat()} or before"
            yield Fault(path, "the day has not come yet", day.isoformat(), allowed, "correct the date")


STUDY_RULES: tuple[Rule[Study], ...] = (
    Rule(
        "pem-against-badge",
        Severity.WARNING,
        "a PEM badge of the atlas page that contradicts the case definitions",
        pem_against_badge,
    ),
    Rule(
        "pem-against-definitions",
        Severity.WARNING,
        "a stated PEM requirement that takes back what the definitions imply",
        pem_against_definitions,
    ),
    Rule("definition-twice", Severity.WARNING, "a case definition named twice", definition_twice),
    Rule(
        "definition-after-publication",
        Severity.WARNING,
        "a case definition younger than the study",
        definition_after_publication,
    ),
    Rule("review-not-excluded", Severity.ERROR, "a review that would count as a study", review_not_excluded),
    Rule(
        "population-not-excluded",
        Severity.ERROR,
        "a study of another disease that would count as ME/CFS",
        population_not_excluded,
    ),
    Rule(
        "exclusion-against-record",
        Severity.WARNING,
        "a reason of exclusion that the record contradicts",
        exclusion_against_record,
    ),
    Rule(
        "eligible-without-finding",
        Severity.WARNING,
        "an eligible study without a comparison of cases with controls",
        eligible_without_finding,
    ),
    Rule(
        "comparator-against-contrast",
        Severity.WARNING,
        "a comparison with controls in a study that has none",
        comparator_against_contrast,
    ),
    Rule("date-in-future", Severity.WARNING, "a year or day that has not come yet", date_in_future),
)

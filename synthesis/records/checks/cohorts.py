"""The same people, the same publication or the same comparison twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from synthesis.records.checks.contents import Contents
from synthesis.records.checks.rule import Fault, Rule, each_finding
from synthesis.records.problems import Severity
from synthesis.records.study import Study
from synthesis.vocabulary.study import CohortLink, StudyExclusion


def same_contrast_twice(study: Study) -> Iterator[Fault]:
    """Find two findings of one study about the same comparison."""
    first: dict[tuple[object, ...], str] = {}
    for path, finding in each_finding(study):
        if finding.exclusion is not None:
            continue
        key = (
            finding.marker, finding.quantity, finding.specimen, finding.cell_population, finding.state,
            finding.stimulus, finding.timepoint, finding.subgroup, finding.cohort, finding.contrast,
            finding.assay, finding.method_note,
        )  # fmt: skip
        other = first.setdefault(key, finding.id)
        if other != finding.id:
            yield Fault(
                path,
                f"the same comparison as finding {other}",
                finding.id,
                "one finding a comparison, with all its sources",
                "merge the two, or say in what they differ (timepoint, subgroup, method_note, …)",
            )


def cohort_without_link(contents: Contents) -> Iterator[Fault]:
    """Find cohorts of several publications that do not say how sure the link is."""
    for name, places in _cohorts(contents).items():
        if len(places) < 2:
            continue
        for file, position in places:
            if contents.studies[file].cohorts[position].link is None:
                others = ", ".join(contents.studies[other].slug for other, _ in places if other != file)
                yield Fault(
                    ("cohorts", position, "link"),
                    f"cohort {name} is shared with {others}, and link does not say how sure that is",
                    allowed=", ".join(CohortLink.values()),
                    fix="add link, or give the cohort an id of its own",
                    file=file,
                )


def link_without_partner(contents: Contents) -> Iterator[Fault]:
    """Find cohorts that are said to be shared but occur in one publication."""
    if "studies" in contents.unread:
        return
    for name, places in _cohorts(contents).items():
        for file, position in places:
            link = contents.studies[file].cohorts[position].link
            if len(places) == 1 and link is not None:
                yield Fault(
                    ("cohorts", position, "link"),
                    f"no other study has cohort {name}",
                    str(link),
                    "the same cohort id in each publication about these people",
                    "correct the cohort id here or in the other study, or remove link",
                    file,
                )


def same_publication_twice(contents: Contents) -> Iterator[Fault]:
    """Find two studies with one identifier, unless all but one are excluded as duplicates."""
    said: set[tuple[str, str]] = set()
    for field in ("doi", "pmid", "pmcid"):
        first: dict[str, str] = {}
        for file, study in contents.studies.items():
            value = getattr(study.citation, field)
            if value is None or _is_duplicate(study):
                continue
            other = first.setdefault(value.casefold(), study.slug)
            if other != study.slug and (other, study.slug) not in said:
                said.add((other, study.slug))
                yield Fault(
                    ("citation", field),
                    f"the same publication as study {other}",
                    value,
                    "one study a publication",
                    "merge the two, correct the identifier, or exclude one as duplicate-publication",
                    file,
                )


def _cohorts(contents: Contents) -> dict[str, list[tuple[str, int]]]:
    places: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for file, study in contents.studies.items():
        for position, cohort in enumerate(study.cohorts):
            places[cohort.id].append((file, position))
    return places


def _is_duplicate(study: Study) -> bool:
    return study.excluded is not None and study.excluded.reason is StudyExclusion.DUPLICATE_PUBLICATION


STUDY_RULES: tuple[Rule[Study], ...] = (
    Rule(
        "same-contrast-twice",
        Severity.WARNING,
        "two findings of a study about the same comparison",
        same_contrast_twice,
    ),
)

ATLAS_RULES: tuple[Rule[Contents], ...] = (
    Rule(
        "cohort-without-link",
        Severity.WARNING,
        "a cohort of several publications without a statement how sure the link is",
        cohort_without_link,
    ),
    Rule(
        "link-without-partner",
        Severity.WARNING,
        "a cohort said to be shared that only one publication has",
        link_without_partner,
    ),
    Rule(
        "same-publication-twice",
        Severity.ERROR,
        "two studies with the same DOI, PubMed or PubMed Central id",
        same_publication_twice,
    ),
)

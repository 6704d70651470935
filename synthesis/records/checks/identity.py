"""References: inside a study, and from any record to markers and studies."""

from __future__ import annotations

from collections.abc import Iterator

from synthesis.records.checks.contents import MARKERS_FILE, Contents
from synthesis.records.checks.rule import Fault, Rule, each_finding
from synthesis.records.explain import meant, nearest
from synthesis.records.marker import Marker
from synthesis.records.problems import Severity
from synthesis.records.study import Study
from synthesis.records.yaml12 import Path


def unknown_cohort(study: Study) -> Iterator[Fault]:
    """Find findings about a cohort the study does not have."""
    known = [cohort.id for cohort in study.cohorts]
    for path, finding in each_finding(study):
        if finding.cohort is not None and finding.cohort not in known:
            fix = meant(finding.cohort, known, "add the cohort, or correct its name")
            message, allowed = "the study has no such cohort", ", ".join(known)
            yield Fault((*path, "cohort"), message, finding.cohort, allowed, fix)


def cohort_not_named(study: Study) -> Iterator[Fault]:
    """Find findings that leave open which of several cohorts they are about."""
    if len(study.cohorts) < 2:
        return
    for path, finding in each_finding(study):
        if finding.cohort is None:
            yield Fault(
                (*path, "cohort"),
                "the study has several cohorts, and the finding names none",
                allowed=", ".join(cohort.id for cohort in study.cohorts),
                fix="add the cohort of this finding",
            )


def unknown_finding(study: Study) -> Iterator[Fault]:
    """Find conflicts and acknowledgements about a finding the study does not have."""
    known = [finding.id for finding in study.findings]
    named: list[tuple[Path, str]] = [
        (("conflicts", i, "findings", j), name)
        for i, conflict in enumerate(study.conflicts)
        for j, name in enumerate(conflict.findings)
        if "/" not in name
    ]
    named += [
        (("acknowledged", i, "finding"), entry.finding)
        for i, entry in enumerate(study.acknowledged)
        if entry.finding is not None
    ]
    for path, name in named:
        if name not in known:
            fix = meant(name, known, "name a finding by its id, or remove it")
            yield Fault(path, "the study has no such finding", name, "the id of a finding of this study", fix)


def unknown_finding_elsewhere(contents: Contents) -> Iterator[Fault]:
    """Find conflicts about a finding that another study does not have."""
    if "studies" in contents.unread:
        return
    known = {f"{s.slug}/{finding.id}" for s in contents.studies.values() for finding in s.findings}
    for file, study in contents.studies.items():
        for i, conflict in enumerate(study.conflicts):
            for j, name in enumerate(conflict.findings):
                if "/" in name and name not in known:
                    fix = meant(name, sorted(known), "correct the slug or the id of the finding")
                    path = ("conflicts", i, "findings", j)
                    yield Fault(path, "there is no such finding", name, "slug/id of a finding", fix, file)


def unknown_marker(contents: Contents) -> Iterator[Fault]:
    """Find markers that are not in the registry."""
    if MARKERS_FILE in contents.unread:
        return
    spellings: dict[str, str] = {}
    for file, path, name in contents.markers_named():
        if name not in contents.marker_ids:
            spellings = spellings or _spellings(contents)
            near = nearest(name, spellings)
            fix = f"did you mean {spellings[near]}?" if near else f"add it to {MARKERS_FILE}"
            yield Fault(path, "there is no such marker", name, f"a marker id of {MARKERS_FILE}", fix, file)


def marker_kind_differs(contents: Contents) -> Iterator[Fault]:
    """Find findings whose sort of marker is not the one in the registry."""
    for file, study in contents.studies.items():
        for path, finding in each_finding(study):
            marker = contents.markers.get(finding.marker)
            if marker is not None and finding.marker_kind is not marker.kind:
                yield Fault(
                    (*path, "marker_kind"),
                    f"the registry has {marker.marker_id} as {marker.kind}",
                    str(finding.marker_kind),
                    str(marker.kind),
                    f"correct one of the two, here or in {MARKERS_FILE}",
                    file,
                )


def marker_name_twice(contents: Contents) -> Iterator[Fault]:
    """Find names and synonyms that stand for two markers."""
    owner: dict[str, str] = {}
    for key, marker in contents.markers.items():
        for column, name in _names(marker):
            first = owner.setdefault(name.casefold(), key)
            if first != key:
                message = f"the name also stands for {first}"
                fix = "remove it from one of the two"
                yield Fault((key, column), message, name, "each name for one marker", fix, MARKERS_FILE)


def unknown_study(contents: Contents) -> Iterator[Fault]:
    """Find studies that have no record."""
    for file, path, name in contents.studies_named():
        if name not in contents.study_slugs:
            fix = meant(name, sorted(contents.study_slugs), "add the study, or correct its slug")
            yield Fault(path, "there is no such study", name, "the slug of a study", fix, file)


def _spellings(contents: Contents) -> dict[str, str]:
    """Map every name of a marker to its id."""
    spelt = {name: key for key, marker in contents.markers.items() for _, name in _names(marker)}
    return spelt | {key: key for key in sorted(contents.marker_ids)}


def _names(marker: Marker) -> Iterator[tuple[str, str]]:
    yield "marker_id", marker.marker_id
    yield "name", marker.name
    yield from (("synonyms", name) for name in marker.synonyms)


STUDY_RULES: tuple[Rule[Study], ...] = (
    Rule(
        "unknown-cohort",
        Severity.ERROR,
        "a finding about a cohort the study does not have",
        unknown_cohort,
        acknowledgeable=False,
    ),
    Rule(
        "cohort-not-named",
        Severity.ERROR,
        "a finding that leaves open which of several cohorts it is about",
        cohort_not_named,
        acknowledgeable=False,
    ),
    Rule(
        "unknown-finding",
        Severity.ERROR,
        "a conflict or acknowledgement about a finding the study does not have",
        unknown_finding,
        acknowledgeable=False,
    ),
)

ATLAS_RULES: tuple[Rule[Contents], ...] = (
    Rule(
        "unknown-finding-elsewhere",
        Severity.ERROR,
        "a conflict about a finding that another study does not have",
        unknown_finding_elsewhere,
        acknowledgeable=False,
    ),
    Rule(
        "unknown-marker",
        Severity.ERROR,
        "a marker that is not in the registry",
        unknown_marker,
        acknowledgeable=False,
    ),
    Rule(
        "marker-kind-differs",
        Severity.WARNING,
        "a sort of marker other than in the registry",
        marker_kind_differs,
    ),
    Rule(
        "marker-name-twice",
        Severity.WARNING,
        "a name or synonym that stands for two markers",
        marker_name_twice,
    ),
    Rule(
        "unknown-study",
        Severity.ERROR,
        "a study that has no record",
        unknown_study,
        acknowledgeable=False,
    ),
)

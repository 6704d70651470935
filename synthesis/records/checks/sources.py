"""Where a finding was read, and whether its sources and its direction fit together."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from synthesis.records.base import Record
from synthesis.records.checks.rule import Fault, Rule, each_finding
from synthesis.records.explain import meant
from synthesis.records.finding import Arm, Assay, Finding, Handling, PValue
from synthesis.records.problems import Severity
from synthesis.records.study import Study
from synthesis.vocabulary.result import Contrast, Direction, Flag, SourceKind


def missing_locator(finding: Finding) -> Iterator[Fault]:
    """Find sources without the place of the value."""
    for position, source in enumerate(finding.sources):
        if source.locator is None:
            yield Fault(
                ("sources", position, "locator"),
                "the place in the source is missing",
                allowed="table, figure, section or file that holds the value",
                fix="add it, so that the value can be found again",
            )


def page_not_flagged(finding: Finding) -> Iterator[Fault]:
    """Find atlas-page readings without the flag for it, and the flag without such a reading."""
    flagged = Flag.MACHINE_WRITTEN_SUMMARY in finding.flags
    if finding.source_kind is SourceKind.ATLAS_PAGE and not flagged:
        yield Fault(
            ("sources", 0, "kind"),
            "the preferred source is a generated summary, and no flag says so",
            str(SourceKind.ATLAS_PAGE),
            "the flag machine-written-summary, or a better source",
            "add the flag",
        )
    if flagged and all(source.kind is not SourceKind.ATLAS_PAGE for source in finding.sources):
        yield Fault(
            ("flags", finding.flags.index(Flag.MACHINE_WRITTEN_SUMMARY)),
            "no source is an atlas page",
            str(Flag.MACHINE_WRITTEN_SUMMARY),
            fix="remove the flag, or add the source",
        )


def better_source_later(finding: Finding) -> Iterator[Fault]:
    """Find sources that rank above the preferred one."""
    best = min(source.kind.trust for source in finding.sources)
    if finding.source_kind.trust > best:
        better = next(source.kind for source in finding.sources if source.kind.trust == best)
        yield Fault(
            ("sources", 0, "kind"),
            f"a better source, {better}, stands further down",
            str(finding.source_kind),
            "the best source first",
            "move the better source to the top, and correct the values where it differs",
        )


def supplies_unknown_field(finding: Finding) -> Iterator[Fault]:
    """Find sources said to supply a field that findings do not have."""
    for position, source in enumerate(finding.sources):
        for place, name in enumerate(source.supplies):
            if name not in _finding_fields():
                yield Fault(
                    ("sources", position, "supplies", place),
                    "a finding has no such field",
                    name,
                    "a field of the finding, such as p or cases.n",
                    meant(name, _finding_fields(), "correct the name"),
                )


def direction_missing(finding: Finding) -> Iterator[Fault]:
    """Find comparisons of cases with controls without a direction."""
    if finding.contrast is Contrast.CASES_VS_CONTROLS and finding.direction is None:
        yield Fault(
            ("direction",),
            "a comparison of cases with controls needs a direction",
            allowed=", ".join(Direction.values()),
            fix="add it; altered stands for a difference without a stated direction",
        )


def inferred_not_null(finding: Finding) -> Iterator[Fault]:
    """Find differences marked as inferred: only "no difference" can be."""
    if finding.inferred and finding.direction is not Direction.NO_DIFFERENCE:
        yield Fault(
            ("inferred",),
            f"only no difference can be inferred, but direction is {finding.direction or 'empty'}",
            "true",
            "true with direction no-difference only",
            "remove inferred, or correct direction",
        )


def sources_disagree(study: Study) -> Iterator[Fault]:
    """Find sources that give another direction without a conflict that says what was preferred."""
    named = (name for conflict in study.conflicts for name in conflict.findings)
    settled = {name.removeprefix(f"{study.slug}/") for name in named}
    for path, finding in each_finding(study):
        for position, source in enumerate(finding.sources):
            said = source.reads.direction if source.reads else None
            if said is not None and finding.id not in settled and not _agrees(said, finding.direction):
                yield Fault(
                    (*path, "sources", position, "reads", "direction"),
                    f"this source says {said}, the finding {finding.direction or 'nothing'}",
                    str(said),
                    "a conflict of the study that names this finding",
                    "add the conflict with both statements and what was preferred",
                )


def _agrees(said: Direction, recorded: Direction | None) -> bool:
    if said is Direction.ALTERED:  # says less than the finding, not something else
        return recorded is not None and recorded is not Direction.NO_DIFFERENCE
    return said is recorded


@cache
def _finding_fields() -> tuple[str, ...]:
    nested: dict[str, type[Record]] = {
        "cases": Arm,
        "controls": Arm,
        "p": PValue,
        "assay": Assay,
        "handling": Handling,
    }
    parts = (f"{name}.{field}" for name, kind in nested.items() for field in kind.model_fields)
    return (*Finding.model_fields, *parts)


FINDING_RULES: tuple[Rule[Finding], ...] = (
    Rule("missing-locator", Severity.WARNING, "a source without the place of the value", missing_locator),
    Rule(
        "page-not-flagged",
        Severity.WARNING,
        "an atlas page as preferred source without the flag machine-written-summary, or the reverse",
        page_not_flagged,
    ),
    Rule(
        "better-source-later",
        Severity.WARNING,
        "a source that ranks above the preferred one",
        better_source_later,
    ),
    Rule(
        "supplies-unknown-field",
        Severity.WARNING,
        "a source said to supply a field that findings do not have",
        supplies_unknown_field,
    ),
    Rule(
        "direction-missing",
        Severity.ERROR,
        "a comparison of cases with controls without a direction",
        direction_missing,
    ),
    Rule(
        "inferred-not-null", Severity.ERROR, "an inferred result other than no difference", inferred_not_null
    ),
)

STUDY_RULES: tuple[Rule[Study], ...] = (
    Rule(
        "sources-disagree",
        Severity.WARNING,
        "a source that gives another direction, without a conflict",
        sources_disagree,
    ),
)

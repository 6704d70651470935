"""What an atlas holds, what of it counts and what does not, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synthesis.errors import BuildError

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas


@dataclass(frozen=True, slots=True)
class Used:
    """How much of something is recorded, how much counts, and why the rest does not.

    Examples
    --------
    >>> Used(5, 3, {"review": 2}).left_out
    2
    """

    recorded: int
    counted: int
    reasons: Mapping[str, int]

    def __post_init__(self) -> None:
        if sum(self.reasons.values()) != self.left_out:
            raise BuildError(
                f"{self.recorded} recorded and {self.counted} counted leave {self.left_out}, but the reasons "
                f"add up to {sum(self.reasons.values())}",
                hint="each record that does not count needs one reason",
            )

    @property
    def left_out(self) -> int:
        """How many do not count."""
        return self.recorded - self.counted


@dataclass(frozen=True, slots=True)
class Account:
    """The numbers of an atlas that have to add up.

    Attributes
    ----------
    studies
        Publications; the eligible ones count.
    findings
        Findings; those that compare cases with controls in an eligible study count.
    readings
        Sources of findings, one for each time a contrast was read somewhere.
    merged
        Readings beyond the first of their finding.
    statements
        Statements met in sources but not turned into findings.
    cohorts, cohorts_eligible
        Cohorts, and those an eligible study reports on.
    markers, markers_counted
        Markers in the registry, and those with a counted finding.
    conflicts, conflicts_open
        Disagreements between sources, and those not settled.
    topics, claims, published, acknowledged
        Topic pages, claims of articles, published results, checks kept with a reason.
    """

    studies: Used
    findings: Used
    readings: int
    merged: int
    statements: int
    cohorts: int
    cohorts_eligible: int
    markers: int
    markers_counted: int
    conflicts: int
    conflicts_open: int
    topics: int
    claims: int
    published: int
    acknowledged: int

    def plain(self) -> dict[str, Any]:
        """Give the account as plain values, for JSON."""
        return {
            "studies": {
                "recorded": self.studies.recorded,
                "eligible": self.studies.counted,
                "excluded": self.studies.left_out,
                "excluded_by_reason": dict(self.studies.reasons),
            },
            "findings": {
                "recorded": self.findings.recorded,
                "counted": self.findings.counted,
                "not_counted": self.findings.left_out,
                "not_counted_by_reason": dict(self.findings.reasons),
            },
            "readings": {"recorded": self.readings, "merged": self.merged},
            "statements_left_out": self.statements,
            "cohorts": {"recorded": self.cohorts, "eligible": self.cohorts_eligible},
            "markers": {"registered": self.markers, "with_counted_findings": self.markers_counted},
            "conflicts": {"recorded": self.conflicts, "unresolved": self.conflicts_open},
            "topics": self.topics,
            "claims": self.claims,
            "published_results": self.published,
            "checks_acknowledged": self.acknowledged,
        }


def account(atlas: Atlas) -> Account:
    """Count what an atlas holds.

    Raises
    ------
    BuildError
        When what counts and the reasons why the rest does not do not add up to what is recorded.
    """
    studies, findings, cohorts = atlas.studies, atlas.findings, atlas.cohorts
    counted = findings[findings["counted"]]
    sources, conflicts = atlas.sources, atlas.conflicts
    return Account(
        studies=_used(studies, "eligible"),
        findings=_used(findings, "counted"),
        readings=len(sources),
        merged=int((sources["position"] > 1).sum()),
        statements=len(atlas.left_out),
        cohorts=len(cohorts),
        cohorts_eligible=int(cohorts["eligible"].sum()),
        markers=len(atlas.markers),
        markers_counted=int(counted["marker"].nunique()),
        conflicts=len(conflicts),
        conflicts_open=int((conflicts["status"] == "unresolved").sum()),
        topics=int(atlas.topics["topic"].nunique()),
        claims=len(atlas.claims),
        published=len(atlas.published),
        acknowledged=len(atlas.acknowledged),
    )


def _used(frame: pd.DataFrame, counts: str) -> Used:
    reasons = frame.loc[~frame[counts], "exclusion_reason"].value_counts()
    by_reason = {str(reason): int(n) for reason, n in reasons.items()}
    return Used(
        len(frame), int(frame[counts].sum()), dict(sorted(by_reason.items(), key=lambda i: (-i[1], i[0])))
    )

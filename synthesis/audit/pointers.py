"""Evidence that no verdict covers: trials, severity, duration, panels, positives, named parts of the cases.

Such findings are not counted as cases against controls. They are read here study by study, one vote a
cohort, and judged by the same rule table, so that the audit table applies to them as well.

A cohort whose results all point one way votes for it; results that point different ways, or differ without
a direction, are a mixed vote; no difference alone is a vote without a direction. For severity and duration
a mixed vote means that the parts of the cases differ from each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from synthesis.audit.books import TERMS, Answer, Vote
from synthesis.records.claim import Claim
from synthesis.store.tidy import records
from synthesis.vocabulary.claim import ClaimDirection, ClaimKind
from synthesis.vocabulary.result import Contrast, Direction, Significance

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

Finding = dict[str, Any]

_READ = (
    "finding_id", "slug", "label", "year", "cohort_id", "marker", "marker_name", "subgroup", "contrast",
    "direction", "significance", "cases_events", "note", "question_key", "counted",
)  # fmt: skip

#: Words in the name of a part of the cases, or in the note of a comparison, that say what it is about.
ABOUT = {
    ClaimKind.SEVERITY: ("severe", "severity", "moderate", "mild", "symptom flare"),
    ClaimKind.DURATION: ("ill for", "illness stages", "duration"),
}
_Terms = tuple[str, str, str, str]
_ALONG: _Terms = ("rising along it", "falling along it", "found no difference along it", "differing along it")
_POSITIVES: _Terms = ("found in cases", "not found in cases", "not found in cases", "mixed")
_TREATED: _Terms = ("higher", "lower", "found no significant difference", "mixed")
_WITHIN = (Contrast.CASE_VS_CASE.value, Contrast.WITHIN_CASE.value)
_LETTERS = {Direction.HIGHER: "H", Direction.LOWER: "L", Direction.MIXED: "M", Direction.ALTERED: "M"}


class Pointers:
    """Findings of an atlas, read without the rules for counting."""

    def __init__(self, atlas: Atlas) -> None:
        markers = atlas.markers
        panels = markers[markers["panel"].to_numpy(bool)]
        self._panels = dict(zip(panels["marker"], panels["kind"], strict=True))
        self._of_marker: dict[str, list[Finding]] = {}
        for finding in records(atlas.findings, _READ):
            self._of_marker.setdefault(finding["marker"], []).append(finding)

    def answer(self, claim: Claim, marker: str) -> Answer | None:
        """Answer a claim that no verdict covers; None when a verdict does, or nothing is recorded.

        Parameters
        ----------
        claim
            The claim: its kind, direction and part of the cases say what is looked for.
        marker
            Marker id.
        """
        chosen = self._chosen(claim, marker)
        if chosen is None:
            return None
        words, wanted, read, terms = chosen
        found = [f for f in self._of_marker.get(marker, ()) if wanted(f)]
        by_cohort: dict[str, list[Finding]] = {}
        for finding in found:
            by_cohort.setdefault(finding["cohort_id"], []).append(finding)
        cast = [_vote(cohort, results, read(results)) for cohort, results in by_cohort.items()]
        votes = [vote for vote in cast if vote is not None]
        if not votes:
            return None
        votes.sort(key=lambda vote: (vote.year or 9999, vote.cohort))
        return Answer.of_votes(marker, found[0]["marker_name"], words, votes, terms)

    def panels(self, kinds: frozenset[str]) -> tuple[Answer, ...]:
        """Answer for every statement about a whole panel of markers of some kinds, by marker."""
        claim = Claim(id="panel", section="panel", claim="panel")
        names = sorted(marker for marker, kind in self._panels.items() if kind in kinds)
        found = (self.answer(claim, marker) for marker in names)
        return tuple(answer for answer in found if answer is not None)

    def covers(self, claim: Claim, marker: str) -> bool:
        """Tell whether a claim is about evidence that no verdict covers."""
        return self._chosen(claim, marker) is not None

    def reports(self, study: str, claim: Claim, marker: str) -> bool:
        """Tell whether a study's record has a finding of the claim's kind on a marker.

        Of severity, duration, treatment, positives and panels only such findings fit; of everything else any
        comparison with controls does.
        """
        chosen = self._chosen(claim, marker)
        wanted = _is_against_controls if chosen is None else chosen[1]
        return any(f["slug"] == study and wanted(f) for f in self._of_marker.get(marker, ()))

    def parts(self, key: str, marker: str) -> tuple[Finding, ...]:
        """Give the findings on declared parts of the cases for a question, as a claim about some may mean."""
        return tuple(
            f
            for f in self._of_marker.get(marker, ())
            if f["question_key"] == key and f["subgroup"] is not None and f["counted"]
        )

    def _chosen(
        self, claim: Claim, marker: str
    ) -> tuple[str, Callable[[Finding], bool], Callable[[list[Finding]], str | None], _Terms] | None:
        """Say what is compared, which findings are meant, how a cohort's are read, and what votes say."""
        if claim.kind in ABOUT:
            about = ABOUT[claim.kind]
            return claim.kind.label, lambda f: _is_about(f, about), _of_parts, _ALONG
        if claim.kind is ClaimKind.TREATMENT:
            return "under treatment", lambda f: f["contrast"] == Contrast.TREATMENT, _of_results, _TREATED
        if claim.direction is ClaimDirection.PRESENT:
            return "share of cases", lambda f: f["cases_events"] is not None, _of_positives, _POSITIVES
        if claim.subgroup is not None:
            part = claim.subgroup
            return f"cases {part} against controls", lambda f: f["subgroup"] == part, _of_results, TERMS
        if marker in self._panels:
            return "panels, cases against controls", _is_comparison, _of_results, TERMS
        return None


def _is_against_controls(finding: Finding) -> bool:
    return bool(finding["contrast"] == Contrast.CASES_VS_CONTROLS)


def _is_comparison(finding: Finding) -> bool:
    return bool(finding["contrast"] == Contrast.CASES_VS_CONTROLS and finding["subgroup"] is None)


def _is_about(finding: Finding, words: tuple[str, ...]) -> bool:
    """Tell whether a finding compares cases, or names a part of them, along severity or duration."""
    within = finding["contrast"] in _WITHIN
    part = finding["contrast"] == Contrast.CASES_VS_CONTROLS and finding["subgroup"] is not None
    text = " ".join(str(finding[name] or "") for name in (("subgroup", "note") if within else ("subgroup",)))
    return (within or part) and any(word in text.casefold() for word in words)


def _of_results(results: list[Finding]) -> str | None:
    directions = {Direction(f["direction"]) for f in results if f["direction"] is not None}
    if not directions:
        return None
    letters = {_LETTERS[d] for d in directions if d in _LETTERS}
    return letters.pop() if len(letters) == 1 else "M" if letters else "U"


def _of_parts(results: list[Finding]) -> str | None:
    """Read comparisons within the cases as they stand, and parts of them against each other."""
    within = [f for f in results if f["contrast"] in _WITHIN]
    if within:
        return _of_results(within)
    parts = {f["subgroup"] for f in results}
    directions = {f["direction"] for f in results if f["direction"] is not None}
    if len(parts) < 2 or not directions:
        return None  # one part alone says nothing about the other
    return "M" if len(directions) > 1 else "U"


def _of_positives(results: list[Finding]) -> str | None:
    return "H" if any(f["cases_events"] for f in results) else "U"


def _vote(cohort: str, results: list[Finding], letter: str | None) -> Vote | None:
    if letter is None:
        return None
    said = [
        Significance(f["significance"])
        for f in results
        if _LETTERS.get(f["direction"]) == letter or letter == "M"
    ]
    mark = ""
    if letter in "HL" and Significance.SIGNIFICANT in said:
        mark = "*"
    elif letter in "HLM" and any(s is not Significance.NOT_SIGNIFICANT for s in said):
        mark = "?"
    years = [f["year"] for f in results if f["year"] is not None]
    return Vote(
        cohort=cohort,
        studies=tuple(sorted({f["slug"] for f in results})),
        label="; ".join(sorted({f["label"] for f in results})),
        year=min(years, default=None),
        direction=letter,
        mark=mark,
        group=cohort,
        unresolved=False,
    )

"""Articles and published results: what they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from synthesis.records.checks.contents import Contents
from synthesis.records.checks.rule import Fault, Rule
from synthesis.records.claim import Claim
from synthesis.records.explain import meant
from synthesis.records.problems import Severity
from synthesis.records.yaml12 import Path
from synthesis.vocabulary.claim import Checkable, ClaimKind, ClaimStatus, ClaimStrength


def unknown_basis(contents: Contents) -> Iterator[Fault]:
    """Find claims that rest on a finding, written study/finding, that its study does not have."""
    findings = {study.slug: [f.id for f in study.findings] for study in contents.studies.values()}
    for file, i, claim in _claims(contents):
        for j, basis in enumerate(claim.basis):
            slug, slash, name = basis.partition("/")
            if slash and slug in findings and name not in findings[slug]:
                fix = meant(name, findings[slug], "name a finding of the study, or the study alone")
                message = f"study {slug} has no such finding"
                yield Fault(("claims", i, "basis", j), message, basis, "study/finding", fix, file)


def unconfirmed(contents: Contents) -> Iterator[Fault]:
    """Find claims that nobody is said to have confirmed, and accepted labels of claims that are not."""
    for file, i, claim in _claims(contents):
        if claim.status is ClaimStatus.CONFIRMED and claim.confirmed_by is None:
            fix = "say who confirmed it or by what reading, or set the status to proposed"
            yield Fault(("claims", i, "status"), "confirmed by nobody", "confirmed", "", fix, file)
        if claim.status is ClaimStatus.PROPOSED and claim.accepted is not None:
            fix = "confirm the claim, or remove the label"
            yield Fault(
                ("claims", i, "accepted"), "a label of a claim that is not audited", fix=fix, file=file
            )


def unexplained(contents: Contents) -> Iterator[Fault]:
    """Find claims that cannot be checked, or only in part, without a reason."""
    for file, i, claim in _claims(contents):
        if claim.checkable is not Checkable.YES and claim.reason is None:
            message, fix = "not checkable, or only in part, without a reason", "write why in `reason`"
            yield Fault(("claims", i, "checkable"), message, claim.checkable, "", fix, file)


def place_outside_text(contents: Contents) -> Iterator[Fault]:
    """Find places that end before they start, or outside the text."""
    for file, i, claim in _claims(contents):
        text, place = contents.articles[file].text, claim.place
        if place is None:
            continue
        last = place.end if text is None else text.characters
        if not place.start < place.end <= last:
            yield Fault(
                ("claims", i, "place", "end"),
                "the place ends before it starts, or outside the text",
                f"{place.start} to {place.end}",
                "" if text is None else f"up to {text.characters}",
                "count characters from 0 in the text named by `text`",
                file,
            )


def citation_of_nothing(contents: Contents) -> Iterator[Fault]:
    """Find citations that name no study, or follow a claim that cites none; and reports without a study."""
    for file, i, claim in _claims(contents):
        cited = claim.citation
        at: Path = ("claims", i, "citation")
        if cited is None:
            if claim.strength is ClaimStrength.SINGLE_STUDY or claim.kind is ClaimKind.CITATION:
                fix = "fill `citation`, or give another strength"
                yield Fault(("claims", i), "about one study, and cites none", claim.strength, "", fix, file)
            continue
        if cited.author is None and cited.study is None:
            yield Fault(at, "names neither an author nor a study", fix="fill `author` or `study`", file=file)
        roots = {
            other.id: other.citation
            for other in contents.articles[file].claims
            if other.citation is not None and other.citation.inherits is None
        }
        if cited.inherits is not None and cited.inherits not in roots:
            fix = meant(cited.inherits, roots, "name the claim whose sentence names the study")
            message = "follows a claim that cites no study itself"
            yield Fault((*at, "inherits"), message, cited.inherits, "the id of a citing claim", fix, file)


def _claims(contents: Contents) -> Iterator[tuple[str, int, Claim]]:
    """Yield every claim with its file and position."""
    for file, article in contents.articles.items():
        for i, claim in enumerate(article.claims):
            yield file, i, claim


def interval_against_estimate(contents: Contents) -> Iterator[Fault]:
    """Find published estimates outside their own confidence interval."""
    for file, results in contents.published.items():
        for i, result in enumerate(results.results):
            low, high, estimate = result.ci_low, result.ci_high, result.estimate
            below = estimate is not None and low is not None and estimate < low
            above = estimate is not None and high is not None and estimate > high
            if below or above:
                yield Fault(
                    ("results", i, "estimate"),
                    "the estimate lies outside its confidence interval",
                    f"{estimate:g}",
                    f"{'' if low is None else f'{low:g}'} to {'' if high is None else f'{high:g}'}",
                    "read estimate and interval again; signs may be exchanged",
                    file,
                )


ATLAS_RULES: tuple[Rule[Contents], ...] = (
    Rule(
        "unknown-basis",
        Severity.ERROR,
        "a claim that rests on a finding which does not exist",
        unknown_basis,
        acknowledgeable=False,
    ),
    Rule(
        "unconfirmed-claim",
        Severity.ERROR,
        "a claim that is confirmed by nobody, or has an accepted label and is not confirmed",
        unconfirmed,
        acknowledgeable=False,
    ),
    Rule(
        "unexplained-claim",
        Severity.ERROR,
        "a claim that cannot be checked, or only in part, without a reason",
        unexplained,
        acknowledgeable=False,
    ),
    Rule(
        "place-outside-text",
        Severity.ERROR,
        "a place that ends before it starts, or outside the text",
        place_outside_text,
        acknowledgeable=False,
    ),
    Rule(
        "citation-of-nothing",
        Severity.ERROR,
        "a citation that names no study, or a report of one study without it",
        citation_of_nothing,
        acknowledgeable=False,
    ),
    Rule(
        "interval-against-estimate",
        Severity.WARNING,
        "a published estimate outside its confidence interval",
        interval_against_estimate,
    ),
)

"""Articles and published results: what they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from synthesis.records.checks.contents import Contents
from synthesis.records.checks.rule import Fault, Rule
from synthesis.records.explain import meant
from synthesis.records.problems import Severity


def unknown_basis(contents: Contents) -> Iterator[Fault]:
    """Find claims that rest on a finding, written study/finding, that its study does not have."""
    findings = {study.slug: [f.id for f in study.findings] for study in contents.studies.values()}
    for file, article in contents.articles.items():
        for i, claim in enumerate(article.claims):
            for j, basis in enumerate(claim.basis):
                slug, slash, name = basis.partition("/")
                if slash and slug in findings and name not in findings[slug]:
                    fix = meant(name, findings[slug], "name a finding of the study, or the study alone")
                    message = f"study {slug} has no such finding"
                    yield Fault(("claims", i, "basis", j), message, basis, "study/finding", fix, file)


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
        "interval-against-estimate",
        Severity.WARNING,
        "a published estimate outside its confidence interval",
        interval_against_estimate,
    ),
)

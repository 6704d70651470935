"""What the evidence of an atlas cannot tell, in sentences; the numbers are those of the table of limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from synthesis.store.tidy import records
from synthesis.tables import limits as numbers
from synthesis.wording import count, integer, share

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Said before the limits in numbers, to those who read one sentence.
IN_SHORT = (
    "In short: these pages count what papers reported. They cannot tell which of the differences are real, "
    "how large they are, or what causes them."
)

Line = dict[str, Any]
Lines = dict[str, Line]


def limits(atlas: Atlas) -> tuple[str, ...]:
    """Say what a reader has to know before any number of the atlas, the weightiest first.

    Returns
    -------
    tuple of str
        Plain sentences without markup; a limit that this atlas does not have is not named.
    """
    lines = {row["limit"]: row for row in records(numbers.rows(atlas), ("limit", "n", "of"))}
    if not lines or not lines["abstract-only"]["of"]:
        return ("There is no comparison of cases with controls here that could be counted.",)
    said = (
        _reading(lines),
        _no_difference(lines),
        _who(lines),
        _sizes(lines),
        _effects(lines),
        _pages(lines),
        _overlap(lines),
        _conflicts(lines),
        _checked(lines),
    )
    return tuple(sentence for sentence in said if sentence)


def _share(line: Line) -> str:
    return share(line["n"], line["of"])


def _reading(lines: Lines) -> str:
    abstract, review = lines["abstract-only"], lines["review-table"]
    if not abstract["n"] + review["n"]:
        return ""
    return (
        f"{_share(abstract)} findings that count were read in an abstract and {integer(review['n'])} in the "
        "table of a review, not in the paper. Abstracts name mostly what differed, so this atlas over-counts "
        "differences and under-counts markers that did not differ."
    )


def _no_difference(lines: Lines) -> str:
    inferred = lines["inferred-null"]
    said = "“No difference reported” does not show that there is none: small studies miss differences."
    if not inferred["n"]:
        return said
    return (
        f"{said} {_share(inferred)} such findings are inferred: the marker was measured and is not named "
        "among the differences."
    )


def _who(lines: Lines) -> str:
    unclear, never = lines["pem-unclear"], lines["pem-not-required"]
    required = unclear["of"] - unclear["n"] - never["n"]
    return (
        f"Who was studied is often not known: {_share(lines['case-definition-unknown'])} eligible studies "
        "have no known case definition. Post-exertional malaise was required of every case in "
        f"{integer(required)}; in {integer(unclear['n'])} this is unclear."
    )


def _sizes(lines: Lines) -> str:
    unknown = lines["group-sizes-unknown"]
    if not unknown["n"]:
        return ""
    return (
        f"A group size is not known for {_share(unknown)} eligible studies; totals of people leave these out."
    )


def _effects(lines: Lines) -> str:
    without, heaviest = lines["no-group-statistics"], lines["statistics-from-one-study"]
    if not heaviest["of"]:
        return "No finding gives the numbers of both groups, so nothing here says how large a difference is."
    others = (
        "There is one other."
        if heaviest["of"] == 1
        else f"{integer(heaviest['n'])} of the {integer(heaviest['of'])} others come from one study."
    )
    return (
        f"How large a difference is cannot be computed for {_share(without)} findings that count; they say "
        f"at most which way a marker differed. {others}"
    )


def _pages(lines: Lines) -> str:
    alone = lines["study-on-atlas-page-only"]
    if not alone["n"]:
        return ""
    return (
        f"{_share(alone)} eligible studies rest on generated summaries alone: they point to a paper that "
        "nobody has read for this atlas."
    )


def _overlap(lines: Lines) -> str:
    shared, unidentified = lines["probable-overlap"], lines["study-unidentified"]
    here = f" ({count(shared['of'], 'cohort')} here)" if shared["of"] else ""
    said = (
        f"People are counted once where several papers are known to report on them{here}. Most overlap "
        "between papers is not documented, so some people may be counted more than once."
    )
    if not unidentified["n"]:
        return said
    return (
        f"{said} {_share(unidentified)} eligible studies are known only from a review and may repeat others."
    )


def _conflicts(lines: Lines) -> str:
    unresolved = lines["open-conflicts"]
    return (
        f"{_share(unresolved)} disagreements between sources could not be settled." if unresolved["n"] else ""
    )


def _checked(lines: Lines) -> str:
    unchecked = lines["not-checked"]
    if unchecked["n"] == unchecked["of"]:
        return "No record has been checked by a second reader yet."
    return (
        f"{_share(unchecked)} records have not been checked by a second reader yet." if unchecked["n"] else ""
    )

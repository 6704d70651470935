"""How large the studies are: people in all, by design and by topic, cohorts counted once."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, Any

from synthesis.store.tidy import Schema, frame, records
from synthesis.tables.column import Column
from synthesis.tables.labels import in_order
from synthesis.tables.people import NOTE, Register, register
from synthesis.tables.scope import provenance, subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.vocabulary.study import Design
from synthesis.wording import UNDEFINED, integer, share

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

_BLOCKS = {"all": "All eligible studies", "design": "By design", "topic": "By topic page"}

_SCHEMA: Schema = {
    "block": "string",
    "value": "string",
    "label": "string",
    "studies": "int64",
    "studies_sized": "int64",
    "cohorts": "int64",
    "cohorts_cases_known": "int64",
    "cases_total": "int64",
    "cases_median": "double",
    "cases_least": "int64",
    "cases_most": "int64",
    "cohorts_controls_known": "int64",
    "controls_total": "int64",
    "controls_median": "double",
    "controls_least": "int64",
    "controls_most": "int64",
}


def rows(atlas: Atlas) -> pd.DataFrame:
    """Summarise group sizes of eligible studies.

    Returns
    -------
    DataFrame
        One row for all eligible studies, one a design and one a topic page (studies and cohorts with a
        counted finding there). Medians, ranges and totals are over the cohorts whose number is known;
        NA when there is none. A cohort is counted once in a row, but can be in several rows.
    """
    studies = [
        s
        for s in records(atlas.studies, ("slug", "design", "eligible", "n_cases", "n_controls"))
        if s["eligible"]
    ]
    people = register(atlas)
    sized = {s["slug"] for s in studies if s["n_cases"] is not None and s["n_controls"] is not None}
    made = []
    if studies:
        every = [s["slug"] for s in studies]
        made.append(_row("all", "all", "All eligible studies", every, _cohorts(people, every), sized, people))
    for design in in_order(Design, (s["design"] for s in studies)):
        slugs = [s["slug"] for s in studies if s["design"] == design]
        made.append(
            _row("design", design, Design(design).label, slugs, _cohorts(people, slugs), sized, people)
        )
    for topic, title, slugs, cohorts in _topics(atlas):
        made.append(_row("topic", topic, title, slugs, cohorts, sized, people))
    return frame(made, _SCHEMA)


def _cohorts(register: Register, slugs: list[str]) -> list[str]:
    return [cohort for slug in slugs for cohort in register.cohorts_of[slug]]


def _topics(atlas: Atlas) -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Give each topic page with a counted finding: id, title, studies, cohorts."""
    titles = {row["topic"]: row["title"] for row in records(atlas.topics, ("topic", "title"))}
    for topic, title in titles.items():
        counted = [
            f for f in records(atlas.topic_findings(topic), ("slug", "cohort_id", "counted")) if f["counted"]
        ]
        if counted:
            yield topic, title, sorted({f["slug"] for f in counted}), [f["cohort_id"] for f in counted]


def _row(
    block: str,
    value: str,
    label: str,
    slugs: list[str],
    cohorts: list[str],
    sized: set[str],
    register: Register,
) -> dict[str, Any]:
    people = register.people(cohorts)
    return {
        "block": block,
        "value": value,
        "label": label,
        "studies": len(slugs),
        "studies_sized": sum(slug in sized for slug in slugs),
        "cohorts": people.cohorts,
        **_summary("cases", people.cases),
        **_summary("controls", people.controls),
    }


def _summary(arm: str, sizes: tuple[int, ...]) -> dict[str, Any]:
    return {
        f"cohorts_{arm}_known": len(sizes),
        f"{arm}_total": sum(sizes) if sizes else None,
        f"{arm}_median": float(median(sizes)) if sizes else None,
        f"{arm}_least": min(sizes, default=None),
        f"{arm}_most": max(sizes, default=None),
    }


def table(atlas: Atlas) -> Tabled:
    """Tabulate group sizes for a page.

    Examples
    --------
    >>> import synthesis as syn
    >>> table(syn.load()).data.empty
    False
    """
    made = rows(atlas)
    lines = records(made, tuple(_SCHEMA))
    printed = [
        line
        | {
            "block": _BLOCKS[line["block"]],
            "cases_range": _range(line["cases_least"], line["cases_most"]),
            "controls_range": _range(line["controls_least"], line["controls_most"]),
        }
        for line in lines
    ]
    known, of = (lines[0]["studies_sized"], lines[0]["studies"]) if lines else (0, 0)
    return tabled(
        "sample-sizes",
        f"Group sizes: both known for {share(known, of)} eligible studies",
        subtitle(atlas, "People enrolled or described; fewer may have been analysed for a marker."),
        (
            Column("label", "Studies"),
            Column("studies", "all", "count", "Studies"),
            Column("studies_sized", "both sizes known", "count", "Studies"),
            Column("cohorts", "Cohorts", "count"),
            *(
                column
                for arm, title in (("cases", "Cases"), ("controls", "Controls"))
                for column in (
                    Column(f"cohorts_{arm}_known", "known for", "count", title),
                    Column(f"{arm}_median", "median", "middle", title),
                    Column(f"{arm}_range", "range", "figure", title),
                    Column(f"{arm}_total", "total", "count", title, NOTE),
                )
            ),
        ),
        provenance(atlas),
        rows=made,
        printed=printed,
        notes=(
            "Median, range and total are over the cohorts whose number is known. A cohort is counted once in "
            "a row but can be in several rows, so rows do not add up.",
            "A topic page counts the studies and cohorts with a counted finding on it.",
        ),
        group="block",
        strong=(0,) if lines else (),
    )


def _range(least: int | None, most: int | None) -> str | None:
    if least is None or most is None:
        return None
    return integer(least) if least == most else f"{integer(least)}{UNDEFINED}{integer(most)}"

"""Sizes of case and control groups of the eligible studies, in order of publication."""

from __future__ import annotations

from collections import Counter
from statistics import median_low
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.figures import theme
from synthesis.figures.about import About, about
from synthesis.figures.drawn import Drawn, Texts, drawing
from synthesis.figures.sample_layout import paint_narrow, paint_wide
from synthesis.figures.sheet import Sheet
from synthesis.store.tidy import Schema, frame, items, records
from synthesis.vocabulary.case_definition import Pem
from synthesis.vocabulary.study import Design
from synthesis.wording import count, integer

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

_SCHEMA: Schema = {
    "slug": "string",
    "label": "string",
    "year": "int64",
    "design": "string",
    "pem": "string",
    "n_cases": "int64",
    "n_controls": "int64",
    "same_people": "bool",
    "adds_cases": "int64",
    "adds_controls": "int64",
}
_NOTHING = "No eligible study is recorded here yet."


def rows(atlas: Atlas) -> pd.DataFrame:
    """List the eligible studies with their group sizes.

    Returns
    -------
    DataFrame
        One row a study, oldest first, studies without a year last; sizes that no source gives are
        missing. ``same_people`` is true when every cohort of the study already stands in an earlier row.
        ``adds_cases`` and ``adds_controls`` hold the people of the cohorts that appear for the first time,
        each cohort with the largest number any of its publications gives, so that their sums count
        nobody twice.
    """
    columns = ("slug", "label", "year", "design", "pem", "n_cases", "n_controls", "cohorts", "eligible")
    studies = [s for s in records(atlas.studies, columns) if s["eligible"]]
    studies.sort(key=lambda s: (s["year"] is None, s["year"] or 0, s["label"], s["slug"]))
    sizes = {
        cohort["cohort_id"]: cohort
        for cohort in records(atlas.cohorts, ("cohort_id", "n_cases", "n_controls"))
    }
    seen: set[str] = set()
    made = []
    for study in studies:
        cohorts = [cohort for cohort in items(study["cohorts"]) if cohort in sizes]
        new = [sizes[cohort] for cohort in dict.fromkeys(cohorts) if cohort not in seen]
        seen.update(cohorts)
        made.append(
            {name: study[name] for name in _SCHEMA if name in study}
            | {
                "same_people": bool(cohorts) and not new,
                "adds_cases": _total(new, "n_cases"),
                "adds_controls": _total(new, "n_controls"),
            }
        )
    return frame(made, _SCHEMA)


def _total(cohorts: list[dict[str, Any]], column: str) -> int | None:
    known = [cohort[column] for cohort in cohorts if cohort[column] is not None]
    return sum(known) if known else None


def draw(rows: pd.DataFrame, ax: Axes | None = None, *, about: About | None = None) -> Drawn:
    """Draw the group sizes over time.

    Parameters
    ----------
    rows
        As `rows` gives them.
    ax
        Axes of a figure of your own; a figure is made when left out.
    about
        What the figure is about; the whole atlas when left out.
    """
    return drawing(_paint, rows, _texts(rows, about or About()), ax=ax)


def figure(atlas: Atlas) -> Drawn:
    """Draw the group sizes of the eligible studies of an atlas, whole or filtered.

    Examples
    --------
    >>> import synthesis as syn
    >>> figure(syn.load().where(topic="cytokines")).name
    'sample-timeline-cytokines'
    """
    return draw(rows(atlas), about=about(atlas))


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    studies = records(rows, tuple(_SCHEMA))
    if not studies:
        sheet.message(_NOTHING)
    elif all(s["n_cases"] is None and s["n_controls"] is None for s in studies):
        sheet.message(f"No group size is given: {_eligible(len(studies))}.")
    elif sheet.form is theme.NARROW:
        paint_narrow(studies, sheet)
    else:
        paint_wide(studies, sheet)


def _texts(rows: pd.DataFrame, about: About) -> Texts:
    studies = records(rows, tuple(_SCHEMA))
    total = len(studies)
    cases = [s["n_cases"] for s in studies if s["n_cases"] is not None]
    controls = [s["n_controls"] for s in studies if s["n_controls"] is not None]
    required = sum(s["pem"] == Pem.YES for s in studies)
    repeated = sum(s["same_people"] for s in studies)
    title = f"{about.subject}: how many people were studied"
    if not studies:
        subtitle = alt = long = _NOTHING
    else:
        unsized = sum(s["n_cases"] is None and s["n_controls"] is None for s in studies)
        sizes = [_spread(cases, "cases"), _spread(controls, "controls")]
        subtitle = f"No group size is given in {integer(unsized)} of {_eligible(total)}."
        if any(sizes):
            subtitle += (
                f" Where it is given: {'; '.join(filter(None, sizes))}. In all "
                f"{integer(sum(s['adds_cases'] or 0 for s in studies))} cases and "
                f"{integer(sum(s['adds_controls'] or 0 for s in studies))} controls, people in shared "
                "cohorts counted once."
            )
        alt = (
            f"Mirrored plot of {_eligible(total)} by year, cases against controls: "
            f"{'; '.join([*filter(None, sizes), f'no size in {integer(unsized)}'])}; "
            f"PEM required in {integer(required)}."
        )
        long = " ".join(
            (
                "Each study has its own place in order of publication; the number of cases goes one way from "
                "zero, the number of controls the other way, both on one square-root scale.",
                subtitle,
                _years(studies),
                _designs(studies),
                f"PEM was required of every case in {integer(required)}.",
                f"People of an earlier study: {integer(repeated)} of the studies.",
            )
        )
    return Texts(
        name=about.name("sample-timeline"),
        title=title,
        subtitle=about.subtitle(subtitle),
        caption=(
            "One line a study, in order of publication, so years are not spaced evenly. Sizes are the people "
            "enrolled or described; a result may rest on fewer. PEM: post-exertional malaise. Studies that "
            "require it of every case are marked by shape and colour; for all others it was not required or "
            "it is not clear. A dotted line marks people who already stand in an earlier study."
        ),
        alt=alt,
        long_description=long,
        provenance=about.provenance(rows),
    )


def _eligible(studies: int) -> str:
    return f"{integer(studies)} eligible {'study' if studies == 1 else 'studies'}"


def _spread(sizes: list[int], group: str) -> str:
    if not sizes:
        return ""
    if len(set(sizes)) == 1:
        return f"{count(len(sizes), 'study')} with {integer(sizes[0])} {group}"
    return (
        f"{integer(min(sizes))} to {integer(max(sizes))} {group} in {count(len(sizes), 'study')}, "
        f"{integer(median_low(sizes))} or fewer in half of them"
    )


def _years(studies: list[dict[str, Any]]) -> str:
    years = [s["year"] for s in studies if s["year"] is not None]
    unknown = len(studies) - len(years)
    known = f"Published {min(years)} to {max(years)}" if years else "No year of publication is known"
    return f"{known}; {integer(unknown)} without a year." if unknown else f"{known}."


def _designs(studies: list[dict[str, Any]]) -> str:
    of_design = Counter(s["design"] for s in studies)
    parts = [f"{Design(design).label} {integer(n)}" for design, n in of_design.most_common()]
    return f"Designs: {', '.join(parts)}."

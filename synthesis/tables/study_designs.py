"""How the studies were laid out, and how much is known about the people in each design."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from synthesis.store.tidy import Schema, frame, records
from synthesis.tables.balance import balance
from synthesis.tables.column import Column
from synthesis.tables.labels import capital, in_order
from synthesis.tables.people import NOTE, Register, register
from synthesis.tables.scope import provenance, subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.vocabulary.case_definition import Pem
from synthesis.vocabulary.study import Design
from synthesis.wording import share

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

ALL = "all"

_SCHEMA: Schema = {
    "design": "string",
    "studies": "int64",
    "eligible": "int64",
    "excluded": "int64",
    "unidentified": "int64",
    "eligible_unidentified": "int64",
    "pem_required": "int64",
    "pem_not_required": "int64",
    "pem_unclear": "int64",
    "cohorts": "int64",
    "n_cases": "int64",
    "studies_cases_known": "int64",
    "n_controls": "int64",
    "studies_controls_known": "int64",
}


def rows(atlas: Atlas) -> pd.DataFrame:
    """Count studies by design.

    Returns
    -------
    DataFrame
        One row a design that occurs, and a first row ``all``. ``studies`` are eligible plus excluded;
        PEM, cohorts and people are those of eligible studies. ``n_cases`` and ``n_controls`` count each
        cohort once and are NA when there are cohorts but no size is known; ``studies_cases_known`` and
        ``studies_controls_known`` say how many eligible studies give the number.
    """
    studies = records(
        atlas.studies, ("slug", "design", "eligible", "identified", "pem", "n_cases", "n_controls")
    )
    people = register(atlas)
    made = [
        _row(design, [s for s in studies if s["design"] == design], people)
        for design in in_order(Design, (s["design"] for s in studies))
    ]
    balance("study designs", len(studies), (row["studies"] for row in made))
    return frame([_row(ALL, studies, people), *made] if studies else [], _SCHEMA)


def _row(design: str, studies: list[dict[str, Any]], register: Register) -> dict[str, Any]:
    eligible = [s for s in studies if s["eligible"]]
    people = register.of_studies(s["slug"] for s in eligible)
    pem = {word: sum(s["pem"] == word for s in eligible) for word in Pem.values()}
    return {
        "design": design,
        "studies": len(studies),
        "eligible": len(eligible),
        "excluded": len(studies) - len(eligible),
        "unidentified": sum(not s["identified"] for s in studies),
        "eligible_unidentified": sum(not s["identified"] for s in eligible),
        "pem_required": pem[Pem.YES],
        "pem_not_required": pem[Pem.NO],
        "pem_unclear": pem[Pem.UNCLEAR],
        "cohorts": people.cohorts,
        "n_cases": people.n_cases,
        "studies_cases_known": sum(s["n_cases"] is not None for s in eligible),
        "n_controls": people.n_controls,
        "studies_controls_known": sum(s["n_controls"] is not None for s in eligible),
    }


def table(atlas: Atlas) -> Tabled:
    """Tabulate study designs for a page.

    Examples
    --------
    >>> import synthesis as syn
    >>> table(syn.load()).data.empty
    False
    """
    made = rows(atlas)
    lines = records(made, tuple(_SCHEMA))
    printed = [
        line | {"design": "All designs" if line["design"] == ALL else capital(Design(line["design"]).label)}
        for line in lines
    ]
    eligible, studies = (lines[0]["eligible"], lines[0]["studies"]) if lines else (0, 0)
    return tabled(
        "study-designs",
        f"Study designs: {share(eligible, studies)} recorded studies can enter a synthesis",
        subtitle(atlas, "Eligible studies compare people with ME/CFS with people without."),
        (
            Column("design", "Design"),
            Column("studies", "all", "count", "Studies"),
            Column("excluded", "excluded", "count", "Studies"),
            Column("eligible", "eligible", "count", "Studies"),
            Column(
                "eligible_unidentified",
                "not identified",
                "count",
                "Studies",
                "Eligible studies known only as a row of a review; the publication itself was not found",
            ),
            Column("pem_required", "yes", "count", "PEM required", _PEM),
            Column("pem_not_required", "no", "count", "PEM required"),
            Column("pem_unclear", "unclear", "count", "PEM required"),
            Column("n_cases", "total", "count", "Cases", NOTE),
            Column("studies_cases_known", "known for", "count", "Cases", _KNOWN),
            Column("n_controls", "total", "count", "Controls", NOTE),
            Column("studies_controls_known", "known for", "count", "Controls", _KNOWN),
        ),
        provenance(atlas),
        rows=made,
        printed=printed,
        strong=(0,) if lines else (),
    )


_PEM = "Eligible studies by whether post-exertional malaise (PEM) was required of every case"
_KNOWN = "Eligible studies that give the number"

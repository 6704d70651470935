"""By which definitions cases were selected, and whether they required post-exertional malaise (PEM)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from synthesis.store.tidy import Schema, frame, items, records
from synthesis.tables.balance import balance
from synthesis.tables.column import Column
from synthesis.tables.labels import in_order, label
from synthesis.tables.people import NOTE, Register, register
from synthesis.tables.scope import provenance, subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.vocabulary.case_definition import CaseDefinition, Pem
from synthesis.vocabulary.study import PemBadge
from synthesis.wording import count, share

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

UNKNOWN = "unknown"
NO_PAGE = "no-page"
ONE = "one"
OTHER = "other"

_BLOCKS = {
    "definition": "Case definition",
    "combination": "How the definitions combine",
    "pem": "Post-exertional malaise (PEM) required of every case, from the study",
    "badge": "Post-exertional malaise (PEM), badge on the page of the source atlas",
}
_COMBINATIONS = {
    ONE: "one definition",
    "all of": "every case met all of several",
    "any of": "every case met one of several",
    "not stated": "several, combination not stated",
    OTHER: "several, in another combination",
    UNKNOWN: "no definition known",
}

_SCHEMA: Schema = {
    "block": "string",
    "value": "string",
    "studies": "int64",
    "share": "double",
    "pem_required": "int64",
    "pem_not_required": "int64",
    "pem_unclear": "int64",
    "cohorts": "int64",
    "cohorts_sized": "int64",
    "n_cases": "int64",
    "n_controls": "int64",
}
_COLUMNS = ("slug", "eligible", "case_definitions", "case_definition_logic", "pem", "pem_badge", "atlas_url")


def rows(atlas: Atlas) -> pd.DataFrame:
    """Count eligible studies by case definition, by PEM requirement and by the badge of the atlas page.

    Returns
    -------
    DataFrame
        One row a ``value`` of each ``block``. In ``definition`` a study with several definitions is in
        several rows; the rows of each other block add up to all eligible studies. Studies whose
        definition is not known are the row ``unknown``. ``n_cases`` and ``n_controls`` count each cohort
        once; ``cohorts_sized`` of ``cohorts`` have both numbers.
    """
    studies = [s for s in records(atlas.studies, _COLUMNS) if s["eligible"]]
    people = register(atlas)
    made: list[dict[str, Any]] = []
    for block, choices in _choices(studies).items():
        parts = {value: [s for s in studies if value in _values(block, s)] for value in choices}
        if block != "definition":
            balance(f"case definitions, {block}", len(studies), map(len, parts.values()))
        made += [_row(block, value, part, len(studies), people) for value, part in parts.items()]
    return frame(made, _SCHEMA)


def _choices(studies: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Values of each block that occur, in the order they are printed."""
    found = {block: {value for s in studies for value in _values(block, s)} for block in _BLOCKS}
    return {
        "definition": in_order(CaseDefinition, found["definition"])
        + [UNKNOWN] * (UNKNOWN in found["definition"]),
        "combination": [value for value in _COMBINATIONS if value in found["combination"]],
        "pem": in_order(Pem, found["pem"]),
        "badge": in_order(PemBadge, found["badge"]) + [NO_PAGE] * (NO_PAGE in found["badge"]),
    }


def _values(block: str, study: dict[str, Any]) -> tuple[str, ...]:
    definitions = items(study["case_definitions"])
    match block:
        case "definition":
            return definitions or (UNKNOWN,)
        case "combination":
            if len(definitions) < 2:
                return (ONE if definitions else UNKNOWN,)
            logic = study["case_definition_logic"]
            return (logic if logic in _COMBINATIONS else OTHER,)
        case "pem":
            return (study["pem"],)
        case _:
            return (study["pem_badge"] if study["atlas_url"] else NO_PAGE,)


def _row(
    block: str, value: str, studies: list[dict[str, Any]], of: int, register: Register
) -> dict[str, Any]:
    people = register.of_studies(s["slug"] for s in studies)
    return {
        "block": block,
        "value": value,
        "studies": len(studies),
        "share": len(studies) / of,
        "pem_required": sum(s["pem"] == Pem.YES for s in studies),
        "pem_not_required": sum(s["pem"] == Pem.NO for s in studies),
        "pem_unclear": sum(s["pem"] == Pem.UNCLEAR for s in studies),
        "cohorts": people.cohorts,
        "cohorts_sized": people.sized,
        "n_cases": people.n_cases,
        "n_controls": people.n_controls,
    }


def table(atlas: Atlas) -> Tabled:
    """Tabulate case definitions and PEM for a page.

    Examples
    --------
    >>> import synthesis as syn
    >>> table(syn.load()).data.empty
    False
    """
    made = rows(atlas)
    printed = [
        line
        | {
            "block": _BLOCKS[line["block"]],
            "value": _words(line["block"], line["value"]),
            "sized": f"{line['cohorts_sized']} of {line['cohorts']}",
        }
        for line in records(made, tuple(_SCHEMA))
    ]
    studies = [s for s in records(atlas.studies, _COLUMNS) if s["eligible"]]
    known = sum(bool(s["case_definitions"]) for s in studies)
    pem = "Yes if a definition that every case met requires PEM, or the study says that it was required"
    return tabled(
        "case-definitions",
        f"Case definitions: known for {share(known, len(studies))} eligible studies",
        subtitle(
            atlas,
            f"PEM was required of every case in {count(sum(s['pem'] == Pem.YES for s in studies), 'study')}.",
        ),
        (
            Column(
                "value",
                "Studies by",
                note="A study with several definitions is in several rows of the first block, also in rows "
                "of definitions that do not decide its PEM; in the other blocks every study is in one row",
            ),
            Column("studies", "Studies", "count"),
            Column("share", "Share", "percent"),
            Column("pem_required", "yes", "count", "PEM required of every case", pem),
            Column("pem_not_required", "no", "count", "PEM required of every case"),
            Column("pem_unclear", "unclear", "count", "PEM required of every case"),
            Column("n_cases", "Cases", "count", "People", NOTE),
            Column("n_controls", "Controls", "count", "People", NOTE),
            Column("sized", "both sizes known", "figure", "People"),
        ),
        provenance(atlas),
        rows=made,
        printed=printed,
        notes=(
            "The badges were set by the source atlas, which does not say how; they do not enter the columns "
            f"on PEM. Badge and study contradict each other in "
            f"{count(_contradictions(studies), 'study')}.",
        ),
        group="block",
    )


def _words(block: str, value: str) -> str:
    if block == "combination":
        return _COMBINATIONS[value]
    if value == NO_PAGE:
        return "no page in the source atlas"
    if value == UNKNOWN:
        return "definition not known"
    vocabulary = {"definition": CaseDefinition, "pem": Pem, "badge": PemBadge}[block]
    return label(vocabulary, value) or value


def _contradictions(studies: list[dict[str, Any]]) -> int:
    opposite = {(PemBadge.REQUIRED, Pem.NO), (PemBadge.NOT_REQUIRED, Pem.YES)}
    return sum((s["pem_badge"], s["pem"]) in opposite for s in studies)

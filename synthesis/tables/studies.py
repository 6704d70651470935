"""The eligible studies: who was compared, by which definition, and how the record was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synthesis.store.tidy import Schema, frame, records
from synthesis.tables.address import address
from synthesis.tables.column import Column
from synthesis.tables.labels import label, labels
from synthesis.tables.scope import provenance, subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.vocabulary.case_definition import CaseDefinition, Pem
from synthesis.vocabulary.result import SourceKind
from synthesis.vocabulary.study import Comparator, Design, ReviewState
from synthesis.wording import count, share

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

_SCHEMA: Schema = {
    "slug": "string",
    "label": "string",
    "first_author": "string",
    "year": "int64",
    "title": "string",
    "identified": "bool",
    "design": "string",
    "case_definitions": "string",
    "case_definition_logic": "string",
    "pem": "string",
    "pem_badge": "string",
    "cohorts": "string",
    "n_cases": "int64",
    "n_controls": "int64",
    "comparator": "string",
    "findings": "int64",
    "findings_counted": "int64",
    "read_from": "string",
    "atlas_page_only": "bool",
    "open_conflicts": "int64",
    "review_state": "string",
    "url": "string",
}
_COLUMNS = (*(name for name in _SCHEMA if name != "url"), "eligible", "doi", "pmid", "pmcid", "atlas_url")


def rows(atlas: Atlas) -> pd.DataFrame:
    """List eligible studies by label, those whose author is not known last.

    Returns
    -------
    DataFrame
        One row a study; columns as in the atlas, and ``url``, the address of the publication, else of its
        page in the source atlas, NA when neither is known.
    """
    eligible = [s for s in records(atlas.studies, _COLUMNS) if s["eligible"]]
    eligible.sort(key=lambda s: (s["first_author"] is None, s["label"].casefold(), s["slug"]))
    return frame(({name: s.get(name) for name in _SCHEMA} | {"url": address(s)} for s in eligible), _SCHEMA)


def table(atlas: Atlas) -> Tabled:
    """Tabulate eligible studies for a page.

    Examples
    --------
    >>> import synthesis as syn
    >>> table(syn.load().where(eligible=True)).name
    'studies'
    """
    made = rows(atlas)
    studies = records(made, tuple(_SCHEMA))
    printed = [
        s
        | {
            "design": label(Design, s["design"]),
            "definition": _definition(s["case_definitions"], s["case_definition_logic"]),
            "pem": Pem(s["pem"]).label.removeprefix("PEM "),
            "comparator": label(Comparator, s["comparator"]),
            "read_from": _read_from(s["read_from"], s["atlas_page_only"]),
        }
        for s in studies
    ]
    checked = sum(s["review_state"] == ReviewState.CHECKED for s in studies)
    return tabled(
        "studies",
        f"{count(len(made), 'eligible study')}",
        subtitle(
            atlas,
            "People with ME/CFS compared with people without for at least one marker. "
            f"A second reader has checked {share(checked, len(studies))} records.",
        ),
        (
            Column("label", "Study", link="url", record=("study", "slug")),
            Column("design", "Design"),
            Column("definition", "Case definition"),
            Column("pem", "PEM required", note="Of every case, by the case definitions or as the study says"),
            Column("n_cases", "Cases", "count", "People enrolled", _PEOPLE),
            Column("n_controls", "Controls", "count", "People enrolled", _PEOPLE),
            Column("comparator", "Compared with"),
            Column("findings_counted", "counted", "count", "Findings"),
            Column("findings", "recorded", "count", "Findings"),
            Column("read_from", "Best source read", "prose"),
        ),
        provenance(atlas),
        rows=made,
        printed=printed,
        notes=("Publications are linked by DOI or PubMed entry, or by their page in the source atlas.",),
    )


_PEOPLE = "Studies can share people; do not add the lines up"


def _definition(joined: str | None, logic: str | None) -> str | None:
    words = labels(CaseDefinition, joined)
    match logic:
        case None:
            return words
        case "all of" | "any of":
            return f"{logic}: {words}"
        case _:
            return f"{words} (combination {logic})" if logic == "not stated" else f"{words} ({logic})"


def _read_from(kind: str | None, atlas_page_only: bool) -> str | None:
    words = label(SourceKind, kind)
    return f"{words} only" if atlas_page_only else words

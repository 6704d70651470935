"""Filters of an atlas: which there are, what their values mean, and the tables they leave."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TypedDict, cast

import pyarrow as pa
import pyarrow.compute as pc

from synthesis.errors import FilterError, UnknownTermError
from synthesis.store.counts import recount
from synthesis.store.nearest import nearest
from synthesis.store.topics import findings_of
from synthesis.vocabulary import measurement, result, study
from synthesis.vocabulary.case_definition import CaseDefinition, Pem
from synthesis.vocabulary.term import Term, folded

Tables = Mapping[str, pa.Table]
#: One word, or several of which any may hold.
Words = str | Iterable[str]


class Filters(TypedDict, total=False):
    """Every filter and the type of its value; `FIELDS` says what each one reads."""

    slug: Words
    kind: Words
    design: Words
    population: Words
    pem: Words
    case_definition: Words
    comparator: Words
    country: Words
    years: int | tuple[int | None, int | None]
    eligible: bool
    identified: bool
    atlas_page_only: bool
    marker: Words
    marker_group: Words
    marker_kind: Words
    specimen: Words
    matrix_class: Words
    state: Words
    contrast: Words
    direction: Words
    source_kind: Words
    assay_family: Words
    counted: bool
    inferred: bool
    topic: Words
    question_key: Words


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a filter asks for: the values it accepts, and the filter in words."""

    values: set[object]
    words: str


#: Understands the value of the filter `name`, looking up names in the tables of the whole atlas.
Read = Callable[[str, object, Tables], Wanted]


@dataclass(frozen=True, slots=True)
class Field:
    """One filter: the column it compares, how its value is read, and what separates the parts of a cell."""

    table: str
    column: str
    read: Read
    separators: str = ""


def select(tables: Tables, whole: Tables, filters: Filters) -> tuple[dict[str, pa.Table], tuple[str, ...]]:
    """Apply filters; all must hold.

    Parameters
    ----------
    tables
        The tables to make smaller.
    whole
        The tables before any filter, in which names are looked up.
    filters
        Value by name of the filter.

    Returns
    -------
    tables, words
        The smaller tables with counts that fit them, and each filter in words.

    Raises
    ------
    FilterError
        When there is no such filter or value.
    """
    masks: dict[str, list[pa.ChunkedArray]] = {"studies": [], "findings": []}
    words: list[str] = []
    for name, value in filters.items():
        if name not in FIELDS:
            raise FilterError(f"there is no filter {name!r}", where="where", hint=nearest(name, FIELDS))
        field = FIELDS[name]
        wanted = field.read(name, value, whole)
        masks[field.table].append(_mask(tables[field.table][field.column], wanted.values, field.separators))
        words.append(f"{name}: {wanted.words}")
    left = _cut(tables, masks["studies"], masks["findings"])
    if "topic" in filters:
        topics = _topic_ids("topic", filters["topic"], whole)
        left["topics"] = left["topics"].filter(_mask(left["topics"]["topic"], set(topics)))
    return left, tuple(words)


def _mask(column: pa.ChunkedArray, values: set[object], separators: str = "") -> pa.ChunkedArray:
    """Tell which cells hold one of the values, as a whole or as one of their parts."""
    if separators:
        cells = [cell for cell in column.unique().to_pylist() if cell is not None]
        values = {cell for cell in cells if values.intersection(re.split(f"[{separators}]", cell))}
    return pc.is_in(column, value_set=pa.array(list(values), column.type))


def _cut(
    tables: Tables, on_studies: list[pa.ChunkedArray], on_findings: list[pa.ChunkedArray]
) -> dict[str, pa.Table]:
    """Cut all tables to the studies and findings for which every mask holds, and count again."""
    studies = _filter(tables["studies"], on_studies)
    in_studies = pc.is_in(tables["findings"]["slug"], value_set=studies["slug"].combine_chunks())
    findings = _filter(tables["findings"], [*on_findings, in_studies])
    if on_findings:
        studies = _keep(studies, "slug", findings["slug"])
    if studies.num_rows == tables["studies"].num_rows and findings.num_rows == tables["findings"].num_rows:
        return dict(tables)
    slugs, ids = studies["slug"], findings["finding_id"]
    cohorts = pa.chunked_array(
        [sorted({c for cell in studies["cohorts"].to_pylist() for c in cell.split(";")})], pa.string()
    )
    left = {
        **tables,
        "studies": studies,
        "findings": findings,
        "cohorts": _keep(tables["cohorts"], "cohort_id", cohorts),
        "sources": _keep(tables["sources"], "finding_id", ids),
        "markers": _keep(tables["markers"], "marker", findings["marker"]),
    }
    for name in ("groups", "conflicts", "published", "left_out", "acknowledged", "panels"):
        left[name] = _keep(tables[name], "slug", slugs)
    known = set(ids.to_pylist())
    for name, column in (("conflicts", "finding_ids"), ("acknowledged", "finding_id")):
        left[name] = _keep_about(left[name], column, known)
    return recount(left)


def _filter(table: pa.Table, masks: list[pa.ChunkedArray]) -> pa.Table:
    return table.filter(reduce(pc.and_, masks)) if masks else table


def _keep(table: pa.Table, column: str, values: pa.ChunkedArray) -> pa.Table:
    return table.filter(pc.is_in(table[column], value_set=values.combine_chunks()))


def _keep_about(table: pa.Table, column: str, finding_ids: set[str]) -> pa.Table:
    """Keep rows about a study as a whole, and those about a finding that is left."""
    about = (cell.split(";") if cell else [] for cell in table[column].to_pylist())
    return table.filter(
        pa.array([not ids or bool(finding_ids.intersection(ids)) for ids in about], pa.bool_())
    )


def _several(name: str, value: object) -> list[str]:
    """Take one word or several as a list."""
    words = [value] if isinstance(value, str) else list(value) if isinstance(value, Iterable) else [value]
    if not words:
        raise FilterError("no value is given", where=name, hint="name at least one, or leave the filter out")
    for word in words:
        if not isinstance(word, str):
            raise FilterError(f"{word!r} is not a word", where=name, hint="give text, or a list of texts")
    return cast(list[str], words)


def _terms(vocabulary: type[Term]) -> Read:
    """Read words of a vocabulary in every spelling."""

    def read(name: str, value: object, whole: Tables) -> Wanted:
        try:
            terms = [vocabulary.parse(word).value for word in _several(name, value)]
        except UnknownTermError as error:
            raise FilterError(error.message, where=name, hint=error.hint) from None
        return Wanted(set(terms), ", ".join(terms))

    return read


def _known(table: str, column: str, separators: str = "") -> Read:
    """Read texts that some cell of the whole atlas holds."""

    def read(name: str, value: object, whole: Tables) -> Wanted:
        cells = [cell for cell in whole[table][column].unique().to_pylist() if cell is not None]
        parts = {
            part for cell in cells for part in (re.split(f"[{separators}]", cell) if separators else [cell])
        }
        by_spelling = {folded(part): part for part in sorted(parts)}
        found: list[str] = []
        for word in _several(name, value):
            if folded(word) not in by_spelling:
                raise FilterError(f"no study or finding has {word!r}", where=name, hint=nearest(word, parts))
            found.append(by_spelling[folded(word)])
        return Wanted(set(found), ", ".join(found))

    return read


def _truth(name: str, value: object, whole: Tables) -> Wanted:
    if not isinstance(value, bool):
        raise FilterError(f"{value!r} is not a truth value", where=name, hint="give True or False")
    return Wanted({value}, "yes" if value else "no")


def _years(name: str, value: object, whole: Tables) -> Wanted:
    """Read a year, or the first and last of a range of which either may be open."""
    span = value if isinstance(value, (tuple, list)) else (value, value)
    if len(span) != 2 or span == (None, None) or not all(y is None or type(y) is int for y in span):
        raise FilterError(
            f"{value!r} is not a range of years", where=name, hint="give (2000, 2015) or (2000, None)"
        )
    first, last = span
    if first is not None and last is not None and first > last:
        raise FilterError(
            f"the range {first} to {last} is empty", where=name, hint="give the earlier year first"
        )
    known = [year for year in whole["studies"]["year"].unique().to_pylist() if year is not None]
    years = {y for y in known if (first is None or y >= first) and (last is None or y <= last)}
    words = f"from {first}" if last is None else f"to {last}" if first is None else f"{first} to {last}"
    return Wanted(years, str(first) if first == last else words)


def _marker_ids(name: str, value: object, whole: Tables) -> Wanted:
    """Read markers by id, name or synonym; an id wins over a name, a name over a synonym."""
    spellings: list[dict[str, set[str]]] = [{}, {}, {}]
    written: list[str] = []
    for row in whole["markers"].select(["marker", "name", "synonyms"]).to_pylist():
        synonyms = row["synonyms"].split(";") if row["synonyms"] else []
        for known, names in zip(spellings, ([row["marker"]], [row["name"]], synonyms), strict=True):
            written += names
            for spelling in names:
                known.setdefault(folded(spelling), set()).add(row["marker"])
    found: list[str] = []
    for word in _several(name, value):
        ids = next((known[folded(word)] for known in spellings if folded(word) in known), set())
        if not ids:
            raise FilterError(f"there is no marker {word!r}", where=name, hint=nearest(word, written))
        if len(ids) > 1:
            raise FilterError(f"{word!r} may be {' or '.join(sorted(ids))}", where=name, hint="give the id")
        found += ids
    return Wanted(set(found), ", ".join(found))


def _topic_ids(name: str, value: object, whole: Tables) -> list[str]:
    return _known("topics", "topic")(name, value, whole).words.split(", ")


def _in_topics(name: str, value: object, whole: Tables) -> Wanted:
    """Read topics as the findings their pages show."""
    topics = _topic_ids(name, value, whole)
    ids = {
        finding
        for topic in topics
        for finding in findings_of(topic, whole["topics"], whole["findings"])["finding_id"].to_pylist()
    }
    return Wanted(ids, ", ".join(topics))


_COUNTRIES = "/;,"

#: Every filter. Those on studies keep whole studies, those on findings keep findings.
FIELDS: dict[str, Field] = {
    "slug": Field("studies", "slug", _known("studies", "slug")),
    "kind": Field("studies", "kind", _terms(study.StudyKind)),
    "design": Field("studies", "design", _terms(study.Design)),
    "population": Field("studies", "population", _terms(study.Population)),
    "pem": Field("studies", "pem", _terms(Pem)),
    "case_definition": Field("studies", "case_definitions", _terms(CaseDefinition), ";"),
    "comparator": Field("studies", "comparator", _terms(study.Comparator)),
    "country": Field("studies", "country", _known("studies", "country", _COUNTRIES), _COUNTRIES),
    "years": Field("studies", "year", _years),
    "eligible": Field("studies", "eligible", _truth),
    "identified": Field("studies", "identified", _truth),
    "atlas_page_only": Field("studies", "atlas_page_only", _truth),
    "marker": Field("findings", "marker", _marker_ids),
    "marker_group": Field("findings", "marker_group", _marker_ids),
    "marker_kind": Field("findings", "marker_kind", _terms(measurement.MarkerKind)),
    "specimen": Field("findings", "specimen", _terms(measurement.Specimen)),
    "matrix_class": Field("findings", "matrix_class", _terms(measurement.MatrixClass)),
    "state": Field("findings", "state", _terms(measurement.State)),
    "contrast": Field("findings", "contrast", _terms(result.Contrast)),
    "direction": Field("findings", "direction", _terms(result.Direction)),
    "source_kind": Field("findings", "source_kind", _terms(result.SourceKind)),
    "assay_family": Field("findings", "assay_family", _terms(measurement.AssayFamily)),
    "counted": Field("findings", "counted", _truth),
    "inferred": Field("findings", "inferred", _truth),
    "topic": Field("findings", "finding_id", _in_topics),
    "question_key": Field("findings", "question_key", _known("findings", "question_key")),
}

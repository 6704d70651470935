"""Which markers were studied, in how many cohorts, in what, how, when, and how well that is read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from synthesis.store.tidy import Schema, frame, records
from synthesis.tables.column import Column
from synthesis.tables.labels import in_order, label, labels
from synthesis.tables.people import Register, register
from synthesis.tables.scope import provenance, subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.vocabulary.measurement import AssayFamily, MarkerKind, Specimen
from synthesis.vocabulary.result import SourceKind
from synthesis.wording import UNDEFINED, count, integer, share

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

_SCHEMA: Schema = {
    "marker": "string",
    "marker_name": "string",
    "marker_kind": "string",
    "cohorts": "int64",
    "cohorts_sized": "int64",
    "n_cases": "int64",
    "n_controls": "int64",
    "participants": "int64",
    "specimens": "string",
    "assay_families": "string",
    "year_first": "int64",
    "year_last": "int64",
    "findings": "int64",
    "best_source": "string",
    "atlas_page_only": "int64",
    "share_atlas_page_only": "double",
    "inferred": "int64",
    "share_inferred": "double",
}
_COLUMNS = (
    "marker",
    "marker_name",
    "marker_kind",
    "cohort_id",
    "specimen",
    "assay_family",
    "year",
    "source_kind",
    "atlas_page_only",
    "inferred",
    "counted",
)


def rows(atlas: Atlas) -> pd.DataFrame:
    """Describe the counted findings of each marker.

    Returns
    -------
    DataFrame
        One row a marker with a counted finding, most cohorts first. People count each cohort once, over
        the cohorts whose size is known (both sizes: ``cohorts_sized`` of ``cohorts``); NA when none is.
        ``specimens`` and ``assay_families`` join vocabulary values with semicolons. ``inferred`` counts
        findings of no difference that follow from a marker not being listed among the differences.
    """
    by_marker: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in records(atlas.findings, _COLUMNS):
        if finding["counted"]:
            by_marker[finding["marker"]].append(finding)
    people = register(atlas)
    made = [_row(findings, people) for findings in by_marker.values()]
    made.sort(key=lambda row: (-row["cohorts"], -row["findings"], row["marker_name"], row["marker"]))
    return frame(made, _SCHEMA)


def _row(findings: list[dict[str, Any]], register: Register) -> dict[str, Any]:
    first = findings[0]
    people = register.people(f["cohort_id"] for f in findings)
    years = [f["year"] for f in findings if f["year"] is not None]
    on_page = sum(f["atlas_page_only"] for f in findings)
    inferred = sum(f["inferred"] for f in findings)
    return {
        "marker": first["marker"],
        "marker_name": first["marker_name"],
        "marker_kind": first["marker_kind"],
        "cohorts": people.cohorts,
        "cohorts_sized": people.sized,
        "n_cases": people.n_cases,
        "n_controls": people.n_controls,
        "participants": people.participants,
        "specimens": ";".join(in_order(Specimen, (f["specimen"] for f in findings))),
        "assay_families": ";".join(in_order(AssayFamily, (f["assay_family"] for f in findings))),
        "year_first": min(years, default=None),
        "year_last": max(years, default=None),
        "findings": len(findings),
        "best_source": min(
            (SourceKind(f["source_kind"]) for f in findings),
            key=lambda kind: (kind.trust, SourceKind.values().index(kind.value)),
        ).value,
        "atlas_page_only": on_page,
        "share_atlas_page_only": on_page / len(findings),
        "inferred": inferred,
        "share_inferred": inferred / len(findings),
    }


def table(atlas: Atlas) -> Tabled:
    """Tabulate the coverage of markers for a page.

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
            "marker_kind": label(MarkerKind, line["marker_kind"]),
            "specimens": labels(Specimen, line["specimens"]),
            "assay_families": labels(AssayFamily, line["assay_families"]),
            "best_source": label(SourceKind, line["best_source"]),
            "years": _years(line["year_first"], line["year_last"]),
            "sized": f"{line['cohorts_sized']} of {line['cohorts']}",
        }
        for line in records(made, tuple(_SCHEMA))
    ]
    alone = int((made["cohorts"] == 1).sum())
    without = len(atlas.markers) - len(made)
    people = (
        "People enrolled in these cohorts, a shared cohort once, over the cohorts whose size is known; the "
        "marker may have been measured in fewer"
    )
    return tabled(
        "marker-coverage",
        f"Marker coverage: {count(len(made), 'marker')} with a finding that counts",
        subtitle(atlas, f"One cohort alone stands behind {share(alone, len(made))} markers."),
        (
            Column("marker_name", "Marker", record=("marker", "marker")),
            Column("marker_kind", "Kind"),
            Column("cohorts", "Cohorts", "count"),
            Column("findings", "Findings", "count", note=_COUNTED),
            Column("n_cases", "Cases", "count", "People", people),
            Column("n_controls", "Controls", "count", "People", people),
            Column("sized", "both sizes known", "figure", "People"),
            Column("years", "Years", "figure"),
            Column("share_atlas_page_only", "Atlas page only", "percent", "How it was read", _PAGE),
            Column("share_inferred", "Inferred", "percent", "How it was read", _INFERRED),
            Column("best_source", "Best source", under="How it was read"),
            Column("specimens", "Specimens", "prose", under="Measured in and by"),
            Column("assay_families", "Assays", "prose", under="Measured in and by"),
        ),
        provenance(atlas),
        rows=made,
        printed=printed,
        notes=(
            f"Markers of the register without a finding that counts in this selection: {integer(without)}.",
        ),
    )


_COUNTED = "Comparisons of cases with controls in eligible studies, for one marker"
_PAGE = "Findings that only a generated summary on a page of the source atlas carries: pointers to a paper"
_INFERRED = (
    "Findings of no difference that follow only from the marker not being listed among the differences"
)


def _years(first: int | None, last: int | None) -> str | None:
    if first is None:
        return None
    return str(first) if first == last else f"{first}{UNDEFINED}{last}"

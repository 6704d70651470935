"""Counts that follow from other tables: of findings, cohorts, people and open conflicts.

The same function serves a freshly compiled atlas and one that a filter made smaller, so that every count
always describes the rows next to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from synthesis.store.arrow import replace
from synthesis.vocabulary.result import ConflictStatus
from synthesis.vocabulary.study import GroupRole


def recount(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Fill in every column of studies, cohorts and markers that counts rows of other tables.

    One cohort counts once: its size is the largest any publication gives, for cases and for the
    comparison group separately, and missing when no publication gives one.
    """
    findings = tables["findings"].select(["slug", "marker", "cohort_id", "counted"])
    counted = findings.filter(findings["counted"])
    return {
        **tables,
        "studies": _studies(tables, findings, counted),
        "cohorts": _cohorts(tables),
        "markers": _markers(tables["markers"], findings, counted),
    }


def _studies(tables: Mapping[str, pa.Table], findings: pa.Table, counted: pa.Table) -> pa.Table:
    studies, conflicts = tables["studies"], tables["conflicts"]
    is_open = pc.equal(conflicts["status"], ConflictStatus.UNRESOLVED.value)
    for column, source in (
        ("findings", findings),
        ("findings_counted", counted),
        ("open_conflicts", conflicts.filter(is_open)),
    ):
        studies = replace(studies, column, _per_key(studies["slug"], source["slug"]))
    return studies


def _markers(markers: pa.Table, findings: pa.Table, counted: pa.Table) -> pa.Table:
    cohorts = counted.group_by(["marker", "cohort_id"]).aggregate([])
    for column, source in (
        ("findings", findings),
        ("findings_counted", counted),
        ("cohorts_counted", cohorts),
    ):
        markers = replace(markers, column, _per_key(markers["marker"], source["marker"]))
    return markers


def _per_key(keys: pa.ChunkedArray, column: pa.ChunkedArray) -> list[int]:
    """Count how often each key stands in another table's column."""
    counts = {entry["values"]: entry["counts"] for entry in pc.value_counts(column).to_pylist()}
    return [counts.get(key, 0) for key in keys.to_pylist()]


def _cohorts(tables: Mapping[str, pa.Table]) -> pa.Table:
    cohorts = tables["cohorts"]
    reports: dict[str, list[str]] = {}
    eligible: set[str] = set()
    for study in tables["studies"].select(["slug", "cohorts", "eligible"]).to_pylist():
        for cohort_id in study["cohorts"].split(";"):
            reports.setdefault(cohort_id, []).append(study["slug"])
            if study["eligible"]:
                eligible.add(cohort_id)
    sizes = _largest(tables["groups"])
    ids = cohorts["cohort_id"].to_pylist()
    columns: dict[str, list[object]] = {
        "studies": [";".join(reports[i]) for i in ids],
        "n_studies": [len(reports[i]) for i in ids],
        "eligible": [i in eligible for i in ids],
        "n_cases": [sizes.get((i, GroupRole.CASES.value)) for i in ids],
        "n_controls": [sizes.get((i, GroupRole.COMPARISON.value)) for i in ids],
    }
    for name, values in columns.items():
        cohorts = replace(cohorts, name, values)
    return cohorts


def _largest(groups: pa.Table) -> dict[tuple[str, str], int]:
    """Return the largest number of people with a role that any one publication gives for a cohort."""
    totals: Counter[tuple[str, str, str]] = Counter()
    for group in groups.select(["cohort_id", "role", "slug", "n"]).to_pylist():
        if group["n"] is not None:
            totals[group["cohort_id"], group["role"], group["slug"]] += group["n"]
    largest: dict[tuple[str, str], int] = {}
    for (cohort_id, role, _), n in totals.items():
        largest[cohort_id, role] = max(n, largest.get((cohort_id, role), n))
    return largest

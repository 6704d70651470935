"""What is not known: markers without a result, results nobody repeated, results that a panel keeps back."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from synthesis.consistency.votes import votes
from synthesis.store.tidy import Row, Schema, frame, records
from synthesis.tables.column import Column
from synthesis.tables.people import Register, register
from synthesis.tables.scope import provenance, subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.vocabulary.case_definition import Pem
from synthesis.wording import count, integer

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

#: Each gap: its id, its heading, and what it means for a reader.
GAPS = {
    "pem-never": (
        "Never measured where post-exertional malaise was required",
        "No cohort in which every case had to have post-exertional malaise has a result for the marker. In "
        "the cohorts that have one it was not required, or the report does not make it clear",
    ),
    "one-cohort": (
        "Not repeated: no question on the marker was asked by a second cohort",
        "Each question on the marker has one cohort. Whether anybody else would find the same is not known",
    ),
    "one-group": (
        "Repeated, but by one research group alone",
        "Two cohorts or more, and the known authors of all of them are one research group",
    ),
    "panel": (
        "Measured in a panel and not reported",
        "The study says how many analytes its panel had and gives results for fewer. Those that did not "
        "differ are the likelier ones to be missing",
    ),
    "no-finding": (
        "In the register, without a result that counts",
        "The marker is listed here, and no comparison of cases with controls that counts has been recorded",
    ),
}

_SCHEMA: Schema = {
    **dict.fromkeys(("gap", "marker", "marker_name", "question_key", "slug", "label"), "string"),
    **dict.fromkeys(("cohorts", "cohorts_pem_unclear", "participants", "panel_size", "reported"), "int64"),
}
_FINDING = ("finding_id", "slug", "label", "marker", "marker_name", "cohort_id", "question_key", "pem",
    "panel_size", "counted")  # fmt: skip


def rows(atlas: Atlas) -> pd.DataFrame:
    """List what the records leave open.

    Returns
    -------
    DataFrame
        One row a gap, by kind in the order of `GAPS`. ``pem-never``, ``one-cohort`` and ``no-finding`` are
        about a marker, ``one-group`` about a question, ``panel`` about a study, with the size of its panel
        and how many of its analytes have a result here. ``cohorts`` and ``participants`` (known, each
        cohort once) are those that have a result.
    """
    findings = records(atlas.findings, _FINDING)
    people = register(atlas)
    made = [
        *_by_marker([f for f in findings if f["counted"]], people),
        *_one_group(atlas, people),
        *_panels(atlas, findings),
        *_without(atlas),
    ]
    order = list(GAPS)
    made.sort(
        key=lambda row: (
            order.index(row["gap"]),
            -row.get("cohorts", 0),
            row.get("reported", 0) - row.get("panel_size", 0),
            (row.get("marker_name") or row["label"]).casefold(),
            row.get("question_key") or row.get("slug") or "",
        )
    )
    return frame(made, _SCHEMA)


def _by_marker(findings: list[dict[str, Any]], people: Register) -> list[dict[str, Any]]:
    by_marker: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in findings:
        by_marker[finding["marker"]].append(finding)
    made = []
    for marker, own in by_marker.items():
        asked: dict[str, set[str]] = defaultdict(set)
        for finding in own:
            asked[finding["question_key"]].add(finding["cohort_id"])
        cohorts = {finding["cohort_id"] for finding in own}
        required = any(finding["pem"] == Pem.YES for finding in own)
        unclear = {f["cohort_id"] for f in own if f["pem"] == Pem.UNCLEAR}
        about: dict[str, Any] = {
            "marker": marker,
            "marker_name": own[0]["marker_name"],
            "cohorts": len(cohorts),
            "cohorts_pem_unclear": len(unclear),
            "participants": people.people(cohorts).participants,
        }
        made += [{"gap": "pem-never", **about}] if not required else []
        made += [{"gap": "one-cohort", **about}] if max(map(len, asked.values())) == 1 else []
    return made


def _one_group(atlas: Atlas, people: Register) -> list[dict[str, Any]]:
    """Find the questions of two cohorts or more whose authors are all known to be one research group."""
    cast: dict[str, list[Row]] = defaultdict(list)
    for vote in records(votes(atlas), ("question_key", "marker", "cohort_id", "group_id", "group_known")):
        cast[vote["question_key"]].append(vote)
    names = dict(zip(atlas.markers["marker"], atlas.markers["name"], strict=True))
    return [
        {
            "gap": "one-group",
            "marker": own[0]["marker"],
            "marker_name": names[own[0]["marker"]],
            "question_key": key,
            "cohorts": len(own),
            "participants": people.people(vote["cohort_id"] for vote in own).participants,
        }
        for key, own in cast.items()
        if len(own) > 1 and all(v["group_known"] for v in own) and len({v["group_id"] for v in own}) == 1
    ]


def _panels(atlas: Atlas, findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Find the studies whose panel had more analytes than their record, filtered or not, has results."""
    made: list[dict[str, Any]] = []
    with_panel = (finding for finding in findings if finding["panel_size"] is not None)
    for slug, label in dict.fromkeys((finding["slug"], finding["label"]) for finding in with_panel):
        of_panel: dict[int, set[str]] = defaultdict(set)
        for finding in atlas.study(slug).findings:
            if finding.assay.panel_size is not None:
                of_panel[finding.assay.panel_size].add(finding.marker)
        made += [
            {"gap": "panel", "slug": slug, "label": label, "panel_size": size, "reported": len(markers)}
            for size, markers in of_panel.items()
            if len(markers) < size
        ]
    return made


def _without(atlas: Atlas) -> list[dict[str, Any]]:
    """Find the markers of a topic, or of the whole register, that have no result."""
    listed = set(atlas.topics["marker"].dropna())
    columns = ("marker", "name", "panel", "immune", "findings_counted")
    return [
        {"gap": "no-finding", "marker": row["marker"], "marker_name": row["name"]}
        for row in records(atlas.markers, columns)
        if row["marker"] in listed and row["immune"] and not row["panel"] and not row["findings_counted"]
    ]


def table(atlas: Atlas) -> Tabled:
    """Tabulate what is not known.

    Examples
    --------
    >>> import synthesis as syn
    >>> made = table(syn.load())
    >>> set(made.data["gap"]) <= set(GAPS)
    True
    """
    made = rows(atlas)
    lines = records(made, tuple(_SCHEMA))
    occurring = [gap for gap in GAPS if gap in {line["gap"] for line in lines}]
    return tabled(
        "unknown",
        f"What is not known: {count(len(lines), 'gap')}",
        subtitle(
            atlas,
            "What these records leave open. A gap is one of the records: a study that closes it may exist "
            "and not have been read.",
        ),
        (
            Column("about", "Marker or study", record=("marker", "marker")),
            Column("cohorts", "Cohorts with a result", "count"),
            Column("known_people", "Participants known", "count"),
            Column("detail", "What is missing", "prose"),
        ),
        provenance(atlas),
        rows=made,
        printed=[line | _printed(line) for line in lines],
        notes=tuple(f"{GAPS[gap][0]}: {GAPS[gap][1][:1].lower()}{GAPS[gap][1][1:]}." for gap in occurring),
        group="heading",
    )


def _printed(line: Row) -> dict[str, Any]:
    return {
        "heading": GAPS[line["gap"]][0],
        "about": line["marker_name"] or line["label"],
        "known_people": line["participants"],
        "detail": _detail(line),
    }


def _detail(line: Row) -> str:
    match line["gap"]:
        case "pem-never":
            unclear, cohorts = line["cohorts_pem_unclear"], line["cohorts"]
            return f"required in none; not clear in {integer(unclear)} of {count(cohorts, 'cohort')}"
        case "one-cohort":
            return "a second cohort for any of its questions"
        case "one-group":
            return f"another research group than that of its {count(line['cohorts'], 'cohort')}"
        case "panel":
            left = line["panel_size"] - line["reported"]
            return f"{integer(left)} of the {integer(line['panel_size'])} analytes of its panel"
        case _:
            return "any comparison of cases with controls that counts"

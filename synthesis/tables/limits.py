"""What weakens this evidence, as numbers instead of a disclaimer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from synthesis.store.tidy import Row, Schema, frame, items, records
from synthesis.tables import limit_rules as rules
from synthesis.tables.column import Column
from synthesis.tables.limit_rules import Limit
from synthesis.tables.scope import provenance, subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.vocabulary.result import Flag
from synthesis.wording import integer, percent

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

_SCHEMA: Schema = {
    "block": "string",
    "limit": "string",
    "text": "string",
    "n": "int64",
    "of": "int64",
    "unit": "string",
    "share": "double",
    "slug": "string",
    "meaning": "string",
}


def rows(atlas: Atlas) -> pd.DataFrame:
    """Count the weaknesses of an atlas, those of `limit_rules` and the weight of the largest study.

    Returns
    -------
    DataFrame
        One row a weakness: ``n`` of ``of`` of a ``unit`` have it (``share`` is NA when there is nothing
        that could have it). ``slug`` names the study in rows about a single one.
    """
    studies = records(atlas.studies, rules.STUDY_COLUMNS)
    findings = records(atlas.findings, rules.FINDING_COLUMNS)
    made = [
        *_lines(rules.FINDING_LIMITS, findings),
        *_heaviest(findings),
        *_lines(rules.STUDY_LIMITS, studies),
        *_lines(rules.CONFLICT_LIMITS, records(atlas.conflicts, ("status",))),
        *_lines(rules.TOUCHED_LIMITS, findings),
        *_lines(rules.COHORT_LIMITS, records(atlas.cohorts, ("n_studies", "link"))),
    ]
    return frame(made if studies else [], _SCHEMA)


def _lines(limits: Iterable[Limit], all_rows: Sequence[Row]) -> list[dict[str, Any]]:
    lines = []
    for limit in limits:
        among = [row for row in all_rows if limit.among(row)]
        n = sum(map(limit.has, among))
        lines.append(_line(limit.block, limit.id, limit.text, n, len(among), limit.unit, limit.meaning))
    return lines


def _heaviest(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Name the study that contributes most: of computed findings, of group statistics, of all."""
    counted = [f for f in findings if f["counted"]]
    computed = [f for f in counted if Flag.NOT_PUBLISHED_ALONE in items(f["flags"])]
    sized = [f for f in counted if f["information_level"] == "L4"]
    meaning = "what holds for the people of this study may not hold for others"
    lines = []
    for limit, those, unit in (
        ("computed-from-one-study", computed, "findings computed here"),
        ("statistics-from-one-study", sized, "findings with group statistics"),
        ("findings-from-one-study", counted, rules.COUNTED),
    ):
        shares = Counter((f["slug"], f["label"]) for f in those)
        ranked = sorted(shares.items(), key=lambda entry: (-entry[1], entry[0]))
        (slug, label), n = ranked[0] if ranked else ((None, ""), 0)
        lines.append(
            _line(
                rules.ONE_STUDY,
                limit,
                f"from one study, {label}" if n else "from one study",
                n,
                len(those),
                unit,
                meaning,
                slug,
            )
        )
    return lines


def _line(
    block: str, limit: str, text: str, n: int, of: int, unit: str, meaning: str, slug: str | None = None
) -> dict[str, Any]:
    return {
        "block": block,
        "limit": limit,
        "text": text,
        "n": n,
        "of": of,
        "unit": unit,
        "share": n / of if of else None,
        "slug": slug,
        "meaning": meaning,
    }


def table(atlas: Atlas) -> Tabled:
    """Tabulate the weaknesses for a page.

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
            "amount": f"{integer(line['n'])} of {integer(line['of'])} {line['unit']}",
            "share": percent(line["share"]) if line["of"] else "none",
        }
        for line in records(made, tuple(_SCHEMA))
    ]
    return tabled(
        "limits",
        "What weakens this evidence",
        subtitle(atlas, "Not a systematic search. One finding or study can be in several lines."),
        (
            Column("text", "Weakness"),
            Column("amount", "How many"),
            Column("share", "Share", "figure"),
            Column("meaning", "What it means", "prose"),
        ),
        provenance(atlas),
        rows=made,
        printed=printed,
        group="block",
    )

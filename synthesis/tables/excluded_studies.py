"""The studies that take no part in a synthesis, each with its reason."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from synthesis.store.tidy import Row, Schema, frame, records
from synthesis.tables.address import address
from synthesis.tables.column import Column
from synthesis.tables.labels import capital
from synthesis.tables.scope import provenance, subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.vocabulary.study import Population, StudyExclusion, StudyKind
from synthesis.wording import count

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

_SCHEMA: Schema = {
    "slug": "string",
    "label": "string",
    "first_author": "string",
    "year": "int64",
    "title": "string",
    "kind": "string",
    "population": "string",
    "exclusion_reason": "string",
    "exclusion_note": "string",
    "findings": "int64",
    "url": "string",
}
_COLUMNS = (*(name for name in _SCHEMA if name != "url"), "eligible", "doi", "pmid", "pmcid", "atlas_url")


def rows(atlas: Atlas) -> pd.DataFrame:
    """List excluded studies by reason, then by label.

    Returns
    -------
    DataFrame
        One row a study. ``findings`` is the number recorded, none of which counts; ``url`` is the address
        of the publication, else of its page in the source atlas, NA when neither is known.
    """
    excluded = [s for s in records(atlas.studies, _COLUMNS) if not s["eligible"]]
    reasons = StudyExclusion.values()
    excluded.sort(
        key=lambda s: (
            reasons.index(s["exclusion_reason"]),
            s["first_author"] is None,
            s["label"].casefold(),
            s["slug"],
        )
    )
    return frame(({name: s.get(name) for name in _SCHEMA} | {"url": address(s)} for s in excluded), _SCHEMA)


def table(atlas: Atlas) -> Tabled:
    """Tabulate excluded studies for a page."""
    made = rows(atlas)
    studies = records(made, tuple(_SCHEMA))
    by_reason = Counter(s["exclusion_reason"] for s in studies)
    printed = [
        s
        | {
            "reason": f"{_reason(s)} ({by_reason[s['exclusion_reason']]})",
            "what": f"{StudyKind(s['kind']).label}, {Population(s['population']).label}",
            "remark": s["exclusion_note"] or "no further note",
        }
        for s in studies
    ]
    return tabled(
        "excluded-studies",
        f"{count(len(made), 'excluded study')}, each kept with its reason",
        subtitle(atlas, "They are recorded so that citations resolve; none of their findings counts."),
        (
            Column("label", "Study", link="url", record=("study", "slug")),
            Column("title", "Title", "prose"),
            Column("what", "Kind and population"),
            Column("remark", "Note on the exclusion", "prose"),
            Column("findings", "Findings recorded", "count"),
        ),
        provenance(atlas),
        rows=made,
        printed=printed,
        group="reason",
    )


def _reason(study: Row) -> str:
    return capital(StudyExclusion(study["exclusion_reason"]).label)

"""Questions that one or two cohorts have tested: too few for a verdict, none of them dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from synthesis.consistency.labels import Label
from synthesis.consistency.verdicts import verdicts
from synthesis.store.tidy import Row, Schema, frame, records
from synthesis.tables.column import Column
from synthesis.tables.scope import subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.tables.verdict_words import (
    COHORT_NOTE,
    MIXED_NOTE,
    SILENT_NOTE,
    judged_provenance,
    meanings,
    measured,
    spellings,
)
from synthesis.wording import count, series

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

_SCHEMA: Schema = {
    **dict.fromkeys(("question_key", "marker", "marker_name", "question", "label", "rule_id"), "string"),
    **dict.fromkeys(("k", "higher", "lower", "silent", "mixed"), "int64"),
    **dict.fromkeys(("significant_for", "significant_against", "people"), "int64"),
    "sentence": "string",
}


def rows(atlas: Atlas) -> pd.DataFrame:
    """List the questions with one or two cohorts.

    Returns
    -------
    DataFrame
        One row a question, two cohorts before one; the columns are those of
        `synthesis.consistency.verdicts.verdicts`.
    """
    found = [
        v for v in records(verdicts(atlas, grid=False), tuple(_SCHEMA)) if v["label"] == Label.TOO_FEW.words
    ]
    found.sort(key=lambda line: (-line["k"], line["marker_name"].casefold(), line["question_key"]))
    return frame(found, _SCHEMA)


def table(atlas: Atlas) -> Tabled:
    """Tabulate the questions with too few cohorts, in short.

    Examples
    --------
    >>> import synthesis as syn
    >>> set(table(syn.load()).data["label"])
    {'TOO FEW'}
    """
    made = rows(atlas)
    spelled = spellings(atlas)
    few = records(made, tuple(_SCHEMA))
    return tabled(
        "too-few",
        f"Too few cohorts for a verdict: {count(len(few), 'question')}",
        subtitle(
            atlas, "What the one or two cohorts on each question reported. This is a list and not a verdict."
        ),
        (
            Column("marker_name", "Marker", record=("marker", "marker")),
            Column("measured", "What was compared"),
            Column("k", "Cohorts", "count", note=COHORT_NOTE),
            Column("reported", "Reported", "prose", note=f"○ {SILENT_NOTE}. ◆ {MIXED_NOTE}"),
            Column(
                "known_people",
                "Participants known",
                "count",
                note="Cases and controls together, as far as sizes are known",
            ),
        ),
        judged_provenance(atlas),
        rows=made,
        printed=[line | _printed(line, spelled) for line in few],
        notes=meanings(Label.TOO_FEW),
    )


def _printed(line: Row, spelled: dict[str, str]) -> dict[str, Any]:
    ways = (
        ("▲", line["higher"], "higher"),
        ("▼", line["lower"], "lower"),
        ("○", line["silent"], "no significant difference"),
        ("◆", line["mixed"], "mixed, or direction not stated"),
    )
    hits = line["significant_for"] + line["significant_against"]
    found = series([f"{glyph} {often} {words}" for glyph, often, words in ways if often])
    return {
        "measured": measured(line["question_key"], spelled),
        "reported": f"{found}; significant in {hits}" if hits else found,
        "known_people": line["people"] if line["people"] else None,
    }

"""In which direction cases were reported to differ, by marker and question.

A description, not a verdict: it counts what sources say, in findings and in cohorts.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from synthesis.store.directions import WORDS, cohort_directions, question_words, word_of
from synthesis.store.tidy import Row, Schema, frame, records
from synthesis.tables.balance import balance
from synthesis.tables.column import Column
from synthesis.tables.labels import capital
from synthesis.tables.people import Register, register
from synthesis.tables.scope import provenance, subtitle
from synthesis.tables.tabled import Tabled, tabled
from synthesis.vocabulary.result import Significance
from synthesis.wording import count, integer, share

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

_SIGNIFICANCE = {
    Significance.SIGNIFICANT: "significant",
    Significance.NOT_SIGNIFICANT: "not_significant",
    Significance.NOT_STATED: "not_stated",
}

_SCHEMA: Schema = {
    "marker": "string",
    "marker_name": "string",
    "question_key": "string",
    "question": "string",
    "cohorts": "int64",
    **{f"cohorts_{word}": "int64" for word in WORDS.values()},
    "cohorts_sized": "int64",
    "n_cases": "int64",
    "n_controls": "int64",
    "participants": "int64",
    "findings": "int64",
    **{f"findings_{word}": "int64" for word in WORDS.values()},
    **{f"{way}_{word}": "int64" for way in ("higher", "lower") for word in _SIGNIFICANCE.values()},
    "no_difference_inferred": "int64",
    "atlas_page_only": "int64",
}
_COLUMNS = (
    "marker",
    "marker_name",
    "question_key",
    "cell_population",
    "stimulus",
    "cohort_id",
    "whole_group",
    "direction",
    "significance",
    "inferred",
    "atlas_page_only",
    "counted",
)


def rows(atlas: Atlas) -> pd.DataFrame:
    """Count directions of counted findings by marker and question key.

    Returns
    -------
    DataFrame
        One row a question key, most cohorts first. ``findings_*`` count findings and add up to
        ``findings``. ``cohorts_*`` count each cohort once and add up to ``cohorts``: under the direction
        that all its findings share, else under ``mixed``; findings on the whole case group are taken
        where the cohort has some, else those on subgroups. ``higher_*`` and ``lower_*`` split findings by
        significance at the threshold of the study. People as in the coverage of markers.
    """
    by_question: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in records(atlas.findings, _COLUMNS):
        if finding["counted"]:
            by_question[finding["question_key"]].append(finding)
    people = register(atlas)
    made = [_row(findings, people) for findings in by_question.values()]
    made.sort(key=lambda row: (-row["cohorts"], -row["findings"], row["marker_name"], row["question_key"]))
    return frame(made, _SCHEMA)


def _row(findings: list[dict[str, Any]], register: Register) -> dict[str, Any]:
    first = findings[0]
    people = register.people(f["cohort_id"] for f in findings)
    ways = [word_of(f) for f in findings]
    of_cohort = [cohort.word for cohort in cohort_directions(findings)]
    row = {
        "marker": first["marker"],
        "marker_name": first["marker_name"],
        "question_key": first["question_key"],
        "question": _question(first),
        "cohorts": people.cohorts,
        **{f"cohorts_{word}": of_cohort.count(word) for word in WORDS.values()},
        "cohorts_sized": people.sized,
        "n_cases": people.n_cases,
        "n_controls": people.n_controls,
        "participants": people.participants,
        "findings": len(findings),
        **{f"findings_{word}": ways.count(word) for word in WORDS.values()},
        **{
            f"{way}_{word}": sum(word_of(f) == way and f["significance"] == significance for f in findings)
            for way in ("higher", "lower")
            for significance, word in _SIGNIFICANCE.items()
        },
        "no_difference_inferred": sum(f["inferred"] and word_of(f) == "no_difference" for f in findings),
        "atlas_page_only": sum(f["atlas_page_only"] for f in findings),
    }
    where = f"directions, {first['question_key']}"
    balance(where, row["findings"], (row[f"findings_{word}"] for word in WORDS.values()))
    balance(where, row["cohorts"], (row[f"cohorts_{word}"] for word in WORDS.values()))
    for way in ("higher", "lower"):
        balance(where, row[f"findings_{way}"], (row[f"{way}_{word}"] for word in _SIGNIFICANCE.values()))
    return row


def _question(finding: Row) -> str:
    """Write measurement and state of a finding's question as one phrase.

    The key has everything in lower case; names of cells and stimuli are printed as the record spells them.

    Examples
    --------
    >>> key = "tnf | secreted-stimulated:cd4+ t cells | stimulated-culture:seb | cases-vs-controls"
    >>> _question({"question_key": key, "cell_population": "CD4+ T cells", "stimulus": "SEB"})
    'Secreted after stimulus (CD4+ T cells), stimulated culture (SEB)'
    """
    measurement, state = question_words(finding["question_key"])
    words = f"{capital(measurement)}, {state}"
    for spelling in (finding["cell_population"], finding["stimulus"]):
        if spelling:
            words = words.replace(f"({spelling.casefold()})", f"({spelling})")
    return words


def table(atlas: Atlas) -> Tabled:
    """Tabulate directions for a page.

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
            "higher_split": _split(line, "higher"),
            "lower_split": _split(line, "lower"),
            "sized": f"{line['cohorts_sized']} of {line['cohorts']}",
        }
        for line in records(made, tuple(_SCHEMA))
    ]
    questions = made["question_key"].nunique()
    alone = int((made["cohorts"] == 1).sum())
    return tabled(
        "directions",
        f"Reported directions: {count(int(made['findings'].sum()), 'finding')} on "
        f"{count(questions, 'question')} about {count(made['marker'].nunique(), 'marker')}",
        subtitle(
            atlas,
            "Cases with ME/CFS relative to controls, as the sources state it; a description, not a verdict. "
            f"{share(alone, questions)} questions rest on one cohort.",
        ),
        (
            Column("marker_name", "Marker", record=("marker", "marker")),
            Column("question", "Question", note=_QUESTION),
            Column("cohorts", "All", "count", "Cohorts", _COHORTS),
            Column("cohorts_higher", "▲ higher", "count", "Cohorts"),
            Column("cohorts_lower", "▼ lower", "count", "Cohorts"),
            Column("cohorts_no_difference", "○ no difference reported", "count", "Cohorts", _NO_DIFFERENCE),
            Column("cohorts_mixed", "◆ mixed", "count", "Cohorts"),
            Column("cohorts_unknown", "? direction unknown", "count", "Cohorts"),
            Column("n_cases", "Cases", "count", "People", _PEOPLE),
            Column("n_controls", "Controls", "count", "People", _PEOPLE),
            Column("sized", "both sizes known", "figure", "People"),
            Column("findings", "All", "count", "Findings"),
            Column("findings_higher", "▲ higher", "count", "Findings"),
            Column("higher_split", "significant · not · not stated", "figure", "Findings", _SPLIT),
            Column("findings_lower", "▼ lower", "count", "Findings"),
            Column("lower_split", "significant · not · not stated", "figure", "Findings", _SPLIT),
            Column("findings_no_difference", "○ no difference reported", "count", "Findings", _NO_DIFFERENCE),
            Column("no_difference_inferred", "of these inferred", "count", "Findings", _INFERRED),
            Column("findings_mixed", "◆ mixed", "count", "Findings"),
            Column("findings_unknown", "? direction unknown", "count", "Findings"),
        ),
        provenance(atlas),
        rows=made,
        printed=printed,
        notes=(
            "Most papers were read as abstracts, which favour significant results: counts of higher and "
            "lower overstate how often a difference was found. Higher does not mean better or worse.",
        ),
    )


_QUESTION = "Findings are never counted across questions: kind of measurement, cells, and state of the sample"
_COHORTS = (
    "A cohort counts once: under the direction that all its findings share, otherwise under mixed. Findings "
    "on the whole case group are taken where there are some, otherwise those on subgroups"
)
_NO_DIFFERENCE = "No significant difference reported, direction not given; this is not evidence of equality"
_PEOPLE = (
    "People enrolled in these cohorts, a shared cohort once, over the cohorts whose size is known; the "
    "marker may have been measured in fewer"
)
_SPLIT = "Findings that the study calls significant, not significant, or where it does not say"
_INFERRED = "Follows only from the marker not being listed among the differences"


def _split(line: Row, way: str) -> str:
    if not line[f"findings_{way}"]:
        return "0"
    return " · ".join(integer(line[f"{way}_{word}"]) for word in _SIGNIFICANCE.values())

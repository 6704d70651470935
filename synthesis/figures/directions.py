"""Reported directions by marker and question: one mark a cohort, lower to the left, higher to the right.

A description of what sources say, not a verdict. "No difference reported" stands in the middle and is
never counted as a direction.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from synthesis.figures.about import About, about
from synthesis.figures.direction_layout import paint
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.sheet import Sheet
from synthesis.store.directions import CohortDirection, cohort_directions, question_words
from synthesis.store.tidy import Schema, frame, records
from synthesis.vocabulary.measurement import State
from synthesis.wording import count, integer, series, shorten

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: Questions with a row of their own; the others are counted in one line.
MOST_QUESTIONS = 25

_SCHEMA: Schema = {
    "part": "string",
    "marker": "string",
    "marker_name": "string",
    "question_key": "string",
    "question": "string",
    "questions": "int64",
    "cohorts": "int64",
    "most_cohorts": "int64",
    "lower": "int64",
    "lower_significant": "int64",
    "no_difference": "int64",
    "no_difference_inferred": "int64",
    "higher": "int64",
    "higher_significant": "int64",
    "mixed": "int64",
    "mixed_significant": "int64",
    "unknown": "int64",
    "findings": "int64",
    "slugs": "string",
}
_COLUMNS = (
    "slug",
    "marker",
    "marker_name",
    "question_key",
    "cohort_id",
    "cell_population",
    "stimulus",
    "whole_group",
    "direction",
    "significance",
    "inferred",
    "counted",
)
_NOTHING = "No finding that compares cases with controls is recorded here yet."


def rows(atlas: Atlas) -> pd.DataFrame:
    """Count cohorts by direction for the questions that most cohorts answer.

    Returns
    -------
    DataFrame
        One row a question (``part`` is ``question``), most cohorts first, at most `MOST_QUESTIONS`; then one
        row for the ``further`` questions together and one for ``all``, whose ``questions`` say how many.
        ``lower``, ``no_difference``, ``higher``, ``mixed`` and ``unknown`` count cohorts as
        `synthesis.store.directions.cohort_directions` does and add up to ``cohorts``; ``*_significant``
        are those of them with at least one significant finding, ``no_difference_inferred`` those where it
        follows only from the marker not being listed. The sum rows give no directions: a cohort answers
        several questions. ``most_cohorts`` is the largest number of cohorts of one question.
    """
    counted = [f for f in records(atlas.findings, _COLUMNS) if f["counted"]]
    if not counted:
        return frame([], _SCHEMA)
    of_question: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in counted:
        of_question[finding["question_key"]].append(finding)
    made = [_question(key, findings) for key, findings in of_question.items()]
    made.sort(key=lambda row: (-row["cohorts"], -row["findings"], row["marker_name"], row["question_key"]))
    own = made if len(made) <= MOST_QUESTIONS + 1 else made[:MOST_QUESTIONS]
    further = [finding for row in made[len(own) :] for finding in of_question[row["question_key"]]]
    sums = [_sum("further", made[len(own) :], further)] if further else []
    return frame([_empty() | row for row in [*own, *sums, _sum("all", made, counted)]], _SCHEMA)


def _empty() -> dict[str, Any]:
    return dict.fromkeys(_SCHEMA)


def _question(key: str, findings: list[dict[str, Any]]) -> dict[str, Any]:
    cohorts = cohort_directions(findings)
    return {
        "part": "question",
        "marker": findings[0]["marker"],
        "marker_name": findings[0]["marker_name"],
        "question_key": key,
        "question": _asked(key, findings[0]),
        "questions": 1,
        "cohorts": len(cohorts),
        "most_cohorts": len(cohorts),
        **_ways(cohorts),
        "findings": len(findings),
        "slugs": _slugs(findings),
    }


def _asked(key: str, finding: dict[str, Any]) -> str:
    """Write what a question asks, with cells and stimulus spelt as in a finding; a key has no capitals."""
    matrix, state = question_words(key)
    words = matrix if state == State.REST.label else f"{matrix}, {state}"
    for spelling in (finding["cell_population"], finding["stimulus"]):
        if spelling:
            words = words.replace(f"({spelling.casefold()})", f"({spelling})")
    return words


def _ways(cohorts: list[CohortDirection]) -> dict[str, int]:
    words = ("lower", "no_difference", "higher", "mixed", "unknown")
    found = {word: [cohort for cohort in cohorts if cohort.word == word] for word in words}
    counts = {word: len(its) for word, its in found.items()}
    for word in ("lower", "higher", "mixed"):
        counts[f"{word}_significant"] = sum(cohort.significant for cohort in found[word])
    counts["no_difference_inferred"] = sum(cohort.inferred for cohort in found["no_difference"])
    return counts


def _sum(part: str, questions: list[dict[str, Any]], findings: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "part": part,
        "questions": len(questions),
        "cohorts": len({finding["cohort_id"] for finding in findings}),
        "most_cohorts": max(row["cohorts"] for row in questions),
        "findings": len(findings),
        "slugs": _slugs(findings),
    }


def _slugs(findings: list[dict[str, Any]]) -> str:
    return " ".join(sorted({finding["slug"] for finding in findings}))


def draw(rows: pd.DataFrame, ax: Axes | None = None, *, about: About | None = None) -> Drawn:
    """Draw the reported directions.

    Parameters
    ----------
    rows
        As `rows` gives them.
    ax
        Axes of a figure of your own; a figure is made when left out.
    about
        What the figure is about; the whole atlas when left out.
    """
    return drawing(_paint, rows, _texts(rows, about or About()), ax=ax)


def figure(atlas: Atlas) -> Drawn:
    """Draw the directions reported in an atlas, whole or filtered.

    Examples
    --------
    >>> import synthesis as syn
    >>> figure(syn.load().where(topic="cytokines")).name
    'directions-cytokines'
    """
    return draw(rows(atlas), about=about(atlas))


def _parts(rows: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    parts: dict[str, list[dict[str, Any]]] = {"question": [], "further": [], "all": []}
    for row in records(rows, tuple(_SCHEMA)):
        parts[row["part"]].append(row)
    return parts


def _paint(rows: pd.DataFrame, sheet: Sheet) -> None:
    questions = _parts(rows)["question"]
    if questions:
        paint(questions, sheet)
    else:
        sheet.message(_NOTHING)


def _texts(rows: pd.DataFrame, about: About) -> Texts:
    parts = _parts(rows)
    if not parts["question"]:
        subtitle = alt = long = _NOTHING
    else:
        everything = parts["all"][0]
        shown = len(parts["question"])
        one_mark = "One mark is one cohort, cases with ME/CFS compared with controls."
        subtitle = f"{one_mark} {_shown(parts)}"
        alt = shorten(
            f"Strips of marks, one a cohort, for {count(shown, 'question')}: lower, no difference reported, "
            f"higher, mixed or unclear. First: {_spoken(parts['question'][0])}",
            LONGEST_ALT,
        )
        long = (
            f"{one_mark} {count(everything['findings'], 'finding')} from "
            f"{count(everything['cohorts'], 'cohort')}. {_shown(parts)} "
            + " ".join(map(_spoken, parts["question"]))
        )
    return Texts(
        name=about.name("directions"),
        title=f"{about.subject}: what studies report",
        subtitle=about.subtitle(subtitle),
        caption=(
            "A question is one marker in one kind of measurement and one state; “at rest” is left out. A "
            "cohort counts once in a question, however many papers report on it: under the direction that "
            "all its findings share, otherwise as mixed; findings on the whole case group are taken where "
            "there are some. “No difference reported” means that no significant difference was reported and "
            "no direction given; it is neither a direction nor evidence that there is none. A small circle: "
            "the marker was measured and not listed among the differences. Higher is not better or worse. A "
            "description, not a verdict."
        ),
        alt=alt,
        long_description=long,
        provenance=about.provenance(rows),
    )


def _shown(parts: dict[str, list[dict[str, Any]]]) -> str:
    shown = parts["question"]
    if not parts["further"]:
        return f"{count(len(shown), 'question')}, most cohorts first."
    further = parts["further"][0]
    most = further["most_cohorts"]
    have = f"have {'1 cohort' if most == 1 else f'up to {integer(most)} cohorts'} each"
    return (
        f"Shown: the {integer(len(shown))} of {count(parts['all'][0]['questions'], 'question')} with most "
        f"cohorts; the other {integer(further['questions'])} {have}."
    )


def _spoken(row: dict[str, Any]) -> str:
    words = {
        "lower": "lower in",
        "no_difference": "no difference reported in",
        "higher": "higher in",
        "mixed": "mixed in",
        "unknown": "direction unclear in",
    }
    parts = [f"{words[word]} {integer(row[word])}" for word in words if row[word]]
    return f"{row['marker_name']} ({row['question']}): {series(parts)} of {count(row['cohorts'], 'cohort')}."

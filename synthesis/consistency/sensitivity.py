"""`sensitivity`: the pre-declared grid for one question, with a stability line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from synthesis.consistency.ballots import Ballots, about
from synthesis.consistency.choices import PRIMARY, Choices
from synthesis.consistency.frames import REAL, TEXT, WHOLE, Row, as_rows, frame_of
from synthesis.consistency.grid import GRID, GridLabels, GridRow, run_grid
from synthesis.consistency.labels import Label, compare, label_text
from synthesis.consistency.leave_out import LeftOut, name_of
from synthesis.consistency.questions import Identity
from synthesis.consistency.rules import Judgement
from synthesis.consistency.tally import IntArray, Measures, one
from synthesis.consistency.thresholds import DEFAULT, Thresholds
from synthesis.consistency.votes import asked
from synthesis.wording import UNDEFINED, percent, series

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

_NOT_RECORDED = "not recorded"
#: Columns of the grid of one question.
COLUMNS = {
    "row": TEXT,
    "description": TEXT,
    "k": WHOLE,
    "higher": WHOLE,
    "lower": WHOLE,
    "silent": WHOLE,
    "mixed": WHOLE,
    "low": REAL,
    "high": REAL,
    "label": TEXT,
    "comparison": TEXT,
    "note": TEXT,
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sensitivity:
    """The grid of one question.

    Attributes
    ----------
    question_key
        The question.
    label
        Label of the primary row.
    frame
        One row per row of the grid, always all of them. `comparison` is ``same``, ``stronger``, ``weaker``,
        ``different``, ``too few`` or ``not recorded``, in comparison with the primary row. Rows are
        subsets or other readings of the same cohorts: they are not independent, and none is tested
        against another.
    checks, kept
        Rows other than the primary one with at least 3 cohorts; those of them that keep its direction class.
    """

    question_key: str
    label: str
    frame: pd.DataFrame
    checks: int
    kept: int

    @property
    def stability(self) -> str:
        """Stability in words."""
        return stability_line(self.label, self.checks, self.kept)

    def tidy(self) -> pd.DataFrame:
        """Give the grid as a frame of its own."""
        return self.frame.copy()

    def __repr__(self) -> str:
        return f"<Sensitivity of {self.question_key}: {self.label}, {self.stability}>"

    def __str__(self) -> str:
        rows = [
            f"{row['row']:<15} {_cell(row['k']):>3}  {_range(row):<13} {row['label']:<34} {row['comparison']}"
            for row in as_rows(self.frame)
        ]
        return "\n".join([f"{self.question_key}: {self.stability}", *rows])

    def _repr_html_(self) -> str:
        head = "".join(f"<th scope='col'>{name}</th>" for name in COLUMNS)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_cell(value))}</td>" for value in row.values()) + "</tr>"
            for row in as_rows(self.frame)
        )
        caption = escape(f"{self.question_key}: {self.label}, {self.stability}")
        return (
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def sensitivity(
    atlas: Atlas,
    marker: str,
    question: str | None = None,
    *,
    identity: Identity = "strict",
    choices: Choices = PRIMARY,
    thresholds: Thresholds = DEFAULT,
) -> Sensitivity:
    """Judge a question under every row of the pre-declared grid.

    Parameters
    ----------
    atlas, marker, question, identity, choices, thresholds
        As for `verdict`. A row replaces the choice it is about and keeps the others.

    Raises
    ------
    FilterError
        When there is no such marker or question.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.consistency.sensitivity import sensitivity
    >>> grid = sensitivity(syn.load(), "crp")
    >>> len(grid.frame), grid.kept <= grid.checks
    (22, True)
    """
    ballots, _, key = asked(atlas, marker, question, identity, choices)
    other_identity: Identity = "lenient" if identity == "strict" else "strict"
    wider = str(ballots.findings["marker_group"].iloc[0])
    elsewhere = wider if identity == "strict" else ballots.keys[key].partition(" | ")[0]
    other = Ballots.of(atlas, other_identity, about(elsewhere))
    found = run_grid(ballots, other, counterparts(ballots, other, identity), choices, thresholds)
    primary = found[GRID[0].id]
    label = label_text(int(primary.judged.label[key]), int(primary.judged.sign[key]))
    rows = [_row(row, found.get(row.id), primary, ballots, key) for row in GRID]
    checks, kept = _stability(found, key)
    frame = frame_of(rows, COLUMNS)
    return Sensitivity(ballots.keys[key], label, frame, checks, kept)


def stabilities(
    atlas: Atlas, ballots: Ballots, identity: Identity, choices: Choices, thresholds: Thresholds
) -> dict[str, tuple[int, int, str]]:
    """Run the grid for all questions; give checks, checks kept and the stability line by question key."""
    other = Ballots.of(atlas, "lenient" if identity == "strict" else "strict")
    found = run_grid(ballots, other, counterparts(ballots, other, identity), choices, thresholds)
    judged = found[GRID[0].id].judged
    lines = {}
    for key, name in enumerate(ballots.keys):
        checks, kept = _stability(found, key)
        label = label_text(int(judged.label[key]), int(judged.sign[key]))
        lines[name] = (checks, kept, stability_line(label, checks, kept))
    return lines


def stability_line(label: str, checks: int, kept: int) -> str:
    """Write the stability; it is a count of checks, not a probability.

    Examples
    --------
    >>> stability_line("MOSTLY higher", 11, 9)
    'holds in 9 of 11 checks'
    """
    if label == Label.TOO_FEW.words:
        return "too few cohorts to check"
    return f"holds in {kept} of {checks} checks"


def counterparts(ballots: Ballots, other: Ballots, identity: Identity) -> IntArray:
    """Find each question under the other identity, -1 for none.

    From strict to lenient the marker is replaced by its wider entry; from lenient to strict the wider
    entry stands for itself.

    Parameters
    ----------
    ballots, other
        Findings under `identity` and under the other one.
    identity
        Identity of `ballots`.
    """
    places = {key: number for number, key in enumerate(other.keys)}
    wider: dict[str, str] = {}
    if identity == "strict":
        pairs = zip(ballots.findings["marker"], ballots.findings["marker_group"], strict=True)
        wider = {str(marker): str(group) for marker, group in pairs}
    found = []
    for key in ballots.keys:
        marker, between, rest = key.partition(" | ")
        found.append(places.get(wider.get(marker, marker) + between + rest, -1))
    return np.array(found, dtype=np.int64)


def _stability(found: dict[str, GridLabels], key: int) -> tuple[int, int]:
    """Count the rows with at least 3 cohorts, and those of them that keep the direction class."""
    if found[GRID[0].id].k[key] <= 2:
        return 0, 0
    rows = [labels for name, labels in found.items() if name != GRID[0].id and labels.k[key] > 2]
    return len(rows), sum(bool(labels.kept[key]) for labels in rows)


def _row(
    row: GridRow, labels: GridLabels | None, primary: GridLabels, ballots: Ballots, key: int
) -> dict[str, Any]:
    """Write one row of the grid for one question."""
    base: dict[str, Any] = dict.fromkeys(COLUMNS)
    base |= {"row": row.id, "description": row.description, "note": ""}
    if labels is None:
        return base | {
            "label": _NOT_RECORDED,
            "comparison": _NOT_RECORDED,
            "note": "the records do not hold it",
        }
    if labels.turns is not None:
        return base | _turns(labels.turns, primary, ballots, key)
    m = Measures.of(labels.votes.take([key]))
    k, d, silent = one(m.k), one(m.d), one(m.silent)
    comparison = _compare(labels.judged, primary.judged, key, key)
    return base | {
        "k": k,
        "higher": one(m.higher),
        "lower": one(m.lower),
        "silent": silent,
        "mixed": one(m.mixed),
        "low": d / k if k else None,
        "high": (d + silent) / k if k else None,
        "label": label_text(int(labels.judged.label[key]), int(labels.judged.sign[key])),
        "comparison": comparison,
        "note": "fewer cohorts" if comparison == "weaker" and k < primary.k[key] else "",
    }


def _turns(turns: LeftOut, primary: GridLabels, ballots: Ballots, key: int) -> dict[str, Any]:
    """Write the range over all turns, and which of them change the label."""
    mine = np.flatnonzero(turns.key == key)
    if not len(mine):
        return {"label": Label.TOO_FEW.words, "comparison": "too few"}
    m = Measures.of(turns.remaining.take(mine))
    labels = Counter(label_text(int(turns.judged.label[i]), int(turns.judged.sign[i])) for i in mine)
    comparisons = [_compare(turns.judged, primary.judged, int(i), key) for i in mine]
    matter = [
        name_of(ballots, turns.by, int(turns.unit[i]))
        for i, comparison in zip(mine, comparisons, strict=True)
        if comparison != "same"
    ]
    some = m.k > 0
    return {
        "k": int(m.k.min()),
        "low": float((m.d[some] / m.k[some]).min()) if some.any() else None,
        "high": float(((m.d + m.silent)[some] / m.k[some]).max()) if some.any() else None,
        "label": series([f"{label} ({turn} of {len(mine)})" for label, turn in labels.most_common()])
        if len(labels) > 1
        else next(iter(labels)),
        "comparison": min(comparisons, key=_WORST_FIRST.index),
        "note": f"changes without {series(sorted(matter), 'or')}" if matter else "",
    }


_WORST_FIRST = ("different", "too few", "weaker", "stronger", "same")


def _compare(judged: Judgement, primary: Judgement, here: int, key: int) -> str:
    return compare(
        int(judged.label[here]), int(judged.sign[here]), int(primary.label[key]), int(primary.sign[key])
    )


def _cell(value: object) -> str:
    if value is None:
        return UNDEFINED
    return percent(value) if isinstance(value, float) else str(value)


def _range(row: Row) -> str:
    return f"{_cell(row['low'])} to {_cell(row['high'])}"

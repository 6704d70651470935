"""`multiverse`: every defensible combination of the declared choices, for all questions at once.

Each combination reads the same findings differently; none is more probable than another, so the share of
combinations that keep a direction class is a description of robustness and not a probability.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from synthesis.consistency.ballots import Ballots
from synthesis.consistency.choices import PRIMARY
from synthesis.consistency.decide import decide, tally
from synthesis.consistency.frames import REAL, TEXT, WHOLE, column, frame_of
from synthesis.consistency.labels import class_codes, label_text
from synthesis.consistency.questions import Identity
from synthesis.consistency.rules import judge
from synthesis.consistency.sensitivity import counterparts
from synthesis.consistency.tally import IntArray, Tally
from synthesis.consistency.thresholds import DEFAULT, Thresholds
from synthesis.consistency.votes import asked
from synthesis.errors import FilterError
from synthesis.store.progress import Progress, shown

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

#: The declared choices and their values; the first value is the primary one.
CHOICES: Mapping[str, tuple[Any, ...]] = MappingProxyType(
    {
        "identity": ("strict", "lenient"),
        "pem": ("any", "required"),
        "specimen": ("pooled", "serum", "plasma"),
        "implied_nulls": (True, False),
        "atlas_pages": (True, False),
        "unidentified": (True, False),
        "subgroups": ("if-nothing-else", "never"),
        "unstated": ("unknown", "not-significant", "significant"),
        "multiplicity": ("as-reported", "corrected"),
        "silent": ("ignored", "counted"),
        "directions": ("as-stated", "from-statistics"),
    }
)
_TOO_FEW = -1
#: Name of each direction class.
CLASS_NAMES = {
    _TOO_FEW: "too few",
    1: "conflicting",
    4: "no significant difference",
    7: "unclear",
    9: "lower",
    11: "higher",
}
#: Combinations judged together: large enough to be fast, small enough for little memory.
_CHUNK = 96
#: Columns of the frame of all questions.
COLUMNS = {
    "question_key": TEXT,
    "label": TEXT,
    "direction_class": TEXT,
    "k": WHOLE,
    "combinations": WHOLE,
    "too_few": WHOLE,
    "kept": WHOLE,
    "share_kept": REAL,
    "flipped_by": TEXT,
    "emptied_by": TEXT,
    "classes": TEXT,
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Multiverse:
    """All combinations for some questions.

    Attributes
    ----------
    frame
        One row a question: the primary `label`, its `direction_class` and `k`; `combinations` run;
        `too_few` of them with fewer than 3 cohorts; `kept`, of the others, with the primary direction
        class, and `share_kept` of the others; `flipped_by` and `emptied_by`, the choices that alone turn it
        into another class or leave too few cohorts, as ``choice=value``; `classes`, how often each class
        came out.
    combinations
        One row a combination: a column for each choice. The first row is the primary analysis.
    codes
        Direction class by question (row) and combination (column), numbered as in `CLASS_NAMES`.
    """

    frame: pd.DataFrame
    combinations: pd.DataFrame
    codes: IntArray

    def tidy(self) -> pd.DataFrame:
        """Give the frame of questions."""
        return self.frame.copy()

    def curve(self, question_key: str | None = None) -> pd.DataFrame:
        """Give one row per combination of a question: the choices and the direction class.

        Raises
        ------
        FilterError
            When the question was not asked, or none is named and there are several.
        """
        keys = self.frame["question_key"].tolist()
        if question_key is None and len(keys) != 1:
            raise FilterError("there are several questions", where="question_key", hint="name one of them")
        if question_key is not None and question_key not in keys:
            raise FilterError(f"{question_key!r} was not asked", where="question_key", hint="see .frame")
        row = 0 if question_key is None else keys.index(question_key)
        names = [CLASS_NAMES[int(code)] for code in self.codes[row]]
        return self.combinations.assign(direction_class=column(names, TEXT))

    def __repr__(self) -> str:
        return f"<Multiverse of {self.codes.shape[1]:,} combinations for {len(self.frame):,} questions>"

    def _repr_html_(self) -> str:
        html: str = self.frame.to_html(index=False)
        return html


def multiverse(
    atlas: Atlas,
    marker: str | None = None,
    question: str | None = None,
    *,
    choices: Mapping[str, tuple[Any, ...]] = CHOICES,
    thresholds: Thresholds = DEFAULT,
    progress: Progress | bool | None = None,
) -> Multiverse:
    """Judge questions under every combination of the declared choices.

    Parameters
    ----------
    atlas
        The atlas, whole or filtered.
    marker, question
        One marker (then its first question, unless `question` names another); every question with at least
        3 cohorts when left out.
    choices
        Values by name of the choice: fields of `Choices`, and ``identity``. The first value of each makes
        the primary analysis. Choices that are left out keep their primary value.
    thresholds
        Where the rules draw their lines.
    progress
        A function told how many of how many combinations are done, True for a progress bar, False for
        none; a bar appears by itself where it takes long.

    Raises
    ------
    FilterError
        When there is no such marker, question, choice or value.

    Examples
    --------
    >>> import synthesis as syn
    >>> from synthesis.consistency.multiverse import multiverse
    >>> two = {"pem": ("any", "required"), "silent": ("ignored", "counted")}
    >>> found = multiverse(syn.load(), "crp", choices=two)
    >>> found.frame["combinations"].item()
    4
    """
    values = _declared(choices)
    steps = [dict(zip(values, step, strict=True)) for step in product(*values.values())]
    readings, keys = _readings(atlas, marker, question, steps[0], values["identity"])
    codes = np.empty((len(keys), len(steps)), dtype=np.int64)
    with shown("judging combinations", progress) as report:
        for start in range(0, len(steps), _CHUNK):
            chunk = steps[start : start + _CHUNK]
            judged = judge(
                Tally.stack([readings[step["identity"]].votes(step) for step in chunk]), thresholds
            )
            found = class_codes(judged.label, judged.sign)
            codes[:, start : start + len(chunk)] = np.where(judged.label == 0, _TOO_FEW, found).T
            if report is not None:
                report(start + len(chunk), len(steps))
    primary_votes = readings[steps[0]["identity"]].votes(steps[0])
    primary = judge(primary_votes, thresholds)
    rows = [
        _row(key, int(k), label_text(int(label), int(sign)), row_codes, steps)
        for key, k, label, sign, row_codes in zip(
            keys, primary_votes.counts.sum(axis=-1), primary.label, primary.sign, codes, strict=True
        )
    ]
    frame = frame_of(rows, COLUMNS)
    worded = [{name: _word(value) for name, value in step.items()} for step in steps]
    return Multiverse(frame, frame_of(worded, dict.fromkeys(values, TEXT)), codes)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Findings under one identity, and where the questions asked stand among them (-1 nowhere)."""

    ballots: Ballots
    places: IntArray

    def votes(self, step: Mapping[str, Any]) -> Tally:
        """Count the votes on the questions asked under one combination."""
        there = self.places >= 0
        if not there.any():
            return Tally.zeros(len(self.places))
        choices = replace(PRIMARY, **{name: value for name, value in step.items() if name != "identity"})
        votes = tally(self.ballots, decide(self.ballots, choices))
        return votes.take(np.where(there, self.places, 0)).where(there)


def _declared(choices: Mapping[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Give the values of every declared choice, the primary one alone where none are asked for."""
    for name, wanted in choices.items():
        if name not in CHOICES:
            raise FilterError(
                f"{name!r} is not a declared choice", where="choices", hint=f"one of: {', '.join(CHOICES)}"
            )
        unknown = [value for value in wanted if value not in CHOICES[name]]
        if unknown or not wanted:
            raise FilterError(
                f"{name!r} cannot be {unknown or 'nothing'}",
                where="choices",
                hint=f"one or more of: {', '.join(_word(value) for value in CHOICES[name])}",
            )
    return {name: tuple(choices.get(name, values[:1])) for name, values in CHOICES.items()}


def _readings(
    atlas: Atlas,
    marker: str | None,
    question: str | None,
    primary: Mapping[str, Any],
    identities: tuple[Identity, ...],
) -> tuple[dict[str, _Reading], list[str]]:
    """Read the findings on the questions asked under each identity."""
    identity: Identity = primary["identity"]
    choices = replace(PRIMARY, **{name: value for name, value in primary.items() if name != "identity"})
    if marker is None:
        ballots = Ballots.of(atlas, identity)
        cohorts = tally(ballots, decide(ballots, choices)).counts.sum(axis=-1)
        wanted = np.flatnonzero(cohorts > 2)
    else:
        ballots, _, key = asked(atlas, marker, question, identity, choices)
        wanted = np.array([key])
    keys = [ballots.keys[i] for i in wanted]
    readings = {}
    for name in identities:
        other = ballots if name == identity else Ballots.of(atlas, name)
        place = np.arange(len(ballots.keys)) if name == identity else counterparts(ballots, other, identity)
        there = [other.keys[p] if p >= 0 else "" for p in place[wanted]]
        few = Ballots.of(atlas, name, set(there).__contains__)
        number = {key: i for i, key in enumerate(few.keys)}
        readings[str(name)] = _Reading(few, np.array([number.get(key, -1) for key in there], dtype=np.int64))
    return readings, keys


def _row(key: str, k: int, label: str, codes: IntArray, steps: list[dict[str, Any]]) -> dict[str, Any]:
    """Summarise all combinations of one question."""
    primary = int(codes[0])
    enough = codes != _TOO_FEW
    kept = int((codes == primary).sum()) if primary != _TOO_FEW else 0
    others = int(enough.sum())
    single = [
        (f"{name}={_word(step[name])}", int(code))
        for step, code in zip(steps, codes, strict=True)
        for name in [_only_change(step, steps[0])]
        if name
    ]
    counted = Counter(CLASS_NAMES[int(code)] for code in codes)
    return {
        "question_key": key,
        "label": label,
        "direction_class": CLASS_NAMES[primary],
        "k": k,
        "combinations": len(steps),
        "too_few": len(steps) - others,
        "kept": kept,
        "share_kept": kept / others if others and primary != _TOO_FEW else None,
        "flipped_by": "; ".join(name for name, code in single if code not in (primary, _TOO_FEW)),
        "emptied_by": "; ".join(name for name, code in single if code == _TOO_FEW != primary),
        "classes": "; ".join(f"{name} {number}" for name, number in counted.most_common()),
    }


def _only_change(step: Mapping[str, Any], primary: Mapping[str, Any]) -> str:
    """Name the only choice in which a combination differs from the primary one; empty otherwise."""
    changed = [name for name in step if step[name] != primary[name]]
    return changed[0] if len(changed) == 1 else ""


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)

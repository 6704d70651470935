"""Why a verdict is another one, in words: which cohorts came, went or voted otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from synthesis.replay.sheet import Sheet
from synthesis.tables.verdict_words import VOTES
from synthesis.wording import count, series


@dataclass(frozen=True, slots=True)
class VerdictMoved:
    """A question whose verdict is another one.

    Attributes
    ----------
    question_key
        The question.
    marker, question
        Its marker and what about it is asked, in words.
    old, new
        The labels; empty when the question was not, or is not any more, judged.
    because
        What changed among its votes.
    """

    question_key: str
    marker: str
    question: str
    old: str
    new: str
    because: str

    def __str__(self) -> str:
        about = f"{self.marker}, {self.question}"
        if not self.old:
            return f"{about}: judged for the first time, {self.new}, because {self.because}"
        if not self.new:
            return f"{about}: {self.old}, not judged any more because {self.because}"
        return f"{about}: {self.old} became {self.new} because {self.because}"


def verdicts_moved(old: Mapping[str, Sheet], new: Mapping[str, Sheet]) -> tuple[VerdictMoved, ...]:
    """List the questions whose label differs, each with what changed among its votes.

    Parameters
    ----------
    old, new
        Outputs that hold ``verdicts`` and ``votes``.
    """
    was, now = _rows(old["verdicts"], ("question_key",)), _rows(new["verdicts"], ("question_key",))
    voted, votes = (_rows(made["votes"], ("question_key", "cohort_id")) for made in (old, new))
    found = []
    for key in sorted({*was, *now}):
        before, after = was.get(key, {}), now.get(key, {})
        if before.get("label") == after.get("label"):
            continue
        words = after or before
        (question,) = key
        found.append(
            VerdictMoved(
                question, words["marker_name"], words["question"],
                before.get("label", ""), after.get("label", ""),
                series(list(_reasons(question, voted, votes))) or "the rules or their options changed",
            )
        )  # fmt: skip
    return tuple(found)


_Row = dict[str, str]
_Key = tuple[str, ...]


def _rows(sheet: Sheet, key: tuple[str, ...]) -> dict[_Key, _Row]:
    rows = (dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows)
    return {tuple(row[name] for name in key): row for row in rows}


def _reasons(question: str, old: Mapping[_Key, _Row], new: Mapping[_Key, _Row]) -> Iterator[str]:
    was = {key: row for key, row in old.items() if key[0] == question}
    now = {key: row for key, row in new.items() if key[0] == question}
    added = [row["label"] for key, row in now.items() if key not in was]
    removed = [row["label"] for key, row in was.items() if key not in now]
    if added:
        yield f"{_were(len(added))} added ({series(added)})"
    if removed:
        yield f"{_were(len(removed))} removed ({series(removed)})"
    for key, row in was.items():
        if key not in now:
            continue
        after = now[key]
        if row["vote"] != after["vote"]:
            yield f"{after['label']} went from {_said(row['vote'])} to {_said(after['vote'])}"
        elif row["significance"] != after["significance"]:
            yield (
                f"the significance of {after['label']} went from {_said(row['significance'])} to "
                f"{_said(after['significance'])}"
            )
        elif (row["n_cases"], row["n_controls"]) != (after["n_cases"], after["n_controls"]):
            yield f"the size of {after['label']} went from {_size(row)} to {_size(after)}"


def _were(number: int) -> str:
    return f"{count(number, 'cohort')} {'was' if number == 1 else 'were'}"


def _size(row: _Row) -> str:
    return f"{row['n_cases'] or '?'} cases and {row['n_controls'] or '?'} controls"


def _said(vote: str) -> str:
    return VOTES.get(vote, vote or "unknown")

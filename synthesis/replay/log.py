"""`log`: how the verdict on a marker moved over accepted changes and over years of publication."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthesis.replay.lock import FOLDER, read_lock
from synthesis.replay.snapshot import opened
from synthesis.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Log:
    """The life of one verdict.

    Attributes
    ----------
    question_key
        The question.
    accepted
        One row an accepted change of its label: ``number reason old new because``.
    published
        One row a year in which something on it was published: ``year k higher lower silent mixed label
        changed``.
    states
        How many states were accepted in all.
    """

    question_key: str
    accepted: pd.DataFrame
    published: pd.DataFrame
    states: int

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        from synthesis.store.tidy import records

        yield self.question_key
        yield f"Over {count(self.states, 'accepted state')}:"
        moves = records(self.accepted, list(self.accepted.columns))
        for row in moves:
            went = f"{row['old'] or 'not judged'} became {row['new'] or 'not judged'}"
            yield f"  {row['number']}. {went} because {row['because']} ({row['reason']})"
        if not moves:
            yield "  the label has not moved"
        yield "By year of publication:"
        for row in records(
            self.published, ("year", "k", "higher", "lower", "silent", "mixed", "label", "changed")
        ):
            mark = "*" if row["changed"] else " "
            year = "all " if row["year"] is None else row["year"]
            votes = f"▲{row['higher']} ▼{row['lower']} ○{row['silent']} ◆{row['mixed']}"
            yield f" {mark}{year}  {count(row['k'], 'cohort')}: {votes}  {row['label']}"


def log(marker: str, question: str | None = None, atlas: str | Path | None = None) -> Log:
    """Tell how the verdict on a marker came to be what it is.

    Parameters
    ----------
    marker
        By id, name or synonym.
    question
        Key of one of its questions; its first question by default.
    atlas
        Atlas folder with its lock, or a snapshot; the embedded atlas by default.

    Raises
    ------
    AtlasNotFoundError, RecordsError
        When the folder is not an atlas or holds errors.
    FilterError
        When there is no such marker or question.
    ReplayError
        When there is no lock.
    """
    import pandas as pd

    from synthesis.consistency.history import history
    from synthesis.records.location import embedded_atlas
    from synthesis.store.load import load

    folder = embedded_atlas() if atlas is None else opened(Path(atlas))
    lock = read_lock(folder / FOLDER)
    published = history(load(folder, progress=False), marker, question)
    key = str(published["question_key"].iloc[0])
    rows: list[Mapping[str, Any]] = [
        {"number": entry["number"], "reason": entry["reason"], **entry["verdicts"][key]}
        for entry in lock.history
        if key in entry["verdicts"]
    ]
    accepted = pd.DataFrame(rows, columns=["number", "reason", "old", "new", "because"])
    return Log(key, accepted, published, len(lock.history))

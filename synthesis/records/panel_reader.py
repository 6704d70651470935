"""The panels of an atlas folder: a YAML file and a CSV file of the same name each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from synthesis.records.csv_reader import ReadRows, read_csv
from synthesis.records.explain import shown
from synthesis.records.panel import PANEL_KEY, Panel, PanelRow, PanelTable
from synthesis.records.problems import Problem, Severity
from synthesis.records.reader import read_yaml

PANELS_FOLDER = "panels"


@dataclass(frozen=True, slots=True)
class ReadPanel:
    """What came of reading one panel: the table when something of it could be read, and all problems."""

    name: str
    file: str
    rows_file: str
    table: PanelTable | None
    lines: dict[str, int]
    problems: tuple[Problem, ...]


def read_panels(root: Path) -> list[ReadPanel]:
    """Read every panel of an atlas folder, in the order of their names.

    A panel needs both files: what the table is, and the table. Where one of the two is missing, the problem
    stands at the other one.
    """
    folder = root / PANELS_FOLDER
    names = sorted({path.stem for path in _entries(folder) if _belongs(path)})
    return [_read(root, name) for name in names]


def panel_strays(root: Path) -> Iterator[Problem]:
    """Yield what lies in the folder of panels and is neither half of one."""
    for path in _entries(root / PANELS_FOLDER):
        if not _belongs(path):
            yield Problem(
                path.relative_to(root).as_posix(), 0, 0, "", "", "stray-file", Severity.ERROR,
                f"{PANELS_FOLDER}/ holds panels only", path.name,
                "files whose name ends in .yaml or .csv", "rename it, or move it elsewhere",
            )  # fmt: skip


def _read(root: Path, name: str) -> ReadPanel:
    about, rows = (root / PANELS_FOLDER / f"{name}{ending}" for ending in (".yaml", ".csv"))
    file, rows_file = (path.relative_to(root).as_posix() for path in (about, rows))
    missing = [(kept, lost) for kept, lost in ((file, rows), (rows_file, about)) if not lost.is_file()]
    if missing:
        (place, lost), *_ = missing
        what = "its table" if lost == rows else "what the table is"
        problem = Problem(
            place, 0, 0, name, "", "missing-file", Severity.ERROR, f"the panel has no {lost.name}",
            fix=f"add {lost.name}, which holds {what}",
        )  # fmt: skip
        return ReadPanel(name, file, rows_file, None, {}, (problem,))
    header = read_yaml(about, Panel, root=root)
    table: ReadRows[PanelRow] = read_csv(rows, PanelRow, root=root, key=PANEL_KEY)
    problems = (*header.problems, *table.problems)
    if header.record is None or header.document is None:
        return ReadPanel(name, file, rows_file, None, table.lines, problems)
    if header.record.study != name:
        problems += (_misnamed(file, name, header.record.study, *header.document.place(("study",))),)
    made = PanelTable(header.record, table.records)
    return ReadPanel(name, file, rows_file, made, table.lines, problems)


def _misnamed(file: str, name: str, study: str, line: int, column: int) -> Problem:
    return Problem(
        file, line, column, name, "study", "file-name", Severity.ERROR,
        "the files have another name than the study", shown(study), name,
        f"rename both files to {study}, or correct study",
    )  # fmt: skip


def _entries(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder; hidden files belong to the system or an editor."""
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if not path.name.startswith("."))


def _belongs(path: Path) -> bool:
    return path.suffix in (".yaml", ".csv") and path.is_file()

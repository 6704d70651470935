"""A whole atlas folder to `AtlasRecords`: every record, every problem."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Generic, TypeVar

from synthesis.errors import AtlasNotFoundError
from synthesis.parallel import run
from synthesis.records import yaml12
from synthesis.records.atlas_records import AtlasRecords
from synthesis.records.base import Record
from synthesis.records.checks.contents import MARKERS_FILE, Contents
from synthesis.records.checks.run import Locate, check_acknowledgements, check_contents, check_study
from synthesis.records.claim import Article
from synthesis.records.csv_reader import ReadRows, read_csv
from synthesis.records.explain import shown
from synthesis.records.marker import Marker
from synthesis.records.panel import PanelTable
from synthesis.records.panel_reader import ReadPanel, panel_strays, read_panels
from synthesis.records.problems import Problem, Report, Severity
from synthesis.records.published import PublishedResults
from synthesis.records.reader import read_yaml, record_id
from synthesis.records.study import Study
from synthesis.records.topic import Topic

R = TypeVar("R", bound=Record)
R_co = TypeVar("R_co", bound=Record, covariant=True)

#: Folders of YAML files and the field that names each file.
_KEYS = {"studies": "slug", "topics": "id", "articles": "id", "published": "study"}


@dataclass(frozen=True, slots=True)
class _File(Generic[R_co]):
    """One file: its record when it could be read, and the problems that need no other file."""

    name: str
    stem: str
    record: R_co | None
    problems: tuple[Problem, ...]


def read_folder(
    path: str | Path, *, jobs: int = 1, progress: Callable[[int, int], None] | None = None
) -> AtlasRecords:
    """Read all records of an atlas folder and apply all checks.

    Parameters
    ----------
    path
        Folder with ``studies/`` and ``markers.csv``; ``topics/``, ``articles/``, ``published/`` and
        ``panels/`` may be missing.
    jobs
        Number of processes that read studies; 1 reads them here.
    progress
        Called with the number of studies read and of all studies.

    Returns
    -------
    AtlasRecords
        Records sorted by key. A file with errors contributes none; the report says why.

    Raises
    ------
    AtlasNotFoundError
        When there is no such folder, or it has no ``studies/``.
    """
    root = Path(path)
    if not (root / "studies").is_dir():
        what = "has no folder studies/" if root.is_dir() else "is not a folder"
        hint = "pass a folder with studies/ and markers.csv"
        raise AtlasNotFoundError(f"{what}, so it is not an atlas", where=str(root), hint=hint)
    studies = run(partial(_read_study, root=root), _listed(root, "studies"), jobs=jobs, progress=progress)
    topics = [_read(f, root=root, kind=Topic, key="id") for f in _listed(root, "topics")]
    articles = [_read(f, root=root, kind=Article, key="id") for f in _listed(root, "articles")]
    published = [_read(f, root=root, kind=PublishedResults, key="study") for f in _listed(root, "published")]
    markers = _read_markers(root)
    panels = read_panels(root)
    contents = Contents(
        studies=_records(studies),
        markers=markers.records,
        topics=_records(topics),
        articles=_records(articles),
        published=_records(published),
        study_slugs=_named(studies, "slug"),
        topic_ids=_named(topics, "id"),
        marker_ids=frozenset(markers.lines),
        unread=frozenset(
            name
            for name, complete in (
                ("studies", _complete(studies)),
                ("topics", _complete(topics)),
                (MARKERS_FILE, bool(markers.lines)),
            )
            if not complete
        ),
        panels={panel.name: panel.table for panel in panels if panel.table is not None},
    )
    files: list[_File[Record]] = [*studies, *topics, *articles, *published]
    problems: dict[str, list[Problem]] = defaultdict(list)
    for file in files:
        problems[file.name] += file.problems
    problems[MARKERS_FILE] += markers.problems
    for panel in panels:
        problems[panel.file] += panel.problems
    lines = {MARKERS_FILE: markers.lines, **{panel.rows_file: panel.lines for panel in panels}}
    locate = _locator(root, lines)
    for problem in check_contents(contents, locate):
        problems[problem.file].append(problem)
    for name, study in contents.studies.items():
        if study.acknowledged:
            problems[name] = list(check_acknowledgements(study, name, tuple(problems[name]), locate))
    everything = sorted(problem for found in (*problems.values(), _strays(root)) for problem in found)
    others = (MARKERS_FILE, *(file for panel in panels for file in (panel.file, panel.rows_file)))
    return AtlasRecords(
        studies=_sound(contents.studies, problems, "slug"),
        markers=tuple(marker for _, marker in sorted(markers.records.items())),
        topics=_sound(contents.topics, problems, "id"),
        articles=_sound(contents.articles, problems, "id"),
        published=_sound(contents.published, problems, "study"),
        report=Report(tuple(everything), len(files) + sum((root / name).is_file() for name in others)),
        panels=tuple(_sound_panels(panels, problems)),
    )


def _read_study(path: Path, *, root: Path) -> _File[Study]:
    """Read and check one study; the parsed text stays here, because sending it on costs more than reading."""
    read = read_yaml(path, Study, root=root)
    problems = list(read.problems)
    if read.record is not None and read.document is not None:
        problems += check_study(read.record, read.file, read.document)
        problems += _misnamed(path, read.file, "slug", read.record.slug, read.document)
    return _File(read.file, path.stem, read.record, tuple(problems))


def _read(path: Path, *, root: Path, kind: type[R], key: str) -> _File[R]:
    read = read_yaml(path, kind, root=root)
    problems = list(read.problems)
    if read.record is not None and read.document is not None:
        problems += _misnamed(path, read.file, key, getattr(read.record, key), read.document)
    return _File(read.file, path.stem, read.record, tuple(problems))


def _read_markers(root: Path) -> ReadRows[Marker]:
    if (root / MARKERS_FILE).is_file():
        return read_csv(root / MARKERS_FILE, Marker, root=root, key="marker_id")
    message, fix = f"the atlas has no {MARKERS_FILE}", "add the registry of markers"
    problem = Problem(MARKERS_FILE, 0, 0, "", "", "missing-file", Severity.ERROR, message, fix=fix)
    return ReadRows(MARKERS_FILE, {}, (problem,), {})


def _listed(root: Path, folder: str) -> list[Path]:
    return sorted(path for path in _entries(root, folder) if _is_record(path))


def _strays(root: Path) -> Iterator[Problem]:
    for folder in _KEYS:
        for path in _entries(root, folder):
            if not _is_record(path):
                yield Problem(
                    path.relative_to(root).as_posix(), 0, 0, "", "", "stray-file", Severity.ERROR,
                    f"{folder}/ holds record files only", path.name, "files whose name ends in .yaml",
                    "rename it, or move it elsewhere",
                )  # fmt: skip
    yield from panel_strays(root)


def _entries(root: Path, folder: str) -> Iterator[Path]:
    """Yield what lies in a folder; hidden files belong to the system or an editor."""
    if (root / folder).is_dir():
        yield from (path for path in (root / folder).iterdir() if not path.name.startswith("."))


def _is_record(path: Path) -> bool:
    return path.suffix == ".yaml" and path.is_file()


def _misnamed(path: Path, file: str, key: str, name: str, document: yaml12.Document) -> Iterator[Problem]:
    if name != path.stem:
        line, column = document.place((key,))
        yield Problem(
            file, line, column, name, key, "file-name", Severity.ERROR,
            f"the file has another name than its {key}", shown(name), path.stem,
            f"rename the file to {name}.yaml, or correct {key}",
        )  # fmt: skip


def _records(files: Iterable[_File[R]]) -> dict[str, R]:
    return {file.name: file.record for file in files if file.record is not None}


def _named(files: Iterable[_File[R]], key: str) -> frozenset[str]:
    """Collect all keys of a folder; a file that could not be read is known by its name."""
    return frozenset(getattr(file.record, key, file.stem) for file in files) | {f.stem for f in files}


def _complete(files: Iterable[_File[R]]) -> bool:
    return all(file.record is not None for file in files)


def _sound(records: Mapping[str, R], problems: Mapping[str, list[Problem]], key: str) -> tuple[R, ...]:
    sound = (
        record
        for file, record in records.items()
        if not any(p.severity is Severity.ERROR and not p.acknowledged for p in problems[file])
    )
    return tuple(sorted(sound, key=lambda record: str(getattr(record, key))))


def _sound_panels(panels: Iterable[ReadPanel], problems: Mapping[str, list[Problem]]) -> Iterator[PanelTable]:
    """Yield the panels of which neither file has an error."""
    for panel in panels:
        both = (*problems.get(panel.file, ()), *problems.get(panel.rows_file, ()))
        if panel.table is not None and not any(problem.severity is Severity.ERROR for problem in both):
            yield panel.table


def _locator(root: Path, lines: Mapping[str, Mapping[str, int]]) -> Locate:
    """Make the function that finds lines; it parses a file again, because faults across records are rare."""

    @cache
    def document(file: str) -> yaml12.Document:
        return yaml12.parse((root / file).read_text(encoding="utf-8-sig"))

    def locate(file: str, path: yaml12.Path) -> tuple[int, int, str]:
        if file in lines:
            return lines[file][str(path[0])], 0, str(path[0])
        return *document(file).place(path), record_id(document(file).data, path)

    return locate

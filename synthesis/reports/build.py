"""`build`: from an atlas to a folder of pages, figures, tables, notebooks and data."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from synthesis import parallel
from synthesis.errors import BuildError
from synthesis.reports import pieces
from synthesis.reports.account import account
from synthesis.reports.contents import ALL, TABLES
from synthesis.reports.index import index_page
from synthesis.reports.limits import IN_SHORT
from synthesis.reports.manifest import write_manifest
from synthesis.reports.page import Page, link
from synthesis.reports.parts import Build, notebook_path, table_path, topic_path
from synthesis.reports.replace import staged
from synthesis.reports.topic import topic_page
from synthesis.store.load import load
from synthesis.store.nearest import nearest

if TYPE_CHECKING:
    from synthesis.reports.account import Account
    from synthesis.reports.pieces import Piece
    from synthesis.store.atlas import Atlas

#: Told while a build runs: the phase, how many of its steps are done, how many there are.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made.

    Attributes
    ----------
    out
        The folder.
    counts
        What the atlas holds, what counts and why the rest does not.
    pages, figures, tables, notebooks
        How many of each were written.
    seconds
        Time of each phase in the order they ran. The pieces are made side by side: what each kind took
        in all stands below the phase, indented, and adds up to more than the phase when there are
        several processes.
    """

    out: Path
    counts: Account
    pages: int
    figures: int
    tables: int
    notebooks: int
    seconds: dict[str, float]

    @property
    def total(self) -> float:
        """Seconds the whole build took."""
        return sum(taken for phase, taken in self.seconds.items() if not phase.startswith(" "))


def build(
    atlas: Atlas | str | Path | None = None,
    *,
    out: str | Path = "build",
    topics: Iterable[str] | None = None,
    jobs: int | None = None,
    notebooks: bool = True,
    progress: Progress | None = None,
) -> BuildResult:
    """Write an atlas as a folder of pages that needs no server and no network.

    The folder is made aside and takes the place of an earlier build in one step at the end: whatever
    goes wrong before that, or kills this process, leaves the earlier build as it was.

    Parameters
    ----------
    atlas
        What to show, or the folder to load it from; the embedded atlas when left out.
    out
        Folder of the build: a new one, an empty one or an earlier build.
    topics
        Topics to write pages for; all when left out. The front page is always written.
    jobs
        Processes to use; all cores when left out.
    notebooks
        Whether to run the notebooks that ship with the package.
    progress
        Called with phase, steps done and steps in all.

    Raises
    ------
    BuildError
        When a topic is not known, `out` is not a build, or a notebook fails.
    SynthesisError
        When the atlas cannot be loaded.

    Examples
    --------
    >>> import tempfile
    >>> import synthesis as syn
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = build(syn.load(), out=f"{folder}/build", topics=["mast-cells"], jobs=1, notebooks=False)
    ...     sorted(path.name for path in made.out.iterdir())
    ['data', 'figures', 'index.html', 'manifest.json', 'tables', 'topics']
    """
    clock = _Clock(progress)
    with clock.phase("records"):
        if atlas is None or isinstance(atlas, (str, Path)):
            atlas = load(atlas, progress=clock.steps("records"))
        chosen = _chosen(atlas, topics)
        counted = account(atlas)
    place = Path(out)
    with staged(place) as folder:
        with clock.phase("data"):
            data = atlas.to_parquet(folder / "data")
        with clock.phase("pieces"):
            todo = pieces.tasks((ALL, *chosen), data, folder, with_notebooks=notebooks)
            made = parallel.run(pieces.make, todo, jobs=jobs or _cores(), progress=clock.steps("pieces"))
        for kind in ("notebook", "figure", "table"):
            clock.seconds[f"  {kind}s"] = sum(piece.seconds for piece in made if piece.task.kind == kind)
        with clock.phase("pages"):
            by_place = {(p.task.kind, p.task.scope, p.task.name): p for p in made}
            pages = _pages(Build(folder, atlas, by_place), counted, chosen)
            for page in pages:
                target = folder / page.path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(page.html(), encoding="utf-8")
        with clock.phase("manifest"):
            write_manifest(folder, atlas, counted, chosen)
        begin = perf_counter()
    clock.seconds["replace"] = perf_counter() - begin
    kinds = [piece.task.kind for piece in made]
    return BuildResult(
        place,
        counted,
        len(pages),
        kinds.count("figure"),
        kinds.count("table"),
        kinds.count("notebook"),
        clock.seconds,
    )


def _cores() -> int:
    """Count the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chosen(atlas: Atlas, topics: Iterable[str] | None) -> tuple[str, ...]:
    """Give the topics to build: overviews that contain others first, then in the order of the atlas."""
    entries = atlas.topics
    overviews = entries.loc[entries["included_from"].notna(), "topic"]
    known = list(dict.fromkeys([*overviews, *entries["topic"]]))
    if topics is None:
        return tuple(known)
    wanted = [topics] if isinstance(topics, str) else list(topics)
    for topic in wanted:
        if topic not in known:
            raise BuildError(f"there is no topic {topic!r}", where="topics", hint=nearest(topic, known))
    return tuple(topic for topic in known if topic in wanted)


def _pages(build: Build, counted: Account, topics: tuple[str, ...]) -> list[Page]:
    return [
        index_page(build, counted, topics),
        *(topic_page(build, topic) for topic in topics),
        *(_table_page(build, piece) for piece in build.pieces.values() if piece.task.kind == "table"),
        *(_notebook_page(build, piece) for piece in build.pieces.values() if piece.task.kind == "notebook"),
    ]


def _table_page(build: Build, piece: Piece) -> Page:
    scope, module = piece.task.scope, piece.task.name
    path = table_path(scope, module)
    back, words = link(path, "index.html#tables"), "Tables"
    if scope != ALL:
        back, words = link(path, topic_path(scope)), build.topics[scope][0]
    body = f"""<p class="crumbs"><a href="{back}">{escape(words)}</a></p>
<h1>{escape(TABLES[module])}</h1>
<p>{IN_SHORT} <a href="{link(path, table_path(scope, "limits"))}">All limits with their numbers</a></p>
<p class="files">Save: {build.table_files(path, scope, module)}</p>
<div class="broad">{piece.html}</div>"""
    return Page(path, piece.title, piece.subtitle, body, build.foot)


def _notebook_page(build: Build, piece: Piece) -> Page:
    path = notebook_path(piece.task.name)
    back = link(path, "index.html#notebooks")
    body = f'<p class="crumbs"><a href="{back}">Notebooks</a></p>\n{piece.html}'
    words = f"Notebook {piece.task.name}, run with the records of this build."
    return Page(path, piece.title, words, body, build.foot, kind="notebook")


class _Clock:
    """Takes the time of each phase and tells the caller how far the build is."""

    def __init__(self, progress: Progress | None) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress
        self._steps = 1

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time the block."""
        self._steps = 1
        self._tell(name, 0)
        begin = perf_counter()
        yield
        self.seconds[name] = perf_counter() - begin
        self._tell(name, self._steps)

    def steps(self, name: str) -> Callable[[int, int], None]:
        """Give a function that is told how many of how many steps of a phase are done."""

        def report(done: int, of: int) -> None:
            self._steps = of
            self._tell(name, done)

        return report

    def _tell(self, name: str, done: int) -> None:
        if self._progress:
            self._progress(name, done, self._steps)

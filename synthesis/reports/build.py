"""`build`: from an atlas to a folder of pages, figures, tables, notebooks and data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from synthesis import parallel
from synthesis.audit.audit import audit
from synthesis.errors import BuildError
from synthesis.reports import pieces
from synthesis.reports.account import account
from synthesis.reports.bundle import write_bundle_manifest, write_companions
from synthesis.reports.cite import write_references
from synthesis.reports.claims import claims_page
from synthesis.reports.contents import ALL, TABLES, figure_place
from synthesis.reports.evidence import evidence_page
from synthesis.reports.index import index_page
from synthesis.reports.inside import kept_inside
from synthesis.reports.limits import IN_SHORT
from synthesis.reports.linked import linked
from synthesis.reports.manifest import write_manifest
from synthesis.reports.marker_page import marker_pages
from synthesis.reports.page import Page, link
from synthesis.reports.parts import Build, notebook_path, table_path, topic_path
from synthesis.reports.replace import staged
from synthesis.reports.reuse import earlier_build
from synthesis.reports.shelf import Shelf, shelf_of
from synthesis.reports.study_page import study_pages
from synthesis.reports.topic import topic_page
from synthesis.reports.topic_data import topic_data
from synthesis.store.load import load
from synthesis.store.nearest import nearest

if TYPE_CHECKING:
    from synthesis.audit.audit import Audit
    from synthesis.reports.account import Account
    from synthesis.reports.pieces import Piece
    from synthesis.reports.topic_data import TopicData
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
    drawn
        Places of the figures that were drawn; the others are those of the earlier build, unchanged.
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
    drawn: tuple[str, ...]
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
    ['claims.html', 'data', 'evidence.html', 'figures', 'index.html', 'manifest.json', 'markers', 'studies',
     'tables', 'topics']
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
            scopes, before = (ALL, *chosen), earlier_build(place)
            todo = pieces.tasks(scopes, data, folder, before, with_notebooks=notebooks)
            made = parallel.run(
                pieces.make, todo, jobs=jobs or parallel.cores(), progress=clock.steps("pieces")
            )
        for kind in ("notebook", "figure", "table"):
            clock.seconds[f"  {kind}s"] = sum(piece.seconds for piece in made if piece.task.kind == kind)
        with clock.phase("pages"):
            pages = 0
            parts = Build(folder, atlas, {(p.task.kind, p.task.scope, p.task.name): p for p in made})
            audited = audit(atlas)
            shown = [topic_data(parts, topic, audited) for topic in chosen]
            for about in shown:
                write_companions(parts, about)
            shelf = shelf_of(atlas)
            write_references(folder, shelf)
            cited = {f"topics/{about.topic}": about.slugs for about in shown}
            for page in _pages(parts, shelf, counted, audited, shown):
                target = folder / page.path
                target.parent.mkdir(parents=True, exist_ok=True)
                whole = kept_inside(linked(page, shelf), cited)
                target.write_text(whole.html(), encoding="utf-8")
                pages += 1
        with clock.phase("manifest"):
            for about in shown:
                write_bundle_manifest(parts, about)
            keys = {figure_place(p.task.scope, p.task.name): p.key for p in made if p.key}
            write_manifest(folder, atlas, counted, chosen, keys)
        begin = perf_counter()
    clock.seconds["replace"] = perf_counter() - begin
    kinds = [piece.task.kind for piece in made if piece.html]
    return BuildResult(
        place,
        counted,
        pages,
        kinds.count("figure"),
        kinds.count("table"),
        kinds.count("notebook"),
        tuple(figure_place(p.task.scope, p.task.name) for p in made if p.drawn),
        clock.seconds,
    )


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


def _pages(
    build: Build, shelf: Shelf, counted: Account, audited: Audit, topics: list[TopicData]
) -> Iterator[Page]:
    yield index_page(build, shelf, audited, topics)
    yield evidence_page(build, counted)
    yield claims_page(build, shelf, audited)
    yield from (topic_page(build, shelf, data) for data in topics)
    yield from (_table_page(build, piece) for piece in build.pieces.values() if piece.task.kind == "table")
    yield from (_notebook_page(build, p) for p in build.pieces.values() if p.task.kind == "notebook")
    yield from study_pages(build, shelf, audited.claims)
    yield from marker_pages(build, shelf, audited.claims)


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

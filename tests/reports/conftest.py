"""Builds to look at, and a reader of pages that is stricter than a browser."""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

from synthesis.reports.build import BuildResult, build

SOUND_ATLAS = Path(__file__).parents[1] / "records" / "sound_atlas"
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep compiled atlases of tests away from the user's own."""
    monkeypatch.setenv("SYNTHESIS_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.delenv("SYNTHESIS_ATLAS", raising=False)


@pytest.fixture(scope="session")
def sound_atlas() -> Path:
    """A small atlas without faults."""
    return SOUND_ATLAS


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """A build of the small atlas, without notebooks. Tests only look at it."""
    return made_once(
        tmp_path_factory, "small", lambda out: build(SOUND_ATLAS, out=out, jobs=1, notebooks=False)
    )


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """A build of the embedded atlas with two topics and the notebooks. Tests only look at it."""
    topics = ["nk-cells", "neuroinflammation"]
    return made_once(tmp_path_factory, "real", lambda out: build(out=out, topics=topics, jobs=2))


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], BuildResult]) -> BuildResult:
    """Make a build that all processes of one test run share."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # the folder of the run; below it each process has its own
    kept = shared / f"{name}.pickle"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(make(shared / name / "build")))
        result: BuildResult = pickle.loads(kept.read_bytes())
        return result


@dataclass
class PageRead:
    """What a page holds, and what is wrong with its markup."""

    path: Path
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    out: list[str] = field(default_factory=list)

    @property
    def data(self) -> list[str]:
        """Scripts that hold data and run nothing."""
        return [kind for kind in self.scripts if kind == "application/ld+json"]


class _Reader(HTMLParser):
    def __init__(self, page: PageRead) -> None:
        super().__init__()
        self.page = page
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.page.problems.append(f"line {self.getpos()[0]}: </{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        page, named = self.page, dict(attrs)
        page.tags.append(tag)
        if len(named) != len(attrs):
            page.problems.append(f"line {self.getpos()[0]}: <{tag}> has an attribute twice")
        if named.get("id") is not None:
            page.ids.append(str(named["id"]))
        page.references += (named.get("aria-labelledby") or "").split()
        if tag == "script":
            page.scripts.append(named.get("type") or "text/javascript")
        if tag == "a" and "out" in (named.get("class") or "").split():
            page.out.append(str(named.get("href")))
        if tag == "a":
            page.links.append(str(named.get("href")))
        elif "href" in named and not str(named["href"]).startswith("#"):
            page.loads.append(str(named["href"]))
        if "src" in named:
            page.loads.append(str(named["src"]))
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            page.headings.append(int(tag[1]))


def read_page(path: Path) -> PageRead:
    """Read a page and note every tag that is not closed where it should be."""
    page = PageRead(path)
    reader = _Reader(page)
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    page.problems += [f"<{tag}> is never closed" for tag in reader.open]
    return page


def read_pages(result: BuildResult) -> dict[str, PageRead]:
    """Read all pages of a build by their place in it."""
    return {p.relative_to(result.out).as_posix(): read_page(p) for p in sorted(result.out.rglob("*.html"))}


@pytest.fixture(scope="session")
def small_pages(small: BuildResult) -> dict[str, PageRead]:
    return read_pages(small)


@pytest.fixture(scope="session")
def real_pages(real: BuildResult) -> dict[str, PageRead]:
    return read_pages(real)

"""The search of the front page: lists of everything that has a page, and a script that looks into them.

The lists are the index. They work without the script, and the script needs nothing but them, so it works
from a folder on a disk as well as from a server.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from synthesis.reports.page import link
from synthesis.reports.shelf import Shelf, record_path
from synthesis.store.tidy import items
from synthesis.wording import count, integer

if TYPE_CHECKING:
    from synthesis.store.tidy import Row

#: One entry of a list: its address, its name, what stands behind the name, and further words to find it by.
Entry = tuple[str, str, str, str]


@cache
def script() -> str:
    """Give the script that searches the lists."""
    return files("synthesis.reports").joinpath("search.js").read_text(encoding="utf-8")


def search(page: str, shelf: Shelf, claims: Sequence[Entry]) -> str:
    """Write the search box and the lists it looks into.

    Parameters
    ----------
    page
        The page this is for.
    shelf
        Rows of the atlas.
    claims
        Claims of articles that have a place in this build.
    """
    lists = (
        ("Marker", "markers", [_marker(shelf, marker, page) for marker in sorted(shelf.with_page)]),
        ("Study", "studies", [_study(row, page) for row in _by_name(shelf.studies.values())]),
        ("Claim", "claims of articles", list(claims)),
    )
    return f"""<form id="finder" role="search" hidden>
<label for="query">Find a marker, a study or a claim</label>
<input type="search" id="query" autocomplete="off" spellcheck="false">
<p id="said" role="status"></p>
<ul id="found"></ul>
</form>
<div id="lists">
{"".join(_list(kind, plural, entries) for kind, plural, entries in lists if entries)}</div>"""


def _list(kind: str, plural: str, entries: Sequence[Entry]) -> str:
    lines = "".join(
        f'<li{_words(words)}><a href="{escape(address)}">{escape(name)}</a>{_behind(behind)}</li>\n'
        for address, name, behind, words in entries
    )
    return (
        f"<details><summary>All {integer(len(entries))} {plural}</summary>\n"
        f'<ul data-kind="{kind}">\n{lines}</ul>\n</details>\n'
    )


def _words(words: str) -> str:
    return f' data-words="{escape(words)}"' if words else ""


def _behind(text: str) -> str:
    return f' <span class="muted">{escape(text)}</span>' if text else ""


def _marker(shelf: Shelf, marker: str, page: str) -> Entry:
    row = shelf.markers[marker]
    words = " ".join(items(row["synonyms"]))
    return (
        link(page, record_path("marker", marker)),
        row["name"],
        count(row["cohorts_counted"], "cohort"),
        words,
    )


def _study(row: Row, page: str) -> Entry:
    words = " ".join(part for part in (row["title"], row["doi"], row["pmid"], *items(row["authors"])) if part)
    return link(page, record_path("study", row["slug"])), row["label"], row["title"] or "", words


def _by_name(studies: Iterable[Row]) -> list[Row]:
    return sorted(studies, key=lambda row: (row["label"].casefold(), row["slug"]))

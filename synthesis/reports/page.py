"""Our HTML page: one file that asks nothing of the network, in light and dark, on paper and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from posixpath import dirname, relpath

from synthesis.tables.style import CSS as TABLE_CSS

SITE = "Immune markers in ME/CFS"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"\s*\n\s*")

#: Where each link of the bar at the top leads, from the root of a build.
_BAR = (
    ("Search", "index.html#search"),
    ("Topics", "index.html#topics"),
    ("All evidence", "evidence.html"),
    ("Tables", "index.html#tables"),
    ("Notebooks", "index.html#notebooks"),
    ("Data", "index.html#data"),
)

#: The bar of a topic's bundle, on the page of the topic; a bundle works without the rest of the build.
_BUNDLE_BAR = (
    ("Verdicts", "#consistency"),
    ("Claims", "#claims"),
    ("Not known", "#unknown"),
    ("Methods", "#methods"),
    ("References", "#references"),
    ("Files", "#files"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a build.

    Attributes
    ----------
    path
        Place in the build, with slashes, such as ``topics/cytokines/index.html``.
    title
        Heading of the browser's tab; the page's own first heading is part of `body`.
    description
        One sentence on what the page holds.
    body
        HTML of the main part, its links relative to the page.
    foot
        HTML of the foot.
    kind
        Class of the main part; empty for none.
    head
        Further HTML of the head, such as data about the page for machines.
    script
        A small script at the end of the page; the page must say everything without it.
    """

    path: str
    title: str
    description: str
    body: str
    foot: str
    kind: str = ""
    head: str = ""
    script: str = ""

    def html(self) -> str:
        """Write the whole page."""
        heading = SITE if self.title == SITE else f"{self.title} – {SITE}"
        bundle = bundle_of(self.path)
        home, bar = self._bundle_bar(bundle) if bundle else self._bar()
        script = f"<script>\n{self.script}</script>\n" if self.script else ""
        kind = f' class="{self.kind}"' if self.kind else ""
        return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(heading)}</title>
<meta name="description" content="{escape(self.description)}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<style>
{style(tables='class="syn-table"' in self.body)}</style>
{self.head}</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="bar"><div>
{home}
<nav aria-label="Site"><ul>{bar}</ul></nav>
<label class="scheme"><input type="checkbox" id="scheme" autocomplete="off">swap light and dark</label>
</div></header>
<main id="main" tabindex="-1"{kind}>
{self.body}
</main>
<footer><div>{self.foot}</div></footer>
{script}</body>
</html>
"""

    def link(self, target: str) -> str:
        """Write the address of a place in the build as seen from this page."""
        return link(self.path, target)

    def _bar(self) -> tuple[str, str]:
        items = "".join(f'<li><a href="{self.link(target)}">{words}</a></li>' for words, target in _BAR)
        return f'<a class="home" href="{self.link("index.html")}">{SITE}</a>', items

    def _bundle_bar(self, bundle: str) -> tuple[str, str]:
        top = f"{bundle}/index.html"
        items = "".join(f'<li><a href="{self.link(top + at)}">{words}</a></li>' for words, at in _BUNDLE_BAR)
        items += f"<li>{outside(self.path, 'index.html', 'Whole atlas')}</li>"
        return f'<a class="home" href="{self.link(top)}">{SITE}</a>', items


@cache
def style(*, tables: bool = True) -> str:
    """Give the style sheet of a page without its comments: ours, and where there are some that of tables.

    Each page holds it whole, so that a page works when it is saved or sent alone.
    """
    written = files("synthesis.reports").joinpath("page.css").read_text(encoding="utf-8")
    plain = _BLANKS.sub("\n", _COMMENT.sub("", written)).lstrip()
    return plain + TABLE_CSS if tables else plain


def link(page: str, target: str) -> str:
    """Write the address of a place in a build as seen from one of its pages.

    Examples
    --------
    >>> link("topics/nk-cells/index.html", "index.html#data"), link("index.html", "evidence.html")
    ('../../index.html#data', 'evidence.html')
    """
    return relpath(target, dirname(page) or ".")


def bundle_of(page: str) -> str:
    """Name the bundle a page is part of; empty for a page of the build itself.

    Examples
    --------
    >>> bundle_of("topics/nk-cells/tables/votes.html"), bundle_of("index.html")
    ('topics/nk-cells', '')
    """
    parts = page.split("/")
    return "/".join(parts[:2]) if parts[0] == "topics" and len(parts) > 2 else ""


def outside(page: str, target: str, words: str) -> str:
    """Write a link that leads out of a bundle, marked as such: it is of no use where the bundle is alone.

    Examples
    --------
    >>> outside("topics/nk-cells/index.html", "index.html", "Whole atlas")
    '<a class="out" href="../../index.html">Whole atlas</a>'
    """
    return f'<a class="out" href="{link(page, target)}">{escape(words)}</a>'


def bullets(items: Iterable[str], kind: str = "") -> str:
    """Write pieces of HTML as a list."""
    name = f' class="{kind}"' if kind else ""
    return f"<ul{name}>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ul>"


def numbers(pairs: Iterable[tuple[str, str]]) -> str:
    """Write figures with what they count, each in a box of its own."""
    boxes = "".join(
        f"<div><dt>{escape(words)}</dt><dd>{escape(value)}</dd></div>\n" for value, words in pairs
    )
    return f'<dl class="numbers">\n{boxes}</dl>'


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Write names with pieces of HTML that say what they are."""
    return '<dl class="facts">\n' + "".join(f"<dt>{escape(n)}</dt><dd>{v}</dd>\n" for n, v in pairs) + "</dl>"

"""Our HTML page: one file that asks nothing of the network, in light and dark, on paper and on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from posixpath import dirname, relpath

from synthesis.tables.style import CSS as TABLE_CSS

SITE = "Immune markers in ME/CFS"

#: Where each link of the bar at the top leads, from the root of a build.
_BAR = (
    ("Overview", "index.html"),
    ("Topics", "index.html#topics"),
    ("Tables", "index.html#tables"),
    ("Notebooks", "index.html#notebooks"),
    ("Data", "index.html#data"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a build.

    Attributes
    ----------
    path
        Place in the build, with slashes, such as ``topics/cytokines.html``.
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
    """

    path: str
    title: str
    description: str
    body: str
    foot: str
    kind: str = ""

    def html(self) -> str:
        """Write the whole page."""
        heading = SITE if self.title == SITE else f"{self.title} – {SITE}"
        bar = "".join(f'<li><a href="{self.link(target)}">{words}</a></li>' for words, target in _BAR)
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
{style()}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="bar"><div>
<a class="home" href="{self.link("index.html")}">{SITE}</a>
<nav aria-label="Site"><ul>{bar}</ul></nav>
<label class="scheme"><input type="checkbox" id="scheme" autocomplete="off">swap light and dark</label>
</div></header>
<main id="main" tabindex="-1"{kind}>
{self.body}
</main>
<footer><div>{self.foot}</div></footer>
</body>
</html>
"""

    def link(self, target: str) -> str:
        """Write the address of a place in the build as seen from this page."""
        return link(self.path, target)


@cache
def style() -> str:
    """Give the style sheet of every page: ours, and that of the tables."""
    return files("synthesis.reports").joinpath("page.css").read_text(encoding="utf-8") + TABLE_CSS


def link(page: str, target: str) -> str:
    """Write the address of a place in a build as seen from one of its pages.

    Examples
    --------
    >>> link("topics/nk-cells.html", "index.html#data"), link("index.html", "topics/nk-cells.html")
    ('../index.html#data', 'topics/nk-cells.html')
    """
    return relpath(target, dirname(page) or ".")


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

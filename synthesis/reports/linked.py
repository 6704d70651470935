"""Links from figures and tables to the pages of the studies and markers they name.

Figures carry the study or the question of a mark as ``data-record``, tables the records of a cell as
``data-study``, ``data-marker`` or ``data-finding``. Only on a page of a build do these become links: files
that are saved on their own stay free of addresses that lead nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape, unescape
from itertools import count, groupby
from typing import TYPE_CHECKING

from lxml import etree

from synthesis.reports.page import Page, link
from synthesis.reports.shelf import Shelf, finding_anchor, record_path
from synthesis.wording import integer

if TYPE_CHECKING:
    from lxml.etree import _Element

_SVG = "{http://www.w3.org/2000/svg}"
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_CELL = re.compile(r'<(t[hd])([^>]*) data-(study|marker|finding)="([^"]*)"([^>]*)>(.*?)</\1>', re.DOTALL)
_ANCHOR = re.compile(r'<a href="([^"]*)">(.*)</a>', re.DOTALL)
_BETWEEN = re.compile(r"[;,\s]+")
#: Links in one drawing from which on a keyboard can step over all of them.
_MANY = 12


def linked(page: Page, shelf: Shelf) -> Page:
    """Turn the records that figures and tables of a page name into links.

    Parameters
    ----------
    page
        The page; one without such names comes back as it is.
    shelf
        Rows of the atlas: records with a page of their own are linked, others stay text.

    Returns
    -------
    Page
        The page with links relative to it. A drawing with links is a group for assistive technology and
        no longer one picture, or its links could not be reached.
    """
    body = page.body
    if "data-record=" in body:
        numbers = count(1)
        body = _DRAWING.sub(lambda found: _drawing(found.group(), page.path, shelf, numbers), body)
    if "data-study=" in body or "data-marker=" in body or "data-finding=" in body:
        body = _CELL.sub(lambda found: _cell(found, page.path, shelf), body)
    return page if body == page.body else replace(page, body=body)


def _drawing(svg: str, page: str, shelf: Shelf, numbers: Iterator[int]) -> str:
    """Put links around the marks of a drawing, one around neighbouring marks of one record."""
    root = etree.fromstring(svg)
    links = 0
    for parent in {mark.getparent(): None for mark in root.iter(f"{_SVG}g") if "data-record" in mark.attrib}:
        if parent is None:
            continue
        for record, marks in groupby(list(parent), key=lambda child: child.get("data-record", "")):
            if record and (aim := _aim(record, shelf)):
                target, name = aim
                _wrap(parent, list(marks), link(page, target), name, out=_in_bundle(page))
                links += 1
    if not links:
        return svg
    root.set("role", "group")
    drawing = etree.tostring(root, encoding="unicode")
    if links <= _MANY:
        return drawing
    target = f"after-drawing-{next(numbers)}"
    return (
        f'<a class="skip" href="#{target}">Skip the {integer(links)} links of this figure</a>'
        f'{drawing}<span id="{target}" tabindex="-1"></span>'
    )


def _aim(record: str, shelf: Shelf) -> tuple[str, str] | None:
    """Give the page a mark leads to, and its name: of a study, or of the marker a question is about."""
    if record in shelf.studies:
        return record_path("study", record), shelf.name(record)
    marker, between, _ = record.partition(" | ")
    if between and marker in shelf.with_page:
        return record_path("marker", marker), str(shelf.markers[marker]["name"])
    return None


def _wrap(parent: _Element, marks: list[_Element], href: str, name: str, *, out: bool) -> None:
    """Move marks into a link whose title is its name, to be read aloud and shown at the pointer."""
    anchor = etree.Element(f"{_SVG}a", {"href": href})
    if out:
        anchor.set("class", "out")
    title = etree.SubElement(anchor, f"{_SVG}title")
    title.text = name
    parent.insert(parent.index(marks[0]), anchor)
    anchor.extend(marks)
    for mark in marks:
        del mark.attrib["data-record"]


def _cell(found: re.Match[str], page: str, shelf: Shelf) -> str:
    """Link what a cell of a table names."""
    tag, before, kind, keys, after, content = found.groups()
    named = [key for key in _BETWEEN.split(unescape(keys)) if key]
    write = {"study": _studies, "marker": _marker, "finding": _findings}[kind]
    return f"<{tag}{before}{after}>{write(named, content, page, shelf)}</{tag}>"


def _studies(slugs: list[str], content: str, page: str, shelf: Shelf) -> str:
    """Link studies; a link that the cell has already stays beside, as the way to the publication."""
    if not slugs or not all(slug in shelf.studies for slug in slugs):
        return content
    outside = _ANCHOR.fullmatch(content)
    words = outside.group(2) if outside else content
    if len(slugs) > 1:
        ranked = sorted(slugs, key=shelf.name)
        return "; ".join(_to("study", slug, escape(shelf.name(slug)), page) for slug in ranked)
    (slug,) = slugs
    written = _to("study", slug, words, page)
    if outside is None:
        return written
    what = "publication" if shelf.references[slug].url else "page of the source atlas"
    name = escape(f"{shelf.name(slug)}, {what}")
    return f'{written}<small><a href="{outside.group(1)}" aria-label="{name}">{what}</a></small>'


def _marker(markers: list[str], content: str, page: str, shelf: Shelf) -> str:
    if len(markers) == 1 and markers[0] in shelf.with_page:
        return _to("marker", markers[0], content, page)
    return content


def _findings(findings: list[str], content: str, page: str, shelf: Shelf) -> str:
    """Link findings to their rows on the pages of their studies."""
    written = []
    for finding in findings:
        slug = finding.partition("/")[0]
        if slug not in shelf.studies:
            return content
        place = f"{record_path('study', slug)}#{finding_anchor(finding)}"
        written.append(_link(place, escape(finding), page))
    return ", ".join(written) or content


def _to(kind: str, key: str, words: str, page: str) -> str:
    return _link(record_path(kind, key), words, page)


def _link(target: str, words: str, page: str) -> str:
    out = ' class="out"' if _in_bundle(page) else ""
    return f'<a{out} href="{escape(link(page, target))}">{words}</a>'


def _in_bundle(page: str) -> bool:
    """Whether a page is part of a topic's bundle, which these links lead out of."""
    return page.startswith("topics/")

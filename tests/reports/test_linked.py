from __future__ import annotations

import re

import pytest
from lxml import etree

from synthesis.reports.linked import linked
from synthesis.reports.page import Page
from synthesis.reports.shelf import Shelf, shelf_of
from synthesis.store.load import load

SLUG, NAME = "hornig-2015-distinct-plasma", "Hornig 2015"
OTHER, OTHER_NAME = "montoya-2017-cytokine-signature", "Montoya 2017"
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="a b">{}</svg>'


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return shelf_of(load(progress=False))


def body(text: str, shelf: Shelf, path: str = "tables/all/x.html") -> str:
    return linked(Page(path, "T", "D", text, "F"), shelf).body


def mark(slug: str, x: int = 0) -> str:
    return f'<g data-record="{slug}"><path d="M{x} 0L1 1"/></g>'


def test_page_without_records_comes_back_as_it_is(shelf: Shelf) -> None:
    page = Page("index.html", "T", "D", "<p>nothing</p>", "F")
    assert linked(page, shelf) is page


def test_mark_becomes_a_link_with_the_name_of_its_study(shelf: Shelf) -> None:
    root = etree.fromstring(body(_SVG.format(mark(SLUG)), shelf))
    (anchor,) = root
    assert etree.QName(anchor).localname == "a"
    assert anchor.get("href") == f"../../studies/{SLUG}.html"
    assert (etree.QName(anchor[0]).localname, anchor[0].text) == ("title", NAME)
    assert "data-record" not in etree.tostring(root, encoding="unicode")


def test_mark_of_a_question_leads_to_its_marker(shelf: Shelf) -> None:
    key = "il-6 | circulating-protein | rest | cases-vs-controls"
    (anchor,) = etree.fromstring(body(_SVG.format(mark(key)), shelf))
    assert (anchor.get("href"), anchor[0].text) == ("../../markers/il-6.html", "IL-6")


def test_drawing_with_links_is_a_group_and_one_without_stays_a_picture(shelf: Shelf) -> None:
    assert 'role="group"' in body(_SVG.format(mark(SLUG)), shelf)
    unknown = _SVG.format(mark("no-such-study"))
    assert body(unknown, shelf) == unknown


def test_neighbouring_marks_of_one_study_share_a_link(shelf: Shelf) -> None:
    written = body(_SVG.format(mark(SLUG, 1) + mark(SLUG, 2) + mark(OTHER, 3) + mark(SLUG, 4)), shelf)
    assert written.count("<a ") == 3
    assert [d[1] for d in re.findall(r'd="(M\d)', written)] == list("1234")


def test_many_links_can_be_stepped_over(shelf: Shelf) -> None:
    many = _SVG.format((mark(SLUG) + mark(OTHER)) * 7)
    written = body(many + many, shelf)
    targets = re.findall(r'<a class="skip" href="#([^"]+)">Skip the 14 links of this figure</a>', written)
    assert targets == ["after-drawing-1", "after-drawing-2"]
    assert all(f'<span id="{target}" tabindex="-1"></span>' in written for target in targets)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            f'<td class="w" data-study="{SLUG}">{NAME}</td>',
            f'<td class="w"><a href="../../studies/{SLUG}.html">{NAME}</a></td>',
        ),
        (
            f'<th scope="row" data-study="{SLUG}"><a href="https://doi.org/10.1/x">{NAME}</a></th>',
            f'<th scope="row"><a href="../../studies/{SLUG}.html">{NAME}</a><small><a href="https://doi.org/10.1/x"'
            f' aria-label="{NAME}, publication">publication</a></small></th>',
        ),
        (
            '<td data-study="ablashi-2000-frequent-hhv"><a href="https://a.org/">Ablashi 2000</a></td>',
            '<td><a href="../../studies/ablashi-2000-frequent-hhv.html">Ablashi 2000</a><small>'
            '<a href="https://a.org/" aria-label="Ablashi 2000, page of the source atlas">page of the source '
            "atlas</a></small></td>",
        ),
        (
            f'<td data-study="{OTHER};{SLUG}">{NAME}; {OTHER_NAME}</td>',
            f'<td><a href="../../studies/{SLUG}.html">{NAME}</a>; '
            f'<a href="../../studies/{OTHER}.html">{OTHER_NAME}</a></td>',
        ),
        ('<td data-study="no-such">Nobody</td>', "<td>Nobody</td>"),
        ('<td data-marker="il-6">IL-6</td>', '<td><a href="../../markers/il-6.html">IL-6</a></td>'),
        ('<td data-marker="no-such">X</td>', "<td>X</td>"),
        (
            f'<td data-finding="{SLUG}/a, {OTHER}/b">x</td>',
            f'<td><a href="../../studies/{SLUG}.html#finding-a">{SLUG}/a</a>, '
            f'<a href="../../studies/{OTHER}.html#finding-b">{OTHER}/b</a></td>',
        ),
        (
            f'<td data-finding="{SLUG}/il-6.plasma.ft">x</td>',
            f'<td><a href="../../studies/{SLUG}.html#finding-il-6.plasma.ft">{SLUG}/il-6.plasma.ft</a></td>',
        ),
    ],
)
def test_cells(shelf: Shelf, cell: str, expected: str) -> None:
    assert body(f"<table><tr>{cell}</tr></table>", shelf) == f"<table><tr>{expected}</tr></table>"


def test_links_out_of_a_topic_bundle_are_marked(shelf: Shelf) -> None:
    written = body(_SVG.format(mark(SLUG)), shelf, "topics/cytokines/index.html")
    assert f'href="../../studies/{SLUG}.html" class="out"' in written
    cell = body('<td data-marker="il-6">IL-6</td>', shelf, "topics/cytokines/tables/x.html")
    assert cell == '<td><a class="out" href="../../../markers/il-6.html">IL-6</a></td>'

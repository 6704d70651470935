"""All figures on one page, as a browser shows them: narrow and wide screens, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from synthesis.figures.drawn import Drawn
from synthesis.figures.gallery import CATALOGUE
from synthesis.reports import page as pages

WIDTHS = (320, 360, 720)
PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 20, 23)"}

pytestmark = pytest.mark.browser

#: Texts of the shown drawings that reach beyond their drawing, in the faces the browser has.
OUTSIDE = """() => [...document.querySelectorAll("figure.evidence svg")]
    .filter(drawing => drawing.checkVisibility())
    .flatMap(drawing => {
        const room = drawing.getBoundingClientRect();
        return [...drawing.querySelectorAll("text")]
            .filter(text => {
                const box = text.getBoundingClientRect();
                return box.left < room.left - 1 || box.right > room.right + 1
                    || box.top < room.top - 1 || box.bottom > room.bottom + 1;
            })
            .map(text => `${drawing.querySelector("title").id}: ${text.textContent}`);
    })"""
#: How many CSS pixels the smallest text of the shown drawings has.
SMALLEST = """() => Math.min(...[...document.querySelectorAll("figure.evidence svg")]
    .filter(drawing => drawing.checkVisibility())
    .flatMap(drawing => [...drawing.querySelectorAll("text")].map(text =>
        parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)))"""


@pytest.fixture(name="address", scope="module")
def _address(drawn_gallery: dict[str, Drawn], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write the page: both forms of every figure, with its words and its caption."""
    parts = ["<h1>Every figure</h1>"]
    for entry in CATALOGUE:
        drawn = drawn_gallery[entry.name]
        parts.append(
            f"<h2>{escape(entry.title)}</h2>\n<p>{escape(entry.question)}</p>\n"
            f'<figure class="evidence">\n<div class="wide">{drawn.svg()}</div>\n'
            f'<div class="narrow">{drawn.narrow().svg(f"{drawn.name}-narrow")}</div>\n'
            f"<figcaption><p>{escape(drawn.caption)}</p></figcaption>\n</figure>"
        )
    page = pages.Page("figures.html", "Every figure", "All figures.", "\n".join(parts), "Made for a test.")
    path = tmp_path_factory.mktemp("gallery") / page.path
    path.write_text(page.html(), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(name="page", params=["light", "dark"], scope="module")
def _page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(color_scheme=request.param, viewport={"width": 720, "height": 900})
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == PAPER[request.param]
    yield page
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_figure_fits_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    drawings = page.locator("figure.evidence svg").all()
    assert len(drawings) == 2 * len(CATALOGUE)
    assert sum(drawing.is_visible() for drawing in drawings) == len(drawings) / 2
    assert page.evaluate(OUTSIDE) == []
    # 12 pixels; 10.7 on the smallest phone, and a shade less where the margins of the page take 3 pixels.
    assert page.evaluate(SMALLEST) >= (10.6 if width == 320 else 11.9)


def test_rules_of_accessibility_are_kept(page: Page) -> None:
    """Every rule of axe-core, on the wide forms in light and on the narrow ones in dark."""
    light = page.evaluate("matchMedia('(prefers-color-scheme: light)').matches")
    page.set_viewport_size({"width": 720 if light else 360, "height": 900})
    page.evaluate((Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")
    assert len(found["passes"]) > 15
    assert [(v["id"], [node["html"][:200] for node in v["nodes"][:3]]) for v in found["violations"]] == []

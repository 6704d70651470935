"""Pages as a browser shows them: on a phone and on a desk, in light and dark, without a network."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from synthesis.reports.build import BuildResult

PAGES = (
    "index.html",
    "evidence.html",
    "claims.html",
    "topics/nk-cells/index.html",
    "topics/nk-cells/tables/summary-of-findings.html",
    "studies/hornig-2015-distinct-plasma.html",
    "markers/il-6.html",
    "tables/all/directions.html",
    "tables/all/studies.html",
    "topics/nk-cells/tables/sample-sizes.html",
    "notebooks/01_evidence_base.html",
    "notebooks/02_sample_sizes.html",
    "notebooks/03_directions_by_marker.html",
)
WIDTHS = (320, 360, 720, 1200)
PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 20, 23)"}

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    scheme = getattr(request, "param", "light")
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


def paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
@pytest.mark.parametrize("place", PAGES)
def test_no_sideways_scroll_and_nothing_loaded(page: Page, real: BuildResult, place: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    address = (real.out / place).resolve().as_uri()
    page.goto(address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert said == []


@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
def test_folded_parts_fit_too(page: Page, real: BuildResult) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    for place in PAGES:
        page.goto((real.out / place).resolve().as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, place


@pytest.mark.parametrize("width", WIDTHS)
def test_one_form_of_every_figure_is_shown_at_a_readable_size(
    page: Page, real: BuildResult, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((real.out / "index.html").resolve().as_uri())
    for figure in page.locator("figure.evidence").all():
        shown = [drawing for drawing in figure.locator("svg").all() if drawing.is_visible()]
        assert len(shown) == 1
        box = shown[0].bounding_box()
        natural = float(shown[0].get_attribute("width") or "nan")
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["width"] >= min(natural, 320)  # text of 9.5 pt keeps 11 px on the smallest phone


@pytest.mark.parametrize(
    ("page", "before", "after"), [("light", "light", "dark"), ("dark", "dark", "light")], indirect=["page"]
)
def test_reader_can_swap_light_and_dark(page: Page, real: BuildResult, before: str, after: str) -> None:
    page.goto((real.out / "index.html").resolve().as_uri())
    assert paper(page) == PAPER[before]
    page.get_by_label("swap light and dark").check()
    assert paper(page) == PAPER[after]


def test_first_key_leads_to_the_content(page: Page, real: BuildResult) -> None:
    page.goto((real.out / "index.html").resolve().as_uri())
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert skip.evaluate("link => link === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
def test_text_stands_out_from_its_paper(page: Page, real: BuildResult) -> None:
    """4.5 to 1 for text and links, the ratio that accessibility guidelines ask for."""
    page.goto((real.out / "index.html").resolve().as_uri())
    for words in ("main p", "figcaption p", ".bar nav a", ".limits li", ".numbers dt", "footer p", "summary"):
        ink = page.locator(words).first.evaluate("piece => getComputedStyle(piece).color")
        behind = page.locator(words).first.evaluate(
            """piece => {
                for (let at = piece; at; at = at.parentElement) {
                    const paper = getComputedStyle(at).backgroundColor;
                    if (paper !== 'rgba(0, 0, 0, 0)') return paper;
                }
            }"""
        )
        assert contrast(ink, behind) >= 4.5, words


def test_printed_pages_are_dark_on_white(page: Page, real: BuildResult) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto((real.out / "index.html").resolve().as_uri())
    assert paper(page) == PAPER["light"]
    assert not page.locator(".bar nav").is_visible()


def contrast(one: str, other: str) -> float:
    """Ratio of relative luminances of two colours written rgb(r, g, b), after WCAG 2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_search_finds_what_is_spelled_another_way(page: Page, real: BuildResult) -> None:
    page.goto((real.out / "index.html").resolve().as_uri())
    for asked, wanted in (("tgf beta 1", "TGF-β1"), ("hornig", "Hornig 2015"), ("Il6", "IL-6")):
        page.get_by_label("Find a marker, a study or a claim").fill(asked)
        expect(page.locator("#found a", has_text=re.compile(f"^{wanted}"))).not_to_have_count(0)
        expect(page.locator("#said")).to_have_text(re.compile(r"^(\d+ found\.|The first \d+ of \d+)"))
    page.get_by_label("Find a marker, a study or a claim").fill("no such thing")
    expect(page.locator("#found li")).to_have_count(0)
    expect(page.locator("#said")).to_contain_text("The lists below hold all names")


def test_search_works_by_keyboard_alone(page: Page, real: BuildResult) -> None:
    page.goto((real.out / "index.html").resolve().as_uri())
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "query":
            break
    page.keyboard.type("nk cell cytotoxicity")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "NK cell cytotoxicity"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("NK cell cytotoxicity")
    assert page.url.endswith("markers/nk-cell-cytotoxicity.html")


def test_without_a_script_the_lists_are_there(browser: Browser, real: BuildResult) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((real.out / "index.html").resolve().as_uri())
    expect(page.locator("#finder")).to_be_hidden()
    page.get_by_text(re.compile(r"^All \d+ markers$")).click()
    expect(page.locator("#lists a", has_text=re.compile("^IL-6$"))).to_be_visible()
    context.close()


def test_bundle_works_where_it_is_alone(page: Page, real: BuildResult, tmp_path: Path) -> None:
    shutil.copytree(real.out / "topics/nk-cells", tmp_path / "nk-cells")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = (tmp_path / "nk-cells/index.html").resolve().as_uri()
    page.goto(address)
    assert [url for url in asked if not url.startswith("data:")] == [address]
    page.goto(f"{address}#{page.locator('.references li').first.get_attribute('id')}")
    expect(page.locator(".references li:target")).to_be_visible()  # its folded part opens
    page.get_by_role("link", name=re.compile("^What is not known: markers")).click()
    expect(page.locator("h1")).to_have_text(re.compile("^What is not known"))
    assert page.url.startswith((tmp_path / "nk-cells").resolve().as_uri())


@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
@pytest.mark.parametrize(
    "place",
    [
        "index.html",
        "claims.html",
        "topics/nk-cells/index.html",
        "studies/hornig-2015-distinct-plasma.html",
        "markers/il-6.html",
    ],
)
def test_rules_of_accessibility_are_kept(page: Page, real: BuildResult, place: str) -> None:
    """Every rule of axe-core, on the page with all its parts unfolded."""
    page.goto((real.out / place).resolve().as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    page.evaluate((Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")
    assert len(found["passes"]) > 15
    assert [(v["id"], [node["html"][:200] for node in v["nodes"][:3]]) for v in found["violations"]] == []

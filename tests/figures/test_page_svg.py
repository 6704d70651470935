from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lxml import etree
from matplotlib.figure import Figure

from synthesis.errors import FigureError
from synthesis.figures import marks, theme
from synthesis.figures.drawn import Drawn
from synthesis.figures.page_svg import check_name, page_svg

SVG = "{http://www.w3.org/2000/svg}"


def small_figure(**text: str) -> Figure:
    with theme.applied():
        figure = Figure(figsize=(2, 1))
        ax = figure.add_axes((0.1, 0.1, 0.8, 0.8))
        ax.set_axis_off()
        for record in ("a-1", "a-1", "b-2"):
            marks.interval(ax, 0.1, 2.0, 0.5, record=record)
        figure.text(0.5, 0.5, text.get("words", "words"))
    return figure


def test_two_figures_of_one_page_share_no_id(assert_sound_svg: Callable[[str, str], None]) -> None:
    figure = small_figure()
    svgs = {name: page_svg(figure, name, "Title", "Description") for name in ("one", "two")}
    ids = {name: set(re.findall(r' id="([^"]+)"', svg)) for name, svg in svgs.items()}
    assert ids["one"]
    assert ids["one"].isdisjoint(ids["two"])
    for name, svg in svgs.items():
        assert_sound_svg(svg, name)


def test_marks_lead_to_their_records() -> None:
    root = etree.fromstring(page_svg(small_figure(), "one", "Title", "Description"))
    records = [element.get("data-record") for element in root.iter() if element.get("data-record")]
    # An interval that leaves the axis is a line and an arrowhead.
    assert sorted(records) == ["a-1", "a-1", "a-1", "a-1", "b-2", "b-2"]


def test_text_stays_text_whatever_it_holds() -> None:
    words = "<b> & “quotes” $1$ مركز 中文"
    root = etree.fromstring(page_svg(small_figure(words=words), "one", "Title & <title>", "Description"))
    assert [text.text for text in root.iter(SVG + "text")] == [words]
    assert root.find(SVG + "title").text == "Title & <title>"


def test_neutrals_are_variables_with_a_plain_colour_before_them() -> None:
    svg = page_svg(small_figure(), "one", "Title", "Description")
    assert f"stroke:{theme.INK};stroke:var(--fig-ink, {theme.INK})" in svg
    assert "--fig-paper" not in svg
    assert f"fill:var(--fig-paper, {theme.PAPER})" in page_svg(small_figure(), "one", "T", "D", paper=True)


def test_the_faces_of_the_page_replace_the_face_of_the_layout() -> None:
    root = etree.fromstring(page_svg(small_figure(), "one", "Title", "Description"))
    assert theme.PAGE_FACES in root.get("style")
    assert all("font-family" not in text.get("style", "") for text in root.iter(SVG + "text"))


def test_size_is_natural_and_shrinks_only() -> None:
    root = etree.fromstring(page_svg(small_figure(), "one", "Title", "Description"))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("192", "96", "0 0 144 72")
    assert {"width:100%", "max-width:192px", "height:auto"} <= set(root.get("style").split(";"))


def test_size_has_the_shape_of_the_drawing(toy: Callable[[int], Drawn]) -> None:
    root = etree.fromstring(toy(3).svg())
    width, height = (float(root.get(side)) for side in ("width", "height"))
    across, down = (float(number) for number in root.get("viewBox").split()[2:])
    # Two decimals of a pixel; a rounder shape would be fitted in, with text under 12 pixels.
    assert width / height == pytest.approx(across / down, abs=1e-4)
    assert width == 691.2


def test_no_date_and_no_trace_of_the_program(toy: Callable[[int], Drawn]) -> None:
    svg = toy(3).svg().replace("2026-11-02", "")  # the date of the newest record, in the provenance line
    assert not re.search(r"\d{4}-\d\d-\d\d", svg)
    assert "matplotlib" not in svg.lower()


@pytest.mark.parametrize("name", ["", "Il-6", "il_6", "6-il", "il--6", "il-6-", "../il", "il 6"])
def test_names_that_cannot_be_addresses(name: str) -> None:
    with pytest.raises(FigureError, match="cannot be an address"):
        check_name(name)

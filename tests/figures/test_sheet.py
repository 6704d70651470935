from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from synthesis.errors import FigureError
from synthesis.figures import theme
from synthesis.figures.layout import layout_problems
from synthesis.figures.placement import box_of
from synthesis.figures.sheet import Sheet

TITLE = "A finding long enough to need a second line on a phone"


def sheet(form: theme.Form = theme.WIDE, title: str = TITLE) -> Sheet:
    return Sheet(form, title, "Statistic, population, comparator", "3 studies · CC BY 4.0")


@pytest.mark.parametrize("form", theme.FORMS, ids=lambda form: form.name)
def test_the_plot_has_the_asked_size_in_inches(form: theme.Form) -> None:
    page = sheet(form)
    box = box_of(page.axes(1.7, left=0.6, right=0.4, above=0.2, below=0.3))
    assert box.height == pytest.approx(1.7, abs=1e-6)
    assert box.width == pytest.approx(page.width - 1.0, abs=1e-6)
    assert box.left == pytest.approx(theme.EDGE + 0.6, abs=1e-6)


def test_the_figure_grows_with_its_texts_and_its_plot() -> None:
    def height(title: str, plot: float) -> float:
        with theme.applied():
            return float(sheet(theme.NARROW, title).axes(plot).figure.get_figheight())

    assert height(TITLE, 2.0) == pytest.approx(height(TITLE, 1.0) + 1.0, abs=1e-6)
    assert height(TITLE * 3, 1.0) > height(TITLE, 1.0) > height("Short", 1.0)


def test_title_is_bold_on_top_and_provenance_at_the_foot() -> None:
    with theme.applied():
        page = sheet()
        figure = page.axes(1.0).figure
    texts = sorted(figure.texts, key=lambda text: -text.get_position()[1])
    words = [text.get_text().replace("\N{NO-BREAK SPACE}", " ") for text in texts]
    assert words == [TITLE, "Statistic, population, comparator", page.line]
    assert [text.get_fontweight() for text in texts] == ["bold", "normal", "normal"]


def test_no_line_of_the_provenance_starts_with_a_separator() -> None:
    items = " · ".join(f"item number {n}" for n in range(12))
    with theme.applied():
        figure = Sheet(theme.NARROW, "Title", "", items).axes(1.0).figure
    lines = [text.get_text() for text in figure.texts][1:]
    assert len(lines) > 3
    assert not any(line.startswith("·") for line in lines)


def test_a_message_takes_the_place_of_a_plot() -> None:
    with theme.applied():
        page = sheet(theme.NARROW)
        page.message("No study of this marker reports an estimate that could be drawn in this figure.")
    assert layout_problems(page.drawn.figure) == []
    assert len(page.drawn.texts) == 2


def test_a_painter_that_asks_twice_or_not_at_all() -> None:
    page = sheet()
    with pytest.raises(FigureError, match="drew nothing"):
        _ = page.drawn
    page.axes(1.0)
    with pytest.raises(FigureError, match="twice"):
        page.axes(1.0)


def test_columns_that_leave_no_room_for_the_plot() -> None:
    with pytest.raises(FigureError, match=r"takes 7\.00 of 7\.04 inches"):
        sheet().axes(1.0, left=3.0, right=4.0)


def test_given_axes_keep_their_outer_box() -> None:
    given = Figure(figsize=(8, 4)).add_axes((0.25, 0.25, 0.5, 0.5))
    page = Sheet(theme.WIDE, "", "", "", given)
    assert page.width == 4.0
    box = box_of(page.axes(9.9, left=1.0, right=0.5, above=0.25, below=0.5))
    assert tuple(box) == pytest.approx((3.0, 1.5, 2.5, 1.25), abs=1e-6)

from __future__ import annotations

import pytest

from synthesis.figures import key, measure, theme
from synthesis.figures.layout import layout_problems
from synthesis.figures.sheet import Sheet


@pytest.mark.parametrize("form", theme.FORMS, ids=lambda form: form.name)
def test_the_key_fits_above_the_plot_and_names_each_direction(form: theme.Form) -> None:
    names = list(theme.GLYPHS)
    with theme.applied():
        page = Sheet(form, "Title", "Subtitle", "Line")
        above = key.room_above(names, page.width)
        ax = page.axes(1.0, left=1.0, above=above)
        key.direction_key(ax, names, page.width, left=1.0, above=above)
    assert layout_problems(ax.figure) == []
    assert [text.get_text() for text in ax.texts] == [theme.GLYPHS[name].words for name in names]
    assert len(ax.lines) == len(names)


def test_room_counts_lines() -> None:
    one, two = key.room_above(["mixed"], 5.0), key.room_above(["higher", "lower"], 1.5)
    assert two - one == pytest.approx(measure.height(1), abs=1e-9)

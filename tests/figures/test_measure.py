from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from synthesis.figures import measure, theme

WORDS = "Roerink 2017, IL-1β in plasma: +0.31 [−0.02, 0.64] ▲ مركز מרכז"


@pytest.mark.parametrize("bold", [False, True])
def test_width_agrees_with_what_matplotlib_draws(bold: bool) -> None:
    with theme.applied():
        figure = Figure(dpi=600)
        text = figure.text(0, 0, WORDS, fontsize=12, fontweight="bold" if bold else "normal")
        drawn = text.get_window_extent().width / 600
    # A hinted drawing rounds each of some 60 advances to a pixel of 1/600 inch.
    assert measure.width(WORDS, 12, bold=bold) == pytest.approx(drawn, abs=0.06)


def test_width_scales_with_the_size_and_takes_the_widest_line() -> None:
    assert measure.width("abc", 20) == pytest.approx(2 * measure.width("abc", 10), rel=1e-12)
    assert measure.width("a\nabc\nab") == measure.width("abc")
    assert measure.width("") == 0


def test_a_character_without_glyph_is_one_em() -> None:
    # The drawn width of an em dash leaves no side bearing, so one em is exact.
    assert measure.width("中", 72.0) == pytest.approx(1.0, abs=0.01)


def test_uncovered_lists_each_character_once() -> None:
    bamum = "\U00016800"  # in DejaVu Sans as little as in any face for Chinese, Japanese or Korean
    assert measure.uncovered(f"β{bamum}{bamum}α") == bamum
    assert measure.uncovered("two\nlines") == ""


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab lW中م-"), max_size=60), st.floats(0.4, 3.0))
def test_wrapped_lines_fit_and_lose_no_character(text: str, room: float) -> None:
    lines = measure.wrap(text, room)
    assert all(measure.width(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("ab lW"), max_size=80), st.floats(1.0, 3.0))
def test_even_lines_are_no_more_no_wider_and_lose_no_character(text: str, room: float) -> None:
    lines = measure.wrap_evenly(text, room)
    assert len(lines) == len(measure.wrap(text, room))
    assert all(measure.width(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab lW中م-"), max_size=60), st.floats(0.4, 3.0))
def test_ellipsized_text_fits(text: str, room: float) -> None:
    short = measure.ellipsize(text, room)
    assert measure.width(short) <= room
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_a_no_break_space_keeps_words_together() -> None:
    assert measure.wrap("one two\N{NO-BREAK SPACE}· three", 0.5) == ["one", "two\N{NO-BREAK SPACE}·", "three"]


def test_columns_go_in_the_given_order_until_the_axis_has_its_share() -> None:
    widths = {"study": 1.5, "n": 0.7, "g": 1.5, "weight": 0.7, "comparator": 1.0}
    drop = ["weight", "comparator", "n"]
    assert measure.columns_that_fit(widths, 10.0, drop=drop) == list(widths)
    assert measure.columns_that_fit(widths, 7.0, drop=drop) == ["study", "n", "g"]
    assert measure.columns_that_fit(widths, 1.0, drop=drop) == ["study", "g"]

from __future__ import annotations

import logging
import warnings

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from synthesis.figures import theme


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def over(colour: str, paper: str, opacity: float) -> str:
    """Colour seen when a translucent colour lies on a paper."""
    mixed = [
        round(int(colour[i : i + 2], 16) * opacity + int(paper[i : i + 2], 16) * (1 - opacity))
        for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in mixed)


PAPERS = pytest.mark.parametrize("scheme", [theme.LIGHT, theme.DARK], ids=["light", "dark"])


def test_contrast_of_black_on_white_is_the_known_21() -> None:
    assert round(contrast("#000000", "#ffffff"), 6) == 21


@PAPERS
def test_text_colours_reach_4_5(scheme: theme.Paper) -> None:
    assert contrast(scheme.ink, scheme.paper) >= 4.5
    assert contrast(scheme.muted, scheme.paper) >= 4.5


@PAPERS
@pytest.mark.parametrize("hue", theme.HUES)
def test_hues_reach_3_and_carry_text_when_tinted(hue: str, scheme: theme.Paper) -> None:
    assert contrast(hue, scheme.paper) >= 3
    assert contrast(scheme.ink, over(hue, scheme.paper, theme.TINT)) >= 4.5


@PAPERS
def test_text_and_hues_stay_readable_on_a_shaded_row(scheme: theme.Paper) -> None:
    shaded = over(scheme.grid, scheme.paper, theme.BAND)
    assert contrast(scheme.ink, shaded) >= 4.5
    assert contrast(scheme.muted, shaded) >= 4.5


@PAPERS
def test_glyph_colours_reach_3(scheme: theme.Paper) -> None:
    swap = dict(zip((theme.INK, theme.MUTED), (scheme.ink, scheme.muted), strict=True))
    for glyph in theme.GLYPHS.values():
        assert contrast(swap.get(glyph.colour, glyph.colour), scheme.paper) >= 3


def test_every_direction_has_its_own_sign() -> None:
    assert len({glyph.sign for glyph in theme.GLYPHS.values()}) == len(theme.GLYPHS)


def test_settings_are_back_afterwards_even_after_an_error() -> None:
    before = dict(mpl.rcParams)
    with pytest.raises(ZeroDivisionError), theme.applied():
        1 / (mpl.rcParams["svg.fonttype"] != "none")
    assert dict(mpl.rcParams) == before
    assert logging.getLogger("matplotlib.font_manager").filters == []


def test_a_readers_own_style_does_not_reach_the_figure() -> None:
    with mpl.rc_context({"lines.linewidth": 40, "axes.facecolor": "red"}), theme.applied():
        assert mpl.rcParams["lines.linewidth"] != 40
        assert mpl.rcParams["axes.facecolor"] != "red"


def draw_a_character_without_glyph() -> None:
    figure = Figure()
    figure.text(0.5, 0.5, "\U00016800")
    figure.draw_without_rendering()


def test_only_the_remark_on_missing_glyphs_is_silenced() -> None:
    with pytest.warns(UserWarning, match="missing from font"):
        draw_a_character_without_glyph()
    with theme.applied():
        draw_a_character_without_glyph()
        with pytest.warns(UserWarning, match="anything else"):
            warnings.warn("anything else", UserWarning, stacklevel=1)

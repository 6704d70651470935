"""Tokens every figure is drawn with, and the context that applies them.

Figures are drawn in the colours of the light paper. `page_svg` turns the four neutrals into CSS
variables, so a page in dark mode replaces them; the four hues keep at least 3:1 on both papers.
Lengths are inches unless a name says points.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager


@dataclass(frozen=True, slots=True)
class Form:
    """One of the two widths a figure is drawn in.

    Attributes
    ----------
    name
        `wide` or `narrow`.
    width
        Width of the whole figure in inches.
    row
        Height of a row of a table-like plot in inches; narrow rows carry their label above the mark.
    title_points, subtitle_points
        Sizes of the two heading lines.
    """

    name: str
    width: float
    row: float
    title_points: float
    subtitle_points: float


WIDE = Form("wide", width=7.2, row=0.34, title_points=13.0, subtitle_points=10.0)
NARROW = Form("narrow", width=3.75, row=0.50, title_points=12.0, subtitle_points=9.5)
FORMS = (WIDE, NARROW)

#: Free space at the edges of a figure, and between its blocks, in inches.
EDGE = 0.08
GAP = 0.14

#: Type sizes in points. 9 pt is 12 CSS pixels, the smallest size on a page.
BODY = 9.5
SMALL = 9.0
LEAST = 9.0

#: The face figures are laid out with. It ships with matplotlib and is wider than the faces pages use.
FACE = "DejaVu Sans"
PAGE_FACES = "Inter, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif"

#: Line widths in points.
INTERVAL = 1.3
PREDICTION = 3.0
NULL = 0.9
AXIS = 0.8


@dataclass(frozen=True, slots=True)
class Paper:
    """The neutrals of one colour scheme, as `#rrggbb`."""

    paper: str
    ink: str
    muted: str
    grid: str


LIGHT = Paper(paper="#ffffff", ink="#1a1a1a", muted="#595959", grid="#d0d0d0")
DARK = Paper(paper="#121417", ink="#e6e6e6", muted="#949494", grid="#3a3f44")
INK, MUTED, GRID, PAPER = LIGHT.ink, LIGHT.muted, LIGHT.grid, LIGHT.paper

#: What a page may replace: neutral as drawn -> CSS variable.
VARIABLES = MappingProxyType(
    {INK: "--fig-ink", MUTED: "--fig-muted", GRID: "--fig-grid", PAPER: "--fig-paper"}
)

#: Hues for marks, never for text; each at least 3:1 on both papers.
BLUE = "#0072b2"
VERMILLION = "#d55e00"
GREEN = "#009e73"
PURPLE = "#cc79a7"
HUES = (BLUE, VERMILLION, GREEN, PURPLE)

#: Opacity of a hue or of `GRID` where text stands on it.
TINT = 0.22
BAND = 0.30


@dataclass(frozen=True, slots=True)
class Glyph:
    """How one direction looks: the shape says it, the colour only repeats it.

    Attributes
    ----------
    sign
        The character used in running text and in legends as text.
    words
        The legend entry.
    colour
        Colour of the mark.
    filled
        Whether the mark is solid.
    """

    sign: str
    words: str
    colour: str
    filled: bool


GLYPHS = MappingProxyType(
    {
        "higher": Glyph("▲", "higher in cases", BLUE, True),
        "lower": Glyph("▼", "lower in cases", VERMILLION, True),
        "no_difference": Glyph("○", "no difference reported, direction not given", INK, False),
        "mixed": Glyph("◆", "mixed", PURPLE, True),
        "not_measured": Glyph("–", "not measured", MUTED, True),
        "unclear": Glyph("?", "unclear", INK, True),
    }
)

#: Faces tried, where installed, for characters that `FACE` lacks (bitmaps and PDF only: in an SVG
#: text stays text and the reader's machine chooses).
_FALLBACK_FACES = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Hiragino Sans",
    "Microsoft YaHei",
    "Yu Gothic",
    "Malgun Gothic",
)

#: Groups of settings that change how a figure looks; a reader's own matplotlibrc must not.
_DRAWING_GROUPS = frozenset(
    {"agg", "axes", "figure", "font", "grid", "hatch", "image", "legend", "lines", "markers", "mathtext"}
    | {"patch", "path", "pdf", "savefig", "scatter", "svg", "text", "xaxis", "xtick", "yaxis", "ytick"}
)


@cache
def faces() -> tuple[str, ...]:
    """Name the faces to draw with: `FACE`, then the installed faces for what it lacks."""
    installed = set(font_manager.fontManager.get_font_names())
    return (FACE, *(face for face in _FALLBACK_FACES if face in installed))


@cache
def _settings() -> dict[Any, Any]:
    defaults: dict[str, Any] = {
        key: value for key, value in mpl.rcParamsDefault.items() if key.partition(".")[0] in _DRAWING_GROUPS
    }
    ours: dict[str, Any] = {
        "font.family": list(faces()),
        "font.size": BODY,
        "text.color": INK,
        "text.hinting": "none",  # as `measure` measures; bitmaps are drawn large enough, and in less time
        "text.parse_math": False,  # a dollar sign in a study label is a dollar sign
        "axes.edgecolor": MUTED,
        "axes.labelcolor": INK,
        "axes.linewidth": AXIS,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "figure.facecolor": PAPER,
        "savefig.facecolor": PAPER,
        "figure.dpi": 96,
        "svg.fonttype": "none",
        "svg.hashsalt": "synthesis",
        "pdf.fonttype": 42,
    }
    return {**defaults, **ours}


@contextmanager
def applied() -> Iterator[None]:
    """Draw with the tokens of this module inside the block; the reader's settings are back after it.

    Inside the block matplotlib is also silent about characters no installed face can draw. They are
    not lost: an SVG carries them as text, a bitmap shows the boxed placeholder of their script, and
    the sidecar of a saved figure lists them.

    Examples
    --------
    >>> before = mpl.rcParams["font.size"]
    >>> with applied():
    ...     mpl.rcParams["font.size"]
    9.5
    >>> mpl.rcParams["font.size"] == before
    True
    """
    fonts = logging.getLogger("matplotlib.font_manager")
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)
        fonts.addFilter(_is_news)
        mpl.rcParams.update(_settings())
        try:
            yield
        finally:
            fonts.removeFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Drop the remark that a face for missing characters has no bold: its regular weight will do."""
    return "Failed to find font weight" not in record.getMessage()

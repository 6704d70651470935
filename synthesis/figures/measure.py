"""Text measured in inches before anything is drawn.

Every margin and every column of a figure comes from here, never from a typed-in fraction. The
metrics are those of the DejaVu Sans that ships with matplotlib, unhinted, so a measurement is the
same on every machine and needs no figure. A character DejaVu Sans lacks counts as one em, the width
of a Chinese, Japanese or Korean character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font, LoadFlags

from synthesis.figures import theme
from synthesis.wording import ELLIPSIS

POINTS_PER_INCH = 72.0

#: Distance between baselines, and height of a capital letter, in multiples of the type size.
LEADING = 1.35
CAPITAL = 0.73

_EM_DASH = "\N{EM DASH}"  # exactly one em wide
_REFERENCE_POINTS = 100.0

_NO_BREAK = "\N{NO-BREAK SPACE}"
#: What stays on one line: an interval, a comparison, any other word.
_TOGETHER = re.compile(r"\[[^\s\[\]]+, [^\s\[\]]+\][^ \t\n]*|[^ \t\n]+ [=<>] [^ \t\n]+|[^ \t\n]+")


def width(text: str, points: float = theme.BODY, *, bold: bool = False) -> float:
    """Measure the width of a text in inches; of several lines, the widest.

    Examples
    --------
    >>> round(width("Hornig 2015"), 2), round(width("Hornig 2015", bold=True), 2)
    (0.81, 0.91)
    """
    return max(_relative_width(line, bold) for line in text.split("\n")) * points / POINTS_PER_INCH


def widest(texts: Iterable[str], points: float = theme.BODY, *, bold: bool = False) -> float:
    """Measure the widest of some texts in inches; 0 when there are none.

    Examples
    --------
    >>> widest([]), widest(["a", "aaa"]) == width("aaa")
    (0.0, True)
    """
    return max((width(text, points, bold=bold) for text in texts), default=0.0)


def height(lines: int, points: float = theme.BODY) -> float:
    """Measure the height of some lines of text in inches, from the top of the first to the foot of the last.

    Examples
    --------
    >>> height(0), round(height(2, 10.0), 3)
    (0.0, 0.375)
    """
    return lines * LEADING * points / POINTS_PER_INCH


def capital(points: float = theme.BODY) -> float:
    """Measure the height of a capital letter in inches."""
    return CAPITAL * points / POINTS_PER_INCH


def wrap(text: str, room: float, points: float = theme.BODY, *, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than `room` inches, between words where possible.

    A single word wider than the room is broken inside; an empty text has no lines. A no-break space
    keeps its words together, and so do an interval and a comparison such as p = 0.03 where there is room.

    Examples
    --------
    >>> wrap("higher in nine of eleven studies", 1.4)
    ['higher in nine of', 'eleven studies']
    >>> wrap("mean 0.4 [0.1, 0.7], p = 0.03", 1.2)
    ['mean 0.4', '[0.1, 0.7],', 'p = 0.03']
    """
    lines: list[str] = []
    line = ""
    for word in _words(text, room, points, bold):
        trial = f"{line} {word}" if line else word
        if width(trial, points, bold=bold) <= room:
            line = trial
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, room, points, bold)
        lines.extend(full)
    return [*lines, line] if line else lines


def wrap_evenly(text: str, room: float, points: float = theme.BODY, *, bold: bool = False) -> list[str]:
    """Break a text into as few lines as `wrap` does, of about equal width: no last line of one word.

    Examples
    --------
    >>> wrap("higher in nine of the eleven studies", 2.2)
    ['higher in nine of the eleven', 'studies']
    >>> wrap_evenly("higher in nine of the eleven studies", 2.2)
    ['higher in nine of', 'the eleven studies']
    """
    lines = wrap(text, room, points, bold=bold)
    if len(lines) < 2:
        return lines
    words_room = widest(_words(text, room, points, bold), points, bold=bold)
    for step in range(1, 20):
        narrower = room * (1 - 0.025 * step)
        trial = wrap(text, narrower, points, bold=bold)
        if len(trial) > len(lines) or narrower < words_room:
            break
        lines = trial
    return lines


def ellipsize(text: str, room: float, points: float = theme.BODY, *, bold: bool = False) -> str:
    """Cut a text so that it is no wider than `room` inches, ellipsis included.

    Examples
    --------
    >>> ellipsize("Hornig 2015", 2.0), ellipsize("International Consensus Criteria", 1.2)
    ('Hornig 2015', 'International Co…')
    """
    if width(text, points, bold=bold) <= room:
        return text
    kept, refused = 0, len(text)
    while refused - kept > 1:
        middle = (kept + refused) // 2
        if width(text[:middle].rstrip() + ELLIPSIS, points, bold=bold) <= room:
            kept = middle
        else:
            refused = middle
    return text[:kept].rstrip() + ELLIPSIS


def ellipsize_inside(text: str, room: float, points: float = theme.BODY, *, bold: bool = False) -> str:
    """Cut a text before its last word where that is short, so that the year at the end of a label stays.

    Examples
    --------
    >>> ellipsize_inside("Beta, Gamma and a long list of further authors 2017", 1.8)
    'Beta, Gamma and… 2017'
    """
    head, space, last = text.rpartition(" ")
    if not head or len(last) > 6 or width(text, points, bold=bold) <= room:
        return ellipsize(text, room, points, bold=bold)
    left = room - width(space + last, points, bold=bold)
    return ellipsize(head, left, points, bold=bold) + space + last


def columns_that_fit(
    widths: Mapping[str, float], room: float, *, drop: Sequence[str], axis_share: float = 0.40
) -> list[str]:
    """Choose the text columns that leave the axis its share of the width.

    Parameters
    ----------
    widths
        Column name to width in inches, gaps included.
    room
        Width of columns and axis together in inches.
    drop
        Names that may go, first to go first; the others always stay.
    axis_share
        Smallest part of the room the axis needs.

    Returns
    -------
    list of str
        Names of the columns that stay, in the order of `widths`.

    Examples
    --------
    >>> columns_that_fit({"study": 1.5, "n": 0.8, "weight": 0.7, "g": 1.6}, 7.0, drop=["weight", "n"])
    ['study', 'n', 'g']
    """
    kept = dict(widths)
    for name in drop:
        if sum(kept.values()) <= room * (1 - axis_share):
            break
        kept.pop(name, None)
    return list(kept)


def uncovered(text: str) -> str:
    """List the characters that no installed face of the theme can draw, each once, in code order.

    Examples
    --------
    >>> uncovered("IL-1β, מרכז, مركز")
    ''
    """
    return "".join(sorted({sign for sign in text if sign.isprintable() and not _drawable(sign)}))


def _words(text: str, room: float, points: float, bold: bool) -> list[str]:
    """Split a text where a line may end; what should stay together but has no room is split too."""
    words: list[str] = []
    for piece in _TOGETHER.findall(text):
        if width(piece, points, bold=bold) <= room:
            words.append(piece)
        elif _NO_BREAK in piece:
            words += _words(piece.replace(_NO_BREAK, " "), room, points, bold)
        else:
            words += piece.split(" ")
    return words


def _pieces(word: str, room: float, points: float, bold: bool) -> list[str]:
    pieces = [""]
    for sign in word:
        if pieces[-1] and width(pieces[-1] + sign, points, bold=bold) > room:
            pieces.append("")
        pieces[-1] += sign
    return pieces


@lru_cache(maxsize=20_000)
def _relative_width(line: str, bold: bool) -> float:
    """Width of one line in multiples of the type size."""
    face = _metrics(bold)
    known = "".join(sign if face.get_char_index(ord(sign)) else _EM_DASH for sign in line)
    face.set_text(known, 0.0, flags=LoadFlags.NO_HINTING)
    return float(face.get_width_height()[0]) / 64 / _REFERENCE_POINTS


@cache
def _metrics(bold: bool) -> FT2Font:
    path = Path(mpl.get_data_path()) / "fonts" / "ttf" / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
    face = FT2Font(str(path))
    face.set_size(_REFERENCE_POINTS, 72)
    return face


@cache
def _drawable(sign: str) -> bool:
    return any(face.get_char_index(ord(sign)) for face in _installed())


@cache
def _installed() -> tuple[FT2Font, ...]:
    paths = (font_manager.findfont(face, fallback_to_default=False) for face in theme.faces())
    return tuple(font_manager.get_font(path) for path in paths)

"""One spelling of letters and signs, with a map from every character back to the text it came from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: Names of the Greek letters that marker names use.
GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda"}
_HYPHENS = "\u2010\u2011\u2012\u2212\ufe58\ufe63\uff0d"
_DASHES = "\u2013\u2014\u2015"
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'}
_SILENT = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_LINES = "\u0085\u2028\u2029\x0b\x0c"


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in one spelling.

    Attributes
    ----------
    text
        The normalised text.
    starts, ends
        For each of its characters, the range of the original text that it stands for, in code points.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Give the range of the original text behind a range, which holds one character or more.

        Examples
        --------
        >>> found = normalise("so IL‑1β is")
        >>> found.text
        'so IL-1beta is'
        >>> found.original(3, 11)
        (3, 8)
        """
        return self.starts[start], self.ends[end - 1]


def normalise(text: str) -> Normal:
    r"""Bring a text to one spelling: NFKC, Greek letters as names, one hyphen, one dash, straight quotes.

    A dash between two characters without blanks is a hyphen, as in "IL–6"; any other dash becomes an em dash.
    Characters that print nothing are left out; a carriage return is a blank, every other line end ``\n``.

    Parameters
    ----------
    text
        The text as it was captured.
    """
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    # a letter and the marks on it are one thing, so that both ends of its map fall outside of it
    for cluster in re.finditer(r"(?s).[\u0300-\u036f]*", text):
        start, end = cluster.span()
        for sign in _spelled(cluster[0], text, start):
            pieces.append(sign)
            starts.append(start)
            ends.append(end)
    return Normal("".join(pieces), tuple(starts), tuple(ends))


def _spelled(cluster: str, text: str, at: int) -> str:
    if cluster in _SILENT:
        return ""
    if cluster in _HYPHENS:
        return "-"
    if cluster in _DASHES:
        around = text[at - 1 : at] + text[at + 1 : at + 2]
        return "-" if len(around) == 2 and around.isalnum() else "\u2014"
    if cluster in _LINES:
        return "\n"
    if cluster == "\r":
        return " "
    plain = unicodedata.normalize("NFKC", cluster)
    return "".join(GREEK.get(sign, _QUOTES.get(sign, sign)) for sign in plain)

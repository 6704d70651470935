"""Numbers to words: the only place of the package that rounds and formats.

Everything a reader sees (tables, figures, sentences, alternative texts) passes through these
functions, so that one number looks the same everywhere and a test can compare texts with frames.

Conventions: a half is rounded away from zero on the printed decimal number (2.675 becomes 2.68, as
a reader with a pencil would do it); minus is the true minus sign; a negative number that rounds to
zero loses its sign; an undefined number is an en dash; a share is never rounded *to* 0% or 100%.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import isinf, isnan

MINUS = "\N{MINUS SIGN}"
UNDEFINED = "\N{EN DASH}"
INFINITY = "\N{INFINITY}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"

#: Plurals that the spelling rules of `plural` would get wrong.
PLURALS = {
    "criterion": "criteria",
    "half-life": "half-lives",
    "index": "indices",
    "matrix": "matrices",
    "person": "people",
    "phenomenon": "phenomena",
    "series": "series",
    "serum": "sera",
    "species": "species",
}


def plural(noun: str) -> str:
    """Give the plural of an English noun; of a phrase, the plural of its last word.

    Examples
    --------
    >>> [plural(noun) for noun in ("study", "analysis", "person", "matrix class", "assay")]
    ['studies', 'analyses', 'people', 'matrix classes', 'assays']
    """
    phrase, space, last = noun.rpartition(" ")
    if last in PLURALS:
        many = PLURALS[last]
    elif last.endswith("sis"):
        many = last[:-2] + "es"
    elif last.endswith(("s", "x", "z", "ch", "sh")):
        many = last + "es"
    elif last.endswith("y") and last[-2:-1] not in set("aeiou"):
        many = last[:-1] + "ies"
    else:
        many = last + "s"
    return phrase + space + many


def integer(value: float) -> str:
    """Write a whole number with a comma between thousands.

    Raises
    ------
    ValueError
        When the number is not whole; use `number` to round.

    Examples
    --------
    >>> integer(1204), integer(-3), integer(float("nan"))
    ('1,204', '−3', '–')
    """
    if isnan(value):
        return UNDEFINED
    if value != int(value):
        raise ValueError(f"integer: {value!r} is not a whole number; use number(value, digits) to round")
    return f"{int(value):,}".replace("-", MINUS)


def number(value: float, digits: int = 2, *, signed: bool = False) -> str:
    """Write a number with a fixed count of decimals and a true minus sign.

    Parameters
    ----------
    value
        The number; NaN is written as an en dash and infinity as its sign.
    digits
        Decimals to print, 0 or more.
    signed
        Whether a number above zero gets a plus sign.

    Examples
    --------
    >>> number(-0.125), number(1204.5, 1), number(0.31, signed=True), number(-0.001)
    ('−0.13', '1,204.5', '+0.31', '0.00')
    """
    value = float(value)
    if isnan(value):
        return UNDEFINED
    plus = "+" if signed else ""
    if isinf(value):
        return (plus if value > 0 else MINUS) + INFINITY
    rounded = _round(_decimal(value), digits)
    if rounded == 0:
        return f"{abs(rounded):,.{digits}f}"
    return (plus if rounded > 0 else MINUS) + f"{abs(rounded):,.{digits}f}"


def recorded(value: float) -> str:
    """Write a number with all the digits of its record, with a true minus sign and no rounding.

    Examples
    --------
    >>> recorded(12.50), recorded(-3.0), recorded(0.00012), recorded(1204)
    ('12.5', '−3', '0.00012', '1,204')
    """
    return f"{_decimal(value).normalize():,f}".replace("-", MINUS)


def count(amount: int, noun: str, plural_form: str | None = None) -> str:
    """Write how many of something there are.

    Parameters
    ----------
    amount
        How many, 0 or more.
    noun
        What, in the singular.
    plural_form
        The plural, where `plural` does not know it.

    Examples
    --------
    >>> count(1, "study"), count(3, "study"), count(1204, "person"), count(0, "ox", "oxen")
    ('1 study', '3 studies', '1,204 people', '0 oxen')
    """
    many = plural(noun) if plural_form is None else plural_form
    return f"{integer(amount)} {noun if amount == 1 else many}"


def spelled(amount: int) -> str:
    """Write a count in a running sentence: in letters below ten, in figures from there on.

    Examples
    --------
    >>> spelled(5), spelled(11), spelled(0)
    ('five', '11', 'none')
    """
    words = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[amount] if 0 <= amount < len(words) else integer(amount)


def percent(fraction: float, digits: int = 0) -> str:
    """Write a proportion (1 is all) as a percentage.

    A proportion that is not exactly none or all is never rounded to 0% or 100%.

    Examples
    --------
    >>> percent(0.545), percent(1), percent(0.999), percent(0.001), percent(0.6234, 1)
    ('55%', '100%', '>99%', '<1%', '62.3%')
    """
    if isnan(fraction):
        return UNDEFINED
    step = 10.0**-digits
    rounded = _round(_decimal(fraction).scaleb(2), digits)
    if rounded <= 0 < fraction:
        return f"<{number(step, digits)}%"
    if rounded >= 100 and fraction < 1:
        return f">{number(100 - step, digits)}%"
    return number(float(rounded), digits) + "%"


def share(part: int, whole: int) -> str:
    """Write a part of a whole with its percentage; of nothing there is no percentage.

    Raises
    ------
    ValueError
        When the part is negative or larger than the whole.

    Examples
    --------
    >>> share(6, 11), share(199, 200), share(0, 0)
    ('6 of 11 (55%)', '199 of 200 (>99%)', '0 of 0')
    """
    if not 0 <= part <= whole:
        raise ValueError(f"share: {part!r} of {whole!r} is not a part of a whole; needs 0 <= part <= whole")
    counted = f"{integer(part)} of {integer(whole)}"
    return counted if whole == 0 else f"{counted} ({percent(part / whole)})"


def p_value(p: float) -> str:
    """Write a p-value plainly: three decimals below 0.1, two above, never 0 and never rounded up to 1.

    Raises
    ------
    ValueError
        When the number is not between 0 and 1.

    Examples
    --------
    >>> p_value(0.0004), p_value(0.0312), p_value(0.4), p_value(0.998), p_value(1.0)
    ('p < 0.001', 'p = 0.031', 'p = 0.40', 'p > 0.99', 'p = 1.00')
    """
    if isnan(p):
        return f"p {UNDEFINED}"
    if not 0 <= p <= 1:
        raise ValueError(f"p_value: {p!r} is not a probability; needs 0 <= p <= 1")
    if p < 0.001:
        return "p < 0.001"
    if p < 1 and _round(_decimal(p), 2) == 1:
        return "p > 0.99"
    return f"p = {number(p, 3 if p < 0.1 else 2)}"


def interval(lower: float, upper: float, digits: int = 2, *, signed: bool = False) -> str:
    """Write an interval in brackets.

    Raises
    ------
    ValueError
        When the lower bound is above the upper one.

    Examples
    --------
    >>> interval(-0.12, 0.5), interval(0.1, 0.5, 1, signed=True), interval(0.2, float("inf"))
    ('[−0.12, 0.50]', '[+0.1, +0.5]', '[0.20, ∞]')
    """
    if lower > upper:
        raise ValueError(f"interval: lower bound {lower!r} is above upper bound {upper!r}; swap them")
    return f"[{number(lower, digits, signed=signed)}, {number(upper, digits, signed=signed)}]"


def estimate(value: float, lower: float, upper: float, digits: int = 2, *, signed: bool = False) -> str:
    """Write an estimate with its interval, all with the same precision; nothing known is an en dash.

    Examples
    --------
    >>> estimate(0.307, 0.1, 0.52), estimate(float("nan"), float("nan"), float("nan"))
    ('0.31 [0.10, 0.52]', '–')
    """
    if isnan(value) and isnan(lower) and isnan(upper):
        return UNDEFINED
    return f"{number(value, digits, signed=signed)} {interval(lower, upper, digits, signed=signed)}"


def series(items: Sequence[str], conjunction: str = "and") -> str:
    """Write a list of words as one phrase; an empty list is an empty text.

    Examples
    --------
    >>> series(["a", "b", "c"]), series(["a", "b"], "or"), series([])
    ('a, b and c', 'a or b', '')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def shorten(text: str, length: int) -> str:
    """Cut a text to at most `length` characters, at the end of a word where one is near.

    Parameters
    ----------
    text
        The text; runs of white space count as one space.
    length
        Characters allowed, the ellipsis included; 1 or more.

    Examples
    --------
    >>> shorten("no significant difference between groups", 30)
    'no significant difference…'
    >>> shorten("short enough", 30)
    'short enough'
    """
    if length < 1:
        raise ValueError(f"shorten: length {length!r} leaves no room; needs 1 or more")
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    end = length - 1
    while end > 0 and unicodedata.combining(text[end]):
        end -= 1  # an accent stays with its letter
    head = text[:end]
    if not text[end].isspace():
        word_end = head.rfind(" ")
        if word_end >= end // 2:
            head = head[:word_end]
    return head.rstrip(" ,;:") + ELLIPSIS


def _decimal(value: float) -> Decimal:
    """Take a number as its shortest decimal spelling, free of binary noise."""
    return Decimal(repr(float(value)))


def _round(value: Decimal, digits: int) -> Decimal:
    """Round to a count of decimals, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)

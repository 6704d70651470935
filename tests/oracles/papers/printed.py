"""Printed numbers and ours."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, slots=True)
class Paper:
    """A published analysis.

    Attributes
    ----------
    citation, doi
        Where it was published; `doi` is empty for a book without one.
    inputs
        Where the input numbers come from.
    transcript
        Where the printed numbers were read.
    values
        What is compared.
    """

    citation: str
    doi: str
    inputs: str
    transcript: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One number.

    Attributes
    ----------
    what
        The quantity, and where in the publication it stands.
    own
        Ours.
    printed
        As printed, with all its digits: they say how far off ours may be, half a unit of the last.
    instead
        What ours rounds to where the publication differs.
    why
        The reason.
    shown
        The number that the reason leads to, which must round to the printed one; NaN where there is none.
    reach
        Least and greatest value that rounding of the published inputs allows; must hold the printed one.
    """

    what: str
    own: float
    printed: str
    instead: str = ""
    why: str = ""
    shown: float = float("nan")
    reach: tuple[float, float] | None = None


def rounds_to(own: float, printed: str) -> bool:
    """Whether `own` is within half a unit of the last digit printed.

    Examples
    --------
    >>> rounds_to(0.12349, "0.123"), rounds_to(0.1236, "0.123"), rounds_to(0.0125, ".013")
    (True, False, True)
    """
    target = Decimal(printed)
    half = Decimal(1).scaleb(int(target.as_tuple().exponent)) / 2
    # a number that sits on the boundary itself may be printed either way
    return abs(Decimal(repr(float(own))) - target) <= half * (1 + Decimal("1e-9"))


def series(what: str, own: object, printed: str) -> tuple[Value, ...]:
    """Compare several numbers with as many printed ones, separated by blanks."""
    numbers = np.atleast_1d(np.asarray(own, dtype=float)).tolist()
    texts = printed.split()
    return tuple(
        Value(f"{what}, {place} of {len(texts)}" if len(texts) > 1 else what, number, text)
        for place, (number, text) in enumerate(zip(numbers, texts, strict=True), start=1)
    )


def table(name: str) -> pd.DataFrame:
    """Read the input numbers of a paper."""
    return pd.read_csv(DATA / f"{name}.csv")


METAFOR_TESTS = "the tests of metafor (tests/testthat/test_analysis_example_{}.r), which name the page"

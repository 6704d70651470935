"""Which way to an effect is taken in each row, and which other ways disagree with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthesis.effects.outcome import BoolArray, FloatArray, Reason
from synthesis.effects.route import Route
from synthesis.effects.sheet import Sheet, three_figures

#: Effects of one row that differ by more, in standard errors of the chosen one, are reported.
FAR = 0.25
#: Standard errors of one row whose ratio is beyond this, or below its inverse, are reported.
FAR_RATIO = 1.25


@dataclass(frozen=True, slots=True)
class Chosen:
    """Effects and variances of all rows, NaN where undefined, and the way taken, -1 for none."""

    yi: FloatArray
    vi: FloatArray
    which: NDArray[np.int_]


def choose(found: Sequence[Route], sheet: Sheet) -> Chosen:
    """Take each row's first way that gives effect and variance, else the first that gives an effect.

    The columns that were used are recorded on the sheet. Blocked rows get nothing.
    """
    yi, vi = np.full(sheet.rows, np.nan), np.full(sheet.rows, np.nan)
    which = np.full(sheet.rows, -1)
    free = np.array([not text for text in sheet.blocked], dtype=np.bool_)
    for whole in (True, False):
        for position, route in enumerate(found):
            usable = route.effects.reason == 0 if whole else np.isfinite(route.effects.yi)
            rows = free & (which < 0) & usable
            yi[rows], vi[rows], which[rows] = route.effects.yi[rows], route.effects.vi[rows], position
            if route.remark:
                sheet.note(rows, route.remark)
            for name, used in route.columns.items():
                sheet.mark_used((name,), rows & used)
    sheet.note((which >= 0) & np.isnan(vi), Reason.NO_VARIANCE.text)
    return Chosen(yi, vi, which)


def compare(found: Sequence[Route], chosen: Chosen, sheet: Sheet) -> None:
    """Note every further way whose effect or standard error is far from the chosen one."""
    yi, sei = chosen.yi, np.sqrt(chosen.vi)
    with np.errstate(all="ignore"):
        for position, route in enumerate(found):
            other = (chosen.which >= 0) & (chosen.which != position) & np.isfinite(route.effects.yi)
            for name, used in route.columns.items():
                sheet.mark_checked((name,), other & used)
            effect, error = route.effects.yi, np.sqrt(route.effects.vi)
            far = other & (np.abs(effect - yi) > FAR * sei)
            sheet.note(far, _disagreement("the effect", yi, effect, found, chosen, position))
            ratio = error / sei
            apart: BoolArray = other & ~far & ((ratio > FAR_RATIO) | (ratio < 1 / FAR_RATIO))
            sheet.note(apart, _disagreement("the standard error", sei, error, found, chosen, position))


def why_none(row: int, found: Sequence[Route], measure_id: str) -> str:
    """Say why the first way that a row has numbers for does not lead to an effect."""
    for route in found:
        if route.begun[row]:
            reason = Reason(int(route.effects.reason[row]))
            wanting = [name for name, absent in route.missing.items() if absent[row]]
            return f"missing: {', '.join(wanting)}" if reason is Reason.MISSING and wanting else reason.text
    return f"no numbers that {measure_id} can be computed from"


def _disagreement(
    what: str, first: FloatArray, second: FloatArray, found: Sequence[Route], chosen: Chosen, position: int
) -> Callable[[int], str]:
    def text(row: int) -> str:
        by, other = _columns(found[chosen.which[row]], row), _columns(found[position], row)
        one, two = three_figures(first[row]), three_figures(second[row])
        return f"{what} is {one} by {by}, but {two} by {other}"

    return text


def _columns(route: Route, row: int) -> str:
    return ", ".join(name for name, used in route.columns.items() if used[row])

"""`Route`: one way from the numbers of a row to an effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthesis.effects.outcome import BoolArray, Effects, FloatArray, Reason
from synthesis.effects.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Route:
    """One way to an effect.

    Attributes
    ----------
    effects
        What it gives, one element a row.
    columns
        Columns it used, with the rows they were used in.
    begun
        Rows that have at least one number of this way.
    missing
        Columns that are wanting, with the rows.
    remark
        What to say about rows whose effect is taken this way.
    """

    effects: Effects
    columns: dict[str, BoolArray]
    begun: BoolArray
    missing: dict[str, BoolArray]
    remark: str = ""


def plain_route(sheet: Sheet, effects: Effects, names: Sequence[str], *, own: str) -> Route:
    """Describe a way that uses the same columns in every row; `own` is the one that belongs to it alone."""
    reason = effects.reason
    if own == "pi":
        bounded = sheet.given("pi") & np.isnan(sheet.exact_p()) & (reason == Reason.MISSING)
        reason = np.where(bounded, np.int8(Reason.BOUNDED), reason)
    return Route(
        effects._replace(reason=reason),
        {name: sheet.given(name) for name in names},
        sheet.given(own),
        {name: ~sheet.given(name) for name in names},
        "taken from p, as of a t test" if own == "pi" else "",
    )


def keep_without_variance(yi: FloatArray, effects: Effects) -> Effects:
    """Give back the effects whose only fault is that no variance is known; `vi` stays NaN there."""
    alone = effects.reason == Reason.NO_VARIANCE
    return Effects(np.where(alone, yi, effects.yi), effects.vi, effects.reason)

"""Effects that a source reports as such: an estimate with its interval, z or p."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from synthesis.effects import convert
from synthesis.effects.arms import OFF_CENTRE
from synthesis.effects.outcome import FloatArray, Reason, settle
from synthesis.effects.route import Route, keep_without_variance
from synthesis.effects.scales import Scale
from synthesis.effects.sheet import Sheet, three_figures
from synthesis.wording import percent

#: Columns of a reported effect, all on the natural scale: an odds ratio, not its logarithm.
COLUMNS = ("out", "ci_lb", "ci_ub", "zval", "pval")

#: Standard errors of one effect that differ by more are reported.
_FAR = 0.10


def from_report(
    sheet: Sheet, scale: Scale, forward: Callable[[FloatArray], FloatArray], *, level: float
) -> Route:
    """Compute effects from `COLUMNS`: the standard error by the interval, else by z, else by an exact p.

    All ways a row allows are computed; those that disagree with the first are noted, as is an estimate that
    does not lie in the middle of its interval on the scale of the effect.
    """
    yi, low, high = (np.asarray(forward(sheet[name])) for name in COLUMNS[:3])
    with np.errstate(all="ignore"):
        size = np.abs(yi - scale.null)
        ways = {
            ("ci_lb", "ci_ub"): convert.se_from_ci(low, high, level=level),
            ("zval",): size / np.abs(sheet["zval"]),
            ("pval",): convert.se_from_p(size, np.abs(sheet["pval"])),
        }
    se, source = np.full(sheet.rows, np.nan), np.full(sheet.rows, "", dtype=object)
    columns = {"out": sheet.given("out")}
    for names, error in ways.items():
        found = np.isfinite(error) & (error > 0) & np.isfinite(yi)
        fresh = found & np.isnan(se)
        _compare(sheet, found & ~fresh, se, source, names, error)
        se[fresh], source[fresh] = error[fresh], ", ".join(names)
        columns |= {name: fresh & sheet.given(name) for name in names}
    off = convert.off_centre(yi, low, high)
    sheet.note(
        off > OFF_CENTRE,
        lambda row: f"out lies {percent(off[row])} of the width off the middle of its {level:g} % interval",
    )
    effects = settle(
        yi,
        se**2,
        (~sheet.given("out"), Reason.MISSING),
        (~np.isfinite(yi), Reason.OUT_OF_RANGE),
        (np.isnan(se), Reason.NO_VARIANCE),
    )
    return Route(
        keep_without_variance(yi, effects), columns, sheet.given("out"), {"out": ~sheet.given("out")}
    )


def _compare(
    sheet: Sheet,
    other: np.ndarray,
    se: FloatArray,
    source: np.ndarray,
    names: tuple[str, ...],
    error: FloatArray,
) -> None:
    sheet.mark_checked(names, other)
    by, first = ", ".join(names), se.copy()
    sheet.note(
        other & (np.abs(error - se) > _FAR * se),
        lambda row: (
            f"the standard error is {three_figures(first[row])} by {source[row]}, "
            f"but {three_figures(error[row])} by {by}"
        ),
    )

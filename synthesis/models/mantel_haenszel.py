"""Mantel-Haenszel pooling of 2x2 tables and of event rates: stable when events are few."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from synthesis.errors import UnknownTermError
from synthesis.models.problem import Array
from synthesis.models.table_fit import TableFit, complete, table_fit

_NAMES = {"OR": "odds ratio", "RR": "risk ratio", "RD": "risk difference"}
_RATES = {"IRR": "rate ratio", "IRD": "rate difference"}


def mantel_haenszel(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, *, measure: Literal["OR", "RR", "RD"] = "OR",
    level: float = 95,
) -> TableFit:  # fmt: skip
    """Pool 2x2 tables: `ai`, `bi` with and without the event in one group, `ci`, `di` in the other.

    Parameters
    ----------
    ai, bi, ci, di : (k,)
        Counts; nothing is added to zero cells.
    measure
        ``OR`` (variance of Robins, Breslow and Greenland 1986), ``RR`` (Greenland and Robins 1985) or ``RD``
        (Sato, Greenland and Robins 1989).
    level
        Coverage in percent.

    Returns
    -------
    TableFit
        Log scale for ratios. The test of heterogeneity uses each table's own effect, 1/2 added to all cells
        of tables with a zero; tables without events, or with events only, take no part in it.

    Raises
    ------
    NumbersError
        For negative counts or columns of different length.
    UnknownTermError
        For another measure.

    Examples
    --------
    >>> mantel_haenszel([4, 6], [119, 300], [11, 29], [128, 274])
    <TableFit Mantel-Haenszel odds ratio, k = 2: 0.24 [0.12, 0.49], p < 0.001>
    """
    if measure not in _NAMES:
        raise _unknown(measure, _NAMES)
    (a, b, c, d), given = complete(ai, bi, ci, di)
    some = (a + b > 0.0) & (c + d > 0.0)
    a, b, c, d = a[some], b[some], c[some], d[some]
    n1, n2 = a + b, c + d
    n = n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        beta, se = {"OR": _odds_ratio, "RR": _risk_ratio, "RD": _risk_difference}[measure](a, b, c, d)
        related, tarone = float("nan"), (float("nan"), 0)
        if measure == "OR":
            related, tarone = association(a, b, c, d), _tarone(a, b, c, d, beta)
        own = _own(a, b, c, d, measure)
    return table_fit(
        f"Mantel-Haenszel {_NAMES[measure]}", beta, se, ratio=measure != "RD", own=own, k=n.size, given=given,
        level=level, association=related, tarone=tarone,
    )  # fmt: skip


def mantel_haenszel_rates(
    x1i: ArrayLike, t1i: ArrayLike, x2i: ArrayLike, t2i: ArrayLike, *, measure: Literal["IRR", "IRD"] = "IRR",
    level: float = 95,
) -> TableFit:  # fmt: skip
    """Pool event rates: events `x1i` in person-time `t1i` of one group, `x2i` in `t2i` of the other.

    Parameters and result are as for `mantel_haenszel`; ``IRR`` is on the log scale.

    Examples
    --------
    >>> mantel_haenszel_rates([9, 4], [1000, 500], [20, 10], [1100, 450])
    <TableFit Mantel-Haenszel rate ratio, k = 2: 0.45 [0.23, 0.86], p = 0.015>
    """
    if measure not in _RATES:
        raise _unknown(measure, _RATES)
    (x1, t1, x2, t2), given = complete(x1i, t1i, x2i, t2i)
    some = (t1 > 0.0) & (t2 > 0.0)
    x1, t1, x2, t2 = x1[some], t1[some], x2[some], t2[some]
    t = t1 + t2
    with np.errstate(divide="ignore", invalid="ignore"):
        zero = (x1 == 0.0) | (x2 == 0.0)
        none = (x1 == 0.0) & (x2 == 0.0)
        e1, e2 = np.where(zero, x1 + 0.5, x1), np.where(zero, x2 + 0.5, x2)
        if measure == "IRR":
            r, s = (x1 * t2 / t).sum(), (x2 * t1 / t).sum()
            beta = float(np.log(r / s))
            se = float(np.sqrt((t1 * t2 * (x1 + x2) / t**2).sum() / (r * s)))
            own = np.where(none, np.nan, np.log(e1 / t1) - np.log(e2 / t2)), 1.0 / e1 + 1.0 / e2
        else:
            weight = t1 * t2 / t
            beta = float(((x1 * t2 - x2 * t1) / t).sum() / weight.sum())
            se = float(np.sqrt((weight**2 * (x1 / t1**2 + x2 / t2**2)).sum()) / weight.sum())
            own = np.where(none, np.nan, e1 / t1 - e2 / t2), e1 / t1**2 + e2 / t2**2
    return table_fit(
        f"Mantel-Haenszel {_RATES[measure]}", beta, se, ratio=measure == "IRR", own=own, k=t.size,
        given=given, level=level,
    )  # fmt: skip


def _unknown(measure: str, allowed: dict[str, str]) -> UnknownTermError:
    return UnknownTermError(
        f"{measure!r} is not known", where="measure", hint=f"allowed: {', '.join(allowed)}"
    )


def expected(a: Array, b: Array, c: Array, d: Array) -> tuple[Array, Array]:
    """Give the expected events of the first group without an effect, and their hypergeometric variance."""
    n1, n2, events, rest = a + b, c + d, a + c, b + d
    n = n1 + n2
    return n1 * events / n, n1 * n2 * events * rest / (n * n * np.maximum(n - 1.0, 1.0))


def association(a: Array, b: Array, c: Array, d: Array) -> float:
    """Cochran-Mantel-Haenszel chi-squared with continuity correction."""
    mean, variance = expected(a, b, c, d)
    return float(max(abs((a - mean).sum()) - 0.5, 0.0) ** 2 / variance.sum())


def _odds_ratio(a: Array, b: Array, c: Array, d: Array) -> tuple[float, float]:
    n = a + b + c + d
    agree, differ = (a + d) / n, (b + c) / n
    r, s = a * d / n, b * c / n
    total_r, total_s = r.sum(), s.sum()
    variance = 0.5 * (
        (agree * r).sum() / total_r**2
        + (agree * s + differ * r).sum() / (total_r * total_s)
        + (differ * s).sum() / total_s**2
    )
    return float(np.log(total_r / total_s)), float(np.sqrt(variance))


def _risk_ratio(a: Array, b: Array, c: Array, d: Array) -> tuple[float, float]:
    n1, n2 = a + b, c + d
    n = n1 + n2
    r, s = (a * n2 / n).sum(), (c * n1 / n).sum()
    variance = (n1 * n2 * (a + c) / n**2 - a * c / n).sum() / (r * s)
    return float(np.log(r / s)), float(np.sqrt(variance))


def _risk_difference(a: Array, b: Array, c: Array, d: Array) -> tuple[float, float]:
    n1, n2 = a + b, c + d
    n = n1 + n2
    weight = (n1 * n2 / n).sum()
    beta = float((a * n2 / n - c * n1 / n).sum() / weight)
    linear = ((n1**2 * c - n2**2 * a + n1 * n2 * (n2 - n1) / 2.0) / n**2).sum()
    constant = ((a * (n2 - c) + c * (n1 - a)) / (2.0 * n)).sum()
    return beta, float(np.sqrt(beta * linear + constant) / weight)


def _own(a: Array, b: Array, c: Array, d: Array, measure: str) -> tuple[Array, Array]:
    """Effect and variance of each table; NaN where all or none have the event."""
    zero = (a == 0.0) | (b == 0.0) | (c == 0.0) | (d == 0.0)
    one_sided = (a + c == 0.0) | (b + d == 0.0)
    a, b, c, d = (np.where(zero, cell + 0.5, cell) for cell in (a, b, c, d))
    n1, n2 = a + b, c + d
    if measure == "OR":
        yi, vi = np.log(a * d / (b * c)), 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d
    elif measure == "RR":
        yi, vi = np.log(a / n1) - np.log(c / n2), 1.0 / a - 1.0 / n1 + 1.0 / c - 1.0 / n2
    else:
        yi, vi = a / n1 - c / n2, a * b / n1**3 + c * d / n2**3
    return np.where(one_sided, np.nan, yi), vi


def _tarone(a: Array, b: Array, c: Array, d: Array, log_or: float) -> tuple[float, int]:
    """Tarone's correction of the Breslow-Day test that all tables share the odds ratio, and its df.

    Tables in which all or none have the event do not count.
    """
    informative = (a + c > 0.0) & (b + d > 0.0)
    a, b, c, d = a[informative], b[informative], c[informative], d[informative]
    ratio = float(np.exp(log_or))
    if not a.size or not np.isfinite(ratio) or ratio <= 0.0:
        return float("nan"), 0
    n1, n2, events = a + b, c + d, a + c
    # fitted events x of the first group: x (n2 - events + x) = ratio (n1 - x)(events - x)
    square, linear, constant = 1.0 - ratio, n2 - events + ratio * (n1 + events), -ratio * n1 * events
    root = np.sqrt(np.maximum(linear**2 - 4.0 * square * constant, 0.0))
    x = -2.0 * constant / (linear + root)
    variance = 1.0 / (1.0 / x + 1.0 / (n1 - x) + 1.0 / (events - x) + 1.0 / (n2 - events + x))
    gap = a - x
    return float((gap**2 / variance).sum() - gap.sum() ** 2 / variance.sum()), int(a.size) - 1

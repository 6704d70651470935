"""`TableFit`: a common effect pooled straight from counts, as the Mantel-Haenszel and Peto methods do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtr, ndtri

from synthesis.errors import NumbersError
from synthesis.models.inference import share
from synthesis.models.notes import Note, Severity
from synthesis.models.problem import Array
from synthesis.wording import count, estimate, p_value

if TYPE_CHECKING:
    import pandas as pd

_NAN = float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class TableFit:
    """A common effect from the counts of k tables.

    Attributes
    ----------
    title
        Method and measure.
    beta, se, zval, pval, ci_lb, ci_ub
        The effect: log for ratios, natural for differences.
    ratio
        Whether exp(beta) is the effect on its natural scale.
    QE, QE_df, QEp
        Heterogeneity of the tables about the effect, from those with an effect of their own.
    association, association_p
        Cochran-Mantel-Haenszel test with continuity correction; NaN where there is none.
    tarone, tarone_p
        Tarone's version of the Breslow-Day test; NaN where there is none.
    k
        Tables used.
    level
        Percent.
    notes
        What the reader must know.
    """

    title: str
    beta: float
    se: float
    zval: float
    pval: float
    ci_lb: float
    ci_ub: float
    ratio: bool
    QE: float
    QE_df: int
    QEp: float
    association: float
    association_p: float
    tarone: float
    tarone_p: float
    k: int
    level: float
    notes: tuple[Note, ...]

    def tidy(self) -> pd.DataFrame:
        """One row: ``term estimate std_error statistic p_value ci_low ci_high``, on the scale of `beta`."""
        import pandas as pd

        return pd.DataFrame(
            {
                "term": [self.title], "estimate": [self.beta], "std_error": [self.se],
                "statistic": [self.zval], "p_value": [self.pval], "ci_low": [self.ci_lb],
                "ci_high": [self.ci_ub],
            }
        )  # fmt: skip

    def __repr__(self) -> str:
        numbers = (self.beta, self.ci_lb, self.ci_ub)
        shown = estimate(*numbers, 4)
        if self.ratio:
            low, middle, high = sorted(float(np.exp(x)) for x in numbers)
            shown = estimate(middle, low, high)
        p = "" if np.isnan(self.pval) else f", {p_value(self.pval)}"
        return f"<TableFit {self.title}, k = {self.k}: {shown}{p}>"


def table_fit(
    title: str,
    beta: float,
    se: float,
    *,
    ratio: bool,
    own: tuple[Array, Array],
    association: float = _NAN,
    tarone: tuple[float, int] = (_NAN, 0),
    k: int,
    given: int,
    level: float,
) -> TableFit:
    """Put tests, intervals and notes to an effect.

    `own` holds yi and vi of the tables, NaN where they have none; `tarone` the statistic and its df.
    """
    tail = share(level)
    reach = -float(ndtri(tail)) * se
    zval = beta / se if se > 0.0 else _NAN
    yi, vi = (part[np.isfinite(own[0]) & np.isfinite(own[1])] for part in own)
    df = max(yi.size - 1, 0)
    q = float(((yi - beta) ** 2 / vi).sum()) if df and np.isfinite(beta) else _NAN
    found = []
    if not np.isfinite(beta) or not np.isfinite(se):
        found.append(Note("undefined", Severity.WARNING, "One group has no events in any table: no effect."))
    if given > k:
        found.append(
            Note("excluded", Severity.CAUTION, f"{given - k} of {count(given, 'table')} are incomplete.")
        )
    if k > yi.size:
        found.append(
            Note(
                "no-own-effect", Severity.INFO,
                f"{count(k - yi.size, 'table')} without an own effect take no part in Q.",
            )
        )  # fmt: skip
    return TableFit(
        title=title, beta=beta, se=se, zval=zval, pval=2.0 * float(ndtr(-abs(zval))), ci_lb=beta - reach,
        ci_ub=beta + reach, ratio=ratio, QE=q, QE_df=df, QEp=float(chdtrc(df, q)) if df else _NAN,
        association=association, association_p=float(chdtrc(1, association)), tarone=tarone[0],
        tarone_p=float(chdtrc(tarone[1], tarone[0])) if tarone[1] >= 1 else _NAN, k=k, level=level,
        notes=tuple(found),
    )  # fmt: skip


def complete(*columns: ArrayLike) -> tuple[tuple[Array, ...], int]:
    """Return the columns as arrays without incomplete rows, and how many rows were given.

    Raises
    ------
    NumbersError
        For columns of different length, and for a negative or infinite count.
    """
    arrays = [np.atleast_1d(np.asarray(column, dtype=float)) for column in columns]
    if len({array.shape for array in arrays}) > 1:
        raise NumbersError(f"columns have {[a.size for a in arrays]} rows", where="counts")
    there = np.all([np.isfinite(array) for array in arrays], axis=0)
    if any((array[there] < 0.0).any() for array in arrays):
        raise NumbersError("a count is negative", where="counts", hint="0 or more, or NaN")
    if not there.any():
        raise NumbersError("no table is complete", where="counts")
    return tuple(array[there] for array in arrays), int(there.size)

"""`rma_by`: one fit a group of a long frame, as a tidy frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from synthesis.errors import NumbersError
from synthesis.models.notes import FLAG_NOTES
from synthesis.models.options import Method, Prediction, Tau2Interval, Test
from synthesis.models.pool import pool
from synthesis.models.pooled import Flag, Pooled, mark
from synthesis.models.problem import Array

if TYPE_CHECKING:
    import pandas as pd

#: Groups are padded to the next of these sizes, so that one large group does not widen all others.
_GROWTH = 1.5


def rma_by(
    data: pd.DataFrame,
    by: str | Sequence[str],
    *,
    yi: str = "yi",
    vi: str = "vi",
    method: str | Method = Method.REML,
    test: str | Test = Test.KNHA,
    level: float = 95,
    interval: str | Tau2Interval | None = None,
    prediction: str | Prediction | None = None,
    threads: int | None = None,
) -> pd.DataFrame:
    """Fit a random-effects model in each group of a long frame.

    Parameters
    ----------
    data
        One row an effect.
    by
        Columns that name a group, such as marker, fluid and sex.
    yi, vi
        Columns of effects and sampling variances.
    method, test, level, threads
        As for `pool`.
    interval
        Also give the interval of tau2 and I2.
    prediction
        Also give the interval of a new study's true effect.

    Returns
    -------
    DataFrame
        One row a group, in order of the groups: the columns of `by`; ``rows`` given, ``k`` used; ``estimate
        se statistic df p_value ci_low ci_high tau2 se_tau2 I2 H2 Q Q_p``; with `interval` also ``tau2_low
        tau2_high I2_low I2_high``; with `prediction` also ``pi_low pi_high``; and ``notes``, the codes of all
        that the reader must know. A group that cannot be fitted keeps its row.

    Raises
    ------
    NumbersError
        When a column is missing or named twice.

    Examples
    --------
    >>> import pandas as pd
    >>> data = pd.DataFrame({"marker": ["a", "a", "a", "b"], "yi": [0.1, 0.3, 0.5, 0.2], "vi": [0.04] * 4})
    >>> rma_by(data, "marker", test="z")[["marker", "k", "estimate", "notes"]]
      marker  k  estimate      notes
    0      a  3       0.3  tau2-zero
    1      b  1       0.2  one-study
    """
    import pandas as pd

    names = [by] if isinstance(by, str) else list(by)
    wanted = [*names, yi, vi]
    missing = [name for name in wanted if name not in data.columns]
    if missing or len(set(wanted)) < len(wanted):
        raise NumbersError(
            f"no column {', '.join(missing)}" if missing else "a column is named twice",
            where="rma_by",
            hint=f"columns: {', '.join(map(str, data.columns[:12]))}",
        )
    grouped = data.groupby(names, sort=True, dropna=False, observed=True)
    group = grouped.ngroup().to_numpy().astype(np.intp)
    keys = grouped.size().rename("rows").reset_index()
    y = data[yi].to_numpy(dtype=float, na_value=np.nan)
    v = data[vi].to_numpy(dtype=float, na_value=np.nan)
    unusable = ~(np.isfinite(y) & np.isfinite(v) & (v > 0.0))
    fits = _fit_groups(
        y, v, group, unusable, len(keys), Method.parse(method), Test.parse(test), level,
        None if interval is None else Tau2Interval.parse(interval), threads,
    )  # fmt: skip
    low, high = fits.ci
    columns: dict[str, object] = {
        "k": fits.k.astype(np.int64), "estimate": fits.beta[:, 0], "se": fits.se[:, 0],
        "statistic": fits.zval[:, 0], "df": fits.df, "p_value": fits.pval[:, 0], "ci_low": low[:, 0],
        "ci_high": high[:, 0], "tau2": fits.tau2, "se_tau2": fits.se_tau2, "I2": fits.i2, "H2": fits.h2,
        "Q": fits.q, "Q_p": fits.q_p,
    }  # fmt: skip
    if interval is not None:
        columns["tau2_low"], columns["tau2_high"] = fits.tau2_lb, fits.tau2_ub
        columns["I2_low"], columns["I2_high"] = fits.i2_bounds()
    if prediction is not None:
        columns["pi_low"], columns["pi_high"] = fits.prediction(prediction)
    excluded = np.bincount(group[unusable], minlength=len(keys)) > 0
    columns["notes"] = _words(fits, excluded)
    return pd.concat([keys, pd.DataFrame(columns)], axis=1)


def _fit_groups(
    y: Array, v: Array, group: NDArray[np.intp], unusable: NDArray[np.bool_], groups: int, method: Method,
    test: Test, level: float, interval: Tau2Interval | None, threads: int | None,
) -> Pooled:  # fmt: skip
    """Fit all groups, those of similar size together."""
    kept = np.flatnonzero(~unusable)
    kept = kept[np.argsort(group[kept], kind="stable")]
    counts = np.bincount(group[kept], minlength=groups)
    starts = np.cumsum(counts) - counts
    place = np.arange(kept.size) - np.repeat(starts, counts)
    result = Pooled.empty(groups, 1, method, test, level, interval=interval)
    result.k[...] = counts
    mark(result.flags, counts == 0, Flag.NO_STUDIES)
    row_of = np.empty(groups, dtype=np.intp)
    least = 1
    while least <= counts.max(initial=0):
        widest = max(least, int(least * _GROWTH))
        members = np.flatnonzero((counts >= least) & (counts <= widest))
        if members.size:
            row_of[members] = np.arange(members.size)
            chosen = np.repeat((counts >= least) & (counts <= widest), counts)
            shape = (members.size, int(counts[members].max()))
            wide_y, wide_v = np.full(shape, np.nan), np.full(shape, np.nan)
            rows, columns = row_of[group[kept[chosen]]], place[chosen]
            wide_y[rows, columns], wide_v[rows, columns] = y[kept[chosen]], v[kept[chosen]]
            made = pool(
                wide_y, wide_v, method=method, test=test, level=level, interval=interval, threads=threads
            )
            result.put(members, made)
        least = widest + 1
    return result


def _words(fits: Pooled, excluded: NDArray[np.bool_]) -> list[str]:
    """Codes of the notes of each fit, joined by blanks."""
    single = fits.k == 1
    # bits of a fit, then one study, then rows left out: few distinct combinations to put into words
    bits = fits.flags.astype(np.int64) + 256 * single + 512 * excluded
    distinct, place = np.unique(bits, return_inverse=True)
    texts = []
    for value in distinct:
        codes = [note.code for flag, note in FLAG_NOTES.items() if value & flag]
        if value & 256:
            codes = ["one-study"]
        if value & 512:
            codes.append("excluded")
        texts.append(" ".join(codes))
    return [texts[i] for i in place]

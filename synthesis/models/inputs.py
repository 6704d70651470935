"""Columns and arrays to the studies of a fit: aligned, labelled, each row left out with its reason."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from synthesis.errors import NumbersError
from synthesis.models.design import Design, from_columns, from_formula, mean_only, variables
from synthesis.models.problem import Array

if TYPE_CHECKING:
    import pandas as pd

#: What `how` of an effect-size table says when medians, quartiles or ranges stood in for means and SDs.
_QUANTILES = r"\b(?:medians?|quartiles?|ranges?|(?:med|q1|q3|iqr|min|max)[12]i)\b"


@dataclass(frozen=True, slots=True, eq=False)
class Studies:
    """The rows given to a fit.

    Attributes
    ----------
    labels
        One label a row.
    yi, vi : (n,)
        Effects and sampling variances, used or not.
    weights : (n,) or None
        Weights given in place of inverse variances.
    reasons
        Why a row is left out; empty for the rows used.
    from_quantiles
        How many of the rows used rest on medians, quartiles or ranges.
    """

    labels: tuple[str, ...]
    yi: Array
    vi: Array
    weights: Array | None
    reasons: tuple[str, ...]
    from_quantiles: int

    @property
    def used(self) -> NDArray[np.bool_]:
        """Which rows take part, (n,)."""
        return np.array([not reason for reason in self.reasons], dtype=bool)

    @property
    def excluded(self) -> pd.DataFrame:
        """The rows left out, with their reasons."""
        import pandas as pd

        out = np.flatnonzero(~self.used)
        return pd.DataFrame(
            {
                "row": out,
                "label": [self.labels[i] for i in out],
                "yi": self.yi[out],
                "vi": self.vi[out],
                "reason": [self.reasons[i] for i in out],
            }
        )

    def digest(self, design: Design) -> str:
        """SHA-256 of what the fit was computed from: yi, vi, weights and design of the rows used."""
        used = self.used
        total = hashlib.sha256()
        for part in (
            self.yi[used],
            self.vi[used],
            self.weights[used] if self.weights is not None else None,
            design.x,
        ):
            if part is not None:
                total.update(str(part.shape).encode())
                total.update(np.ascontiguousarray(part, dtype="<f8").tobytes())
        return total.hexdigest()


def gather(
    yi: str | ArrayLike,
    vi: str | ArrayLike | None,
    *,
    sei: str | ArrayLike | None,
    data: pd.DataFrame | None,
    weights: str | ArrayLike | None,
    slab: str | ArrayLike | None,
    mods: object,
    scale: str | None,
) -> tuple[Studies, Design, Design | None]:
    """Align everything given to a fit; the design covers the rows used only."""
    y = _numbers(yi, data, "yi")
    n = y.size
    v = (
        _numbers(sei, data, "sei") ** 2
        if sei is not None
        else _numbers("vi" if vi is None else vi, data, "vi")
    )
    if v.size != n:
        raise NumbersError(f"has {v.size} values, yi has {n}", where="vi" if sei is None else "sei")
    a = None if weights is None else _numbers(weights, data, "weights")
    if a is not None and a.size != n:
        raise NumbersError(f"has {a.size} values, yi has {n}", where="weights")
    labels = _labels(slab, data, n)
    columns = _moderators(mods, n)
    reasons = _reasons(y, v, a)
    needed: dict[str, NDArray[np.generic]] = dict(columns)
    for formula, where in ((mods if isinstance(mods, str) else None, "mods"), (scale, "scale")):
        if formula is not None:
            frame = _frame(data, where)
            for name in variables(formula, list(frame.columns), where=where):
                needed[name] = frame[name].to_numpy()
    for name, values in needed.items():
        for i in np.flatnonzero(_missing(values)):
            reasons[i] = reasons[i] or f"moderator {name} is missing"
    used = np.array([not reason for reason in reasons], dtype=bool)
    k = int(used.sum())
    if k == 0:
        raise NumbersError(
            "no row has an effect, a variance and all moderators", where="yi", hint=_tally(reasons)
        )
    if isinstance(mods, str):
        design = from_formula(mods, _frame(data, "mods")[used].reset_index(drop=True), where="mods")
    elif columns:
        design = from_columns({name: values[used] for name, values in columns.items()}, k, where="mods")
    else:
        design = mean_only(k)
    spread = None
    if scale is not None:
        spread = from_formula(scale, _frame(data, "scale")[used].reset_index(drop=True), where="scale")
    return Studies(labels, y, v, a, tuple(reasons), _from_quantiles(data, used)), design, spread


def _numbers(values: str | ArrayLike, data: pd.DataFrame | None, where: str) -> Array:
    if isinstance(values, str):
        if data is None:
            raise NumbersError(
                f"{values!r} names a column and there is no data", where=where, hint="pass data="
            )
        if values not in data.columns:
            raise NumbersError(
                f"no column {values!r}",
                where=where,
                hint=f"columns: {', '.join(map(str, data.columns[:12]))}",
            )
        values = data[values].to_numpy(dtype=float, na_value=np.nan)
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise NumbersError("does not hold numbers", where=where, hint=str(error)) from error
    if array.ndim != 1:
        raise NumbersError(
            f"has {array.ndim} axes", where=where, hint="one value a study; `pool` takes batches"
        )
    return array


def _labels(slab: str | ArrayLike | None, data: pd.DataFrame | None, n: int) -> tuple[str, ...]:
    if slab is None:
        given = (
            [] if data is None else [c for c in ("slab", "study", "study_id", "author") if c in data.columns]
        )
        if not given or data is None:
            return tuple(f"study {i}" for i in range(1, n + 1))
        slab = given[0]
    if isinstance(slab, str):
        if data is None or slab not in data.columns:
            raise NumbersError(f"no column {slab!r}", where="slab")
        values = data[slab].tolist()
    else:
        values = np.asarray(slab, dtype=object).tolist()
    if len(values) != n:
        raise NumbersError(f"has {len(values)} labels, yi has {n} values", where="slab")
    return tuple(str(value) for value in values)


def _moderators(mods: object, n: int) -> dict[str, Array]:
    """Give the numeric moderators by name; none for a formula."""
    import pandas as pd

    if mods is None or isinstance(mods, str):
        return {}
    if isinstance(mods, pd.DataFrame):
        columns = {
            str(name): _numbers(mods[name].to_numpy(), None, f"mods[{name!r}]") for name in mods.columns
        }
    else:
        array = np.asarray(mods, dtype=float)
        array = array[:, None] if array.ndim == 1 else array
        if array.ndim != 2:
            raise NumbersError(f"has {array.ndim} axes", where="mods", hint="one row a study")
        columns = {f"mod{i}": array[:, i - 1] for i in range(1, array.shape[1] + 1)}
    for name, values in columns.items():
        if values.size != n:
            raise NumbersError(f"{name} has {values.size} values, yi has {n}", where="mods")
    return columns


def _frame(data: pd.DataFrame | None, where: str) -> pd.DataFrame:
    if data is None:
        raise NumbersError("a formula needs data", where=where, hint="pass data=")
    return data


def _missing(values: NDArray[np.generic]) -> NDArray[np.bool_]:
    import pandas as pd

    return np.asarray(pd.isna(values), dtype=bool)


def _reasons(y: Array, v: Array, a: Array | None) -> list[str]:
    """Say why each row cannot be used; empty where it can."""
    cases = {
        "yi is missing": np.isnan(y),
        "yi is infinite": np.isinf(y),
        "vi is missing": np.isnan(v),
        "vi is infinite: the study says nothing": np.isposinf(v),
        "vi is 0: no estimate is exact": v == 0.0,
        "vi is negative": v < 0.0,
    }
    if a is not None:
        cases["its weight is not positive and finite"] = ~((a > 0.0) & np.isfinite(a))
    chosen: list[str] = np.select(list(cases.values()), list(cases), default="").tolist()
    return chosen


def _tally(reasons: list[str]) -> str:
    counts: dict[str, int] = {}
    for reason in reasons:
        counts[reason] = counts.get(reason, 0) + 1
    return "; ".join(f"{reason} ({n})" for reason, n in counts.items()) or "there are no rows"


def _from_quantiles(data: pd.DataFrame | None, used: NDArray[np.bool_]) -> int:
    """Count rows whose `how` says that medians, quartiles or ranges stood in for means."""
    if data is None or "how" not in data.columns:
        return 0
    how = data.loc[used, "how"].astype(str)
    return int(how.str.contains(_QUANTILES).sum())

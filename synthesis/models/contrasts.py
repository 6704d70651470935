"""Joint tests, contrasts and marginal means of fitted coefficients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from synthesis.errors import NumbersError
from synthesis.models.inference import omnibus_p, share, t_quantile, two_sided_p
from synthesis.models.problem import Array

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.models.design import Design

#: One contrast as multiples of coefficients, several by name, or rows of multiples.
Contrasts = Mapping[str, float | Mapping[str, float]] | ArrayLike
#: Singular values of a hypothesis below this share of the largest count as 0.
_RANK = 1e-10


class Joint(NamedTuple):
    """A joint test.

    Attributes
    ----------
    statistic
        Chi-squared, or F when the reference has degrees of freedom.
    df
        Number of independent hypotheses.
    df_denominator
        Infinite for chi-squared.
    p_value
        Upper-tail probability.
    """

    statistic: float
    df: int
    df_denominator: float
    p_value: float


class Estimates(NamedTuple):
    """Linear combinations of coefficients; each (m,)."""

    estimate: Array
    se: Array
    statistic: Array
    p_value: Array
    ci_lb: Array
    ci_ub: Array


def joint(beta: Array, vb: Array, hypothesis: Array, df: float) -> Joint:
    """Test ``hypothesis @ beta = 0``; `hypothesis` is (m, p), and rows may repeat what others say.

    Chi-squared when `df` is infinite, F with `df` in the denominator otherwise; NaN when the covariance of
    the combinations is singular or unknown.
    """
    singular = np.linalg.svd(hypothesis, compute_uv=False)
    rank = int((singular > _RANK * singular[0]).sum()) if singular.size and singular[0] > 0.0 else 0
    if rank == 0:
        return Joint(float("nan"), 0, df, float("nan"))
    rows = np.linalg.svd(hypothesis)[2][:rank]
    middle, gap = rows @ vb @ rows.T, rows @ beta
    if not np.isfinite(middle).all() or np.linalg.matrix_rank(middle) < rank:
        return Joint(float("nan"), rank, df, float("nan"))
    statistic = float(gap @ np.linalg.solve(middle, gap))
    if np.isfinite(df):
        statistic /= rank
    return Joint(statistic, rank, df, omnibus_p(statistic, rank, df))


def combine(beta: Array, vb: Array, combinations: Array, df: float, level: float) -> Estimates:
    """Estimate ``combinations @ beta``, (m, p), each with its interval and test."""
    estimate = combinations @ beta
    variance = np.einsum("mp,pr,mr->m", combinations, vb, combinations)
    se = np.sqrt(np.where(variance > 0.0, variance, np.nan))
    dfs = np.full(estimate.shape, df)
    statistic = estimate / se
    reach = t_quantile(dfs, share(level)) * se
    return Estimates(estimate, se, statistic, two_sided_p(statistic, dfs), estimate - reach, estimate + reach)


def hypothesis_of(design: Design, about: str | Sequence[str] | None) -> Array:
    """Turn names of terms or coefficients into rows that pick their columns; None picks all moderators.

    Raises
    ------
    NumbersError
        For a name that is neither a term nor a coefficient.
    """
    p = len(design.names)
    if about is None:
        places: list[int] = list(design.moderators)
    else:
        known = {name: tuple(columns) for name, columns in design.terms}
        known.update({name: (i,) for i, name in enumerate(design.names)})
        places = []
        for name in [about] if isinstance(about, str) else about:
            if name not in known:
                raise NumbersError(f"{name!r} is neither a term nor a coefficient", where="about",
                                   hint=f"one of {', '.join(known)}")  # fmt: skip
            places.extend(known[name])
    return np.eye(p)[sorted(set(places))]


def rows_of(contrasts: Contrasts, names: tuple[str, ...]) -> tuple[tuple[str, ...], Array]:
    """Turn contrasts into named rows, (m, p).

    A mapping from coefficient to multiple is one contrast; a mapping of such mappings names several; an array
    holds one row a contrast.
    """
    if not isinstance(contrasts, Mapping):
        rows = np.atleast_2d(np.asarray(contrasts, dtype=float))
        if rows.shape[1] != len(names):
            raise NumbersError(f"has {rows.shape[1]} columns", where="contrasts", hint=f"needs {len(names)}")
        return tuple(f"contrast {i}" for i in range(1, len(rows) + 1)), rows
    nested = {name: part for name, part in contrasts.items() if isinstance(part, Mapping)}
    single = {name: part for name, part in contrasts.items() if not isinstance(part, Mapping)}
    several: dict[str, Mapping[str, float]] = {_words(single): single, **nested} if single else nested
    rows = np.zeros((len(several), len(names)))
    for row, part in zip(rows, several.values(), strict=True):
        for name, multiple in part.items():
            if name not in names:
                raise NumbersError(
                    f"{name!r} is not a coefficient", where="contrasts", hint=f"one of {', '.join(names)}"
                )
            row[names.index(name)] = float(multiple)
    return tuple(several), rows


def _words(contrast: Mapping[str, float]) -> str:
    return " + ".join(
        name if multiple == 1 else f"{multiple} × {name}" for name, multiple in contrast.items()
    )


def reference_grid(design: Design, about: str | Sequence[str], at: Mapping[str, object]) -> pd.DataFrame:
    """Rows of moderators for marginal means.

    Every combination of the levels of the factors of the model, each numeric moderator at its mean among the
    studies used, save those that `at` fixes; a column ``cell`` says which value of `about` a row belongs to.
    """
    import pandas as pd
    from pandas.api.types import is_numeric_dtype

    frame = design.frame
    if frame is None or not design.names:
        raise NumbersError("the model has no moderators", where="about")
    names = [about] if isinstance(about, str) else list(about)
    used = _used(design, frame)
    for name in [*names, *at]:
        if name not in used:
            raise NumbersError(
                f"{name!r} is not a moderator of the model", where="about", hint=f"one of {', '.join(used)}"
            )
    factors = set(_factors(design, used))
    values: dict[str, list[object]] = {}
    for name in used:
        column = frame[name]
        if name in at:
            given = at[name]
            values[name] = list(given) if isinstance(given, list | tuple | np.ndarray) else [given]
        elif name in factors or not is_numeric_dtype(column):
            values[name] = sorted(column.unique().tolist(), key=str)
        else:
            values[name] = [float(column.mean())]
    grid = pd.MultiIndex.from_product(list(values.values()), names=list(values)).to_frame(index=False)
    grid["cell"] = [", ".join(f"{n}={row[n]}" for n in names) for _, row in grid[names].iterrows()]
    return grid


def _used(design: Design, frame: pd.DataFrame) -> list[str]:
    from synthesis.models.design import variables

    if not design.formula:
        return [str(name) for name in frame.columns]
    return list(variables(design.formula, list(frame.columns), where="mods"))


def _factors(design: Design, used: list[str]) -> list[str]:
    """Names of moderators written as ``C(name)`` in the formula."""
    return [name for name in used if f"C({name}" in design.formula.replace(" ", "")]

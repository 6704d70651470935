"""The frame behind a forest plot: studies in order, subgroups, the pooled row, and what was not pooled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from synthesis.errors import FigureError
from synthesis.figures.effect_scale import EffectScale
from synthesis.figures.origin import model_words
from synthesis.models.univariate import rma
from synthesis.store.tidy import Schema, frame, records

if TYPE_CHECKING:
    from synthesis.models.results import RmaFit

#: Columns every forest plot has; all others are descriptors to print.
FIXED: Schema = {
    "part": "string",
    "group": "string",
    "label": "string",
    "slugs": "string",
    "cohort_id": "string",
    "estimate": "double",
    "ci_low": "double",
    "ci_high": "double",
    "weight": "double",
    "cases": "int64",
    "controls": "int64",
    "n": "int64",
    "direction": "string",
    "reason": "string",
    "model": "string",
    "ordered": "string",
    "k": "int64",
    "tau2": "double",
    "tau2_low": "double",
    "tau2_high": "double",
    "I2": "double",
    "Q": "double",
    "Q_df": "int64",
    "Q_p": "double",
}
#: Other names of columns -> ours.
_ALIASES = {"slug": "slugs", "cases_n": "cases", "controls_n": "controls", "n1i": "cases", "n2i": "controls",
            "note": "reason"}  # fmt: skip
_DESCRIBING = ("label", "slugs", "cohort_id", "cases", "controls", "n", "direction", "reason")
_COUNTS = ("cases", "controls", "n")
_UNSTATED = "not stated"
#: Reasons of a fit in the words of a reader who knows no column names.
_PLAIN = {"yi is missing": "no effect size", "vi is missing": "no standard error"}


def shown_columns(rows: pd.DataFrame) -> list[str]:
    """List the descriptors of a frame, in order."""
    return [str(name) for name in rows.columns if name not in FIXED]


def cells_of(table: pd.DataFrame, names: Sequence[str]) -> list[dict[str, Any]]:
    """Give the rows of some columns as records; of no columns, an empty record a row."""
    return records(table, names) if names else [{} for _ in range(len(table))]


def build(
    fit: RmaFit | None,
    columns: pd.DataFrame | None,
    subgroup: str | Sequence[str] | None,
    not_estimable: pd.DataFrame | None,
    scale: EffectScale,
    order: str,
) -> pd.DataFrame:
    """Make the frame; see `forest.rows`."""
    given, further = [], []
    table = None
    if fit is not None:
        n = len(fit.studies.labels)
        table = _described(columns, n)
        groups = _groups(subgroup, table, columns, n)
        further = [name for name in table.columns if name not in FIXED and name != subgroup]
        given = _given(fit, table, further, groups, scale)
        _sort(given, order, table)
    left_out = [row for row in given if row["part"] == "not estimable"] + _more(not_estimable)
    studies = [row for row in given if row["part"] == "study"]
    made = _in_groups(fit, studies, scale) if fit is not None else []
    if fit is not None:
        made += _result(fit, scale, order)
    made += left_out
    plain = frame([{name: row.get(name) for name in FIXED} for row in made], FIXED)
    for name in further:
        values = pd.Series([row.get(name) for row in made], dtype="object")
        plain[name] = values.convert_dtypes(dtype_backend="pyarrow")
    return plain


def _described(columns: pd.DataFrame | None, n: int) -> pd.DataFrame:
    """Give the descriptors under our names, without an index of their own."""
    if columns is None:
        return pd.DataFrame(index=range(n))
    table = columns.rename(columns=_ALIASES).reset_index(drop=True)
    if len(table) != n:
        raise FigureError(
            f"has {len(table)} rows, the fit was given {n}",
            where="columns",
            hint="one row a row given to the fit, those it left out included",
        )
    if not table.columns.is_unique:
        raise FigureError("a column is there twice", where="columns", hint=", ".join(map(str, table.columns)))
    reserved = [str(name) for name in table.columns if name in FIXED and name not in _DESCRIBING]
    if reserved:
        raise FigureError(
            f"{', '.join(reserved)} come from the fit", where="columns", hint="leave them out or rename them"
        )
    return table


def _groups(
    subgroup: str | Sequence[str] | None, table: pd.DataFrame, columns: pd.DataFrame | None, n: int
) -> list[str | None]:
    if subgroup is None:
        return [None] * n
    if isinstance(subgroup, str):
        if subgroup not in table.columns:
            known = [] if columns is None else [str(name) for name in columns.columns]
            raise FigureError(
                f"no column {subgroup!r}", where="subgroup", hint=f"columns: {', '.join(known) or 'none'}"
            )
        values: list[Any] = table[subgroup].tolist()
    else:
        values = list(subgroup)
    if len(values) != n:
        raise FigureError(f"has {len(values)} names, the fit was given {n}", where="subgroup")
    return [_UNSTATED if pd.isna(value) else str(value) for value in values]


def _given(
    fit: RmaFit, table: pd.DataFrame, further: Sequence[str], groups: Sequence[str | None], scale: EffectScale
) -> list[dict[str, Any]]:
    """One row a row given to the fit."""
    known = fit.augment()
    ends = {name: scale.shown(known[name].to_numpy()) for name in ("yi", "ci_lb", "ci_ub")}
    described = cells_of(table, [str(name) for name in table.columns])
    made = []
    for i, (row, facts) in enumerate(zip(described, records(known, list(known.columns)), strict=True)):
        used = facts["used"]
        about = {name: _value(row.get(name), name) for name in (*_DESCRIBING, *further)}
        made.append(
            about
            | {
                "part": "study" if used else "not estimable",
                "group": groups[i],
                "label": about["label"] or facts["label"],
                "estimate": float(ends["yi"][i]) if used else None,
                "ci_low": float(ends["ci_lb"][i]) if used else None,
                "ci_high": float(ends["ci_ub"][i]) if used else None,
                "weight": facts["weight"] if used else None,
                "direction": None if used else about["direction"],
                "reason": None if used else about["reason"] or _PLAIN.get(facts["reason"], facts["reason"]),
                "effect": facts["yi"],
                "vi": facts["vi"],
            }
        )
    return made


def _value(value: Any, name: str) -> Any:
    if isinstance(value, float) and value != value:
        return None
    if name in _COUNTS and value is not None:
        return int(value)
    return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else value


def _sort(given: list[dict[str, Any]], order: str, table: pd.DataFrame) -> None:
    """Put the rows into the order asked for; what is missing comes last."""
    if order == "effect":
        given.sort(key=lambda row: (row["effect"] is None, -(row["effect"] or 0.0), str(row["label"])))
    elif order in table.columns:
        own = {id(row): value for row, value in zip(given, table[order].tolist(), strict=True)}
        given.sort(key=lambda row: (pd.isna(own[id(row)]), 0 if pd.isna(own[id(row)]) else own[id(row)]))
    elif order != "given":
        names = ", ".join(map(str, table.columns)) or "none"
        raise FigureError(
            f"{order!r} is not known", where="order", hint=f"effect, given, or a column: {names}"
        )


def _more(not_estimable: pd.DataFrame | None) -> list[dict[str, Any]]:
    """Give the rows of studies that never were in the data of the fit."""
    if not_estimable is None or not_estimable.empty:
        return []
    table = not_estimable.rename(columns=_ALIASES).reset_index(drop=True)
    if "label" not in table.columns:
        raise FigureError(
            "has no column label", where="not_estimable", hint="label, direction, n, reason, slug"
        )
    here = [name for name in _DESCRIBING if name in table.columns]
    made = []
    for row in records(table, here):
        made.append({name: _value(row[name], name) for name in here} | {"part": "not estimable"})
    return made


def _in_groups(fit: RmaFit, studies: list[dict[str, Any]], scale: EffectScale) -> list[dict[str, Any]]:
    """Put studies under the headings of their subgroups, each with its own result from two studies on."""
    names = list(dict.fromkeys(row["group"] for row in studies))
    if names == [None]:
        return studies
    sizes = {name: sum(row["group"] == name for row in studies) for name in names}
    names.sort(key=lambda name: (-sizes[name], name))
    made = []
    means, between = _compared(fit, studies, names)
    for name in names:
        made.append({"part": "heading", "group": name, "label": name, "k": sizes[name]})
        made += [row for row in studies if row["group"] == name]
        if sizes[name] >= 2 and name in means:
            ends = [float(end) for end in scale.shown(means[name])]
            made.append(
                {
                    "part": "subgroup",
                    "group": name,
                    "label": f"Subgroup, k = {sizes[name]}",
                    "estimate": ends[0],
                    "ci_low": ends[1],
                    "ci_high": ends[2],
                    "k": sizes[name],
                }
            )
    return made + between


def _compared(
    fit: RmaFit, studies: list[dict[str, Any]], names: list[str]
) -> tuple[dict[str, tuple[float, float, float]], list[dict[str, Any]]]:
    """Fit one model with the subgroup as moderator: means of the subgroups, and the test between them."""
    if fit.p > 1 or fit.scale is not None or len(names) < 2 or len(studies) <= len(names):
        return {}, []
    data = pd.DataFrame(
        {
            "yi": [row["effect"] for row in studies],
            "vi": [row["vi"] for row in studies],
            "subgroup": [f"g{names.index(row['group'])}" for row in studies],
        }
    )
    options = fit.options
    given = None if fit.studies.weights is None else [row["weight"] for row in studies]
    moderated = rma(
        mods="~ subgroup", data=data, method=options.method, test=options.test, level=options.level,
        weights=given, tau2=fit.tau2 if options.tau2_fixed else None,
    )  # fmt: skip
    means = moderated.margins("subgroup")
    found = {
        names[int(str(cell).rpartition("g")[2])]: (estimate, low, high)
        for cell, estimate, low, high in zip(
            means["cell"], means["estimate"], means["ci_low"], means["ci_high"], strict=True
        )
    }
    joint = moderated.moderators
    test = {
        "part": "between",
        "model": "F" if np.isfinite(joint.df_denominator) else "chi-squared",
        "Q": joint.statistic,
        "Q_df": joint.df,
        "Q_p": joint.p_value,
        "k": int(joint.df_denominator) if np.isfinite(joint.df_denominator) else None,
    }
    return found, [test]


def _result(fit: RmaFit, scale: EffectScale, order: str) -> list[dict[str, Any]]:
    """Give the pooled row and that of the prediction interval, where there are any."""
    if fit.names != ("intrcpt",) or fit.scale is not None or fit.k < 2:
        return []
    made = fit.predict().iloc[0]
    shown = {name: float(scale.shown(made[name])) for name in ("pred", "ci_lb", "ci_ub", "pi_lb", "pi_ub")}
    options = fit.options
    random = options.method.random
    low = high = None
    if random and not options.tau2_fixed:
        bounds = fit.tau2_interval(level=options.level).loc["tau2", ["ci_lb", "ci_ub"]]
        low, high = (float(bound) for bound in bounds.to_numpy())
    pooled = {
        "part": "pooled",
        "label": f"Pooled, k = {fit.k}",
        "estimate": shown["pred"],
        "ci_low": shown["ci_lb"],
        "ci_high": shown["ci_ub"],
        "model": model_words(fit),
        "ordered": order,
        "k": fit.k,
        "tau2": fit.tau2 if random else None,
        "tau2_low": low,
        "tau2_high": high,
        "I2": fit.I2,
        "Q": fit.QE,
        "Q_df": fit.k - fit.p,
        "Q_p": fit.QEp,
    }
    if not random or fit.k < 3 or np.isnan(shown["pi_lb"]):
        return [pooled]
    prediction = {
        "part": "prediction",
        "label": "Prediction interval",
        "ci_low": shown["pi_lb"],
        "ci_high": shown["pi_ub"],
        "k": fit.k,
    }
    return [pooled, prediction]

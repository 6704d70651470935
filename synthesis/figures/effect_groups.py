"""Effects in groups, each with its mean, interval and prediction interval: orchard and caterpillar plots."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from synthesis.errors import FigureError
from synthesis.figures import swarm
from synthesis.figures.effect_scale import EffectScale, effect_scale
from synthesis.figures.origin import model_words
from synthesis.models.design import variables
from synthesis.models.results import RmaFit
from synthesis.models.study_interval import study_interval
from synthesis.store.tidy import Schema, frame

SCHEMA: Schema = {
    "part": "string",
    "group": "string",
    "label": "string",
    "estimate": "double",
    "ci_low": "double",
    "ci_high": "double",
    "pi_low": "double",
    "pi_high": "double",
    "k": "int64",
    "studies": "int64",
    "precision": "double",
    "place": "double",
    "reason": "string",
    "measure": "string",
    "level": "double",
    "model": "string",
    "digest": "string",
    "slugs": "string",
}
#: Fewest studies with a prediction interval.
_FEWEST = 3
_SLUG = re.compile(r"[a-z][a-z0-9-]*-\d{4}(-[a-z0-9]+)*")
_STUDY_COLUMNS = ("slugs", "slug", "study", "study_id", "slab", "author")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Group:
    """One group: its name, its effects as rows of `data`, and the numbers of its row."""

    name: str
    members: NDArray[np.intp]
    numbers: dict[str, float]


def build(
    fit: RmaFit | pd.DataFrame,
    data: pd.DataFrame | None,
    *,
    measure: str,
    by: str | None,
    study: str | Sequence[str] | None,
    level: float,
) -> pd.DataFrame:
    """Make the frame; see `orchard.rows`."""
    scale = effect_scale(measure)
    if isinstance(fit, RmaFit):
        table, groups = _of_fit(fit)
        level = fit.options.level
        told = {"level": level, "model": model_words(fit), "digest": fit.digest}
    else:
        table, groups = _of_frame(fit, data, by)
        told = {"level": level, "model": None, "digest": None}
    table["study"] = _studies(study, table["label"].tolist(), data)
    table["ci_lb"], table["ci_ub"] = study_interval(table["yi"], table["vi"], level)
    rows: list[dict[str, Any]] = []
    for group in groups:
        rows += _rows_of(group, table, scale, told | {"measure": measure})
    return frame(rows, SCHEMA)


def _of_fit(fit: RmaFit) -> tuple[pd.DataFrame, list[_Group]]:
    """Give the effects of a fit, and its groups: one, or the levels of its only moderator."""
    table = fit.augment()[["label", "yi", "vi", "reason"]].reset_index(drop=True)
    used = np.flatnonzero(fit.studies.used)
    out = np.flatnonzero(~fit.studies.used)
    if fit.names == ("intrcpt",) and fit.scale is None:
        return table, [_Group("", np.arange(len(table)), _numbers(fit.predict().iloc[0]))]
    name, column = _factor(fit)
    levels = list(dict.fromkeys(column))
    means = fit.predict(pd.DataFrame({name: levels}))
    groups = [
        _Group(str(level), used[[value == level for value in column]], _numbers(means.iloc[place]))
        for place, level in enumerate(levels)
    ]
    if out.size:
        groups.append(_Group("not in the model", out, _numbers(None)))
    return table, groups


def _factor(fit: RmaFit) -> tuple[str, list[Any]]:
    """Give name and values of the only moderator, one a study used."""
    design = fit.design
    frame = design.frame
    names = (
        []
        if frame is None or not design.formula
        else variables(design.formula, list(frame.columns), where="fit")
    )
    if (
        frame is None
        or len(names) != 1
        or pd.api.types.is_numeric_dtype(frame[names[0]])
        or fit.scale is not None
    ):
        raise FigureError(
            "the model has neither one mean nor one moderator with levels",
            where="fit",
            hint="fit the mean, or mods='~ group'; `bubble` draws a numeric moderator",
        )
    return names[0], frame[names[0]].tolist()


def _of_frame(
    fits: pd.DataFrame, data: pd.DataFrame | None, by: str | None
) -> tuple[pd.DataFrame, list[_Group]]:
    """Give the effects of a long frame, and its groups as `rma_by` fitted them."""
    if data is None or by is None:
        raise FigureError("fits of groups need their effects", where="data", hint="pass data= and by=")
    for name, table in (("data", data), ("fit", fits)):
        needed = ["yi", "vi", by] if name == "data" else [by, "estimate", "ci_low", "ci_high"]
        if missing := [column for column in needed if column not in table.columns]:
            raise FigureError(
                f"no column {', '.join(map(repr, missing))}",
                where=name,
                hint="pass what `rma_by` took and gave",
            )
    names = data[by].astype("string").fillna("not stated").to_numpy()
    y, v = (data[name].to_numpy(dtype=float, na_value=np.nan) for name in ("yi", "vi"))
    reason = np.where(np.isfinite(y) & np.isfinite(v) & (v > 0), "", "no effect or variance")
    labels = [f"effect {place + 1}" for place in range(len(data))]
    table = pd.DataFrame({"label": labels, "yi": y, "vi": v, "reason": reason})
    groups = []
    for _, fit in fits.iterrows():
        name = "not stated" if pd.isna(fit[by]) else str(fit[by])
        renamed = fit.rename({"estimate": "pred", "ci_low": "ci_lb", "ci_high": "ci_ub"})
        renamed = renamed.rename({"pi_low": "pi_lb", "pi_high": "pi_ub"})
        groups.append(_Group(name, np.flatnonzero(names == name), _numbers(renamed)))
    return table, groups


def _numbers(made: pd.Series[Any] | None) -> dict[str, float]:
    """Name the numbers of a group as the frame does; NaN where there are none."""
    names = {"estimate": "pred", "ci_low": "ci_lb", "ci_high": "ci_ub", "pi_low": "pi_lb", "pi_high": "pi_ub"}
    return {
        ours: float("nan") if made is None else float(made.get(its, np.nan)) for ours, its in names.items()
    }


def _studies(study: str | Sequence[str] | None, labels: list[str], data: pd.DataFrame | None) -> list[str]:
    """Name the study of each effect."""
    if study is None and data is not None:
        study = next((name for name in _STUDY_COLUMNS if name in data.columns), None)
    if study is None:
        return labels
    if isinstance(study, str):
        if data is None or study not in data.columns:
            raise FigureError(f"no column {study!r}", where="study", hint="pass data= with that column")
        study = data[study].astype("string").fillna("not stated").tolist()
    if len(study) != len(labels):
        raise FigureError(f"has {len(study)} values", where="study", hint=f"one an effect: {len(labels)}")
    return [str(name) for name in study]


def _rows_of(
    group: _Group, table: pd.DataFrame, scale: EffectScale, told: dict[str, Any]
) -> list[dict[str, Any]]:
    empty: dict[str, Any] = dict.fromkeys(SCHEMA)
    its = table.iloc[group.members]
    used = (its["reason"] == "").to_numpy()
    columns = {"estimate": "yi", "ci_low": "ci_lb", "ci_high": "ci_ub"}
    shown = {ours: scale.shown(its[name]) for ours, name in columns.items()}
    places = swarm.offsets(
        [scale.place(x) if use else np.nan for x, use in zip(shown["estimate"], used, strict=True)]
    )
    effects = []
    for i, (_, row) in enumerate(its.iterrows()):
        made = empty | {"part": "effect", "group": group.name, "label": row["study"]}
        if used[i]:
            made |= {name: _known(values[i]) for name, values in shown.items()}
            made |= {"precision": float(row["vi"]) ** -0.5, "place": float(places[i])}
        effects.append(made | {"reason": None if used[i] else row["reason"], "slugs": slug_of(row["study"])})
    effects.sort(key=lambda row: (row["estimate"] is None, -(row["estimate"] or 0.0)))
    k = int(used.sum())
    pooled = {name: _known(float(scale.shown(value))) for name, value in group.numbers.items()}
    if k < _FEWEST:
        pooled |= {"pi_low": None, "pi_high": None}
    if k < 2:  # one effect is no mean
        pooled = dict.fromkeys(pooled)
    studies = len({row["label"] for row in effects if row["reason"] is None})
    head = empty | {"part": "group", "group": group.name, "k": k, "studies": studies} | pooled | told
    return [head, *effects]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def slug_of(label: str) -> str | None:
    """Take a label that is the key of an atlas study as one."""
    return label if _SLUG.fullmatch(label) else None

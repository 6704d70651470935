"""`marker_wide`: cases against controls for every analyte of a panel, over its strata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from synthesis import provenance
from synthesis.errors import NumbersError
from synthesis.models.notes import Note, Severity
from synthesis.models.options import Variances
from synthesis.models.problem import Array
from synthesis.models.stratified import Arms, Stratified, stratified
from synthesis.wording import count, p_value, series, share

if TYPE_CHECKING:
    import pandas as pd

#: Columns of a panel that hold the groups: people, means and standard deviations.
GROUPS = ("n_cases", "mean_cases", "sd_cases", "n_controls", "mean_controls", "sd_controls")
#: Strata that differ with a p below this are pointed out.
_DIFFER = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class MarkerWide:
    """Every analyte of a panel, combined over its strata.

    Attributes
    ----------
    frame
        One row an analyte, in the order of its names: the columns of `by`; what else the data say about the
        analyte; ``strata`` used; ``estimate se df statistic p_value ci_low ci_high``, cases minus controls in
        the unit of the data; ``q_bh`` and ``q_by``; ``direction``; ``estimate_``, ``se_`` and ``p_`` with the
        name of each stratum; ``agreement`` of the strata in direction (``same``, ``opposite``, missing with
        one stratum); ``F_differ p_differ`` of the test that strata differ; and ``note``.
    excluded
        Rows of the data that were not used, with the ``reason``.
    notes
        What the reader of any row must know.
    variances, level
        The options.
    digest
        Content digest of the data.
    """

    frame: pd.DataFrame
    excluded: pd.DataFrame
    notes: tuple[Note, ...]
    variances: Variances
    level: float
    digest: str

    def advice(self) -> pd.DataFrame:
        """Give the notes as a frame: ``severity code text``."""
        import pandas as pd

        rows = [(note.severity.value, note.code, note.text) for note in self.notes]
        return pd.DataFrame(rows, columns=["severity", "code", "text"])

    def __repr__(self) -> str:
        passing = int((self.frame["q_bh"] <= 0.05).sum())
        return (
            f"<MarkerWide of {count(len(self.frame), 'analyte')}, {passing} with a false discovery rate "
            f"of 5% or less, {self.variances.value} variances>"
        )


def marker_wide(
    data: pd.DataFrame,
    *,
    by: str | Sequence[str] = ("specimen", "analyte"),
    stratum: str = "sex",
    variances: str | Variances = Variances.EQUAL,
    level: float = 95,
) -> MarkerWide:
    """Compare cases with controls for every analyte, over strata, and correct for the number of analytes.

    Parameters
    ----------
    data
        One row an analyte and stratum, as `Atlas.panel` gives them: ``n_cases mean_cases sd_cases n_controls
        mean_controls sd_controls``, the columns of `by`, and `stratum`. Columns that are the same in all rows
        of an analyte are kept.
    by
        Columns that name an analyte. All analytes of the data are one family of tests.
    stratum
        Column of strata, within which people are compared.
    variances
        ``equal``: one variance an analyte, t with the degrees of freedom of all groups, exact for normal
        values; ``unequal``: Welch and Satterthwaite.
    level
        Coverage of the intervals, in percent.

    Returns
    -------
    MarkerWide

    Raises
    ------
    NumbersError
        When a column is missing or named twice, an analyte has two rows in one stratum, or no row can be
        used.

    Notes
    -----
    Each stratum's difference counts by 1 / (1/n1 + 1/n2), a common-effect combination: see
    `synthesis.models.stratified`. ``q_bh`` is the procedure of Benjamini and Hochberg (1995), which holds for
    independent or positively dependent tests, ``q_by`` that of Benjamini and Yekutieli (2001), which holds
    for any dependence.

    Examples
    --------
    >>> import synthesis as syn
    >>> found = marker_wide(syn.load().panel("walitt-2024-deep-phenotyping"))
    >>> len(found.frame), found.frame["df"].unique().tolist(), len(found.excluded)
    (2597, [29.0], 0)
    """
    names = [by] if isinstance(by, str) else list(by)
    _check_columns(data, [*names, stratum, *GROUPS])
    chosen = Variances.parse(variances)
    numbers = {name: data[name].to_numpy(dtype=float, na_value=np.nan) for name in GROUPS}
    reasons = _reasons(numbers, data[stratum].isna().to_numpy())
    used = reasons == ""
    if not used.any():
        hint = str(reasons[0]) if len(data) else "the data have no rows"
        raise NumbersError("no row can be used", where="marker_wide", hint=hint)
    kept = data[used]
    grouped = kept.groupby(names, sort=True, dropna=False, observed=True)
    row = grouped.ngroup().to_numpy().astype(np.intp)
    strata = sorted(map(str, kept[stratum].unique()))
    place = kept[stratum].astype(str).map({name: i for i, name in enumerate(strata)}).to_numpy(dtype=np.intp)
    _check_once(row * len(strata) + place, kept, names, stratum)
    shape = (grouped.ngroups, len(strata))
    wide = [_spread(numbers[name][used], row, place, shape) for name in GROUPS]
    found = stratified(Arms(*wide), variances=chosen, level=level)
    frame = _frame(_about(kept, names, row), found, strata)
    excluded = data[~used].assign(reason=reasons[~used])
    return MarkerWide(
        frame=frame, excluded=excluded, notes=_notes(frame, excluded, chosen, strata), variances=chosen,
        level=float(level), digest=provenance.frame_digest(data[[*names, stratum, *GROUPS]]),
    )  # fmt: skip


def _check_columns(data: pd.DataFrame, wanted: list[str]) -> None:
    missing = [name for name in wanted if name not in data.columns]
    if missing or len(set(wanted)) < len(wanted):
        raise NumbersError(
            f"no column {', '.join(missing)}" if missing else "a column is named twice",
            where="marker_wide",
            hint=f"columns: {', '.join(map(str, data.columns[:12]))}",
        )


def _check_once(cell: NDArray[np.intp], kept: pd.DataFrame, names: list[str], stratum: str) -> None:
    first = np.unique(cell, return_index=True)[1]
    if first.size < cell.size:
        again = kept.iloc[int(np.setdiff1d(np.arange(cell.size), first)[0])]
        raise NumbersError(
            f"{series([str(again[name]) for name in names])} stands twice in {again[stratum]}",
            where="marker_wide",
            hint=f"give one row for each {series([*names, stratum])}",
        )


def _reasons(numbers: dict[str, Array], no_stratum: NDArray[np.bool_]) -> NDArray[np.str_]:
    """Say for each row why it cannot be used; empty where it can."""
    reasons = np.full(no_stratum.size, "", dtype="<U40")
    faults = [(no_stratum, "no stratum")]
    for arm in ("cases", "controls"):
        n, mean, sd = (numbers[f"{part}_{arm}"] for part in ("n", "mean", "sd"))
        faults += [
            (~np.isfinite(mean), f"no mean of {arm}"),
            (~(sd > 0.0) | np.isinf(sd), f"no standard deviation above 0 of {arm}"),
            (~(n >= 2.0) | np.isinf(n), f"fewer than two {arm}"),
        ]
    for fault, reason in faults:
        reasons[fault & (reasons == "")] = reason
    return reasons


def _spread(values: Array, row: NDArray[np.intp], place: NDArray[np.intp], shape: tuple[int, int]) -> Array:
    wide = np.full(shape, np.nan)
    wide[row, place] = values
    return wide


def _about(kept: pd.DataFrame, names: list[str], row: NDArray[np.intp]) -> pd.DataFrame:
    """One row an analyte: its names, and every other column that does not vary within analytes."""
    others = [name for name in kept.columns if name not in (*names, *GROUPS)]
    counts = kept[others].groupby(row).nunique(dropna=False)
    constant = [name for name in others if (counts[name] <= 1).all()]
    first = np.unique(row, return_index=True)[1]
    return kept[[*names, *constant]].iloc[first].reset_index(drop=True)


def _frame(about: pd.DataFrame, found: Stratified, strata: list[str]) -> pd.DataFrame:
    import pandas as pd

    overall, each = found.overall, found.each
    q_bh, q_by = (false_discovery_control(overall.p, method=method) for method in ("bh", "by"))
    way = np.select([overall.estimate > 0.0, overall.estimate < 0.0], ["higher", "lower"], "equal")
    columns: dict[str, object] = {
        "strata": found.strata.astype(np.int64), "estimate": overall.estimate, "se": overall.se,
        "df": overall.df, "statistic": overall.estimate / overall.se, "p_value": overall.p,
        "ci_low": overall.low, "ci_high": overall.high, "q_bh": q_bh, "q_by": q_by, "direction": way,
    }  # fmt: skip
    for i, name in enumerate(strata):
        columns |= {
            f"estimate_{name}": each.estimate[:, i], f"se_{name}": each.se[:, i], f"p_{name}": each.p[:, i]
        }  # fmt: skip
    columns |= {
        "agreement": _agreement(each.estimate, found.strata),
        "F_differ": found.differ_f,
        "p_differ": found.differ_p,
        "note": _row_notes(found, strata),
    }
    return pd.concat([about, pd.DataFrame(columns)], axis=1)


def _agreement(each: Array, strata: Array) -> list[str | None]:
    sign = np.sign(each)
    same = np.nanmin(sign, axis=1) == np.nanmax(sign, axis=1)
    return [None if k < 2 else "same" if one else "opposite" for k, one in zip(strata, same, strict=True)]


def _row_notes(found: Stratified, strata: list[str]) -> list[str]:
    here = np.isfinite(found.each.estimate)
    notes = []
    for present, p in zip(here, found.differ_p, strict=True):
        there = [name for name, is_there in zip(strata, present, strict=True) if is_there]
        said = [] if len(there) == len(strata) else [f"{series(there)} only"]
        said += [f"strata differ, {p_value(float(p))} uncorrected"] if p < _DIFFER else []
        notes.append("; ".join(said))
    return notes


def _notes(
    frame: pd.DataFrame, excluded: pd.DataFrame, variances: Variances, strata: list[str]
) -> tuple[Note, ...]:
    notes = [
        Note(
            "dependent-tests", Severity.CAUTION,
            "The tests are not independent: several analytes can aim at one protein, proteins of one person "
            "vary together, and the same people stand behind all rows. The rate of Benjamini and Hochberg "
            "allows positive dependence, that of Benjamini and Yekutieli any. The number of small p-values "
            "is far less certain than among independent tests.",
        ),
        Note(
            "common-effect", Severity.INFO,
            f"Strata ({series(strata)}) are combined by a common effect: the spread between so few strata "
            "cannot be estimated. Whether they differ is tested for each analyte.",
        ),
        Note("variances", Severity.INFO, f"The tests assume {variances.label} and normal values."),
    ]  # fmt: skip
    one = int((frame["strata"] < len(strata)).sum())
    if one:
        notes.append(
            Note("missing-strata", Severity.CAUTION, f"{share(one, len(frame))} analytes lack a stratum.")
        )
    if len(excluded):
        why = series([f"{n} with {reason}" for reason, n in excluded["reason"].value_counts().items()])
        notes.append(Note("excluded", Severity.CAUTION, f"{count(len(excluded), 'row')} not used: {why}."))
    order = [Severity.WARNING, Severity.CAUTION, Severity.INFO]
    return tuple(sorted(notes, key=lambda note: order.index(note.severity)))

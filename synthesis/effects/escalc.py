"""`escalc`: effect sizes and sampling variances for the rows of a frame or the findings of an atlas."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from synthesis.effects import from_tests
from synthesis.effects.choices import Choices
from synthesis.effects.choose import FAR, Chosen, choose, compare, why_none
from synthesis.effects.findings import READ, check_direction, is_findings, sheet_of_findings
from synthesis.effects.measures import find_measure
from synthesis.effects.options import Distribution, VarianceType, ZeroRule
from synthesis.effects.outcome import BoolArray, FloatArray
from synthesis.effects.route import Route
from synthesis.effects.routes import columns_for, routes
from synthesis.effects.sheet import Sheet
from synthesis.errors import NumbersError
from synthesis.wording import number

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.store.atlas import Atlas

#: Columns that `escalc` adds.
RESULT = ("yi", "vi", "sei", "measure", "how", "note")

#: Standardised differences beyond this are rare; more often a standard error was taken for an SD.
_LARGE = 2.0


def escalc(
    data: pd.DataFrame | Atlas,
    measure: str = "SMD",
    *,
    vtype: str = VarianceType.LS,
    correct: bool = True,
    add: float | None = None,
    to: str = ZeroRule.ONLY0,
    drop00: bool = False,
    level: float = 95,
    dist: str = Distribution.AUTO,
) -> pd.DataFrame:
    """Compute an effect size and its sampling variance for every row.

    Columns are found by metafor's names (``m1i sd1i n1i ai bi ci di xi mi ri ni ti pi`` and more; what a
    measure looks for is `synthesis.effects.routes.columns_for`). Groups may also be given by standard errors
    ``se1i``, confidence intervals ``lo1i hi1i``, or medians ``med1i`` with quartiles ``q11i q31i``, their
    width ``iqr1i``, or the range ``min1i max1i``; differences by ``di``, ``ti``, ``fi``, point-biserial
    ``ri`` or ``pi``, whose signs carry the direction (``p_relation`` says ``=``, ``<`` or ``>``); any effect
    by ``out`` with ``ci_lb ci_ub``, ``zval`` or ``pval`` on its natural scale. Every way a row allows is
    computed: the first in this order is the result, and ways that disagree with it are noted.

    An atlas, or its findings frame, needs no columns: group 1 is the cases, so positive means higher in
    cases, and effects against the recorded direction are noted. The note of a record becomes
    ``record_note``.

    Parameters
    ----------
    data
        Frame with one row an effect, or an atlas.
    measure
        Short or long name of an effect size, see `synthesis.effects.measures.MEASURES`.
    vtype
        Variance form, such as ``LS`` or ``borenstein``; each measure's function says what it has.
    correct
        Whether the small-sample correction is applied.
    add, to, drop00
        What is added to which tables when cells are zero, and whether tables without events are dropped.
        By default 0.5 to rows with a zero cell; nothing for AS, PETO, PAS, PFT, IRS, IRFT and IRSD.
    level
        Level of all intervals in the data, in percent.
    dist
        What medians come from: ``normal``, ``log-normal``, or ``auto``: log-normal for both groups when the
        quantiles of either are too skewed for a normal distribution (in an atlas only for kinds of marker
        that are known for it).

    Returns
    -------
    DataFrame
        The data with ``yi, vi, sei`` (NaN where undefined), ``measure``, ``how`` (what was computed from
        which columns) and ``note`` (why a row has no effect, and what else to know). Rows are never
        dropped. ``attrs["escalc"]`` lists the columns that were used, compared, given but not used, and
        not looked at.

    Raises
    ------
    UnknownTermError
        When the measure or a word of an option is unknown.
    NumbersError
        When no column of the measure is there, a column holds text, or an option does not fit the measure.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"ai": [4, 0], "n1i": [123, 40], "ci": [11, 3], "n2i": [139, 41]})
    >>> escalc(table, "OR")[["yi", "vi", "note"]].round(4)
           yi      vi                                     note
    0 -0.9387  0.3571
    1 -1.9966  2.3364  0.5 added to each cell, as one is zero
    """
    choices = Choices.of(
        find_measure(measure),
        vtype=vtype,
        correct=correct,
        add=add,
        to=to,
        drop00=drop00,
        level=level,
        dist=dist,
    )
    frame = _frame_of(data)
    of_atlas = is_findings(frame)
    sheet = sheet_of_findings(frame, choices) if of_atlas else _sheet_of_frame(frame, choices)
    found = routes(sheet, choices)
    chosen = choose(found, sheet)
    compare(found, chosen, sheet)
    _say_bounds(sheet, choices, chosen)
    if choices.measure.scale.name == "standard deviations":
        sheet.note(
            np.abs(chosen.yi) > _LARGE,
            f"beyond {_LARGE:g} standard deviations: is a spread a standard error?",
        )
    if of_atlas:
        check_direction(sheet, frame, chosen.yi, choices.measure.scale.null)
        frame = frame.rename(columns={"note": "record_note"})
    return _labelled(frame, sheet, choices, found, chosen)


def _frame_of(data: pd.DataFrame | Atlas) -> pd.DataFrame:
    import pandas as pd

    frame = data if isinstance(data, pd.DataFrame) else data.findings
    present = [name for name in RESULT if name in frame.columns]
    if len(present) == len(RESULT):
        return frame.drop(columns=present)  # made by an earlier call
    clash = [name for name in present if not (name == "note" and is_findings(frame))]
    if clash:
        raise NumbersError(
            f"the data already have a column {clash[0]!r}", where="data", hint="rename it; escalc adds one"
        )
    return frame


def _sheet_of_frame(frame: pd.DataFrame, choices: Choices) -> Sheet:
    known = columns_for(choices.measure)
    columns = {name: _numbers_of(frame, name) for name in known if name in frame.columns}
    if not columns:
        raise NumbersError(
            f"the data have no column that {choices.measure.id} can be computed from",
            where="data",
            hint=f"needed: {', '.join(choices.measure.needs)}; also known: {', '.join(known)}",
        )
    relation = [""] * len(frame)
    if "p_relation" in frame.columns:
        words = frame["p_relation"].astype("object")
        relation = [str(word) for word in words.where(words.notna(), "")]
    return Sheet(
        columns=columns,
        rows=len(frame),
        distribution=[choices.dist] * len(frame),
        relation=relation,
        blocked=[""] * len(frame),
        notes=[[] for _ in range(len(frame))],
    )


def _numbers_of(frame: pd.DataFrame, name: str) -> FloatArray:
    import pandas as pd

    if list(frame.columns).count(name) > 1:
        raise NumbersError("there is more than one column of this name", where=name, hint="keep one")
    column = frame[name]
    if not pd.api.types.is_numeric_dtype(column):
        numbers = pd.to_numeric(column.astype("object"), errors="coerce")
        text = column[numbers.isna() & column.notna()]
        if len(text):
            raise NumbersError(
                f"row {text.index[0]!r} holds {text.iloc[0]!r}", where=name, hint="a number, or nothing"
            )
        column = numbers
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _say_bounds(sheet: Sheet, choices: Choices, chosen: Chosen) -> None:
    """Say what a p value that is only bounded tells about a standardised difference, or that it disagrees."""
    if choices.measure.id != "SMD":
        return
    n1, n2, p = sheet["n1i"], sheet["n2i"], np.abs(sheet["pi"])
    bound = np.abs(from_tests.d_from_p(p, n1, n2))
    size, room = np.abs(chosen.yi), FAR * np.sqrt(chosen.vi)
    for relation, words in (("<", "at least"), (">", "at most")):
        rows = np.array([r == relation for r in sheet.relation], dtype=np.bool_) & np.isfinite(bound)
        sheet.mark_checked(("pi", "n1i", "n2i"), rows)
        against = size < bound - room if relation == "<" else size > bound + room
        told = rows & ((chosen.which < 0) | against)
        sheet.note(told, _bound_words(f"p {relation}", words, p, bound, chosen))


def _bound_words(
    p_words: str, words: str, p: FloatArray, bound: FloatArray, chosen: Chosen
) -> Callable[[int], str]:
    def text(row: int) -> str:
        says = f"{p_words} {p[row]:g} means a difference of {words} {number(bound[row])} standard deviations"
        return says if chosen.which[row] < 0 else f"{says}, but the effect is {number(chosen.yi[row])}"

    return text


def _labelled(
    frame: pd.DataFrame, sheet: Sheet, choices: Choices, found: list[Route], chosen: Chosen
) -> pd.DataFrame:
    names = [name for name in columns_for(choices.measure) if sheet.given(name).any()]
    nowhere = np.zeros(sheet.rows, dtype=np.bool_)
    shape = len(names), sheet.rows  # which has rows even when no column holds a number
    given = np.array([sheet.given(name) for name in names], dtype=np.bool_).reshape(shape)
    used = np.array([sheet.used.get(name, nowhere) for name in names], dtype=np.bool_).reshape(shape)
    checked = np.array([sheet.checked.get(name, nowhere) for name in names], dtype=np.bool_).reshape(shape)
    has_effect = chosen.which >= 0
    idle = _listed(names, given & ~used & ~checked & has_effect, "not used: ")
    how = _listed(names, used & has_effect, f"{choices.words()}; from ")
    result = frame.copy()
    result["yi"], result["vi"], result["sei"] = chosen.yi, chosen.vi, np.sqrt(chosen.vi)
    result["measure"], result["how"] = choices.measure.id, how
    result["note"] = [_note(row, sheet, choices, found, chosen, rest) for row, rest in enumerate(idle)]
    result.attrs["escalc"] = _account(frame, sheet, names)
    return result


def _listed(names: list[str], mask: BoolArray, before: str) -> list[str]:
    """List the names of each column of a mask; nothing where there is none. Equal rows are written once."""
    if not mask.size:
        return [""] * mask.shape[1]
    patterns, where = np.unique(mask, axis=1, return_inverse=True)
    texts = [", ".join(n for n, is_in in zip(names, pattern, strict=True) if is_in) for pattern in patterns.T]
    return [f"{before}{texts[i]}" if texts[i] else "" for i in where.ravel()]


def _note(row: int, sheet: Sheet, choices: Choices, found: list[Route], chosen: Chosen, rest: str) -> str:
    if sheet.blocked[row]:
        return sheet.blocked[row]
    why = "" if chosen.which[row] >= 0 else why_none(row, found, choices.measure.id)
    return "; ".join(text for text in (why, *sheet.notes[row], rest) if text)


def _account(frame: pd.DataFrame, sheet: Sheet, names: list[str]) -> dict[str, list[str]]:
    """List what became of each column that has a number, and the columns that were not looked at."""
    used = [name for name in names if name in sheet.used and sheet.used[name].any()]
    compared = [n for n in names if n not in used and n in sheet.checked and sheet.checked[n].any()]
    read = READ if is_findings(frame) else (*sheet.columns, "p_relation")
    return {
        "used": used,
        "compared": compared,
        "not used": [name for name in names if name not in (*used, *compared)],
        "not looked at": [str(name) for name in frame.columns if name not in read],
    }
